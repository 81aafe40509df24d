"""Leave: what a site's refusal file and robots file say, read from their text alone."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

AGENT: Final = "Aboveboard"
OUTREACH_PATH: Final = "/.well-known/outreach.txt"
ROBOTS_PATH: Final = "/robots.txt"
OUTREACH_BYTES: Final = 65_536  # what of a refusal file is read
ROBOTS_BYTES: Final = 512_000  # RFC 9309, section 2.5: at least 500 KiB

Word: TypeAlias = Literal["refuse", "ask", "post"]
STRICTEST_FIRST: Final[tuple[Word, ...]] = ("refuse", "ask", "post")
REFUSING: Final[dict[Word, str]] = {"refuse": "refusal_file", "ask": "asks_first"}
"""The words under which nothing is read, and the reason code of each."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE: Final = re.compile(r"[ \t]*(outreach)[ \t]*[:=](.*)", re.IGNORECASE)
_WORDS: Final = re.compile(r"[a-z]+", re.IGNORECASE)


def read_outreach(file: bytes) -> Word | None:
    """The strictest word that a refusal file says (docs/outreach-txt.md), or None for one that says nothing.

    A word alone on its line counts too, but not in a page of HTML, as many servers answer any address with one.
    """
    text = _text(file[:OUTREACH_BYTES])
    is_page = text.lstrip().startswith("<")
    said: set[str] = set()
    for line in text.splitlines():
        plain = line.partition("#")[0]
        named = _LINE.fullmatch(plain)
        if named:
            said |= {word.lower() for word in _WORDS.findall(named[2])}
        elif not is_page:
            said.add(plain.strip().lower())
    return strictest(word for word in STRICTEST_FIRST if word in said)


def strictest(words: Iterable[Word | None]) -> Word | None:
    """The strictest of some words: refuse before ask before post."""
    said = set(words)
    return next((word for word in STRICTEST_FIRST if word in said), None)


def _text(file: bytes) -> str:
    for mark, encoding in _MARKS:
        if file.startswith(mark):
            return file[len(mark) :].decode(encoding, "replace")
    return file.decode("utf-8", "replace")


class Robots:
    """A robots file (RFC 9309), read once for all pages of its origin."""

    def __init__(self, file: bytes) -> None:
        from protego import Protego

        self._rules = Protego.parse(_text(file[:ROBOTS_BYTES]))

    def allows(self, url: str) -> bool:
        """True if this software's agent may read the address."""
        return bool(self._rules.can_fetch(url, AGENT))

    @property
    def pause(self) -> float:
        """The seconds that the file asks us to leave between two requests, 0 where it asks for none."""
        asked = float(self._rules.crawl_delay(AGENT) or 0)
        return 0.0 if math.isnan(asked) else max(0.0, asked)
