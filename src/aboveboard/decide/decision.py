"""One decision: which offer, angle and channel, and why not the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aboveboard.decide.choice import Action, draw, held_out, uniform
from aboveboard.decide.suitability import SuitableOffer, suitable
from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.decision import Decision, Rejected
from aboveboard.domain.offer import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What chance is keyed on: the seed, the campaign, and for each row its business and its own name."""

    seed: str
    campaign: str
    business: str
    row: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The offers of a campaign, the order of its channels, and the share of businesses that is left alone."""

    offers: tuple[SuitableOffer, ...]
    ladder: tuple[str, ...]
    hold_out_percent: int

    def channels(self, allowed: Collection[tuple[str, str]]) -> dict[str, str]:
        """For each offer the first channel of the ladder on which (offer, channel) is allowed."""
        found: dict[str, str] = {}
        for channel in self.ladder:
            for candidate in self.offers:
                if (candidate.offer.id, channel) in allowed:
                    found.setdefault(candidate.offer.id, channel)
        return found

    def personal(
        self,
        values: Mapping[str, object],
        *,
        country: str | None,
        angles: Sequence[str],
        allowed: Collection[tuple[str, str]],
        draw: Draw,
    ) -> Decision:
        """The decision from what was seen of this very business."""
        channels = self.channels(allowed)
        if not channels:
            return Decision(reason="nothing_allowed")
        if not angles:
            return Decision(reason="nothing_worth_a_letter")
        fitting, rejected = suitable(self.offers, values, country=country, angles=angles)
        return self._choose(fitting, rejected, channels, draw, angles=angles)

    def general(self, *, country: str | None, allowed: Collection[tuple[str, str]], draw: Draw) -> Decision:
        """The decision without any fact about this business, for whoever turned personalisation off."""
        channels = self.channels(allowed)
        if not channels:
            return Decision(reason="nothing_allowed")
        offers = [c.offer for c in self.offers if not c.offer.countries or country in c.offer.countries]
        return self._choose(offers, [], channels, draw, angles=None)

    def _choose(
        self,
        offers: Sequence[Offer],
        rejected: Sequence[Rejected],
        channels: Mapping[str, str],
        key: Draw,
        *,
        angles: Collection[str] | None,
    ) -> Decision:
        actions: list[Action] = [
            (offer.id, angle, channels[offer.id])
            for offer in offers
            if offer.id in channels
            for angle in offer.answers
            if angles is None or angle in angles
        ]
        if angles is not None:
            actions = weightiest(actions)
        if not actions:
            return Decision(reason="nothing_fits", rejected=tuple(rejected))
        if held_out(seed=key.seed, campaign=key.campaign, business=key.business, percent=self.hold_out_percent):
            return Decision(reason="hold_out", rejected=tuple(rejected))
        alternatives = uniform(actions)
        chosen = draw(alternatives, seed=key.seed, words=("decide", key.campaign, key.row))
        return Decision(
            offer=chosen.offer,
            angle=chosen.angle,
            channel=chosen.channel,
            probability_millionths=chosen.probability_millionths,
            alternatives=alternatives,
            rejected=tuple(rejected),
        )


def weightiest(actions: Sequence[Action]) -> list[Action]:
    """The actions whose angle a customer would notice; where there is none, all of them."""
    of_customers = [action for action in actions if ATTRIBUTES[f"seen.{action[1]}"].noticed_by == "customer"]
    return of_customers or list(actions)
