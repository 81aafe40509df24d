"""The verdicts on columns: the same as on rows, and what taking a fact away does to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from aboveboard.domain.errors import InputError
from aboveboard.domain.verdict import encode_verdict
from aboveboard.guard.columns import FEW, evaluate_frame
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row

DAY = date(2026, 11, 23)
Frames = Callable[[int, int], pl.DataFrame]
MixedFrames = Callable[[int, int], tuple[pl.DataFrame, date]]
ExampleFrames = dict[date, pl.DataFrame]


@pytest.mark.parametrize("seed", range(24))
def test_columns_agree_with_rows(packs: RulePacks, mixed_frames: MixedFrames, seed: int) -> None:
    """Random contexts, with nulls, absent facts, other types, days and places, get the very text that a row gets."""
    frame, day = mixed_frames(FEW + 200, seed)
    expected = [encode_verdict(evaluate_row(row, packs, day)) for row in frame.iter_rows(named=True)]
    assert expected == evaluate_frame(frame, packs, day).to_list()


def test_many_rows_are_as_few(packs: RulePacks, frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 20,000 contexts, columns in several parts give every eighth the very text that its row gives."""
    monkeypatch.setattr("aboveboard.guard.columns.CHUNK", 3_000)
    monkeypatch.setattr("aboveboard.guard.columns.PAGE", 1_000)
    frame = frames(20_000, 7)
    sample = frame.with_columns(evaluate_frame(frame, packs, DAY)).gather_every(8)
    expected = [encode_verdict(evaluate_row(row, packs, DAY)) for row in sample.drop("verdict").iter_rows(named=True)]
    assert expected == sample["verdict"].to_list()


def test_a_null_counts_as_the_refusing_value(packs: RulePacks, frames: Frames, example_frames: ExampleFrames) -> None:
    """A null column says what its refusing value says, and not what the default says, or no where there is none."""
    frame = pl.concat([frames(4_000, 19), example_frames[DAY]])
    for fact in packs.facts.facts.values():
        if fact.unknown_counts_as in (None, fact.default):
            continue
        mild = False if fact.default is None else fact.default
        null, refusing, mildly = (
            evaluate_frame(frame.with_columns(pl.lit(value, frame.schema[fact.name]).alias(fact.name)), packs, DAY)
            for value in (None, fact.unknown_counts_as, mild)
        )
        assert refusing.equals(null), fact.name
        assert not mildly.equals(null), fact.name


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
