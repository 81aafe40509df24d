"""Schemas: read from TOML or JSON, or proposed from rows to be read and kept by a person."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from aboveboard.domain.errors import InputError
from aboveboard.kernel.encoding import (
    MAX_CODE,
    Category,
    EncodingSchema,
    Feature,
    Flag,
    Number,
    Reward,
    Scalar,
    category_text,
)
from aboveboard.learn.rows import Round

MOST_CATEGORIES: Final = 32


def read_schema(text: str, place: str) -> EncodingSchema:
    """The schema of a TOML or JSON text; raises InputError that names the place."""
    try:
        data = msgspec.json.decode(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        return msgspec.convert(data, EncodingSchema)
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, ValueError) as error:
        raise InputError(str(error), place=place, remedy="`aboveboard learn schema` proposes one") from error


def propose(rounds: Sequence[Round]) -> EncodingSchema:
    """A schema for these rounds, with ranges widened to round numbers; it is to be read before it is used."""
    if not rounds:
        raise InputError("there are no rows to propose a schema from")
    names = sorted({name for entry in rounds for name in entry.x})
    features = {name: _feature([entry.x.get(name) for entry in rounds]) for name in names}
    rewards = [entry.reward for entry in rounds]
    low, high, step = _range(rewards, most=2**20)
    return EncodingSchema(features=features, reward=Reward(low, high, step))


def _feature(values: Sequence[Scalar]) -> Feature:
    known = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in known):
        return Flag()
    numbers = [float(value) for value in known if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == len(known):
        return Number(*_range(numbers))
    counted = Counter(category_text(value) for value in values)
    return Category(tuple(sorted(value for value, _ in counted.most_common(MOST_CATEGORIES))), other=True)


def _range(numbers: Sequence[float], *, most: int = MAX_CODE) -> tuple[float, float, float]:
    low, high = min(numbers), max(numbers)
    if all(number.is_integer() for number in numbers) and high - low <= most:
        return math.floor(low), max(math.ceil(high), math.floor(low) + 1), 1.0
    width = (high - low) or 1.0
    step = 10.0 ** math.ceil(math.log10(width / most))
    start = math.floor(low / step)
    end = max(math.ceil(high / step), start + 1)
    return start * step, start * step + (end - start) * step, step


def write_schema(schema: EncodingSchema) -> str:
    """The schema as indented JSON, to be read and kept."""
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"
