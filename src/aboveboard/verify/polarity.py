"""Polarity: whether a sentence denies what its items affirm, or affirms what they deny."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify import hours
from aboveboard.verify.ground import Ground
from aboveboard.verify.lexicon import Telling, load

_NEGATOR: Final = re.compile(
    r"\b(?:not(?!\s(?:to|only)\b)|never|no(?!\s(?:more|later|longer\sthan)\b)|cannot|without|neither|nor|hardly|isn['’]t|aren['’]t|wasn['’]t|"
    r"doesn['’]t|don['’]t|didn['’]t|hasn['’]t|haven['’]t|can['’]t|won['’]t)\b",
    re.IGNORECASE,
)
_DENIAL: Final = re.compile(
    r"\b(?:no|not|none|nothing|never|cannot|without|lack\w*|miss\w*|empty|only|plain|absent|blank|leaves?\sout|invisible|silent|"
    r"machines\scannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
_EVERY_NO: Final = re.compile(
    r"\b(?:no|not|none|nothing|never|cannot|without|neither|nor|hardly)\b|n['’]t\b", re.IGNORECASE
)
_TWICE: Final = re.compile(
    r"\b(?:not|never|cannot)\s(?:\w+\s){0,2}(?:no|without|not|none)\b|\bthat\s(?:is|was)\snot\b", re.IGNORECASE
)
_GENERAL_DENIED: Final = re.compile(r"\bnot\sa\sgeneral\b|\bwe\sdid\s(?!not\b)", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\bwho\scannot\b|,\sso\b.*", re.IGNORECASE)
_DENYING: Final = frozenset(
    f"seen.{angle}"
    for angle in (
        "no_viewport", "no_https", "images_without_alt", "no_tel_link", "no_meta_description", "no_title",
        "no_hours_markup", "links_without_text",
    )
)  # fmt: skip
_HELD_TO_ITEMS: Final = frozenset({"seen", "why", "offer", "terms", "advert", "who", "source"})
_UNTAXED: Final = re.compile(
    r"\b(?:VAT|tax|GST|MwSt)\b[^.;]{0,20}\b(?:not\sincluded|excluded|extra|on\stop)|"
    r"\b(?:plus|excl\w*|without|before|net\sof)\s(?:\d+%\s)?(?:VAT|tax|GST|MwSt)\b",
    re.IGNORECASE,
)
_TAXED: Final = re.compile(
    r"\b(?:VAT|tax|GST|MwSt)\b[^.;]{0,20}\b(?:included|in\sit)|\b(?:incl\w*|with)\s(?:\d+%\s)?(?:VAT|tax|GST|MwSt)\b",
    re.IGNORECASE,
)
_DENIALS: Final = load("disclosure", Telling).denials
_RIGHTS_DENIED: Final = re.compile(_DENIALS["rights"], re.IGNORECASE)
_ADVERT_DENIED: Final = re.compile(_DENIALS["advert"], re.IGNORECASE)


def find(text: str, part: str, grounds: tuple[Ground, ...], bare: str) -> list[Finding]:
    """Every turned-round statement of one sentence; `bare` is the text with what is quoted from items blanked out."""
    found = list(_denied_by_itself(text))
    found.extend(_tax(text, grounds))
    if part in _HELD_TO_ITEMS and grounds:
        found.extend(_negated(bare, grounds))
    if part == "seen":
        found.extend(_affirmed(text, grounds))
        found.extend(_unseen(text, grounds))
        found.extend(hours.find(text, grounds))
    if part == "why":
        found.extend(_turned(text, grounds))
    if part in ("offer", "terms"):
        found.extend(_reworded(text, grounds))
    return found


def _finding(match: re.Match[str], reason: str) -> Finding:
    return Finding("claims", "contradicted", match.start(), match.end(), match.group(), reason)


def _denied_by_itself(text: str) -> Iterable[Finding]:
    if match := _TWICE.search(text):
        yield _finding(match, "denies a denial")
    if match := _RIGHTS_DENIED.search(text):
        yield _finding(match, "every reader may refuse")
    if match := _ADVERT_DENIED.search(text):
        yield _finding(match, "the message is advertising")


def _tax(text: str, grounds: tuple[Ground, ...]) -> Iterable[Finding]:
    for ground in grounds:
        if not isinstance(ground.value, dict) or "tax_rate" not in ground.value:
            continue
        pattern = _TAXED if ground.value.get("tax_included") is False else _UNTAXED
        if match := pattern.search(text):
            yield _finding(match, "the offer says the opposite of its tax")


def _negated(bare: str, grounds: tuple[Ground, ...]) -> Iterable[Finding]:
    match = _NEGATOR.search(bare)
    if match and not any(_denies(ground) for ground in grounds):
        yield _finding(match, "no item of the sentence denies this")


def _denies(ground: Ground) -> bool:
    if ground.name in _DENYING:
        return True
    if ground.kind in ("offer", "reason"):
        return any(_NEGATOR.search(literal) or literal == "none" for literal in ground.literals)
    return False


def _affirmed(text: str, grounds: tuple[Ground, ...]) -> Iterable[Finding]:
    denying = next((ground for ground in grounds if ground.name in _DENYING), None)
    if denying is None:
        return
    plain = _ASIDE.sub("", text)
    times = _NEGATOR.findall(plain)
    if len(times) > 1 or not _DENIAL.search(plain):
        yield Finding("claims", "contradicted", 0, len(text), text, f"{denying.name} says that one thing is lacking")


def _unseen(text: str, grounds: tuple[Ground, ...]) -> Iterable[Finding]:
    if any(ground.kind == "fact" for ground in grounds):
        return
    if _GENERAL_DENIED.search(text) or not _DENIAL.search(text):
        yield Finding("claims", "unsupported", 0, len(text), text, "says what was seen, and rests on no fact")


def _turned(text: str, grounds: tuple[Ground, ...]) -> Iterable[Finding]:
    """A reason in other words denies as often as the reason itself."""
    for ground in grounds:
        statement = ground.value.get("statement") if isinstance(ground.value, dict) else None
        if ground.kind != "reason" or not isinstance(statement, str) or statement in text:
            continue
        if len(_EVERY_NO.findall(text)) != len(_EVERY_NO.findall(statement)):
            yield Finding("claims", "contradicted", 0, len(text), text, f"{ground.name} says otherwise")


def _reworded(text: str, grounds: tuple[Ground, ...]) -> Iterable[Finding]:
    """What the offer does not do is said in the offer's own words, or its point may be turned round."""
    for ground in grounds:
        limit = ground.kind == "offer" and ground.name.startswith("does_not")
        if limit and not any(literal.rstrip(".").casefold() in text.casefold() for literal in ground.literals):
            yield Finding("claims", "contradicted", 0, len(text), text, f"{ground.name} is not said in its own words")
