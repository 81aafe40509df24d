"""What the list of refusals can give out: keyed hashes of all, and in plain what a kept business still shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import Row, func, select

from aboveboard.store import marks
from aboveboard.store.entries import HashedSuppression, Scope, Suppression
from aboveboard.store.register import ERASED, kept_rows
from aboveboard.store.resubscription import IN_FORCE
from aboveboard.store.schema import BUSINESSES, SUPPRESSIONS
from aboveboard.store.session import CHUNK, Session, chunks

# Under which scope a value is given out in plain, by the kind of its mark; what is not here cannot be typed again.
_SCOPES: Final[Mapping[str, Scope]] = {
    "person": "person", "address": "address", "mailbox": "address", "phone": "address",
    "domain": "domain", "above": "domain", "company": "company",
}  # fmt: skip
_FORMULA: Final = ("=", "@", "-", "\t", "\r")


class PlainExport(msgspec.Struct, frozen=True, kw_only=True):
    """The refusals that can be written in plain; the hashes they stand for, and those of all refusals in force."""

    entries: list[Suppression]
    covered: int
    hashes: int


def hashed(session: Session) -> Iterator[HashedSuppression]:
    """Every refusal in force, in the order of its hash."""
    prints = {version: session.keys.fingerprint(version) for version in session.keys.suppression}
    found = session.connection.execution_options(yield_per=CHUNK).execute(
        select(SUPPRESSIONS).where(IN_FORCE).order_by(*SUPPRESSIONS.primary_key.columns)
    )
    for kept in found:
        yield HashedSuppression(
            mark=kept.mark,
            key=prints[kept.key_version],
            scope=kept.scope,
            reason=kept.reason,
            source=kept.source,
            on=kept.on,
            channel=kept.channel or None,
            purpose=kept.purpose or None,
        )


def plain(session: Session) -> PlainExport:
    """The refusals whose value a kept business still shows; nobody who was erased is among them.

    Addresses are kept as hashes alone: what no business has any more, nobody can write down again.
    """
    written: dict[tuple[str, ...], Suppression] = {}
    covered: set[tuple[object, ...]] = set()
    for part in chunks(list(session.connection.execute(select(BUSINESSES.c.business)).scalars())):
        values = _values(session, part)
        for hashes in chunks(sorted(values)):
            said = select(SUPPRESSIONS).where(
                SUPPRESSIONS.c.mark.in_(hashes), SUPPRESSIONS.c.reason != ERASED, IN_FORCE
            )
            for kept in session.connection.execute(said):
                entry = _plain(kept, *values[kept.mark])
                written[tuple(str(value) for value in msgspec.structs.astuple(entry))] = entry
                covered.add(tuple(getattr(kept, c.name) for c in SUPPRESSIONS.primary_key.columns))
        session.close_keys()
    size = session.connection.execute(select(func.count()).select_from(SUPPRESSIONS).where(IN_FORCE)).scalar_one()
    entries = [written[key] for key in sorted(written)]
    return PlainExport(entries=entries, covered=len(covered), hashes=size)


def _values(session: Session, businesses: Sequence[str]) -> dict[str, tuple[str, str]]:
    """For each hash of these businesses, under every key, its kind and its value in plain."""
    found: dict[str, tuple[str, str]] = {}
    for kept in kept_rows(session, businesses).values():
        email = marks.address(kept.row.email) if kept.row.email else None
        for kind, value in marks.of_row(kept.row, email):
            if kind in _SCOPES and not value.startswith(_FORMULA):
                found |= {mark: (kind, value) for _, mark, _ in marks.hashed(session.keys, [(kind, value)])}
    return found


def _plain(kept: Row[tuple[object, ...]], kind: str, value: str) -> Suppression:
    scope = kept.scope if kept.scope in ("channel", "purpose") and kind == "address" else _SCOPES[kind]
    return Suppression(
        scope=scope,
        value=value,
        reason=kept.reason,
        on=kept.on,
        channel=kept.channel or None,
        purpose=kept.purpose or None,
        source=kept.source,
    )
