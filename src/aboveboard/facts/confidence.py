"""Confidence, per cent: how far a fact is believed by whom it is from, how old it is, and who else says so.

A scale of our own, not a probability: that a floor divides it is all that it is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from aboveboard.domain.attributes import ATTRIBUTES, TRUST
from aboveboard.domain.fact import Fact

BY_RANK: Final = (95, 85, 75, 65)
"""What the first, second, third and fourth source in the order of an attribute is worth on the day it is read."""


def alone(fact: Fact, today: date) -> int:
    """The confidence in one fact if nobody else speaks: by its source, losing half of it until it expires; then 0."""
    return _alone(fact.attribute, fact.source_kind, fact.as_of, fact.expires, today)


@lru_cache(maxsize=65_536)
def _alone(attribute: str, source: str, as_of: date, expires: date, today: date) -> int:
    rank = TRUST.get(attribute, {}).get(source)
    if rank is None or today >= expires:
        return 0
    held, age = (expires - as_of).days, max(0, (today - as_of).days)
    return BY_RANK[min(rank, len(BY_RANK) - 1)] * (2 * held - age) // (2 * held) if held > 0 else 0


def together(support: Iterable[int], against: Iterable[int]) -> int:
    """The confidence in a value by those of the sources that give it and of those that give another.

    Each further source halves the doubt that is left; a source against it takes as much as its weight in all.
    """
    weights, opposed = sorted([weight for weight in support if weight], reverse=True), sum(against)
    if not weights:
        return 0
    doubt = 100 - weights[0]
    for _ in weights[1:]:
        doubt = (doubt + 1) // 2
    return (100 - doubt) * sum(weights) // (sum(weights) + opposed)


def derived(grounds: Iterable[Fact], today: date) -> int:
    """What follows from some facts is believed as far as the least of them."""
    return min([alone(fact, today) for fact in grounds], default=0)


def may_be_said(attribute: str, confidence: int) -> bool:
    """True if a message may rest on a fact of this attribute with this confidence."""
    return attribute in ATTRIBUTES and confidence >= ATTRIBUTES[attribute].floor
