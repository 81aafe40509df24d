"""Facts as small whole numbers, so that comparing a million values is comparing a million bytes.

Rules tell few values of a fact apart: the words of an enum, yes and no, the places that some rule names, and a number
only as below, at or above each number it is compared with. Every such class of values has a code. Code 0 is null, and a
place that no rule names. Whether a comparison holds for a code is asked of the comparison itself, with a value of the
class: rows and columns cannot come to read a comparison in two ways.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.guard.bits import Bits
from aboveboard.guard.fact_table import RuleFact
from aboveboard.kernel.condition import Leaf, Scalar

Codes: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]

_ORDERED: Final = ("int", "float", "date")
_FEW: Final = 8  # comparing bytes costs .1 ns a row for each code, looking them up 1 ns for all (November 2026)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of codes; `values[n]` is a value of the class that has the code n + 1."""

    codes: Codes
    values: tuple[Scalar, ...]

    @property
    def single(self) -> bool:
        """Whether every row has the same code."""
        return bool(self.codes.min() == self.codes.max())

    @property
    def first(self) -> Scalar | None:
        """A value of the first row's class."""
        code = int(self.codes[0])
        return self.values[code - 1] if code else None

    def slice(self, start: int, end: int) -> Coded:
        """Some of the rows."""
        return Coded(self.codes[start:end], self.values)

    def bits(self, leaf: Leaf) -> Bits:
        """The rows for which the comparison holds; null is as in `Leaf.holds`."""
        table = [leaf.holds({}), *(leaf.compare(value) for value in self.values)]
        yes, no = ([code for code, holds in enumerate(table) if holds is wanted] for wanted in (True, False))
        few = min(yes, no, key=len)
        if len(few) > _FEW:
            return np.array(table)[self.codes]
        found = functools.reduce(operator.or_, (self.codes == code for code in few), np.array(False))
        return np.broadcast_to(found if few is yes else ~found, self.codes.shape)


def code(frame: pl.DataFrame, facts: Mapping[str, RuleFact], leaves: Iterable[Leaf]) -> dict[str, Coded]:
    """Each column that a comparison reads, in codes; a word that its fact cannot have raises InputError."""
    compared: dict[str, set[Scalar]] = {}
    for leaf in leaves:
        compared.setdefault(leaf.name, set()).update(leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))
    values = {name: _values(facts[name], compared.get(name, ())) for name in frame.columns}
    coded = frame.select(_code(facts[name], classes).alias(name) for name, classes in values.items() if classes)
    found = {}
    for column in coded:
        fact, classes = facts[column.name], values[column.name]
        if fact.values and column.null_count() > frame[fact.name].null_count():
            raise _strange(fact, frame[fact.name])
        filled = column.fill_null(_null(fact, classes))
        found[fact.name] = Coded(filled.to_numpy(), classes)
    return found


def _strange(fact: RuleFact, column: pl.Series) -> InputError:
    words = sorted(set(column.cast(pl.String).drop_nulls()) - set(fact.values))
    return InputError(f"{fact.name} has an unknown value", remedy=did_you_mean(words[0], fact.values))


def _values(fact: RuleFact, compared: Iterable[Scalar]) -> tuple[Scalar, ...]:
    """A value of each class that the comparisons tell apart, in the order of their codes."""
    if fact.values:
        return fact.values
    if fact.type == "bool":
        return (False, True)
    if fact.type not in _ORDERED:
        return tuple(sorted(map(str, compared)))
    asked = sorted(compared, key=_rank)
    beside = [value for at in asked for value in (at, _beside(fact, at, 1))]
    return (_beside(fact, asked[0], -1), *beside) if asked else ()


def _rank(value: Scalar) -> float:
    if isinstance(value, str):
        raise TypeError("a text has no order")
    return value.toordinal() if isinstance(value, date) else value


def _beside(fact: RuleFact, value: Scalar, step: int) -> Scalar:
    """A value of the fact next to this one; where there is none, this one, whose class is then empty."""
    if isinstance(value, date):
        day = value.toordinal() + step
        return date.fromordinal(day) if 0 < day <= date.max.toordinal() else value
    return math.nextafter(_rank(value), step * math.inf) if fact.type == "float" else int(_rank(value)) + step


def _code(fact: RuleFact, values: Sequence[Scalar]) -> pl.Expr:
    """The code of each value, null for null and for a word that is not among the values."""
    column = pl.col(fact.name)
    codes = pl.UInt8() if len(values) < 255 else pl.UInt16()
    if fact.type == "bool":
        return column.cast(codes) + 1
    if fact.type not in _ORDERED:
        words = column if fact.values or fact.if_null is None else column.fill_null(pl.lit(fact.if_null))
        return words.cast(pl.Enum(list(map(str, values))), strict=False).to_physical().cast(codes) + 1
    if fact.type == "float":
        column = column.cast(pl.Float64).fill_nan(None)
    passed = (side.cast(codes) for at in values[1::2] for side in (column >= pl.lit(at), column > pl.lit(at)))
    return functools.reduce(operator.add, passed, pl.lit(1, codes))


def _null(fact: RuleFact, values: Sequence[Scalar]) -> int:
    """The code that null gets: that of what stands in for it. Places had theirs filled before, so as to leave 0."""
    value = fact.if_null
    if fact.type in _ORDERED and isinstance(value, int | float | date):
        return 1 + sum((_rank(value) >= at) + (_rank(value) > at) for at in map(_rank, values[1::2]))
    if (fact.values or fact.type == "bool") and isinstance(value, str | bool):
        return 1 + values.index(value)
    return 0
