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

from aboveboard.observe.document import Document, attribute, squeeze
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
        values = (node.attributes for node in nodes)
        self.each = [(next(filter(None, map(each.get, names)), None) or "").strip().lower() for each in values]
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
        yield _no(fact) if node is None else _yes(page, fact, node)
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


def _yes(page: Document, fact: str, node: LexborNode) -> Seen:
    return Seen(fact, True, excerpt=start_tag(node), where=page.place(node))


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
    links = _Addresses(page.all("a[href], area[href]"), "href")
    met = [name for name in signals().social if name in links.all]
    own, given = host_of(page.url), set[str]()
    for link, href in zip(links.nodes, links.each, strict=True):
        if not any(name in href for name in met) or any(piece in href for piece in signals().sharing):
            continue
        host = host_of(f"https:{href}" if href.startswith("//") else href)
        network = next((name for name in met if host == name or host.endswith("." + name)), None)
        if network and network not in given and host != own:
            given.add(network)
            yield Seen("page.social_link", network, excerpt=network, where=page.place(link))


def _trackers(page: Document) -> Iterator[Seen]:
    """Each tracker that a script, a frame or a picture of the page loads."""
    met = {name: [piece for piece in pieces if piece in page.lowered] for name, pieces in signals().trackers.items()}
    if not any(met.values()):
        return
    nodes = page.all("script, iframe[src], img[src]")
    texts = [(attribute(node, "src") or (node.text() if node.tag == "script" else "")).lower() for node in nodes]
    for name, pieces in met.items():
        shown = ((piece, node) for node, text in zip(nodes, texts, strict=True) for piece in pieces if piece in text)
        piece, node = next(shown, (None, None))
        if piece is not None and node is not None:
            yield Seen("page.tracker", name, excerpt=piece, where=page.place(node))


def _https(page: Document) -> Seen:
    scheme = urlsplit(page.url).scheme.lower()
    return Seen("page.https", scheme == "https", excerpt=f"{scheme}://" if scheme else "", where="url")


def _mixed(page: Document) -> Seen:
    """Whether a page got over https asks for parts over http (W3C Mixed Content)."""
    if urlsplit(page.url).scheme.lower() == "https":
        for node in page.all(_ACTIVE):
            source = attribute(node, "src") or attribute(node, "data")
            if source.strip().lower().startswith("http://"):
                return _yes(page, "page.mixed_content", node)
        for node in page.all("link[href]"):
            loads = {"stylesheet", "icon", "preload"} & set(attribute(node, "rel").lower().split())
            if loads and attribute(node, "href").strip().lower().startswith("http://"):
                return _yes(page, "page.mixed_content", node)
    return _no("page.mixed_content")


def _flash(page: Document) -> Seen:
    """Whether the page shows a Flash film, as an element or put in by one of the scripts of its time."""
    if not any(sign in page.lowered for sign in ("swf", "shockwave", "d27cdb6e", "ac_fl_")):
        return _no("page.flash")
    for node in page.all(_FLASH):
        if _SWF.search(" ".join(value or "" for value in node.attributes.values())):
            return _yes(page, "page.flash", node)
    for node in page.all("script:not([src])"):
        found = _SWF_SCRIPT.search(node.text())
        if found:
            return Seen("page.flash", True, excerpt=squeeze(found[0]), where=page.place(node))
    return _no("page.flash")


def _map(page: Document) -> Seen:
    nodes = page.all("iframe[src], a[href], script[src], img[src], embed[src]")
    node = _Addresses(nodes, "src", "href").first(signals().map)
    return _no("page.map") if node is None else _yes(page, "page.map", node)


def _cookies(page: Document) -> Seen:
    """Whether a consent tool is loaded, an element is named after its notice, or the text speaks of using cookies."""
    node = _cookie_mark(page, _cookie_marks(page))
    if node is not None:
        return _yes(page, "page.cookie_notice", node)
    text = page.visible.text
    lowered = text.lower() if "cookie" in page.lowered else ""
    for words in signals().cookie_words:
        start = lowered.find(words) if len(lowered) == len(text) else -1
        if start >= 0:
            excerpt = quote(text, start, start + len(words), keep=page.trading_names)
            return Seen("page.cookie_notice", True, excerpt=excerpt, where=page.place_at(start))
    return _no("page.cookie_notice")


def _cookie_marks(page: Document) -> list[str]:
    """The marks that the source holds at all; nine of ten pages hold none."""
    named = "cookie" in page.lowered
    return [mark for mark in signals().cookie_marks if (named or "cookie" not in mark) and mark in page.lowered]


def _cookie_mark(page: Document, marks: list[str]) -> LexborNode | None:
    if not marks:
        return None
    for selector, name in (("script[src]", "src"), ("body [id]", "id"), ("body [class]", "class")):
        node = _Addresses(page.all(selector), name).first(marks)
        if node is not None:
            return node
    return None
