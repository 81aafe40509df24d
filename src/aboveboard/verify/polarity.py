"""Polarity: whether a sentence denies what its items affirm, or affirms what they deny."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify import disclosure, hours
from aboveboard.verify.ground import Ground
from aboveboard.verify.lexicon import Denying, all_of, either, languages

_DENYING: Final = frozenset(
    f"seen.{angle}"
    for angle in (
        "no_viewport", "no_https", "images_without_alt", "no_tel_link", "no_meta_description", "no_title",
        "no_hours_markup", "links_without_text",
    )
)  # fmt: skip
_HELD_TO_ITEMS: Final = frozenset({"seen", "why", "offer", "terms", "advert", "who", "source"})


@dataclass(frozen=True, slots=True)
class _Words:
    """How one language denies, compiled; where it has no lexicon, all that any of ours forbids and nothing allows."""

    negator: re.Pattern[str]
    denial: re.Pattern[str]
    no: re.Pattern[str]
    twice: re.Pattern[str]
    general: re.Pattern[str]
    aside: re.Pattern[str]
    untaxed: re.Pattern[str]
    taxed: re.Pattern[str]
    periods: tuple[tuple[str, re.Pattern[str]], ...]
    no_rights: re.Pattern[str]
    no_advert: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    known = language in languages("polarity")
    told = all_of("polarity", Denying, language)
    return _Words(
        negator=either(one.negator for one in told),
        denial=either(one.denial for one in told if known),
        no=either(one.no for one in told),
        twice=either(one.twice for one in told),
        general=either(one.general for one in told),
        aside=either(one.aside for one in told if known),
        untaxed=either(one.untaxed for one in told),
        taxed=either(one.taxed for one in told),
        periods=(("month", either(one.month for one in told)), ("year", either(one.year for one in told))),
        no_rights=disclosure.rights_denied(language),
        no_advert=disclosure.advert_denied(language),
    )


def find(text: str, part: str, grounds: tuple[Ground, ...], bare: str, *, language: str) -> list[Finding]:
    """Every turned-round statement of one sentence; `bare` is the text with what is quoted from items blanked out."""
    words = _words(language)
    found = list(_denied_by_itself(text, words))
    found.extend(_tax(text, grounds, words))
    if part in _HELD_TO_ITEMS and grounds:
        found.extend(_negated(bare, grounds, words))
    if part == "seen":
        found.extend(_affirmed(text, grounds, words))
        found.extend(_unseen(text, grounds, words))
        found.extend(hours.find(text, grounds, language=language))
    if part == "why":
        found.extend(_turned(text, grounds, words))
    if part in ("offer", "terms"):
        found.extend(_reworded(text, grounds))
    if part == "terms":
        found.extend(_other_period(bare, grounds, words))
    return found


def _finding(match: re.Match[str], reason: str) -> Finding:
    return Finding("claims", "contradicted", match.start(), match.end(), match.group(), reason)


def _denied_by_itself(text: str, words: _Words) -> Iterable[Finding]:
    if match := words.twice.search(text):
        yield _finding(match, "denies a denial")
    if match := words.no_rights.search(text):
        yield _finding(match, "every reader may refuse")
    if match := words.no_advert.search(text):
        yield _finding(match, "the message is advertising")


def _tax(text: str, grounds: tuple[Ground, ...], words: _Words) -> Iterable[Finding]:
    for ground in grounds:
        if not isinstance(ground.value, dict) or "tax_rate" not in ground.value:
            continue
        pattern = words.taxed if ground.value.get("tax_included") is False else words.untaxed
        if match := pattern.search(text):
            yield _finding(match, "the offer says the opposite of its tax")


def _negated(bare: str, grounds: tuple[Ground, ...], words: _Words) -> Iterable[Finding]:
    match = words.negator.search(bare)
    if match and not any(_denies(ground, words) for ground in grounds):
        yield _finding(match, "no item of the sentence denies this")


def _denies(ground: Ground, words: _Words) -> bool:
    if ground.name in _DENYING:
        return True
    if ground.kind in ("offer", "reason"):
        return any(words.negator.search(literal) or literal == "none" for literal in ground.literals)
    return False


def _affirmed(text: str, grounds: tuple[Ground, ...], words: _Words) -> Iterable[Finding]:
    denying = next((ground for ground in grounds if ground.name in _DENYING), None)
    if denying is None:
        return
    plain = words.aside.sub("", text)
    times = words.negator.findall(plain)
    if len(times) > 1 or not words.denial.search(plain):
        yield Finding("claims", "contradicted", 0, len(text), text, f"{denying.name} says that one thing is lacking")


def _unseen(text: str, grounds: tuple[Ground, ...], words: _Words) -> Iterable[Finding]:
    if any(ground.kind == "fact" for ground in grounds):
        return
    if words.general.search(text) or not words.denial.search(text):
        yield Finding("claims", "unsupported", 0, len(text), text, "says what was seen, and rests on no fact")


def _turned(text: str, grounds: tuple[Ground, ...], words: _Words) -> Iterable[Finding]:
    """A reason in other words denies as often as the reason itself."""
    for ground in grounds:
        statement = ground.value.get("statement") if isinstance(ground.value, dict) else None
        if ground.kind != "reason" or not isinstance(statement, str) or statement in text:
            continue
        if len(words.no.findall(text)) != len(words.no.findall(statement)):
            yield Finding("claims", "contradicted", 0, len(text), text, f"{ground.name} says otherwise")


def _other_period(bare: str, grounds: tuple[Ground, ...], words: _Words) -> Iterable[Finding]:
    """A term or a price is said to be for a period that no item of the sentence has."""
    known = {unit for ground in grounds for quantity in ground.quantities for unit in (quantity.unit, quantity.per)}
    for period, pattern in words.periods:
        match = pattern.search(bare)
        if match and period not in known:
            yield _finding(match, f"no item of the sentence is for a {period}")


def _reworded(text: str, grounds: tuple[Ground, ...]) -> Iterable[Finding]:
    """What the offer does not do is said in the offer's own words, or its point may be turned round."""
    for ground in grounds:
        limit = ground.kind == "offer" and ground.name.startswith("does_not")
        if limit and not any(literal.rstrip(".").casefold() in text.casefold() for literal in ground.literals):
            yield Finding("claims", "contradicted", 0, len(text), text, f"{ground.name} is not said in its own words")
