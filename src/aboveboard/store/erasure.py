"""Erasure: afterwards no byte of the store names the subject, and a keyed hash keeps it from coming back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Select, Table, delete, or_, select, update

from aboveboard.domain.legal_form import is_subject
from aboveboard.domain.sockets import Erasure
from aboveboard.store import marks
from aboveboard.store.agreement import expire_agreements
from aboveboard.store.answers import expire_answers
from aboveboard.store.entries import Suppression
from aboveboard.store.register import ERASED, find_business
from aboveboard.store.requests import add_request
from aboveboard.store.schema import (
    AGREEMENTS,
    BASES,
    BUSINESSES,
    CALL_MARKS,
    CALL_REGISTERS,
    CODES,
    COMPANY_ANSWERS,
    CONTACTS,
    CORRECTIONS,
    DECISIONS,
    FACTS,
    GROUPS,
    IMPORTED,
    IMPORTS,
    MARKS,
    MESSAGES,
    MODEL_ANSWERS,
    OUTBOX,
    OUTCOMES,
    PREFERENCES,
    RELATIONS,
    REQUESTS,
    RESUBSCRIPTIONS,
    REVIEWS,
    RUNS,
    SALTS,
    SUBJECT_KEYS,
)
from aboveboard.store.session import Session, utc
from aboveboard.store.suppression import add_marks

# What is about a business, in the order of removal, by the column that names it.
FORGOTTEN: Final[tuple[Table, ...]] = (
    FACTS, DECISIONS, MESSAGES, OUTBOX, OUTCOMES, REVIEWS, SALTS, GROUPS, BASES, PREFERENCES,
    CORRECTIONS, COMPANY_ANSWERS, CONTACTS, RELATIONS, AGREEMENTS, MODEL_ANSWERS,
)  # fmt: skip
FORGOTTEN_BY_PSEUDONYM: Final[tuple[Table, ...]] = (REQUESTS, RESUBSCRIPTIONS, CODES)
FORGOTTEN_WITH_PERSONS: Final[tuple[Table, ...]] = (MARKS, IMPORTED, BUSINESSES)
# Why these need no removal: each says nothing about a subject, or nothing that can be read without a key.
ABOUT_NOBODY: Final[dict[str, str]] = {
    "suppressions": "keyed hashes, which outlive the subject so that nobody writes again",
    "runs": "names of runs, campaigns and times",
    "statistics": "sums over many; the learner subtracts the subject itself and stores the new sums",
    "company_snapshots": "which company registers are kept, of which day",
    "company_entries": "public registers' entries of companies and public bodies; those of persons are not taken in",
    "company_names": "the names of these companies, folded, to find them by",
    "key_checks": "hashes of keys",
    "volumes": "numbers of e-mails and complaints by day and mailbox provider",
    "imports": "names of registers, days and acts",
    "call_registers": "names of public registers, countries and days",
    "call_marks": "keyed hashes of numbers that a public register lists; gone when its answer is too old",
    "sign_offs": "who of the organisation answers for which rule pack",
    "alembic_version": "the version of the tables",
}
ERASE: Final = "erase"
RETENTION: Final = timedelta(days=30)


def forget(session: Session, subject: str, *, at: datetime) -> list[Erasure]:
    """Contact, messages, facts, decisions, outcomes and salts of the subject are gone, and a Business that is a person.

    `subject` is an id or a pseudonym. All entries that share its address, or its name and postcode, are forgotten with
    it. Its keyed hashes stay as a refusal, and a tombstone without personal data. A second call removes nothing.
    """
    given = find_business(session, subject)
    session.erased = True
    if given is None:
        return []
    same = _same_subject(session, given)
    persons = [business for business, form in same.items() if is_subject(form)]
    _refuse(session, sorted(same), utc(at).date())
    removed = [Erasure(t.name, session.remove(t, "business", same)) for t in FORGOTTEN]
    pseudonyms = [session.keys.pseudonym(business) for business in same]
    removed.append(Erasure(REQUESTS.name, _remove_requests(session, pseudonyms)))
    # Their own refusals, once taken back, hold again: the safe side, and the erasure refuses them anyway.
    removed.append(Erasure(RESUBSCRIPTIONS.name, session.remove(RESUBSCRIPTIONS, "subject", pseudonyms)))
    removed += [Erasure(t.name, session.remove(t, "business", persons)) for t in FORGOTTEN_WITH_PERSONS]
    # Sealed under a key that is dropped now: a company that is imported again gets another one.
    session.count(update(IMPORTED).where(IMPORTED.c.business.in_(same)).values(before=None))
    removed.append(Erasure(SUBJECT_KEYS.name, session.drop_keys(same)))
    if any(erasure.removed for erasure in removed):
        _bury(session, pseudonyms, removed, at)
    return removed


def same_subject(session: Session, name: str) -> list[str]:
    """The ids of all entries of one subject, in order; none if it is not kept."""
    given = find_business(session, name)
    return [] if given is None else sorted({given, *_same_subject(session, given)})


def expire(session: Session, now: datetime) -> list[Erasure]:
    """What was found and written for rows that were not sent is gone after thirty days; reason and receipt stay.

    A dry run sends nothing, so all of it goes.
    """
    old = select(RUNS.c.run).where(RUNS.c.at < utc(now) - RETENTION)
    dry = select(RUNS.c.run).where(RUNS.c.dry)
    unsent = (
        select(DECISIONS.c.row)
        .where(DECISIONS.c.run.in_(old))
        .where(or_(DECISIONS.c.state == "withheld", DECISIONS.c.run.in_(dry)))
    )
    done = [Erasure(table.name, _expire(session, table, old, unsent)) for table in (FACTS, MESSAGES)]
    details = (
        update(DECISIONS)
        .where(DECISIONS.c.run.in_(old), DECISIONS.c.row.in_(unsent), DECISIONS.c.sealed.is_not(None))
        .values(sealed=None)
    )
    session.erased = True
    return [
        *done,
        Erasure(DECISIONS.name, session.count(details)),
        *_expire_imports(session, now),
        Erasure(AGREEMENTS.name, expire_agreements(session, utc(now).date())),
        Erasure(MODEL_ANSWERS.name, expire_answers(session, utc(now) - RETENTION)),
    ]


def _expire_imports(session: Session, now: datetime) -> list[Erasure]:
    """What imports replaced is gone after thirty days, and the numbers of a register that no longer answers."""
    old = select(IMPORTS.c["import"]).where(IMPORTS.c.at < utc(now) - RETENTION)
    replaced = update(IMPORTED).where(IMPORTED.c["import"].in_(old), IMPORTED.c.before.is_not(None))
    stale = select(CALL_REGISTERS.c.register).where(CALL_REGISTERS.c.until < utc(now).date())
    return [
        Erasure(IMPORTED.name, session.count(replaced.values(before=None))),
        Erasure(CALL_MARKS.name, session.count(delete(CALL_MARKS).where(CALL_MARKS.c.register.in_(stale)))),
    ]


def _bury(session: Session, pseudonyms: Sequence[str], removed: Sequence[Erasure], at: datetime) -> None:
    """The erasure is on record for each pseudonym: a time, and how much was removed."""
    done: dict[str, str | int | bool] = {e.keeper: e.removed for e in removed if e.removed}
    for pseudonym in pseudonyms:
        add_request(session, pseudonym, ERASE, at=at, done=done)


def _remove_requests(session: Session, pseudonyms: Sequence[str]) -> int:
    return session.count(delete(REQUESTS).where(REQUESTS.c.subject.in_(pseudonyms), REQUESTS.c.kind != ERASE))


def _expire(session: Session, table: Table, old: Select[str], unsent: Select[str]) -> int:
    return session.count(delete(table).where(table.c.run.in_(old), table.c.row.in_(unsent)))


def _same_subject(session: Session, business: str) -> dict[str, str | None]:
    """The entries of one subject, with their legal forms: those that share an address, or a name and a postcode."""
    own = select(MARKS.c.mark).where(MARKS.c.business == business, MARKS.c.kind.in_(marks.SAME_SUBJECT))
    same = select(MARKS.c.business).where(MARKS.c.mark.in_(own))
    found = session.connection.execute(
        select(BUSINESSES.c.business, BUSINESSES.c.legal_form, BUSINESSES.c.stated_form).where(
            BUSINESSES.c.business.in_(same)
        )
    )
    return {of: stated or form for of, form, stated in found}


def _refuse(session: Session, businesses: Sequence[str], on: date) -> None:
    """Everything but the domain is a mark of the subject; many share the domain of a mail service."""
    found = select(MARKS.c.mark, MARKS.c.key_version).where(
        MARKS.c.business.in_(businesses), MARKS.c.kind.not_in(("domain", "above"))
    )
    entry = Suppression(scope="person", value="", reason=ERASED, on=on, source="erasure")
    add_marks(session, dict(session.connection.execute(found).all()), entry)
