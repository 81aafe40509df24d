"""Surveys: counts over the whole run, made before the stages and frozen into the Moment."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from aboveboard.domain.fact import decode_facts
from aboveboard.facts.seen import derive

MINIMUM_NEIGHBOURS: Final = 10
NEIGHBOURS: Final = {
    "trade": pl.String(),
    "locality": pl.String(),
    "country": pl.String(),
    "attribute": pl.String(),
    "count": pl.Int64(),
    "having": pl.Int64(),
}


def neighbours(rows: pl.DataFrame, today: date, *, minimum: int = MINIMUM_NEIGHBOURS) -> pl.DataFrame:
    """For each trade and place with at least `minimum` observed sites: how many sites have each `seen.` attribute.

    Takes trade, locality, country and observed; gives one row for each group and attribute, zero counts left out.
    Groups below the minimum do not appear, so that no count points at one business.
    """
    seen = [_attributes(text, today) for text in rows["observed"].to_list()]
    observed = rows.select("trade", "locality", "country").with_columns(
        pl.Series("attribute", seen, pl.List(pl.String))
    )
    observed = observed.filter(pl.col("attribute").is_not_null()).drop_nulls(["trade", "locality", "country"])
    place = ["trade", "locality", "country"]
    sizes = observed.group_by(place).agg(pl.len().cast(pl.Int64).alias("count"))
    having = (
        observed.explode("attribute", empty_as_null=True)
        .drop_nulls("attribute")
        .group_by([*place, "attribute"])
        .agg(pl.len().cast(pl.Int64).alias("having"))
    )
    table = having.join(sizes.filter(pl.col("count") >= minimum), on=place)
    return table.select(list(NEIGHBOURS)).sort([*place, "attribute"])


def _attributes(text: str | None, today: date) -> list[str] | None:
    facts = decode_facts(text)
    return [fact.attribute for fact in derive(facts, today)] if facts else None
