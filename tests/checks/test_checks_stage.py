"""`check_stage` passes a good stage and goes red for each promise that a bad one breaks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl
import pytest

from aboveboard.checks.stage import check_stage
from aboveboard.domain.errors import WiringError
from aboveboard.domain.moment import Moment
from aboveboard.domain.sockets import Schema, check_wiring

MOMENT = Moment(now=datetime(2026, 11, 23, tzinfo=UTC), seed="s", campaign="c", rules="r")
ROWS = pl.DataFrame({"row": ["a", "b", "c", "d", "e"], "n": [1, 2, 3, 4, 5]}, schema={"row": pl.String, "n": pl.Int64})


@dataclass(frozen=True)
class Planted:
    """A stage that does what it is told."""

    does: Callable[[pl.DataFrame], pl.DataFrame]
    name: str = "planted"
    takes: Schema = field(default_factory=lambda: {"row": pl.String(), "n": pl.Int64()})
    gives: Schema = field(default_factory=lambda: {"double": pl.Int64()})

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The planted answer."""
        return self.does(rows)


def doubled(rows: pl.DataFrame) -> pl.DataFrame:
    """What a good stage answers."""
    return rows.select((pl.col("n") * 2).alias("double"))


BAD = {
    "a row too few": lambda rows: doubled(rows).head(max(0, rows.height - 1)),
    "a row too many": lambda rows: pl.concat([doubled(rows), pl.DataFrame({"double": [0]})]),
    "another name": lambda rows: doubled(rows).rename({"double": "twice"}),
    "a column more": lambda rows: doubled(rows).with_columns(pl.lit(1).alias("more")),
    "another type": lambda rows: doubled(rows).cast(pl.Float64),
    "an answer that depends on the batch": lambda rows: rows.select(
        (pl.col("n") + pl.len()).cast(pl.Int64).alias("double")
    ),
    "an answer that depends on the order": lambda rows: rows.select(pl.col("n").cum_sum().alias("double")),
    "an answer that sorts the rows": lambda rows: doubled(rows.sort("n", descending=True)),
    "a null that is too much for it": lambda rows: doubled(rows.with_columns(_no_null(rows))),
}


def _no_null(rows: pl.DataFrame) -> pl.Series:
    if rows["n"].null_count():
        raise WiringError("null")
    return rows["n"]


def test_a_good_stage_passes() -> None:
    """A stage that keeps all promises passes in silence."""
    check_stage(Planted(doubled), ROWS, MOMENT)


@pytest.mark.parametrize("fault", BAD)
def test_each_broken_promise_is_found(fault: str) -> None:
    """A stage with one planted fault is refused."""
    with pytest.raises(WiringError):
        check_stage(Planted(BAD[fault]), ROWS, MOMENT)


def test_an_answer_that_changes_by_itself_is_found() -> None:
    """A stage that answers differently the second time is refused."""
    calls: list[int] = []

    def counted(rows: pl.DataFrame) -> pl.DataFrame:
        calls.append(1)
        return rows.select((pl.col("n") + len(calls)).alias("double"))

    with pytest.raises(WiringError, match="second call"):
        check_stage(Planted(counted), ROWS, MOMENT)


def test_pieces_that_do_not_fit_cannot_be_wired() -> None:
    """A column that comes later, comes twice or has another type is named before anything runs."""
    good = Planted(doubled)
    late = Planted(doubled, name="late", takes={"double": pl.Int64()}, gives={"x": pl.Int64()})
    other = Planted(doubled, name="other", takes={"double": pl.String()}, gives={"y": pl.Int64()})

    check_wiring(dict(ROWS.schema), [good, late])
    with pytest.raises(WiringError, match="only planted gives it, and comes later"):
        check_wiring(dict(ROWS.schema), [late, good])
    with pytest.raises(WiringError, match="gave already"):
        check_wiring(dict(ROWS.schema), [good, good])
    with pytest.raises(WiringError, match="as String, but planted gives it as Int64"):
        check_wiring(dict(ROWS.schema), [good, other])
