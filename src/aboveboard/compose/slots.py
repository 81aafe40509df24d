"""Slots: the places in a sentence pattern that a value fills, each declared once with the way it is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

from aboveboard.domain.brief import ItemKind
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.fact import JSON
from aboveboard.text import wording

Say = Callable[[JSON], str]
Name = tuple[ItemKind, str]

_SEEN_PAYLOADS: Final[dict[str, dict[str, str]]] = {
    "hours_conflict": {"day": "day", "page": "hours", "markup": "hours"},
    "telephone_conflict": {"page": "text", "markup": "text"},
    "address_conflict": {"page": "text", "markup": "text"},
    "broken_link": {"target": "text", "status": "number"},
    "heavy_page": {"kilobytes": "number"},
    "images_without_alt": {"count": "number", "images": "number"},
    "no_tel_link": {"printed": "text"},
    "old_copyright": {"year": "year"},
    "links_without_text": {"count": "number"},
    "trackers": {"count": "number"},
}
_SEEN_ALWAYS: Final = {"path": "page", "as_of": "date"}
"""Every `seen.` fact has the path of its page and the day on which it was seen."""

_COUNTS: Final = {"count": "number", "having": "number", "percent": "number"}
_DECLARED: Final[dict[str, tuple[ItemKind, str, str | None, str]]] = {
    "finding.path": ("fact", "seen.*", "path", "page"),
    "finding.as_of": ("fact", "seen.*", "as_of", "date"),
    "business.name": ("fact", "business.name", None, "text"),
    **{
        f"neighbours.{key}": ("fact", "survey.neighbours", key, say)
        for key, say in (_COUNTS | {"trade": "text", "place": "text"}).items()
    },
    "offer.name": ("offer", "name", None, "text"),
    "offer.summary": ("offer", "summary", None, "text"),
    "offer.does": ("offer", "does", None, "text"),
    "offer.price": ("offer", "price", None, "money"),
    "offer.price.tax_rate": ("offer", "price", "tax_rate", "percent"),
    "offer.setup": ("offer", "setup", None, "money"),
    "offer.first_year_total": ("offer", "first_year_total", None, "money"),
    "offer.term_months": ("offer", "term_months", None, "number"),
    "offer.notice_days": ("offer", "notice_days", None, "number"),
    "offer.owner_keeps": ("offer", "owner_keeps", None, "list"),
    **{f"offer.does_not.{n}": ("offer", f"does_not.{n}", None, "text") for n in range(1, 5)},
    "reason.statement": ("reason", "*", "statement", "text"),
    **{
        f"sender.{field}": ("sender", field, None, "text")
        for field in ("name", "person", "email", "phone", "postal_address", "website", "registered", "on_behalf_of")
    },
    "source.register": ("element", "source_of_data", "register", "text"),
    "source.as_of": ("element", "source_of_data", "as_of", "date"),
    "notice.keep_days": ("element", "privacy_notice", "keep_days", "number"),
    "words.tax": ("sender", "country", None, "tax"),
}


class UnsayableError(ValueError):
    """A value is not of the kind that its slot was declared for; what needs it is not written."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language that stand for values: pages by file name, taxes by country; see words.toml.

    A page is a text, or as many texts as `cases` has names: `{seen.path|on}` is said as the one named "on", and
    with a capital, `{seen.path|On}`, at the start of a sentence. `inside` are words written small after a colon.
    """

    pages: dict[str, str | tuple[str, ...]]
    page: dict[str, str | tuple[str, ...]]
    tax: dict[str, str]
    inside: str = ""
    cases: tuple[str, ...] = ("page",)


@dataclass(frozen=True, slots=True)
class Slot:
    """One place to fill: the item it reads, the key in that item's value, and how it is said.

    The name "*" stands for any reason, "seen.*" for the fact of the message's angle.
    """

    item: Name
    key: str | None
    say: Say

    def fill(self, value: JSON) -> str:
        """The words for an item's value; raises UnsayableError where the value is not of the kind that was declared."""
        try:
            if self.key is None:
                return self.say(value)
            if not isinstance(value, dict):
                raise UnsayableError(f"{self.item[1]} has no {self.key}")
            part = value[self.key]
            return self.say([*part] if isinstance(part, list) else part)
        except (KeyError, ValueError) as error:
            raise UnsayableError(f"{self.item[1]} cannot be said") from error


def declared_slot(text: str, *, angle: str | None, language: str, words: Words, place: str) -> Slot:
    """The slot of `path` or `path|way` in a pattern of `angle`; raises InputError if it is not declared."""
    path, _, way = text.partition("|")
    kind, name, key, usual = _declaration(path, angle, place)
    return Slot((kind, name), key, _way(way or usual, language, words, place))


def _declaration(path: str, angle: str | None, place: str) -> tuple[ItemKind, str, str | None, str]:
    if angle is not None and path.startswith("seen."):
        key = path.removeprefix("seen.")
        known = _SEEN_ALWAYS | _SEEN_PAYLOADS.get(angle, {})
        if key in known:
            return "fact", f"seen.{angle}", key, known[key]
        raise InputError(f"unknown slot {path!r} for {angle}", place=place, remedy=did_you_mean(key, known))
    if path not in _DECLARED:
        raise InputError(f"unknown slot {path!r}", place=place, remedy=did_you_mean(path, _DECLARED))
    return _DECLARED[path]


def _way(way: str, language: str, words: Words, place: str) -> Say:
    name, _, argument = way.partition(":")
    if name in ("count", "choose"):
        one, _, many = argument.partition("/")
        if name == "choose":
            return lambda value: one if value == 1 else many
        return lambda value: wording.count_noun(_whole(value), one, many, language)
    ways = _ways(language, words)
    if way not in ways:
        raise InputError(f"unknown way {way!r} to say a value", place=place, remedy=did_you_mean(way, ways))
    return ways[way]


def _ways(language: str, words: Words) -> Mapping[str, Say]:
    @lru_cache(maxsize=4096)
    def iso_date(text: str) -> str:
        return wording.date_long(date.fromisoformat(text), language)

    small = frozenset(words.inside.split())
    return {
        **_page_ways(words),
        "text": plain,
        "year": lambda value: str(_whole(value)),
        "ended": lambda value: f"{plain(value).rstrip('.')}.",
        "inside": lambda value: inside(plain(value), small),
        "number": lambda value: wording.number(_whole(value), language),
        "date": lambda value: iso_date(str(value)),
        "day": lambda value: wording.day_name(str(value), language),
        "hours": lambda value: wording.hours_range(str(value), language),
        "percent": lambda value: wording.percent(Decimal(str(value)), language),
        "money": lambda value: _money(value, language),
        "list": lambda value: wording.join_list(_texts(value), language),
        "tax": lambda value: words.tax.get(str(value), words.tax["other"]),
    }


def plain(value: JSON) -> str:
    """The text on one line; raises ValueError for what is no text, or would be taken for a link that deliver fills."""
    if not isinstance(value, str) or "[[" in value:
        raise ValueError("not a text that a message may quote")
    return " ".join(value.split())


def _page_ways(words: Words) -> dict[str, Say]:
    ways: dict[str, Say] = {}
    for number, case in enumerate(words.cases):
        said = _page_way(words, number)
        ways |= {case: said, case.capitalize(): _capitalised(said)}
    return ways


def _page_way(words: Words, case: int) -> Say:
    @lru_cache(maxsize=4096)
    def page(path: str) -> str:
        return page_name(path, words, case)

    return lambda value: page(plain(value))


def _capitalised(say: Say) -> Say:
    return lambda value: wording.capitalise(say(value))


def page_name(path: str, words: Words, case: int = 0) -> str:
    """A page as its owner would call it: "/" is the home page, "/contact.html" the contact page, else its path."""
    stem = path.strip("/").rpartition("/")[2].rpartition(".")[0] or path.strip("/").rpartition("/")[2]
    if stem.lower() in ("", "index", "home", "default"):
        name = words.page["home" if path.count("/") <= 1 else "other"]
    else:
        name = words.pages.get(stem.lower().replace("_", "-")) or words.page["other"]
    return (name if isinstance(name, str) else name[case]).replace("{path}", path)


def inside(sentence: str, small: frozenset[str]) -> str:
    """The sentence as it is written after a colon: a small word at its start in lower case, a name as it was."""
    first, space, rest = sentence.partition(" ")
    return f"{first.lower()}{space}{rest}" if first in small else sentence


def _whole(value: JSON) -> int:
    if not isinstance(value, int):
        raise ValueError(f"not a whole number: {value!r}")
    return value


def _texts(value: JSON) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"not a list: {value!r}")
    return tuple(plain(one) for one in value)


def _money(value: JSON, language: str) -> str:
    if not isinstance(value, dict):
        raise ValueError(f"not an amount: {value!r}")
    return wording.money(Decimal(str(value["amount"])), str(value["currency"]), language)
