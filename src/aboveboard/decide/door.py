"""The door `decide one`: facts and allowed cells in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from aboveboard.decide.decision import Desk, Draw, decided
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.environment import CONDITION_ATTRIBUTES
from aboveboard.domain.errors import InputError, did_you_mean


class _Record(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    facts: dict[str, object]
    allowed: dict[str, list[str]]


def answer(record: Mapping[str, object], desk: Desk, *, seed: str, campaign: str) -> dict[str, object]:
    """The decision on one record; raises InputError for a record of another shape.

    `facts` are attributes with one value each; a fact named `seen.ANGLE` says that the angle was seen.
    """
    try:
        given = msgspec.convert(dict(record), _Record)
    except msgspec.ValidationError as error:
        raise InputError(str(error)) from error
    known = {f"seen.{angle}" for angle in ANGLES} | CONDITION_ATTRIBUTES.keys()
    for name in given.facts:
        if name not in known:
            raise InputError(f"unknown fact {name!r}", remedy=did_you_mean(name, known))
    offers = [candidate.offer.id for candidate in desk.offers]
    for offer in given.allowed:
        if offer not in offers:
            raise InputError(f"unknown offer {offer!r}", remedy=did_you_mean(offer, offers))
    country = given.facts.get("business.country")
    options = desk.personal(
        given.facts,
        country=country if isinstance(country, str) else None,
        angles=[name.removeprefix("seen.") for name in sorted(given.facts) if name.startswith("seen.")],
        allowed={(offer, channel) for offer, channels in given.allowed.items() for channel in channels},
    )
    key = Draw(seed=seed, campaign=campaign, business=given.id, row=given.id)
    decision = decided(options, desk.choose(options, key))
    reasons = [decision.reason] if decision.reason else []
    return {
        "id": given.id,
        "offer": decision.offer,
        "angle": decision.angle,
        "channel": decision.channel,
        "probability_millionths": decision.probability_millionths,
        "alternatives": msgspec.to_builtins(decision.alternatives),
        "reasons": reasons + [f"{rejected.offer}: {rejected.reason}" for rejected in decision.rejected],
    }
