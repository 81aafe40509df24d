"""One file of rules: reads it strictly, and says file, line and the nearest valid thing where it is wrong."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

import msgspec

from aboveboard.domain.conditions import parse_condition
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.guard.fact_table import FactTable
from aboveboard.guard.rule import (
    CLOCKS,
    EVIDENCE,
    LAYERS,
    RULE_KINDS,
    Example,
    Lesson,
    Pack,
    Rule,
    Term,
    Verification,
)
from aboveboard.kernel.condition import Condition, Kind

Table: TypeAlias = Mapping[str, object]
T = TypeVar("T")

PACK_KEYS: Final = ("regime", "as_of", "rule")
RULE_KEYS: Final = frozenset(
    [
        "id",
        "plain",
        "kind",
        "layer",
        "jurisdiction",
        "connects",
        "when",
        "requires",
        "citation",
        "effective_from",
        "effective_to",
        "verification",
        "date_history",
        "lesson",
        "example",
    ]
)
NEEDED: Final = [
    "id",
    "plain",
    "kind",
    "layer",
    "jurisdiction",
    "connects",
    "when",
    "citation",
    "verification",
    "lesson",
]
ACTS: Final = frozenset(["must_include", "must_do", "lifts", "deadline", "acknowledge"])
TOLD: Final = frozenset(
    [
        "any_reasonable_means",
        "contact_valid_days",
        "detail",
        "expires",
        "free_text",
        "grace",
        "keywords",
        "mechanism_alive_days",
        "no_further_action_by_recipient",
        "note",
        "question",
        "recommended",
        "records",
        "refresh_days",
        "register",
        "register_grace_days",
        "safe_harbour",
        "scope",
        "until",
        "when",
    ]
)
ACT_OF_KIND: Final = {"require": "must_include", "obligate": "must_do", "lift": "lifts", "deadline": "deadline"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words a pack may use: facts, elements, duties and places."""

    facts: FactTable
    kinds: Mapping[str, Kind]
    elements: frozenset[str]
    duties: frozenset[str]
    groups: Mapping[str, tuple[str, ...]]


def read_toml(text: str, name: str) -> dict[str, object]:
    """The table of a TOML text; raises InputError with file and line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = where.group(1) if where else str(text.count("\n") + 1)
        problem = re.sub(r" \(at .*\)$", "", str(error))
        raise InputError(f"not TOML: {problem}", place=f"{name}:{line}") from error


def read_pack(text: str, name: str, words: Words, *, as_of: date) -> Pack:
    """The pack of one file; raises InputError at the first thing that is not right.

    `as_of` is the day it was last checked, where the file states none of its own.
    """
    regime, stated, readers = _opened(text, name, words)
    digest = hashlib.sha256(text.encode()).hexdigest()
    rules = tuple(reader.rule(regime) for reader in readers)
    return Pack(PurePath(name).stem, regime, stated or as_of, digest, rules)


def pack_problems(text: str, name: str, words: Words) -> list[InputError]:
    """What is wrong with one file: the first thing of each rule, or the one thing that keeps it from being read."""
    try:
        regime, _, readers = _opened(text, name, words)
    except InputError as error:
        return [error]
    found: list[InputError] = []
    for reader in readers:
        try:
            reader.rule(regime)
        except InputError as error:
            found.append(error)
    return found


def _opened(text: str, name: str, words: Words) -> tuple[str, date | None, list[_Reader]]:
    """The regime, the day it states of itself, and a reader for each of its rules."""
    table = read_toml(text, name)
    lines = Lines(text, name)
    for key in table:
        if key not in PACK_KEYS:
            raise lines.refuse(None, key, f"unknown key {key!r}", did_you_mean(key, PACK_KEYS))
    regime, rules, as_of = table.get("regime"), table.get("rule"), table.get("as_of")
    if not isinstance(regime, str) or not regime:
        raise InputError("the pack does not name its regime", place=f"{name}:1", remedy='regime = "..."')
    if as_of is not None and (not isinstance(as_of, date) or isinstance(as_of, datetime)):
        raise lines.refuse(None, "as_of", f"as_of is {as_of!r}, which is no day", "as in as_of = 2026-12-02")
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, dict) for rule in rules):
        raise InputError("the pack has no rules", place=f"{name}:1", remedy="start one with [[rule]]")
    return regime, as_of, [_Reader(rule, n, lines, words) for n, rule in enumerate(rules)]


class Lines:
    """Finds the line of a key again, as the TOML reader forgets it."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.text = text.splitlines()
        self.heads = [n for n, line in enumerate(self.text, 1) if line.replace(" ", "").startswith("[[rule]]")]

    def place(self, rule: int | None, key: str | None = None) -> str:
        """File and line of a key, of its rule where the key is not found, of the file where there is no rule."""
        first, last = 1, len(self.text) + 1
        if rule is not None and rule < len(self.heads):
            first, last = self.heads[rule], [*self.heads, last][rule + 1]
        if key is None:
            return f"{self.name}:{first}"
        pattern = re.compile(rf"\s*{re.escape(key)}\s*[=.]|.*[{{,]\s*{re.escape(key)}\s*=")
        found = (number for number in range(first, last) if pattern.match(self.text[number - 1]))
        return f"{self.name}:{next(found, first)}"

    def refuse(self, rule: int | None, key: str | None, problem: str, remedy: str | None = None) -> InputError:
        """The error to raise for a key of a rule."""
        return InputError(problem, place=self.place(rule, key), remedy=remedy)


@dataclass(frozen=True, slots=True)
class _Reader:
    table: Table
    number: int
    lines: Lines
    words: Words

    def refuse(self, key: str, problem: str, remedy: str | None = None) -> InputError:
        return self.lines.refuse(self.number, key, problem, remedy)

    def word(self, key: str, value: object, known: Collection[str]) -> str:
        word = self.cast(key, value, str)
        if word not in known:
            raise self.refuse(key, f"{key} has no value {word!r}", did_you_mean(word, known))
        return word

    def keys(self, table: Table, known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                raise self.refuse(key, f"unknown key {key!r}", did_you_mean(key, known))

    def cast(self, key: str, value: object, into: type[T]) -> T:
        if type(value) is into and isinstance(value, into):
            return value
        try:
            return msgspec.convert(value, into)
        except msgspec.ValidationError as error:
            raise self.refuse(key, f"{key}: {error}") from error

    def text(self, table: Table, key: str) -> str:
        value = self.cast(key, table.get(key), str)
        if not value.strip():
            raise self.refuse(key, f"{key} is empty")
        return value

    def texts(self, table: Table, key: str, words: Collection[str] | None) -> tuple[str, ...]:
        found = self.cast(key, table.get(key, []), tuple[str, ...])
        if words is not None:
            for word in found:
                self.word(key, word, words)
        return found

    def rule(self, regime: str) -> Rule:
        self.keys(self.table, RULE_KEYS)
        for key in NEEDED:
            if key not in self.table:
                raise self.refuse("id", f"the rule has no {key!r}")
        requires = self.cast("requires", self.table.get("requires", {}), dict[str, object])
        kind = self.kind(requires)
        return Rule(
            id=self.text(self.table, "id"),
            regime=regime,
            plain=self.text(self.table, "plain"),
            kind=kind,
            layer=self.layer(),
            jurisdiction=self.jurisdiction(),
            connects=self.connects(),
            when=self.condition(),
            citation=self.text(self.table, "citation"),
            effective_from=self.day(self.table, "effective_from"),
            effective_to=self.day(self.table, "effective_to"),
            verification=self.verification(),
            lesson=self.lesson(),
            place=self.lines.place(self.number),
            must_include=self.texts(requires, "must_include", self.words.elements),
            must_do=self.texts(requires, "must_do", self.words.duties),
            lifts=self.texts(requires, "lifts", None),
            deadline=self.term(requires, "deadline"),
            acknowledge=self.term(requires, "acknowledge"),
            examples=self.examples(needed=kind != "note"),
            date_history=self.history(),
            details=MappingProxyType(requires),
        )

    def kind(self, requires: Table) -> str:
        kind = self.word("kind", self.table["kind"], RULE_KINDS)
        self.keys(requires, ACTS | TOLD)
        act = ACT_OF_KIND.get(kind)
        if act and not requires.get(act):
            raise self.refuse("kind", f"a rule of kind {kind!r} needs requires.{act}")
        idle = sorted(
            key for key in requires if key in ACTS and key != act and (key, act) != ("acknowledge", "deadline")
        )
        if idle:
            raise self.refuse(f"requires.{idle[0]}", f"requires.{idle[0]} does nothing in a rule of kind {kind!r}")
        return kind

    def layer(self) -> str:
        return self.word("layer", self.table["layer"], LAYERS)

    def jurisdiction(self) -> frozenset[str]:
        codes = self.texts(self.table, "jurisdiction", None)
        found: set[str] = set()
        for code in codes:
            if code not in self.words.groups and code != "*" and not self.words.facts.is_place(code):
                known = [*self.words.groups, "*", *self.words.facts.countries]
                raise self.refuse("jurisdiction", f"unknown place {code!r}", did_you_mean(code, known))
            found.update(self.words.groups.get(code, (code,)))
        if not found:
            raise self.refuse("jurisdiction", "the rule holds nowhere", 'jurisdiction = ["*"] for everywhere')
        return frozenset(found)

    def connects(self) -> tuple[str, ...]:
        found = self.texts(self.table, "connects", ("recipient", "sender"))
        if not found:
            raise self.refuse("connects", "the rule looks at nobody's country", 'connects = ["recipient"]')
        return found

    def condition(self) -> Condition:
        try:
            condition = parse_condition(self.text(self.table, "when").strip(), self.words.kinds, place=self.lines.name)
            for leaf in condition.leaves():
                self.words.facts.check(leaf)
        except InputError as error:
            raise self.refuse("when", error.problem, error.remedy) from error
        return condition

    def day(self, table: Table, key: str) -> date | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(key, f"{key} is {value!r}, which is no day", f"as in {key} = 2026-12-02, without quotes")
        return value

    def verification(self) -> Verification:
        table = self.cast("verification", self.table["verification"], dict[str, object])
        self.keys(table, ("level", "date_verified"))
        level = self.word("level", table.get("level"), EVIDENCE)
        verified = self.cast("date_verified", table.get("date_verified"), bool)
        return Verification(level, verified)

    def lesson(self) -> Lesson:
        table = self.cast("lesson", self.table["lesson"], dict[str, object])
        self.keys(table, ("question", "answers", "correct", "why"))
        answers = self.texts(table, "answers", None)
        correct = self.cast("correct", table.get("correct"), int)
        if not 0 <= correct < len(answers):
            raise self.refuse("lesson.correct", f"the lesson has no answer {correct}", f"0 to {len(answers) - 1}")
        return Lesson(self.text(table, "question"), answers, correct, self.text(table, "why"))

    def term(self, requires: Table, key: str) -> Term | None:
        if key not in requires:
            return None
        table = self.cast(f"requires.{key}", requires[key], dict[str, object])
        self.keys(table, ("clock", "n", "from", "action", "extension", "pause", "unless", "note"))
        n = self.cast("n", table.get("n"), int)
        if n < 1 or table.get("from", "event_date") != "event_date":
            raise self.refuse(f"requires.{key}", f"{key} counts at least one unit from event_date")
        return Term(self.word("clock", table.get("clock"), CLOCKS), n)

    def history(self) -> tuple[tuple[date, str], ...]:
        entries = self.cast("date_history", self.table.get("date_history", []), list[dict[str, object]])
        found: list[tuple[date, str]] = []
        for entry in entries:
            self.keys(entry, ("date", "event"))
            day = self.day(entry, "date")
            if day is None:
                raise self.refuse("date_history", "an entry has no date")
            found.append((day, self.text(entry, "event")))
        return tuple(found)

    def examples(self, *, needed: bool) -> tuple[Example, ...]:
        tables = self.cast("example", self.table.get("example", []), list[dict[str, object]])
        found = tuple(self.example(table) for table in tables)
        if needed and {example.fires for example in found} != {True, False}:
            raise self.refuse(
                "id",
                "the rule has no pair of examples",
                "one [[rule.example]] with fires = true, one with fires = false",
            )
        return found

    def example(self, table: Table) -> Example:
        self.keys(table, ("as_of", "fires", "inputs"))
        day = self.day(table, "as_of")
        if day is None:
            raise self.refuse("as_of", "an example has no day", "as_of = 2026-12-02")
        inputs = self.cast("inputs", table.get("inputs"), dict[str, object])
        for name, value in inputs.items():
            try:
                self.words.facts.known(name, value)
            except InputError as error:
                raise self.refuse(name, error.problem, error.remedy) from error
        return Example(day, self.cast("fires", table.get("fires"), bool), MappingProxyType(inputs))
