"""One way in which businesses write that they want no advertising."""

import re
from typing import Final

import msgspec

GAP: Final = r"[^.!?\n]{0,80}?"
"""What may stand between the words of one sentence."""


class Refusal(msgspec.Struct, frozen=True):
    """One way to refuse: lower-case words of which it holds one, and the sentence as a pattern over lower case.

    `plain` sentences can only be meant for others; the rest may be a promise about the business's own letters.
    """

    anchors: tuple[str, ...]
    sentence: re.Pattern[str]
    plain: bool = False


def refusal(anchors: str, sentence: str, *, plain: bool = False) -> Refusal:
    """The refusal whose anchors are separated by bars."""
    return Refusal(tuple(anchors.split("|")), re.compile(sentence), plain)
