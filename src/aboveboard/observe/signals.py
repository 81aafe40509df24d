"""Yes or no: what else a page does or offers, each from the element that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from aboveboard.observe.craft import read_craft
from aboveboard.observe.document import Document, attribute, squeeze
from aboveboard.observe.forms import read_contact_form
from aboveboard.observe.href import bare_host
from aboveboard.observe.marks import Marked, Sources, address_of, owners, pattern, signals
from aboveboard.observe.quotation import quote, start_tag
from aboveboard.observe.seen import Seen
from aboveboard.observe.trackers import loading, read_trackers

_ACTIVE: Final = ("script", "iframe", "img", "embed", "object", "audio", "video", "source", "input", "link")
_LOADED_LINKS: Final = frozenset({"stylesheet", "icon", "preload"})
_SWF: Final = re.compile(r"\.swf\b|application/x-shockwave-flash|clsid:d27cdb6e", re.IGNORECASE)
_SWF_SCRIPT: Final = re.compile(
    r"swfobject\.embedSWF\s*\(|new\s+SWFObject\s*\(|AC_FL_RunContent\s*\(\s*['\"]|\.swf['\"?]", re.IGNORECASE
)
_SWF_SIGNS: Final = (".swf", "shockwave", "d27cdb6e", "ac_fl_", "swfobject")
_LABEL_LIMIT: Final = 60  # characters; a longer link is a teaser, whose words say nothing of where it leads
_EDGES: Final = " .,:;!?»«›‹>→•·|*+-"  # around a label that is one word


def read_signals(page: Document) -> Iterator[Seen]:
    """Social profiles, trackers, and whether the page books, takes orders, shows a menu, a map or a cookie notice."""
    loads, sources = loading(page), Sources(page.inventory)
    yield from read_trackers(page, loads)
    yield _https(page)
    yield _mixed(page)
    yield _flash(page, loads)
    yield from _leads(page, sources)
    yield from read_contact_form(page)
    yield from read_craft(page, sources)
    yield _cookies(page, sources)


def _leads(page: Document, sources: Sources) -> Iterator[Seen]:
    """Where the links, frames and forms of the page lead: to networks, to maps, and to what the business offers."""
    anchors = page.inventory.links
    nodes = [anchor.node for anchor in anchors]
    others = page.inventory.kinds("iframe", "area", "form")
    addresses = [anchor.href.strip().lower() for anchor in anchors]
    leading = Marked([*nodes, *others], [*addresses, *map(address_of, others)])
    said = _said(Marked(nodes, [words_of(anchor.text) for anchor in anchors]))
    owner, first, networks = owners("links"), dict[str, LexborNode](), list[tuple[LexborNode, str]]()
    for node, address, piece in leading.found(tuple(owner)):
        if owner[piece] == "page.social_link":
            networks.append((node, address))
        else:
            first.setdefault(owner[piece], node)
    yield from _social(page, networks)
    for fact in signals().offers:
        yield _answer(page, fact, said.get(fact) or first.get(fact))
    loaded = (node for node, _, _ in sources.showing.get("page.map", ()) if node.tag != "link")
    yield _answer(page, "page.map", first.get("page.map") or next(loaded, None))


def words_of(text: str) -> str:
    """The words of a link, in lower case; none of a long one."""
    label = " ".join(text.split()).lower() if len(text) <= 4 * _LABEL_LIMIT else ""
    return label if len(label) <= _LABEL_LIMIT else ""


def _said(labels: Marked) -> dict[str, LexborNode]:
    """For each offer the first link that says one of its words, else the first whose label is one of its labels."""
    said: dict[str, LexborNode] = {}
    for table in ("words", "labels"):
        owner = owners(table)
        if table == "words":
            found = ((node, owner[piece]) for node, _, piece in labels.found(tuple(owner), "whole word"))
        else:
            pairs = zip(labels.nodes, labels.each, strict=True)
            found = ((node, owner[label]) for node, text in pairs if (label := text.strip(_EDGES)) in owner)
        for node, fact in found:
            said.setdefault(fact, node)
    return said


def _answer(page: Document, fact: str, node: LexborNode | None) -> Seen:
    if node is None:
        return Seen(fact, False, where="html")
    return Seen(fact, True, excerpt=start_tag(node), where=page.place(node))


def _social(page: Document, links: Iterable[tuple[LexborNode, str]]) -> Iterator[Seen]:
    """Each network that the page links to; the host alone, as the path of a profile may name a person."""
    own, given = bare_host(page.url), set[str]()
    for link, address in links:
        if any(piece in address for piece in signals().sharing):
            continue
        host = bare_host(f"https:{address}" if address.startswith("//") else address)
        network = next((name for name in signals().social if host == name or host.endswith("." + name)), None)
        if network and network not in given and host != own:
            given.add(network)
            yield Seen("page.social_link", network, excerpt=network, where=page.place(link))


def _https(page: Document) -> Seen:
    scheme = urlsplit(page.url).scheme.lower()
    return Seen("page.https", scheme == "https", excerpt=f"{scheme}://" if scheme else "", where="url")


def _mixed(page: Document) -> Seen:
    """Whether a page got over https asks for parts over http (W3C Mixed Content)."""
    insecure: LexborNode | None = None
    if urlsplit(page.url).scheme.lower() == "https" and "http://" in page.lowered:
        insecure = next((node for node in page.inventory.kinds(*_ACTIVE) if _loads_plainly(node)), None)
    return _answer(page, "page.mixed_content", insecure)


def _loads_plainly(node: LexborNode) -> bool:
    given = node.attributes
    if node.tag == "link":
        if _LOADED_LINKS.isdisjoint((given.get("rel") or "").lower().split()):
            return False
        source = given.get("href")
    else:
        source = given.get("src") or (given.get("data") if node.tag == "object" else "")
    return (source or "").strip().lower().startswith("http://")


def _flash(page: Document, loads: Marked) -> Seen:
    """Whether the page shows a Flash film, as an element or put in by one of the scripts of its time."""
    for node in page.inventory.kinds("object", "embed", "param"):
        if _SWF.search(" ".join(value or "" for value in node.attributes.values())):
            return _answer(page, "page.flash", node)
    if any(sign in loads.all for sign in _SWF_SIGNS):
        for node in page.inventory.of("script"):
            found = _SWF_SCRIPT.search(node.text()) if not attribute(node, "src") else None
            if found:
                return Seen("page.flash", True, excerpt=squeeze(found[0]), where=page.place(node))
    return _answer(page, "page.flash", None)


def _cookies(page: Document, sources: Sources) -> Seen:
    """Whether a consent tool is loaded, an element is named after its notice, or the text speaks of using cookies."""
    tools = sources.showing.get("page.cookie_notice", ())
    node = next((node for node, _, _ in tools if node.tag == "script"), None)
    if node is None and "cookie" in page.lowered:
        node = _named_after(page, signals().cookie_marks)
        if node is None:
            return _cookie_words(page)
    return _answer(page, "page.cookie_notice", node)


def _named_after(page: Document, marks: tuple[str, ...]) -> LexborNode | None:
    """The first element of the body whose `id` or `class` holds one of the marks."""
    if not pattern(marks, "anywhere").search("\n".join(_around(page.lowered, "cookie"))):
        return None
    for node in page.inventory.nodes:
        given = node.attributes
        called = f"{given.get('id') or ''} {given.get('class') or ''}".lower()
        if "cookie" in called and node.tag not in ("html", "body") and pattern(marks, "anywhere").search(called):
            return node
    return None


def _around(text: str, word: str) -> Iterator[str]:
    """The surroundings of each place where the word stands; a page without any costs one search."""
    start = text.find(word)
    while start >= 0:
        yield text[max(0, start - 40) : start + 40]
        start = text.find(word, start + len(word))


def _cookie_words(page: Document) -> Seen:
    text = page.visible.text
    lowered = text.lower()
    found = pattern(signals().cookie_words, "anywhere").search(lowered) if len(lowered) == len(text) else None
    if found is None:
        return _answer(page, "page.cookie_notice", None)
    excerpt = quote(text, found.start(), found.end(), keep=page.trading_names)
    return Seen("page.cookie_notice", True, excerpt=excerpt, where=page.place_at(found.start()))
