"""One page in, its facts out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import JSON
from aboveboard.observe.page import read_page
from aboveboard.observe.seen import Reading

URL = "https://crumb.example/"


def read(html: str | bytes, url: str = URL, country: str | None = None) -> Reading:
    """The reading of a page at a made-up address."""
    return read_page(html, url=url, country=country)


def values(reading: Reading, attribute: str, source: str | None = None) -> list[JSON]:
    """Every value of an attribute, of one source where that is asked."""
    return [fact.value for fact in reading.facts if fact.attribute == attribute and source in (None, fact.source)]


def test_counts_and_answers_are_always_there() -> None:
    """Every integer but a year, and every yes or no, is stated of the barest page."""
    found = {fact.attribute for fact in read("<p>x").facts}
    asked = {name for name, a in ATTRIBUTES.items() if name.startswith("page.") and a.kind in ("integer", "yesno")}

    assert asked - {"page.copyright_year"} == found & asked


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_no_page_raises(html: bytes | str) -> None:
    """Whatever the bytes, the page is read or said to be unreadable; every attribute is a listed one."""
    reading = read(html)

    assert {fact.attribute for fact in reading.facts} <= set(ATTRIBUTES)
    assert reading.problem in (None, "page_unreadable")
    assert (reading.problem is None) is bool(reading.facts)


@pytest.mark.parametrize(
    "html", [b"", b"\x89PNG\r\n\x1a\n\0\0\0", b"%PDF-1.7 x", b"\x1f\x8b\x08\0", b"a\0b\0", "   ", "<!-- x -->"]
)
def test_nothing_readable_is_said(html: bytes | str) -> None:
    """Pictures, archives and empty bodies are unreadable, and state nothing."""
    assert Reading(problem="page_unreadable") == read(html)


def test_hours_of_page_and_markup_stand_side_by_side() -> None:
    """Hours in the text and hours in the markup are separate facts with their own places."""
    reading = read(
        '<script type="application/ld+json">{"@type": "Bakery", "openingHours": "Mo-Fr 09:00-17:00"}</script>'
        "<html lang=en><body><p>Open Mon - Fri 8am to 5pm</p>"
    )
    days = ["mo", "tu", "we", "th", "fr"]

    assert [{"days": days, "opens": "09:00", "closes": "17:00"}] == values(reading, "business.opening_hours", "markup")
    assert [{"days": days, "opens": "08:00", "closes": "17:00"}] == values(reading, "business.opening_hours", "page")
    places = {fact.source: fact.where for fact in reading.facts if fact.attribute == "business.opening_hours"}
    assert {"markup": "/0/openingHours", "page": "html > body > p"} == places


def test_mailboxes_are_told_apart() -> None:
    """A role mailbox is a fact about the business, a named one about an individual; links and text count once."""
    reading = read("<a href='mailto:Info@Crumb.example?subject=x'>info@crumb.example</a> or jane.doe@crumb.example")
    found = [(fact.value, fact.level) for fact in reading.facts if fact.attribute == "business.email"]

    assert [
        ({"value": "info@crumb.example", "kind": "role"}, "entity"),
        ({"value": "jane.doe@crumb.example", "kind": "named"}, "individual"),
    ] == found


def test_a_hidden_address_is_a_refusal() -> None:
    """An address spelled out against machines is not taken, and counts as a wish not to be written to."""
    reading = read("<p>Write to info (at) crumb (dot) example, or better info [at] crumb [dot] com</p>")

    assert [] == values(reading, "business.email")
    assert [True] == values(reading, "page.no_solicitation")
    assert not any("crumb" in fact.excerpt and "info" in fact.excerpt for fact in reading.facts)


def test_mailboxes_stand_in_no_other_excerpt() -> None:
    """No fact but the mailbox itself shows an address."""
    reading = read(
        "<title>Crumb, info@crumb.example</title><meta name=description content='mail info@crumb.example'>"
        "<a href='mailto:info@crumb.example'>x</a><h1>info@crumb.example</h1><p>0131 496 0000 "
        "info@crumb.example © 2014 info@crumb.example",
        country="GB",
    )

    shown = [fact for fact in reading.facts if "@crumb" in f"{fact.value} {fact.excerpt}"]
    assert ["business.email"] == [fact.attribute for fact in shown]


def test_persons_are_left_out() -> None:
    """A name of a person in title, heading, description and around a number is replaced and counted."""
    name = "Margaret Abernathy"
    reading = read(
        f"<title>{name} | Crumb</title><meta name=description content='Ask {name} for bread'><h1>{name}, owner</h1>"
        f"<p>Call {name} on 0131 496 0000</p><p>© 2014 {name}</p>",
        country="GB",
    )

    assert not any(name in f"{fact.value} {fact.excerpt}" for fact in reading.facts)
    assert reading.persons_seen >= 4
    assert ["[person] | Crumb"] == values(reading, "page.title")


def test_address_and_name_come_from_the_markup() -> None:
    """Name, address, telephone and type of a marked-up business are facts with pointers to their values."""
    reading = read(
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "publisher": {'
        '"@type": "Bakery", "name": "Crumb",'
        '"telephone": "0131 496 0000", "address": {"streetAddress": "1 High Street", "addressLocality": "Leith",'
        '"postalCode": "EH6 6AA", "addressCountry": "United Kingdom"}}}]}</script><body>x'
    )
    found = {
        fact.attribute: (fact.value, fact.where) for fact in reading.facts if fact.attribute.startswith("business.")
    }
    at = "/0/@graph/0/publisher"

    assert {
        "business.name": ("Crumb", f"{at}/name"),
        "business.category": ("Bakery", at),
        "business.telephone": ({"value": "+441314960000", "printed": "0131 496 0000"}, f"{at}/telephone"),
        "business.street": ("1 High Street", f"{at}/address/streetAddress"),
        "business.locality": ("Leith", f"{at}/address/addressLocality"),
        "business.postcode": ("EH6 6AA", f"{at}/address/postalCode"),
        "business.country": ("GB", f"{at}/address/addressCountry"),
    } == found


def test_people_and_events_are_not_the_business() -> None:
    """What is marked up as a person, a product's maker or an event gives no fact about the business."""
    person = '{"@type": "Person", "name": "A B", "telephone": "0131 496 0000"}'
    block = f'[{person}, {{"@type": "MusicEvent", "name": "Gig", "address": "x"}}]'
    reading = read(f'<script type="application/ld+json">{block}</script><body>x')

    assert not [fact for fact in reading.facts if fact.attribute.startswith("business.")]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("© 2014 Crumb", [2014]),
        ("Copyright 2009-2013", [2013]),
        ("&copy; Crumb 2011", [2011]),
        ("© 2010 – 19", [2019]),
        ("2012 © Crumb", [2012]),
        ("founded 1999", []),
    ],
)
def test_copyright_year(text: str, years: list[int]) -> None:
    """The last year of a copyright line is the page's year; other years are not."""
    assert years == values(read(f"<footer>{text}</footer>"), "page.copyright_year")


@pytest.mark.parametrize(
    ("attribute", "html"),
    [
        ("page.mixed_content", "<script src='http://a.example/x.js'></script>"),
        ("page.flash", "<object type='application/x-shockwave-flash' data=x.swf></object>"),
        ("page.flash", "<script>swfobject.embedSWF('x.swf')</script>"),
        ("page.booking", "<a href=/t>Book a table</a>"),
        ("page.booking", "<a href='https://www.opentable.co.uk/x'>Tables</a>"),
        ("page.ordering", "<a href=/shop>Order online</a>"),
        ("page.menu", "<a href=/x>Speisekarte</a>"),
        ("page.map", "<iframe src='https://www.google.com/maps/embed?pb=x'></iframe>"),
        ("page.cookie_notice", "<div id=cookie-banner>x</div>"),
        ("page.cookie_notice", "<p>This site uses cookies.</p>"),
        ("page.no_solicitation", "<p>We do not accept unsolicited sales calls.</p>"),
        ("page.noindex", "<meta name=robots content=noindex>"),
    ],
)
def test_signals(attribute: str, html: str) -> None:
    """Each yes is shown by an element, and is a no on a page without it."""
    assert [True] == values(read(html + "<p>x"), attribute)
    assert [False] == values(read("<p>x"), attribute)


def test_social_profiles_are_named_by_host_alone() -> None:
    """A profile's address may name a person, so the network is the value; a share button is no profile."""
    html = "<a href='https://www.linkedin.com/in/jane-doe'>x</a><a href='https://facebook.com/sharer.php?u=x'>share</a>"
    reading = read(html)

    assert ["linkedin.com"] == values(reading, "page.social_link")
    assert not any("jane-doe" in fact.excerpt for fact in reading.facts if fact.attribute == "page.social_link")


@pytest.mark.parametrize(
    ("country", "text", "expected"),
    [
        ("US", "<p>12 Main Street<br>Salt Lake City, UT 84101", {"locality": ["Salt Lake City"], "region": ["UT"]}),
        ("DE", "<p>Hauptstraße 3<br>55116 Mainz am Rhein<br>Telefon", {"locality": ["Mainz am Rhein"]}),
        ("NL", "<p>Dorpsplein 5, 1012 AB Den Haag", {"locality": ["Den Haag"]}),
        ("GB", "<p>4 High Street, Leith, EH6 6AA", {"locality": ["Leith"]}),
        ("GB", "<p>4 High Street<br>Sevenoaks<br>Kent<br>TN14 7QU", {"locality": ["Sevenoaks"], "region": ["Kent"]}),
        (
            "IE",
            "<p>Mill House, Patrick Street, Tullamore, Co. Offaly",
            {"locality": ["Tullamore"], "region": ["Co. Offaly"]},
        ),
        ("GB", "<p>We bake for all of SW1A 1AA", {}),
        (None, "<p>Kerkstraat 5, 1012 AB Amsterdam", {"locality": ["Amsterdam"]}),
        (None, "<p>12 Elm Street, Springfield, Illinois", {"locality": ["Springfield"], "region": ["Illinois"]}),
    ],
)
def test_places_beside_a_postcode(country: str | None, text: str, expected: dict[str, list[str]]) -> None:
    """A place is read where the country prints it in a known place beside the postcode, and nowhere else."""
    reading = read(text, country=country)

    assert expected == {
        name: found for name in ("locality", "region") if (found := values(reading, f"business.{name}"))
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Clonminch House, Elm Road, Tullamore, Co. Offaly", ["Clonminch House, Elm Road"]),
        ("<p>Great Folds Road<br>Corby<br>NN18 9ET", ["Great Folds Road"]),
        ("<p>70 Broadgate<br>London<br>W1T 3NL", ["70 Broadgate"]),
        ("<p>24 Hours a Day. Call us in London W1T 3NL", []),
        ("<p>1 Flute End Mill for plastic", []),
        ("<p>800 Spruce Street<p>Monday to Friday", ["800 Spruce Street"]),
    ],
)
def test_a_street_is_shown_by_its_words_or_by_what_is_beside_it(text: str, expected: list[str]) -> None:
    """A postcode or county beside it makes a street of a mere name; without them a word has to say so."""
    assert expected == values(read(text, country="GB"), "business.street")


def test_the_country_behind_an_address_is_told_by_its_code() -> None:
    """The excerpt has the words, the value the code of ISO 3166-1."""
    reading = read("<p>12 Elm Street, Portland, OR 97201, USA")

    assert [("US", "USA")] == [(f.value, f.excerpt) for f in reading.facts if f.attribute == "business.country"]


def test_the_column_under_fax_has_no_telephones() -> None:
    """In a table the head of the column says what its numbers are."""
    reading = read(
        "<table><tr><th>Name<th>Phone<th>Fax<tr><td>Desk<td>202-456-1111<td>202-456-1414"
        "<tr><td>Shop<td>202-456-2222<td>202-456-1415</table>"
    )

    told = [fact["printed"] for fact in values(reading, "business.telephone") if isinstance(fact, dict)]
    assert ["202-456-1111", "202-456-2222"] == told


def test_an_address_that_is_encoded_for_scripts_is_a_refusal() -> None:
    """What stands in the place of an address that Cloudflare encoded is hidden from machines, and no address."""
    reading = read("<p>E-mail: <a href='/cdn-cgi/l/email-protection' data-cfemail='6a0b'>[email&#160;protected]</a>")

    assert [True] == values(reading, "page.no_solicitation")
    assert [] == values(reading, "business.email")


def test_a_link_to_an_encoded_address_refuses_too() -> None:
    """Whatever the words of the link are: its address was hidden from machines."""
    reading = read('<p><a href="/cdn-cgi/l/email-protection#a1b2">Write to us</a></p>')

    assert [True] == values(reading, "page.no_solicitation")
    assert [] == values(reading, "business.email")


def test_a_copyright_year_is_no_house_number() -> None:
    """The year before "Copper Lane Bakery" makes no address on Copper Lane; the one beside the postcode is."""
    reading = read("<p>© 2014 Copper Lane Bakery, 4 Copper Lane, HP39 1AB", country="GB")

    assert ["4 Copper Lane"] == values(reading, "business.street")


def test_a_trading_name_stays_unless_it_is_evidently_a_person() -> None:
    """Two unknown words that are the site's own name stay in its title; an evident person's name does not."""
    page = "<title>{0} | Welcome</title><p>x"

    assert ["Proving Drawer | Welcome"] == values(
        read(page.format("Proving Drawer"), url="https://www.proving-drawer.example/"), "page.title"
    )
    assert ["[person] | Welcome"] == values(
        read(page.format("Margaret Abernathy"), url="https://margaretabernathy.example/"), "page.title"
    )


def test_a_telephone_link_is_shown_as_printed() -> None:
    """A number that stands in a link alone is told as the link prints it, and with the number it dials."""
    reading = read("<a href='tel:+441314960000'>0131 / 496 0000</a>", country="GB")

    numbers = [fact["value"] for fact in values(reading, "business.telephone") if isinstance(fact, dict)]

    assert ["+441314960000"] == numbers


def test_a_trading_name_that_is_a_persons_stays_in_its_value_alone() -> None:
    """Its excerpt names nobody, and its level keeps it from being stored."""
    markup = '{"@type": "Bakery", "name": "Susan Quern", "telephone": "0131 496 0000"}'
    reading = read(f'<script type="application/ld+json">{markup}</script><p>x')
    (name,) = (fact for fact in reading.facts if fact.attribute == "business.name")

    assert ("Susan Quern", "individual", "[person]") == (name.value, name.level, name.excerpt)
