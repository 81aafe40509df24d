"""Fact: a statement about a Business, with its source, its evidence and its age."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, TypeAlias

import msgspec

Level: TypeAlias = Literal["entity", "individual", "sensitive"]
Scalar: TypeAlias = str | int | bool | None
JSON: TypeAlias = Scalar | list[Scalar] | dict[str, Scalar | list[str]]


class Fact(msgspec.Struct, gc=False, frozen=True, kw_only=True, omit_defaults=True):
    """One value of one attribute of one business, as one source gave it on one day.

    `value` is JSON without floats. `source` is "page" (what a visitor sees or a browser reads), "markup" (structured
    data on the page), "register:NAME" (one that the law keeps), "list:NAME" (what a campaign brought along),
    "survey:NAME" or "derived"; `where` is a CSS path, a JSON pointer into structured data, "header:NAME", a column of
    a register or list, or "url"; `excerpt` has at most 40 characters around the matched text, and names of persons
    replaced by "[person]". `expires` is the first day on which the fact may no longer be used. `from_facts` names the
    facts a derived one was derived from.
    """

    attribute: str
    value: JSON
    level: Level = "entity"
    source: str = "page"
    url: str = ""
    where: str = ""
    excerpt: str = ""
    as_of: date
    expires: date
    from_facts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits of the hash of everything the fact says; equal facts have equal ids."""
        return hashlib.sha256(_ENCODER.encode(self)).hexdigest()[:12]

    @property
    def source_kind(self) -> str:
        """The kind of the source, without its name: page, markup, register, list, survey or derived."""
        return self.source.partition(":")[0]


class Statement(msgspec.Struct, gc=False, frozen=True):
    """What a fact says, without where it is from."""

    attribute: str
    value: JSON


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(list[Fact])
_RAW_DECODER = msgspec.json.Decoder(list[msgspec.Raw])
_STATEMENT_DECODER = msgspec.json.Decoder(list[Statement])
_BEGIN = '{"attribute":'
_NEXT = "," + _BEGIN
Encoded = tuple[str, str]  # a fact's attribute and its one text form, by which facts are sorted


def encode_facts(facts: Iterable[Fact]) -> str:
    """The one text form of some facts: JSON, sorted by attribute, then by everything else; the column `facts`."""
    return join_facts(map(encode_fact, facts))


def encode_fact(fact: Fact) -> Encoded:
    """One fact, ready to be joined with others."""
    return fact.attribute, _ENCODER.encode(fact).decode()


def join_facts(encoded: Iterable[Encoded]) -> str:
    """The text form of facts that are encoded already."""
    return "[" + ",".join([text for _, text in sorted(encoded)]) + "]"


def texts_of(facts: str | None) -> list[str]:
    """The text form of each fact in a text form of many.

    Inside JSON strings quotation marks are escaped, and no value is a list of records, so the text may be cut where a
    fact begins; a text with blanks between its facts, which `encode_facts` never makes, is read the slow way.
    """
    if not facts or facts == "[]":
        return []
    if facts.startswith("[" + _BEGIN) and facts.endswith("}]"):
        first, *others = facts[1:-1].split(_NEXT)
        pieces = [first, *[_BEGIN + other for other in others]]
        if facts.count(_BEGIN) - facts.count(":" + _BEGIN) == len(pieces):
            return pieces
    return [bytes(raw).decode() for raw in _RAW_DECODER.decode(facts)]


def split_facts(text: str | None) -> list[tuple[Fact, Encoded]]:
    """The facts of a text form with their own text forms, so that what did not change is not encoded again."""
    if not text:
        return []
    return [(fact, (fact.attribute, data)) for fact, data in zip(_DECODER.decode(text), texts_of(text), strict=True)]


def decode_facts(text: str | None) -> list[Fact]:
    """The facts of a `facts` or `observed` column; null gives none."""
    return _DECODER.decode(text) if text else []


def decode_statements(text: str | None) -> list[Statement]:
    """What the facts of a `facts` column say, for those who need no more; null gives none."""
    return _STATEMENT_DECODER.decode(text) if text else []


def values(facts: Iterable[Fact]) -> dict[str, list[JSON]]:
    """All values of each attribute, in the facts' order."""
    found: dict[str, list[JSON]] = {}
    for fact in facts:
        found.setdefault(fact.attribute, []).append(fact.value)
    return found


def first(facts: Iterable[Fact], attribute: str) -> Fact | None:
    """The first fact of an attribute, or None."""
    return next((fact for fact in facts if fact.attribute == attribute), None)


def by_id(facts: Iterable[Fact]) -> Mapping[str, Fact]:
    """The facts by their ids."""
    return {fact.id: fact for fact in facts}
