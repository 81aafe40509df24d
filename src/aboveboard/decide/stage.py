"""The stage that chooses offer, angle and channel among the cells that the guard allowed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import polars as pl

from aboveboard.decide.choice import Action, draw, held_out, uniform
from aboveboard.decide.suitability import SuitableOffer, suitable
from aboveboard.domain.columns import CELLS, DECIDED, FACTS, ROWS, only
from aboveboard.domain.decision import Decision
from aboveboard.domain.environment import angles, environment
from aboveboard.domain.fact import decode_facts
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import decode_cells

_ENCODER = msgspec.json.Encoder(order="deterministic")


class Decide:
    """Offer, angle and channel, or the reason why none.

    For each offer the first allowed channel of `ladder` is taken. With personalisation off (or unknown) no fact is
    read: offer and angle are drawn from what the offers answer in general. A business in the hold-out gets nothing.
    """

    name = "decide"
    takes = only(ROWS, ["row", "business", "country", "personalisation"]) | only(FACTS, ["facts"]) | CELLS
    gives = DECIDED

    def __init__(self, offers: Sequence[SuitableOffer], *, ladder: Sequence[str], hold_out_percent: int) -> None:
        self._offers = sorted(offers, key=lambda candidate: candidate.offer.id)
        self._ladder = tuple(ladder)
        self._percent = hold_out_percent

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns of `gives`."""
        decisions = [
            self._decide(row, facts, country, personal is True, cells, business, moment)
            for row, business, country, personal, facts, cells in rows.select(
                "row", "business", "country", "personalisation", "facts", "cells"
            ).iter_rows()
        ]
        return pl.DataFrame(
            {
                "offer": [d.offer for d in decisions],
                "angle": [d.angle for d in decisions],
                "channel": [d.channel for d in decisions],
                "probability_millionths": [d.probability_millionths if d.offer else None for d in decisions],
                "decision": [_ENCODER.encode(d).decode() for d in decisions],
                "decide_reason": [d.reason for d in decisions],
            },
            schema=self.gives,
        )

    def _decide(
        self,
        row: str,
        facts: str | None,
        country: str | None,
        personal: bool,
        cells: str | None,
        business: str,
        moment: Moment,
    ) -> Decision:
        channels = self._channels(cells)
        if not channels:
            return Decision(reason="nothing_allowed")
        known = decode_facts(facts) if personal else []
        seen = angles(known)
        if personal and not seen:
            return Decision(reason="nothing_worth_a_letter")
        if personal:
            offers, rejected = suitable(self._offers, environment(known), country=country, angles=seen)
        else:
            offers = [c.offer for c in self._offers if not c.offer.countries or country in c.offer.countries]
            rejected = []
        actions: list[Action] = [
            (offer.id, angle, channels[offer.id])
            for offer in offers
            if offer.id in channels
            for angle in offer.answers
            if not personal or angle in seen
        ]
        if not actions:
            return Decision(reason="nothing_fits", rejected=tuple(rejected))
        if held_out(seed=moment.seed, campaign=moment.campaign, business=business, percent=self._percent):
            return Decision(reason="hold_out", rejected=tuple(rejected))
        alternatives = uniform(actions)
        chosen = draw(alternatives, seed=moment.seed, words=("decide", moment.campaign, row))
        return Decision(
            offer=chosen.offer,
            angle=chosen.angle,
            channel=chosen.channel,
            probability_millionths=chosen.probability_millionths,
            alternatives=alternatives,
            rejected=tuple(rejected),
        )

    def _channels(self, cells: str | None) -> dict[str, str]:
        allowed = {(cell.offer, cell.channel) for cell in decode_cells(cells) if cell.verdict.verdict == "allow"}
        found: dict[str, str] = {}
        for channel in self._ladder:
            for candidate in self._offers:
                if (candidate.offer.id, channel) in allowed:
                    found.setdefault(candidate.offer.id, channel)
        return found
