"""Finds the firms that a text names with their legal form, and tells the site's own from all others."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from aboveboard.text.anchors import MOST, Searched, line_start, places
from aboveboard.text.legal_endings import PRINTED, form_of
from aboveboard.text.registers import is_makers, matched
from aboveboard.text.span import Span

_NAME_REACH: Final = 90  # characters
# "Limited Edition", "Corporation Street" and "Inc Magazine" are no firms; what may follow a firm's form is on the list.
_NO_ADJECTIVE: Final = (
    r"(?![ \xa0](?!(?i:registered|trading|is|are|was|has|have|will|all|and|or|t/a|company|vat|of|the|in|reg|copyright|"
    r"a|an|unit|suite|tel|phone|fax|site|web|powered|design|terms|privacy|home|abn|acn|hr|kvk|rcs|"
    r"au|by|at|for|to|from|on|with|who|which|provides|offers|specialises|mit|cif|nif|p|uk|usa|nz|und|en|y|e|et|"
    r"gesch|sitz|"
    r"amtsgericht|ust|btw|contact|cookie|website|sitemap|designed|built|created|member|follow|products|our|we|"
    r"you|no|number|regd|incorporated|legal|disclaimer|capital|kapitaal|"
    r"siret|vertrieb|branch|di|login|ist|est|is|heeft|bietet|impressum)\b)[A-Za-z][a-z]+)"
)
_NO_LIMITED: Final = (
    r"(?![ \xa0](?i:time|edition|offers?|supply|supplies|stock|space|number|quantit(?:y|ies)|seating|"
    r"availability|warranty|liability|partnership|collection|run|release|series)\b)"
)
_BEHIND: Final = re.compile(
    rf"[ \xa0,](?=[A-GIKLNOPS-Vbegilmopsv])(?P<form>{PRINTED})(?![\w/-]){_NO_LIMITED}{_NO_ADJECTIVE}"
)
_FORMS_BEFORE: Final = ("v.o.f. ", "vof ", "sarl ", "s.a.r.l. ", "eurl ", "sasu ", "sas ", "snc ", "selarl ")
_BEFORE: Final = re.compile(
    r"(?P<form>V\.O\.F\.|v\.o\.f\.|VOF|SARL|S\.A\.R\.L\.|EURL|SASU|SAS|SNC|SELARL)"
    r"(?P<name>(?: (?:[A-ZÀ-Þ0-9][\w&'’.-]*|de|du|des|van|der|den|la|le|les|&|et|en|fils|frères|zonen)){1,6})"
    r"(?=[ ]*(?:[\n,|•·(–-]|$|au capital))"
)
_SEGMENT_BEGINS: Final = re.compile(r"(?:^|\n|[|•·:] ?)$")
_CONNECTING: Final = frozenset((
    "&", "+", "und", "and", "of", "the", "de", "du", "des", "et", "la", "le", "les", "für", "van", "von", "der",
    "den", "en", "y", "e", "di", "da", "del",
))  # fmt: skip
_SEPARATING: Final = frozenset(["|", "•", "·", "–", "—", "-", "/", ":", "©", "(c)", ">", "»", "*"])
# What stands before a name and is no part of it.
_LEADING: Final = re.compile(
    r"(?:(?:by|of|the(?= [a-z])|and|&|en|et|y|e|und|Copyright|©|About|Contact|Welcome|Visit|Call|Call Us|"
    r"Address|Office|"
    r"Impressum|Head Office|Registered Office|Reserved|Company|Firma|Bedrijf|Società|Copyrights?|Rights|Content|"
    r"Headquarters|"
    r"An? (?:[a-z]+ )?(?:[Dd]ivision|[Ss]ubsidiary) of|"
    r"(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?)[\s.,:–-]+)+"
)
_YEAR: Final = re.compile(r"[©(]?c?\)?(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?-?[,.]?$|[-–]$")
_ENDED: Final = re.compile(r".{4,}[.!?;:]$|[!?;:|]$")


class Firm(msgspec.Struct, frozen=True):
    """A firm as the text names it: its form, the name with the abbreviation, and the abbreviation."""

    form: str
    name: Span
    ending: Span


def named(found: Searched, country: str | None) -> Iterator[Firm]:
    """Every firm whose name in the text carries its legal form, the site's own or another."""
    text = found.text
    for match in islice(_BEHIND.finditer(text), MOST):
        form = form_of(match["form"], country, found.lower)
        start = _name_start(text, match.start()) if form else match.start()
        if form and start < match.start():
            end = match.end("form")
            yield Firm(form, Span(text[start:end], start, end), matched(match, "form"))
    for place in places(found.lower, _FORMS_BEFORE):
        before = _BEFORE.match(text, place)
        form = form_of(before["form"], country, found.lower) if before else None
        if before and form and _SEGMENT_BEGINS.search(text, max(0, place - 3), place):
            yield Firm(form, matched(before), matched(before, "form"))


def _name_start(text: str, end: int) -> int:
    """Where the name begins that ends at `end`: capitalised words and what joins them, back to a separator."""
    line = line_start(text, end, _NAME_REACH)
    start = end
    words = list(re.finditer(r"\S+", text[line:end]))
    for index in range(len(words) - 1, max(-1, len(words) - 10), -1):
        word = words[index][0]
        before = words[index - 1][0] if index else ""
        if not _belongs(word, before) or (start < end and _ENDED.match(word)):
            break
        start = line + words[index].start()
    leading = _LEADING.match(text[start:end] + " ")
    return min(end, start + leading.end()) if leading else start


def _belongs(word: str, before: str) -> bool:
    if word in _SEPARATING or _YEAR.match(word) or word.lower().strip("©(:") in ("copyright", "c)"):
        return False
    if word.isalpha() and (_YEAR.match(before) or before == "©"):
        return True  # a brand that begins with a small letter, behind the year of a copyright line
    if word == "by":
        return (
            before[:1].isupper()
            and before.lower() not in ("copyright", "provided", "published")
            and not is_makers(before)
        )
    return word in _CONNECTING or word[:1].isupper() or word[:1].isdigit() or word[:1] == "(" or word[:2] == "v."
