"""The channel ladder: a verdict for each channel, the first that is allowed, and what would open the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from aboveboard.domain.verdict import Verdict
from aboveboard.guard.explain import WITHOUT_CONSENT, Change, smallest_change
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row

LADDER: Final = ("email", "post", "voice_live")


@dataclass(frozen=True, slots=True)
class Rung:
    """One channel: its verdict, and the smallest change that would allow it.

    `change` is empty where it is allowed and None where no few facts would do. `without_consent` is the smallest change
    that does not ask for consent, and the same one where `change` asks for none.
    """

    channel: str
    verdict: Verdict
    change: tuple[Change, ...] | None
    without_consent: tuple[Change, ...] | None


def rung(inputs: Mapping[str, object], packs: RulePacks, as_of: date) -> Rung:
    """The rung of the one channel that the inputs name."""
    verdict = evaluate_row(inputs, packs, as_of)
    change = smallest_change(inputs, packs, as_of)
    without = change
    if change and any(step.fact == "consent" for step in change):
        without = smallest_change(inputs, packs, as_of, candidates=WITHOUT_CONSENT)
    return Rung(str(packs.facts.fill(inputs)["channel"]), verdict, change, without)


def ladder(
    inputs: Mapping[str, object], packs: RulePacks, as_of: date, *, channels: Iterable[str] = LADDER
) -> tuple[Rung, ...]:
    """A rung for each channel in their order; what would open one says nothing of another."""
    return tuple(rung({**inputs, "channel": channel}, packs, as_of) for channel in channels)


def first_allowed(rungs: Iterable[Rung]) -> str | None:
    """The first channel that is allowed, or None."""
    return next((step.channel for step in rungs if step.verdict.verdict == "allow"), None)
