"""Where what a page shows and what its markup says cannot both be right.

What differs may be right on both sides: a shop has two lines, a chain two addresses, a reader misreads a number. So
only what stands alone is compared, ways of writing are no difference, and the rest has to be near: another number of
the same exchange, another postcode of the same street. Of 255 real pages 12 give a number or an address on both sides;
four pairs differ as they are written, none of them in fact, and none is found here. With the last letter or digit of
the markup's value changed, 7 of 8 numbers are found, 6 of 10 postcodes (two are misread, one changes in its extension
alone) and, with the first digit changed, 7 of 7 house numbers (2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from aboveboard.domain.fact import Fact
from aboveboard.facts import likeness
from aboveboard.facts.agreement import hours_words
from aboveboard.facts.site import Site, path_of
from aboveboard.text import week

Payload = dict[str, "str | int"]
Seen = tuple[Payload, list[Fact]]
SAME_EXCHANGE: Final = 4  # first digits that two numbers of one business share: +44 13…, +1 520…, 0163…


def hours_conflict(site: Site) -> Seen | None:
    """The first day for which the page and its markup give other hours."""
    printed = list(site.on_pages("business.opening_hours", "page"))
    if not printed:
        return None
    markup = list(site.on_pages("business.opening_hours", "markup"))
    for day, on_page, in_markup in week.conflicts(_week(printed), _week(markup)) if markup else ():
        payload: Payload = {"day": day, "page": hours_words(on_page), "markup": hours_words(in_markup)}
        return payload | {"path": path_of(printed[0].url)}, [*printed, *markup]
    return None


def telephone_conflict(site: Site) -> Seen | None:
    """The one number of the markup, which no page prints, and the one printed number that is of the same exchange."""
    markup = _sole(site, "business.telephone", "markup")
    if markup is None:
        return None
    given = _told(markup, "value")
    printed = {_told(fact, "value"): fact for fact in site.on_pages("business.telephone", "page")}
    rivals = [fact for number, fact in printed.items() if _rival_numbers(number, given)]
    if len(rivals) != 1 or any(_same_number(number, given) for number in printed):
        return None
    return _payload(rivals[0], _told(rivals[0], "printed"), _told(markup, "printed")), [rivals[0], markup]


def address_conflict(site: Site) -> Seen | None:
    """Two postcodes for one street, or two house numbers in one street of one postcode."""
    found: list[Fact] = []
    for attribute, source in _ADDRESS:
        sole = _sole(site, attribute, source)
        if sole is None:
            return None
        found.append(sole)
    codes = [likeness.of("business.postcode", fact.value) for fact in found[:2]]
    streets = [likeness.number_and_street(str(fact.value)) for fact in found[2:]]
    if streets[0] == streets[1] and _rival_codes(codes[1], codes[0]):
        return _payload(found[1], str(found[1].value), str(found[0].value)), found
    if codes[0] == codes[1] and streets[0][1] == streets[1][1] and _rival_codes(streets[0][0], streets[1][0]):
        return _payload(found[3], str(found[3].value), str(found[2].value)), found
    return None


# Markup first, which most pages do not have.
_ADDRESS: Final = (
    ("business.postcode", "markup"),
    ("business.postcode", "page"),
    ("business.street", "markup"),
    ("business.street", "page"),
)


def _payload(printed: Fact, on_page: str, in_markup: str) -> Payload:
    return {"page": on_page, "markup": in_markup, "path": path_of(printed.url)}


def _sole(site: Site, attribute: str, source: str) -> Fact | None:
    """The first fact of an attribute if all that this source says of it is the same."""
    facts = list(site.on_pages(attribute, source))
    forms = {_told(fact, "value") or likeness.of(attribute, fact.value) for fact in facts}
    return facts[0] if len(forms) == 1 else None


def _told(fact: Fact, key: str) -> str:
    value = fact.value.get(key) if isinstance(fact.value, dict) else None
    return value if isinstance(value, str) else ""


def _same_number(one: str, other: str) -> bool:
    """One number, also where one side has its country and the other has not."""
    first, second = _aligned(one, other)
    return first == second


def _rival_numbers(one: str, other: str) -> bool:
    """Two numbers of one length and exchange; else one may be a mobile, a freephone or an extension."""
    first, second = _aligned(one, other)
    return first != second and len(first) == len(second) and first[:SAME_EXCHANGE] == second[:SAME_EXCHANGE]


def _aligned(one: str, other: str) -> tuple[str, str]:
    """The digits of two numbers, both from the country's code on, or both from the area's where one has no country.

    A country's code has one to three digits (ITU-T E.164); what is longer or shorter than that is another number.
    """
    first, second = _DIALLED.sub("", one), _DIALLED.sub("", other)
    if one.startswith("+") == other.startswith("+"):
        return first, second
    longer, national = (first, second.lstrip("0")) if one.startswith("+") else (second, first.lstrip("0"))
    return (longer[-len(national) :], national) if 1 <= len(longer) - len(national) <= 3 else (longer, national)


_DIALLED: Final = re.compile(r"\D")
_DIGIT: Final = re.compile(r"\d")
_LETTER: Final = re.compile(r"[^\W\d_]")


def _rival_codes(one: str, other: str) -> bool:
    """Two codes of the same make; another make is a misread number, or another country's."""
    return one != other and bool(one) and _make(one) == _make(other)


def _make(code: str) -> str:
    return _LETTER.sub("A", _DIGIT.sub("9", code))


def _week(facts: Iterable[Fact]) -> week.Week:
    return tuple(_entries(facts))


def _entries(facts: Iterable[Fact]) -> Iterator[week.Entry]:
    return (dict(fact.value) for fact in facts if isinstance(fact.value, dict))
