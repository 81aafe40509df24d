"""What goes into the store and comes out of it, as plain values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypeAlias, get_args

import msgspec

Scope: TypeAlias = Literal["person", "address", "domain", "company", "channel", "purpose"]
SCOPES: Final[tuple[str, ...]] = get_args(Scope)
State: TypeAlias = Literal["sent", "queued", "review", "withheld"]


class RegisterRow(msgspec.Struct, frozen=True, kw_only=True):
    """One business as a register or a list gives it."""

    id: str
    name: str
    country: str
    trade: str | None = None
    street: str | None = None
    locality: str | None = None
    postcode: str | None = None
    region: str | None = None
    legal_form: str | None = None
    register_number: str | None = None
    website: str | None = None
    email: str | None = None
    telephone: str | None = None
    contact_name: str | None = None


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did; `refused` names the row's number, counted from 1, and why."""

    new: int
    changed: int
    refused: list[tuple[int, str]]


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where rows came from: the register, its day, and the act by which it came to us."""

    register: str
    as_of: date
    acquisition: str


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What came of some rows of an import; every row is named by its place among them, counted from 0.

    `doubles` gives the business that a row stands for: kept from another list, or from an earlier row of this one.
    """

    new: list[int]
    changed: list[int]
    doubles: list[tuple[int, str]]
    refused: list[tuple[int, str]]


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """What an undoing did: entries removed and put back, and those that stay as they were used or came again."""

    removed: int
    restored: int
    used: list[str]
    shared: list[str]
    changed_since: list[str]


class CallRegister(msgspec.Struct, frozen=True, kw_only=True):
    """A do-not-call register of a country: the day it was taken, and the last day on which its answer counts."""

    name: str
    country: str
    as_of: date
    until: date


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal. `value` names whom it covers, and is kept as a keyed hash alone.

    person: the id of a business. address: an e-mail address or a telephone number. domain: a domain. company: a
    register number as "GB:01234567", a domain, or the id of a business. channel and purpose: any of these, for one
    channel or purpose. No channel is every channel, no purpose is every purpose. `source` is the list or the act that
    it came from, such as page, one_click, reply, operator or import:mailchimp.
    """

    scope: Scope
    value: str
    reason: str
    on: date
    channel: str | None = None
    purpose: str | None = None
    source: str = "operator"


class HashedSuppression(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as another store hashed it; `key` is the fingerprint of the key that both have."""

    mark: str
    key: str
    scope: Scope
    reason: str
    source: str
    on: date
    channel: str | None = None
    purpose: str | None = None


class SuppressionCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many hashes are kept of one scope, source, reason and key; `in_force` is false for what was taken back."""

    scope: str
    source: str
    reason: str
    key_version: int
    in_force: bool
    hashes: int


class Said(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One refusal that covers an address, without the address."""

    scope: str
    channel: str
    purpose: str
    reason: str
    source: str
    on: date


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """One queued message taken out to be sent; nothing may go out before `settle` says sent."""

    id: int
    token: str
    run: str
    row: str
    campaign: str
    business: str
    step: int
    message: str
    channel: str
    basis_version: int


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """How a lease ended: `sent` may go out now, `later` waits again and is asked at `until`, the others never."""

    state: Literal["sent", "withheld", "lost", "later"]
    reason: str | None = None
    until: datetime | None = None


class StoredReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a receipt, its salt, and its index in the log."""

    body: bytes
    salt: bytes
    index: int


class StoredMessage(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept of one row of a run; each text is the run's column of that name, None where it was null."""

    run: str
    row: str
    business: str
    step: int
    state: str
    state_reason: str | None
    offer: str | None
    channel: str | None
    message: str | None
    draft: str | None
    facts: str | None
    columns: dict[str, str | int | bool | None]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided about one very message."""

    row: str
    message: str
    by: str
    approved: bool
    on: date


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What a business says is not right: the ids of the facts, and its own words."""

    business: str
    at: str
    facts: tuple[str, ...]
    words: str


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a subject and what was done; holds no personal data."""

    kind: str
    at: str
    done: dict[str, str | int | bool]
