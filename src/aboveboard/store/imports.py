"""Imports: lists that are taken in once each, row by row, and can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec
from sqlalchemy import Table, delete, select, update

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.store.entries import Origin, RegisterRow, TakenIn, Undone
from aboveboard.store.register import (
    Entry,
    KeptRow,
    Known,
    checked_origin,
    erased_marks,
    keep_entries,
    kept_rows,
    known_entries,
    read_entry,
)
from aboveboard.store.schema import (
    AGREEMENTS,
    BASES,
    BUSINESSES,
    CONTACTS,
    CORRECTIONS,
    DECISIONS,
    GROUPS,
    IMPORTED,
    IMPORTS,
    MARKS,
    OUTBOX,
    OUTCOMES,
    PREFERENCES,
    RELATIONS,
    REVIEWS,
)
from aboveboard.store.session import Session, Value, chunks

SEALED_BEFORE: Final = "imported|before"
# Where a business stands that was used: decided on, written to, or heard from.
_USES: Final[tuple[Table, ...]] = (
    DECISIONS, OUTBOX, OUTCOMES, BASES, RELATIONS, AGREEMENTS, PREFERENCES, CORRECTIONS, REVIEWS, GROUPS
)  # fmt: skip
_JSON: Final = msgspec.json.Encoder(order="deterministic")


def begin(session: Session, name: str, origin: Origin, *, at: datetime) -> None:
    """The import is on record; InputError for an act that is not known."""
    kept = checked_origin(origin)
    session.add(
        IMPORTS,
        [
            {
                "import": name,
                "register": kept.register,
                "register_as_of": kept.as_of,
                "acquisition": kept.acquisition,
                "at": at,
            }
        ],
    )


def take_in(session: Session, name: str, origin: Origin, rows: Sequence[RegisterRow]) -> TakenIn:
    """The rows are kept as part of the import; refused ones and doubles are named and bring nothing.

    A row is a double where another entry has its name, area and street and no other domain. Who was erased is refused
    again, and so is an id that another register gave to somebody else.
    """
    entries = [read_entry(session, row, origin, line=place) for place, row in enumerate(rows)]
    known = known_entries(session, [row.id for row in rows])
    again = _again(session, name, entries)
    refused = _refused(session, entries, known, origin) | {line: code for line, code in again.items() if code}
    doubles = {e.line: e.row.id for e in entries if e.line in again and e.line not in refused}
    entries = [e for e in entries if e.line not in refused and e.line not in doubles]
    doubles |= _doubles(session, entries, known)
    own = [e for e in entries if e.line not in doubles]
    changed = [e for e in own if e.row.id not in known or known[e.row.id].digest != e.digest]
    before = _before(session, [e.row.id for e in changed if e.row.id in known])
    keep_entries(session, changed, known, origin)
    _record(session, name, own, known, before, set(doubles.values()))
    session.close_keys()  # a million of them would fill the memory
    return TakenIn(
        new=[e.line for e in changed if e.row.id not in known],
        changed=[e.line for e in changed if e.row.id in known],
        doubles=sorted(doubles.items()),
        refused=sorted(refused.items()),
    )


def _refused(session: Session, entries: Sequence[Entry], known: Mapping[str, Known], origin: Origin) -> dict[int, str]:
    erased, refused = erased_marks(session), dict[int, str]()
    for entry in entries:
        kept = known.get(entry.row.id)
        if entry.is_among(erased):
            refused[entry.line] = "erased"
        elif entry.row.email and entry.email is None:
            refused[entry.line] = "email_unreadable"
        elif kept is not None and kept.register != origin.register:
            refused[entry.line] = "id_taken"
    return refused


def _again(session: Session, name: str, entries: Sequence[Entry]) -> dict[int, str]:
    """The entries whose id this import has had already: "" where it is the same entry once more, else a refusal."""
    had: dict[str, str] = {}
    for part in chunks([e.row.id for e in entries]):
        found = select(IMPORTED.c.business, IMPORTED.c.digest).where(
            IMPORTED.c["import"] == name, IMPORTED.c.business.in_(part), IMPORTED.c.digest != ""
        )
        had |= dict(session.connection.execute(found).all())
    again: dict[int, str] = {}
    for entry in entries:
        first = had.get(entry.row.id)
        if first is not None:
            again[entry.line] = "" if first == entry.digest else "id_twice"
        had.setdefault(entry.row.id, entry.digest)
    return again


def _doubles(session: Session, entries: Sequence[Entry], known: Mapping[str, Known]) -> dict[int, str]:
    """For each entry that another one stands for already, that one's business."""
    new = [e for e in entries if e.row.id not in known]
    found = _listed(session, [mark for e in new for mark in e.hashes("listing")])
    domains = _domains(session, {business for kept in found.values() for business in kept})
    doubles: dict[int, str] = {}
    for entry in new:
        own = entry.hashes("domain")
        same = (b for mark in sorted(entry.hashes("listing")) for b in found.get(mark, ()))
        first = next((b for b in same if not own or not domains.get(b) or own & domains[b]), None)
        if first is not None:
            doubles[entry.line] = first
            continue
        domains[entry.row.id] = own
        for mark in entry.hashes("listing"):
            found.setdefault(mark, []).append(entry.row.id)
    return doubles


def _listed(session: Session, hashes: Sequence[str]) -> dict[str, list[str]]:
    """The businesses that are kept under each of these hashes."""
    found: dict[str, list[str]] = {}
    for part in chunks(sorted(set(hashes))):
        kept = select(MARKS.c.mark, MARKS.c.business).where(MARKS.c.mark.in_(part)).order_by(MARKS.c.business)
        for mark, business in session.connection.execute(kept):
            found.setdefault(mark, []).append(business)
    return found


def _domains(session: Session, businesses: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part in chunks(sorted(businesses)):
        kept = select(MARKS.c.business, MARKS.c.mark).where(MARKS.c.business.in_(part), MARKS.c.kind == "domain")
        for business, mark in session.connection.execute(kept):
            found.setdefault(business, set()).add(mark)
    return found


def _record(
    session: Session,
    name: str,
    entries: Sequence[Entry],
    known: Mapping[str, Known],
    before: Mapping[str, bytes],
    doubles: set[str],
) -> None:
    """What the import brought is on record; a business that it met again under another id is brought by it too."""
    rows: list[dict[str, Value]] = [
        {
            "import": name,
            "business": e.row.id,
            "new": e.row.id not in known,
            "digest": e.digest,
            "before": before.get(e.row.id),
        }
        for e in entries
    ]
    mine = {e.row.id for e in entries}
    rows += [
        {"import": name, "business": business, "new": False, "digest": "", "before": None}
        for business in sorted(doubles - mine)
    ]
    session.add_absent(IMPORTED, rows)


def _before(session: Session, businesses: Sequence[str]) -> dict[str, bytes]:
    """What is kept of each business now, sealed; not of one whose contact was erased."""
    keys = session.data_keys(businesses)
    return {
        business: keys[business].seal(SEALED_BEFORE, _JSON.encode(kept))
        for business, kept in kept_rows(session, businesses).items()
    }


def members(session: Session, register: str) -> set[str]:
    """The businesses that imports of this register brought and that are kept."""
    found = (
        select(IMPORTED.c.business)
        .join(IMPORTS, IMPORTS.c["import"] == IMPORTED.c["import"])
        .where(IMPORTS.c.register == register, IMPORTS.c.undone.is_(None))
    )
    return set(session.connection.execute(found).scalars())


def registers(session: Session) -> list[str]:
    """The registers of which an import is kept, in order."""
    found = select(IMPORTS.c.register).where(IMPORTS.c.undone.is_(None)).distinct()
    return sorted(session.connection.execute(found).scalars())


def undo(session: Session, name: str, *, on: date) -> Undone:
    """What the import added is gone and what it changed is as before; refusals stay, whoever made them.

    A business that was used since, or that another import brought as well, stays, and is named; so does an entry that
    was changed again since.
    """
    _open_import(session, name)
    brought = session.connection.execute(select(IMPORTED).where(IMPORTED.c["import"] == name)).all()
    new = sorted(b.business for b in brought if b.new)
    used, shared = _used(session, new), _shared(session, name, new)
    gone = [business for business in new if business not in used and business not in shared]
    restored, changed_since = _restore(session, {b.business: (b.digest, b.before) for b in brought if b.before})
    for table in (CONTACTS, MARKS, BUSINESSES):
        session.remove(table, "business", gone)
    session.drop_keys(gone)
    session.count(delete(IMPORTED).where(IMPORTED.c["import"] == name))
    _pass_on(session, shared)
    session.count(update(IMPORTS).where(IMPORTS.c["import"] == name).values(undone=on))
    return Undone(
        removed=len(gone),
        restored=restored,
        used=sorted(used),
        shared=sorted(shared - used),
        changed_since=changed_since,
    )


def _open_import(session: Session, name: str) -> None:
    kept = select(IMPORTS.c["import"]).where(IMPORTS.c.undone.is_(None))
    known = list(session.connection.execute(kept).scalars())
    if name not in known:
        remedy = did_you_mean(name, known) if known else "no import is kept"
        raise InputError(f"there is no import {name!r}, or it was undone", remedy=remedy)


def _used(session: Session, businesses: Sequence[str]) -> set[str]:
    used: set[str] = set()
    for table in _USES:
        for part in chunks(businesses):
            found = select(table.c.business).where(table.c.business.in_(part)).distinct()
            used |= set(session.connection.execute(found).scalars())
    return used


def _shared(session: Session, name: str, businesses: Sequence[str]) -> set[str]:
    shared: set[str] = set()
    for part in chunks(businesses):
        found = select(IMPORTED.c.business).where(IMPORTED.c.business.in_(part), IMPORTED.c["import"] != name)
        shared |= set(session.connection.execute(found).scalars())
    return shared


def _pass_on(session: Session, businesses: set[str]) -> None:
    """The first of the other imports that brought a business is now the one that added it."""
    for part in chunks(sorted(businesses)):
        others = select(IMPORTED.c["import"], IMPORTED.c.business).where(IMPORTED.c.business.in_(part))
        first: dict[str, str] = {}
        for name, business in session.connection.execute(others):
            first[business] = min(name, first.get(business, name))
        for business, name in first.items():
            of = (IMPORTED.c["import"] == name) & (IMPORTED.c.business == business)
            session.count(update(IMPORTED).where(of).values(new=True))


def _restore(session: Session, replaced: Mapping[str, tuple[str, bytes]]) -> tuple[int, list[str]]:
    """How many entries are as before again, and which were changed by something else since."""
    known, keys = known_entries(session, sorted(replaced)), session.data_keys(replaced)
    restored, since = 0, []
    for business, (digest, sealed) in sorted(replaced.items()):
        if business not in known or business not in keys:
            continue
        if known[business].digest != digest:
            since.append(business)
            continue
        before = msgspec.json.decode(keys[business].open(SEALED_BEFORE, sealed), type=KeptRow)
        entry = read_entry(session, before.row, before.origin, line=0)
        keep_entries(session, [entry], known, before.origin)
        restored += 1
    return restored, since
