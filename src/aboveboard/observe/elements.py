"""Images, links and forms of a page, counted by the published rules of Lighthouse's audits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

import msgspec
from selectolax.lexbor import LexborNode

from aboveboard.observe.accessible import is_silenced, lacks_alternative, lacks_name
from aboveboard.observe.document import Document, attribute, names
from aboveboard.observe.href import is_parsable, resolved, same_place
from aboveboard.observe.inventory import Anchor, ancestors
from aboveboard.observe.quotation import start_tag
from aboveboard.observe.seen import Seen

_LINK_ATTRIBUTES: Final = names("href target download ping rel hreflang type referrerpolicy")
_VOID: Final = re.compile(r"javascript:void(\(|)0(\)|)")
_UNPARTING: Final = re.compile("[\u00a0\v]")  # white space that parts no words of a phrase; a line break is a "\\v"
_LABEL_SPACE: Final = re.compile(r"\s")


def read_elements(page: Document) -> Iterator[Seen]:
    """How many images, links and forms there are, and how many of them say nothing to a reader or a search engine."""
    images, links = page.inventory.of("img"), page.inventory.links
    yield _count(page, "page.images", images)
    yield _count(page, "page.images_without_alt", [image for image in images if lacks_alternative(page, image)])
    yield _count(page, "page.links", [link.node for link in links])
    yield _count(page, "page.links_without_text", [link.node for link in links if lacks_name(page, link)])
    yield _count(page, "page.generic_link_texts", [link.node for link in links if is_generic(page, link)])
    uncrawlable = [anchor.node for anchor in page.inventory.anchors if is_uncrawlable(anchor)]
    yield _count(page, "page.uncrawlable_links", uncrawlable)
    yield _count(page, "page.forms", page.inventory.of("form"))
    for fact, scheme in (("page.tel_links", "tel:"), ("page.mailto_links", "mailto:")):
        yield _count(page, fact, [link.node for link in links if link.href.strip().lower().startswith(scheme)])


def _count(page: Document, fact: str, nodes: Sequence[LexborNode]) -> Seen:
    """The number of elements, with the first one as evidence."""
    if not nodes:
        return Seen(fact, 0, where="html > body")
    return Seen(fact, len(nodes), excerpt=start_tag(nodes[0]), where=page.place(nodes[0]))


def scheme_links(links: Sequence[LexborNode], scheme: str) -> list[LexborNode]:
    """The links whose address begins with this scheme."""
    return [link for link in links if attribute(link, "href").strip().lower().startswith(scheme)]


@cache
def _generic() -> Mapping[str, frozenset[str]]:
    data = resources.files(__package__).joinpath("data", "link_texts.toml").read_bytes()
    return {name: frozenset(texts) for name, texts in msgspec.toml.decode(data, type=dict[str, list[str]]).items()}


@cache
def _generic_in_any() -> frozenset[str]:
    return frozenset().union(*_generic().values())


_LONGEST_GENERIC: Final = 200  # characters of a link with white space and hidden parts; a stock phrase has 28


def is_generic(page: Document, link: Anchor) -> bool:
    """True if the link's text is a stock phrase (audit `link-text`)."""
    words = link.text.split()
    if not words or len(link.text) > _LONGEST_GENERIC:
        return False
    if link.plain and " ".join(words).lower() not in _generic_in_any():
        return False
    shown = link.text if link.plain else _shown(link.node)
    text = " ".join(_UNPARTING.sub("_", shown.strip().lower()).split())
    if text not in _generic_in_any() or "nofollow" in (link.given.get("rel") or "") or _is_invisible(link.node):
        return False
    target = resolved(page.base_url, link.href)
    if target.lower().startswith(("javascript:", "mailto:")) or same_place(target, page.url):
        return False
    language = _language_of(link.node)
    return not language or text in _generic().get(language.split("-")[0], ())


def _is_invisible(node: LexborNode) -> bool:
    """True if the element takes its place, but cannot be seen: it has no text then (HTML, `innerText`)."""
    styles = (each.attributes.get("style") or "" for each in (node, *ancestors(node)))
    return any("visibility:hidden" in style.lower().replace(" ", "") for style in styles)


def _shown(node: LexborNode) -> str:
    """The text of an element without its hidden parts."""
    pieces: list[str] = []
    waiting = [node.first_child]
    while waiting:
        child = waiting.pop()
        if child is None:
            continue
        waiting.append(child.next)
        if child.tag == "-text":
            pieces.append(child.text_content or "")
        elif child.tag == "br":
            pieces.append("\v")  # a line of its own, so no part of a phrase
        elif child.is_element_node and child.tag not in ("script", "style") and not is_silenced(child.attributes):
            waiting.append(child.first_child)
    return "".join(pieces)


def _language_of(link: LexborNode) -> str:
    """The language of a link's text; "" where none is set, or its parts are in several (Lighthouse, AnchorElements)."""
    parts = [part for part in link.css("*") if part.mem_id != link.mem_id and part.text()]
    spoken = list(filter(None, map(_language_at, parts)))
    if len({tag.split("-")[0] for tag in spoken}) > 1:
        return ""
    return spoken[0] if spoken else _language_at(link)


def _language_at(node: LexborNode) -> str:
    return next((each.attributes["lang"] or "" for each in (node, *ancestors(node)) if "lang" in each.attributes), "")


# Handlers that an attribute of `body` sets on the window, not on the element (WHATWG HTML, 8.1.8.2).
_OF_WINDOW: Final = names(
    "onafterprint onbeforeprint onbeforeunload onblur onerror onfocus onhashchange onlanguagechange onload onmessage "
    "onmessageerror onoffline ononline onpagehide onpageshow onpopstate onrejectionhandled onresize onscroll onstorage "
    "onunhandledrejection onunload"
)


# What nearly all links are: a path, or a whole address with a plain host. It is crawlable whatever else is said.
_ORDINARY: Final = re.compile(
    r"(?:https?://[a-z0-9.-]*[a-z](?=[/?#]|$)|/(?![/\\])|[?#]|[a-z0-9_.-]++(?![^/?#]*:))\S*", re.IGNORECASE
)


def is_uncrawlable(anchor: Anchor) -> bool:
    """True if a search engine could not follow the anchor (audit `crawlable-anchors`).

    An anchor without an address is a mere placeholder, unless it or an element around it answers to events.
    """
    given = anchor.given
    if anchor.href and _ORDINARY.fullmatch(anchor.href):
        return False
    href = _LABEL_SPACE.sub("", anchor.href)
    if (given.get("role") or "").strip() or href.startswith("mailto:") or (not href and given.get("id")):
        return False
    if href.startswith("file:"):
        return True
    if (given.get("name") or "").strip():
        return False
    if "href" in given:
        return bool(_VOID.search(href)) or not is_parsable(href)
    if not _LINK_ATTRIBUTES.isdisjoint(given):
        return True
    return any(_answers(each) for each in (anchor.node, *ancestors(anchor.node)))


def _answers(node: LexborNode) -> bool:
    """True if an attribute of the element sets a handler of events on it."""
    handlers = {name for name in node.attributes if name.startswith("on")}
    return bool(handlers - _OF_WINDOW if node.tag in ("body", "frameset") else handlers)
