"""Refusals: kept as keyed hashes, asked as yes or no, cleared by nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import Final

from sqlalchemy import bindparam, select, update

from aboveboard.domain.errors import InputError
from aboveboard.store import marks
from aboveboard.store.entries import Scope, Suppression
from aboveboard.store.register import ERASED
from aboveboard.store.resubscription import IN_FORCE, is_own, times
from aboveboard.store.schema import BUSINESSES, MARKS, SUPPRESSIONS
from aboveboard.store.session import CHUNK, Session, Value, chunks

PERSONALISATION: Final = "personalisation"
_SOURCE: Final = re.compile(r"[a-z][a-z0-9_.:-]{0,79}")
_SAID: Final = (
    select(MARKS.c.business, SUPPRESSIONS.c.channel, SUPPRESSIONS.c.purpose, SUPPRESSIONS.c.reason)
    .join_from(MARKS, SUPPRESSIONS, MARKS.c.mark == SUPPRESSIONS.c.mark)
    .where(IN_FORCE)
    .distinct()
)
_SAID_OF_ONE: Final = _SAID.where(MARKS.c.business == bindparam("business"))
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "address": ("address", "mailbox", "phone"),
    "domain": ("domain",),
    "company": ("company", "domain", "address", "mailbox"),
}


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


def add_suppressions(session: Session, entries: Iterable[Suppression], *, at: datetime | None = None) -> int:
    """The refusals hold from now on; how many were new. One that cannot be read is an InputError, and none is kept."""
    waiting, line, new = iter(entries), 1, 0
    while part := list(islice(waiting, CHUNK)):
        new += _add(session, part, line, at or datetime.now(UTC))
        line += len(part)
    return new


def _add(session: Session, entries: Sequence[Suppression], first: int, at: datetime) -> int:
    current = session.keys.current
    rows: list[dict[str, Value]] = []
    older: list[dict[str, Value]] = []
    owners: list[list[str]] = []
    for line, entry in enumerate(entries, start=first):
        found = _found(checked(entry, f"refusal {line}"), line)
        hashes = marks.hashed(session.keys, found)
        owners.append([mark for _, mark, _ in hashes])
        for _, mark, version in hashes:
            (rows if version == current else older).append(row(entry, mark, version, at=at))
    told = set(keep_rows(session, rows + _met(session, older)))
    new = 0
    for hashes_of in owners:
        new += not told.isdisjoint(hashes_of)
        told.difference_update(hashes_of)
    return new


def _met(session: Session, rows: Sequence[dict[str, Value]]) -> list[dict[str, Value]]:
    """Of rows under older keys those that a business is known by: it may have had the address before the new key."""
    known: set[str] = set()
    for part in chunks(sorted({str(r["mark"]) for r in rows})):
        known |= set(session.connection.execute(select(MARKS.c.mark).where(MARKS.c.mark.in_(part))).scalars())
    return [r for r in rows if r["mark"] in known]


def suppress(
    session: Session,
    business: str,
    *,
    scope: Scope,
    channel: str | None,
    reason: str,
    on: date,
    source: str,
    at: datetime | None = None,
) -> int:
    """The business, and at this scope all that share its marks, are refused; how many hashes were new.

    A scope for which the business has no mark, such as address without an address, falls back to the business itself.
    A domain at which many have a mailbox or a page says nothing of who belongs together, and is never refused with it.
    """
    entry = checked(
        Suppression(scope=scope, value=business, channel=channel, reason=reason, on=on, source=source), "refusal 1"
    )
    kinds = ("person", *_KINDS.get(scope, ()))
    kept = select(MARKS.c.mark, MARKS.c.key_version).where(MARKS.c.business == business, MARKS.c.kind.in_(kinds))
    shared = marks.shared_marks(session.keys)
    known = {mark: version for mark, version in session.connection.execute(kept) if mark not in shared}
    current = session.keys.current
    known[session.keys.mark(current, "person", business)] = current
    own = session.keys.pseudonym(business) if is_own(source, scope) else ""
    return add_marks(session, known, entry, own=own, at=at)


def add_marks(
    session: Session, hashes: Mapping[str, int], entry: Suppression, *, own: str = "", at: datetime | None = None
) -> int:
    """The refusal holds for hashes that the store itself keeps, with their key versions; how many were new.

    `own` is the pseudonym of whose own act it is.
    """
    now, after = at or datetime.now(UTC), times(session, own) if own else 0
    rows = [row(entry, mark, version, at=now) | {"act": own, "round": after} for mark, version in hashes.items()]
    return len(keep_rows(session, rows))


def keep_rows(session: Session, rows: Sequence[Mapping[str, Value]]) -> list[str]:
    """The rows are kept, and whatever was queued for whom a new one covers no longer settles; the hashes of new ones.

    A refusal of one channel leaves what was queued for the others: `settle` asks for the channel of each message.
    """
    new = session.add_telling(SUPPRESSIONS, rows, "mark")
    everywhere = {str(row["mark"]) for row in rows if row["channel"] == ""}
    for part in chunks(sorted(everywhere.intersection(new))):
        covered = select(MARKS.c.business).where(MARKS.c.mark.in_(part))
        more = {"revision": BUSINESSES.c.revision + 1}
        session.count(update(BUSINESSES).where(BUSINESSES.c.business.in_(covered)).values(more))
    return new


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


def checked(entry: Suppression, place: str) -> Suppression:
    """The entry itself; InputError where its scope lacks what it names, or a word of it may hold an address."""
    if entry.scope in ("channel", "purpose") and getattr(entry, entry.scope) is None:
        raise InputError(f"a refusal of scope {entry.scope} names its {entry.scope}", place=place)
    if "@" in entry.reason or not entry.reason.strip():
        raise InputError(
            "the reason of a refusal is a few words without an address", place=place, remedy="such as objected"
        )
    if not _SOURCE.fullmatch(entry.source):
        remedy = "such as operator, page or import:mailchimp"
        raise InputError("the source of a refusal is one word in small letters", place=place, remedy=remedy)
    return entry


def _found(entry: Suppression, line: int) -> marks.Found:
    found = marks.of_suppression(entry.scope, entry.value)
    if not found:
        problem = f"the value of a refusal of scope {entry.scope} cannot be read"
        raise InputError(problem, place=f"refusal {line}", remedy="see Suppression")
    return found


def row(entry: Suppression, mark: str, version: int, *, at: datetime) -> dict[str, Value]:
    """The row of a refusal for one hash; nobody's own act."""
    return {
        "mark": mark,
        "channel": entry.channel or "",
        "purpose": entry.purpose or "",
        "reason": entry.reason.strip(),
        "source": entry.source,
        "act": "",
        "round": 0,
        "scope": entry.scope,
        "key_version": version,
        "on": entry.on,
        "at": at,
    }
