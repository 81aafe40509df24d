"""`check_stage`: does a stage keep the promises of its socket?"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import polars as pl

from aboveboard.domain.errors import WiringError
from aboveboard.domain.moment import Moment
from aboveboard.domain.sockets import Stage


def check_stage(stage: Stage, rows: pl.DataFrame, moment: Moment, *, may_differ: Sequence[str] = ()) -> None:
    """Raises WiringError unless the stage behaves as domain.sockets.Stage demands on `rows` and variations of them.

    Tried are: the rows as they are; no rows; split at every third row; shuffled; every taken column null, one at a time
    and all at once. Row count, order, names and types must hold each time, and each row's answer may depend on nothing
    but that row and the Moment. Columns in `may_differ` are left out of the comparison.
    """
    whole = _called(stage, rows, moment)
    kept = [name for name in stage.gives if name not in may_differ]
    _same(stage, whole.select(kept), _called(stage, rows, moment).select(kept), "a second call")
    _called(stage, rows.clear(), moment)
    parts = [_called(stage, rows.slice(start, 3), moment) for start in range(0, rows.height, 3)]
    if parts:
        _same(stage, whole.select(kept), pl.concat(parts).select(kept), "batches of three")
    order = list(range(rows.height))
    random.Random(7).shuffle(order)
    _same(stage, whole[order].select(kept), _called(stage, rows[order], moment).select(kept), "another order")
    for nulled in _with_nulls(stage, rows):
        _called(stage, nulled, moment)


def _with_nulls(stage: Stage, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    keys = {"row", "business"}
    names = [name for name in stage.takes if name not in keys]
    for name in names:
        yield rows.with_columns(pl.lit(None, dtype=rows.schema[name]).alias(name))
    yield rows.with_columns(pl.lit(None, dtype=rows.schema[name]).alias(name) for name in names)


def _called(stage: Stage, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    given = stage(rows.select(list(stage.takes)), moment)
    if given.columns != list(stage.gives):
        raise WiringError(f"{stage.name} gave the columns {given.columns}, not {list(stage.gives)}")
    for name, dtype in stage.gives.items():
        if given.schema[name] != dtype:
            raise WiringError(f"{stage.name} gave {name!r} as {given.schema[name]}, not {dtype}")
    if given.height != rows.height:
        raise WiringError(f"{stage.name} gave {given.height} rows for {rows.height}")
    return given


def _same(stage: Stage, expected: pl.DataFrame, actual: pl.DataFrame, what: str) -> None:
    if not expected.equals(actual):
        names = [name for name in expected.columns if not expected[name].equals(actual[name])]
        raise WiringError(f"{stage.name} answers differently for {what}, in {', '.join(names)}")
