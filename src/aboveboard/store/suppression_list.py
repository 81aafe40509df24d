"""The list of refusals as a whole: taken in from files, given out, counted, asked, and hashed under new keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import and_, case, func, select

from aboveboard.store import marks, rekeying, suppression_export
from aboveboard.store.database import Database
from aboveboard.store.entries import HashedSuppression, Said, Suppression, SuppressionCount
from aboveboard.store.hashed_suppressions import add_hashed
from aboveboard.store.resubscription import IN_FORCE, in_force, resubscribe
from aboveboard.store.schema import BUSINESSES, MARKS, SUPPRESSIONS
from aboveboard.store.session import Session
from aboveboard.store.suppression import Refusals, add_suppressions, bump, refusals
from aboveboard.store.suppression_export import PlainExport


class SuppressionList:
    """What all refusals of a store are asked for together. Each call is one transaction; nothing here clears one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entries: Iterable[Suppression]) -> int:
        """The refusals hold from now on; how many were new. With one that cannot be read, none is kept."""
        with self._database.writing() as session:
            return add_suppressions(session, entries)

    def add_hashed(self, entries: Iterable[HashedSuppression]) -> int:
        """The refusals of another store with the same key hold here; how many were new."""
        with self._database.writing() as session:
            return add_hashed(session, entries)

    def resubscribe(self, business: str, *, at: datetime) -> int:
        """The person's own refusals up to now have no effect any more, and no other one; how many hashes that are."""
        with self._database.writing() as session:
            undone = resubscribe(session, business, at=at)
            if undone:
                bump(session, [business])
            return undone

    def refused(self, business: str) -> tuple[bool, list[str]]:
        """Whether a business is refused on all channels, and else on which."""
        with self._database.reading() as session:
            found = refusals(session, business).get(business, Refusals())
        return found.erased or found.objected, sorted(found.channels)

    def standing(self) -> dict[str, tuple[bool, list[str]]]:
        """For each pseudonym that is refused now: is it on all channels, and else on which."""
        with self._database.reading() as session:
            said = refusals(session)
            kept = select(BUSINESSES.c.business, BUSINESSES.c.subject)
            subjects = dict(session.connection.execute(kept).all())
        return {
            subjects[business]: (found.erased or found.objected, sorted(found.channels))
            for business, found in said.items()
            if business in subjects
        }

    def counts(self, on: date | None = None) -> list[SuppressionCount]:
        """How many hashes are kept, by scope, source, reason and key; as they stood at the end of a day, or now."""
        effective = IN_FORCE if on is None else in_force(on)
        shown = [SUPPRESSIONS.c[name] for name in ("scope", "source", "reason", "key_version")]
        held = case((effective, True), else_=False).label("in_force")
        counted = select(*shown, held, func.count().label("hashes")).group_by(*shown, held)
        if on is not None:
            counted = counted.where(SUPPRESSIONS.c.on <= on)
        with self._database.reading() as session:
            found = [SuppressionCount(**dict(row._mapping)) for row in session.connection.execute(counted)]
        return sorted(found, key=lambda c: (c.scope, c.source, c.reason, c.key_version, not c.in_force))

    def covering(self, value: str, on: date | None = None) -> list[Said] | None:
        """What is said of an address, a telephone number, a domain or a register number; None if it is none."""
        found = marks.of_question(value)
        if not found:
            return None
        names = ("scope", "channel", "purpose", "reason", "source", "on")
        with self._database.reading() as session:
            hashes = _of_whom(session, marks.hashed(session.keys, found))
            said = select(*(SUPPRESSIONS.c[name] for name in names)).where(
                and_(SUPPRESSIONS.c.mark.in_(hashes), IN_FORCE if on is None else in_force(on))
            )
            return sorted({Said(**dict(row._mapping)) for row in session.connection.execute(said)})

    def hashed(self) -> Iterator[HashedSuppression]:
        """Every refusal in force as a keyed hash, with the fingerprint of its key."""
        with self._database.reading() as session:
            yield from suppression_export.hashed(session)

    def plain(self) -> PlainExport:
        """The refusals whose values can still be read of a business that is kept, and how many can not."""
        with self._database.reading() as session:
            return suppression_export.plain(session)

    def hashing_keys(self) -> list[tuple[int, str, bool]]:
        """Version and fingerprint of each hashing key, and whether it was adopted from another store."""
        with self._database.reading() as session:
            ring = session.keys
            return [
                (version, ring.fingerprint(version), version in ring.adopted) for version in sorted(ring.suppression)
            ]

    def new_key(self, folder: Path, adopted: bytes | None = None) -> tuple[int, int]:
        """Businesses are known under one more key, new or adopted, whose file lies in the folder.

        Its version, and how many businesses were marked under it. Old refusals stay recognised: their key stays too.
        """
        with self._database.writing() as session:
            done = rekeying.new_key(session, folder, adopted)
            keys = session.keys
        self._database.take_keys(keys)
        return done


def _of_whom(session: Session, found: Sequence[tuple[str, str, int]]) -> list[str]:
    """The hashes asked about, and those of the businesses that are reached there: their other refusals count too."""
    hashes = {mark for _, mark, _ in found}
    reached = {mark for kind, mark, _ in found if kind in ("address", "mailbox", "phone", "company")}
    own = select(MARKS.c.business).where(MARKS.c.mark.in_(reached))
    kept = select(MARKS.c.mark).where(MARKS.c.business.in_(own))
    return sorted(hashes | set(session.connection.execute(kept).scalars()))
