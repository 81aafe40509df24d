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
_STATEMENT_DECODER = msgspec.json.Decoder(list[Statement])
_BEGIN = '{"attribute":'
_NEXT = "," + _BEGIN
_BEGUN = hashlib.sha256(_BEGIN.encode())
Written: TypeAlias = "tuple[str, str]"
"""A fact's one text form without its beginning, which all have in common, and its id."""


def encode_facts(facts: Iterable[Fact]) -> str:
    """The one text form of some facts: JSON, sorted by attribute, then by everything else; the column `facts`."""
    encoded = sorted([(fact.attribute, _ENCODER.encode(fact).decode()) for fact in facts])
    return "[" + ",".join([text for _, text in encoded]) + "]"


def write_fact(fact: Fact) -> Written:
    """One fact, ready to be joined with others."""
    data = _ENCODER.encode(fact)
    return data[len(_BEGIN) :].decode(), hashlib.sha256(data).hexdigest()[:12]


def join_facts(written: list[Written]) -> tuple[str, str]:
    """The text form of facts that are written already, and the JSON list of their ids: `facts` and `fact_ids`.

    Their attributes have to be known ones: of these, each letter comes after the quotation mark that ends a name, so
    that texts are in the order of `encode_facts`.
    """
    if not written:
        return "[]", "[]"
    texts, ids = zip(*sorted(written), strict=True)
    return f"[{_BEGIN}{_NEXT.join(texts)}]", '["' + '","'.join(ids) + '"]'


def split_facts(text: str | None) -> tuple[list[Fact], list[Written]]:
    """The facts of a text form, and each as it is written, so that what did not change is not written again.

    Inside JSON strings quotation marks are escaped, and no value is a list of records, so the text may be cut where a
    fact begins; a text with blanks between its facts, which `encode_facts` never makes, is written anew.
    """
    if not text:
        return [], []
    facts = _DECODER.decode(text)
    pieces = text[len(_BEGIN) + 1 : -1].split(_NEXT)
    if len(pieces) != len(facts) or not (text.startswith("[" + _BEGIN) and text.endswith("}]")):
        return facts, [write_fact(fact) for fact in facts]
    return facts, _written(pieces)


def _written(pieces: list[str]) -> list[Written]:
    """The pieces with their ids; a hash that has taken in the common beginning is copied, which is faster than two."""
    found: list[Written] = []
    copy = _BEGUN.copy
    for piece in pieces:
        begun = copy()
        begun.update(piece.encode())
        found.append((piece, begun.hexdigest()[:12]))
    return found


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
