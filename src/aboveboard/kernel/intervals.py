"""Intervals for rates, means and ratios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist


def z_value(level: float) -> float:
    """The two-sided standard normal quantile of a confidence level, such as 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The score interval of a rate (Wilson 1927, JASA 22, 209-212); (0, 1) where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    z = z_value(level)
    p = successes / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return max(0.0, low if successes else 0.0), min(1.0, high if successes < n else 1.0)


def mean_interval(values: Sequence[float], level: float = 0.95) -> tuple[float, float, float]:
    """Mean with its normal interval; the interval is unbounded where fewer than two values stand."""
    n = len(values)
    mean = math.fsum(values) / n if n else 0.0
    if n < 2:
        return mean, -math.inf, math.inf
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    half = z_value(level) * math.sqrt(variance / n)
    return mean, mean - half, mean + half
