"""The example campaign: what examples/high-street promises to whoever tries it first."""

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import phonenumbers
import pytest
from selectolax.lexbor import LexborHTMLParser

from aboveboard.campaign import files
from aboveboard.campaign.preference_file import read_preferences
from aboveboard.campaign.refusal_files import read_suppressions
from aboveboard.campaign.settings import load_settings
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.fact import Fact, decode_facts, values
from aboveboard.domain.offer import Offer
from aboveboard.facts.seen import derive
from aboveboard.observe.sources import Refusal, SavedPages
from aboveboard.observe.stage import read_site

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "high-street"
PAGES = EXAMPLE / "pages"
FICTIONAL_NUMBERS = {  # national numbers, from the ranges that regulators keep for fiction; NL: no line can begin so
    "GB": r"1632960\d{3}|2079460\d{3}|1134960\d{3}",
    "IE": r"2091\d{5}",
    "US": r"\d{3}55501\d{2}",
    "CA": r"\d{3}55501\d{2}",
    "AU": r"2(5550|7010)\d{4}",
    "DE": r"3023125\d{3}|8999998\d{3}|4066969\d{3}",
    "FR": r"19900\d{4}|53649\d{4}",
    "NL": r"20000\d{4}",
}


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the example's CSV files."""
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def domain_of(website: str) -> str:
    """The folder under pages/ in which a website is saved."""
    return (urlsplit(website).hostname or "").removeprefix("www.")


REGISTER = {row["id"]: row for row in table("register.csv")}
WITH_SITE = {key: row for key, row in REGISTER.items() if row["website"]}


def html(business: str, name: str = "index.html") -> str:
    """The text of one saved page."""
    return (PAGES / domain_of(REGISTER[business]["website"]) / name).read_bytes().decode("utf-8", "replace")


def site_text(business: str) -> str:
    """The text of all saved pages of a business."""
    folder = PAGES / domain_of(REGISTER[business]["website"])
    return " ".join(page.read_bytes().decode("utf-8", "replace") for page in sorted(folder.glob("*.html")))


@pytest.fixture(scope="module")
def read() -> dict[str, list[Fact]]:
    """What the observe room reads on each site that does not refuse."""
    sites = {key: SavedPages(PAGES).pages(row["website"]) for key, row in WITH_SITE.items()}
    return {
        key: decode_facts(read_site(list(pages), REGISTER[key]["country"])[0])
        for key, pages in sites.items()
        if not isinstance(pages, Refusal)
    }


def angles(facts: list[Fact]) -> set[str]:
    """The angles that the facts of one site give."""
    return {fact.attribute.removeprefix("seen.") for fact in derive(facts, date(2026, 11, 23))}


def test_register_holds_62_businesses_of_eight_countries() -> None:
    """The register lists 62 businesses under their own ids, in eight countries."""
    assert [f"hs-{number:03}" for number in range(1, 63)] == list(REGISTER)
    assert {"GB", "IE", "US", "CA", "DE", "FR", "AU", "NL"} == {row["country"] for row in REGISTER.values()}
    assert 62 == len(files.read_register(EXAMPLE / "register.csv"))


def test_fourteen_bakeries_share_one_town() -> None:
    """Fourteen bakeries stand in one town: twelve companies, a sole trader and one of unknown form."""
    bakeries = [row for row in REGISTER.values() if row["trade"] == "bakery"]
    assert {("Wickthorne", "GB")} == {(row["locality"], row["country"]) for row in bakeries}
    assert {"corporate": 12, "sole_trader": 1, "unknown": 1} == Counter(row["legal_form"] for row in bakeries)


def test_all_forms_of_business_occur() -> None:
    """Companies, sole traders, partnerships, public bodies, unknown and unstated forms are all there."""
    expected = {"corporate", "sole_trader", "partnership", "public_body", "unknown", ""}
    assert expected == {row["legal_form"] for row in REGISTER.values()}


def test_every_site_is_saved_and_every_saved_site_is_listed() -> None:
    """Two businesses have no website; each other one has a folder of its own with one to three pages."""
    assert 60 == len(WITH_SITE)
    domains = [domain_of(row["website"]) for row in WITH_SITE.values()]
    assert sorted(domains) == sorted(folder.name for folder in PAGES.iterdir() if folder.is_dir())
    counts = {domain: len(list((PAGES / domain).glob("*.html"))) for domain in domains}
    assert set() == {domain for domain, count in counts.items() if not 1 <= count <= 3}
    assert set() == {domain for domain in domains if not (PAGES / domain / "index.html").is_file()}


def test_every_domain_is_an_example() -> None:
    """Websites and mailboxes, of the businesses and of the studio, end in .example and belong together."""
    settings = load_settings(EXAMPLE / "campaign.toml")
    for row in WITH_SITE.values():
        assert domain_of(row["website"]).endswith(".example")
        assert row["email"].partition("@")[2] in ("", domain_of(row["website"]))
    assert settings.sender.email.endswith(".example")
    assert domain_of(settings.sender.website).endswith(".example")
    assert domain_of(settings.links.base).endswith(".example")


def test_every_mailbox_on_a_page_is_an_example() -> None:
    """No page names a mailbox that anybody could own."""
    found = {
        address
        for business in WITH_SITE
        for address in re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", site_text(business))
        if not address.endswith(".example")
    }
    assert set() == found


@pytest.mark.parametrize("business", list(REGISTER))
def test_every_telephone_is_kept_for_fiction(business: str) -> None:
    """Each number of the register parses in its country and lies in a range kept for fiction."""
    row = REGISTER[business]
    number = phonenumbers.parse(row["telephone"], row["country"])
    assert phonenumbers.is_possible_number(number)
    assert re.fullmatch(FICTIONAL_NUMBERS[row["country"]], str(number.national_number))


def test_the_studio_has_a_number_kept_for_fiction() -> None:
    """The sender's own number lies in the same range as its neighbours'."""
    number = phonenumbers.parse(load_settings(EXAMPLE / "campaign.toml").sender.phone, "GB")
    assert re.fullmatch(FICTIONAL_NUMBERS["GB"], str(number.national_number))


def test_every_tel_link_dials_a_number_kept_for_fiction() -> None:
    """The numbers that can be tapped on a page are the register's."""
    for business, row in WITH_SITE.items():
        own = phonenumbers.parse(row["telephone"], row["country"])
        for target in re.findall(r"href=\"?tel:([^\">]+)", site_text(business)):
            assert own == phonenumbers.parse(target, row["country"])


def test_campaign_is_short_and_loads() -> None:
    """campaign.toml has under forty lines, is accepted, and names files that are there."""
    path = EXAMPLE / "campaign.toml"
    assert len(path.read_text(encoding="utf-8").splitlines()) < 40
    data = load_settings(path).data
    named = [data.register_file, data.pages, data.offers, data.bases, data.suppressions, data.preferences, data.groups]
    assert [] == [name for name in named if name is None or not (EXAMPLE / name).exists()]


def test_offers_state_all_terms() -> None:
    """Four offers decode as the domain's noun, with tax at 20 % and a sentence for each angle they answer."""
    tables = tomllib.loads((EXAMPLE / "offers.toml").read_text(encoding="utf-8"))["offer"]
    offers = msgspec.convert(tables, tuple[Offer, ...])
    assert ["mend", "secure_move", "small_site", "access_check"] == [offer.id for offer in offers]
    assert {("0.20", "GBP")} == {(str(offer.price.tax_rate), offer.price.currency) for offer in offers}
    for offer in offers:
        assert set(offer.answers) == set(offer.does_by_angle)


def test_every_angle_is_answered() -> None:
    """Whatever is seen on a site, some offer mends it; for several things there is a choice."""
    answered = Counter(angle for offer in files.read_offers(EXAMPLE / "offers.toml") for angle in offer.answers)
    assert set(ANGLES) == set(answered)
    assert sum(count > 1 for count in answered.values()) >= 4


def test_other_tables_load_and_speak_of_known_businesses() -> None:
    """Bases, suppressions, preferences, groups and outcomes are accepted and name businesses of the register."""
    bases = files.read_bases(EXAMPLE / "bases.csv")
    outcomes = files.read_outcomes(EXAMPLE / "outcomes.csv")
    preferences = read_preferences(EXAMPLE / "preferences.csv")
    named = {event.business for event in [*bases, *outcomes]} | {said.business for said in preferences}
    assert named <= set(REGISTER)
    assert set(REGISTER) == set(files.read_groups(EXAMPLE / "groups.csv"))
    assert 2 == sum(event.act == "withdrawn" for event in bases)
    assert {("personalisation", "off"): 2} == Counter((said.kind, said.value) for said in preferences)
    assert {"address", "domain", "company", "person", "channel", "purpose"} == {
        entry.scope for entry in read_suppressions(EXAMPLE / "suppressions.csv", "campaign")
    }


def test_whoever_refused_earlier_is_suppressed() -> None:
    """Every refusal and complaint among the outcomes has its entry among the suppressions."""
    values = {row["value"] for row in table("suppressions.csv")}
    for row in table("outcomes.csv"):
        if row["kind"] in ("refusal", "complaint"):
            business = REGISTER[row["business"]]
            assert values & {business["id"], business["email"], domain_of(business["website"])}


def test_form_stands_in_the_imprint_where_the_register_is_silent(read: dict[str, list[Fact]]) -> None:
    """For each business whose form the register leaves empty, its site is read as a company's."""
    silent = [key for key, row in REGISTER.items() if not row["legal_form"]]
    assert ["hs-019", "hs-029", "hs-049", "hs-053", "hs-062"] == silent
    for business in silent:
        assert ["corporate"] == values(read[business])["business.legal_form"]


def test_two_imprints_contradict_the_register(read: dict[str, list[Fact]]) -> None:
    """The register calls a sole trader's garage a company, and a company's inn a sole trader's; no others disagree."""
    stated = {key: values(facts).get("business.legal_form", []) for key, facts in read.items()}
    disagree = {
        key: (REGISTER[key]["legal_form"], forms[0])
        for key, forms in stated.items()
        if forms and REGISTER[key]["legal_form"] not in ("", "unknown", *forms)
    }
    assert {"hs-021": ("corporate", "sole_trader"), "hs-047": ("sole_trader", "corporate")} == disagree


# What only requests can show, and a page too large to keep in this tree.
BEYOND_SAVED_PAGES = {"broken_link", "heavy_page"}


def test_every_angle_is_seen_somewhere(read: dict[str, list[Fact]]) -> None:
    """Each thing a letter may lead with is seen on two sites at least; two bakeries' hours contradict their markup."""
    seen = Counter(angle for facts in read.values() for angle in angles(facts))
    assert set(ANGLES) - BEYOND_SAVED_PAGES == {angle for angle, n in seen.items() if n >= 2} - BEYOND_SAVED_PAGES
    assert {"hs-002", "hs-004"} < {key for key, facts in read.items() if "hours_conflict" in angles(facts)}


def test_only_the_two_perfect_sites_give_no_angle(read: dict[str, list[Fact]]) -> None:
    """Of the sites that can be read, two give nothing worth a letter."""
    assert ["hs-022", "hs-057"] == [key for key, facts in read.items() if facts and not angles(facts)]


@pytest.mark.parametrize("business", ["hs-022", "hs-057"])
def test_two_sites_have_nothing_to_mend(business: str) -> None:
    """Both perfect sites have https, a viewport, titles, summaries, alternative texts, tel links and hours markup."""
    assert REGISTER[business]["website"].startswith("https://")
    assert "openingHoursSpecification" in html(business)
    for page in (PAGES / domain_of(REGISTER[business]["website"])).glob("*.html"):
        tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
        for selector in ("title", "meta[name=viewport]", "meta[name=description][content]", "a[href^='tel:']"):
            assert tree.css_first(selector) is not None
        assert [] == [image for image in tree.css("img") if not (image.attributes.get("alt") or "").strip()]
        assert [] == [link for link in tree.css("a") if not link.text(strip=True)]


def test_one_page_cannot_be_read(read: dict[str, list[Fact]]) -> None:
    """Exactly one site gives no facts: its bytes are no page."""
    assert ["hs-035"] == [key for key, facts in read.items() if not facts]


def test_one_site_refuses_outreach_and_one_refuses_robots() -> None:
    """The refusal file and the robots.txt among the pages are understood as such."""
    answers = {key: SavedPages(PAGES).pages(row["website"]) for key, row in WITH_SITE.items()}
    refused = {key: answer.reason for key, answer in answers.items() if isinstance(answer, Refusal)}
    assert {"hs-011": "refusal_file", "hs-030": "robots_refused"} == refused


def test_pages_are_built_in_many_ways() -> None:
    """Twelve and more kinds of page occur, told by doctype, site builder and the first elements of the body."""
    kinds = set()
    for business in WITH_SITE:
        tree = LexborHTMLParser(html(business))
        generator = tree.css_first("meta[name=generator i]")
        body = tuple(node.tag for node in tree.css("body *")[:4])
        kinds.add((html(business)[:40], generator.attributes.get("content") if generator else None, body))
    assert len(kinds) >= 12


def test_prospect_list_is_plain_and_of_the_register() -> None:
    """About twenty businesses of the register stand in the plain list under other headings."""
    prospects = table("prospects.csv")
    assert 20 <= len(prospects) <= 25
    assert set() == set(prospects[0]) & set(next(iter(REGISTER.values())))
    names = {row["name"] for row in REGISTER.values()}
    assert set() == {row["Company Name"].strip() for row in prospects} - names
