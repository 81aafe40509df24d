"""The import of registers and lists: addresses are sealed and hashed here, and nobody who was erased comes back."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import RowMapping, or_, select

from aboveboard.domain.basis import ACQUISITIONS
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError, LedgerError, did_you_mean
from aboveboard.domain.legal_form import LEGAL_FORMS, is_subject
from aboveboard.store import marks
from aboveboard.store.codes import subject_of_code
from aboveboard.store.entries import Imported, Origin, RegisterRow
from aboveboard.store.schema import BUSINESSES, CONTACTS, KEY_CHECKS, MARKS, SUPPRESSIONS
from aboveboard.store.sealing import DataKey
from aboveboard.store.session import Session, Value, chunks

ERASED: Final = "erased"
SEALED_BUSINESS: Final = "businesses|sealed"
SEALED_CONTACT: Final = "contacts|sealed"
_JSON: Final = msgspec.json.Encoder(order="deterministic")
_NAMES: Final = ("name", "postcode", "website", "register_number")


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    """What names a business; sealed where the business is a person for the rules."""

    name: str
    postcode: str | None
    website: str | None
    register_number: str | None


class KeptRow(msgspec.Struct, frozen=True, kw_only=True):
    """A business as it was taken in, opened."""

    origin: Origin
    row: RegisterRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its place in its list, and the keyed hashes by which it is recognised."""

    line: int
    row: RegisterRow
    email: str | None
    marks: list[tuple[str, str, int]]
    digest: str

    def is_among(self, hashes: Collection[str]) -> bool:
        """True if one of its hashes is among these."""
        return any(mark in hashes for _, mark, _ in self.marks)

    def hashes(self, kind: str) -> set[str]:
        """Its hashes of one kind."""
        return {mark for of, mark, _ in self.marks if of == kind}


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a business already."""

    register: str
    digest: str
    revision: int
    stated_form: str | None
    in_clear: bool


def import_register(
    session: Session, rows: Sequence[RegisterRow], *, register: str, as_of: date, acquisition: str
) -> Imported:
    """The rows are kept, sealed and hashed; those that cannot be used or were erased are named, and not kept.

    Nothing is removed: a refusal, a preference, a stated legal form and every earlier mark stay.
    """
    origin = checked_origin(Origin(register=register, as_of=as_of, acquisition=acquisition))
    entries, refused = _readable(session, rows, origin)
    erased = erased_marks(session)
    refused += [(e.line, "erased") for e in entries if e.is_among(erased)]
    out = {line for line, _ in refused}
    entries = [e for e in entries if e.line not in out]
    known = known_entries(session, [e.row.id for e in entries])
    changed = [e for e in entries if e.row.id not in known or known[e.row.id].digest != e.digest]
    keep_entries(session, changed, known, origin)
    new = sum(e.row.id not in known for e in changed)
    return Imported(new=new, changed=len(changed) - new, refused=sorted(refused))


def checked_origin(origin: Origin) -> Origin:
    """The origin itself; InputError where its act is not a known one."""
    if origin.acquisition not in ACQUISITIONS:
        problem = f"no such way to get data: {origin.acquisition!r}"
        raise InputError(problem, remedy=did_you_mean(origin.acquisition, ACQUISITIONS))
    return origin


def erased_marks(session: Session) -> set[str]:
    """The keyed hashes of everybody who was erased."""
    found = select(SUPPRESSIONS.c.mark).where(SUPPRESSIONS.c.reason == ERASED)
    return set(session.connection.execute(found).scalars())


def find_business(session: Session, name: str) -> str | None:
    """The id of the business that is kept under this id or pseudonym, or whose letter has this code."""
    either = or_(BUSINESSES.c.business == name, BUSINESSES.c.subject == name)
    found = session.connection.execute(select(BUSINESSES.c.business).where(either)).scalar_one_or_none()
    if found is None and (subject := subject_of_code(session, name)) is not None:
        return find_business(session, subject)
    return found


def was_erased(session: Session, business: str) -> bool:
    """True if somebody of this id was erased."""
    itself = {mark for _, mark, _ in marks.hashed(session.keys, [("person", business)])}
    return not itself.isdisjoint(erased_marks(session))


def business_values(key: DataKey, names: Particulars, *, sealed: bool) -> dict[str, Value]:
    """The columns that name a business: in clear, or empty beside their sealed form."""
    clear: dict[str, Value] = {} if sealed else msgspec.structs.asdict(names)
    return {
        **{column: clear.get(column) for column in Particulars.__struct_fields__},
        "sealed": key.seal(SEALED_BUSINESS, _JSON.encode(names)) if sealed else None,
    }


def open_particulars(key: DataKey, sealed: bytes) -> Particulars:
    """What names a business that is sealed."""
    return msgspec.json.decode(key.open(SEALED_BUSINESS, sealed), type=Particulars)


def open_contact(key: DataKey, sealed: bytes) -> Contact:
    """How a business can be reached, in the clear."""
    return msgspec.json.decode(key.open(SEALED_CONTACT, sealed), type=Contact)


def kept_rows(session: Session, businesses: Sequence[str]) -> dict[str, KeptRow]:
    """What is kept of each business now, as its register gave it; not of one whose contact was erased."""
    keys = session.data_keys(businesses)
    joined = select(BUSINESSES, CONTACTS.c.sealed.label("contact")).join(
        CONTACTS, CONTACTS.c.business == BUSINESSES.c.business
    )
    found: dict[str, KeptRow] = {}
    for part in chunks([b for b in businesses if b in keys]):
        for kept in session.connection.execute(joined.where(BUSINESSES.c.business.in_(part))).mappings():
            found[kept["business"]] = _opened(keys[kept["business"]], kept)
    return found


def _opened(key: DataKey, kept: RowMapping) -> KeptRow:
    contact = open_contact(key, kept["contact"])
    sealed = kept["sealed"]
    names = Particulars(**{n: kept[n] for n in _NAMES}) if sealed is None else open_particulars(key, sealed)
    plain = {name: kept[name] for name in ("trade", "locality", "region", "country", "legal_form")}
    reached = {name: getattr(contact, name) for name in ("street", "email", "telephone")}
    row = RegisterRow(
        id=kept["business"], contact_name=contact.name, **plain, **reached, **msgspec.structs.asdict(names)
    )
    origin = Origin(register=kept["register"], as_of=kept["register_as_of"], acquisition=kept["acquisition"])
    return KeptRow(origin=origin, row=row)


def _readable(
    session: Session, rows: Sequence[RegisterRow], origin: Origin
) -> tuple[list[Entry], list[tuple[int, str]]]:
    entries: list[Entry] = []
    refused: list[tuple[int, str]] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=1):
        entry = read_entry(session, row, origin, line=line)
        reason = _unusable(row, entry.email, seen)
        if reason is not None:
            refused.append((line, reason))
            continue
        seen.add(row.id)
        entries.append(entry)
    return entries, refused


def read_entry(session: Session, row: RegisterRow, origin: Origin, *, line: int) -> Entry:
    """The row with its hashes; its address is None where it has none, or none that can be read."""
    email = marks.address(row.email) if row.email else None
    found = marks.hashed(session.keys, marks.of_row(row, email))
    return Entry(line, row, email, found, _digest(session, row, origin))


def _unusable(row: RegisterRow, email: str | None, seen: set[str]) -> str | None:
    if not row.id or not row.name:
        return "a business needs an id and a name"
    if len(row.country) != 2 or not row.country.isalpha() or not row.country.isupper():
        return "the country is not a code of two capitals, such as GB"
    if row.id in seen:
        return "the id stands twice in this import"
    if row.email and email is None:
        return "the e-mail address cannot be read"
    if row.legal_form is not None and row.legal_form not in LEGAL_FORMS:
        return f"no such legal form: {did_you_mean(row.legal_form, LEGAL_FORMS)}"
    return None


def _digest(session: Session, row: RegisterRow, origin: Origin) -> str:
    """A keyed hash, since a plain one of an address can be guessed back."""
    key = session.keys.suppression[min(session.keys.suppression)]
    place = f"{origin.register}\0{origin.as_of.isoformat()}\0{origin.acquisition}".encode()
    return hmac.digest(key, b"row\0" + place + b"\0" + _JSON.encode(row), "sha256").hex()[:32]


def known_entries(session: Session, businesses: Sequence[str]) -> dict[str, Known]:
    """What is kept of each of these businesses already."""
    columns = [BUSINESSES.c[name] for name in ("business", "register", "digest", "revision", "stated_form", "name")]
    known: dict[str, Known] = {}
    for part in chunks(businesses):
        for b in session.connection.execute(select(*columns).where(BUSINESSES.c.business.in_(part))):
            known[b.business] = Known(b.register, b.digest, b.revision, b.stated_form, b.name is not None)
    return known


def keep_entries(session: Session, entries: Sequence[Entry], known: Mapping[str, Known], origin: Origin) -> None:
    """The entries are kept in place of what was known; their hashes come beside the earlier ones."""
    if not entries:
        return
    _refuse_old_keys(session)
    keys = session.data_keys([e.row.id for e in entries], create=True)
    session.put(BUSINESSES, [_business(e, keys[e.row.id], known.get(e.row.id), origin) for e in entries])
    session.put(CONTACTS, [_contact(e, keys[e.row.id]) for e in entries])
    session.add_absent(
        MARKS,
        [
            {"business": e.row.id, "mark": mark, "kind": kind, "key_version": version}
            for e in entries
            for kind, mark, version in e.marks
        ],
    )
    # A business that turns out to be a person stood here in clear: its old pages are emptied.
    session.erased |= any(
        e.row.id in known and known[e.row.id].in_clear and is_subject(e.row.legal_form) for e in entries
    )


def _refuse_old_keys(session: Session) -> None:
    """LedgerError where the store has a key that this process does not: a business would lack marks under it."""
    kept = set(session.connection.execute(select(KEY_CHECKS.c.name)).scalars())
    if not kept <= session.keys.checks().keys():
        raise LedgerError("the store has a newer key than this process; start it again")


def _business(entry: Entry, key: DataKey, known: Known | None, origin: Origin) -> dict[str, Value]:
    row = entry.row
    stated = known.stated_form if known else None
    names = Particulars(name=row.name, postcode=row.postcode, website=row.website, register_number=row.register_number)
    return {
        "business": row.id,
        "subject": key.subject,
        "register": origin.register,
        "register_as_of": origin.as_of,
        "acquisition": origin.acquisition,
        "trade": row.trade,
        "locality": row.locality,
        "region": row.region,
        "country": row.country,
        "legal_form": row.legal_form,
        "stated_form": stated,
        "address_kind": _kind(entry.email),
        "mailbox_provider": _provider(entry.email),
        "reachable": ",".join(_reachable(row)),
        **business_values(key, names, sealed=is_subject(stated or row.legal_form)),
        "digest": entry.digest,
        "revision": known.revision + 1 if known else 1,
    }


def _contact(entry: Entry, key: DataKey) -> dict[str, Value]:
    row = entry.row
    contact = Contact(
        subject=key.subject,
        email=entry.email,
        telephone=row.telephone,
        name=row.contact_name,
        addressee=row.name,
        street=row.street,
        locality=row.locality,
        postcode=row.postcode,
        country=row.country,
    )
    return {"business": row.id, "sealed": key.seal(SEALED_CONTACT, _JSON.encode(contact))}


def _kind(email: str | None) -> str | None:
    if email is None:
        return None
    from aboveboard.text.email import kind

    return kind(email)


def _provider(email: str | None) -> str | None:
    if email is None:
        return None
    from aboveboard.text.mailboxes import provider

    return provider(email.rpartition("@")[2])


def _reachable(row: RegisterRow) -> list[str]:
    by_post = row.street and (row.postcode or row.locality)
    known = [("email", row.email), ("post", by_post), ("voice_live", row.telephone)]
    return [channel for channel, there in known if there]
