"""A website's address, taken apart: whose domain it is, and which page of it."""

from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

import msgspec
from publicsuffixlist import PublicSuffixList

from aboveboard.text.vocabulary import words

_LONGEST: Final = 2000


class Website(msgspec.Struct, frozen=True):
    """The domain that somebody registered (publicsuffix.org), and the path below it in small letters."""

    domain: str
    path: str


def read_website(url: str) -> Website | None:
    """The website of an address with or without a scheme; None where none can be read.

    On a platform where many businesses have a page each (a social network, a shop builder) the domain says nothing of
    the business, and the answer is None as well.
    """
    if len(url) > _LONGEST:
        return None
    url = url.strip()
    try:
        parts = urlsplit(url if "//" in url else "//" + url)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return None
    domain = registrable_domain(host)
    if domain is None or domain in words("platforms"):
        return None
    return Website(domain, parts.path.rstrip("/").casefold())


@lru_cache(maxsize=65_536)
def registrable_domain(host: str) -> str | None:
    """The part of a host name that somebody registered; None for a public suffix, an address or nothing."""
    found = _suffixes().privatesuffix(host) if "." in host and not host.replace(".", "").isdigit() else None
    return None if found is None else str(found)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
