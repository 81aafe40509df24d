"""The store: one object for all that is kept, over SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import TracebackType

import polars as pl

from aboveboard.domain.basis import Basis
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.domain.limits import HOUSE, Caps, Limits
from aboveboard.domain.outcome import Outcome
from aboveboard.domain.sockets import Erasure
from aboveboard.domain.volume import Volume
from aboveboard.store import (
    bases,
    call_registers,
    corrections,
    erasure,
    holdings,
    imports,
    outbox,
    outcomes,
    preferences,
    register,
    requests,
    reviews,
    rows,
    runs,
    statistics,
    suppression,
)
from aboveboard.store import groups as vault
from aboveboard.store.agreement import Agreements, agreed_contact
from aboveboard.store.answers import ModelAnswers
from aboveboard.store.codes import Codes
from aboveboard.store.company_register import CompanyRegisters
from aboveboard.store.database import Database, check_keys
from aboveboard.store.entries import (
    CallRegister,
    Correction,
    Imported,
    Lease,
    Origin,
    RegisterRow,
    Request,
    Review,
    Scope,
    Settled,
    StoredMessage,
    StoredReceipt,
    Suppression,
    TakenIn,
    Undone,
)
from aboveboard.store.keys import Keyring
from aboveboard.store.preferences import Preferences
from aboveboard.store.register import find_business, import_register
from aboveboard.store.relations import Relations
from aboveboard.store.rulebook import Rulebook
from aboveboard.store.session import Session
from aboveboard.store.suppression_list import SuppressionList
from aboveboard.store.volumes import volumes


class Store:
    """Everything that is remembered. Each call is one transaction; `transaction` makes several calls one."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self.keys = database, keys

    @classmethod
    def open(cls, url: str, keys: Keyring) -> Store:
        """An open store whose tables are up to date, and whose data these keys open.

        `url` is sqlite:///FILE or postgresql+psycopg://HOST/NAME. Keys other than those it was made with are refused.
        """
        database = Database(url, keys)
        try:
            with database.writing() as session:
                check_keys(session, keys)
        except LedgerError:
            database.close()
            raise
        return cls(database, keys)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """All connections are closed."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All calls inside, of this thread, are kept together or not at all."""
        with self._database.writing():
            yield

    def take_back(self) -> None:
        """All that was done in this transaction is undone, and the transaction is over."""
        with self._database.writing() as session:
            session.take_back()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All calls inside, of this thread, see the store as it was at the first of them."""
        with self._database.reading():
            yield

    # What comes in

    def import_register(self, rows: Sequence[RegisterRow], *, register: str, as_of: date, acquisition: str) -> Imported:
        """The rows are kept, sealed and hashed; those that cannot be used or were erased are named, and not kept."""
        with self._database.writing() as session:
            return import_register(session, rows, register=register, as_of=as_of, acquisition=acquisition)

    def begin_import(self, name: str, origin: Origin, *, at: datetime) -> None:
        """The import is on record, and rows can be taken in under its name."""
        with self._database.writing() as session:
            imports.begin(session, name, origin, at=at)

    def take_in(self, name: str, origin: Origin, rows: Sequence[RegisterRow]) -> TakenIn:
        """The rows are kept as part of the import; refused ones and doubles are named and bring nothing."""
        with self._database.writing() as session:
            return imports.take_in(session, name, origin, rows)

    def undo_import(self, name: str, *, on: date) -> Undone:
        """What the import added is gone and what it changed is as before; what was used since stays, and is named."""
        with self._database.writing() as session:
            return imports.undo(session, name, on=on)

    def replace_call_register(self, register: CallRegister, numbers: Iterable[str]) -> int:
        """The do-not-call register holds these numbers (E.164) as keyed hashes, and no others; how many."""
        with self._database.writing() as session:
            return call_registers.replace_register(session, register, numbers)

    def call_registers(self, on: date) -> list[CallRegister]:
        """The do-not-call registers whose answers count on that day."""
        with self._database.reading() as session:
            return call_registers.fresh_registers(session, on=on)

    def registers(self) -> list[str]:
        """The registers of which an import is kept."""
        with self._database.reading() as session:
            return imports.registers(session)

    def members(self, register: str) -> set[str]:
        """The businesses that imports of this register brought."""
        with self._database.reading() as session:
            return imports.members(session, register)

    def list_id(self, naming: str) -> str:
        """The id of a business that its list gives none: the same for the same words, and not to be guessed back."""
        return self.keys.mark(min(self.keys.suppression), "id", naming)[:16]

    def was_erased(self, business: str) -> bool:
        """True if the business of this id asked to be erased, as far as the id can tell."""
        with self._database.reading() as session:
            return register.was_erased(session, business)

    def add_bases(self, events: Iterable[Basis]) -> int:
        """The events are kept beside all earlier ones, each once; how many were new."""
        with self._database.writing() as session:
            return bases.add_bases(session, list(events), entered=datetime.now(UTC).date())

    def add_suppressions(self, entries: Sequence[Suppression]) -> int:
        """The refusals hold from now on, for whoever is kept and whoever comes; how many were new."""
        with self._database.writing() as session:
            return suppression.add_suppressions(session, entries)

    def set_preference(self, business: str, personalisation: bool, *, on: date | None = None) -> None:
        """The business itself turned personalisation on or off, and no import changes it."""
        with self._database.writing() as session:
            day = on or datetime.now(UTC).date()
            preferences.set_preference(session, business, personalisation=personalisation, on=day)

    def set_legal_form(self, business: str, legal_form: str) -> None:
        """The form that the business itself states outranks every register's."""
        with self._database.writing() as session:
            bases.set_legal_form(session, business, legal_form)

    def suppress(
        self,
        business: str,
        *,
        scope: Scope = "address",
        channel: str | None = None,
        reason: str,
        on: date,
        source: str = "operator",
    ) -> int:
        """The business, and at this scope all that share its marks, are refused; how many hashes were new."""
        with self._database.writing() as session:
            return suppression.suppress(
                session, business, scope=scope, channel=channel, reason=reason, on=on, source=source
            )

    def add_outcomes(self, entries: Sequence[Outcome]) -> int:
        """The outcomes are recorded, once each; a refusal or complaint among them is a refusal of everything."""
        with self._database.writing() as session:
            return outcomes.add_outcomes(session, entries)

    @property
    def suppressions(self) -> SuppressionList:
        """The list of refusals: taken in from files, given out, counted and asked."""
        return SuppressionList(self._database)

    @property
    def companies(self) -> CompanyRegisters:
        """The company registers that are kept."""
        return CompanyRegisters(self._database)

    @property
    def relations(self) -> Relations:
        """What was between businesses and us, such as sales."""
        return Relations(self._database)

    @property
    def agreements(self) -> Agreements:
        """What businesses were asked to agree to, and what came of it."""
        return Agreements(self._database)

    @property
    def preferences(self) -> Preferences:
        """What businesses wish, and what their browsers ask for."""
        return Preferences(self._database)

    @property
    def model_answers(self) -> ModelAnswers:
        """What a language model answered, row by row."""
        return ModelAnswers(self._database)

    @property
    def codes(self) -> Codes:
        """The short codes on letters and call sheets."""
        return Codes(self._database)

    @property
    def rulebook(self) -> Rulebook:
        """Who answers for the rule packs, and whom a rule may reach."""
        return Rulebook(self._database)

    # What a run reads

    def bases(self, on: date, *, known: date | None = None) -> Mapping[str, list[Basis]]:
        """For each business its events up to and on that day, oldest first; with `known`, those entered by then."""
        with self._database.reading() as session:
            return bases.bases(session, on=on, known=known)

    def rows(
        self,
        campaign: str,
        step: int,
        *,
        on: date,
        consents: Mapping[str, tuple[list[str], list[str]]] | None = None,
        call_registers: Mapping[str, frozenset[str]] | None = None,
        caps: Caps = HOUSE,
    ) -> pl.DataFrame:
        """Every business that is kept, as `domain.columns.ROWS`, sorted by its id.

        `consents` gives for a business the channels agreed to, and those agreed to in writing; without it, none.
        `call_registers` names for a country the registers that must all have been asked before a number is said to be
        on none. `caps` are those of the campaign.
        """
        with self._database.reading() as session:
            return rows.rows(
                session, campaign, step, on=on, consents=consents or {}, call_registers=call_registers or {}, caps=caps
            )

    def contact(self, subject_or_business: str) -> Contact:
        """How the business can be reached, in the clear; by e-mail, at the address it agreed to, if it did."""
        with self._database.reading() as session:
            return agreed_contact(session, _business(session, subject_or_business))

    def outcomes(self) -> list[Outcome]:
        """All outcomes, in the order of business, campaign, step and kind."""
        with self._database.reading() as session:
            return outcomes.outcomes(session)

    # What a run leaves

    def save_run(self, run_id: str, campaign: str, frame: pl.DataFrame, *, dry: bool, now: datetime) -> None:
        """The rows of the run are kept, after those of earlier calls with the same run."""
        with self._database.writing() as session:
            runs.save_run(session, run_id, campaign, frame, dry=dry, now=now)

    def append_receipts(
        self,
        run_id: str,
        indexes: Sequence[int],
        bodies: Sequence[bytes],
        salts: Sequence[bytes],
        *,
        rows: Sequence[str] | None = None,
    ) -> None:
        """Each of the rows of the run has its receipt; without `rows`, those that had none, in the order of saving."""
        with self._database.writing() as session:
            runs.append_receipts(session, run_id, indexes, bodies, salts, rows=rows)

    def receipt(self, row: str) -> StoredReceipt | None:
        """The receipt of a row's latest run; None if there is none, as after an erasure."""
        with self._database.reading() as session:
            return runs.receipt(session, row)

    def message(self, name: str) -> StoredMessage | None:
        """All that is kept of a row, named by itself or by the hash of its message; None if nothing is."""
        with self._database.reading() as session:
            return runs.message(session, name)

    def rows_named(self, name: str) -> list[str]:
        """The rows that a name may mean: a row, a business, or the beginning of a message's hash."""
        with self._database.reading() as session:
            return runs.rows_named(session, name)

    # What goes out

    def waiting(self, campaign: str) -> list[StoredMessage]:
        """The rows of the campaign's latest run on which a person has to decide."""
        with self._database.reading() as session:
            return runs.waiting(session, campaign)

    def sent(self) -> int:
        """How many messages went out, ever, over all campaigns."""
        with self._database.reading() as session:
            return outbox.sent(session)

    def basis_version(self, business: str) -> int:
        """The number of changes so far to what speaks for or against writing to this business."""
        with self._database.reading() as session:
            found = outbox.present_version(session, business)
        if found is None:
            raise InputError("no such business is kept", remedy="it was never imported, or it was erased")
        return found

    def queue(
        self,
        run_id: str,
        row: str,
        message_hash: str,
        channel: str,
        *,
        basis_version: int | None = None,
        limits: Limits | None = None,
        at: datetime | None = None,
    ) -> bool:
        """The message waits to be sent; False if this step already waits, is under way or is sent, or a limit stops it.

        `limits` are those of its campaign, asked here too; without, those of the house are asked when it is settled.
        """
        with self._database.writing() as session:
            return outbox.queue(
                session, run_id, row, message_hash, channel, basis_version=basis_version, limits=limits, at=at
            )

    def lease(self, n: int, *, at: datetime | None = None) -> list[Lease]:
        """Up to `n` waiting messages, the oldest first, that are due, and that nobody else is given until `release`."""
        with self._database.writing() as session:
            return outbox.lease(session, n, at=at or datetime.now(UTC))

    def release(self) -> int:
        """Every lease that was not settled waits again, and its old holder can no longer settle it; how many."""
        with self._database.writing() as session:
            return outbox.release(session)

    def settle(
        self, lease: Lease, *, basis_version: int, on: date | None = None, at: datetime | None = None
    ) -> Settled:
        """The message is marked as sent and may go out; or it is withheld, as somebody refused or something changed.

        `at` is the instant of sending, by default now, and `on` its day (UTC).
        """
        at = at or datetime.now(UTC)
        with self._database.writing() as session:
            return outbox.settle(session, lease, basis_version=basis_version, on=on or at.date(), at=at)

    def volumes(self, on: date) -> dict[str, Volume]:
        """What each mailbox provider got up to that day, and what waits since then; "" is where none is known."""
        with self._database.reading() as session:
            return volumes(session, on)

    # What people decide and ask for

    def add_review(self, review: Review) -> None:
        """A person's answer holds for this text of this row alone."""
        with self._database.writing() as session:
            reviews.add_review(session, review)

    def reviews(self) -> list[Review]:
        """All answers, in the order of rows and messages."""
        with self._database.reading() as session:
            return reviews.reviews(session)

    def add_correction(self, business: str, facts: Sequence[str], words: str, *, at: datetime) -> None:
        """What the business says is not right waits for a person, sealed; what was queued before is withheld."""
        with self._database.writing() as session:
            corrections.add_correction(session, business, facts, words, at=at)

    def corrections(self) -> list[Correction]:
        """All corrections, opened, the oldest first."""
        with self._database.reading() as session:
            return corrections.corrections(session)

    def column(self, campaign: str, name: str) -> dict[str, str]:
        """For each business of the campaign's latest run the text that was kept of a column."""
        with self._database.reading() as session:
            return runs.column(session, campaign, name)

    def business_of(self, subject_or_business: str) -> str | None:
        """The id of the business that is kept under this id or pseudonym; None if it is not kept."""
        with self._database.reading() as session:
            return find_business(session, subject_or_business)

    def same_subject(self, subject_or_business: str) -> list[str]:
        """The ids of all entries that `forget` forgets with this one, itself among them; none if it is not kept."""
        with self._database.reading() as session:
            return erasure.same_subject(session, subject_or_business)

    def add_request(self, subject: str, kind: str, *, at: datetime, done: Mapping[str, str | int | bool]) -> None:
        """The request is on record under a pseudonym; `done` MUST NOT hold personal data."""
        with self._database.writing() as session:
            requests.add_request(session, subject, kind, at=at, done=done)

    def requests(self, subject: str) -> list[Request]:
        """The requests of a pseudonym, oldest first."""
        with self._database.reading() as session:
            return requests.requests(session, subject)

    def holdings(self, subject_or_business: str) -> dict[str, list[dict[str, object]]]:
        """Everything that is kept about a business, opened, table by table; InputError if it is not kept."""
        with self._database.reading() as session:
            return holdings.holdings(session, _business(session, subject_or_business))

    def forget(self, subject: str, *, now: datetime | None = None) -> list[Erasure]:
        """No byte of the store names the subject any more. What was removed, by table; by a second call nothing."""
        with self._database.writing() as session:
            return erasure.forget(session, subject, at=now or datetime.now(UTC))

    def expire(self, now: datetime) -> list[Erasure]:
        """Facts and texts of rows that were not sent are gone after thirty days. What was removed, by table."""
        with self._database.writing() as session:
            return erasure.expire(session, now)

    # What is assessed and learned

    def set_groups(self, groups: Mapping[str, Mapping[str, str]]) -> int:
        """The groups of each business that is kept are these, in place of earlier ones; how many businesses."""
        with self._database.writing() as session:
            return vault.set_groups(session, groups)

    def groups(self) -> dict[str, dict[str, str]]:
        """For each business its groups, name to value, in the order of ids. For the audit alone."""
        with self._database.reading() as session:
            return vault.groups(session)

    def save_statistics(self, name: str, state: bytes, *, digest: str, on: date) -> None:
        """The learner's sums are these, in place of earlier ones of the same name."""
        with self._database.writing() as session:
            statistics.save_statistics(session, name, state, digest=digest, on=on)

    def statistics(self, name: str) -> tuple[str, bytes] | None:
        """Digest and sums; None if none were kept."""
        with self._database.reading() as session:
            return statistics.statistics(session, name)


def _business(session: Session, name: str) -> str:
    found = find_business(session, name)
    if found is None:
        raise InputError("no such business is kept", remedy="it was never imported, or it was erased")
    return found
