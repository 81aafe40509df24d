"""Yes and no for many rules and rows: a row of bits for each rule, or packed into 64-bit words for each row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bits: TypeAlias = NDArray[np.bool_]
_WORD: Final = "word"


def pack(answers: Iterable[Bits], count: int, *, height: int) -> pl.DataFrame:
    """The answers on each row, so many of them, as bits of its words: answer n in bit n % 64 of word n // 64."""
    octets = np.zeros((height, 8 * max(1, -(-count // 64))), np.uint8)
    octet = np.zeros(height, np.uint8)
    for n, answer in enumerate(answers):  # shifting bytes is ten times as fast as numpy.packbits along this axis
        octet |= answer.view(np.uint8) << np.uint8(n % 8)
        if n % 8 == 7 or n == count - 1:
            octets[:, n // 8] = octet
            octet[:] = 0
    words = octets.view("<u8")
    return pl.DataFrame({f"{_WORD}{n}": words[:, n] for n in range(words.shape[1])})


def unpack(words: pl.DataFrame, count: int) -> Bits:
    """The first so many answers of `pack`, a row of bits for each."""
    octets = [words[f"{_WORD}{n // 8}"].to_numpy() >> np.uint64(n % 8 * 8) for n in range(-(-count // 8))]
    bits = np.empty((count, words.height), np.bool_)
    for n in range(count):
        bits[n] = octets[n // 8].astype(np.uint8) & np.uint8(1 << n % 8)
    return bits


def number(keys: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct rows, and for each row which of them it is; hashes each row once, where a join would do so twice."""
    groups = keys.with_row_index("row").group_by(keys.columns).agg("row")
    rows = groups["row"]
    numbers = np.empty(keys.height, np.uint32)
    numbers[rows.explode().to_numpy()] = np.repeat(np.arange(len(rows), dtype=np.uint32), rows.list.len().to_numpy())
    return groups.drop("row"), pl.Series(numbers)
