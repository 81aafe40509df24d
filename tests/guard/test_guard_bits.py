"""Packed answers, and the numbering of distinct rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from aboveboard.guard.bits import number, pack, unpack


@pytest.mark.parametrize("count", [0, 1, 8, 63, 64, 65, 185])
def test_what_is_packed_comes_out_again(count: int) -> None:
    """The answers of any number of rules survive the words, an answer that is one for all rows too."""
    bits = np.random.default_rng(count).random((count, 50)) < 0.5
    answers = [*bits[1:], np.array(True)] if count else []
    expected = np.vstack([bits[1:], np.ones((1, 50), np.bool_)]) if count else bits
    words = pack(answers, count, height=50)
    assert max(1, -(-count // 64)) == words.width
    assert expected.tolist() == unpack(words, count).tolist()


def test_equal_rows_have_one_number() -> None:
    """Each row's number is the place of its like among the distinct rows, null like null."""
    keys = pl.DataFrame({"a": [1, 1, None, 2, None], "b": [3, 3, 4, 3, 4]})
    distinct, numbers = number(keys)
    assert 3 == distinct.height
    assert keys.rows() == [distinct.row(n) for n in numbers]
