"""Keyring: the keys of a store, kept in files beside it that only their owner may read."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from aboveboard.domain.errors import InputError, LedgerError

KEY_BYTES: Final = 32
KEK_VARIABLE: Final = "ABOVEBOARD_KEK"
MARK_HEX: Final = 32
FINGERPRINT_HEX: Final = 16
_HASHING: Final = re.compile(r"(suppression|adopted)\.v([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one store: `kek` wraps data keys, `links` signs links, `suppression` hashes refusals by version.

    The versions in `adopted` came from another store, so that its hashed refusals are recognised; nothing new is
    hashed under them. Never printed: the representation shows no key.
    """

    kek: bytes = field(repr=False)
    links: bytes = field(repr=False)
    suppression: Mapping[int, bytes] = field(repr=False)
    adopted: frozenset[int] = field(default=frozenset(), repr=False)

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> Keyring:
        """The keys in `folder`; with `create`, a folder without any key gets new ones, readable by their owner alone.

        A folder that has some of the keys but not all is a LedgerError: a new key would make sealed data unreadable and
        recorded refusals unrecognisable. The key that wraps may come from ABOVEBOARD_KEK (64 hexadecimal digits).
        """
        given = _kek_of_environment()
        present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        versions = {int(m[2]): m[1] for name in sorted(present) if (m := _HASHING.fullmatch(name))}
        if create and not versions and not present & {"kek", "links"}:
            _create(folder, with_kek=given is None)
            versions = {1: "suppression"}
        if "suppression" not in versions.values():
            raise _lost(folder / "suppression.v1")
        kek = given if given is not None else _read(folder / "kek")
        hashing = {version: _read(folder / f"{kind}.v{version}") for version, kind in sorted(versions.items())}
        adopted = frozenset(version for version, kind in versions.items() if kind == "adopted")
        return cls(kek, _read(folder / "links"), MappingProxyType(hashing), adopted)

    @property
    def current(self) -> int:
        """The version under which new refusals are hashed: the newest of our own."""
        return max(self.suppression.keys() - self.adopted)

    def fingerprint(self, version: int) -> str:
        """A value by which two stores see that they have the same key; the key cannot be computed from it."""
        return hmac.digest(self.suppression[version], b"fingerprint", "sha256").hex()[:FINGERPRINT_HEX]

    def with_key(self, folder: Path, key: bytes | None = None) -> Keyring:
        """The same keys and one more version, whose file lies in the folder: a new one, or an adopted `key`."""
        version = max(self.suppression) + 1
        kind = "suppression" if key is None else "adopted"
        made = _write(folder / f"{kind}.v{version}", key)
        adopted = self.adopted if key is None else self.adopted | {version}
        return replace(self, suppression=MappingProxyType({**self.suppression, version: made}), adopted=adopted)

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
        for version, key in self.suppression.items():
            named[f"{'adopted' if version in self.adopted else 'suppression'}.v{version}"] = key
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
        _write(folder / name)


def _write(path: Path, key: bytes | None = None) -> bytes:
    """The key, by default a new one, lies in a new file that only its owner may read."""
    key = secrets.token_bytes(KEY_BYTES) if key is None else key
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path) -> bytes:
    """The hashing key in a file that another store gave us; raises InputError, which shows nothing of it."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:  # also what is not ASCII
        key = b""
    except FileNotFoundError:
        raise InputError("no such file", place=str(path)) from None
    if len(key) != KEY_BYTES:
        raise InputError("this is no key", place=str(path), remedy="a file such as keys/suppression.v1 of a home")
    return key


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
