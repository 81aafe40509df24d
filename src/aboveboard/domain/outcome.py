"""Outcome: what came of a message. Opens and clicks are not outcomes."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, TypeAlias

import msgspec

OutcomeKind: TypeAlias = Literal["reply", "meeting", "remedy_taken", "refusal", "complaint", "none"]

REWARDS: Final[dict[str, int]] = {
    "meeting": 10, "reply": 3, "remedy_taken": 2, "none": 0, "refusal": -3, "complaint": -20
}  # fmt: skip
"""Reward of each outcome in whole points; what a human did, and nothing a scanner can do."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one business did after one step of a campaign, and when."""

    business: str
    campaign: str
    step: int
    kind: OutcomeKind
    on: date
