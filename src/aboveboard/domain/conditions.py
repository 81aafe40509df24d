"""Conditions as the rooms read them: what is wrong with one is an InputError with its place and remedy."""

from __future__ import annotations

from collections.abc import Mapping

from aboveboard.domain.errors import InputError
from aboveboard.kernel.condition import Condition, ConditionError, Kind


def parse_condition(source: str, types: Mapping[str, Kind], *, place: str) -> Condition:
    """The type-checked condition of `source`; raises InputError naming the place and the nearest valid thing."""
    try:
        return Condition.parse(source, types, place=place)
    except ConditionError as error:
        raise InputError(error.problem, place=error.place, remedy=error.remedy) from error
