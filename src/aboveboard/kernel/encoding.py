"""Declared encoding: features become small integers by a schema that was written down, never learned."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from aboveboard.kernel.exact import Ints

MAX_CODE: Final = 4095
"""Encoded values have at most 12 bits."""
Scalar: TypeAlias = str | int | float | bool | None


class EncodingError(ValueError):
    """A value that the schema does not provide for; `row` is its place in the batch, `feature` its name."""

    def __init__(self, problem: str, *, feature: str, row: int | None = None) -> None:
        self.feature, self.row = feature, row
        super().__init__(f"feature {feature!r}: {problem}")


class Number(msgspec.Struct, frozen=True, tag_field="kind", tag="number", forbid_unknown_fields=True):
    """A number from `low` to `high`, rounded to whole steps; at most 4095 steps."""

    low: float
    high: float
    step: float

    def __post_init__(self) -> None:
        _make_floats(self)

    @property
    def top(self) -> int:
        """The largest code."""
        return round((self.high - self.low) / self.step)


class Category(msgspec.Struct, frozen=True, tag_field="kind", tag="category", forbid_unknown_fields=True):
    """One of some values, or `other` where that is allowed."""

    values: tuple[str, ...]
    other: bool = True


class Flag(msgspec.Struct, frozen=True, tag_field="kind", tag="flag", forbid_unknown_fields=True):
    """True or false; a missing one is false."""


Feature: TypeAlias = Number | Category | Flag


class Reward(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The range and step of the reward."""

    low: float
    high: float
    step: float

    def __post_init__(self) -> None:
        _make_floats(self)

    @property
    def top(self) -> int:
        """The largest code."""
        return round((self.high - self.low) / self.step)


class EncodingSchema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The features with their ranges or categories, the crosses, and the reward."""

    features: dict[str, Feature]
    reward: Reward
    crosses: tuple[tuple[str, str], ...] = ()
    kind: Literal["encoding-1"] = "encoding-1"

    def __post_init__(self) -> None:
        # columns stand in the order of the names, which is that of the schema's one text form: a state that was saved
        # and read again has the same columns
        msgspec.structs.force_setattr(self, "features", dict(sorted(self.features.items())))
        for name, feature in self.features.items():
            if isinstance(feature, Number) and not _whole_steps(feature.low, feature.high, feature.step):
                raise ValueError(f"feature {name!r}: low, high and step must give 1 to {MAX_CODE} whole steps")
        if not _whole_steps(self.reward.low, self.reward.high, self.reward.step, most=2**20):
            raise ValueError("reward: low, high and step must give whole steps, at most 2**20")
        for pair in self.crosses:
            for name in pair:
                if name not in self.features:
                    raise ValueError(f"the cross {pair} names the unknown feature {name!r}")

    @property
    def digest(self) -> str:
        """SHA-256 of the schema's one text form."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def _make_floats(span: Number | Reward) -> None:
    """Writes 0 as 0.0, so that equal schemas have equal bytes however they were given."""
    for name in ("low", "high", "step"):
        msgspec.structs.force_setattr(span, name, float(getattr(span, name)))


def _whole_steps(low: float, high: float, step: float, *, most: int = MAX_CODE) -> bool:
    if not (math.isfinite(low) and math.isfinite(high) and step > 0 and high > low):
        return False
    steps = (high - low) / step
    return abs(steps - round(steps)) < 1e-6 and 1 <= round(steps) <= most


class Encoder:
    """Turns columns of values into one integer matrix, column by column as the schema declares.

    Column 0 is the constant. `names` and `tops` (the largest code of each column) have one entry a column.
    """

    def __init__(self, schema: EncodingSchema) -> None:
        self.schema = schema
        spans = [_span(name, feature) for name, feature in schema.features.items()]
        self._offsets: dict[str, slice] = {}
        names, tops = ["1"], [1]
        for name, (columns, top) in zip(schema.features, spans, strict=True):
            self._offsets[name] = slice(len(names), len(names) + len(columns))
            names += columns
            tops += [top] * len(columns)
        for left, right in schema.crosses:
            for i in range(*self._offsets[left].indices(len(names))):
                for j in range(*self._offsets[right].indices(len(names))):
                    names.append(f"{names[i]} x {names[j]}")
                    tops.append(min(MAX_CODE, tops[i] * tops[j]))
        self.names, self.tops = tuple(names), np.array(tops, dtype=np.int64)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.names)

    def encode(self, columns: Mapping[str, Sequence[Scalar]], rows: int) -> Ints:
        """The integer matrix (rows, width); a feature that is missing from `columns` counts as null in every row."""
        matrix = np.zeros((rows, self.width), dtype=np.int64)
        matrix[:, 0] = 1
        for name, feature in self.schema.features.items():
            values = columns.get(name, [None] * rows)
            _fill(matrix[:, self._offsets[name]], values, feature, name)
        self._cross(matrix)
        return matrix

    def _cross(self, matrix: Ints) -> None:
        at = 1 + sum(part.stop - part.start for part in self._offsets.values())
        for left, right in self.schema.crosses:
            for i in range(*self._offsets[left].indices(self.width)):
                for j in range(*self._offsets[right].indices(self.width)):
                    product = matrix[:, i] * matrix[:, j]
                    whole = int(self.tops[i] * self.tops[j])
                    # a product of two 12-bit codes is brought back to 12 bits, rounding down, so that sums stay exact
                    matrix[:, at] = product if whole <= MAX_CODE else product * MAX_CODE // whole
                    at += 1

    def rewards(self, values: Sequence[float]) -> Ints:
        """The integer rewards (rows, 1); raises EncodingError for one outside its declared range."""
        reward = self.schema.reward
        numbers = np.asarray(values, dtype=np.float64)
        bad = ~((numbers >= reward.low) & (numbers <= reward.high))
        if bad.any():
            row = int(np.argmax(bad))
            raise EncodingError(
                f"{numbers[row]:g} is outside {reward.low:g} .. {reward.high:g}", feature="reward", row=row
            )
        codes = np.rint((numbers - reward.low) / reward.step).astype(np.int64)
        return codes.reshape(-1, 1)


def _span(name: str, feature: Feature) -> tuple[list[str], int]:
    if isinstance(feature, Number):
        return [name], feature.top
    if isinstance(feature, Flag):
        return [name], 1
    return [f"{name}={value}" for value in feature.values] + ([f"{name}=other"] if feature.other else []), 1


def _fill(target: npt.NDArray[np.int64], values: Sequence[Scalar], feature: Feature, name: str) -> None:
    if isinstance(feature, Category):
        _fill_category(target, values, feature, name)
        return
    try:
        numbers = np.array([0 if value is None else value for value in values], dtype=np.float64)
    except (TypeError, ValueError) as error:
        row = next(n for n, value in enumerate(values) if isinstance(value, str))
        raise EncodingError(f"{values[row]!r} is not a number", feature=name, row=row) from error
    known = np.array([value is not None for value in values], dtype=bool)
    low, high, step = (0.0, 1.0, 1.0) if isinstance(feature, Flag) else (feature.low, feature.high, feature.step)
    bad = known & ~((numbers >= low) & (numbers <= high))
    if bad.any():
        row = int(np.argmax(bad))
        raise EncodingError(f"{numbers[row]:g} is outside {low:g} .. {high:g}", feature=name, row=row)
    target[:, 0] = np.where(known, np.rint((numbers - low) / step), 0).astype(np.int64)


def _fill_category(target: npt.NDArray[np.int64], values: Sequence[Scalar], feature: Category, name: str) -> None:
    places = {value: number for number, value in enumerate(feature.values)}
    other = len(feature.values) if feature.other else None
    for row, value in enumerate(values):
        place = places.get(category_text(value), other)
        if place is None:
            raise EncodingError(f"{value!r} is no declared category, and there is no other", feature=name, row=row)
        target[row, place] = 1


def category_text(value: Scalar) -> str:
    """The text by which a category's value is declared: numbers without a trailing .0, true, false, null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
