"""What a page's structured data says about the business itself: name, address, telephone, mailbox, hours."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import msgspec
from babel import Locale

from aboveboard.domain.fact import JSON, Level
from aboveboard.observe.document import Document, attribute, names, squeeze
from aboveboard.observe.markup import Item, Value
from aboveboard.observe.quotation import without_mailboxes
from aboveboard.observe.seen import Seen
from aboveboard.text import email, hours, persons, telephone

# Things that may have an address or a telephone and are not the business.
_OTHERS: Final = names(
    "Person PostalAddress ContactPoint Product Offer AggregateOffer Review AggregateRating Rating WebPage WebSite "
    "AboutPage ContactPage CollectionPage ItemPage Article NewsArticle BlogPosting Blog BreadcrumbList ListItem "
    "ItemList ImageObject VideoObject JobPosting Recipe Book Movie Service Country City State AdministrativeArea "
    "GeoCoordinates Residence Apartment House ApartmentComplex CreativeWork Invoice Order FAQPage Question Answer "
    "WPHeader WPFooter WPSideBar Brand Room HotelRoom"
)
_ANY_BUSINESS: Final = names("Organization LocalBusiness Corporation Place NGO EducationalOrganization Thing")
_SIGNS: Final = ("address", "telephone", "openingHours", "openingHoursSpecification", "email", "vatID", "legalName")
_LEADS_TO: Final = ("mainEntity", "about", "publisher", "provider", "isPartOf", "mainEntityOfPage")
_ADDRESS: Final = {
    "streetAddress": "business.street",
    "addressLocality": "business.locality",
    "addressRegion": "business.region",
    "postalCode": "business.postcode",
    "addressCountry": "business.country",
}
_LONGEST: Final = 200
_TELLING: Final = 6  # letters that a name has to share with the host before the host vouches for it


def businesses(items: Iterable[Item], depth: int = 0) -> Iterator[Item]:
    """The items that describe the business whose page it is, also where a page or a site leads to it."""
    for item in items:
        if is_business(item):
            yield item
        elif depth < 3:
            yield from businesses([entry for name in _LEADS_TO for entry in item.items(name)], depth + 1)


def is_business(item: Item) -> bool:
    """True if no type of the item is something else, and it says how to reach it or is an Organization."""
    kinds = set(item.types)
    if not kinds or kinds & _OTHERS or any(kind.endswith(("Event", "Action")) for kind in kinds):
        return False
    return bool(kinds & {"Organization", "LocalBusiness", "Corporation"}) or any(item.all(sign) for sign in _SIGNS)


def read_business(items: Iterable[Item], country: str | None) -> Iterator[Seen]:
    """Every `business.` fact of the structured data."""
    for item in businesses(items):
        yield from map(_named, _texts(item.texts("name"), "business.name"))
        legal = [value for value in item.texts("legalName") if not persons.find(value.text, strict=False)]
        yield from _texts(legal, "business.registered_name")
        yield from _texts(item.texts("vatID"), "business.vat_number")
        yield from _category(item)
        for address in item.items("address"):
            yield from _address(address)
        for holder in [item, *item.items("contactPoint")]:
            yield from _telephones(holder.texts("telephone"), country)
            yield from _mailboxes(holder.texts("email"))
        yield from _opening(item)


def site_name(page: Document) -> Iterator[Seen]:
    """The name that the page gives its site in Open Graph, the business's trading name as a rule."""
    metas = page.inventory.of("meta")
    node = next((meta for meta in metas if meta.attributes.get("property") == "og:site_name"), None)
    name = squeeze(attribute(node, "content")) if node is not None else ""
    if node is not None and 0 < len(name) <= _LONGEST and "@" not in name:
        yield _named(_say("business.name", name, name, page.place(node)))


def trading_names(page: Document, items: Iterable[Item]) -> frozenset[str]:
    """The names of the business that are no evident person's: those of its markup, and of its title if its host.

    Two unknown capitalised words count as a person's name; where they are what the business calls itself they stay.
    A name with a given name or a title in it is a person's, whoever trades under it.
    """
    said = [value.text for item in businesses(items) for name in ("name", "legalName") for value in item.texts(name)]
    said += [str(seen.value) for seen in site_name(page)]
    title = page.first("title")
    host = _letters((urlsplit(page.url).hostname or "").rpartition(".")[0])
    for span in persons.find(squeeze(title.text())) if title is not None else ():
        if len(_letters(span.text)) >= _TELLING and _letters(span.text) in host:
            said.append(span.text)
    return frozenset(name for name in map(squeeze, said) if name and not persons.find(name, strict=False))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _say(fact: str, value: JSON, excerpt: str, where: str) -> Seen:
    return Seen(fact, value, excerpt=excerpt, where=where, source="markup")


def _texts(values: Iterable[Value], fact: str) -> Iterator[Seen]:
    for value in values:
        text = without_mailboxes(squeeze(value.text))
        if 0 < len(text) <= _LONGEST:
            yield _say(fact, text, text, value.where)


def _named(seen: Seen) -> Seen:
    """A trading name; one that is a person's own stays in its value alone, at the level of an individual."""
    evident = persons.find(str(seen.value), strict=False)
    return msgspec.structs.replace(seen, level="individual", excerpt=persons.PLACEHOLDER) if evident else seen


def _category(item: Item) -> Iterator[Seen]:
    for kind in item.types:
        if kind not in _ANY_BUSINESS:
            yield _say("business.category", kind, kind, item.where)


def _address(address: Item) -> Iterator[Seen]:
    for name, fact in _ADDRESS.items():
        found = address.texts(name)
        for country in address.items(name):
            found = [*found, *country.texts("name")]
        for seen in _texts(found[:1], fact):
            if fact == "business.country":
                seen = _say(fact, country_code(str(seen.value)), seen.excerpt, seen.where)
            yield seen


@cache
def _territories() -> dict[str, str]:
    found: dict[str, str] = {
        "usa": "US",
        "uk": "GB",
        "great britain": "GB",
        "england": "GB",
        "scotland": "GB",
        "wales": "GB",
    }
    for language in ("en", "de", "fr", "nl", "es", "it"):
        found |= {name.casefold(): code for code, name in Locale(language).territories.items() if len(code) == 2}
    return found


def country_code(name: str) -> str:
    """The ISO 3166-1 code of a country given by code or by name in six languages; what is neither, unchanged."""
    plain = name.strip()
    return plain.upper() if len(plain) == 2 and plain.lower() != "uk" else _territories().get(plain.casefold(), plain)


def _telephones(values: Iterable[Value], country: str | None) -> Iterator[Seen]:
    for value in values:
        printed = squeeze(value.text.removeprefix("tel:"))
        if 7 <= sum(letter.isdigit() for letter in printed) <= 15 and len(printed) <= 40:
            number = telephone.to_e164(printed, country) or printed
            yield _say("business.telephone", {"value": number, "printed": printed}, printed, value.where)


def _mailboxes(values: Iterable[Value]) -> Iterator[Seen]:
    for value in values:
        address = email.normalise(squeeze(value.text).removeprefix("mailto:").partition("?")[0])
        if address:
            yield mailbox(address, excerpt=address, where=value.where, source="markup")


def mailbox(address: str, *, excerpt: str, where: str, source: str = "page") -> Seen:
    """A `business.email` fact in the clear; a named mailbox is at the level of an individual."""
    kind = email.kind(address)
    level: Level = "entity" if kind == "role" else "individual"
    return Seen("business.email", {"value": address, "kind": kind}, level, excerpt, where, source)


def _opening(item: Item) -> Iterator[Seen]:
    for value in item.texts("openingHours"):
        for span in hours.from_schema(value.text):
            yield _say("business.opening_hours", dict(span), squeeze(value.text)[:_LONGEST], value.where)
    for value in item.all("openingHoursSpecification"):
        if isinstance(value.value, Item):
            yield from _specification(value.value, value.where)


def _specification(item: Item, where: str) -> Iterator[Seen]:
    plain: dict[str, object] = {"dayOfWeek": [value.text for value in item.texts("dayOfWeek")]}
    for name in ("opens", "closes", "validFrom", "validThrough"):
        for value in item.texts(name):
            plain[name] = value.text
    for span in hours.from_schema(plain):
        yield _say("business.opening_hours", dict(span), _shown(plain), where)


def _shown(plain: dict[str, object]) -> str:
    parts = [", ".join(value) if isinstance(value, list) else str(value) for value in plain.values()]
    return squeeze(" ".join(parts))[:_LONGEST]
