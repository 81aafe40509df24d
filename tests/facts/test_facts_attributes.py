"""What is known of each attribute."""

import re

import pytest

from aboveboard.domain.attributes import ANGLES, ATTRIBUTES, TRUST
from aboveboard.domain.environment import CONDITION_ATTRIBUTES, environment
from aboveboard.domain.fact import Statement
from aboveboard.facts.confidence import BY_RANK

SOURCES = {"page", "markup", "register", "list", "survey", "derived"}
# What the doors of observe give, as their contract names them.
OF_PAGES = """
page.title page.meta_description page.viewport page.lang page.doctype page.charset page.canonical page.generator page.h1
page.images page.images_without_alt page.links page.links_without_text page.generic_link_texts page.uncrawlable_links
page.hreflang_invalid page.forms page.tel_links page.mailto_links page.bytes page.lang_valid page.canonical_valid
page.noindex page.https page.mixed_content page.flash page.booking page.ordering page.menu page.map page.cookie_notice
page.no_solicitation page.status page.copyright_year page.jsonld_type page.microdata_type page.social_link page.tracker
page.cut_off page.price_list page.contact_form page.dated_markup page.site_builder page.trackers_before_consent
page.jsonld_broken site.broken_link site.tls_version site.tls_expires site.tls_valid site.redirects_to_https
site.pages_read business.name business.registered_name business.street business.locality business.region
business.postcode business.country business.category business.register_number business.register_court
business.vat_number business.legal_form business.telephone business.email business.opening_hours
"""


def test_the_table_has_every_attribute_that_pages_and_sites_give() -> None:
    """Each has its line."""
    assert set() == set(OF_PAGES.split()) - set(ATTRIBUTES)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_each_attribute_says_all_that_is_asked_of_it(name: str) -> None:
    """A meaning in a few words, a time to hold, an order of known sources, and a floor that its best source passes."""
    attribute = ATTRIBUTES[name]
    assert re.fullmatch(r"[a-zA-Z][^.\n]{7,79}", attribute.meaning)
    assert 7 <= attribute.days <= 365
    assert set() == set(TRUST[name]) - SOURCES
    assert set(TRUST[name].values()) == set(range(max(TRUST[name].values()) + 1))
    assert 0 < attribute.floor < BY_RANK[0]


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("page.status", "business.opening_hours"),
        ("site.broken_link", "business.opening_hours"),
        ("business.opening_hours", "business.telephone"),
        ("business.telephone", "business.name"),
        ("business.telephone", "business.legal_form"),
    ],
)
def test_what_changes_often_is_believed_for_a_shorter_time(shorter: str, longer: str) -> None:
    """Answers of servers hold for days, hours and numbers for weeks, names and forms for a year."""
    assert ATTRIBUTES[shorter].days < ATTRIBUTES[longer].days


def test_a_letter_leads_only_with_what_somebody_would_notice() -> None:
    """Every angle is noticed by the owner or a customer; counts of neighbours lead no letter."""
    assert {"owner", "customer"} == {ATTRIBUTES[f"seen.{angle}"].noticed_by for angle in ANGLES}
    assert "neighbours" not in ANGLES


def test_what_has_one_value_can_be_asked_for_by_its_sources() -> None:
    """Names, places, numbers and the form have one true value, hours one a day, telephones many."""
    single = {name.removeprefix("business.") for name, a in ATTRIBUTES.items() if a.single == "value"}
    assert {"name", "registered_name", "street", "locality", "postcode", "register_number", "vat_number",
            "legal_form"} == single  # fmt: skip
    assert ["business.opening_hours"] == [name for name, a in ATTRIBUTES.items() if a.single == "day"]


@pytest.mark.parametrize(
    ("forms", "expected"),
    [(["corporate"], "corporate"), (["corporate", "sole_trader"], "unknown"), (["unknown", "corporate"], "corporate")],
)
def test_no_offer_fits_by_a_disputed_form(forms: list[str], expected: str) -> None:
    """Conditions see a legal form only where all who speak agree."""
    known = environment([Statement("business.legal_form", form) for form in sorted(forms)])
    assert expected == known["business.legal_form"]
    assert "business.legal_form" in CONDITION_ATTRIBUTES


def test_a_site_is_as_secure_as_the_least_of_its_pages() -> None:
    """A certificate that one host's browser refuses is refused."""
    known = environment([Statement("site.tls_valid", True), Statement("site.tls_valid", False)])
    assert {"site.tls_valid": False} == known
