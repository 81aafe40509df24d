"""Refusals: kept as keyed hashes, asked as yes or no, cleared by nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select, update

from aboveboard.domain.errors import InputError
from aboveboard.store import marks
from aboveboard.store.entries import Scope, Suppression
from aboveboard.store.register import ERASED
from aboveboard.store.schema import BUSINESSES, MARKS, SUPPRESSIONS
from aboveboard.store.session import Session, Value, chunks

PERSONALISATION: Final = "personalisation"
_SAID: Final = (
    select(MARKS.c.business, SUPPRESSIONS.c.channel, SUPPRESSIONS.c.purpose, SUPPRESSIONS.c.reason)
    .join_from(MARKS, SUPPRESSIONS, MARKS.c.mark == SUPPRESSIONS.c.mark)
    .distinct()
)
_SAID_OF_ONE: Final = _SAID.where(MARKS.c.business == bindparam("business"))


@dataclass(slots=True)
class Refusals:
    """What all refusals say of one business."""

    erased: bool = False
    objected: bool = False
    impersonal: bool = False
    channels: set[str] = field(default_factory=set)

    def covers(self, channel: str) -> bool:
        """True if nothing may go out on this channel."""
        return self.erased or self.objected or channel in self.channels

    def add(self, channel: str, purpose: str, reason: str) -> None:
        """One more refusal is counted; one for another purpose than personalisation is a refusal of writing."""
        if reason == ERASED:
            self.erased = True
        elif purpose == PERSONALISATION:
            self.impersonal = True
        elif channel:
            self.channels.add(channel)
        else:
            self.objected = True


def add_suppressions(session: Session, entries: Sequence[Suppression]) -> int:
    """The refusals hold from now on; how many were new. One that cannot be read is an InputError, and none is kept."""
    rows: list[dict[str, Value]] = []
    for line, entry in enumerate(entries, start=1):
        rows += _rows(session, entry, marks.of_suppression(_checked(entry, line)), place=f"refusal {line}")
    return session.add_new(SUPPRESSIONS, rows)


def suppress(session: Session, business: str, *, scope: Scope, channel: str | None, reason: str, on: date) -> int:
    """The business, and at this scope all that share its marks, are refused; how many hashes were new.

    A scope for which the business has no mark, such as address without an address, falls back to the business itself.
    """
    kinds = {"address": ("address", "phone"), "domain": ("domain",), "company": ("company", "domain")}.get(scope, ())
    found = select(MARKS.c.mark).where(MARKS.c.business == business, MARKS.c.kind.in_(kinds))
    itself = [mark for _, mark, _ in marks.hashed(session.keys, [("person", business)])]
    entry = Suppression(scope=scope, value=business, channel=channel, reason=reason, on=on)
    return add_marks(session, [*itself, *session.connection.execute(found).scalars()], _checked(entry, 1))


def add_marks(session: Session, hashes: Sequence[str], entry: Suppression) -> int:
    """The refusal holds for hashes that the store itself keeps."""
    version = max(session.keys.suppression)
    return session.add_new(SUPPRESSIONS, [_row(entry, mark, version) for mark in dict.fromkeys(hashes)])


def refusals(session: Session, business: str | None = None) -> dict[str, Refusals]:
    """For each business that any refusal covers, what they say together."""
    if business is None:
        rows = session.connection.execute(_SAID)
    else:
        rows = session.connection.execute(_SAID_OF_ONE, {"business": business})
    found: dict[str, Refusals] = {}
    for of, channel, purpose, reason in rows:
        found.setdefault(of, Refusals()).add(channel, purpose, reason)
    return found


def bump(session: Session, businesses: Sequence[str]) -> None:
    """Whatever was queued for these businesses before now no longer settles: its ground has changed."""
    more = {"revision": BUSINESSES.c.revision + 1}
    for part in chunks(sorted(set(businesses))):
        session.count(update(BUSINESSES).where(BUSINESSES.c.business.in_(part)).values(more))


def _checked(entry: Suppression, line: int) -> Suppression:
    if entry.scope in ("channel", "purpose") and getattr(entry, entry.scope) is None:
        raise InputError(f"a refusal of scope {entry.scope} names its {entry.scope}", place=f"refusal {line}")
    if "@" in entry.reason or not entry.reason.strip():
        raise InputError(
            "the reason of a refusal is a few words without an address",
            place=f"refusal {line}",
            remedy="such as objected",
        )
    return entry


def _rows(
    session: Session, entry: Suppression, found: Sequence[tuple[str, str]], *, place: str
) -> list[dict[str, Value]]:
    if not found:
        raise InputError(
            f"the value of a refusal of scope {entry.scope} cannot be read", place=place, remedy="see Suppression"
        )
    return [_row(entry, mark, version) for _, mark, version in marks.hashed(session.keys, found)]


def _row(entry: Suppression, mark: str, version: int) -> dict[str, Value]:
    return {
        "mark": mark,
        "channel": entry.channel or "",
        "purpose": entry.purpose or "",
        "reason": entry.reason.strip(),
        "scope": entry.scope,
        "key_version": version,
        "on": entry.on,
    }
