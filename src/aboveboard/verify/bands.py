"""Bands: prices and ratings that a fact gives as a number or a range and a text as a step, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

Topic: TypeAlias = Literal["price", "rating"]
Step: TypeAlias = Literal["low", "middle", "high"]

_PRICE_KEY: Final = re.compile(r"\b(?:price|prices|pricing|cost|costs)\b")
_RATING_KEY: Final = re.compile(r"\b(?:rating|ratings|score|stars?|reviews?)\b")
_STEPS: Final[dict[Topic, dict[Step, str]]] = {
    "price": {
        "low": r"cheap(?:er|ly)?|inexpensive(?:ly)?|affordabl[ey]|budget|low(?:er|est)?|not\s(?:too\s)?expensive",
        "middle": r"moderate(?:ly)?|average|mid(?:dle)?|medium|reasonabl[ey]|fair(?:ly)?",
        "high": r"(?<!not\s)(?<!too\s)expensive|pricey|costly|high(?:er|est|ly)?|upscale",
    },
    "rating": {
        "low": r"low(?:er|est|ly)?|poor(?:ly)?|bad(?:ly)?",
        "middle": r"average|moderate(?:ly)?|decent|mediocre|fair(?:ly)?|okay|mid(?:dle)?",
        "high": r"high(?:er|est|ly)?|excellent|great|good|outstanding|well|top|perfect",
    },
}
_ALONE: Final = re.compile(
    r"\b(?:(?P<low>cheap(?:er|ly)?|inexpensive|affordable|not\s(?:too\s)?expensive)|(?P<high>expensive|pricey|costly))\b",
    re.IGNORECASE,
)
"""Words that speak of a price without the word."""
_ALONE_STEPS: Final[dict[str, Step]] = {"low": "low", "high": "high"}
_NEAR: Final[dict[Topic, str]] = {
    "price": r"pric(?:e|es|ed|ing|ey)|costs?|range",
    "rating": r"rat(?:ed|es?|ings?)|scor(?:e|es|ed)|review(?:s|ed)?|stars?|standards?|quality|satisfaction|recommended",
}
_WORDS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_NUMBER: Final = rf"\d+(?:\.\d+)?|{'|'.join(_WORDS)}"
_OUT_OF: Final = re.compile(
    rf"\b(?P<n>{_NUMBER})\s?(?:[-\s]?stars?\s)?(?:out\sof|of|/)\s?(?:a\spossible\s)?(?P<m>{_NUMBER})\b"
    rf"|\b(?P<s>{_NUMBER})[-\s]?stars?\b",
    re.IGNORECASE,
)
_UPPER: Final = re.compile(r"\b(?:less\sthan|under|below|up\sto|at\smost|cheaper\sthan)\s*[£€$]?\s?\d", re.IGNORECASE)
_LOWER: Final = re.compile(r"\b(?:more\sthan|over|above|at\sleast|upwards\sof|from)\s*[£€$]?\s?\d", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[£€$]?\s?\d+\s?(?:-|–|to|and)\s?[£€$]?\s?\d+")


class Said(NamedTuple):
    """A step that a text gives, with its place."""

    step: Step
    start: int
    end: int


def topic_of(key: str) -> Topic | None:
    """What a key speaks of, if a price or a rating."""
    return "price" if _PRICE_KEY.search(key) else "rating" if _RATING_KEY.search(key) else None


def step_of(value: str, topic: Topic) -> Step | None:
    """The step that a fact's value is on: an upper bound is low, a lower bound high, a range between two in the middle.

    Of "n out of m", a third or less is low and four fifths or more high.
    """
    if topic == "rating":
        for said in _ratings(value):
            return said.step
    elif _UPPER.search(value):
        return "low"
    elif _LOWER.search(value):
        return "high"
    elif _BETWEEN.search(value):
        return "middle"
    bare = value.strip()
    return next((s for s, words in _STEPS[topic].items() if re.fullmatch(words, bare, re.IGNORECASE)), None)


def said(text: str, topic: Topic) -> list[Said]:
    """Every step that the text gives for a topic: a word beside what it measures, or stars and marks."""
    found = [*_worded(text, topic)]
    if topic == "rating":
        found.extend(_ratings(text))
    return found


def _worded(text: str, topic: Topic) -> Iterator[Said]:
    for step, pattern in _PATTERNS[topic]:
        for match in pattern.finditer(text):
            yield Said(step, *match.span(match.lastgroup or 0))
    if topic == "price":
        for match in _ALONE.finditer(text):
            yield Said(_ALONE_STEPS[match.lastgroup or "low"], *match.span())


def _ratings(text: str) -> Iterator[Said]:
    for match in _OUT_OF.finditer(text):
        marks, most = _value(match["n"] or match["s"]), _value(match["m"]) if match["m"] else Decimal(5)
        if most >= 3 and marks <= most:
            share = marks / most
            step: Step = "low" if share <= Decimal("0.34") else "high" if share >= Decimal("0.8") else "middle"
            yield Said(step, match.start(), match.end())


def _value(word: str) -> Decimal:
    return Decimal(_WORDS.get(word.lower(), 0) or word)


def _pattern(topic: Topic, words: str) -> re.Pattern[str]:
    """The word before what it measures ("low customer rating"), or said of it ("the rating is low")."""
    near = _NEAR[topic]
    before = rf"\b(?P<word>{words})\b(?=[-\s]{{1,2}}(?:\w+[-\s]){{0,2}}?(?:{near})\b)"
    after = rf"\b(?:{near})\s(?:\w+\s)?(?:is|are|was|were|of|being)\s(?:\w+\s){{0,2}}?(?P<later>{words})\b"
    return re.compile(f"{before}|{after}", re.IGNORECASE)


_PATTERNS: Final[dict[Topic, list[tuple[Step, re.Pattern[str]]]]] = {
    topic: [(step, _pattern(topic, words)) for step, words in steps.items()] for topic, steps in _STEPS.items()
}
