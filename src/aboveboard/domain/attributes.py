"""The attributes a Fact may state: type, meaning, how long it holds, and who would notice it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["text", "integer", "yesno", "record"]
Noticer: TypeAlias = Literal["owner", "customer", "nobody"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """What one attribute is: `days` is how long a value may be used; `noticed_by` says whether it is worth a letter."""

    name: str
    kind: Kind
    days: int = 90
    noticed_by: Noticer = "nobody"
    meaning: str = ""


def _all(kind: Kind, names: str, days: int = 90) -> list[Attribute]:
    return [Attribute(name, kind, days) for name in names.split()]


_PAGE: Final = [
    *_all("text", "page.title page.meta_description page.viewport page.lang page.doctype page.charset page.canonical"),
    *_all("text", "page.generator page.h1 page.jsonld_type page.microdata_type page.social_link page.tracker"),
    *_all("integer", "page.images page.images_without_alt page.links page.links_without_text page.generic_link_texts"),
    *_all("integer", "page.uncrawlable_links page.hreflang_invalid page.forms page.tel_links page.mailto_links"),
    *_all("integer", "page.bytes page.status page.copyright_year"),
    *_all("yesno", "page.lang_valid page.canonical_valid page.noindex page.https page.mixed_content page.flash"),
    *_all("yesno", "page.booking page.ordering page.menu page.map page.cookie_notice page.no_solicitation"),
    Attribute(
        "page.viewport_valid", "yesno", 90, "customer", "the viewport lets phones lay the page out at their width"
    ),
    Attribute(
        "page.doctype_valid", "yesno", 90, "nobody", "the doctype keeps browsers from the layout of the nineties"
    ),
    Attribute("page.price_list", "yesno", 90, "customer", "the page leads to prices"),
    Attribute("page.contact_form", "yesno", 90, "customer", "the page has a form with room for a message"),
    Attribute("page.site_builder", "text", 90, "owner", "what the site is made with"),
    Attribute(
        "page.dated_markup", "integer", 90, "owner", "elements that HTML has given up: font, center, frameset, ..."
    ),
    Attribute("page.trackers_before_consent", "integer", 90, "customer", "trackers that load before anybody agreed"),
    Attribute("page.jsonld_broken", "integer", 90, "owner", "blocks of structured data that are no valid JSON"),
]

_BUSINESS: Final = [
    *_all("text", "business.name business.registered_name business.street business.locality business.region", 365),
    *_all("text", "business.postcode business.country business.category business.register_number", 365),
    *_all("text", "business.register_court business.vat_number business.legal_form", 365),
    *_all("record", "business.telephone business.email business.opening_hours", 90),
]

# What facts derives from the above: each is one thing that was seen on the site, and may lead a letter as its angle.
_SEEN: Final = [
    Attribute("seen.hours_conflict", "record", 90, "customer", "page and markup give different hours for a day"),
    Attribute("seen.no_viewport", "record", 90, "customer", "the page has no viewport, so phones show it tiny"),
    Attribute("seen.no_https", "record", 90, "customer", "browsers mark the site as not secure"),
    Attribute("seen.flash", "record", 90, "customer", "the page needs Flash, which no browser runs any more"),
    Attribute("seen.images_without_alt", "record", 90, "customer", "images that a screen reader cannot read out"),
    Attribute("seen.no_tel_link", "record", 90, "customer", "a telephone number that cannot be tapped"),
    Attribute("seen.no_meta_description", "record", 90, "owner", "search results make up their own summary"),
    Attribute("seen.no_title", "record", 90, "owner", "tabs, bookmarks and search results show no name"),
    Attribute("seen.old_copyright", "record", 90, "customer", "the footer names a year long past"),
    Attribute("seen.no_hours_markup", "record", 90, "owner", "hours stand on the page, but not in its markup"),
    Attribute("seen.noindex", "record", 90, "owner", "the page asks search engines to leave it out"),
    Attribute("seen.links_without_text", "record", 90, "customer", "links that say nothing to a screen reader"),
    Attribute("survey.neighbours", "record", 90, "nobody", "of n businesses of this trade and place, so many have x"),
]

ATTRIBUTES: Final[dict[str, Attribute]] = {a.name: a for a in [*_PAGE, *_BUSINESS, *_SEEN]}
ANGLES: Final[tuple[str, ...]] = tuple(
    a.name.removeprefix("seen.") for a in _SEEN if a.name.startswith("seen.") and a.noticed_by != "nobody"
)
"""The angles a letter may lead with: the `seen.` attributes that the owner or a customer would notice."""
