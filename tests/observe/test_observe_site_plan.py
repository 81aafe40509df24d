"""The plan chooses the pages that tell most, in six languages, and never leaves the site."""

import pytest

from aboveboard.observe.fetch import Answer
from aboveboard.observe.site_plan import SitePlan, kind_of, links_of
from aboveboard.observe.web_address import (
    folder_of,
    has_plain_query,
    homes_of,
    joined,
    names_somebody,
    origin_of,
    public_address,
    site_of,
)

HOME = "https://a.example/"


def page(html: str, url: str = HOME) -> Answer:
    """An answer with a page."""
    return Answer(url=url, status=200, headers={}, body=html.encode())


def chosen(html: str, most: int = 20) -> list[str]:
    """The paths of the pages in the order in which the plan gives them."""
    plan = SitePlan()
    plan.add(page(html))
    links = (plan.next() for _ in range(most))
    return [link.url.removeprefix(HOME) for link in links if link is not None]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("imprint", ["Impressum", "Imprint", "Legal notice", "Mentions légales", "Colofon", "Aviso legal"]),
        ("contact", ["Contact us", "Kontakt", "Contactez-nous", "Contacto", "Contatti", "Find us", "Anfahrt"]),
        ("hours", ["Opening hours", "Öffnungszeiten", "Horaires", "Openingstijden", "Horario", "Orari"]),
        ("terms", ["Terms & Conditions", "AGB", "CGV", "Algemene voorwaarden", "Condiciones", "Condizioni"]),
        ("privacy", ["Privacy policy", "Datenschutzerklärung", "Confidentialité", "Privacyverklaring", "Privacidad"]),
        ("menu", ["Our menu", "Speisekarte", "Preise", "Prices", "Nos tarifs", "Prijslijst", "Precios", "Listino"]),
        ("services", ["Services", "Leistungen", "Prestations", "Diensten", "Servicios", "Servizi"]),
        ("booking", ["Book now", "Termin buchen", "Réserver", "Reserveren", "Reservas", "Prenota", "Afspraak"]),
        ("about", ["About us", "Über uns", "Qui sommes-nous", "Over ons", "Quiénes somos", "Chi siamo"]),
        (None, ["Facebook", "Blog", "Basket", "Menudo", "Corporates", "Contactlenzen", "Home", ""]),
        (None, ["We changed our opening hours last week, and here is the whole story of it"]),
    ],
)  # fmt: skip
def test_kinds_of_pages(kind: str | None, texts: list[str]) -> None:
    """What a link's words promise is known in English, German, French, Dutch, Spanish and Italian."""
    assert [kind] * len(texts) == [kind_of(text, HOME + "x") for text in texts]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("mentions-legales", "imprint"),
        ("%C3%B6ffnungszeiten.html", "hours"),
        ("oeffnungszeiten", "hours"),
        ("book_online", "booking"),
        ("facebook", None),
        ("ueber-uns/", "about"),
        ("de/kontakt/", "contact"),
    ],
)
def test_addresses_promise_too(path: str, kind: str | None) -> None:
    """Where the link's words say nothing, its address may."""
    assert kind == kind_of("»", HOME + path)


def test_one_of_each_kind_before_a_second() -> None:
    """Imprint, contact, hours, terms, privacy, prices, services, booking, about; then what is left of each."""
    names = ["about", "booking", "services", "prices", "privacy", "terms", "hours", "contact/1", "contact/2", "imprint"]
    html = "".join(f"<a href=/{name}>go</a>" for name in names)

    assert [
        "imprint", "contact/1", "hours", "terms", "privacy", "prices", "services", "booking", "about", "contact/2"
    ] == chosen(html)  # fmt: skip


def test_links_stay_on_the_site() -> None:
    """Other sites, mailboxes, telephones, the page itself, files and queries with words are left out."""
    html = (
        "<a href='https://other.example/contact'>Contact</a><a href='mailto:a@b.example'>Contact</a>"
        "<a href='tel:123'>Contact</a><a href='#contact'>Contact</a><a href='javascript:x()'>Contact</a>"
        "<a href='/menu.pdf'>Menu</a><a href='/contact?name=mary'>Contact</a><a href='http://[::'>Contact</a>"
        "<a href='/kontakt'>K</a><a href='/x'>Impressum</a><a href='http://www.a.example/?id=12'>Prices</a>"
    )

    assert ["x", "kontakt", "http://www.a.example/?id=12"] == chosen(html)


def test_a_page_is_given_once() -> None:
    """What was read is not given again, nor the same address twice."""
    plan = SitePlan()
    plan.add(page("<a href=/contact>Contact</a><a href=/contact#map>Find us</a>"))
    first, second = plan.next(), plan.next()
    plan.add(page("<a href=/contact>Contact</a><a href=/>Contact</a>", HOME + "contact"))

    assert first is not None
    assert (HOME + "contact", None, None) == (first.url, second, plan.next())


def test_a_link_knows_where_it_stands() -> None:
    """A link has its words without persons, its place, and its page."""
    (link,) = links_of(page("<p><a href=/contact>Contact Mary Miller</a>"))

    assert ("Contact [person]", "html > body > p > a", HOME) == (link.text, link.where, link.page)


def test_pictures_have_no_links() -> None:
    """What is no page is not searched."""
    assert [] == list(links_of(Answer(url=HOME, status=200, headers={}, body=b"\x89PNG<a href=/contact>Contact</a>")))


def test_a_base_that_is_no_address_changes_nothing() -> None:
    """Links are relative to the page where its `base` leads nowhere."""
    assert ["contact"] == chosen("<base href='http://[::'><a href=contact>Contact</a>")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTP://A.example:80/x", "http://a.example"),
        ("https://jo:pw@a.example.:8443/x", "https://a.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://a.example:99999", None),
        ("http://[::", None),
        ("ftp://a.example", None),
        ("http:///x", None),
        ("http://a" + "b" * 70 + ".example", None),
    ],
)
def test_origins(url: str, origin: str | None) -> None:
    """An origin is scheme, ASCII host and a port that is not the usual one; anything else has none."""
    assert origin == origin_of(url)


def test_homes_and_sites() -> None:
    """A website is its host without www.; where it names no scheme its home may be at https or http."""
    assert ["https://a.example/contact", "http://a.example/contact"] == homes_of("a.example/contact")
    assert ["http://a.example:8080/x"] == homes_of("http://user:pw@a.example:8080/x?y#z")
    assert [] == homes_of("mailto:jo@a.example")
    assert "a.example" == site_of("https://www.a.example/x") == site_of("http://a.example")
    assert "" == joined("http://a.example/", "http://[::")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://jo:pw@a.example/x?id=12&p=3#top", "https://a.example/x?id=12&p=3"),
        ("https://a.example/x?name=mary", "https://a.example/x"),
        ("https://a.example/x?tel=01314960000", "https://a.example/x"),
        ("https://a.example/jo@a.example/", "https://a.example/[mailbox]/"),
    ],
)
def test_public_addresses(url: str, shown: str) -> None:
    """User, fragment and mailboxes are left out, and a query, unless it only numbers a page."""
    assert shown == public_address(url)
    assert has_plain_query(shown)


def test_addresses_that_name_somebody() -> None:
    """A path that holds a person's name or a mailbox is known as such; plain words are not."""
    named = ["https://a.example/team/mary-miller", "https://a.example/x/jo%40a.example"]

    assert [True, True, False] == [names_somebody(url) for url in [*named, "https://a.example/opening-hours"]]


@pytest.mark.parametrize(
    ("path", "folder"),
    [("", "/"), ("/index.php", "/"), ("/de/", "/"), ("/contact-us", "/"), ("/shops/crumb", "/shops/crumb/")],
)
def test_a_business_on_a_platform_has_its_own_folder(path: str, folder: str) -> None:
    """A whole host is one website where its home page stands in a usual place; elsewhere only what lies below is."""
    assert folder == folder_of(f"https://a.example{path}")
