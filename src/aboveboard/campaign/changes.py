"""What one more known fact would change, for each row that may not be written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from aboveboard.campaign.context import CONTEXT
from aboveboard.domain.columns import PER_CHANNEL, context_column
from aboveboard.domain.verdict import decode_cells
from aboveboard.guard.explain import smallest_change
from aboveboard.guard.packs import RulePacks


@dataclass(frozen=True, slots=True)
class Opening:
    """A channel, and the one fact that would open it."""

    channel: str
    sentence: str


def inputs_of(row: dict[str, object], channel: str) -> dict[str, object]:
    """The rules' inputs for one channel of a row, from its context columns."""
    inputs: dict[str, object] = {"channel": channel}
    for entry in CONTEXT:
        inputs[entry.fact] = row[context_column(entry.fact, channel if entry.fact in PER_CHANNEL else None)]
    return inputs


def openings(frame: pl.DataFrame, channels: Sequence[str], packs: RulePacks, day: date) -> dict[str, Opening]:
    """For each business the first channel, above the best one that is open to it, that one fact would open."""

    @cache
    def opening(inputs: tuple[tuple[str, object], ...]) -> str | None:
        change = smallest_change(dict(inputs), packs, day)
        return change.sentence if change else None

    found: dict[str, Opening] = {}
    for row in frame.select("business", "reachable", "cells", "^ctx\\..*$").iter_rows(named=True):
        allowed = {cell.channel for cell in decode_cells(row["cells"]) if cell.verdict.rules_allow}
        for channel in channels:
            if channel in allowed:
                break
            if channel in (row["reachable"] or ()):
                sentence = opening(tuple(inputs_of(row, channel).items()))
                if sentence is not None:
                    found[row["business"]] = Opening(channel, sentence)
                    break
    return found
