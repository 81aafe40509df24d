"""Suitability: which offers would help a business, and why the others are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aboveboard.domain.conditions import parse_condition
from aboveboard.domain.decision import Rejected
from aboveboard.domain.environment import CONDITION_ATTRIBUTES
from aboveboard.domain.offer import Offer
from aboveboard.kernel.condition import Condition


@dataclass(frozen=True, slots=True)
class SuitableOffer:
    """An offer with its conditions compiled."""

    offer: Offer
    fits: Condition
    never: Condition

    @classmethod
    def of(cls, offer: Offer, place: str) -> SuitableOffer:
        """The offer, its conditions checked against the attributes; raises InputError that names `place`."""
        return cls(
            offer,
            parse_condition(offer.fits, CONDITION_ATTRIBUTES, place=f"{place}, offer {offer.id}, fits"),
            parse_condition(offer.never, CONDITION_ATTRIBUTES, place=f"{place}, offer {offer.id}, never"),
        )

    def objection(self, values: Mapping[str, object], country: str | None) -> str | None:
        """Why the offer is not made: a reason code, or None where it is known to fit and known not to be excluded."""
        if self.offer.countries and country not in self.offer.countries:
            return "not_offered_here"
        if self.never.decide(values) is not False:
            return "never_condition"
        if self.fits.decide(values) is not True:
            return "does_not_fit"
        return None


def suitable(
    offers: Sequence[SuitableOffer],
    values: Mapping[str, object],
    *,
    country: str | None,
    angles: Collection[str],
    unwanted: Collection[str] = (),
) -> tuple[list[Offer], list[Rejected]]:
    """The offers that fit, mend something that was seen and are not unwanted, and for each other one its reason."""
    fitting: list[Offer] = []
    rejected: list[Rejected] = []
    for candidate in offers:
        reason = candidate.objection(values, country)
        if reason is None and not any(angle in candidate.offer.answers for angle in angles):
            reason = "mends_nothing_seen"
        if reason is None and candidate.offer.is_about(unwanted):
            reason = "not_wanted"
        if reason is None:
            fitting.append(candidate.offer)
        else:
            rejected.append(Rejected(offer=candidate.offer.id, reason=reason))
    return fitting, rejected
