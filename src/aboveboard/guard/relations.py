"""What the recorded relations come to on a day, in the facts that rules read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from aboveboard.domain.relation import Relation, RelationKind

_SALES: Final = ("sale", "running_contract")
# The rules have one word a row; of several, the one on which most rests. A sale outranks an inquiry, as in CASL s. 10.
_WORDS: Final[tuple[tuple[RelationKind, str], ...]] = (
    ("sale", "customer"),
    ("running_contract", "contract"),
    ("inquiry", "inquiry"),
    ("introduction", "referral"),
    ("membership", "member"),
)


@dataclass(frozen=True, slots=True)
class RelationState:
    """What the rules ask of the relation to one business; without any record: none, and no days."""

    relationship: str = "none"
    days_since_purchase: int | None = None
    days_since_inquiry: int | None = None
    ongoing_contract: bool = False
    org_relationship: bool = False
    collected_in_sale: bool = False
    optout_offered_at_collection: bool = False
    similar_offers: tuple[str, ...] = ()


def relation_state(events: Sequence[Relation], *, on: date) -> RelationState:
    """The relation on that day, whatever the order of the events; later ones count for nothing.

    The soft opt-in asks that one sale gave the address, offered a refusal and was of similar things. So what is said of
    sales is said of those in which address and refusal went together, where there are any, and else of all of them.
    """
    known = _standing(events, on)
    kinds = {event.kind for event in known}
    sales = [event for event in known if event.kind in _SALES]
    told = [event for event in sales if event.address_given and event.refusal_offered] or sales
    return RelationState(
        relationship=next((word for kind, word in _WORDS if kind in kinds), "none"),
        days_since_purchase=_days(told, on),
        days_since_inquiry=_days([event for event in known if event.kind == "inquiry"], on),
        ongoing_contract=any(e.kind == "running_contract" and (e.until is None or on <= e.until) for e in known),
        org_relationship="dealings" in kinds,
        collected_in_sale=any(event.address_given for event in told),
        optout_offered_at_collection=any(e.address_given and e.refusal_offered for e in told),
        similar_offers=tuple(sorted({offer for event in told for offer in event.similar})),
    )


def _standing(events: Sequence[Relation], on: date) -> list[Relation]:
    """What was made until that day and has not ended since; an end on the same day ends it."""
    ended: dict[str, date] = {}
    for event in events:
        if event.act == "ended" and event.on <= on:
            ended[event.kind] = max(event.on, ended.get(event.kind, date.min))
    return [e for e in events if e.act == "made" and ended.get(e.kind, date.min) < e.on <= on]


def _days(events: Sequence[Relation], on: date) -> int | None:
    """Days since the latest of the events; of a contract, since it was entered into, which no law counts longer."""
    return min(((on - event.on).days for event in events), default=None)
