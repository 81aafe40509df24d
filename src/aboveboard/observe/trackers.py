"""The trackers of a page, and those that load before anybody could agree to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, attribute, names
from aboveboard.observe.marks import BLOCKER, Marked, owners, signals
from aboveboard.observe.seen import Seen

# Types under which a browser runs a script (WHATWG HTML, 4.12.1); what a consent tool holds back has another one.
_RUN: Final = names("text/javascript application/javascript text/ecmascript application/ecmascript module")


def loading(page: Document) -> Marked:
    """What a page loads as scripts, frames and pictures: the address of each, or the text of a script without one.

    The address of a picture counts if it names a host: no page counts its visitors with a picture of its own.
    """
    nodes = page.inventory.kinds("script", "iframe", "img")
    return Marked(nodes, map(_loaded, nodes))


def _loaded(node: LexborNode) -> str:
    given = node.attributes
    address = given.get("src") or given.get("data-src") or ""
    if node.tag == "img" and "//" not in address:
        return ""
    return (address or (node.text() if node.tag == "script" else "")).lower()


def read_trackers(page: Document, loads: Marked) -> Iterator[Seen]:
    """Each tracker of the page, and how many of them a browser loads at once."""
    owner = owners("trackers")
    shown: dict[str, tuple[LexborNode, str]] = {}
    early: dict[str, tuple[LexborNode, str]] = {}
    for node, _, piece in loads.found(tuple(owner), "anywhere"):
        shown.setdefault(owner[piece], (node, piece))
        if owner[piece] not in signals().consent.cookieless and runs(node):
            early.setdefault(owner[piece], (node, piece))
    held_back = shown.pop(BLOCKER, None) is not None or asks_first(loads)
    for name, (node, piece) in shown.items():
        yield Seen("page.tracker", name, excerpt=piece, where=page.place(node))
    if early and not held_back:
        node, piece = next(iter(early.values()))
        yield Seen("page.trackers_before_consent", len(early), excerpt=piece, where=page.place(node))
    else:
        yield Seen("page.trackers_before_consent", 0, where="html")


def asks_first(loads: Marked) -> bool:
    """True if a script of the page tells its trackers that nobody has agreed yet."""
    if "consent" not in loads.all:
        return False
    return any("consent" in text and any(word in text for word in signals().consent.denied) for text in loads.each)


def runs(node: LexborNode) -> bool:
    """True if a browser loads the element at once: it has a source, and no type that keeps it from running."""
    given = node.attributes
    if node.tag != "script":
        return bool((given.get("src") or "").strip())
    kind = (given.get("type") or "").partition(";")[0].strip().lower()
    waits = any(name.startswith(("data-cookieconsent", "data-cookie-consent")) for name in given)
    return (not kind or kind in _RUN) and not waits and (bool(attribute(node, "src")) or "data-src" not in given)
