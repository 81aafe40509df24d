"""The tables, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA: Final = MetaData()

# Columns named `sealed` hold msgspec JSON under the data key of the row's subject (sealing.py). A Business that is a
# person for the rules has its name, postcode, website and register number there and nowhere else; what counts are made
# from stays in clear.
BUSINESSES: Final = Table(
    "businesses",
    METADATA,
    Column("business", String, primary_key=True),
    Column("subject", String, nullable=False, unique=True),
    Column("register", String, nullable=False),
    Column("register_as_of", Date, nullable=False),
    Column("acquisition", String, nullable=False),
    Column("trade", String),
    Column("locality", String),
    Column("region", String),
    Column("country", String, nullable=False),
    Column("legal_form", String),
    Column("stated_form", String),
    Column("address_kind", String),
    Column("mailbox_provider", String),
    Column("reachable", String, nullable=False),
    Column("name", String),
    Column("postcode", String),
    Column("website", String),
    Column("register_number", String),
    Column("sealed", LargeBinary),
    Column("digest", String, nullable=False),
    Column("revision", Integer, nullable=False),
)
CONTACTS: Final = Table(
    "contacts",
    METADATA,
    Column("business", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
SUBJECT_KEYS: Final = Table(
    "subject_keys",
    METADATA,
    Column("business", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
# The keyed hashes by which a refusal recognises a business. They only ever grow while the business is kept, so that a
# changed address in a register does not slip past a refusal of the old one.
MARKS: Final = Table(
    "marks",
    METADATA,
    Column("business", String, primary_key=True),
    Column("mark", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("key_version", Integer, nullable=False),
    Index("marks_by_mark", "mark"),
)
# Append only: nothing removes a row. A person's own act (`act` says whose, `round` after how many resubscriptions of
# theirs) loses its effect when that person resubscribes. `on` is the day it was said, `at` when it was put on record.
SUPPRESSIONS: Final = Table(
    "suppressions",
    METADATA,
    Column("mark", String, primary_key=True),
    Column("channel", String, primary_key=True),  # "" is every channel
    Column("purpose", String, primary_key=True),  # "" is every purpose
    Column("reason", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("act", String, primary_key=True),  # the pseudonym of whose own act it was; "" is nobody's
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("scope", String, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("on", Date, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    sqlite_with_rowid=False,
)
RESUBSCRIPTIONS: Final = Table(
    "resubscriptions",
    METADATA,
    Column("subject", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
# Each import, and what it brought: `new` if nothing was kept of the business before; `before` is what it replaced,
# sealed, so that an import can be undone.
IMPORTS: Final = Table(
    "imports",
    METADATA,
    Column("import", String, primary_key=True),
    Column("register", String, nullable=False),
    Column("register_as_of", Date, nullable=False),
    Column("acquisition", String, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("undone", Date),
)
IMPORTED: Final = Table(
    "imported",
    METADATA,
    Column("import", String, primary_key=True),
    Column("business", String, primary_key=True, index=True),
    Column("new", Boolean, nullable=False),
    Column("digest", String, nullable=False),
    Column("before", LargeBinary),
)
# Registers of numbers that must not be called: the numbers as keyed hashes alone, and until when their answer counts.
CALL_REGISTERS: Final = Table(
    "call_registers",
    METADATA,
    Column("register", String, primary_key=True),
    Column("country", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("until", Date, nullable=False),
)
CALL_MARKS: Final = Table(
    "call_marks",
    METADATA,
    Column("register", String, primary_key=True),
    Column("mark", String, primary_key=True),
    Column("key_version", Integer, nullable=False),
    Index("call_marks_by_mark", "mark"),
)
# What businesses wish, and what their browsers ask for: events, in the order of their days and, within one, of `id`.
# `stated` is the day that an operator noted, "" where none was, so that the same line is kept once; null for the rest.
PREFERENCES: Final = Table(
    "preferences",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("business", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("value", String, nullable=False),
    Column("by", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("stated", String),
    Column("sealed", LargeBinary),
    UniqueConstraint("business", "kind", "name", "value", "stated", name="preferences_once"),
)
BASES: Final = Table(
    "bases",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("business", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("act", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("expires", Date),
    Column("written", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("entered", Date),  # the day we learned of it; null where an earlier version did not keep it
)
RELATIONS: Final = Table(
    "relations",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("business", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("act", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("until", Date),
    Column("sealed", LargeBinary, nullable=False),
)
# How a business comes to agree (domain.agreement). An asking that was not confirmed is removed with its address.
AGREEMENTS: Final = Table(
    "agreements",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("request", String, nullable=False, index=True),
    Column("business", String, nullable=False, index=True),
    Column("question", String, nullable=False),
    Column("act", String, nullable=False),
    Column("via", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
RUNS: Final = Table(
    "runs",
    METADATA,
    Column("run", String, primary_key=True),
    Column("campaign", String, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("dry", Boolean, nullable=False),
)
FACTS: Final = Table(
    "facts",
    METADATA,
    Column("run", String, primary_key=True),
    Column("row", String, primary_key=True),
    Column("business", String, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)
DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("run", String, primary_key=True),
    Column("row", String, primary_key=True),
    Column("business", String, nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("state_reason", String),
    Column("offer", String),
    Column("channel", String),
    Column("sealed", LargeBinary),
    Index("decisions_by_row", "row"),
)
MESSAGES: Final = Table(
    "messages",
    METADATA,
    Column("run", String, primary_key=True),
    Column("row", String, primary_key=True),
    Column("business", String, nullable=False, index=True),
    Column("message", String, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)
OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", String, nullable=False),
    Column("row", String, nullable=False),
    Column("campaign", String, nullable=False),
    Column("business", String, nullable=False),
    Column("step", Integer, nullable=False),
    Column("message", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("reason", String),
    Column("token", String),
    Column("basis_version", Integer, nullable=False),
    Column("sent_on", Date),
    Column("not_before", DateTime(timezone=True)),  # it is not asked again before then
    Column("limits", String),  # domain.limits.encode_limits; null = those of the house, at any time
    UniqueConstraint("campaign", "business", "step", name="outbox_once"),
    Index("outbox_by_business", "business", "state"),
)
# E-mails and complaints by day and mailbox provider ("" where it is not known); numbers of nobody, so they stay.
VOLUMES: Final = Table(
    "volumes",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("provider", String, primary_key=True),
    Column("sent", Integer, nullable=False),
    Column("complaints", Integer, nullable=False),
)
OUTCOMES: Final = Table(
    "outcomes",
    METADATA,
    Column("business", String, primary_key=True),
    Column("campaign", String, primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("on", Date, nullable=False),
)
GROUPS: Final = Table(
    "groups",
    METADATA,
    Column("business", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
REQUESTS: Final = Table(
    "requests",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("subject", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("done", Text, nullable=False),
)
CORRECTIONS: Final = Table(
    "corrections",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("business", String, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
REVIEWS: Final = Table(
    "reviews",
    METADATA,
    Column("row", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("business", String, nullable=False, index=True),
    Column("by", String, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("on", Date, nullable=False),
)
SALTS: Final = Table(
    "salts",
    METADATA,
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("run", String, nullable=False),
    Column("row", String, nullable=False),
    Column("business", String, nullable=False, index=True),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("salts_by_run_row", "run", "row"),
    Index("salts_by_row", "row"),
)
STATISTICS: Final = Table(
    "statistics",
    METADATA,
    Column("name", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("on", Date, nullable=False),
)
# A company register is kept in snapshots of which one is in use; a new one takes its place in one step when it is
# whole. Entries and names are clustered by their keys, and each batch comes sorted by them: no other index is needed.
COMPANY_SNAPSHOTS: Final = Table(
    "company_snapshots",
    METADATA,
    Column("snapshot", Integer, primary_key=True, autoincrement=True),
    Column("register", String, nullable=False),
    Column("country", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("expires", Date, nullable=False),
    Column("state", String, nullable=False),  # loading | current | gone
)
COMPANY_ENTRIES: Final = Table(
    "company_entries",
    METADATA,
    Column("snapshot", Integer, primary_key=True, autoincrement=False),
    Column("number", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("previous", String, nullable=False),  # former names, one a line
    Column("postcode", String, nullable=False),
    Column("locality", String, nullable=False),
    Column("form", String, nullable=False),
    Column("status", String, nullable=False),
    sqlite_with_rowid=False,
)
COMPANY_NAMES: Final = Table(
    "company_names",
    METADATA,
    Column("snapshot", Integer, primary_key=True, autoincrement=False),
    Column("core", String, primary_key=True),  # text.business_names.core of a present or former name
    Column("number", String, primary_key=True),
    Column("former", Boolean, primary_key=True),
    Column("postcode", String, nullable=False),
    sqlite_with_rowid=False,
)
COMPANY_ANSWERS: Final = Table(
    "company_answers",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("business", String, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
# Who answers for which text of a rule pack; rows are only ever added. Without `until`, a signature is withdrawn.
SIGN_OFFS: Final = Table(
    "sign_offs",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("pack", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("by", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("until", Date),
)
# Which short code stands on which paper: a keyed hash of the code, and whose by pseudonym.
CODES: Final = Table(
    "codes",
    METADATA,
    Column("mark", String, primary_key=True),
    Column("subject", String, nullable=False, index=True),
    Column("campaign", String, nullable=False),
    Column("step", Integer, nullable=False),
)
# What a language model said for a row, by the hash of what it was asked.
MODEL_ANSWERS: Final = Table(
    "model_answers",
    METADATA,
    Column("row", String, primary_key=True),
    Column("prompt", String, primary_key=True),
    Column("business", String, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
KEY_CHECKS: Final = Table(
    "key_checks",
    METADATA,
    Column("name", String, primary_key=True),
    Column("digest", String, nullable=False),
)
