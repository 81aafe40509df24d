"""Surveys: counts over the whole run, made before the stages and frozen into the Moment."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from aboveboard.domain.fact import decode_facts
from aboveboard.domain.never_used import usable
from aboveboard.facts.seen import derive

MINIMUM_NEIGHBOURS: Final = 10
LEAST_FOR_PER_CENT: Final = 30
"""Below this a share is told as a count alone: of 12 shops one is 8 %, which says more than is known."""
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
    facts = [fact for fact in decode_facts(text) if usable(fact)]
    return [fact.attribute for fact in derive(facts, today)] if facts else None


def told(count: int, having: int) -> dict[str, int]:
    """The counts as a message may state them: "7 of 12", and from 30 on also the share, rounded to whole per cent."""
    share = {"percent": (200 * having + count) // (2 * count)} if count >= LEAST_FOR_PER_CENT else {}
    return {"count": count, "having": having, **share}
