"""Hashed refusals: a list that another store gave out is taken in where both have the key it was hashed under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

import msgspec
from sqlalchemy import select

from aboveboard.domain.errors import InputError
from aboveboard.store.entries import HashedSuppression, Suppression
from aboveboard.store.keys import MARK_HEX
from aboveboard.store.schema import SUPPRESSIONS
from aboveboard.store.session import CHUNK, Session, Value, chunks
from aboveboard.store.suppression import checked, keep_rows, row

IMPORTED: Final = "import:"
_MARK: Final = re.compile(rf"[0-9a-f]{{{MARK_HEX}}}")
_SAME: Final = ("mark", "channel", "purpose", "reason", "source", "on")


def add_hashed(session: Session, entries: Iterable[HashedSuppression]) -> int:
    """The refusals hold from now on; how many were new. With one that cannot be used, none is kept.

    Each is kept as imported, so that no person's act takes it back; one that this very store gave out is known already.
    """
    versions = {session.keys.fingerprint(version): version for version in session.keys.suppression}
    waiting, line, new = iter(entries), 1, 0
    at = datetime.now(UTC)
    while part := list(islice(waiting, CHUNK)):
        rows = [_row(entry, versions, f"refusal {n}", at) for n, entry in enumerate(part, start=line)]
        new += len(set(keep_rows(session, _unknown(session, part, rows))))
        line += len(part)
    return new


def _row(entry: HashedSuppression, versions: dict[str, int], place: str, at: datetime) -> dict[str, Value]:
    if not _MARK.fullmatch(entry.mark):
        raise InputError(f"a hash has {MARK_HEX} digits from 0 to f", place=place)
    if entry.key not in versions:
        problem = "it was hashed under a key that this store does not have"
        raise InputError(problem, place=place, remedy="`aboveboard keys adopt` takes the key of the other store")
    source = entry.source if entry.source.startswith(IMPORTED) else IMPORTED + entry.source
    plain = Suppression(
        scope=entry.scope,
        value="",
        reason=entry.reason,
        on=entry.on,
        channel=entry.channel,
        purpose=entry.purpose,
        source=source,
    )
    return row(checked(plain, place), entry.mark, versions[entry.key], at=at)


def _unknown(
    session: Session, entries: Sequence[HashedSuppression], rows: Sequence[dict[str, Value]]
) -> list[dict[str, Value]]:
    """The rows but for those that are kept as they are, whoever's act they were."""
    known: set[tuple[object, ...]] = set()
    columns = [SUPPRESSIONS.c[name] for name in _SAME]
    for part in chunks(sorted({entry.mark for entry in entries})):
        found = session.connection.execute(select(*columns).where(SUPPRESSIONS.c.mark.in_(part)))
        known |= {tuple(one) for one in found}
    return [kept for entry, kept in zip(entries, rows, strict=True) if _key(entry) not in known]


def _key(entry: HashedSuppression) -> tuple[object, ...]:
    given = msgspec.structs.replace(entry, channel=entry.channel or "", purpose=entry.purpose or "")
    return tuple(getattr(given, name) for name in _SAME)
