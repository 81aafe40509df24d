"""Finds what belongs to a street line beside it: a suite, a floor, a building, a post-office box."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from aboveboard.text import persons
from aboveboard.text.span import Span

_DESIGNATION: Final = (
    r"(?:(?:Suite|Ste|Unit|Apt|Apartment|Room|Rm|Bldg|Building|Floor|Fl|Level|Lot|Shop|Office|Space|Studio|Block|Flat|"
    r"Dept|SUITE|STE|UNIT|APT|ROOM|BLDG|BUILDING|FLOOR|LEVEL|suite|unit|#)\.?[ ]?\#?[ ]?"
    r"(?:[A-Z]?-?\d[\w-]{0,6}|[A-Z]\b|One|Two|Three)(?:[ ]?(?:&|and|-|/)[ ]?\d{1,4})?"
    r"|(?:\d{1,2}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Ground|Top|Lower|Upper)"
    r"[ ](?:Floor|FLOOR|floor|Fl\b\.?|Level)"
    r"|\d{1,2}(?:[ºª°.]|er|e|ème|de)?[ ]?(?:[Aa]ndar|[Pp]iso|[Pp]lanta|OG|Stock|Stockwerk|[Éé]tage|verdieping)(?!\w)"
    r"|P\.?[ ]?O\.?[ ]?(?i:box)[ ]\d[\w-]*|N\.?W\.?(?!\w)|N\.?E\.?(?!\w)|S\.?W\.?(?!\w)|S\.?E\.?(?!\w))"
)
_DESIGNATION_BEHIND: Final = re.compile(rf"(?:[ ]?,?[ ]|[ ]?,?[ ]?\n|[ ]?\|[ ]|[ ]?,){_DESIGNATION}")
_PREMISES: Final = re.compile(
    rf"(?:{_DESIGNATION}|(?:(?:The|of|and|&|[A-ZÀ-Þ][\w'’.\-]*)[ ]){{1,4}}(?:House|Building|Buildings|Center|Centre|"
    r"Chambers|Mill|Tower|Towers|Court|Works|Studios|Commons|Business Park|Industrial Estate|Trading Estate|"
    r"Industrial Park|Business Centre|Shopping Centre|Shopping Center|Mall|Plaza|Arcade|HOUSE|BUILDING|CENTRE))"
)
_NUMBERED_PREMISES: Final = re.compile(
    r"(?<!\w)(?:Unit|Suite|Ste\.?|Flat|Apt\.?|Shop|Office|Room|Block|No\.?|Nr\.?)[ ]\Z", re.IGNORECASE
)
_GAP: Final = re.compile(r"[ ]?,?[ ]?\n?|[ ]?\|[ ]")
_EDGE: Final = re.compile(r"[\n\t|,:;]")
_MOST_BESIDE: Final = 3
_REACH: Final = 60  # characters before a street in which one piece of its premises stands


def whole(text: str, cores: Iterable[Span]) -> list[Span]:
    """The streets with what belongs to each, in order; two with a mere comma or line's end between are one."""
    found: list[Span] = []
    for core in sorted(cores, key=lambda span: (span.start, -span.end)):
        start, end = _begin(text, core.start), _finish(text, core.end)
        if found and (start < found[-1].end or _GAP.fullmatch(text, found[-1].end, start)):
            start, end = found[-1].start, max(end, found.pop().end)
        found.append(Span(text[start:end], start, end))
    return found


def has_suite(text: str, end: int) -> bool:
    """True if a suite, a unit or a floor stands behind what ends here, so that it is an address."""
    return _DESIGNATION_BEHIND.match(text, end) is not None


def _finish(text: str, end: int) -> int:
    """The end of a street with the suites and floors behind it."""
    for _ in range(_MOST_BESIDE):
        beside = _DESIGNATION_BEHIND.match(text, end)
        if beside is None:
            break
        end = beside.end()
    return end


def _begin(text: str, start: int) -> int:
    """The start of a street with the units and buildings before it, but for one that bears a person's name."""
    numbered = _NUMBERED_PREMISES.search(text, max(0, start - 8), start)
    start = numbered.start() if numbered else start
    for _ in range(_MOST_BESIDE):
        before = text[max(0, start - _REACH) : start].rstrip(" ,")
        before = before.removesuffix("\n").rstrip(" ,") if before.endswith("\n") else before
        line = _EDGE.split(before)[-1]
        words = line.strip()
        if not words or not _PREMISES.fullmatch(words) or persons.find(words, strict=False):
            break
        start = max(0, start - _REACH) + len(before) - len(line.lstrip())
    return start
