"""What was seen on a site that its owner or a customer would notice: `seen.` facts, each derived from observed ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import JSON, Fact
from aboveboard.text import week

Payload = dict[str, "str | int"]
_PLAIN: Final = re.compile(r"https?://[a-z0-9.-]+(/[A-Za-z0-9_./-]*)?")  # most URLs; urlsplit takes ten times as long
_DAYS: Final = {name: timedelta(days=attribute.days) for name, attribute in ATTRIBUTES.items()}
OLD_COPYRIGHT_YEARS: Final = 2
"""A footer year this many years back is old: one year back is common in January, two are noticed."""


@dataclass(frozen=True, slots=True)
class ObservedPage:
    """The observed facts of one page, by attribute."""

    url: str
    path: str
    facts: dict[str, list[Fact]]

    def first(self, attribute: str) -> Fact | None:
        """The first fact of an attribute on this page."""
        found = self.facts.get(attribute)
        return found[0] if found else None

    def number(self, attribute: str) -> int:
        """The value of a count, 0 where it was not observed."""
        fact = self.first(attribute)
        return fact.value if fact is not None and isinstance(fact.value, int) else 0

    def says(self, attribute: str, value: bool) -> bool:
        """True if the page was observed and its yes/no attribute has this value."""
        fact = self.first(attribute)
        return fact is not None and fact.value is value


Seen = tuple[Payload, list[Fact]]


def pages_of(facts: Iterable[Fact]) -> list[ObservedPage]:
    """The observed pages with status 200, the home page first, then by URL."""
    by_url: dict[str, dict[str, list[Fact]]] = {}
    url, page = "", by_url.setdefault("", {})
    for fact in facts:
        if fact.url != url:
            url, page = fact.url, by_url.setdefault(fact.url, {})
        page.setdefault(fact.attribute, []).append(fact)
    del by_url[""]
    pages = [ObservedPage(url, path_of(url), found) for url, found in by_url.items() if "page.bytes" in found]
    pages = [page for page in pages if "page.cut_off" not in page.facts]  # what stands in its rest is not known
    pages = [page for page in pages if page.number("page.status") in (0, 200)]
    return sorted(pages, key=lambda page: (page.path != "/", page.url))


def path_of(url: str) -> str:
    """The path part of a URL, "/" for the home page."""
    plain = _PLAIN.fullmatch(url)
    return (plain[1] if plain else urlsplit(url).path) or "/"


def derive(facts: list[Fact], today: date) -> list[Fact]:
    """The `seen.` facts of one site, at most one of each attribute; each expires with the first fact it rests on."""
    pages = pages_of(facts)
    if not pages:
        return []
    found: list[Fact] = []
    for attribute, rule in _RULES.items():
        seen = rule(pages, today)
        if seen is not None:
            found.append(_fact(attribute, *seen, page_of(pages, seen[0])))
    return found


def page_of(pages: list[ObservedPage], payload: Payload) -> ObservedPage:
    """The page whose path the payload names."""
    if len(pages) == 1:
        return pages[0]
    return next((page for page in pages if page.path == payload["path"]), pages[0])


def _fact(attribute: str, payload: Payload, grounds: list[Fact], page: ObservedPage) -> Fact:
    as_of = min([fact.as_of for fact in grounds])
    value: JSON = dict(payload)
    return Fact(
        attribute=attribute,
        value=value,
        source="derived",
        url=page.url,
        where=grounds[0].where,
        excerpt=grounds[0].excerpt,
        as_of=as_of,
        expires=min(as_of + _DAYS[attribute], *[fact.expires for fact in grounds]),
        from_facts=tuple(sorted({fact.id for fact in grounds})),
    )


def _absent(attribute: str) -> Callable[[list[ObservedPage], date], Seen | None]:
    def rule(pages: list[ObservedPage], today: date) -> Seen | None:
        home = pages[0]
        if home.first(attribute) is not None:
            return None
        return {"path": home.path}, home.facts["page.bytes"]

    return rule


def _stated(attribute: str, value: bool) -> Callable[[list[ObservedPage], date], Seen | None]:
    def rule(pages: list[ObservedPage], today: date) -> Seen | None:
        for page in pages:
            if page.says(attribute, value):
                return {"path": page.path}, page.facts[attribute]
        return None

    return rule


def _no_https(pages: list[ObservedPage], today: date) -> Seen | None:
    home = pages[0]
    return ({"path": home.path}, home.facts["page.https"]) if home.says("page.https", False) else None


def _noindex(pages: list[ObservedPage], today: date) -> Seen | None:
    home = pages[0]
    return ({"path": home.path}, home.facts["page.noindex"]) if home.says("page.noindex", True) else None


def _images_without_alt(pages: list[ObservedPage], today: date) -> Seen | None:
    page = max(pages, key=lambda page: page.number("page.images_without_alt"))
    count = page.number("page.images_without_alt")
    if count < 1:
        return None
    grounds = page.facts["page.images_without_alt"] + page.facts.get("page.images", [])
    return {"count": count, "images": max(count, page.number("page.images")), "path": page.path}, grounds


def _links_without_text(pages: list[ObservedPage], today: date) -> Seen | None:
    page = max(pages, key=lambda page: page.number("page.links_without_text"))
    count = page.number("page.links_without_text")
    return ({"count": count, "path": page.path}, page.facts["page.links_without_text"]) if count >= 2 else None


def _no_tel_link(pages: list[ObservedPage], today: date) -> Seen | None:
    if any(page.number("page.tel_links") for page in pages):
        return None
    for page in pages:
        telephone = page.first("business.telephone")
        if telephone is not None and isinstance(telephone.value, dict) and telephone.source == "page":
            printed = telephone.value.get("printed")
            if isinstance(printed, str) and "page.tel_links" in page.facts:
                return {"printed": printed, "path": page.path}, [telephone, *page.facts["page.tel_links"]]
    return None


def _old_copyright(pages: list[ObservedPage], today: date) -> Seen | None:
    found = [fact for page in pages for fact in page.facts.get("page.copyright_year", [])]
    years = [fact.value for fact in found if isinstance(fact.value, int)]
    if not years or max(years) > today.year - OLD_COPYRIGHT_YEARS:
        return None
    newest = next(fact for fact in found if fact.value == max(years))
    return {"year": max(years), "path": path_of(newest.url)}, [newest]


def _hours(pages: list[ObservedPage], source: str) -> Iterator[Fact]:
    for page in pages:
        for fact in page.facts.get("business.opening_hours", []):
            if fact.source == source:
                yield fact


def _no_hours_markup(pages: list[ObservedPage], today: date) -> Seen | None:
    printed = list(_hours(pages, "page"))
    if not printed or next(_hours(pages, "markup"), None) is not None:
        return None
    return {"path": path_of(printed[0].url)}, printed


def _week(facts: Iterable[Fact]) -> week.Week:
    return tuple(dict(fact.value) for fact in facts if isinstance(fact.value, dict))


def _words(hours: week.DayHours) -> str:
    return "closed" if hours == "closed" else ", ".join(f"{opens}-{closes}" for opens, closes in hours)


def _hours_conflict(pages: list[ObservedPage], today: date) -> Seen | None:
    printed, markup = list(_hours(pages, "page")), list(_hours(pages, "markup"))
    if not printed or not markup:
        return None
    for day, on_page, in_markup in week.conflicts(_week(printed), _week(markup)):
        payload: Payload = {"day": day, "page": _words(on_page), "markup": _words(in_markup)}
        return payload | {"path": path_of(printed[0].url)}, [*printed, *markup]
    return None


_RULES: Final[dict[str, Callable[[list[ObservedPage], date], Seen | None]]] = {
    "seen.hours_conflict": _hours_conflict,
    "seen.no_viewport": _absent("page.viewport"),
    "seen.no_https": _no_https,
    "seen.flash": _stated("page.flash", True),
    "seen.images_without_alt": _images_without_alt,
    "seen.no_tel_link": _no_tel_link,
    "seen.no_meta_description": _absent("page.meta_description"),
    "seen.no_title": _absent("page.title"),
    "seen.old_copyright": _old_copyright,
    "seen.no_hours_markup": _no_hours_markup,
    "seen.noindex": _noindex,
    "seen.links_without_text": _links_without_text,
}
