"""The packs, and random contexts to try them on."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import pytest

from aboveboard.guard.fact_table import RuleFact
from aboveboard.guard.packs import RulePacks, load_packs

Context = dict[str, object]
Contexts = Callable[[int, int], list[Context]]

PLACES = ["GB", "DE", "FR", "US", "CA", "AU", "NL", "KR", "IN", "IE", "FI", "TH"]
REGIONS = ["US-CA", "US-TX", "US-CO", "GB-SCT", "CA-QC"]


@pytest.fixture(scope="session")
def packs() -> RulePacks:
    """The packs of the house."""
    return load_packs()


def values(fact: RuleFact, thresholds: dict[str, set[float]], elements: list[str], dice: random.Random) -> object:
    """A value of the fact: null at times, numbers at and beside the thresholds of the rules."""
    if dice.random() < 0.1:
        return None
    if fact.values:
        return dice.choice(fact.values)
    if fact.type == "bool":
        return dice.random() < 0.5
    if fact.type in ("int", "float"):
        near = sorted(thresholds.get(fact.name, {0}))
        step = 1 if fact.type == "int" else 0.001
        return max(0, dice.choice(near) + dice.choice([-step, 0, step]))
    if fact.type == "elements":
        return dice.sample(elements, dice.randint(0, len(elements)))
    if fact.type == "date":
        return dice.choice([date(2024, 2, 29), date(2026, 1, 31), date(2026, 10, 19), date(2026, 11, 21)])
    return dice.choice(REGIONS if fact.type == "region" else PLACES)


@pytest.fixture(scope="session")
def contexts(packs: RulePacks) -> Contexts:
    """Makes n random contexts of a seed: most facts given, some null, some not given."""
    thresholds: dict[str, set[float]] = {}
    for rule in packs.rules:
        for leaf in rule.when.leaves():
            if isinstance(leaf.value, int | float):
                thresholds.setdefault(leaf.name, set()).add(leaf.value)
    elements = sorted(packs.elements)
    facts = [fact for fact in packs.facts.facts.values() if fact.name != "as_of"]

    def make(n: int, seed: int) -> list[Context]:
        dice = random.Random(seed)
        share = [dice.random() for _ in range(n)]
        return [
            {fact.name: values(fact, thresholds, elements, dice) for fact in facts if dice.random() < given}
            for given in share
        ]

    return make
