"""The elements of a page by tag: one walk of the tree serves every reader.

A search for a selector walks the whole tree and costs 70 microseconds on an average page, and the readers ask for
thirty; the walk that lists everything costs 130 once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

Attributes: TypeAlias = Mapping[str, str | None]


class Anchor(msgspec.Struct, frozen=True):
    """An `a` element with its attributes and its text, each read once: six readers ask for them.

    `plain` is true if there is nothing but text in it.
    """

    node: LexborNode
    given: Attributes
    text: str
    plain: bool

    @staticmethod
    def of(node: LexborNode) -> Anchor:
        """The anchor of an element."""
        first = node.first_child
        plain = first is not None and first.tag == "-text" and first.next is None
        return Anchor(node, node.attributes, node.text(), plain)

    @property
    def href(self) -> str:
        """Where it leads, as written; "" where nothing is."""
        return self.given.get("href") or ""


class Inventory:
    """All elements of one page, in document order."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.nodes = tree.css("*")
        self._tags = [node.tag or "" for node in self.nodes]
        self._by_tag: defaultdict[str, list[LexborNode]] = defaultdict(list)
        for node, tag in zip(self.nodes, self._tags, strict=True):
            self._by_tag[tag].append(node)
        self.silent: dict[int, bool] = {}
        """Whether a screen reader passes over an element, by its `mem_id`, as far as that was asked."""
        self.telling: dict[str, bool] = {}
        """Whether the element with an `id` has something to be read out, as far as that was asked."""

    def of(self, tag: str) -> Sequence[LexborNode]:
        """The elements with this tag."""
        return self._by_tag.get(tag, ())

    @cached_property
    def anchors(self) -> list[Anchor]:
        """The `a` elements, those without an address included."""
        return list(map(Anchor.of, self.of("a")))

    @cached_property
    def links(self) -> list[Anchor]:
        """The `a` elements that have an address, be it an empty one."""
        return [anchor for anchor in self.anchors if "href" in anchor.given]

    def kinds(self, *tags: str) -> list[LexborNode]:
        """The elements with one of these tags, those of the first tag first."""
        return [node for tag in tags for node in self.of(tag)]

    def among(self, tags: frozenset[str]) -> list[LexborNode]:
        """The elements with one of these tags, in document order."""
        return [node for node, tag in zip(self.nodes, self._tags, strict=True) if tag in tags]


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that the element stands in, the nearest first."""
    current = node.parent
    while current is not None and current.is_element_node:
        yield current
        current = current.parent
