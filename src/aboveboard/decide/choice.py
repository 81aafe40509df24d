"""Choice: one action by a keyed draw, with the exact probability it had."""

from __future__ import annotations

from collections.abc import Sequence

from aboveboard.domain.decision import Alternative
from aboveboard.kernel.chance import MILLION, keyed_millionths

Action = tuple[str, str, str]  # offer, angle, channel


def uniform(actions: Sequence[Action]) -> tuple[Alternative, ...]:
    """The actions, sorted, each as likely as the next to the millionth; the probabilities sum to 1,000,000."""
    ordered = sorted(set(actions))
    share, rest = divmod(MILLION, len(ordered))
    return tuple(
        Alternative(offer=offer, angle=angle, channel=channel, probability_millionths=share + (number < rest))
        for number, (offer, angle, channel) in enumerate(ordered)
    )


def draw(alternatives: Sequence[Alternative], *, seed: str, words: Sequence[str]) -> Alternative:
    """The alternative that the keyed draw falls on; each is drawn with exactly its probability over all keys."""
    point = keyed_millionths(seed, *words)
    for alternative in alternatives:
        point -= alternative.probability_millionths
        if point < 0:
            return alternative
    raise ValueError("the probabilities sum to less than 1,000,000")


def held_out(*, seed: str, campaign: str, business: str, percent: int) -> bool:
    """True for the same `percent` of businesses in every run of this campaign: they are left alone, to learn from."""
    return keyed_millionths(seed, "hold_out", campaign, business) < percent * MILLION // 100
