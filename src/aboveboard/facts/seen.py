"""What was seen on a site that its owner or a customer would notice: `seen.` facts, each derived from observed ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from operator import attrgetter
from typing import Final, TypeAlias

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import JSON, Fact
from aboveboard.facts import conflicts
from aboveboard.facts.confidence import derived, may_be_said
from aboveboard.facts.conflicts import Payload, Seen
from aboveboard.facts.site import ObservedPage, Site, observed_site, path_of

Rule: TypeAlias = "Callable[[Site, date], Seen | None]"
IdOf: TypeAlias = Callable[[Fact], str]

_DAYS: Final = {name: timedelta(days=attribute.days) for name, attribute in ATTRIBUTES.items()}
OLD_COPYRIGHT_YEARS: Final = 2
"""A footer year this many years back is old: one year back is common in January, two are noticed."""
HEAVY_BYTES: Final = 1_900 * 1024
"""The median page of the web has 1,700 to 1,900 KiB with its pictures (Chrome for Developers, Lighthouse audit
total-byte-weight); a page whose text alone has more is heavy by any count."""
GONE: Final = frozenset({404, 410})
"""The answers that say that a page is not there (RFC 9110, sections 15.5.5 and 15.5.11); other errors may pass."""
_PLAIN: Final = re.compile(r"(?:https?://[a-z0-9.:-]+)?(/[A-Za-z0-9_./-]{0,60})?")


def derive(facts: Iterable[Fact], today: date, *, id_of: IdOf = attrgetter("id")) -> list[Fact]:
    """The `seen.` facts of one site, at most one of each attribute; each expires with the first fact it rests on.

    What rests on facts in which there is too little confidence for a message is left out. `id_of` gives the ids of the
    facts, for those who have them already.
    """
    site = observed_site(facts, today)
    if not site.pages:
        return []
    found: list[Fact] = []
    for attribute, (needed, rule) in _RULES.items():
        seen = rule(site, today) if needed in site.attributes else None
        if seen is not None and may_be_said(attribute, derived(seen[1], today)):
            found.append(_fact(attribute, *seen, site.page_at(seen[0]["path"]), id_of))
    return found


def _fact(attribute: str, payload: Payload, grounds: list[Fact], page: ObservedPage, id_of: IdOf) -> Fact:
    ground, *others = grounds
    as_of, expires = ground.as_of, ground.expires
    for other in others:
        as_of, expires = min(as_of, other.as_of), min(expires, other.expires)
    value: JSON = dict(payload)
    return Fact(
        attribute=attribute,
        value=value,
        source="derived",
        url=page.url,
        where=ground.where,
        excerpt=ground.excerpt,
        as_of=as_of,
        expires=min(as_of + _DAYS[attribute], expires),
        from_facts=tuple(sorted({id_of(fact) for fact in grounds})) if others else (id_of(ground),),
    )


def _conflict(rule: Callable[[Site], Seen | None]) -> Rule:
    return lambda site, today: rule(site)


def _absent(attribute: str) -> Rule:
    def rule(site: Site, today: date) -> Seen | None:
        home = site.pages[0]
        if home.first(attribute) is not None:
            return None
        return {"path": home.path}, home.facts["page.bytes"]

    return rule


def _stated(attribute: str, value: bool) -> Rule:
    def rule(site: Site, today: date) -> Seen | None:
        for page in site.pages:
            if page.says(attribute, value):
                return {"path": page.path}, page.facts[attribute]
        return None

    return rule


def _stated_at_home(attribute: str, value: bool) -> Rule:
    def rule(site: Site, today: date) -> Seen | None:
        home = site.pages[0]
        return ({"path": home.path}, home.facts[attribute]) if home.says(attribute, value) else None

    return rule


def _counted(attribute: str, least: int) -> Rule:
    """The page with the most of something, from `least` on."""

    def rule(site: Site, today: date) -> Seen | None:
        page, count = site.most(attribute)
        return ({"count": count, "path": page.path}, page.facts[attribute]) if count >= least else None

    return rule


def _images_without_alt(site: Site, today: date) -> Seen | None:
    page, count = site.most("page.images_without_alt")
    if count < 1:
        return None
    grounds = page.facts["page.images_without_alt"] + page.facts.get("page.images", [])
    return {"count": count, "images": max(count, page.number("page.images")), "path": page.path}, grounds


def _no_tel_link(site: Site, today: date) -> Seen | None:
    if any(page.number("page.tel_links") for page in site.pages):
        return None
    for page in site.pages:
        telephone = page.first("business.telephone")
        if telephone is not None and isinstance(telephone.value, dict) and telephone.source == "page":
            printed = telephone.value.get("printed")
            if isinstance(printed, str) and "page.tel_links" in page.facts:
                return {"printed": printed, "path": page.path}, [telephone, *page.facts["page.tel_links"]]
    return None


def _old_copyright(site: Site, today: date) -> Seen | None:
    found = [fact for page in site.pages for fact in page.facts.get("page.copyright_year", [])]
    years = [fact.value for fact in found if isinstance(fact.value, int)]
    if not years or max(years) > today.year - OLD_COPYRIGHT_YEARS:
        return None
    newest = next(fact for fact in found if fact.value == max(years))
    return {"year": max(years), "path": path_of(newest.url)}, [newest]


def _no_hours_markup(site: Site, today: date) -> Seen | None:
    printed = list(site.on_pages("business.opening_hours", "page"))
    if not printed or next(site.on_pages("business.opening_hours", "markup"), None) is not None:
        return None
    return {"path": path_of(printed[0].url)}, printed


def _broken_link(site: Site, today: date) -> Seen | None:
    found = [one for fact in site.anywhere("site.broken_link") if (one := _gone(fact)) is not None]
    return min(found, key=lambda one: (one[0]["path"] != "/", str(one[0]["path"]), str(one[0]["target"])), default=None)


def _gone(fact: Fact) -> Seen | None:
    """A link to a page that is not there; an address with more than plain letters in it is not repeated in a letter."""
    value = fact.value if isinstance(fact.value, dict) else {}
    target, page, status = value.get("target"), value.get("page"), value.get("status")
    if not (isinstance(target, str) and isinstance(page, str) and isinstance(status, int) and status in GONE):
        return None
    leads_to, stands_on = _PLAIN.fullmatch(target), _PLAIN.fullmatch(page)
    if leads_to is None or stands_on is None or not (leads_to[1] or "").strip("/"):
        return None
    return {"target": leads_to[1], "status": status, "path": stands_on[1] or "/"}, [fact]


def _heavy_page(site: Site, today: date) -> Seen | None:
    page, size = site.most("page.bytes")
    return ({"kilobytes": size // 1000, "path": page.path}, page.facts["page.bytes"]) if size > HEAVY_BYTES else None


# Each rule, and the attribute without which it cannot see anything: most sites lack most of these.
_RULES: Final[dict[str, tuple[str, Rule]]] = {
    "seen.hours_conflict": ("business.opening_hours", _conflict(conflicts.hours_conflict)),
    "seen.telephone_conflict": ("business.telephone", _conflict(conflicts.telephone_conflict)),
    "seen.address_conflict": ("business.postcode", _conflict(conflicts.address_conflict)),
    "seen.broken_link": ("site.broken_link", _broken_link),
    "seen.no_viewport": ("page.bytes", _absent("page.viewport")),
    "seen.no_https": ("page.https", _stated_at_home("page.https", False)),
    "seen.flash": ("page.flash", _stated("page.flash", True)),
    "seen.mixed_content": ("page.mixed_content", _stated("page.mixed_content", True)),
    "seen.heavy_page": ("page.bytes", _heavy_page),
    "seen.images_without_alt": ("page.images_without_alt", _images_without_alt),
    "seen.no_tel_link": ("business.telephone", _no_tel_link),
    "seen.no_meta_description": ("page.bytes", _absent("page.meta_description")),
    "seen.no_title": ("page.bytes", _absent("page.title")),
    "seen.old_copyright": ("page.copyright_year", _old_copyright),
    "seen.no_hours_markup": ("business.opening_hours", _no_hours_markup),
    "seen.noindex": ("page.noindex", _stated_at_home("page.noindex", True)),
    "seen.links_without_text": ("page.links_without_text", _counted("page.links_without_text", 2)),
    "seen.trackers": ("page.trackers_before_consent", _counted("page.trackers_before_consent", 1)),
}
