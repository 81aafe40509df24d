"""Sites over HTTP, from real servers on loopback: leave, plan, redirects, politeness."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from aboveboard.domain.errors import InputError
from aboveboard.observe.cache import SiteCache
from aboveboard.observe.fetch import Limits
from aboveboard.observe.live import LivePages
from aboveboard.observe.network import Network, anywhere
from aboveboard.observe.sources import Page, Refusal
from aboveboard.observe.visit import Site

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HTML = {"content-type": "text/html; charset=utf-8"}
FIRST = ["/.well-known/outreach.txt", "/robots.txt", "/"]
Server = Any  # tests.conftest.LocalSite, which importlib mode cannot import


def live(
    *, cache: Path | None = None, resume: bool = False, network: Network | None = None, **limits: Any
) -> LivePages:
    """A reader that does not wait between requests, and may enter loopback."""
    return LivePages(
        contact="https://operator.example/reader",
        clock=lambda: NOW,
        limits=Limits(**({"pause": 0.0, "answer_seconds": 20.0} | limits)),
        network=network or Network(allowed=anywhere),
        cache=SiteCache(cache) if cache else None,
        resume=resume,
    )


def named(network: dict[str, str]) -> Network:
    """A network in which these names have these numbers, and all of them may be entered."""
    return Network(allowed=anywhere, resolve=lambda host, port: [network[host]])


def paths(site: Server, pages: object) -> list[str]:
    """The paths of the pages that were read."""
    assert isinstance(pages, tuple)
    return [page.url.removeprefix(site.url) for page in pages]


def seen(site: Site, attribute: str) -> list[Any]:
    """The values of an attribute among what was seen beside the bytes of the pages."""
    return [fact.value for page in site.pages for fact in page.seen if fact.attribute == attribute]


def test_home_imprint_and_contact_are_read(local_site: Server) -> None:
    """Home, imprint, contact; the refusal file is asked before all, then the robots file, and nothing else."""
    pages = live().pages(local_site.url)

    assert ["/", "/impressum", "/contact"] == paths(local_site, pages)
    assert [*FIRST, "/impressum", "/contact"] == local_site.asked


def test_we_say_who_we_are(local_site: Server) -> None:
    """Every request names the software, its version and the page that explains it."""
    live().pages(local_site.url)

    (agent,) = {headers["user-agent"] for headers in local_site.headers}
    assert agent.startswith("Aboveboard/")
    assert agent.endswith("(+https://operator.example/reader)")


@pytest.mark.parametrize(("word", "reason"), [("refuse", "refusal_file"), ("ask", "asks_first")])
def test_a_refusal_file_ends_the_visit(local_site: Server, word: str, reason: str) -> None:
    """After a refusal, or the wish to be asked, nothing else is asked of the site."""
    local_site.answers["/.well-known/outreach.txt"] = (200, {}, f"outreach: {word}\n".encode())

    assert Refusal(reason) == live().pages(local_site.url)
    assert ["/.well-known/outreach.txt"] == local_site.asked


def test_a_site_for_letters_only_is_read_and_says_so(local_site: Server) -> None:
    """A site that says `post` is read, and the word stands among its facts."""
    local_site.answers["/.well-known/outreach.txt"] = (200, {}, b"post")

    (site,) = live().sites([local_site.url])

    assert (3, ["post"]) == (len(site.pages), seen(site, "site.outreach"))


@pytest.mark.parametrize("answer", [(503, {}, b""), (500, {}, b""), (429, {}, b"")])
def test_a_refusal_file_that_cannot_be_had_is_no_leave(local_site: Server, answer: Any) -> None:
    """A server that fails to say whether it refuses is not read any further."""
    local_site.answers["/.well-known/outreach.txt"] = answer

    assert Refusal("page_missing") == live().pages(local_site.url)
    assert ["/.well-known/outreach.txt"] == local_site.asked


def test_a_moved_refusal_file_counts(local_sites: Callable[[], Server]) -> None:
    """A redirect from one refusal file to another is followed, a circle ends, and a redirect elsewhere says nothing."""
    here, there = local_sites(), local_sites()
    file = "/.well-known/outreach.txt"
    there.answers[file] = (200, {}, b"refuse")
    here.answers[file] = (301, {"location": there.url + file}, b"")
    assert Refusal("refusal_file") == live().pages(here.url)

    there.answers[file] = (301, {"location": here.url + file}, b"")
    assert ["/", "/impressum", "/contact"] == paths(here, live().pages(here.url))

    here.answers[file] = (302, {"location": "/"}, b"")
    assert ["/", "/impressum", "/contact"] == paths(here, live().pages(here.url))


def test_a_refusal_under_another_port_of_the_site_is_heeded(local_site: Server, local_sites: Any) -> None:
    """Each host that a redirect leads to is asked for its own leave, and its no ends the visit."""
    other = local_sites()
    other.answers["/.well-known/outreach.txt"] = (200, {}, b"refuse")
    local_site.answers["/"] = (302, {"location": other.url + "/"}, b"")

    assert Refusal("refusal_file") == live().pages(local_site.url)
    assert ["/.well-known/outreach.txt"] == other.asked


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"User-agent: *\nDisallow: /"),
        (200, {}, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /"),
        (200, {}, b"User-agent: *\nCrawl-delay: 86400"),
        (503, {}, b""),
        (429, {}, b""),
    ],
)
def test_robots_are_honoured(local_site: Server, answer: Any) -> None:
    """A robots file that forbids the home page, asks for a day's pause or cannot be had, ends the visit before it."""
    local_site.answers["/robots.txt"] = answer

    assert Refusal("robots_refused") == live().pages(local_site.url)
    assert "/" not in local_site.asked


def test_robots_are_honoured_page_by_page(local_site: Server) -> None:
    """A page that the robots file forbids is not asked for, and is no broken link; the others are read."""
    local_site.answers["/robots.txt"] = (200, {}, b"User-agent: Aboveboard\nDisallow: /contact\n")

    (site,) = live().sites([local_site.url])

    assert ["/", "/impressum"] == [page.url.removeprefix(local_site.url) for page in site.pages]
    assert "/contact" not in local_site.asked
    assert [] == seen(site, "site.broken_link")


def test_a_moved_robots_file_is_followed(local_site: Server) -> None:
    """Redirects of the robots file are followed, as RFC 9309, section 2.3.1.2 asks."""
    local_site.answers["/robots.txt"] = (301, {"location": "/robots/now.txt"}, b"")
    local_site.answers["/robots/now.txt"] = (200, {}, b"User-agent: *\nDisallow: /contact")

    assert ["/", "/impressum"] == paths(local_site, live().pages(local_site.url))


def test_the_crawl_delay_is_kept(local_site: Server) -> None:
    """With a delay of half a second, two further requests are at least a second apart; none is left out."""
    local_site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.5\n")
    start = time.monotonic()
    pages = live().pages(local_site.url)

    assert ["/", "/impressum", "/contact"] == paths(local_site, pages)
    assert time.monotonic() - start >= 1.5


def test_the_robots_delay_does_not_shorten_our_own_pause(local_site: Server) -> None:
    """A delay below our own pause changes nothing."""
    local_site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.01\n")
    start = time.monotonic()
    live(pause=0.25, pages=1).pages(local_site.url)

    assert time.monotonic() - start >= 0.5


def test_redirects_are_followed_with_leave(local_site: Server) -> None:
    """A redirect within the site is followed, and the page stands under its last address."""
    local_site.answers["/"] = (302, {"location": "/en/"}, b"")
    local_site.html("/en/", "<p>home")

    assert ["/en/"] == paths(local_site, live().pages(local_site.url))


def test_redirects_into_a_refusing_or_circular_place_end(local_site: Server) -> None:
    """A redirect to a forbidden path is not followed, and a circle ends."""
    local_site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /no\n")
    local_site.answers["/"] = (302, {"location": "/no"}, b"")
    assert Refusal("robots_refused") == live().pages(local_site.url)

    local_site.answers["/"] = (302, {"location": "/"}, b"")
    assert Refusal("page_missing") == live().pages(local_site.url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "http://[::", "gopher://x"])
def test_redirects_to_other_schemes_end(local_site: Server, target: str) -> None:
    """A redirect that leaves the web is not followed."""
    local_site.answers["/"] = (302, {"location": target}, b"")

    assert Refusal("page_missing") == live().pages(local_site.url)


def test_errors_are_missing(local_site: Server) -> None:
    """A home page with an error status is missing; nothing of it is kept."""
    for status in (500, 404, 403):
        local_site.answers["/"] = (status, HTML, b"oops")
        assert Refusal("page_missing") == live().pages(local_site.url)


@pytest.mark.parametrize(
    "website", ["ftp://a.example", "", "https://", "mailto:info@a.example", "http://a.example:99999"]
)
def test_what_is_no_web_address_is_missing(website: str) -> None:
    """An address that is none is missing, and nothing is asked."""
    assert Refusal("page_missing") == live().pages(website)


@pytest.mark.parametrize(
    "contact", ["me", "ftp://a.example/", "https://a.example/\r\nX: y", "https://a.example/\u00e9"]
)
def test_the_reader_needs_a_page_that_explains_it(contact: str) -> None:
    """Without an address that explains the reader, and fits into a header, none is made."""
    with pytest.raises(InputError, match="contact"):
        LivePages(contact=contact, clock=lambda: NOW)


def test_broken_links_are_facts(local_site: Server) -> None:
    """404, 410 and 5xx are facts with target, status and page; forbidden, busy and unplanned ones are not."""
    links = {"contact": 404, "impressum": 410, "prices": 500, "terms": 403, "team": 404}
    local_site.html("/", "".join(f"<a href=/{name}?id=7>{name}</a>" for name in links))
    for name, status in links.items():
        local_site.answers[f"/{name}?id=7"] = (status, {}, b"")

    (site,) = live().sites([local_site.url])

    expected = [
        {"target": f"{local_site.url}/{name}?id=7", "status": links[name], "page": f"{local_site.url}/"}
        for name in ("impressum", "contact", "prices")
    ]
    assert expected == seen(site, "site.broken_link")
    assert [1] == seen(site, "site.pages_read")


def test_a_link_without_an_answer_is_broken_only_if_the_site_answers(local_site: Server) -> None:
    """A page at which the line breaks off twice has status 0, as the site answers otherwise."""
    local_site.answers["/contact"] = lambda handler: handler.connection.close()

    (site,) = live().sites([local_site.url])

    assert [0] == [link["status"] for link in seen(site, "site.broken_link")]
    assert 2 == local_site.asked.count("/contact")


def test_a_site_that_goes_down_has_no_broken_links(local_site: Server) -> None:
    """When nothing answers any more, the visit ends with what it has, and no link is blamed."""

    def down(handler: Any) -> None:
        local_site.answers |= dict.fromkeys(["/", "/contact"], down)
        handler.connection.close()

    local_site.answers["/impressum"] = down

    (site,) = live().sites([local_site.url])

    assert (1, []) == (len(site.pages), seen(site, "site.broken_link"))


def test_no_fact_names_a_person_in_a_link(local_site: Server) -> None:
    """A broken link whose address seems to name somebody is not written down."""
    local_site.html("/", "<a href=/contact/mary-miller>Contact</a><a href='/contact/jo%40shop.example'>Kontakt</a>")

    (site,) = live().sites([local_site.url])

    assert "/contact/mary-miller" in local_site.asked
    assert [] == seen(site, "site.broken_link")


def test_http_that_stays_http_is_a_fact(local_site: Server) -> None:
    """A site that was asked for without https and answered so is said not to redirect."""
    (site,) = live().sites([local_site.url])

    assert [False] == seen(site, "site.redirects_to_https")


def test_a_site_has_twelve_pages_at_most(local_site: Server) -> None:
    """However many pages promise something, twelve are asked for, the home page among them."""
    local_site.html("/", "".join(f"<a href=/contact/{n}>Contact</a>" for n in range(40)))
    for n in range(40):
        local_site.html(f"/contact/{n}", "<p>x")

    assert 12 == len(live().pages(local_site.url))
    assert 14 == len(local_site.asked)


def test_a_busy_server_is_left_alone(local_site: Server) -> None:
    """After 429 or 503 no further page is asked for."""
    for status in (429, 503):
        local_site.asked.clear()
        local_site.answers["/impressum"] = (status, {}, b"")
        (site,) = live().sites([local_site.url])
        assert "/contact" not in local_site.asked
        assert [] == seen(site, "site.broken_link")


def test_links_are_found_on_later_pages_too(local_site: Server) -> None:
    """A page that is linked from the contact page alone is read."""
    local_site.html("/contact", "<a href=/terms>Terms</a>")
    local_site.html("/terms", "<p>terms")

    assert ["/", "/impressum", "/contact", "/terms"] == paths(local_site, live().pages(local_site.url))


def test_one_line_to_a_host_whoever_asks(local_site: Server) -> None:
    """Several visits to one host at the same time share a single connection, one request after the other."""
    found = list(
        live(network=named({"shop.example": "127.0.0.1"})).sites([f"http://shop.example:{local_site.port}"] * 5)
    )

    assert [3] * 5 == [len(site.pages) for site in found]
    assert 1 == local_site.most_lines


def test_hosts_are_read_at_the_same_time(local_sites: Callable[[], Server]) -> None:
    """While one host is slow, the others are read: all have been asked before the slow one answers."""
    slow, *others = [local_sites() for _ in range(4)]
    network = named({f"s{n}.example": "127.0.0.1" for n in range(4)})
    asked_by_then: list[int] = []

    def wait(handler: Any) -> None:
        until = time.monotonic() + 15
        while not all("/contact" in other.asked for other in others) and time.monotonic() < until:
            time.sleep(0.01)
        asked_by_then.append(sum("/contact" in other.asked for other in others))
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n<p>a")

    slow.answers["/"] = wait
    urls = [f"http://s{n}.example:{site.port}" for n, site in enumerate([slow, *others])]
    sites = list(live(network=network).sites(urls))

    assert urls == [site.website for site in sites]
    assert [1, 3, 3, 3] == [len(site.pages) for site in sites]
    assert [3] == asked_by_then


def test_a_cookie_is_never_sent_back(local_site: Server) -> None:
    """Whatever cookies a server sets, no request has one, and none is kept."""
    for path in ("/", "/robots.txt", "/contact"):
        local_site.answers[path] = (200, HTML | {"set-cookie": "id=1; Path=/"}, b"<a href=/contact>Contact</a>")

    pages = live().pages(local_site.url)

    assert isinstance(pages, tuple)
    assert [] == [headers for headers in local_site.headers if "cookie" in headers]
    assert [] == [page for page in pages if "set-cookie" in page.headers]


def test_the_rest_of_the_sites_is_not_read_when_nobody_listens(local_site: Server) -> None:
    """A reader who stops listening leaves no visit under way and no connection open."""
    sites = live().sites([local_site.url] * 3)
    next(sites)
    sites.close()
    until = time.monotonic() + 5
    while local_site.open_lines and time.monotonic() < until:
        time.sleep(0.01)

    assert 0 == local_site.open_lines


def test_pages_are_as_old_as_their_reading(local_site: Server) -> None:
    """A page has the day of the clock that the reader was given."""
    (home, *_) = live().pages(local_site.url)

    assert isinstance(home, Page)
    assert date(2026, 11, 20) == home.read_on


def test_without_a_scheme_https_is_tried_before_http(local_site: Server) -> None:
    """A website whose list names no scheme is read over http where nothing answers https."""
    network = named({"shop.example": "127.0.0.1"})
    (site,) = live(network=network).sites([f"shop.example:{local_site.port}"])

    assert [f"http://shop.example:{local_site.port}/"] == [page.url for page in site.pages[:1]]


def test_a_shop_on_a_platform_is_read_and_not_the_platform(local_site: Server) -> None:
    """Of a website with a path only the page there and what lies below are read: the root is somebody else's."""
    links = b'<p>Crumb</p><a href="/impressum">Imprint</a><a href="/shops/crumb/contact">Contact</a>'
    local_site.answers["/shops/crumb"] = (200, HTML, links)
    local_site.answers["/shops/crumb/contact"] = (200, HTML, b"<p>Write to us</p>")
    pages = live().pages(local_site.url + "/shops/crumb")

    assert ["/shops/crumb", "/shops/crumb/contact"] == paths(local_site, pages)
