"""The facts that rules read: their types, what stands in where one is missing, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.guard.rule import CHANNEL_FACT, NO_PACK_FACT
from aboveboard.kernel.calendar_day import calendar_day
from aboveboard.kernel.condition import BOOL, DATE, FLOAT, INT, TEXT, Kind, Leaf

KINDS: Final[dict[str, Kind]] = {
    "bool": BOOL,
    "int": INT,
    "float": FLOAT,
    "date": DATE,
    "country": TEXT,
    "region": TEXT,
}
FACT_TYPES: Final = (*KINDS, "enum", "elements")
DERIVED: Final[dict[str, Kind]] = {NO_PACK_FACT: BOOL, CHANNEL_FACT: BOOL}
REGION: Final = "[A-Z]{2}-[A-Z0-9]{1,3}"
"""The form of ISO 3166-2: a country, a hyphen, and up to three letters or digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFact:
    """One fact of the table; `kind` is None for a list of elements, which no condition reads."""

    name: str
    type: str
    kind: Kind | None
    values: tuple[str, ...] = ()
    default: object = None
    unknown_counts_as: object = None
    minimum: float | None = None
    maximum: float | None = None
    meaning: str = ""

    @property
    def if_absent(self) -> object:
        """What stands in when the fact is not given: its default, or the refusing value where it has none."""
        return self.unknown_counts_as if self.default is None else self.default

    @property
    def if_null(self) -> object:
        """What stands in when the fact is given as null: the refusing value, or its default where it has none."""
        return self.default if self.unknown_counts_as is None else self.unknown_counts_as

    def read(self, value: object) -> object:
        """The value as conditions compare it; raises InputError where it is not of this fact's type."""
        if value is None or (isinstance(value, float) and value != value):
            return None
        if self.type == "date" and isinstance(value, str):
            return self._day(value)
        if self.kind is None:
            return self._elements(value)
        known = self.kind.known(value)
        if known is None:
            raise InputError(f"{self.name} is given a {type(value).__name__}", remedy=f"it is of type {self.type}")
        if self.values and known not in self.values:
            raise InputError(f"{self.name} has an unknown value", remedy=did_you_mean(str(known), self.values))
        return known

    def _day(self, value: str) -> date:
        try:
            return calendar_day(value)
        except ValueError:
            raise InputError(f"{self.name} is no day of the calendar", remedy="as in 2026-12-02") from None

    def _elements(self, value: object) -> frozenset[str]:
        if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
            raise InputError(f"{self.name} is given a {type(value).__name__}", remedy="it is a list of elements")
        if not all(isinstance(item, str) for item in value):
            raise InputError(f"{self.name} holds something else than texts", remedy="it is a list of elements")
        return frozenset(value)


@dataclass(frozen=True, eq=False)
class FactTable:
    """Every fact that rules may read, and the countries there are."""

    facts: Mapping[str, RuleFact]
    countries: frozenset[str]

    @property
    def kinds(self) -> dict[str, Kind]:
        """The types of all names that a condition may use, derived ones too."""
        return {name: fact.kind for name, fact in self.facts.items() if fact.kind} | DERIVED

    @cached_property
    def _absent(self) -> dict[str, object]:
        return {name: fact.if_absent for name, fact in self.facts.items()}

    def fact(self, name: str) -> RuleFact:
        """The fact of that name; raises InputError with the nearest name where there is none."""
        if name not in self.facts:
            raise InputError(f"unknown fact {name!r}", remedy=did_you_mean(name, self.facts))
        return self.facts[name]

    def fill(self, inputs: Mapping[str, object]) -> dict[str, object]:
        """Every fact with a value: what is given, or what stands in for it (`meta.evaluation`, step 1)."""
        filled = dict(self._absent)
        for name, value in inputs.items():
            fact = self.fact(name)
            known = fact.read(value)
            filled[name] = fact.if_null if known is None else known
        return filled

    def check(self, leaf: Leaf) -> None:
        """Raises InputError where a comparison names a place or number that the fact can never have: a quiet no."""
        if leaf.name in self.facts:
            for value in leaf.value if isinstance(leaf.value, tuple) else (leaf.value,):
                self.known(leaf.name, value)

    def known(self, name: str, value: object) -> object:
        """The value as conditions compare it; raises InputError where the fact is none, or can never have it."""
        fact = self.fact(name)
        known = fact.read(value)
        if known is not None and (problem := self.problem(fact, known)):
            raise InputError(problem[1], remedy=problem[2])
        return known

    def problem(self, fact: RuleFact, value: object) -> tuple[str, str, str | None] | None:
        """What is wrong with a value of the fact's type, as code, sentence and remedy; None where nothing is."""
        if fact.type == "country" and value not in self.countries:
            upper = str(value).upper()
            near = f"did you mean {upper!r}?" if upper in self.countries else "ISO 3166-1, two capital letters"
            return "unknown_country", f"{fact.name} is no place", near
        if fact.type == "region" and not self.is_region(str(value)):
            return "unknown_country", f"{fact.name} is no place", "ISO 3166-2, as in US-CA"
        if isinstance(value, int | float) and not isinstance(value, bool):
            if fact.minimum is not None and value < fact.minimum:
                return "out_of_range", f"{fact.name} is never below {fact.minimum}", None
            if fact.maximum is not None and value > fact.maximum:
                return "out_of_range", f"{fact.name} is never above {fact.maximum}", None
        return None

    def is_region(self, code: str) -> bool:
        """Whether the code has the form of ISO 3166-2 and begins with a country."""
        return re.fullmatch(REGION, code) is not None and code[:2] in self.countries

    def is_place(self, code: str) -> bool:
        """Whether the code is a country of ISO 3166-1 or a region of one."""
        return code in self.countries or self.is_region(code)
