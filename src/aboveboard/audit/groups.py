"""Rates and means per group, with intervals; too little evidence is its own result."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from aboveboard.kernel.intervals import mean_interval, wilson


class GroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """One measure of one group value. `result` is within, outside or insufficient."""

    measure: str
    name: str
    value: str
    n: int
    rate: float
    low: float
    high: float
    ratio_to_best: float | None
    ratio_low: float | None
    ratio_high: float | None
    result: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """What counts as alike: the ratio to the best-served group, the level of the intervals, the smallest group."""

    bound: float = 0.8
    level: float = 0.95
    minimum: int = 30


@dataclass(slots=True)
class _Tally:
    n: int = 0
    selected: int = 0
    scores: list[float] = field(default_factory=list)


class GroupTally:
    """Counts businesses by group; a business in several groups counts in each."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str], _Tally] = {}

    def add(self, groups: Mapping[str, str], *, selected: bool, score: float | None = None) -> None:
        """One more business, selected or not."""
        for name, value in groups.items():
            tally = self._tallies.setdefault((name, value), _Tally())
            tally.n += 1
            tally.selected += selected
            if score is not None:
                tally.scores.append(score)

    def lines(self, bounds: Bounds) -> list[GroupLine]:
        """A line for each group name, value and measure, sorted."""
        return [*self._rates(bounds), *self._means(bounds)]

    def _rates(self, bounds: Bounds) -> Iterator[GroupLine]:
        for name, members in self._by_name().items():
            best = max(members, key=lambda item: (item[1].selected / item[1].n, item[1].n))
            for value, tally in members:
                low, high = wilson(tally.selected, tally.n, bounds.level)
                ratios = _ratios(tally, best[1], bounds.level)
                yield _line(
                    "selection_rate", name, value, tally.n, (tally.selected / tally.n, low, high), ratios, bounds
                )

    def _means(self, bounds: Bounds) -> Iterator[GroupLine]:
        for name, members in self._by_name().items():
            scored = [(value, tally) for value, tally in members if tally.scores]
            if not scored:
                continue
            means = {value: mean_interval(tally.scores, bounds.level) for value, tally in scored}
            best = max(means.values())
            for value, tally in scored:
                ratios = _mean_ratios(means[value], best)
                yield _line("mean_score", name, value, len(tally.scores), means[value], ratios, bounds)

    def _by_name(self) -> dict[str, list[tuple[str, _Tally]]]:
        names: dict[str, list[tuple[str, _Tally]]] = {}
        for (name, value), tally in sorted(self._tallies.items()):
            names.setdefault(name, []).append((value, tally))
        return names


Ratios = tuple[float, float, float] | None


def _ratios(tally: _Tally, best: _Tally, level: float) -> Ratios:
    """The ratio of two rates and its interval by the Wilson limits of each (conservative: both move against us)."""
    if best.selected == 0:
        return None
    if tally is best:
        return 1.0, 1.0, 1.0
    ratio = (tally.selected / tally.n) / (best.selected / best.n)
    low, high = wilson(tally.selected, tally.n, level)
    best_low, best_high = wilson(best.selected, best.n, level)
    return ratio, low / best_high, high / best_low if best_low > 0 else math.inf


def _mean_ratios(mean: tuple[float, float, float], best: tuple[float, float, float]) -> Ratios:
    if best[0] <= 0:
        return None
    if mean == best:
        return 1.0, 1.0, 1.0
    high = mean[2] / best[1] if best[1] > 0 else math.inf
    return mean[0] / best[0], mean[1] / best[2], high


def _line(
    measure: str, name: str, value: str, n: int, rate: tuple[float, float, float], ratios: Ratios, bounds: Bounds
) -> GroupLine:
    result = "insufficient"
    if ratios is not None and n >= bounds.minimum:
        if ratios[1] >= bounds.bound:
            result = "within"
        elif ratios[2] < bounds.bound:
            result = "outside"
    ratio, low, high = ratios if ratios is not None else (None, None, None)
    return GroupLine(
        measure=measure,
        name=name,
        value=value,
        n=n,
        rate=rate[0],
        low=rate[1],
        high=rate[2],
        ratio_to_best=ratio,
        ratio_low=low,
        ratio_high=high if high != math.inf else None,
        result=result,
    )
