"""Web addresses as a browser reads them (WHATWG URL), as far as the audits of links ask."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SPECIAL: Final = re.compile(r"(?:https?|ftp|wss?):[\\/]*([^/?#\\]*)", re.IGNORECASE)
_RELATIVE_HOST: Final = re.compile(r"[\\/]{2}([^/?#\\]*)")
_PLAIN_HOST: Final = re.compile(r"[A-Za-z0-9.-]*[A-Za-z-]\.?")
_FORBIDDEN: Final = frozenset(" <>^|\\%#\x00\t\n\r")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ADDED: Final = re.compile(r"[\t\n\r]")


def stripped(target: str) -> str:
    """The address without what a browser leaves out: spaces at its ends, tabs and line breaks within."""
    return _ADDED.sub("", target.strip(" \t\n\r\f\v\0"))


def is_absolute(target: str) -> bool:
    """True if the text is a whole address, with a host where its scheme has one."""
    bare = stripped(target)
    return _SCHEME.match(bare) is not None and is_parsable(bare)


def is_parsable(target: str) -> bool:
    """True unless a web address has no host, or a host or port that cannot be one (host and port states)."""
    bare = stripped(target)
    found = _SPECIAL.match(bare) or _RELATIVE_HOST.match(bare)
    if found is None or _PLAIN_HOST.fullmatch(found[1]):
        return True
    authority = found[1].rpartition("@")[2]
    if authority.startswith("["):
        return "]" in authority
    host, _, port = authority.partition(":")
    return _is_host(host) and (not port or _is_number(port, 65_536))


def _is_host(host: str) -> bool:
    """True if the text can be a host; one whose last part is a number has to be a whole IPv4 address."""
    if not host or set(unquote(host)) & _FORBIDDEN:
        return False
    parts = host.removesuffix(".").split(".")
    if not parts[-1].isdecimal():
        return True
    *bytes_, last = parts
    return (
        len(parts) <= 4 and all(_is_number(part, 256) for part in bytes_) and _is_number(last, 256 ** (5 - len(parts)))
    )


def _is_number(text: str, limit: int) -> bool:
    return text.isdecimal() and len(text) <= 12 and int(text) < limit


def resolved(base: str, target: str) -> str:
    """The address a link leads to, as an `href` property gives it; the text itself where it is none."""
    bare = stripped(target)
    try:
        return normalised(urljoin(base, bare)) if is_parsable(bare) else target
    except ValueError:
        return target


def normalised(url: str) -> str:
    """The address with scheme and host in lower case, no default port, and "/" for an empty path."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        return url
    user, at, _ = parts.netloc.rpartition("@")
    host = parts.hostname or ""
    netloc = user + at + (f"[{host}]" if ":" in host else host)
    netloc += f":{port}" if port is not None and port != _DEFAULT_PORTS[scheme] else ""
    return parts._replace(scheme=scheme, netloc=netloc, path=parts.path.replace(" ", "%20") or "/").geturl()


def same_place(one: str, other: str) -> bool:
    """True if two addresses differ in what follows "#" at most."""
    return normalised(one).partition("#")[0] == normalised(other).partition("#")[0]


def bare_host(url: str) -> str:
    """The host of an address in lower case without "www.", "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
