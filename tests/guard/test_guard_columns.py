"""The verdicts on columns: the same as on rows, and what taking a fact away does to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from aboveboard.checks.rule_pack import MAY_BE_NULL
from aboveboard.domain.errors import InputError
from aboveboard.domain.verdict import decode_verdict, encode_verdict
from aboveboard.guard.columns import FEW, evaluate_frame
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row

DAY = date(2026, 11, 23)
Frames = Callable[[int, int], pl.DataFrame]
# The researched table lets these fall back to a default that raises no duty: they say what the sender is or what it
# sends, which a sender knows; `address_kind` and `recipient_capacity` are the two that say something of the recipient.
RELIEVES = {
    "address_kind",
    "ccpa_business",
    "data_broker",
    "large_genai_provider",
    "mailbox_provider",
    "media",
    "recipient_capacity",
    "sells_or_shares",
}


def test_columns_agree_with_rows_on_random_contexts(packs: RulePacks, frames: Frames) -> None:
    """Of 20,000 random contexts, nulls among them, columns give every eighth the very text that its row gives."""
    frame = frames(20_000, 7)
    texts = evaluate_frame(frame, packs, DAY)
    sample = frame.with_columns(texts).gather_every(8)
    expected = [encode_verdict(evaluate_row(row, packs, DAY)) for row in sample.drop("verdict").iter_rows(named=True)]
    assert expected == sample["verdict"].to_list()


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2026, 5, 13), date(2027, 6, 1)])
def test_columns_agree_with_rows_on_other_days(packs: RulePacks, frames: Frames, day: date) -> None:
    """The rules of the day are the same for both."""
    frame = frames(FEW + 150, day.toordinal())
    expected = [encode_verdict(evaluate_row(row, packs, day)) for row in frame.iter_rows(named=True)]
    assert expected == evaluate_frame(frame, packs, day).to_list()


def test_an_absent_column_is_not_a_null_one(packs: RulePacks, frames: Frames) -> None:
    """A fact that is not given takes its default, in few columns as in many; null takes the refusing value."""
    frame = frames(FEW * 2, 5).select("recipient_country", "channel", "consent", "event_date")
    expected = [encode_verdict(evaluate_row(row, packs, DAY)) for row in frame.iter_rows(named=True)]
    assert expected == evaluate_frame(frame, packs, DAY).to_list()
    refused = evaluate_frame(frame.with_columns(objected=pl.lit(None, pl.Boolean)), packs, DAY)
    assert all("house-objection-at-once" in text for text in refused)


def test_few_rows_many_rows_and_slices_are_alike(packs: RulePacks, frames: Frames) -> None:
    """A frame's verdicts do not depend on how many rows are asked at once, or in which order."""
    frame = frames(400, 3)
    whole = evaluate_frame(frame, packs, DAY)
    parts = pl.concat(evaluate_frame(part, packs, DAY) for part in frame.iter_slices(37))
    assert whole.equals(parts)
    assert whole.reverse().to_list() == evaluate_frame(frame.reverse(), packs, DAY).to_list()
    assert pl.Series("verdict", [], pl.String).equals(evaluate_frame(frame.clear(), packs, DAY))


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        (pl.Series("consnt", ["none"]), "did you mean 'consent'"),
        (pl.Series("as_of", [DAY]), "unknown fact 'as_of' as a column"),
        (pl.Series("consent", ["exprss"]), "did you mean 'express'"),
        (pl.Series("bulk", [1]), "of type bool"),
        (pl.Series("days_since_purchase", [0.5]), "of type int"),
        (pl.Series("event_date", ["2026-01-01"]), "of type date"),
    ],
)
def test_a_column_that_no_fact_can_be_is_an_error(packs: RulePacks, column: pl.Series, problem: str) -> None:
    """Names and values are checked before anything is evaluated, in small frames and large ones."""
    for height in (1, FEW * 2):
        with pytest.raises(InputError, match=problem):
            evaluate_frame(pl.DataFrame({column.name: pl.concat([column] * height)}), packs, DAY)


def test_not_knowing_never_allows_and_never_relieves(packs: RulePacks, frames: Frames) -> None:
    """Any fact made null leaves no withhold or review allowed, and takes no element and no duty away."""
    frame = frames(200, 11).with_columns(message_has=pl.lit(None, pl.List(pl.String)))
    facts = sorted(set(frame.columns) - MAY_BE_NULL)
    without = [frame.with_columns(pl.lit(None, frame.schema[fact]).alias(fact)) for fact in facts]
    told = [decode_verdict(text) for text in evaluate_frame(pl.concat([frame, *without]), packs, DAY)]
    before, after = told[:200], told[200:]
    allowed, relieved = set(), set()
    for n, new in enumerate(after):
        fact, old = facts[n // 200], before[n % 200]
        if old.verdict != "allow" and new.verdict == "allow":
            allowed.add(fact)
        if not set(old.must_include) <= set(new.must_include) or not set(old.must_do) <= set(new.must_do):
            relieved.add(fact)
    assert set() == allowed
    assert set() == relieved - RELIEVES
