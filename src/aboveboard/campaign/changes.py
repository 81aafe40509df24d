"""The channel ladder of each row of a run, and what more known facts would open on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import msgspec
import polars as pl

from aboveboard.campaign.context import CONTEXT
from aboveboard.domain.columns import PER_CHANNEL, PER_OFFER, context_column
from aboveboard.domain.verdict import Answer
from aboveboard.guard.explain import Change
from aboveboard.guard.ladder import Rung, rung
from aboveboard.guard.packs import RulePacks

_FACTS: Final = tuple(entry.fact for entry in CONTEXT)


class Step(msgspec.Struct, frozen=True):
    """One channel of a row's ladder: what the rules say of it, which of them decide, and what would open it.

    `opens` has the ways as a person says them, what asks for no consent first; none where it is open or nothing would.
    """

    channel: str
    verdict: Answer
    deciding: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A channel, and what would open it."""

    channel: str
    sentence: str


_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(tuple[Step, ...])


def inputs_of(row: Mapping[str, object], channel: str) -> dict[str, object]:
    """The rules' inputs for one channel of a row, from its context columns; what differs by offer, for the best one."""
    inputs: dict[str, object] = {"channel": channel}
    for fact in _FACTS:
        if fact in PER_OFFER:
            prefix = context_column(fact) + "."
            inputs[fact] = any(value for name, value in row.items() if name.startswith(prefix))
        else:
            inputs[fact] = row[context_column(fact, channel if fact in PER_CHANNEL else None)]
    return inputs


def ladders(frame: pl.DataFrame, channels: Sequence[str], packs: RulePacks, day: date) -> pl.Series:
    """The column `ladder`: for each row the text of its steps, worked out once for each distinct context."""
    names = [name for name in frame.columns if name.startswith("ctx.")]

    @cache
    def step(inputs: tuple[tuple[str, object], ...]) -> Step:
        return _step(rung(dict(inputs), packs, day))

    keys = frame.select("unreadable", *names)
    distinct = keys.unique()
    told = []
    for row in distinct.iter_rows(named=True):
        closed = row["unreadable"] is not None
        steps = [
            Step(channel, "withhold") if closed else step(tuple(inputs_of(row, channel).items()))
            for channel in channels
        ]
        told.append(_ENCODER.encode(steps).decode())
    found = distinct.with_columns(ladder=pl.Series(told, dtype=pl.String))
    return keys.join(found, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")["ladder"]


def decode_ladder(text: str | None) -> tuple[Step, ...]:
    """The steps of a text of the column `ladder`; null has none."""
    return _DECODER.decode(text) if text else ()


def openings(frame: pl.DataFrame) -> dict[str, Opening]:
    """For each business the first channel, above the best one that is open to it, that more known facts would open."""
    found: dict[str, Opening] = {}
    for business, reachable, ladder in frame.select("business", "reachable", "ladder").iter_rows():
        for step in decode_ladder(ladder):
            if step.channel not in (reachable or ()):
                continue
            if step.verdict == "allow":
                break
            if step.opens:
                found[business] = Opening(step.channel, step.opens[0])
                break
    return found


def _step(found: Rung) -> Step:
    ways = dict.fromkeys(change for change in (found.without_consent, found.change) if change)
    return Step(
        found.channel,
        found.verdict.verdict,
        found.verdict.deciding,
        tuple(_sentence(change) for change in ways),
    )


def _sentence(change: Sequence[Change]) -> str:
    return ", and ".join(step.sentence for step in change)
