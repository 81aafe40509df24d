"""The packs, and random contexts to try them on."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from aboveboard.guard.fact_table import RuleFact
from aboveboard.guard.packs import RulePacks, load_packs

Context = dict[str, object]
Contexts = Callable[[int, int], list[Context]]
Frames = Callable[[int, int], pl.DataFrame]
MixedFrames = Callable[[int, int], tuple[pl.DataFrame, date]]

TYPES: dict[str, pl.DataType] = {
    "bool": pl.Boolean(),
    "int": pl.Int64(),
    "float": pl.Float64(),
    "date": pl.Date(),
    "elements": pl.List(pl.String()),
}

PLACES = ["GB", "DE", "FR", "US", "CA", "AU", "NL", "KR", "IN", "IE", "FI", "TH"]
REGIONS = ["US-CA", "US-TX", "US-CO", "GB-SCT", "CA-QC"]


@pytest.fixture(scope="session")
def packs() -> RulePacks:
    """The packs of the house."""
    return load_packs()


@pytest.fixture(scope="session")
def choices(packs: RulePacks) -> dict[str, list[object]]:
    """For each fact the values to try: null, every word, numbers at and beside the thresholds of the rules."""
    thresholds: dict[str, set[float]] = {}
    for rule in packs.rules:
        for leaf in rule.when.leaves():
            if isinstance(leaf.value, int | float):
                thresholds.setdefault(leaf.name, set()).add(leaf.value)
    return {fact.name: _choices(fact, thresholds, sorted(packs.elements)) for fact in packs.facts.facts.values()}


def _choices(fact: RuleFact, thresholds: dict[str, set[float]], elements: list[str]) -> list[object]:
    if fact.values:
        return [None, *fact.values]
    if fact.type == "bool":
        return [None, True, False, True, False]
    if fact.type in ("int", "float"):
        step = 1 if fact.type == "int" else 0.001
        return [None, *sorted({max(0, n + d) for n in thresholds.get(fact.name, {0}) for d in (-step, 0, step)})]
    if fact.type == "elements":
        dice = random.Random(1)
        return [None, [], elements, *(dice.sample(elements, 15) for _ in range(5))]
    if fact.type == "date":
        return [None, date(2024, 2, 29), date(2026, 1, 31), date(2026, 10, 19), date(2026, 11, 21)]
    return [None, *(REGIONS if fact.type == "region" else PLACES)]


@pytest.fixture(scope="session")
def contexts(choices: dict[str, list[object]]) -> Contexts:
    """Makes n random contexts of a seed: some facts given, some null, some not given."""

    def make(n: int, seed: int) -> list[Context]:
        dice = random.Random(seed)
        names = [name for name in choices if name != "as_of"]
        share = [dice.random() for _ in range(n)]
        return [{name: dice.choice(choices[name]) for name in names if dice.random() < given} for given in share]

    return make


@pytest.fixture(scope="session")
def frames(packs: RulePacks, choices: dict[str, list[object]]) -> Frames:
    """Makes a frame of n random contexts of a seed, with a column for every fact."""
    columns = {
        fact.name: pl.Series(fact.name, choices[fact.name], TYPES.get(fact.type, pl.String()))
        for fact in packs.facts.facts.values()
        if fact.name != "as_of"
    }

    def make(n: int, seed: int) -> pl.DataFrame:
        dice = np.random.default_rng(seed)
        return pl.DataFrame([column.gather(dice.integers(0, len(column), n)) for column in columns.values()])

    return make


@pytest.fixture(scope="session")
def example_frames(packs: RulePacks, frames: Frames) -> dict[date, pl.DataFrame]:
    """The examples of all rules, filled, not yet drafted: a frame for each day."""
    found: dict[date, list[Context]] = {}
    for rule in packs.rules:
        for example in rule.examples:
            found.setdefault(example.as_of, []).append({**packs.facts.fill(example.inputs), "message_has": None})
    schema = frames(1, 0).schema
    return {
        day: pl.DataFrame([[context[name] for name in schema] for context in contexts], schema=schema, orient="row")
        for day, contexts in found.items()
    }


@pytest.fixture(scope="session")
def mixed_frames(packs: RulePacks, frames: Frames) -> MixedFrames:
    """Makes a frame of n random contexts of a seed, and a day on or beside one on which a rule begins or ends.

    Some facts are no column, some are null throughout, the types of columns vary, places are any that a rule names.
    """
    days = sorted({day for rule in packs.rules for day in (rule.effective_from, rule.effective_to) if day})
    codes = sorted({code for rule in packs.rules for code in rule.jurisdiction} - {"*"})
    places = pl.Series([None, "TH", "ZZ", *(code for code in codes if len(code) == 2)])
    regions = pl.Series([None, "US-NY", "GB-SCT", "GB", *(code for code in codes if len(code) > 2)])

    def make(n: int, seed: int) -> tuple[pl.DataFrame, date]:
        dice = np.random.default_rng(seed)
        frame = frames(n, seed).with_columns(
            recipient_country=places.gather(dice.integers(0, len(places), n)),
            sender_country=places.gather(dice.integers(0, len(places), n)),
            recipient_region=regions.gather(dice.integers(0, len(regions), n)),
        )
        given = dice.random(frame.width) < dice.choice([0.2, 0.6, 1.0])
        columns = [_disguised(column, packs, dice) for column, is_given in zip(frame, given, strict=True) if is_given]
        day = days[dice.integers(len(days))] + timedelta(days=int(dice.integers(-1, 2)))
        return pl.DataFrame([*columns, frame["bulk"]][: max(1, len(columns))]), day

    return make


def _disguised(column: pl.Series, packs: RulePacks, dice: np.random.Generator) -> pl.Series:
    """The same values in another type that the fact may have, or nothing but nulls."""
    if dice.random() < 0.1:
        return pl.Series(column.name, [None] * len(column), dice.choice([pl.Null(), column.dtype]))
    fact = packs.facts.facts[column.name]
    if fact.values:
        return column.cast(dice.choice([pl.String(), pl.Categorical(), pl.Enum(["strange", *reversed(fact.values)])]))
    if fact.type == "float":
        return column.cast(dice.choice([pl.Float32(), pl.Float64()])).replace(0.0, float("nan"))
    return column.cast(dice.choice([pl.Int32(), pl.UInt64(), pl.Int128()])) if fact.type == "int" else column
