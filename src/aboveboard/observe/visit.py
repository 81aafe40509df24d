"""A visit to one site: leave is asked first of every host on the way, then the pages are read one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from aboveboard.domain.fact import JSON
from aboveboard.observe.cache import Kept, SiteCache
from aboveboard.observe.fetch import Answer, Host, Limits
from aboveboard.observe.leave import (
    OUTREACH_BYTES,
    OUTREACH_PATH,
    REFUSING,
    ROBOTS_BYTES,
    ROBOTS_PATH,
    Robots,
    Word,
    read_outreach,
    strictest,
)
from aboveboard.observe.network import Network, NotAllowedError, UnreachableError
from aboveboard.observe.seen import Seen
from aboveboard.observe.site_plan import Link, SitePlan
from aboveboard.observe.sources import Page, Refusal, post_only
from aboveboard.observe.web_address import (
    folder_of,
    homes_of,
    host_of,
    joined,
    names_somebody,
    origin_of,
    public_address,
    site_of,
)

RESUMED_WITHIN: Final = timedelta(hours=24)  # RFC 9309, section 2.4: no robots file is used for longer
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_COME_BACK_LATER: Final = frozenset({429, 503})
_GONE: Final = frozenset({404, 410})


class RefusedError(Exception):
    """A site on the way says no; the argument is the reason code."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a visit to a website brought: its pages, the home page first, or the reason why there are none."""

    website: str
    pages: tuple[Page, ...] = ()
    reason: str | None = None


class Web:
    """The hosts of one crawl, and the cache before them.

    With `resume`, an answer that is less than a day old is taken from the cache, so that a visit which was broken off
    goes on where it was; else each is asked for, under the condition that it has changed.
    """

    def __init__(
        self,
        network: Network,
        limits: Limits,
        headers: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        cache: SiteCache | None = None,
        resume: bool = False,
    ) -> None:
        self.limits, self.clock = limits, clock
        self._network, self._headers, self._cache, self._resume = network, headers, cache, resume
        self._hosts: dict[str, Host] = {}

    def host(self, url: str) -> Host:
        """The host of an address."""
        name = host_of(url)
        if not name:
            raise UnreachableError
        return self._hosts.setdefault(name, Host(name, self._network, self.limits, self._headers))

    async def get(self, website: str, url: str, most: int) -> Kept:
        """The answer and when it was given or confirmed; UnreachableError if there is none."""
        kept = self._cache.get(website, url) if self._cache else None
        if kept is not None and self._resume and self.clock() - kept.at < RESUMED_WITHIN:
            return kept
        answer = await self.host(url).get(url, kept.conditions if kept else {}, most)
        if answer.status == 304 and kept is not None:
            answer = _confirmed(kept.answer, answer)
        fresh = Kept(answer, self.clock())
        if self._cache is not None and answer.status not in _COME_BACK_LATER:
            self._cache.put(website, url, fresh)
        return fresh

    async def close(self) -> None:
        """All connections are closed."""
        for host in self._hosts.values():
            await host.close()


def _confirmed(kept: Answer, answer: Answer) -> Answer:
    """The kept answer with the headers of the 304 that confirmed it (RFC 9110, section 15.4.5)."""
    headers = {**kept.headers, **{name: answer.headers[name] for name in kept.headers if name in answer.headers}}
    return Answer(url=kept.url, status=kept.status, headers=headers, body=kept.body, certificate=answer.certificate)


class Visit:
    """One website, read once."""

    def __init__(self, web: Web, website: str) -> None:
        self._web, self._website = web, website
        self._sites: set[str] = set()
        self._words: dict[str, Word | None] = {}
        self._robots: dict[str, Robots] = {}

    async def read(self) -> Site:
        """The home page and the pages of the plan; or why there are none."""
        try:
            asked, home = await self._home()
            pages = [_page(home, of_connection(home.answer), of_scheme(asked, home.answer))]
            broken = await self._further(home.answer, pages)
        except RefusedError as refused:
            return Site(self._website, reason=str(refused))
        except UnreachableError:
            return Site(self._website, reason="page_missing")
        of_site = (*post_only(self._said()), *broken, Seen("site.pages_read", len(pages), where="url"))
        pages[0] = replace(pages[0], seen=(*pages[0].seen, *of_site))
        return Site(self._website, tuple(pages))

    async def read_again(self, urls: Iterable[str]) -> dict[str, Page | Refusal]:
        """Each page as it is now, whatever its status, under the address it was asked for; or why it was not read."""
        found: dict[str, Page | Refusal] = {}
        for url in urls:
            try:
                kept = await self.follow(url)
            except RefusedError as refused:
                found[url] = Refusal(str(refused))
            except UnreachableError:
                found[url] = Refusal("page_missing")
            else:
                found[url] = _page(kept, of_connection(kept.answer), of_scheme(url, kept.answer))
        return found

    async def follow(self, url: str) -> Kept:
        """The answer at an address, redirects followed one by one, each host asked for leave first."""
        for _ in range(self._web.limits.redirects + 1):
            await self._ask_leave(url)
            kept = await self._web.get(self._website, url, self._web.limits.page_bytes)
            target = _target(kept.answer)
            if target is None:
                return kept
            url = target
        raise UnreachableError

    async def _home(self) -> tuple[str, Kept]:
        """The address that was asked for, and the home page."""
        for url in homes_of(self._website):
            self._sites.add(site_of(url))
            try:
                home = await self.follow(url)
            except UnreachableError:
                continue
            if home.answer.status < 400:
                self._sites.add(site_of(home.answer.url))
                return url, home
        raise UnreachableError

    async def _further(self, home: Answer, pages: list[Page]) -> list[Seen]:
        """The links that lead nowhere; the pages that were read are added to `pages`."""
        plan, broken = SitePlan(folder_of(home.url)), list[Seen]()
        plan.add(home)
        until = time.monotonic() + self._web.limits.site_seconds
        for _ in range(self._web.limits.pages - 1):
            link = plan.next()
            if link is None or time.monotonic() > until:
                break
            status = await self._read_link(link, plan, pages)
            if status in _COME_BACK_LATER or (status == 0 and not await self._still_answers(home.url)):
                break
            if _is_broken(status) and not names_somebody(link.url):
                broken.append(_broken(link, status))
        return broken

    async def _read_link(self, link: Link, plan: SitePlan, pages: list[Page]) -> int:
        """The status at the end of a link, 0 where nothing answers; 200 for one that we may not follow."""
        try:
            kept = await self.follow(link.url)
        except (RefusedError, NotAllowedError):
            self._heed()
            return 200
        except UnreachableError:
            return 0
        answer = kept.answer
        if answer.status < 300 and answer.url not in {page.url for page in pages}:
            pages.append(_page(kept))
            plan.add(answer)
        return answer.status

    async def _still_answers(self, url: str) -> bool:
        """True if the site is there, so that a link without an answer is the link's own fault."""
        try:
            await self._web.host(url).get(url, {}, 1)
        except UnreachableError:
            return False
        return True

    async def _ask_leave(self, url: str) -> None:
        """Raises RefusedError unless refusal file and robots file of the address's origin let us read it."""
        origin = origin_of(url)
        if origin is None:
            raise RefusedError("page_missing")
        await self._ask_outreach(origin)
        if origin not in self._robots:
            self._robots[origin] = await self._read_robots(origin)
        robots = self._robots[origin]
        if robots.pause > self._web.limits.longest_pause or not robots.allows(url):
            raise RefusedError("robots_refused")
        self._web.host(url).slow_down(robots.pause)

    async def _ask_outreach(self, origin: str) -> None:
        """Raises RefusedError if the refusal file of an origin does not let us read it."""
        word = await self._outreach(origin, self._web.limits.redirects)
        if word in REFUSING:
            raise RefusedError(REFUSING[word])

    async def _outreach(self, origin: str, hops: int) -> Word | None:
        """What the refusal file of an origin says; a redirect counts if it leads to the refusal file of another.

        A server that fails, or is too busy or slow to say, is UnreachableError: what is not known is no leave.
        """
        if origin in self._words:
            return self._words[origin]
        answer = (await self._web.get(self._website, origin + OUTREACH_PATH, OUTREACH_BYTES)).answer
        if _fails(answer):
            raise UnreachableError
        self._words[origin] = read_outreach(answer.body) if answer.status == 200 else None
        target = _target(answer)
        other = origin_of(target) if target and urlsplit(target).path == OUTREACH_PATH else None
        if other and hops:
            self._words[origin] = await self._outreach(other, hops - 1)
        return self._words[origin]

    async def _read_robots(self, origin: str) -> Robots:
        """The robots file of an origin; one that is missing allows all, one that cannot be had allows nothing.

        Redirects are followed as RFC 9309, section 2.3.1.2 says; the hosts they lead to may refuse that.
        """
        url = origin + ROBOTS_PATH
        for _ in range(self._web.limits.redirects + 1):
            answer = (await self._web.get(self._website, url, ROBOTS_BYTES)).answer
            if _fails(answer):
                raise RefusedError("robots_refused")
            target = _target(answer)
            other = origin_of(target) if target else None
            if target is None or other is None:
                return Robots(answer.body if answer.status == 200 else b"")
            await self._ask_outreach(other)
            url = target
        return Robots(b"")

    def _said(self) -> Word | None:
        """The strictest word of the refusal files of the website's own origins."""
        return strictest(word for origin, word in self._words.items() if site_of(origin) in self._sites)

    def _heed(self) -> None:
        """Raises RefusedError if the website, under any of its origins, does not let us read it."""
        word = self._said()
        if word in REFUSING:
            raise RefusedError(REFUSING[word])


def _fails(answer: Answer) -> bool:
    """True for an answer from which nothing follows for the file that was asked for (RFC 9309, section 2.3.1.4)."""
    return answer.status >= 500 or answer.status == 429 or answer.cut_off == "too_slow"


def _target(answer: Answer) -> str | None:
    """The address that a redirect leads to."""
    location = answer.headers.get("location")
    return joined(answer.url, location) if answer.status in _REDIRECTS and location else None


def _page(kept: Kept, *seen: Iterable[Seen]) -> Page:
    """The answer as a page; one that was cut off is not read, as what stands in the rest of it is not known."""
    answer = kept.answer
    facts = [fact for facts in seen for fact in facts]
    if answer.cut_off:
        facts += [Seen("page.bytes", len(answer.body), where="url"), Seen("page.cut_off", answer.cut_off, where="url")]
    html = b"" if answer.cut_off else answer.body
    return Page(answer.url, html, kept.at.date(), answer.status, answer.headers, tuple(facts))


def of_connection(answer: Answer) -> Iterator[Seen]:
    """What the connection to a page showed of its encryption."""
    certificate = answer.certificate
    if certificate is not None:
        yield Seen("site.tls_version", certificate.version, excerpt=certificate.version, where="url")
        yield Seen("site.tls_valid", certificate.valid, where="url")
        if certificate.expires is not None:
            day = certificate.expires.isoformat()
            yield Seen("site.tls_expires", day, excerpt=day, where="url")


def of_scheme(asked: str, answer: Answer) -> Iterator[Seen]:
    """Whether a page that was asked for without encryption answered with it, on the same site."""
    if urlsplit(asked).scheme == "http" and site_of(asked) == site_of(answer.url):
        yield Seen("site.redirects_to_https", urlsplit(answer.url).scheme == "https", where="url")


def _is_broken(status: int) -> bool:
    """True for what a visitor would find missing or failing; a server that is busy says nothing of the link."""
    return status == 0 or status in _GONE or (status >= 500 and status not in _COME_BACK_LATER)


def _broken(link: Link, status: int) -> Seen:
    value: JSON = {"target": public_address(link.url), "status": status, "page": public_address(link.page)}
    return Seen("site.broken_link", value, excerpt=link.text, where=link.where)
