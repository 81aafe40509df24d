"""Microdata on a page, read into items (WHATWG HTML, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, attribute, names, squeeze
from aboveboard.observe.inventory import Attributes
from aboveboard.observe.markup import DEEPEST, MOST_PROPERTIES, Item, Link, Scalar, Value, as_moment, short_type, typed

_LINKS: Final = {
    **dict.fromkeys(names("audio embed iframe img source track video"), "src"),
    **dict.fromkeys(names("a area link"), "href"),
    "object": "data",
}


def microdata(page: Document) -> list[Item]:
    """The top-level items of the page: an `itemscope` that is nobody's property."""
    if "itemscope" not in page.lowered:
        return []
    reader = _Microdata(page)
    scopes = (node for node in page.all("[itemscope]") if "itemprop" not in node.attributes)
    return [reader.scope(node, frozenset()) for node in islice(scopes, MOST_PROPERTIES)]


class _Microdata:
    """Reads the scopes of one page; `itemref` can make few bytes mean many properties, so there is a limit to them."""

    def __init__(self, page: Document) -> None:
        self._page, self._left = page, MOST_PROPERTIES

    def scope(self, node: LexborNode, above: frozenset[int]) -> Item:
        """The item of a scope; a scope within itself is left out."""
        above = above | {node.mem_id}
        found: list[Value] = []
        for holder in self._holders(node):
            if self._left <= 0 or len(above) >= DEEPEST:
                break
            self._left -= 1
            if holder.mem_id not in above:
                found += self._values(holder, above)
        given = tuple(attribute(node, "itemtype").split())
        identifier = _absolute(self._page, attribute(node, "itemid")) if attribute(node, "itemid") else ""
        where = self._page.place(node)
        return Item(tuple(map(short_type, given)), tuple(found), where, "microdata", given, identifier)

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

    def _values(self, node: LexborNode, above: frozenset[int]) -> Iterator[Value]:
        """The value of an element for each property that it is."""
        given, where = node.attributes, self._page.place(node)
        properties = [short_type(name) for name in (given.get("itemprop") or "").split()]
        if "itemscope" in given:
            item = self.scope(node, above)
            yield from (Value(name, item, where) for name in properties)
            return
        text = self._text(node, given)
        yield from (Value(name, _value(name, node.tag or "", given, text), where, text) for name in properties)

    def _text(self, node: LexborNode, given: Attributes) -> str:
        """The text of a value by its element (section 5.2.4); `content` is read on any, as search engines do."""
        tag = node.tag or ""
        if "content" in given:
            return given["content"] or ""
        if tag in _LINKS:
            return _absolute(self._page, given.get(_LINKS[tag]) or "")
        if tag in ("data", "meter") and "value" in given:
            return given["value"] or ""
        if tag == "time" and "datetime" in given:
            return given["datetime"] or ""
        return squeeze(node.text() if node.first_child is None or node.first_child.next is None else _read(node))


_APART: Final = names("br p div li")
_SILENT: Final = names("script style")


def _read(node: LexborNode) -> str:
    """The text of an element, its lines apart; what is written for machines in it is left out."""
    pieces: list[str] = []
    waiting: list[LexborNode | str | None] = [node.first_child]
    while waiting:
        child = waiting.pop()
        if child is None or isinstance(child, str):
            pieces.append(child or "")
        elif child.tag == "-text":
            waiting.append(child.next)
            pieces.append(child.text_content or "")
        else:
            space = " " if child.tag in _APART else ""
            pieces.append(space)
            silent = child.tag in _SILENT or not child.is_element_node
            waiting += [child.next, space, None if silent else child.first_child]
    return "".join(pieces)


def _value(name: str, tag: str, given: Attributes, text: str) -> Scalar:
    """What a text is, as the element that gives it says, or else as it reads."""
    if tag in _LINKS and "content" not in given:
        return Link(text)
    if tag == "time":
        moment = as_moment(text.strip())
        return text if moment is None else moment
    return typed(name, text)


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
