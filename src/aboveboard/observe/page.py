"""One page in, its facts out: nothing is fetched, no script is run, nobody is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from aboveboard.observe.business import country_code, read_business, site_name, trading_names
from aboveboard.observe.charset import Decoded, decode
from aboveboard.observe.document import Document, attribute, names
from aboveboard.observe.elements import read_elements
from aboveboard.observe.head import read_head
from aboveboard.observe.markup import Item, nested
from aboveboard.observe.printed import read_printed
from aboveboard.observe.quotation import clean
from aboveboard.observe.seen import MOST_VALUES, Reading, Seen
from aboveboard.observe.signals import read_signals
from aboveboard.observe.structured_data import read_broken, read_markup

_COUNTRY_DOMAINS: Final = names("at au be ch de es fr ie it nl nz")
_BINARY: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF")
UNREADABLE: Final = Reading(problem="page_unreadable")


def read_page(
    html: bytes | str,
    *,
    url: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    country: str | None = None,
) -> Reading:
    """Everything the page states, each value once with its place; `problem` is set where there is nothing to read."""
    named = {name.lower(): value for name, value in (headers or {}).items()}
    size = len(html) if isinstance(html, bytes) else len(html.encode("utf-8", "replace"))
    if isinstance(html, bytes) and is_binary(html):
        return UNREADABLE
    decoded = decode(html, named) if isinstance(html, bytes) else decode(html.encode("utf-8", "replace"), named)
    page = Document(decoded.text if isinstance(html, bytes) else html, url)
    if not page.readable:
        return UNREADABLE
    facts = [
        Seen("page.bytes", size, where="url"),
        Seen("page.status", status, excerpt=str(status), where="url"),
        *_read(page, decoded, named, country),
    ]
    return _reading(facts)


def is_binary(html: bytes) -> bool:
    """True for what begins like a picture, a PDF or an archive, or holds zero bytes without being UTF-16."""
    head = html[:2048]
    if head.startswith(_BINARY):
        return True
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _read(page: Document, decoded: Decoded, headers: Mapping[str, str], country: str | None) -> Iterator[Seen]:
    items = read_markup(page)
    where = country or guess_country(page, items)
    page.trading_names = trading_names(page, items)
    yield from read_head(page, decoded, headers)
    yield from _headings(page)
    yield from read_elements(page)
    yield from read_signals(page)
    yield from _types(items)
    yield read_broken(page)
    yield from read_business(items, where)
    yield from site_name(page)
    yield from read_printed(page, where)


def guess_country(page: Document, items: list[Item]) -> str | None:
    """The country that an address in the markup, the domain or the language of the page names; None where none does."""
    for item in nested(items):
        for value in item.texts("addressCountry"):
            code = country_code(str(value.value))
            if len(code) == 2:
                return code
    host = urlsplit(page.url).hostname or ""
    ending = host.rpartition(".")[2]
    if ending == "uk":
        return "GB"
    if ending in _COUNTRY_DOMAINS:
        return ending.upper()
    root = page.root
    language, _, region = attribute(root, "lang").replace("_", "-").partition("-") if root is not None else ("", "", "")
    # "en-gb" and "en-us" are what site builders write when nobody chose, so they say nothing of a country.
    stock = language.lower() == "en" and region.lower() in ("gb", "us")
    return region.upper() if len(region) == 2 and not stock else None


def _headings(page: Document) -> Iterator[Seen]:
    given = set[str]()
    for node in page.all("h1")[:MOST_VALUES]:
        text = clean(node.text(), page.trading_names)
        if text and text not in given:
            given.add(text)
            yield Seen("page.h1", text, excerpt=text, where=page.place(node))


def _types(items: list[Item]) -> Iterator[Seen]:
    given = set[tuple[str, str]]()
    for item in nested(items):
        fact = "page.jsonld_type" if item.syntax == "json-ld" else "page.microdata_type"
        for kind in item.types:
            if kind and (fact, kind) not in given:
                given.add((fact, kind))
                yield Seen(fact, kind, excerpt=kind, where=item.where, source="markup")


def _reading(facts: list[Seen]) -> Reading:
    """The facts, each value of a source once, and how many names were left out of them."""
    once: dict[tuple[str, str, str], Seen] = {}
    for fact in facts:
        once.setdefault((fact.attribute, repr(fact.value), fact.source), fact)
    kept = tuple(once.values())
    return Reading(kept, sum(fact.excerpt.count("[person]") for fact in kept))
