"""The local runner: stages in order, each over all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from aboveboard.domain.moment import Moment
from aboveboard.domain.sockets import Stage, check_wiring


def run_stages(
    rows: pl.DataFrame, stages: Sequence[Stage], moment: Moment, *, tell: Callable[[str], None] | None = None
) -> pl.DataFrame:
    """The rows with the columns of every stage; raises WiringError before anything runs if the stages do not fit."""
    check_wiring(dict(rows.schema), stages)
    for stage in stages:
        if tell is not None:
            tell(stage.name)
        rows = rows.hstack(stage(rows.select(list(stage.takes)), moment))
    return rows
