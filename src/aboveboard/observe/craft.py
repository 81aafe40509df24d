"""What a site is made with, and what of it HTML has given up since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document
from aboveboard.observe.href import bare_host, resolved
from aboveboard.observe.marks import Sources, signals
from aboveboard.observe.quotation import start_tag
from aboveboard.observe.seen import Seen

# Presentational attributes that HTML calls obsolete (WHATWG HTML, 16.2); `align` and `border` are left out, as new
# pages and letters still carry them.
_COLOURS: Final = frozenset({"bgcolor", "background", "vlink", "alink"})


def read_craft(page: Document, sources: Sources) -> Iterator[Seen]:
    """The site builder, and how many elements are of a kind that HTML has given up."""
    yield from _builder(page, sources)
    yield _dated(page)


def _builder(page: Document, sources: Sources) -> Iterator[Seen]:
    """The builder that the generator names, else the one whose files the page loads."""
    for node in page.inventory.of("meta"):
        given = node.attributes
        if (given.get("name") or "").lower() == "generator":
            generator = (given.get("content") or "").strip().lower()
            for name, builder in signals().builders.items():
                if builder.generator and generator.startswith(builder.generator):
                    yield Seen("page.site_builder", name, excerpt=start_tag(node), where=page.place(node))
                    return
    own = bare_host(page.base_url)
    for name, builder in signals().builders.items():
        for node, address, piece in sources.showing.get(name, ()):
            if piece in builder.addresses or bare_host(resolved(page.base_url, address)) == own:
                yield Seen("page.site_builder", name, excerpt=piece, where=page.place(node))
                return


def _dated(page: Document) -> Seen:
    """How many elements HTML has given up: `font`, `center`, frames, colours as attributes, tables within tables."""
    old = page.inventory.kinds(*signals().dated)
    coloured = [
        node
        for node in page.inventory.kinds("body", "table", "tr", "td", "th")
        if not _COLOURS.isdisjoint(node.attributes)
    ]
    nested = [node for node in page.inventory.of("table") if _is_nested(node)]
    first = next(iter([*old, *coloured, *nested]), None)
    count = len(old) + len(coloured) + len(nested)
    if first is None:
        return Seen("page.dated_markup", 0, where="html > body")
    return Seen("page.dated_markup", count, excerpt=start_tag(first), where=page.place(first))


def _is_nested(table: LexborNode) -> bool:
    """True if the table's parent is a cell: tables within tables were the grid of the nineties."""
    parent = table.parent
    while parent is not None and parent.tag in ("div", "center", "form", "font", "p"):
        parent = parent.parent
    return parent is not None and parent.tag == "td"
