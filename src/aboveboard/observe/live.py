"""Pages read from the web itself: with leave, slowly, under our own name, and never from inside a private network."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final, TypeVar

from aboveboard import __version__
from aboveboard.domain.errors import InputError
from aboveboard.observe.cache import SiteCache
from aboveboard.observe.fetch import Limits
from aboveboard.observe.leave import AGENT
from aboveboard.observe.network import Network
from aboveboard.observe.sources import Found, Page, Refusal
from aboveboard.observe.visit import Site, Visit, Web
from aboveboard.observe.web_address import host_of, origin_of

AT_ONCE: Final = 16  # sites that are read at the same time
T = TypeVar("T")


class LivePages:
    """Reads sites on the web; each host is asked for leave first, over one connection, and no script is run.

    `contact` is the web address under which our agent explains itself. With `resume`, a visit that was broken off less
    than a day ago goes on with what the cache has of it.
    """

    def __init__(
        self,
        *,
        contact: str,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        network: Network | None = None,
        cache: SiteCache | None = None,
        resume: bool = False,
    ) -> None:
        if origin_of(contact) is None or not contact.isascii() or not contact.isprintable():
            raise InputError("`contact` is no web address", remedy="give the page that explains who reads, and why")
        self._headers = {
            "User-Agent": f"{AGENT}/{__version__} (+{contact})",
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1",
        }
        self._clock, self._limits, self._network = clock, limits or Limits(), network or Network()
        self._cache, self._resume = cache, resume

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        """For each website, in their order, its pages, the home page first; or why there are none."""
        return (Refusal(site.reason) if site.reason else site.pages for site in self.sites(websites))

    def pages(self, website: str) -> Found:
        """The pages of one website, the home page first; or why there are none."""
        (found,) = self.read([website])
        return found

    def sites(self, websites: Iterable[str]) -> Iterator[Site]:
        """Each website as it was read, in their order; several are read at the same time."""
        web = self._web()
        return _in_order(web, (Visit(web, website).read() for website in websites))

    def read_again(self, urls: Iterable[str]) -> Mapping[str, Page | Refusal]:
        """Each page as it is now; the cache is only asked whether it still holds."""
        web = self._web()
        by_host: dict[str, list[str]] = {}
        for url in urls:
            by_host.setdefault(host_of(url), []).append(url)
        visits = (Visit(web, f"{origin_of(same[0])}/").read_again(same) for same in by_host.values())
        return {url: page for found in _in_order(web, visits) for url, page in found.items()}

    def _web(self) -> Web:
        return Web(
            self._network, self._limits, self._headers, clock=self._clock, cache=self._cache, resume=self._resume
        )


def _in_order(web: Web, visits: Iterable[Coroutine[Any, Any, T]]) -> Iterator[T]:
    """What each visit brings, in their order; as many are under way as may be at once."""
    waiting: deque[asyncio.Task[T]] = deque()
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_default_executor(ThreadPoolExecutor(2 * AT_ONCE))  # a name that nobody answers for holds up no other
        try:
            for visit in visits:
                waiting.append(loop.create_task(visit))
                if len(waiting) == AT_ONCE:
                    yield runner.run(_end_of(waiting.popleft()))
            while waiting:
                yield runner.run(_end_of(waiting.popleft()))
        finally:
            runner.run(_stop(waiting, web))


async def _end_of(task: asyncio.Task[T]) -> T:
    return await task


async def _stop(tasks: Iterable[asyncio.Task[Any]], web: Web) -> None:
    """No visit is under way any more, and no connection is open."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await web.close()
