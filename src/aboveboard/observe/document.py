"""A parsed page: its elements, the text a visitor sees, and the place of each as a CSS path."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aboveboard.observe.inventory import Inventory


def names(words: str) -> frozenset[str]:
    """The words as a set."""
    return frozenset(words.split())


_WHITE: Final = ("", " ", "\t", "\n")  # by strength: none, between words, between cells, between blocks
_UNSEEN: Final = -1
_BLOCKS: Final = names(
    "address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p pre section summary table tbody tfoot thead "
    "tr ul"
)
_SILENT: Final = names(
    "script style noscript template head svg math iframe object embed select textarea audio video canvas -comment"
)
# What stands at the edges of an element, by its strength in _WHITE; other elements run on in their line.
_EDGES: Final = dict.fromkeys(_BLOCKS, 3) | {"td": 2, "th": 2} | dict.fromkeys(_SILENT, _UNSEEN)
_SPACE: Final = re.compile(r"\s+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
# Each begins with letters that the engine skips to: one alternation of the three costs ten times as much.
_HIDING: Final = (
    re.compile(r"hidden(?<=[\s\"'/]hidden)[\s=/>]"),
    re.compile(r"display\s*:\s*none"),
    re.compile(r"visibility\s*:\s*hidden"),
)
_HIDING_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What a visitor can read, blocks on lines of their own; `starts[i]` is where the text in `elements[i]` begins."""

    text: str
    starts: tuple[int, ...]
    elements: tuple[LexborNode, ...]

    def element_at(self, offset: int) -> LexborNode | None:
        """The element in which the character at `offset` stands."""
        index = bisect_right(self.starts, offset) - 1
        return self.elements[index] if index >= 0 else None


class Document:
    """One page, parsed as a browser with scripts enabled would, so the content of `noscript` is no part of it.

    `trading_names` are the names of the business that excerpts may show although they look like a person's.
    """

    def __init__(self, source: str, url: str) -> None:
        self.source, self.url = source, url
        # Only what is ASCII is looked for in it, and bytes are made small five times as fast as text that is not ASCII.
        self.lowered = source.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
        self._tree = LexborHTMLParser(source, scripting=True)
        self.inventory = Inventory(self._tree)
        self._visible: VisibleText | None = None
        self._by_id: dict[str, LexborNode] | None = None
        self._paths: dict[int, str] = {}
        self.trading_names: frozenset[str] = frozenset()
        base = self.first("base[href]") if "<base" in self.lowered else None
        self.base_url = _based(url, attribute(base, "href").strip()) if base is not None else url

    @property
    def root(self) -> LexborNode | None:
        """The `html` element."""
        return self._tree.css_first("html")

    @property
    def readable(self) -> bool:
        """True if there is anything in the body, or a title."""
        body = self._tree.body
        return (body is not None and body.first_child is not None) or self.first("title") is not None

    def all(self, selector: str) -> list[LexborNode]:
        """All elements that match, in document order."""
        return self._tree.css(selector)

    def first(self, selector: str) -> LexborNode | None:
        """The first element that matches, or None."""
        return self._tree.css_first(selector)

    def named(self, identifier: str) -> LexborNode | None:
        """The first element with this `id`, or None; the page is searched once for all of them."""
        if self._by_id is None:
            self._by_id = {}
            for node in self.all("[id]"):
                self._by_id.setdefault(attribute(node, "id"), node)
        return self._by_id.get(identifier)

    @property
    def visible(self) -> VisibleText:
        """The text a visitor sees; made once."""
        if self._visible is None:
            self._visible = _read(self._tree.body, hides=any(sign.search(self.lowered) for sign in _HIDING))
        return self._visible

    def place_at(self, offset: int) -> str:
        """The CSS path of the element in which the visible text at `offset` stands."""
        element = self.visible.element_at(offset)
        return self.place(element) if element is not None else "html"

    def place(self, node: LexborNode) -> str:
        """The CSS path from `html` down to the element; `nth-of-type` only where siblings share its tag.

        Paths of parents are remembered: most of what a page states stands in a few of its elements.
        """
        waiting: list[LexborNode] = []
        current: LexborNode | None = node
        path = ""
        while current is not None and current.is_element_node:
            path = self._paths.get(current.mem_id, "")
            if path:
                break
            waiting.append(current)
            current = current.parent
        for each in reversed(waiting):
            path = f"{path} > {_step(each)}" if path else _step(each)
            self._paths[each.mem_id] = path
        return path or "html"


def attribute(node: LexborNode, name: str) -> str:
    """The value of an attribute, "" where it is missing or empty."""
    return node.attributes.get(name) or ""


def is_hidden(node: LexborNode) -> bool:
    """True if the element's own attributes hide it from a visitor; style sheets are not read."""
    attributes = node.attributes
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDING_STYLE.search(style) is not None)


def _step(node: LexborNode) -> str:
    tag = node.tag or "*"
    before = _same_tag(node, tag, forwards=False)
    name = tag if tag.isalnum() else re.sub(r"([^-\w])", r"\\\1", tag)
    if before or _same_tag(node, tag, forwards=True):
        return f"{name}:nth-of-type({before + 1})"
    return name


def _same_tag(node: LexborNode, tag: str, *, forwards: bool) -> int:
    count = 0
    sibling = node.next if forwards else node.prev
    while sibling is not None:
        if sibling.tag == tag:
            count += 1
            if forwards:
                break
        sibling = sibling.next if forwards else sibling.prev
    return count


def squeeze(text: str) -> str:
    """The text with each run of white space as one space, and none at its ends."""
    return _SPACE.sub(" ", text).strip()


def _read(body: LexborNode | None, *, hides: bool) -> VisibleText:
    """Everything below the body that a visitor sees, with white space as a browser would lay it out.

    A loop, as old pages nest a thousand deep. `hides` says whether any element may be hidden: reading every element's
    attributes takes half the time.
    """
    pieces: list[str] = []
    starts: list[int] = []
    elements: list[LexborNode] = []
    length = gap = 0  # `gap` is the strongest white space since the last word
    inside: list[tuple[LexborNode, int]] = []
    parent, child = body, body.first_child if body is not None else None
    while child is not None or inside:
        if child is None:
            element, edge = inside.pop()
            gap = edge if edge > gap else gap
            parent, child = inside[-1][0] if inside else body, element.next
            continue
        tag = child.tag or ""
        if tag == "-text":
            text = child.text_content or ""
            words = text.split()
            if words and parent is not None:
                if (gap or text[0].isspace()) and length:
                    pieces.append(_WHITE[gap or 1])
                    length += 1
                starts.append(length)
                elements.append(parent)
                line = " ".join(words)
                pieces.append(line if line.isascii() else _INVISIBLE.sub("", line))
                length += len(pieces[-1])
                gap = 1 if text[-1].isspace() else 0
            else:
                gap = gap or 1
        else:
            edge = _EDGES.get(tag, 0)
            if edge != _UNSEEN and not (hides and is_hidden(child)):
                gap = edge if edge > gap else gap
                inside.append((child, edge))
                parent, child = child, child.first_child
                continue
        child = child.next
    return VisibleText("".join(pieces), tuple(starts), tuple(elements))


def _based(url: str, href: str) -> str:
    """The address that links are relative to; that of the page where its `base` holds none (HTML, section 4.2.3)."""
    try:
        return urljoin(url, href)
    except ValueError:
        return url
