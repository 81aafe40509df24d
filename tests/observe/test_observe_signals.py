"""Signals are shown by an element, and what merely looks like one is none."""

from collections import Counter

import pytest

from aboveboard.observe.document import Document
from aboveboard.observe.marks import Marked, owners, pattern, signals
from aboveboard.observe.seen import Seen
from aboveboard.observe.signals import read_signals

URL = "https://crumb.example/"


def read(html: str, url: str = URL) -> dict[str, Seen]:
    """The signals of a page by name, the first of each."""
    found: dict[str, Seen] = {}
    for seen in read_signals(Document(html, url)):
        found.setdefault(seen.attribute, seen)
    return found


@pytest.mark.parametrize(
    ("html", "fact"),
    [
        ("<a href=/x>Book a table</a>", "page.booking"),
        ("<a href=/x>Termin\n vereinbaren »</a>", "page.booking"),
        ("<iframe src='//www.opentable.com/widget'></iframe>", "page.booking"),
        ("<form action=/booking/start></form>", "page.booking"),
        ("<a href=/warenkorb>x</a>", "page.ordering"),
        ("<a href=/x>View cart (0)</a>", "page.ordering"),
        ("<a href=/x>Speisekarte</a>", "page.menu"),
        ("<a href=/x>Prices</a>", "page.price_list"),
        ("<a href=/x>• Preise</a>", "page.price_list"),
        ("<a href=/x>Our prices for cuts</a>", "page.price_list"),
        ("<a href=/files/pricelist.pdf>x</a>", "page.price_list"),
        ("<a href='https://goo.gl/maps/x'>x</a>", "page.map"),
        ("<script src='https://maps.googleapis.com/maps/api/js'></script>", "page.map"),
    ],
)
def test_what_a_page_offers(html: str, fact: str) -> None:
    """A link, a frame or a form shows that a page books, sells or has prices, a menu or a map; it is the evidence."""
    seen = read(html)[fact]

    assert True is seen.value
    assert seen.excerpt.startswith("<")


@pytest.mark.parametrize(
    ("html", "fact"),
    [
        ("<a href=/x>Facebook a table of figures</a>", "page.booking"),
        ("<a href=/terminals/>Terminals</a>", "page.booking"),
        ("<a href=/booking-agent.asp>Our agent</a>", "page.booking"),
        ("<p>Book a table</p>", "page.booking"),
        ("<a href=/blog>Common checkout mistakes</a>", "page.ordering"),
        ("<a href=/x>Great prices on rings</a>", "page.price_list"),
        ("<a href=/x>Price</a>", "page.price_list"),
        ("<a href=/x>Menu</a>", "page.menu"),
        ("<script>var m = 'https://maps.google.com/maps'</script>", "page.map"),
        (f"<a href=/x>{'Order online ' * 9}</a>", "page.ordering"),
    ],
)
def test_what_only_looks_like_an_offer(html: str, fact: str) -> None:
    """Words within others, words outside of links, long teasers and scripts that speak of a map show nothing."""
    assert False is read(html)[fact].value


MESSAGE = "<input name=email><textarea name=message></textarea>"


@pytest.mark.parametrize(
    ("html", "is_contact"),
    [
        (f"<form action=/send>{MESSAGE}</form>", True),
        (f"<table><form action=/send><tr><td>{MESSAGE}</td></tr></form></table>", True),
        ("<form action='mailto:info@crumb.example'><textarea name=x></textarea></form>", True),
        (f"<form id=commentform>{MESSAGE}</form>", False),
        (f"<form action=/guestbook>{MESSAGE}</form>", False),
        ("<form><textarea name=message></textarea></form>", False),
        ("<form><input name=email></form>", False),
        ("<form><input name=email><textarea readonly>Terms</textarea></form>", False),
        ("<form><input name=email><textarea name=g-recaptcha hidden></textarea></form>", False),
        (f"<p>{MESSAGE}</p>", False),
    ],
)
def test_contact_forms(html: str, is_contact: bool) -> None:
    """A form is for contact if it has room for a message and asks who sends it; comments and guest books are not."""
    assert is_contact is read(html)["page.contact_form"].value


ANALYTICS = "<script src=https://www.google-analytics.com/ga.js></script>"
PIXEL = "<script>fbq('init', 1)</script>"


@pytest.mark.parametrize(
    ("html", "early"),
    [
        (ANALYTICS, 1),
        (ANALYTICS + ANALYTICS + PIXEL, 2),
        (ANALYTICS + "<script type=text/plain>fbq('init', 1)</script>", 1),
        ("<script type=text/plain src=https://www.google-analytics.com/ga.js></script>", 0),
        ("<script data-src=https://www.google-analytics.com/ga.js></script>", 0),
        ("<iframe data-src=https://www.googletagmanager.com/ns.html></iframe>", 0),
        ("<script data-cookieconsent=statistics src=https://www.google-analytics.com/ga.js></script>", 0),
        ("<script src=https://consent.cookiebot.com/uc.js></script>" + ANALYTICS, 0),
        ("<script>gtag('consent', 'default', {ad_storage: 'denied'})</script>" + ANALYTICS, 0),
        ("<script src=https://plausible.io/js/plausible.js></script>", 0),
        ("<noscript><img src=https://www.facebook.com/tr?id=1></noscript>", 0),
        ("<a href=https://www.google-analytics.com/ga.js>x</a>", 0),
    ],
)
def test_trackers_before_consent(html: str, early: int) -> None:
    """A tracker counts once if a browser loads it at once; held back, without cookies or merely linked it does not."""
    seen = read(html)["page.trackers_before_consent"]

    assert (early, bool(early)) == (seen.value, bool(seen.excerpt))


def test_a_tracker_that_waits_is_a_tracker_still() -> None:
    """What a page would load after consent is stated, as what it loads."""
    seen = read("<script type=text/plain src=https://www.google-analytics.com/ga.js></script>")

    assert "Google Analytics" == seen["page.tracker"].value


@pytest.mark.parametrize(
    ("html", "builder"),
    [
        ("<meta name=Generator content='WordPress 6.5'>", "WordPress"),
        ("<meta name=generator content='Wix.com Website Builder'>", "Wix"),
        ("<link rel=stylesheet href=/wp-content/themes/x/style.css>", "WordPress"),
        ("<script src=https://crumb.example/wp-includes/js/jquery.js></script>", "WordPress"),
        ("<img src=https://static.wixstatic.com/media/x.jpg>", "Wix"),
        ("<script src=https://assets.jimstatic.com/x.js></script>", "Jimdo"),
        ("<link rel=stylesheet href=/typo3temp/x.css>", "TYPO3"),
        ("<img src=https://other.example/wp-content/uploads/x.jpg>", None),
        ("<a href=/wp-content/uploads/menu.pdf>x</a>", None),
        ("<meta name=generator content='Some Editor for WordPress'>", None),
    ],
)
def test_site_builders(html: str, builder: str | None) -> None:
    """The generator names the builder, else the files that the page loads of its own host or the builder's do."""
    seen = read(html).get("page.site_builder")

    assert builder == (seen.value if seen else None)


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<p>x</p><table><tr><td>1</td></tr></table>", 0),
        ("<font color=red>x</font><center>y</center>", 2),
        ("<body bgcolor=white><table><tr><td bgcolor=red><table><tr><td>x</td></tr></table></td></tr></table>", 3),
        ("<frameset><frame src=a></frameset>", 2),
    ],
)
def test_dated_markup(html: str, count: int) -> None:
    """Elements that HTML has given up, colours as attributes and tables within tables are counted."""
    assert count == read(html)["page.dated_markup"].value


def test_no_mark_shows_two_things() -> None:
    """Each piece of an address and each phrase belongs to one list, so what it shows is certain."""
    listed = signals()
    offers = listed.offers.values()
    tables = {
        "words": [word for offer in offers for word in offer.words],
        "links": [*listed.social, *listed.map, *(piece for offer in offers for piece in offer.addresses)],
        "trackers": [piece for pieces in listed.trackers.values() for piece in pieces],
        "builders": [piece for it in listed.builders.values() for piece in (*it.addresses, *it.own)],
    }

    assert {} == {
        name: twice for name, all_ in tables.items() if (twice := [p for p, n in Counter(all_).items() if n > 1])
    }
    assert set(tables["links"]) == set(owners("links"))


def test_marks_are_found_where_they_stand() -> None:
    """The expression of many pieces finds the longest at each place, and says which element holds it."""
    page = Document("<a href=1></a><a href=2></a>", URL)
    marked = Marked(page.inventory.of("a"), ["x book now y", "booking"])

    assert [("x book now y", "book now"), ("booking", "book")] == [
        (text, piece) for _, text, piece in marked.found(("book", "book now"))
    ]
    assert ["book now"] == [piece for _, _, piece in marked.found(("book", "book now"), "whole word")]
    assert ["ook", "ook"] == [piece for _, _, piece in marked.found(("ook",), "anywhere")]
    assert [] == [piece for _, _, piece in marked.found(("ook",))]
    assert None is pattern(("a.b",), "anywhere").search("acb")


def test_a_piece_may_begin_with_a_sign() -> None:
    """A piece that begins with a sign is found behind any letter, one that begins with a letter behind a sign only."""
    page = Document("<a></a><a></a>", URL)
    marked = Marked(page.inventory.of("a"), ["https://x.example/book/2", "ebook"])

    assert ["x.exam", "/book/"] == [piece for _, _, piece in marked.found(("/book/", "x.exam"))]
    assert ["book"] == [piece for _, _, piece in marked.found(("book",))]
