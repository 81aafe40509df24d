"""Where what a page shows and what its markup says cannot both be right.

What differs may be right on both sides: a shop has two lines, a chain two addresses, a reader misreads a number. So
only what stands once on each side is compared, ways of writing are no difference, and the rest has to be near: another
number of the same exchange, another postcode of the same street. Of 255 real pages 12 give a number or an address on
both sides; four pairs differ as they are written, none of them in fact, and none is found here (2026-11).
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
SAME_EXCHANGE: Final = 4  # digits of country and area that two numbers of one business share: +44 13…, +1 520…, 01632…


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
    """The one number of the pages and the one of their markup, where they are two of the same exchange."""
    markup = _sole(site, "business.telephone", "markup")
    printed = _sole(site, "business.telephone", "page") if markup is not None else None
    if printed is None or markup is None or not _rival_numbers(_told(printed, "value"), _told(markup, "value")):
        return None
    return _payload(printed, _told(printed, "printed"), _told(markup, "printed")), [printed, markup]


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


def _rival_numbers(one: str, other: str) -> bool:
    """Two numbers of one length and exchange, both in E.164 or both as printed; else one may be a mobile, a freephone
    or an extension."""
    one, other = _DIALLED.sub("", one), _DIALLED.sub("", other)
    if one == other or len(one) != len(other) or len(one) <= SAME_EXCHANGE:
        return False
    return one[: SAME_EXCHANGE + 1] == other[: SAME_EXCHANGE + 1]


_DIALLED: Final = re.compile(r"[^\d+]")
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
