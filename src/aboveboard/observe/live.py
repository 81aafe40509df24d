"""Pages read from the web itself: with leave, slowly, under our own name, and never from inside a private network."""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from aboveboard import __version__
from aboveboard.domain.errors import InputError
from aboveboard.observe.document import Document, attribute, squeeze
from aboveboard.observe.sources import AGENT, Page, Refusal, refuses_outreach, robots_allow, robots_pause

if TYPE_CHECKING:
    import httpx2

LARGEST: Final = 2_000_000  # bytes of one page, after decompression
MOST_PAGES: Final = 3  # the home page and two that tell how to reach the business
_MOST_REDIRECTS: Final = 5
_LONGEST: Final = 30.0  # seconds for one page, however slowly it drips
_LONGEST_PAUSE: Final = 10.0
_CONTACT: Final = re.compile(
    r"impressum|imprint|legal[-_ ]?notice|mentions[-_ ]?l[eé]gales|colofon|aviso[-_ ]?legal|note[-_ ]?legali"
    r"|contact|kontakt|contatti|contacto|opening|öffnungszeiten|oeffnungszeiten|horaires|openingstijden"
    r"|about|über[-_ ]?uns",
    re.IGNORECASE,
)


class _UnreachableError(Exception):
    """A page that did not answer, is too large, too slow, or stands where we do not go."""


class _RefusedError(Exception):
    """A site on the way says no; the argument is the reason code."""


@dataclass
class _Visit:
    """What has been asked of one website: each origin's robots file, and when we last knocked."""

    robots: dict[str, str] = field(default_factory=dict)
    last: float = 0.0


class LivePages:
    """Reads at most three pages of a site; asks the refusal file, then the robots file, before the first of them.

    `contact` is the web address under which our agent explains itself. `allow_private` opens loopback and private
    networks, which is for tests alone. No cookie is kept and no script is run.
    """

    def __init__(
        self, *, contact: str, today: date, pause: float = 1.0, timeout: float = 10.0, allow_private: bool = False
    ) -> None:
        if not contact.startswith(("https://", "http://")):
            raise InputError("`contact` is no web address", remedy="give the page that explains who reads, and why")
        self._agent = f"{AGENT}/{__version__} (+{contact})"
        self._today, self._pause, self._timeout, self._private = today, pause, timeout, allow_private

    def pages(self, website: str) -> Sequence[Page] | Refusal:
        """The home page and up to two that tell how to reach the business; or why there are none."""
        home = home_of(website)
        if home is None:
            return Refusal("page_missing")
        with self._client() as client:
            visit = _Visit()
            try:
                first = self._page(client, visit, home)
            except _RefusedError as refused:
                return Refusal(str(refused))
            except _UnreachableError:
                return Refusal("page_missing")
            return [first, *self._further(client, visit, first)]

    def _further(self, client: httpx2.Client, visit: _Visit, first: Page) -> Iterator[Page]:
        seen = {first.url}
        for url in contact_links(first)[: MOST_PAGES - 1]:
            try:
                page = self._page(client, visit, url)
            except (_RefusedError, _UnreachableError):
                continue
            if page.url not in seen:
                seen.add(page.url)
                yield page

    @contextmanager
    def _client(self) -> Iterator[httpx2.Client]:
        import httpx2

        headers = {"User-Agent": self._agent, "Accept": "text/html,application/xhtml+xml,text/plain"}
        with httpx2.Client(headers=headers, timeout=self._timeout, trust_env=False) as client:
            yield client

    def _page(self, client: httpx2.Client, visit: _Visit, url: str) -> Page:
        """The page at an address, redirects followed one by one, each host asked for leave first."""
        for _ in range(_MOST_REDIRECTS + 1):
            self._ask_leave(client, visit, url)
            status, headers, body = self._get(client, visit, url)
            target = headers.get("location")
            if status not in (301, 302, 303, 307, 308) or not target:
                if status >= 400:
                    raise _UnreachableError
                return Page(url, body, self._today, status, headers)
            url = _joined(url, target)
        raise _UnreachableError

    def _ask_leave(self, client: httpx2.Client, visit: _Visit, url: str) -> None:
        """Raises _RefusedError unless refusal file and robots file of the address's origin let us read it."""
        origin = origin_of(url)
        if origin is None:
            raise _UnreachableError
        if origin not in visit.robots:
            status, _, body = self._get(client, visit, origin + "/.well-known/outreach.txt")
            if status == 200 and refuses_outreach(body.decode("utf-8", "replace")):
                raise _RefusedError("refusal_file")
            status, _, body = self._get(client, visit, origin + "/robots.txt")
            if status >= 500:  # RFC 9309, section 2.3.1.4: a robots file that cannot be had forbids everything
                raise _RefusedError("robots_refused")
            visit.robots[origin] = body.decode("utf-8", "replace") if status == 200 else ""
        if not robots_allow(visit.robots[origin], url):
            raise _RefusedError("robots_refused")

    def _get(self, client: httpx2.Client, visit: _Visit, url: str) -> tuple[int, dict[str, str], bytes]:
        import httpx2

        self._wait(visit, url)
        try:
            numeric, host = self._pinned(url)
            name = urlsplit(url).hostname or ""
            request = client.build_request("GET", numeric, headers={"Host": host}, extensions={"sni_hostname": name})
            answer = client.send(request, stream=True, follow_redirects=False)
            try:
                return answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, _body(answer)
            finally:
                answer.close()
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, UnicodeError, ValueError) as error:
            raise _UnreachableError from error

    def _wait(self, visit: _Visit, url: str) -> None:
        asked = robots_pause(visit.robots.get(origin_of(url) or "", ""))
        pause = min(max(self._pause, asked), _LONGEST_PAUSE)
        rest = visit.last + pause - time.monotonic()
        if visit.last and rest > 0:
            time.sleep(rest)
        visit.last = time.monotonic()

    def _pinned(self, url: str) -> tuple[str, str]:
        """The address with its host as a number, checked to be public, and the host for the request's header.

        The number that was checked is the one connected to, so a name that changes its mind in between gains nothing.
        """
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        numbers = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        if not numbers or not (self._private or all(number.is_global for number in numbers)):
            raise _UnreachableError
        number = numbers[0]
        written = f"[{number}]" if number.version == 6 else str(number)
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{written}:{port}", fragment="").geturl(), host


def _body(answer: httpx2.Response) -> bytes:
    until = time.monotonic() + _LONGEST
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST or time.monotonic() > until:
            raise _UnreachableError
    return bytes(body)


def origin_of(url: str) -> str | None:
    """Scheme, host and port of a web address without user; None for any other address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


def home_of(website: str) -> str | None:
    """The address of a website's home page, https where the list names no scheme; None for what is no web address."""
    origin = origin_of(website if "://" in website else f"https://{website}")
    return f"{origin}/" if origin else None


def contact_links(home: Page) -> list[str]:
    """The addresses on the same site that promise contact, imprint or hours, in the order of the imprint first."""
    from aboveboard.observe.charset import decode

    page = Document(decode(home.html, home.headers).text, home.url)
    found: dict[str, int] = {}
    for link in page.all("a[href]"):
        href = attribute(link, "href").strip()
        match = _CONTACT.search(href) or _CONTACT.search(squeeze(link.text()))
        if match and not href.lower().startswith(("mailto:", "tel:", "javascript:")):
            url = _joined(page.base_url, href)
            if url and url != home.url and origin_of(url) == origin_of(home.url):
                found.setdefault(url, _rank(match[0]))
    return sorted(found, key=lambda url: found[url])


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href).partition("#")[0]
    except ValueError:
        return ""


def _rank(word: str) -> int:
    """Imprint and legal notice before contact before the rest: they state the legal form."""
    plain = word.lower()
    if plain.startswith(("impr", "legal", "mentions", "colofon", "aviso", "note")):
        return 0
    return 1 if plain.startswith(("cont", "kont")) else 2
