"""The stage that chooses offer, angle and channel among the cells that the guard allowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import polars as pl

from aboveboard.decide.decision import Desk, Draw
from aboveboard.domain.columns import CELLS, DECIDED, FACTS, ROWS, only
from aboveboard.domain.decision import Decision
from aboveboard.domain.environment import angles, environment
from aboveboard.domain.fact import decode_facts
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import Cell, decode_cells

_ENCODER = msgspec.json.Encoder(order="deterministic")


class Decide:
    """Offer, angle and channel, or the reason why none.

    With personalisation off (or unknown) no fact is read: offer and angle are drawn from what the offers answer in
    general. A business in the hold-out gets nothing.
    """

    name = "decide"
    takes = only(ROWS, ["row", "business", "country", "personalisation"]) | only(FACTS, ["facts"]) | CELLS
    gives = DECIDED

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns of `gives`."""
        decisions = [self._decide(row, moment) for row in rows.select(list(self.takes)).iter_rows(named=True)]
        return pl.DataFrame(
            {
                "offer": [d.offer for d in decisions],
                "angle": [d.angle for d in decisions],
                "channel": [d.channel for d in decisions],
                "probability_millionths": [d.probability_millionths if d.offer else None for d in decisions],
                "decision": [_ENCODER.encode(d).decode() for d in decisions],
                "decide_reason": [d.reason for d in decisions],
            },
            schema=dict(self.gives),
        )

    def _decide(self, row: dict[str, Any], moment: Moment) -> Decision:
        allowed = _open_cells(row["cells"])
        draw = Draw(seed=moment.seed, campaign=moment.campaign, business=row["business"], row=row["row"])
        if row["personalisation"] is not True:
            return self._desk.general(country=row["country"], allowed=allowed, draw=draw)
        known = decode_facts(row["facts"])
        values, seen = environment(known), angles(known)
        return self._desk.personal(values, country=row["country"], angles=seen, allowed=allowed, draw=draw)


def _open_cells(text: str | None) -> set[tuple[str, str]]:
    """The (offer, channel) allowed; where none is, those on which a person may decide, reading the very text."""
    cells = decode_cells(text)
    return _with(cells, "allow") or _with(cells, "review")


def _with(cells: Iterable[Cell], answer: str) -> set[tuple[str, str]]:
    return {(cell.offer, cell.channel) for cell in cells if cell.verdict.verdict == answer}
