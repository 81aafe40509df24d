"""All rule packs, checked and digested: the house's own, and an organisation's, which may only tighten."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

import msgspec

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.guard.fact_table import FACT_TYPES, KINDS, FactTable, RuleFact
from aboveboard.guard.pack_file import Words, pack_problems, read_pack, read_toml
from aboveboard.guard.rule import OF_STATES, Pack, Place, Rule
from aboveboard.kernel.condition import enum

VOCABULARY = ("elements.toml", "facts.toml", "meta.toml")
OF_THE_PROGRAM = ("elements.toml", "facts.toml", "house.toml")
"""The files that no update replaces: what the program can say and do, and the policy of the house."""
LOOSENING = ("lift", "permit")
T = TypeVar("T")


@dataclass(frozen=True, eq=False, repr=False)
class RulePacks:
    """Every rule with its vocabulary; `version` bears the digest of all bytes that were read."""

    version: str
    rules: tuple[Rule, ...]
    facts: FactTable
    elements: Mapping[str, str]
    duties: Mapping[str, str]
    disclaimer: str
    packs: tuple[Pack, ...] = ()

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that a rule of law or guidance names; all others get a review."""
        return frozenset(code for rule in self.of_states for code in rule.jurisdiction if len(code) == 2)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """The rules by their id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def of_states(self) -> tuple[Rule, ...]:
        """The rules of law and guidance."""
        return tuple(rule for rule in self.rules if rule.layer in OF_STATES)

    @cached_property
    def by_country(self) -> dict[str, tuple[Pack, ...]]:
        """For each country the packs of law or guidance that name it or one of its regions."""
        named = sorted({code for pack in self.packs for code in pack.countries()})
        return {code: tuple(pack for pack in self.packs if code in pack.countries()) for code in named}

    @cached_property
    def everywhere(self) -> tuple[Pack, ...]:
        """The packs that somebody else may change and that name no country: the programmes of mailbox providers."""
        return tuple(
            pack for pack in self.packs if not pack.countries() and any(rule.layer != "house" for rule in pack.rules)
        )

    def in_force(self, day: date, place: Place) -> tuple[Rule, ...]:
        """The rules that act on that day and reach that place (`meta.evaluation`, step 2); remembered."""
        return _in_force(self, day, place)

    def channels_named(self, day: date, place: Place) -> frozenset[str]:
        """The channels of which law or guidance of the recipient's country or region speaks on that day."""
        return _channels_named(self, day, place)


@lru_cache(maxsize=8192)
def _in_force(packs: RulePacks, day: date, place: Place) -> tuple[Rule, ...]:
    return tuple(rule for rule in packs.rules if rule.in_force(day) and rule.reaches(place))


@lru_cache(maxsize=8192)
def _channels_named(packs: RulePacks, day: date, place: Place) -> frozenset[str]:
    named: set[str] = set()
    for rule in packs.of_states:
        if rule.in_force(day) and not rule.jurisdiction.isdisjoint(place.recipient):
            named |= rule.channels_named()
    return frozenset(named)


def load_packs(extra: Sequence[Path] = (), *, texts: Mapping[str, str] | None = None) -> RulePacks:
    """The packs of the house, and those of `extra`, whose every rule is of layer `house` and neither lifts nor permits.

    `texts` are the files of another version, by name, in place of the packaged ones. What is wrong raises InputError
    with file, line and the nearest valid thing. The packs of the house are read once.
    """
    ours = _packaged() if texts is None else _house(tuple(sorted(texts.items())))
    if not extra:
        return ours.packs
    packs, digest = list(ours.packs.packs), hashlib.sha256(ours.digest)
    for path in extra:
        text = _read(path)
        digest.update(_sized(path.name, text))
        pack = read_pack(text, str(path), ours.words, as_of=ours.meta.as_of)
        _tightening(pack.rules)
        packs.append(pack)
    return _assemble(packs, ours, digest.digest())


def problems_of_pack(path: Path) -> list[InputError]:
    """What is wrong with an organisation's own pack: the first thing of each rule; none if it can be loaded."""
    found = pack_problems(_read(path), str(path), _packaged().words)
    if not found:
        try:
            load_packs((path,))
        except InputError as error:
            found.append(error)
    return found


def rule_files() -> dict[str, str]:
    """The text of every packaged file, by name."""
    folder = resources.files("aboveboard.rules")
    files = {item.name: item for item in folder.iterdir() if item.name.endswith(".toml")}
    return {name: files[name].read_text("utf-8") for name in sorted(files)}


class _FactRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: str
    values: tuple[str, ...] = ()
    default: bool | int | float | str | None = None
    unknown_counts_as: bool | int | float | str | None = None
    minimum: int | None = None
    maximum: int | None = None
    meaning: str = ""


class _Meta(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    as_of: date
    disclaimer: str
    countries: frozenset[str]
    group: dict[str, tuple[str, ...]]
    clock: dict[str, str]


class _Elements(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    element: dict[str, str]
    duty: dict[str, str]


@dataclass(frozen=True, slots=True)
class _House:
    packs: RulePacks
    words: Words
    meta: _Meta
    elements: _Elements
    digest: bytes


@lru_cache(maxsize=1)
def _packaged() -> _House:
    return _house(tuple(rule_files().items()))


@lru_cache(maxsize=8)
def _house(named: tuple[tuple[str, str], ...]) -> _House:
    files = dict(named)
    for name in (*VOCABULARY, *OF_THE_PROGRAM):
        if name not in files:
            raise InputError(f"a version of the rules needs {name}")
    digest = hashlib.sha256(b"".join(_sized(name, text) for name, text in files.items())).digest()
    tables = {name: read_toml(files[name], name) for name in VOCABULARY}
    meta = _read_table(tables, "meta.toml", _Meta)
    elements = _read_table(tables, "elements.toml", _Elements)
    rows = _read_table(tables, "facts.toml", dict[str, _FactRow])
    facts = FactTable({name: _fact(name, row) for name, row in rows.items()}, meta.countries)
    words = Words(facts, facts.kinds, frozenset(elements.element), frozenset(elements.duty), meta.group)
    packs = [read_pack(text, name, words, as_of=meta.as_of) for name, text in files.items() if name not in VOCABULARY]
    house = _House(RulePacks("", (), facts, {}, {}, ""), words, meta, elements, digest)
    return _House(_assemble(packs, house, digest), words, meta, elements, digest)


def _fact(name: str, row: _FactRow) -> RuleFact:
    if row.type not in FACT_TYPES:
        raise InputError(f"{name} is of the unknown type {row.type!r}", remedy=did_you_mean(row.type, FACT_TYPES))
    kind = enum(*row.values) if row.type == "enum" else KINDS.get(row.type)
    fields = msgspec.structs.asdict(row)
    del fields["type"]
    return RuleFact(name=name, type=row.type, kind=kind, **fields)


def _read_table(tables: Mapping[str, object], name: str, into: type[T]) -> T:
    try:
        return msgspec.convert(tables[name], into)
    except msgspec.ValidationError as error:
        raise InputError(str(error), place=f"{name}:1") from error


def _assemble(packs: Sequence[Pack], house: _House, digest: bytes) -> RulePacks:
    rules = [rule for pack in packs for rule in pack.rules]
    known: dict[str, Rule] = {}
    if len({pack.name for pack in packs}) < len(packs):
        names = [pack.name for pack in packs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"two packs have the name {twice!r}", place=f"{twice}.toml:1", remedy="rename your own")
    for rule in rules:
        if rule.id in known:
            raise InputError(f"the id {rule.id!r} is taken", place=rule.place, remedy=f"by {known[rule.id].place}")
        known[rule.id] = rule
    for rule in rules:
        for lifted in rule.lifts:
            if lifted not in known:
                raise InputError(
                    f"lifts the unknown rule {lifted!r}", place=rule.place, remedy=did_you_mean(lifted, known)
                )
    version = f"{house.meta.version}+{digest.hex()[:16]}"
    elements, duties = house.elements.element, house.elements.duty
    return RulePacks(version, tuple(rules), house.words.facts, elements, duties, house.meta.disclaimer, tuple(packs))


def _tightening(rules: Sequence[Rule]) -> Sequence[Rule]:
    for rule in rules:
        if rule.kind in LOOSENING:
            problem = f"a rule of kind {rule.kind!r} would loosen; a pack of your own may only tighten"
            raise InputError(problem, place=rule.place, remedy="withhold, review, require, obligate, deadline or note")
        if rule.layer != "house":
            problem = (
                f"layer {rule.layer!r} would count as a country's own law and end the review of countries without one"
            )
            raise InputError(problem, place=rule.place, remedy='layer = "house"')
    return rules


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the rule pack cannot be read: {type(error).__name__}", place=str(path)) from error


def _sized(name: str, text: str) -> bytes:
    data = text.encode()
    return f"{name} {len(data)}\n".encode() + data
