"""Keyring: the keys of a store, kept in files beside it that only their owner may read."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from aboveboard.domain.errors import InputError, LedgerError

KEY_BYTES: Final = 32
KEK_VARIABLE: Final = "ABOVEBOARD_KEK"
MARK_HEX: Final = 32
_SUPPRESSION = re.compile(r"suppression\.v([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one store: `kek` wraps data keys, `links` signs links, `suppression` hashes refusals by version.

    Never printed: the representation shows no key.
    """

    kek: bytes = field(repr=False)
    links: bytes = field(repr=False)
    suppression: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> Keyring:
        """The keys in `folder`; with `create`, a folder without any key gets new ones, readable by their owner alone.

        A folder that has some of the keys but not all is a LedgerError: a new key would make sealed data unreadable and
        recorded refusals unrecognisable. The key that wraps may come from ABOVEBOARD_KEK (64 hexadecimal digits).
        """
        given = _kek_of_environment()
        present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        versions = sorted(int(m[1]) for name in present if (m := _SUPPRESSION.fullmatch(name)))
        if create and not versions and not present & {"kek", "links"}:
            _create(folder, with_kek=given is None)
            versions = [1]
        if not versions:
            raise _lost(folder / "suppression.v1")
        kek = given if given is not None else _read(folder / "kek")
        hashing = {version: _read(folder / f"suppression.v{version}") for version in versions}
        return cls(kek, _read(folder / "links"), MappingProxyType(hashing))

    def pseudonym(self, business: str) -> str:
        """The name under which receipts and links show `business`; without the key nobody can find or guess it."""
        first = self.suppression[min(self.suppression)]
        return hmac.digest(first, b"subject\0" + business.encode(), "sha256").hex()[:MARK_HEX]

    def mark(self, version: int, kind: str, value: str) -> str:
        """The keyed hash of one normalised value, such as an address, under one version of the key."""
        data = f"mark\0{kind}\0{value}".encode()
        return hmac.digest(self.suppression[version], data, "sha256").hex()[:MARK_HEX]

    def checks(self) -> dict[str, str]:
        """For each key a value by which a store recognises it, and from which it cannot be computed."""
        named = {"kek": self.kek, "links": self.links}
        named |= {f"suppression.v{version}": key for version, key in self.suppression.items()}
        return {name: hmac.digest(key, b"check\0" + name.encode(), "sha256").hex() for name, key in named.items()}


def _kek_of_environment() -> bytes | None:
    text = os.environ.get(KEK_VARIABLE)
    if text is None:
        return None
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError("the key is not readable", place=KEK_VARIABLE, remedy="give 64 hexadecimal digits")
    return key


def _create(folder: Path, *, with_kek: bool) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (["kek"] if with_kek else []) + ["links", "suppression.v1"]:
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise _lost(path) from None
    except ValueError:
        raise LedgerError(f"the key {path.name} is damaged; restore it from its backup") from None
    if len(key) != KEY_BYTES:
        raise LedgerError(f"the key {path.name} has {len(key)} bytes, not {KEY_BYTES}; restore it from its backup")
    return key


def _lost(path: Path) -> LedgerError:
    return LedgerError(f"the key {path.name} is missing in {path.parent}; restore it from its backup")
