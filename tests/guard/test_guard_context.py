"""What cannot be so is named by fact and code, on columns as at the door, and costs only its own row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from aboveboard.domain.columns import context_column
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import decode_cells, decode_verdict
from aboveboard.guard.context import Context
from aboveboard.guard.door import check
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.stages import REFUSED, CellSpec, FinalVerdict, MayWrite, day_of

MOMENT = Moment(now=datetime(2026, 11, 23, 9, tzinfo=UTC), seed="s", campaign="c", rules="r")
HOSTILE = ["", "GB", "gb", "UK", "XX", "GB\n", " GB", "GB-SCT", "GB-SCT\n", "XX-SCT", "GB-SCOTLAND", "GB-", "gb-sct"]
TRIED: dict[str, tuple[pl.DataType, list[object]]] = {
    "recipient_country": (pl.String(), [None, *HOSTILE]),
    "sender_country": (pl.String(), [None, *HOSTILE]),
    "recipient_region": (pl.String(), [None, *HOSTILE]),
    "recipient_kind": (pl.String(), [None, "corporate", "Corporate", "llc", "", "unknown"]),
    "consent": (pl.String(), [None, "express", "implied", "express "]),
    "recipient_local_hour": (pl.Int64(), [None, -1, 0, 23, 24]),
    "months_since_last_contact": (pl.Int32(), [None, -1, 0, 9999]),
    "spam_rate": (pl.Float64(), [None, -0.1, -0.0, 0.0, 1.0, 1.01, float("nan"), float("inf"), float("-inf")]),
    "bulk": (pl.Boolean(), [None, True, False]),
}
SCHEMA = {
    "ctx.recipient_country": pl.String(),
    "ctx.recipient_region": pl.String(),
    "ctx.recipient_kind": pl.String(),
    "ctx.consent.email": pl.String(),
    "ctx.address_kind": pl.String(),
    "ctx.data_level": pl.String(),
    "ctx.recipient_local_hour": pl.Int64(),
}
GOOD = ("GB", "GB-SCT", "corporate", "none", "role", "entity", 12)
ROWS = [
    (GOOD, None),
    (("XX", *GOOD[1:]), "recipient_country:unknown_country"),
    (("GB", "Scotland", *GOOD[2:]), "recipient_region:unknown_country"),
    (("GB", "US-CA", *GOOD[2:]), "recipient_region:region_elsewhere"),
    ((None, *GOOD[1:]), None),
    ((*GOOD[:2], "llc", *GOOD[3:]), "recipient_kind:unknown_value"),
    ((*GOOD[:3], "implied", *GOOD[4:]), "consent:unknown_value"),
    ((*GOOD[:6], 24), "recipient_local_hour:out_of_range"),
    ((None,) * 7, None),
    (("DE", "DE-BY", *GOOD[2:]), None),
]
SPECS = (CellSpec("site", "email"), CellSpec("site", "post"))


def rows(packs: RulePacks) -> pl.DataFrame:
    """Good rows and wrong ones, all in reach and ready for the final verdict."""
    table = pl.DataFrame([row for row, _ in ROWS], schema=SCHEMA, orient="row")
    return table.with_columns(
        pl.lit(["email", "post"]).alias("reachable"),
        pl.lit("site").alias("offer"),
        pl.lit("email").alias("channel"),
        pl.lit("grammar").alias("writer"),
        pl.lit(sorted(packs.elements)).alias("message_has"),
        pl.lit(True).alias("passed"),
    )


@pytest.mark.parametrize("fact", sorted(TRIED))
def test_a_column_is_read_as_the_door_reads_a_value(packs: RulePacks, fact: str) -> None:
    """Each value that cannot be so has the code with which `guard check` refuses it, and no other has one."""
    dtype, values = TRIED[fact]
    column = context_column(fact)
    frame = pl.DataFrame({column: pl.Series(values, dtype=dtype)})
    expected = []
    for value in values:
        error = check({"id": "a", "inputs": {fact: value}}, packs, day_of(MOMENT)).get("error")
        expected.append(f"{fact}:{error['code']}" if isinstance(error, dict) else None)
    assert expected == frame.with_columns(Context(packs, {column: dtype}).unreadable())["unreadable"].to_list()


def test_a_row_that_cannot_be_read_has_no_cells_and_says_why(packs: RulePacks) -> None:
    """A fact that cannot be so costs its row every cell, and is named; the other rows are as if it were not there."""
    stage = MayWrite(packs, SPECS, context=SCHEMA)
    given = stage(rows(packs), MOMENT)
    assert [why for _, why in ROWS] == given["unreadable"].to_list()
    good = [n for n, (_, why) in enumerate(ROWS) if why is None]
    assert stage(rows(packs)[good], MOMENT).equals(given[good])
    assert [2 if why is None else 0 for _, why in ROWS] == [len(decode_cells(text)) for text in given["cells"]]


def test_the_final_verdict_withholds_what_cannot_be_read(
    packs: RulePacks, all_signed: Mapping[str, pl.DataFrame]
) -> None:
    """A message whose facts cannot be so is withheld; the other messages get the verdict they would get alone."""
    stage = FinalVerdict(packs, context=SCHEMA, by_offer={"site": {}})
    moment = replace(MOMENT, surveys=all_signed)
    given = stage(rows(packs), moment)
    wrong = [n for n, (_, why) in enumerate(ROWS) if why is not None]
    good = [n for n, (_, why) in enumerate(ROWS) if why is None]
    assert {REFUSED} == set(given[wrong]["final"])
    assert stage(rows(packs)[good], moment).equals(given[good])
    assert "allow" in {decode_verdict(text).verdict for text in given[good]["final"]}
