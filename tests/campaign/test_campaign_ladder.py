"""The ladder of each row of a run: what the rules say of each channel, and what would open it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from aboveboard.campaign.changes import decode_ladder, inputs_of, ladders, openings
from aboveboard.campaign.errands import explain
from aboveboard.campaign.home import Home
from aboveboard.campaign.report import render_report
from aboveboard.campaign.run import RunResult
from aboveboard.domain.verdict import decode_cells
from aboveboard.guard.packs import load_packs
from aboveboard.guard.row import evaluate_row

SAID = {"allow": "allowed", "review": "a person has to decide", "withhold": "not allowed"}


def test_the_ladder_says_what_the_cells_say(example_run: RunResult) -> None:
    """For every row and channel the verdict and the rules that decide are those of the row's own cells."""
    packs, day = example_run.packs, example_run.moment.now.date()
    for row in example_run.frame.iter_rows(named=True):
        ladder = decode_ladder(row["ladder"])
        assert list(example_run.settings.channels) == [step.channel for step in ladder]
        verdicts = {step.channel: (step.verdict, step.deciding) for step in ladder}
        for cell in decode_cells(row["cells"]):
            assert verdicts[cell.channel] == (cell.verdict.verdict, cell.verdict.deciding)
        for step in ladder:
            assert step.verdict == evaluate_row(inputs_of(row, step.channel), packs, day).verdict
            assert step.verdict != "allow" or () == step.opens


def test_an_opening_is_the_first_channel_above_the_best_one(example_run: RunResult) -> None:
    """A business for which its best channel is open already is not told of a worse one."""
    frame = example_run.frame
    found = openings(frame)
    assert found
    for row in frame.iter_rows(named=True):
        allowed = [cell.channel for cell in decode_cells(row["cells"]) if cell.verdict.verdict == "allow"]
        opening = found.get(row["business"])
        order = list(example_run.settings.channels)
        if opening is not None:
            assert opening.channel in row["reachable"]
            assert all(order.index(opening.channel) < order.index(channel) for channel in allowed)
        assert "email" not in allowed or opening is None


def test_several_facts_are_said_in_one_sentence(example_run: RunResult) -> None:
    """Where one fact is not enough, all that are needed are named, and the report and the ladder say the same."""
    calls = {"ctx.on_dnc_register.voice_live": None, "ctx.recipient_local_hour.voice_live": None}
    unknown = {"ctx.recipient_kind": None, **calls}
    row = example_run.frame.filter(pl.col("state") == "queued").head(1)
    asked = row.with_columns(pl.lit(value, row.schema[name]).alias(name) for name, value in unknown.items())
    text = ladders(asked, ("email", "voice_live"), load_packs(), example_run.moment.now.date())[0]
    email, call = decode_ladder(text)
    assert "a register number that shows a limited company" == email.opens[0]
    assert (
        "a time between 8 and 21 o'clock where the business is, and a fresh answer of the do-not-call register that "
        "the number is not on it"
    ) == call.opens[0]


def test_a_row_that_cannot_be_read_has_a_closed_ladder(example_run: RunResult) -> None:
    """Where a fact cannot be so each channel is closed, no rule is said to have closed it, and nothing opens it."""
    rows = example_run.frame.head(2).with_columns(pl.Series("unreadable", [None, "recipient_country:unknown_country"]))
    told = ladders(rows, ("email", "post"), load_packs(), example_run.moment.now.date())
    assert [("withhold", (), ())] * 2 == [(s.verdict, s.deciding, s.opens) for s in decode_ladder(told[1])]
    assert decode_ladder(told[0])[0] == decode_ladder(rows["ladder"][0])[0]


@pytest.mark.parametrize("state", ["queued", "withheld"])
def test_why_shows_every_channel(example: Path, example_home: Home, example_run: RunResult, state: str) -> None:
    """`why` says for each channel what the rules say, which of them decide in plain words, and what would open it."""
    row = example_run.frame.filter(pl.col("state") == state, pl.col("state_reason").ne_missing("objected")).row(
        0, named=True
    )
    told = explain(row["row"], example, example_home.folder)
    _, _, channels = told.partition("\nChannels\n")
    words = {"email": "e-mail", "post": "letter", "voice_live": "call sheet"}
    for step in decode_ladder(row["ladder"]):
        assert f"  {words[step.channel]}: {SAID[step.verdict]}" in channels
        for name in step.deciding:
            assert f"{example_run.packs.by_id[name].plain} [{name}]" in channels
        for way in step.opens:
            assert f"with {way}" in channels


def test_the_report_says_what_would_open(example_run: RunResult) -> None:
    """Every way that the openings of left-out rows name stands in the report."""
    page = render_report(example_run)
    left = set(example_run.frame.filter(pl.col("state") == "withheld")["business"])
    said = {opening.sentence for business, opening in openings(example_run.frame).items() if business in left}
    assert said
    for sentence in said:
        assert f"with {sentence.replace(chr(39), '&#39;')}" in page
