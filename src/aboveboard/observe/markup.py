"""Structured data on a page, JSON-LD and microdata, read into items with the place of every value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, attribute, names, squeeze

_MOST_PROPERTIES: Final = 2000  # the most on the real pages is a few hundred
_DEPTH: Final = 40  # nesting read at most; the deepest on the real pages is 9


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property: a text or a nested item, and where it stands."""

    name: str
    value: str | Item
    where: str


@dataclass(frozen=True, slots=True)
class Item:
    """A thing a page describes: its types without their vocabulary, and its values in order."""

    types: tuple[str, ...]
    values: tuple[Value, ...]
    where: str
    syntax: str
    vocabulary_types: tuple[str, ...] = field(default=(), repr=False)

    def all(self, name: str) -> list[Value]:
        """Every value of a property."""
        return [value for value in self.values if value.name == name]

    def texts(self, name: str) -> list[Value]:
        """Every value of a property that is a text and says something."""
        return [value for value in self.all(name) if isinstance(value.value, str) and value.value.strip()]

    def items(self, name: str) -> list[Item]:
        """Every value of a property that is an item."""
        return [value.value for value in self.all(name) if isinstance(value.value, Item)]


def read_markup(page: Document) -> list[Item]:
    """The top-level items of a page: those of its JSON-LD blocks, then those of its microdata."""
    return [*json_ld(page), *microdata(page)]


def nested(items: list[Item]) -> Iterator[Item]:
    """These items and all that are nested in them, in order."""
    for item in items:
        yield item
        yield from nested([value.value for value in item.values if isinstance(value.value, Item)])


def short_type(name: str) -> str:
    """A type without its vocabulary: "Bakery" for "https://schema.org/Bakery" and for "schema:Bakery"."""
    return re.split(r"[/#:]", name.strip().rstrip("/"))[-1]


_STRING_OR_COMMENT: Final = re.compile(r'"(?:\\.|[^"\\])*"|/\*.*?\*/|//[^\n]*', re.DOTALL)
_STRING_OR_COMMA: Final = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.DOTALL)
_REMARK: Final = re.compile(r"<!--[^{\[]*?-->")
_WRAPPING: Final = re.compile(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*$")


def parse(text: str) -> object:
    """The JSON value of a block, forgiving comments, CDATA marks, trailing commas and line breaks; else None."""
    try:
        return _loaded(text)
    except (ValueError, RecursionError):
        pass
    try:
        return _loaded(_mended(text))
    except (ValueError, RecursionError):
        return None


def _loaded(text: str) -> object:
    value: object = json.loads(text, strict=False)
    return value


def _mended(text: str) -> str:
    bare = _WRAPPING.sub("", _WRAPPING.sub("", _REMARK.sub("", text))).strip().rstrip(";")
    bare = _STRING_OR_COMMENT.sub(lambda found: found[0] if found[0].startswith('"') else " ", bare)
    return _STRING_OR_COMMA.sub(lambda found: found[0] if found[0].startswith('"') else "", bare)


def json_ld(page: Document) -> list[Item]:
    """The items of all JSON-LD blocks; pointers begin with the number of the block."""
    blocks = [
        node
        for node in page.all("script[type]")
        if attribute(node, "type").partition(";")[0].strip().lower() == "application/ld+json"
    ]
    return [item for number, block in enumerate(blocks) for item in _items(parse(block.text()), f"/{number}", 0)]


def _items(value: object, pointer: str, depth: int) -> Iterator[Item]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for index, member in enumerate(value):
            yield from _items(member, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, dict):
        if "@graph" in value:
            yield from _items(value["@graph"], f"{pointer}/@graph", depth + 1)
        if "@type" in value or "@graph" not in value:
            yield _item(value, pointer, depth)


def _item(value: dict[str, object], pointer: str, depth: int) -> Item:
    given = value.get("@type")
    names = tuple(name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str))
    found = [
        entry
        for name, member in value.items()
        if not name.startswith("@")
        for entry in _values(name, member, f"{pointer}/{_escaped(name)}", depth + 1)
    ]
    return Item(tuple(map(short_type, names)), tuple(found), pointer, "json-ld", names)


def _escaped(name: str) -> str:
    """A key as a JSON pointer writes it (RFC 6901, section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def _values(name: str, member: object, pointer: str, depth: int) -> Iterator[Value]:
    short = short_type(name)
    if depth > _DEPTH or member is None:
        return
    if isinstance(member, list):
        for index, entry in enumerate(member):
            yield from _values(name, entry, f"{pointer}/{index}", depth + 1)
    elif isinstance(member, dict):
        if "@value" in member:
            yield from _values(name, member["@value"], f"{pointer}/@value", depth + 1)
        else:
            yield Value(short, _item(member, pointer, depth), pointer)
    else:
        yield Value(short, _text(member), pointer)


def _text(scalar: object) -> str:
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    return str(scalar)


_LINKS: Final = {
    **dict.fromkeys(names("audio embed iframe img source track video"), "src"),
    **dict.fromkeys(names("a area link"), "href"),
    "object": "data",
}


def microdata(page: Document) -> list[Item]:
    """The top-level items of the page (WHATWG HTML, section 5: an `itemscope` that is nobody's property)."""
    reader = _Microdata(page)
    scopes = (node for node in page.all("[itemscope]") if "itemprop" not in node.attributes)
    return [reader.scope(node, frozenset()) for node in islice(scopes, _MOST_PROPERTIES)]


class _Microdata:
    """Reads the scopes of one page; `itemref` can make few bytes mean many properties, so there is a limit to them."""

    def __init__(self, page: Document) -> None:
        self._page, self._left = page, _MOST_PROPERTIES

    def scope(self, node: LexborNode, above: frozenset[int]) -> Item:
        """The item of a scope; a scope within itself is left out."""
        above = above | {node.mem_id}
        found: list[Value] = []
        for holder in self._holders(node):
            if self._left <= 0 or len(above) >= _DEPTH:
                break
            self._left -= 1
            if holder.mem_id not in above:
                value, where = self._property(holder, above), self._page.place(holder)
                found += [Value(short_type(name), value, where) for name in attribute(holder, "itemprop").split()]
        names = tuple(attribute(node, "itemtype").split())
        return Item(tuple(map(short_type, names)), tuple(found), self._page.place(node), "microdata", names)

    def _holders(self, scope: LexborNode) -> Iterator[LexborNode]:
        """The elements that hold the properties of a scope, those of `itemref` last."""
        yield from _below(scope)
        for target in dict.fromkeys(attribute(scope, "itemref").split()):
            self._left -= 1
            named = self._page.named(target) if self._left > 0 else None
            if named is not None:
                if "itemprop" in named.attributes:
                    yield named
                if "itemscope" not in named.attributes:
                    yield from _below(named)

    def _property(self, node: LexborNode, above: frozenset[int]) -> str | Item:
        """The value of a property by its element (WHATWG HTML, section 5.2.4); `content` is read on any."""
        attributes, tag = node.attributes, node.tag or ""
        if "itemscope" in attributes:
            return self.scope(node, above)
        if "content" in attributes:
            return attributes["content"] or ""
        if tag in _LINKS:
            return _absolute(self._page, attribute(node, _LINKS[tag]))
        if tag in ("data", "meter") and "value" in attributes:
            return attributes["value"] or ""
        if tag == "time" and "datetime" in attributes:
            return attributes["datetime"] or ""
        return squeeze(node.text(separator=" ") if node.css_first("br, p, div, li") else node.text())


def _below(scope: LexborNode) -> Iterator[LexborNode]:
    """The elements with `itemprop` below one, but for what lies inside a nested scope."""
    waiting = [scope.first_child]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        waiting.append(node.next)
        if not node.is_element_node:
            continue
        if "itemprop" in node.attributes:
            yield node
        if "itemscope" not in node.attributes:
            waiting.append(node.first_child)


def _absolute(page: Document, target: str) -> str:
    try:
        return urljoin(page.base_url, target.strip())
    except ValueError:
        return target
