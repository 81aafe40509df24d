"""Linkage: are two listings one place? Weighed evidence, after Fellegi and Sunter (1969), in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import msgspec

from aboveboard.facts.evidence import evidence
from aboveboard.facts.place import Listing
from aboveboard.facts.weights import START, WEIGHTS

MILLION: Final = 1_000_000
_AREA: Final = 3
"""Signs of a postcode that name its area."""
_STRONG: Final = 20
"""Evidence that weighs less, in hundredths of a logarithm, is no reason to name."""


class Linked(msgspec.Struct, frozen=True):
    """Whether two listings are one place, how likely that is, and the evidence, the heaviest first."""

    same: bool
    score_millionths: int
    reasons: tuple[str, ...]


def same_place(one: Listing, other: Listing) -> Linked:
    """The answer for two listings; the same whichever comes first.

    The weights hold for listings that lie near each other, as `blocking` finds them: a name alone says little about two
    towns. Listings of two countries are two places, and one without a name is none.
    """
    if not one.whole or not other.whole:
        return Linked(False, 0, ("name: missing",))
    if one.country and other.country and one.country != other.country:
        return Linked(False, 0, ("country: differ",))
    found = evidence(one, other)
    if _in_another_town(found, one, other):
        return Linked(False, 0, ("town: differ, with no number or street in common",))
    weighed = {kind: WEIGHTS[kind][level] for kind, level in found.items()}
    total = START + sum(weighed.values())
    heaviest = sorted(weighed, key=lambda kind: -abs(weighed[kind]))
    reasons = [f"{kind}: {found[kind]} ({weighed[kind]:+})" for kind in heaviest if abs(weighed[kind]) >= _STRONG]
    return Linked(total >= 0, _millionths(total), tuple(reasons))


def _in_another_town(found: Mapping[str, str], one: Listing, other: Listing) -> bool:
    """True where town and postcode are others and nothing says that a business moved: a branch, or a namesake."""
    area = min(len(one.postcode), len(other.postcode), _AREA)
    same_area = area > 0 and one.postcode[:area] == other.postcode[:area]
    kept = found["telephone"] == "same" or found["street"] == "same number, like street"
    return found["town"] == "differ" and not same_area and not kept


def _millionths(hundredths: int) -> int:
    """The probability at these logarithmic odds."""
    return round(MILLION / (1 + math.exp(-hundredths / 100)))
