"""Pages over HTTP, from a real server on loopback."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aboveboard.domain.errors import InputError
from aboveboard.observe.live import LARGEST, LivePages, contact_links, home_of
from aboveboard.observe.sources import Page, Refusal

TODAY = date(2026, 11, 20)
HTML = {"content-type": "text/html; charset=utf-8"}


@dataclass
class Site:
    """A small site: what it answers by path, and what it was asked, by whom."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    url: str = ""


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site on loopback with a home page."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.agents.add(self.headers["User-Agent"])
            status, headers, body = site.answers.get(self.path, (404, {}, b"none"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the tests quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    site.answers["/"] = (
        200,
        HTML,
        b"<title>Crumb</title><a href=/contact>Contact</a><a href=/shop>Shop</a><a href=/impressum>I</a>",
    )
    site.answers["/contact"] = (200, HTML, b"<p>contact")
    site.answers["/impressum"] = (200, HTML, b"<p>imprint")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


def live(*, allow_private: bool = True) -> LivePages:
    """A reader that does not wait between requests."""
    return LivePages(
        contact="https://operator.example/reader", today=TODAY, pause=0, timeout=5, allow_private=allow_private
    )


def paths(site: Site, pages: object) -> list[str]:
    """The paths of the pages that were read."""
    assert isinstance(pages, list)
    return [page.url.removeprefix(site.url) for page in pages]


def test_home_imprint_and_contact_are_read(site: Site) -> None:
    """Three pages at most: home, imprint, contact; the refusal file is asked before all, then the robots file."""
    pages = live().pages(site.url + "/some/path")

    assert ["/", "/impressum", "/contact"] == paths(site, pages)
    assert ["/.well-known/outreach.txt", "/robots.txt", "/", "/impressum", "/contact"] == site.asked


def test_we_say_who_we_are(site: Site) -> None:
    """Every request names the software, its version and the page that explains it."""
    live().pages(site.url)

    (agent,) = site.agents
    assert agent.startswith("Aboveboard/")
    assert agent.endswith("(+https://operator.example/reader)")


def test_a_refusal_file_ends_the_visit(site: Site) -> None:
    """After a refusal nothing else is asked of the site."""
    site.answers["/.well-known/outreach.txt"] = (200, {}, b"outreach: refuse\n")

    assert Refusal("refusal_file") == live().pages(site.url)
    assert ["/.well-known/outreach.txt"] == site.asked


@pytest.mark.parametrize("answer", [(200, {}, b"User-agent: *\nDisallow: /"), (503, {}, b"")])
def test_robots_are_honoured(site: Site, answer: tuple[int, dict[str, str], bytes]) -> None:
    """A robots file that forbids the home page, or cannot be had, ends the visit before any page."""
    site.answers["/robots.txt"] = answer

    assert Refusal("robots_refused") == live().pages(site.url)
    assert "/" not in site.asked


def test_robots_are_honoured_page_by_page(site: Site) -> None:
    """A page that the robots file forbids is not read; the others are."""
    site.answers["/robots.txt"] = (200, {}, b"User-agent: Aboveboard\nDisallow: /contact\n")

    assert ["/", "/impressum"] == paths(site, live().pages(site.url))
    assert "/contact" not in site.asked


def test_redirects_are_followed_with_leave(site: Site) -> None:
    """A redirect within the site is followed, and the page stands under its last address."""
    site.answers["/"] = (302, {"location": "/en/"}, b"")
    site.answers["/en/"] = (200, HTML, b"<p>home")

    assert ["/en/"] == paths(site, live().pages(site.url))


def test_redirects_into_a_refusing_or_circular_place_end(site: Site) -> None:
    """A redirect to a forbidden path is not followed, and a circle ends."""
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /no\n")
    site.answers["/"] = (302, {"location": "/no"}, b"")
    assert Refusal("robots_refused") == live().pages(site.url)

    site.answers["/"] = (302, {"location": "/"}, b"")
    assert Refusal("page_missing") == live().pages(site.url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "http://[::", "gopher://x"])
def test_redirects_to_other_schemes_end(site: Site, target: str) -> None:
    """A redirect that leaves the web is not followed."""
    site.answers["/"] = (302, {"location": target}, b"")

    assert Refusal("page_missing") == live().pages(site.url)


def test_private_networks_are_not_entered(site: Site) -> None:
    """Without the tests' leave, no loopback, private or link-local address is connected to, by number or by name."""
    reader = live(allow_private=False)
    port = site.url.rpartition(":")[2]

    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"):
        assert Refusal("page_missing") == reader.pages(f"http://{host}:{port}")
    assert [] == site.asked


def test_errors_and_large_pages_are_missing(site: Site) -> None:
    """A home page with an error status, or beyond the limit, is missing; nothing of it is kept."""
    for answer in ((500, HTML, b"oops"), (200, HTML, b"x" * (LARGEST + 1))):
        site.answers["/"] = answer
        assert Refusal("page_missing") == live().pages(site.url)


@pytest.mark.parametrize(
    "website", ["ftp://a.example", "", "https://", "mailto:info@a.example", "http://a.example:99999"]
)
def test_what_is_no_web_address_is_missing(website: str) -> None:
    """An address that is none is missing, and nothing is asked."""
    assert Refusal("page_missing") == live().pages(website)


def test_the_reader_needs_a_page_that_explains_it() -> None:
    """Without an address that explains the reader, none is made."""
    with pytest.raises(InputError, match="contact"):
        LivePages(contact="me", today=TODAY)


def test_contact_links_stay_on_the_site() -> None:
    """Links to other sites, mailboxes and the page itself are not followed."""
    html = (
        b"<a href='https://other.example/contact'>Contact</a><a href='mailto:a@b.example'>Contact</a>"
        b"<a href='#contact'>Contact</a>"
        b"<a href='/kontakt'>K</a><a href='/x'>Impressum</a>"
    )

    assert ["https://a.example/x", "https://a.example/kontakt"] == contact_links(
        Page("https://a.example/", html, TODAY)
    )


def test_home_keeps_scheme_and_port() -> None:
    """The home page is that of the website's scheme and port, https where none is given."""
    assert "https://a.example/" == home_of("a.example")
    assert "http://a.example:8080/" == home_of("http://user:pw@a.example:8080/x?y#z")
