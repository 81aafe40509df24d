"""Addresses on the web: their origin, their host, the site they belong to, and the home page of a website."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from aboveboard.observe.quotation import MAILBOX
from aboveboard.text import persons

_PORTS: Final = {"http": 80, "https": 443}
_NUMBERED: Final = re.compile(r"[a-z_]{1,16}=\d{1,6}(?:&[a-z_]{1,16}=\d{1,6}){0,2}", re.IGNORECASE)
_WHOLE_SITE: Final = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?"
    r"(?:(?:index|home|default|start|welcome|main|about(?:-?us)?|contact(?:-?us)?|kontakt|impressum)(?:\.\w{1,5})?/?)?",
    re.IGNORECASE,
)
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


def origin_of(url: str) -> str | None:
    """Scheme, host (in ASCII) and port of a web address, without user; None for any other address."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _PORTS or not host or port == 0:
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port and port != _PORTS[parts.scheme] else ''}"


def host_of(url: str) -> str:
    """The host of a web address, in small letters; empty where there is none."""
    origin = origin_of(url)
    return (urlsplit(origin).hostname or "") if origin else ""


def port_of(url: str) -> int:
    """The port that a web address is asked on."""
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def site_of(url: str) -> str:
    """The site an address belongs to: its host without "www.", with the port where one is named."""
    origin = origin_of(url)
    return urlsplit(origin).netloc.removeprefix("www.") if origin else ""


def homes_of(website: str) -> list[str]:
    """The addresses at which a website's home page may stand, in the order to try them; none for what is no website.

    Where the scheme is not named, https is tried before http; a mailbox is no website. The path stays: on a platform
    that many share, the page at the root is somebody else's.
    """
    bare = "://" not in website
    if bare and "@" in website:
        return []
    schemes = ["https://", "http://"] if bare else [""]
    addresses = [scheme + website for scheme in schemes]
    return [f"{origin}{_path_of(url)}" for url in addresses if (origin := origin_of(url))]


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query and has_plain_query(url) else "")


def folder_of(url: str) -> str:
    """The folder below which the pages of the same website stand: "/" where the whole host is one website.

    "/", "/index.html", "/en/" and "/contact" are places of such a site; "/shops/crumb" is one business's on a platform.
    """
    path = urlsplit(url).path
    return "/" if _WHOLE_SITE.fullmatch(path) else path.rstrip("/") + "/"


def joined(base: str, href: str) -> str:
    """The address that a link on a page leads to, without its fragment; empty for one that leads nowhere."""
    try:
        return urljoin(base, href).partition("#")[0]
    except ValueError:
        return ""


def has_plain_query(url: str) -> bool:
    """True where an address has no query, or one that only numbers a page (`?id=12`): any other may name a person."""
    query = urlsplit(url).query
    return not query or _NUMBERED.fullmatch(query) is not None


def public_address(url: str) -> str:
    """The address without user and fragment, and without a query but one that numbers a page; no mailbox is in it."""
    parts = urlsplit(url)
    path = "/".join(MAILBOX if "@" in unquote(part) else part for part in parts.path.split("/"))
    query = parts.query if has_plain_query(url) else ""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], path=path, query=query, fragment="").geturl()


def names_somebody(url: str) -> bool:
    """True where the path of an address seems to hold a person's name or a mailbox."""
    path = unquote(urlsplit(url).path)
    words = " ".join(word.capitalize() for word in _BETWEEN_WORDS.split(path))
    return "@" in path or bool(persons.find(words, strict=False))
