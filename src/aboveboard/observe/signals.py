"""Yes or no: what else a page does or offers, each from the element that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Final
from urllib.parse import urlsplit

import msgspec
from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, attribute, place, squeeze
from aboveboard.observe.quotation import quote, start_tag
from aboveboard.observe.seen import Seen

_ACTIVE: Final = (
    "script[src], iframe[src], img[src], embed[src], object[data], audio[src], video[src], source[src], input[src]"
)
_FLASH: Final = "object, embed, param"
_SWF: Final = re.compile(r"\.swf\b|application/x-shockwave-flash|clsid:d27cdb6e", re.IGNORECASE)
_SWF_SCRIPT: Final = re.compile(
    r"swfobject\.embedSWF\s*\(|new\s+SWFObject\s*\(|AC_FL_RunContent\s*\(\s*['\"]|\.swf['\"?]", re.IGNORECASE
)
_LABEL_LIMIT: Final = 60  # characters; a longer link is a teaser, whose words say nothing of where it leads
_NOT_WORDS: Final = re.compile(r"[^\w-]+")


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shows that a page books, takes orders or has a menu: pieces of addresses, or the words of a link."""

    addresses: tuple[str, ...]
    words: tuple[str, ...]


class Signals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The packaged list of what shows each signal."""

    social: tuple[str, ...]
    sharing: tuple[str, ...]
    map: tuple[str, ...]
    cookie_marks: tuple[str, ...]
    cookie_words: tuple[str, ...]
    trackers: dict[str, tuple[str, ...]]
    offers: dict[str, Offer]


@cache
def signals() -> Signals:
    """The packaged list, read once."""
    data = resources.files(__package__).joinpath("data", "signals.toml").read_bytes()
    return msgspec.toml.decode(data, type=Signals)


class _Addresses:
    """Elements with an address each in lower case, searched together: one look at all of them costs what one did."""

    def __init__(self, nodes: list[LexborNode], *names: str) -> None:
        self.nodes = nodes
        self.each = [next((value for name in names if (value := attribute(node, name))), "").lower() for node in nodes]
        self.all = "\n".join(self.each)

    def first(self, pieces: Iterable[str]) -> LexborNode | None:
        """The first element whose address holds one of the pieces."""
        met = [piece for piece in pieces if piece in self.all]
        if not met:
            return None
        return next(
            node for node, text in zip(self.nodes, self.each, strict=True) if any(piece in text for piece in met)
        )


def read_signals(page: Document) -> Iterator[Seen]:
    """Social profiles, trackers, and whether the page books, takes orders, shows a menu, a map or a cookie notice."""
    links = page.all("a[href]")
    yield from _social(page)
    yield from _trackers(page)
    yield _https(page)
    yield _mixed(page)
    yield _flash(page)
    labels = [_words_of(link) for link in links]
    leading = _Addresses([*links, *page.all("iframe[src], form[action]")], "href", "src", "action")
    for fact, offer in signals().offers.items():
        node = _said(links, labels, offer.words) or leading.first(offer.addresses)
        yield _no(fact) if node is None else _yes(fact, node)
    yield _map(page)
    yield _cookies(page)


def _words_of(link: LexborNode) -> str:
    """The words of a link between spaces, in lower case; none of a long one."""
    text = link.text()
    return f" {_NOT_WORDS.sub(' ', text).strip()} ".lower() if len(text) <= 4 * _LABEL_LIMIT else ""


def _said(links: list[LexborNode], labels: list[str], words: Iterable[str]) -> LexborNode | None:
    everything = "\n".join(labels)
    met = [f" {word} " for word in words if f" {word} " in everything]
    if not met:
        return None
    for link, label in zip(links, labels, strict=True):
        if len(label) <= _LABEL_LIMIT and any(word in label for word in met):
            return link
    return None


def _yes(fact: str, node: LexborNode) -> Seen:
    return Seen(fact, True, excerpt=start_tag(node), where=place(node))


def _no(fact: str) -> Seen:
    return Seen(fact, False, where="html")


def host_of(url: str) -> str:
    """The host of an address in lower case without "www.", "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def _social(page: Document) -> Iterator[Seen]:
    """Each network that the page links to; the host alone, as the path of a profile may name a person."""
    own, given = host_of(page.url), set[str]()
    for link in page.all("a[href], area[href]"):
        href = attribute(link, "href").strip()
        lowered = href.lower()
        if not lowered.startswith(("http", "//")) or any(piece in lowered for piece in signals().sharing):
            continue
        host = host_of(f"https:{href}" if href.startswith("//") else href)
        network = next((name for name in signals().social if host == name or host.endswith("." + name)), None)
        if network and network not in given and host != own:
            given.add(network)
            yield Seen("page.social_link", network, excerpt=network, where=place(link))


def _trackers(page: Document) -> Iterator[Seen]:
    nodes = page.all("script, iframe[src], img[src]")
    texts = [(attribute(node, "src") or (node.text() if node.tag == "script" else "")).lower() for node in nodes]
    everything = "\n".join(texts)
    for name, pieces in signals().trackers.items():
        piece = next((piece for piece in pieces if piece in everything), None)
        if piece:
            node = next(node for node, text in zip(nodes, texts, strict=True) if piece in text)
            yield Seen("page.tracker", name, excerpt=piece, where=place(node))


def _https(page: Document) -> Seen:
    scheme = urlsplit(page.url).scheme.lower()
    return Seen("page.https", scheme == "https", excerpt=f"{scheme}://" if scheme else "", where="url")


def _mixed(page: Document) -> Seen:
    """Whether a page got over https asks for parts over http (W3C Mixed Content)."""
    if urlsplit(page.url).scheme.lower() == "https":
        for node in page.all(_ACTIVE):
            source = attribute(node, "src") or attribute(node, "data")
            if source.strip().lower().startswith("http://"):
                return _yes("page.mixed_content", node)
        for node in page.all("link[href]"):
            loads = {"stylesheet", "icon", "preload"} & set(attribute(node, "rel").lower().split())
            if loads and attribute(node, "href").strip().lower().startswith("http://"):
                return _yes("page.mixed_content", node)
    return _no("page.mixed_content")


def _flash(page: Document) -> Seen:
    """Whether the page shows a Flash film, as an element or put in by one of the scripts of its time."""
    for node in page.all(_FLASH):
        if _SWF.search(" ".join(value or "" for value in node.attributes.values())):
            return _yes("page.flash", node)
    for node in page.all("script:not([src])"):
        found = _SWF_SCRIPT.search(node.text())
        if found:
            return Seen("page.flash", True, excerpt=squeeze(found[0]), where=place(node))
    return _no("page.flash")


def _map(page: Document) -> Seen:
    nodes = page.all("iframe[src], a[href], script[src], img[src], embed[src]")
    node = _Addresses(nodes, "src", "href").first(signals().map)
    return _no("page.map") if node is None else _yes("page.map", node)


def _cookies(page: Document) -> Seen:
    """Whether a consent tool is loaded, an element is named after its notice, or the text speaks of using cookies."""
    scripts = _Addresses(page.all("script[src]"), "src")
    node = scripts.first(signals().cookie_marks)
    for name in ("id", "class"):
        node = node or _Addresses(page.all(f"div[{name}], section[{name}], aside[{name}], p[{name}]"), name).first(
            signals().cookie_marks
        )
    if node is not None:
        return _yes("page.cookie_notice", node)
    text = page.visible.text
    lowered = text.lower()
    for words in signals().cookie_words:
        start = lowered.find(words) if len(lowered) == len(text) else -1
        if start >= 0:
            excerpt = quote(text, start, start + len(words), keep=page.trading_names)
            return Seen("page.cookie_notice", True, excerpt=excerpt, where=page.place_at(start))
    return _no("page.cookie_notice")
