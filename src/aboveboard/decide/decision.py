"""One decision: which offer, angle and channel, and why not the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aboveboard.decide.choice import Action, draw, held_out, uniform
from aboveboard.decide.suitability import SuitableOffer, suitable
from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.decision import Alternative, Decision, Rejected
from aboveboard.domain.offer import Offer
from aboveboard.domain.preference import NOTHING, Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What chance is keyed on: the seed, the campaign, and for each row its business and its own name."""

    seed: str
    campaign: str
    business: str
    row: str


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What may be chosen and how likely each is, before chance; with `reason` there is nothing to choose."""

    alternatives: tuple[Alternative, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The offers of a campaign, the order of its channels, the share that is left alone, and its own language."""

    offers: tuple[SuitableOffer, ...]
    ladder: tuple[str, ...]
    hold_out_percent: int
    language: str = "en"

    def written_in(self, offer: Offer) -> tuple[str, ...]:
        """The languages that the offer is written in, the campaign's own first."""
        return (self.language, *offer.translated)

    def readable(self, allowed: Collection[tuple[str, str]], wishes: Wishes) -> set[tuple[str, str]]:
        """The (offer, channel) of offers that are written in the language that is wished for."""
        read = {c.offer.id for c in self.offers if any(map(wishes.reads, self.written_in(c.offer)))}
        return {cell for cell in allowed if cell[0] in read}

    def languages(self, likely: Sequence[str], wishes: Wishes) -> dict[str, str]:
        """For each offer the first of the likely languages that it is written in, or the campaign's own.

        A language that is wished for outranks all others.
        """
        found: dict[str, str] = {}
        for candidate in self.offers:
            written = [name for name in self.written_in(candidate.offer) if wishes.reads(name)]
            if written:
                found[candidate.offer.id] = next((name for name in likely if name in written), written[0])
        return found

    def limits(self) -> dict[str, list[int]]:
        """The attributes that the offers' conditions ask for, each with the whole numbers it is compared with."""
        found: dict[str, set[int]] = {}
        for candidate in self.offers:
            for condition in (candidate.fits, candidate.never):
                for leaf in condition.tree.leaves():
                    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
                    found.setdefault(leaf.name, set()).update(v for v in values if isinstance(v, int))
        return {name: sorted(values) for name, values in found.items()}

    def channels(self, allowed: Collection[tuple[str, str]], wishes: Wishes = NOTHING) -> dict[str, str]:
        """For each offer the first channel on which (offer, channel) is allowed, in the order that is wished for."""
        found: dict[str, str] = {}
        for channel in wishes.ladder(self.ladder):
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
        wishes: Wishes = NOTHING,
    ) -> Options:
        """What may be chosen from what was seen of this very business."""
        channels = self.channels(allowed, wishes)
        if not channels:
            return Options(reason=self._no_channel(allowed))
        if not angles:
            return Options(reason="nothing_worth_a_letter")
        fitting, rejected = suitable(self.offers, values, country=country, angles=angles, unwanted=wishes.unwanted)
        return _options(weightiest(_actions(_wanted(fitting, wishes, channels), channels, angles)), rejected)

    def general(
        self, *, country: str | None, allowed: Collection[tuple[str, str]], wishes: Wishes = NOTHING
    ) -> Options:
        """What may be chosen without any fact about this business, for whoever turned personalisation off."""
        channels = self.channels(allowed, wishes)
        if not channels:
            return Options(reason=self._no_channel(allowed))
        here = [c.offer for c in self.offers if not c.offer.countries or country in c.offer.countries]
        rejected = [Rejected(offer=o.id, reason="not_wanted") for o in here if o.is_about(wishes.unwanted)]
        offers = [offer for offer in here if not offer.is_about(wishes.unwanted)]
        return _options(_actions(_wanted(offers, wishes, channels), channels, None), rejected)

    def _no_channel(self, allowed: Collection[tuple[str, str]]) -> str:
        """The reason why there is no channel: the rules', or the business's own."""
        return "channels_not_wanted" if self.channels(allowed) else "nothing_allowed"

    def choose(self, options: Options, key: Draw) -> Alternative | str:
        """One of the options by chance, or the reason why none."""
        if options.reason is not None:
            return options.reason
        if held_out(seed=key.seed, campaign=key.campaign, business=key.business, percent=self.hold_out_percent):
            return "hold_out"
        return draw(options.alternatives, seed=key.seed, words=("decide", key.campaign, key.row))


def decided(options: Options, chosen: Alternative | str) -> Decision:
    """The decision that states what was chosen, and from what."""
    if isinstance(chosen, str):
        return Decision(rejected=options.rejected, reason=chosen)
    return Decision(
        offer=chosen.offer,
        angle=chosen.angle,
        channel=chosen.channel,
        probability_millionths=chosen.probability_millionths,
        alternatives=options.alternatives,
        rejected=options.rejected,
    )


def weightiest(actions: Sequence[Action]) -> list[Action]:
    """The actions whose angle a customer would notice; all, which only the owner would, where there is none."""
    of_customers = [action for action in actions if ATTRIBUTES[f"seen.{action[1]}"].noticed_by == "customer"]
    return of_customers or list(actions)


def _wanted(offers: Sequence[Offer], wishes: Wishes, channels: Collection[str]) -> Sequence[Offer]:
    """The offers that the business wants to hear of, where any of them may be made; all, where none is."""
    return [offer for offer in offers if offer.id in channels and offer.is_about(wishes.wanted)] or offers


def _actions(offers: Sequence[Offer], channels: Mapping[str, str], angles: Collection[str] | None) -> list[Action]:
    return [
        (offer.id, angle, channels[offer.id])
        for offer in offers
        if offer.id in channels
        for angle in offer.answers
        if angles is None or angle in angles
    ]


def _options(actions: Sequence[Action], rejected: Sequence[Rejected]) -> Options:
    if not actions:
        unwanted = any(each.reason == "not_wanted" for each in rejected)
        return Options(rejected=tuple(rejected), reason="topics_not_wanted" if unwanted else "nothing_fits")
    return Options(uniform(actions), tuple(rejected))
