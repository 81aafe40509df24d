"""Decision: offer, angle and channel, with the probability with which they were chosen, and the alternatives."""

from __future__ import annotations

import msgspec


class Alternative(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """One action that could have been chosen, and how likely that was."""

    offer: str
    angle: str
    channel: str
    probability_millionths: int


class Rejected(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """An offer that was not considered, and why."""

    offer: str
    reason: str


class Decision(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """What was chosen; `offer` None says nothing was, for the reason in `reason`. Millionths sum to 1,000,000."""

    offer: str | None = None
    angle: str | None = None
    channel: str | None = None
    probability_millionths: int = 0
    alternatives: tuple[Alternative, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    reason: str | None = None
