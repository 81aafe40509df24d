"""The packaged list of what shows each signal, and the search of many elements for many marks at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Final, Literal, TypeAlias

import msgspec
from selectolax.lexbor import LexborNode

from aboveboard.observe.inventory import Inventory

Tree: TypeAlias = "dict[str, Tree]"
Place: TypeAlias = Literal["start", "whole word", "anywhere"]
"""Where a piece may stand: at the start of a word, as whole words, or anywhere."""


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shows that a page books, takes orders or has prices: pieces of addresses, or the words of a link.

    `words` may stand anywhere in a link's text; `labels` are all that it says.
    """

    addresses: tuple[str, ...]
    words: tuple[str, ...]
    labels: frozenset[str] = frozenset()


class Builder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shows a site builder: the beginning of the generator's name, or pieces of addresses that a page loads.

    `own` pieces count in an address of the page's own host only, as pages also borrow pictures from other sites.
    """

    generator: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shows that trackers wait for consent: tools that hold back every tracker, and the words of scripts."""

    blockers: tuple[str, ...]
    denied: tuple[str, ...]
    cookieless: frozenset[str]


class Signals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The packaged list of what shows each signal."""

    social: tuple[str, ...]
    sharing: tuple[str, ...]
    map: tuple[str, ...]
    cookie_marks: tuple[str, ...]
    cookie_words: tuple[str, ...]
    dated: tuple[str, ...]
    consent: Consent
    trackers: dict[str, tuple[str, ...]]
    builders: dict[str, Builder]
    offers: dict[str, Offer]


BLOCKER: Final = "blocker"
"""What shows a tool that holds trackers back, in the table of trackers."""


@cache
def owners(table: str) -> dict[str, str]:
    """What each piece shows: "trackers" of scripts, "links" of addresses, "words" of labels, "sources" of files."""
    listed = signals()
    offers = listed.offers.items()
    tables: dict[str, Sequence[tuple[str, Iterable[str]]]] = {
        "trackers": [*listed.trackers.items(), (BLOCKER, listed.consent.blockers)],
        "words": [(fact, offer.words) for fact, offer in offers],
        "labels": [(fact, offer.labels) for fact, offer in offers],
        "links": [("page.social_link", listed.social), ("page.map", listed.map)]
        + [(fact, offer.addresses) for fact, offer in offers],
        "sources": [("page.map", listed.map), ("page.cookie_notice", listed.cookie_marks)]
        + [(name, (*builder.addresses, *builder.own)) for name, builder in listed.builders.items()],
    }
    return {piece: name for name, pieces in tables[table] for piece in pieces}


@cache
def signals() -> Signals:
    """The packaged list, read once."""
    data = resources.files(__package__).joinpath("data", "signals.toml").read_bytes()
    return msgspec.toml.decode(data, type=Signals)


@cache
def pattern(pieces: tuple[str, ...], place: Place = "start") -> re.Pattern[str]:
    """The expression that finds any of the pieces, as a tree of their letters.

    At the start of a word it looks only behind what is no letter, which is five times as fast as a hundred searches.
    The first group is the piece; or else the second is what follows the sign that the piece begins with.
    """
    if place == "anywhere":
        return re.compile(f"({_written(_tree(pieces))})")
    if place == "whole word":
        return re.compile(rf"[^\w-](?=({_written(_tree(pieces))})(?![\w-]))")
    words = tuple(piece for piece in pieces if _LETTER.match(piece))
    signs = sorted({piece[0] for piece in pieces} - {word[0] for word in words})
    led = [rf"(?<={re.escape(sign)}){_written(_tree(_behind(pieces, sign)))}" for sign in signs]
    return re.compile(f"[^a-z0-9](?=({_written(_tree(words)) or _NEVER})|({'|'.join(led) or _NEVER}))")


_NEVER: Final = "(?!)"
_LETTER: Final = re.compile("[a-z0-9]")


def _behind(pieces: tuple[str, ...], head: str) -> tuple[str, ...]:
    return tuple(piece[1:] for piece in pieces if piece[0] == head)


def _tree(pieces: tuple[str, ...]) -> Tree:
    tree: Tree = {}
    for piece in pieces:
        branch = tree
        for letter in piece:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return tree


def _written(tree: Tree) -> str:
    branches = [re.escape(letter) + _written(branch) for letter, branch in tree.items() if letter]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)}){'?' if '' in tree else ''}"


class Marked:
    """Elements with a text each, in lower case: one look at all texts joined costs what a look at one of them did."""

    def __init__(self, nodes: Sequence[LexborNode], texts: Iterable[str]) -> None:
        self.nodes = nodes
        self.each = list(texts)
        self.all = "\n" + "\n".join(self.each)

    def found(self, pieces: tuple[str, ...], place: Place = "start") -> Iterator[tuple[LexborNode, str, str]]:
        """Each piece where it stands: the element, its text and the piece; in the order of the elements."""
        starts: list[int] = []
        for match in pattern(pieces, place).finditer(self.all):
            starts = starts or list(accumulate((len(text) + 1 for text in self.each), initial=0))
            index = bisect_right(starts, match.start()) - 1
            yield self.nodes[index], self.each[index], match[1] or match[0] + match[2]

    def first(self, pieces: tuple[str, ...], place: Place = "start") -> LexborNode | None:
        """The first element whose text holds one of the pieces."""
        return next((node for node, _, _ in self.found(pieces, place)), None)


class Sources:
    """The addresses of what a page loads, and the elements whose address holds a mark, by what the mark shows."""

    def __init__(self, page: Inventory) -> None:
        nodes = page.kinds("script", "link", "img", "iframe", "form")
        owner = owners("sources")
        self.showing: dict[str, list[tuple[LexborNode, str, str]]] = {}
        for node, address, piece in Marked(nodes, map(address_of, nodes)).found(tuple(owner)):
            self.showing.setdefault(owner[piece], []).append((node, address, piece))


def address_of(node: LexborNode) -> str:
    """The address that an element loads or leads to, in lower case; "" where it has none."""
    given = node.attributes
    return (given.get("src") or given.get("href") or given.get("action") or "").strip().lower()
