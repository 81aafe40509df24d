"""The export of refusals: keyed hashes of all, or in plain what businesses that are kept still show."""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.home import Home
from aboveboard.campaign.refusal_files import HASHED, PLAIN
from aboveboard.campaign.run import Tell, open_store, quiet
from aboveboard.domain.errors import InputError
from aboveboard.store.entries import HashedSuppression, Suppression
from aboveboard.store.store import Store

_TOLD_EACH: Final = 10_000


def export_refusals(home: Home, file: Path, form: str, *, tell: Tell = quiet) -> dict[str, object]:
    """The refusals in force stand in a new file that only its owner may read; how many, and how many could not be said.

    Raises InputError where the file is there already.
    """
    if file.exists():
        raise InputError("there is such a file already", place=str(file), remedy="give another name")
    with open_store(home, existing=True) as store:
        return _hashed(store, file, tell) if form == "hashed" else _plain(store, file, tell)


def _hashed(store: Store, file: Path, tell: Tell) -> dict[str, object]:
    keys = [print_of for _, print_of, _ in store.suppressions.hashing_keys()]
    written = _write(file, HASHED, store.suppressions.hashed(), tell)
    return {"form": "hashed", "file": str(file), "written": written, "hashes": written, "left_out": 0, "keys": keys}


def _plain(store: Store, file: Path, tell: Tell) -> dict[str, object]:
    found = store.suppressions.plain()
    written = _write(file, PLAIN, found.entries, tell)
    left_out = found.hashes - found.covered
    return {"form": "plain", "file": str(file), "written": written, "hashes": found.hashes, "left_out": left_out}


def _write(file: Path, columns: tuple[str, ...], entries: Iterable[Suppression | HashedSuppression], tell: Tell) -> int:
    """The file is there whole, or not at all."""
    part, count = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part"), 0
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            for count, entry in enumerate(entries, start=1):
                cells = msgspec.structs.asdict(entry)
                writer.writerow(["" if cells[name] is None else str(cells[name]) for name in columns])
                if count % _TOLD_EACH == 0:
                    tell("writing refusals", count, count)
            text.flush()
            os.fsync(text.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return count
