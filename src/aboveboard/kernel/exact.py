"""Exact integer sums through float64 matrix products: the same bits in any order, on any number of threads."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
EXACT: Final = 2**53
"""Below this, float64 holds every integer, so a sum of integer products that stays below it is exact in any order."""
CHUNK: Final = 65_536


class InexactError(ValueError):
    """The sum could leave the range in which float64 (2**53) or int64 (2**63) is exact; nothing was added."""


def products(left: Ints, right: Ints) -> Ints:
    """`left.T @ right` for two integer matrices with the same number of rows, exact to the bit.

    Each chunk of rows is multiplied by float64 BLAS. While chunk x max|left| x max|right| < 2**53 every partial sum is
    an exactly represented integer, so neither the order of addition nor fused operations can change it; chunks are
    added in int64. Raises InexactError where a bound does not hold.
    """
    rows = left.shape[0]
    total = np.zeros((left.shape[1], right.shape[1]), dtype=np.int64)
    if rows == 0:
        return total
    bound = _largest(left) * _largest(right)
    if min(rows, CHUNK) * bound >= EXACT:
        raise InexactError(f"{min(rows, CHUNK)} rows with products up to {bound} leave the exact range of 2**53")
    if rows * bound >= 2**63:
        raise InexactError(f"{rows} rows with products up to {bound} overflow 64-bit integers")
    for start in range(0, rows, CHUNK):
        part = slice(start, start + CHUNK)
        total += (left[part].astype(np.float64).T @ right[part].astype(np.float64)).astype(np.int64)
    return total


def added(total: Ints, change: Ints, *, sign: int) -> Ints:
    """`total + sign * change`; raises InexactError rather than wrap around."""
    if total.size and _largest(total) + _largest(change) >= 2**63:
        raise InexactError("the sum overflows 64-bit integers")
    result: Ints = total + sign * change
    return result


def _largest(values: Ints) -> int:
    return max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0
