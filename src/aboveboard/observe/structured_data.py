"""The structured data of a page, in either syntax, and what of it no machine can read."""

from __future__ import annotations

from typing import Final

from aboveboard.observe.document import Document, squeeze
from aboveboard.observe.jsonld import blocks, is_valid, json_ld
from aboveboard.observe.markup import Item
from aboveboard.observe.microdata import microdata
from aboveboard.observe.quotation import clean
from aboveboard.observe.seen import Seen

_SHOWN: Final = 80  # characters of a broken block


def read_markup(page: Document) -> list[Item]:
    """The top-level items of a page: those of its JSON-LD blocks, then those of its microdata."""
    return [*json_ld(page), *microdata(page)]


def read_broken(page: Document) -> Seen:
    """How many blocks of JSON-LD are no valid JSON, with the first: search engines drop them, though we read most."""
    broken = [block for block in blocks(page) if block.text().strip() and not is_valid(block.text())]
    if not broken:
        return Seen("page.jsonld_broken", 0, where="html", source="markup")
    excerpt = clean(squeeze(broken[0].text()[: 4 * _SHOWN])[:_SHOWN])
    return Seen("page.jsonld_broken", len(broken), excerpt=excerpt, where=page.place(broken[0]), source="markup")
