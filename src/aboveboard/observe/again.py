"""Reading again: whether facts that were read of pages earlier still stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from aboveboard.domain.errors import InputError
from aboveboard.domain.fact import JSON, Scalar, decode_facts, values
from aboveboard.observe.sources import Page, Refusal
from aboveboard.observe.stage import read_site
from aboveboard.observe.web_address import homes_of

State: TypeAlias = Literal["holds", "changed", "gone", "unknown"]
_GONE: Final = frozenset({404, 410})
UNKNOWN: Final[tuple[State, JSON]] = ("unknown", None)
_OF_ITS_TEXT: Final = ("page.", "business.")
_OF_THE_VISIT: Final = frozenset({"site.pages_read", "site.outreach"})  # no single page tells


class Stated(msgspec.Struct, frozen=True):
    """What an earlier reading stated: the value of an attribute, and the page it stood on."""

    attribute: str
    value: JSON
    url: str


class _Line(msgspec.Struct, frozen=True):
    """A line of a file of facts: one fact, or a site with its facts."""

    facts: tuple[Stated, ...] | None = None
    attribute: str | None = None
    value: JSON = None
    url: str | None = None


class Recheck(msgspec.Struct, frozen=True):
    """How a fact stands now; `now` is null unless it changed."""

    attribute: str
    url: str
    was: JSON
    now: JSON = msgspec.field(name="is")
    state: State


def read_stated(lines: Sequence[bytes], place: str) -> list[Stated]:
    """The facts of a file of JSON lines; raises InputError that names the first line which cannot be used."""
    found: list[Stated] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            found += _stated(line, f"{place}:{number}")
    return found


def _stated(line: bytes, place: str) -> Sequence[Stated]:
    remedy = "a line of `observe site`, or a fact with attribute, value and url"
    try:
        read = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError("this line holds no facts", place=place, remedy=remedy) from error
    facts = read.facts
    if facts is None and read.attribute is not None and read.url is not None:
        facts = (Stated(read.attribute, read.value, read.url),)
    if facts is None or not all(len(homes_of(fact.url)) == 1 for fact in facts):
        raise InputError("this line holds no facts of a page on the web", place=place, remedy=remedy)
    return facts


def asked_for(fact: Stated) -> str:
    """The address that has to be asked for a fact: its page, the target of a broken link, the way without https."""
    if fact.attribute == "site.broken_link" and isinstance(fact.value, dict):
        return str(fact.value.get("target"))
    if fact.attribute == "site.redirects_to_https":
        return urlsplit(fact.url)._replace(scheme="http").geturl()
    return fact.url


def compare(facts: Sequence[Stated], pages: Mapping[str, Page | Refusal]) -> Iterator[Recheck]:
    """How each fact stands now, in their order; `pages` has what each address of `asked_for` answered."""
    stated: dict[tuple[str, str], set[bytes]] = {}
    for fact in facts:
        stated.setdefault((fact.attribute, asked_for(fact)), set()).add(_text(fact.value))
    read = {url: _Reading.of(page) for url, page in pages.items() if isinstance(page, Page)}
    for fact in facts:
        url = asked_for(fact)
        state, now = read[url].state_of(fact, stated[fact.attribute, url]) if url in read else UNKNOWN
        yield Recheck(fact.attribute, fact.url, fact.value, now, state)


class _Reading(msgspec.Struct, frozen=True):
    """A page as it is now: its status, and the values of each attribute."""

    status: int
    readable: bool
    values: dict[str, list[JSON]]

    @classmethod
    def of(cls, page: Page) -> _Reading:
        facts, problem, _ = read_site([page], None)
        return cls(page.status, problem is None, values(decode_facts(facts)))

    def state_of(self, fact: Stated, stated: set[bytes]) -> tuple[State, JSON]:
        """How a fact of this page stands; `stated` are all values that were stated of its attribute."""
        if fact.attribute in _OF_THE_VISIT:
            return UNKNOWN
        if fact.attribute == "site.broken_link" and isinstance(fact.value, dict):
            return self._link(fact.value)
        if self.status in _GONE and fact.attribute != "page.status":
            return "gone", None
        if self.status >= 400 and self.status not in _GONE:
            return UNKNOWN
        now = {_text(value): value for value in self.values.get(fact.attribute, [])}
        if _text(fact.value) in now:
            return "holds", None
        if not self.readable and fact.attribute.startswith(_OF_ITS_TEXT):
            return UNKNOWN
        others = [value for text, value in now.items() if text not in stated]
        return ("changed", others[0]) if others else ("gone", None)

    def _link(self, value: dict[str, Scalar | list[str]]) -> tuple[State, JSON]:
        """A broken link that leads somewhere is gone; one that fails in another way has changed."""
        if self.status < 400:
            return "gone", None
        return ("holds", None) if self.status == value.get("status") else ("changed", {**value, "status": self.status})


def _text(value: JSON) -> bytes:
    """The one text form of a value: 1 and true are two, and keys have no order."""
    return msgspec.json.encode(value, order="deterministic")
