"""The attributes a Fact may state: what each means, how long it holds, whom we believe, and who would notice it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["text", "integer", "yesno", "record"]
Noticer: TypeAlias = Literal["owner", "customer", "nobody"]
Single: TypeAlias = Literal["", "value", "day"]

# Whom we believe first, by the kind of source (domain.fact); "=" means that neither wins over the other. A "register"
# is one that the law keeps, "list" is what the campaign brought along.
_SEEN_THERE: Final = "page = markup"
_PRINTED: Final = "page = markup > register > list"
_CALLED: Final = "list > markup > page > register"
_REGISTERED: Final = "register > page > markup > list"
_COUNTED: Final = "survey"
_DERIVED: Final = "derived"


@dataclass(frozen=True, slots=True)
class Attribute:
    """What one attribute is.

    `days` is how long a value may be used. `noticed_by` is who would notice it on the site, or that it is wrong there:
    of what was seen, only that which somebody would notice may lead a letter. `trust` is the order of its sources.
    `single` says that there is one true value, or one for each day of the week, so that two may disagree. `floor` is
    the least confidence, per cent, with which it may stand in a message.
    """

    name: str
    kind: Kind
    days: int
    noticed_by: Noticer
    meaning: str
    trust: str = _SEEN_THERE
    single: Single = ""
    floor: int = 60


_A = Attribute
# fmt: off
_PAGE: Final = [
    _A("page.title", "text", 90, "owner", "the title, which tabs and search results show"),
    _A("page.meta_description", "text", 90, "owner", "the summary that search results may show"),
    _A("page.viewport", "text", 90, "customer", "how a phone is to fit the page to its screen"),
    _A("page.lang", "text", 90, "customer", "the language the page says it is in; screen readers speak it so"),
    _A("page.doctype", "text", 90, "nobody", "the line that says by which standard to draw the page"),
    _A("page.charset", "text", 90, "customer", "the encoding of the letters"),
    _A("page.canonical", "text", 90, "owner", "the address under which search engines are to list the page"),
    _A("page.generator", "text", 90, "nobody", "the software that made the page, by its own account"),
    _A("page.h1", "text", 90, "customer", "a main heading"),
    _A("page.jsonld_type", "text", 90, "nobody", "a type named in the page's JSON-LD"),
    _A("page.microdata_type", "text", 90, "nobody", "a type named in the page's microdata"),
    _A("page.social_link", "text", 90, "customer", "a link to a profile elsewhere"),
    _A("page.tracker", "text", 90, "nobody", "a host of another company that measures visitors"),
    _A("page.site_builder", "text", 90, "owner", "the system in which the site is edited"),
    _A("page.cut_off", "text", 7, "customer", "why the page was not read to its end"),
    _A("page.images", "integer", 90, "nobody", "how many pictures there are"),
    _A("page.images_without_alt", "integer", 90, "customer", "pictures that a screen reader cannot read out"),
    _A("page.links", "integer", 90, "nobody", "how many links there are"),
    _A("page.links_without_text", "integer", 90, "customer", "links that say nothing to a screen reader"),
    _A("page.generic_link_texts", "integer", 90, "customer", "links that only say 'here' or 'more'"),
    _A("page.uncrawlable_links", "integer", 90, "owner", "links that search engines cannot follow"),
    _A("page.hreflang_invalid", "integer", 90, "owner", "links to other languages that name none"),
    _A("page.forms", "integer", 90, "nobody", "how many forms there are"),
    _A("page.tel_links", "integer", 90, "customer", "telephone numbers that can be tapped"),
    _A("page.mailto_links", "integer", 90, "customer", "mailboxes that can be tapped"),
    _A("page.bytes", "integer", 90, "customer", "the size of the page's own text"),
    _A("page.status", "integer", 7, "customer", "the server's answer; 200 is a page"),
    _A("page.copyright_year", "integer", 90, "customer", "the year beside a copyright sign"),
    _A("page.dated_markup", "integer", 90, "nobody", "elements of an earlier age of the web"),
    _A("page.jsonld_broken", "integer", 90, "owner", "blocks of JSON-LD that no program can read"),
    _A("page.trackers_before_consent", "integer", 30, "owner", "measuring scripts that start before anybody agrees"),
    _A("page.lang_valid", "yesno", 90, "customer", "whether the language is one that exists"),
    _A("page.viewport_valid", "yesno", 90, "customer", "whether a phone may lay the page out at its own width"),
    _A("page.doctype_valid", "yesno", 90, "nobody", "whether browsers draw the page by today's standard"),
    _A("page.canonical_valid", "yesno", 90, "owner", "whether the canonical address can be used"),
    _A("page.noindex", "yesno", 30, "owner", "whether search engines are asked to leave the page out"),
    _A("page.https", "yesno", 90, "customer", "whether the page came encrypted"),
    _A("page.mixed_content", "yesno", 30, "customer", "whether parts of an encrypted page come unencrypted"),
    _A("page.flash", "yesno", 90, "customer", "whether a part needs Flash"),
    _A("page.booking", "yesno", 90, "customer", "whether one can book"),
    _A("page.ordering", "yesno", 90, "customer", "whether one can order"),
    _A("page.menu", "yesno", 90, "customer", "whether there is a menu"),
    _A("page.price_list", "yesno", 90, "customer", "whether there are prices"),
    _A("page.contact_form", "yesno", 90, "customer", "whether one can write by a form"),
    _A("page.map", "yesno", 90, "customer", "whether there is a map"),
    _A("page.cookie_notice", "yesno", 90, "customer", "whether there is a notice about cookies"),
    _A("page.no_solicitation", "yesno", 90, "owner", "whether the page refuses advertising"),
]

# Of a site as a whole, or of the way to it. Connections and links change sooner than what stands on a page.
_SITE: Final = [
    _A("site.outreach", "text", 30, "owner", "what the site's refusal file says"),
    _A("site.broken_link", "record", 7, "customer", "a link within the site to a page that is not there"),
    _A("site.tls_version", "text", 30, "nobody", "the version of the encryption"),
    _A("site.tls_expires", "text", 7, "owner", "the last day of the certificate"),
    _A("site.tls_valid", "yesno", 7, "customer", "whether browsers accept the certificate"),
    _A("site.redirects_to_https", "yesno", 30, "customer", "whether http leads to https"),
    _A("site.pages_read", "integer", 30, "nobody", "how many pages were read"),
]

_BUSINESS: Final = [
    # a name from the list is what we were given to greet by: it stands until it is too old to be used at all
    _A("business.name", "text", 365, "customer", "the trading name", _CALLED, "value", 45),
    _A("business.registered_name", "text", 365, "owner", "the name in the register", _REGISTERED, "value"),
    _A("business.street", "text", 180, "customer", "street and number", _PRINTED, "value"),
    _A("business.locality", "text", 180, "customer", "the town", _PRINTED, "value"),
    _A("business.region", "text", 180, "nobody", "the region", _PRINTED),
    _A("business.postcode", "text", 180, "customer", "the postcode", _PRINTED, "value"),
    _A("business.country", "text", 365, "nobody", "the country, by its code or name", _PRINTED),
    _A("business.category", "text", 365, "nobody", "the kind of business, by its structured data", _SEEN_THERE),
    _A("business.register_number", "text", 365, "owner", "the number in the register", _REGISTERED, "value"),
    _A("business.register_court", "text", 365, "owner", "the court that keeps the register", _REGISTERED),
    _A("business.vat_number", "text", 365, "owner", "the number for value added tax", _REGISTERED, "value"),
    _A("business.legal_form", "text", 365, "owner", "company, sole trader, partnership, public", _REGISTERED, "value"),
    _A("business.telephone", "record", 60, "customer", "a telephone number", _PRINTED),
    _A("business.email", "record", 60, "nobody", "that a mailbox of a role is printed; never which", _PRINTED),
    _A("business.opening_hours", "record", 30, "customer", "when the business is open", _SEEN_THERE, "day"),
]

# What facts derives from the above: each is one thing that was seen on the site, and may lead a letter as its angle.
# The weightiest stand first.
_SEEN: Final = [
    _A("seen.hours_conflict", "record", 90, "customer", "page and markup give different hours for a day", _DERIVED),
    _A("seen.telephone_conflict", "record", 90, "customer", "page and markup give different numbers", _DERIVED),
    _A("seen.address_conflict", "record", 90, "customer", "page and markup give different addresses", _DERIVED),
    _A("seen.broken_link", "record", 7, "customer", "a link of the site leads to a page that is gone", _DERIVED),
    _A("seen.no_viewport", "record", 90, "customer", "the page has no viewport, so phones show it tiny", _DERIVED),
    _A("seen.no_https", "record", 90, "customer", "browsers mark the site as not secure", _DERIVED),
    _A("seen.flash", "record", 90, "customer", "the page needs Flash, which no browser runs any more", _DERIVED),
    _A("seen.mixed_content", "record", 30, "customer", "browsers block or change parts of the page", _DERIVED),
    _A("seen.heavy_page", "record", 90, "customer", "the page alone is larger than most are with pictures", _DERIVED),
    _A("seen.images_without_alt", "record", 90, "customer", "images that a screen reader cannot read out", _DERIVED),
    _A("seen.no_tel_link", "record", 90, "customer", "a telephone number that cannot be tapped", _DERIVED),
    _A("seen.no_meta_description", "record", 90, "owner", "search results make up their own summary", _DERIVED),
    _A("seen.no_title", "record", 90, "owner", "tabs, bookmarks and search results show no name", _DERIVED),
    _A("seen.old_copyright", "record", 90, "customer", "the footer names a year long past", _DERIVED),
    _A("seen.no_hours_markup", "record", 90, "owner", "hours stand on the page, but not in its markup", _DERIVED),
    _A("seen.noindex", "record", 90, "owner", "the page asks search engines to leave it out", _DERIVED),
    _A("seen.links_without_text", "record", 90, "customer", "links that say nothing to a screen reader", _DERIVED),
    _A("seen.trackers", "record", 30, "owner", "scripts of others start before a visitor agrees", _DERIVED),
    _A("survey.neighbours", "record", 90, "nobody", "of n businesses of this trade and place, m have x", _COUNTED),
]
# fmt: on

ATTRIBUTES: Final[dict[str, Attribute]] = {a.name: a for a in [*_PAGE, *_SITE, *_BUSINESS, *_SEEN]}
ANGLES: Final[tuple[str, ...]] = tuple(
    a.name.removeprefix("seen.") for a in _SEEN if a.name.startswith("seen.") and a.noticed_by != "nobody"
)
"""The angles a letter may lead with: the `seen.` attributes that the owner or a customer would notice."""


def _ranks(order: str) -> dict[str, int]:
    return {source: rank for rank, place in enumerate(order.split(" > ")) for source in place.split(" = ")}


TRUST: Final[dict[str, dict[str, int]]] = {name: _ranks(attribute.trust) for name, attribute in ATTRIBUTES.items()}
"""For each attribute the rank of each kind of source: 0 is believed first; a kind that is absent is not believed."""
