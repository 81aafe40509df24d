"""Images, links and forms of a page, counted by the published rules of Lighthouse's audits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, attribute, is_hidden_from_readers, names, squeeze
from aboveboard.observe.quotation import start_tag
from aboveboard.observe.seen import Seen

_NAMELESS_ROLES: Final = frozenset({"none", "presentation"})
# Texts that say nothing about where a link leads (audit `link-text`), by language of the link.
_GENERIC: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(
        {"click here", "click this", "go", "here", "information", "learn more", "more", "more info"}
        | {"more information", "right here", "read more", "see more", "start", "this"}
    ),
    "de": frozenset({"klicke hier", "hier klicken", "hier", "mehr", "siehe", "dies", "das", "weiterlesen"}),
    "es": frozenset(
        {"este", "enlace", "este enlace", "empezar", "aquí", "aqui", "más", "mas"}
        | {f"{verb} {here}" for verb in ("click", "clicka", "pincha") for here in ("aquí", "aqui")}
        | {f"{more} {noun}" for more in ("más", "mas") for noun in ("información", "informacion")}
    ),
    "pt": frozenset({"clique aqui", "ir", "mais", "mais informação", "mais informações", "veja mais"}),
    "sv": frozenset({"här", "klicka här", "läs mer", "mer", "mer info", "mer information"}),
}
_ANY_GENERIC: Final = frozenset().union(*_GENERIC.values())
_LINK_ATTRIBUTES: Final = names("href target download ping rel hreflang type referrerpolicy")
_VOID: Final = re.compile(r"javascript:void(\(|)0(\)|)")
_LABEL_SPACE: Final = re.compile(r"\s")


def read_elements(page: Document) -> Iterator[Seen]:
    """How many images, links and forms there are, and how many of them say nothing to a reader or a search engine."""
    images, links = page.all("img"), page.all("a[href]")
    yield _count(page, "page.images", images)
    yield _count(page, "page.images_without_alt", [image for image in images if lacks_alternative(image)])
    yield _count(page, "page.links", links)
    yield _count(page, "page.links_without_text", [link for link in links if lacks_name(page, link)])
    yield _count(page, "page.generic_link_texts", [link for link in links if is_generic(page, link)])
    yield _count(page, "page.uncrawlable_links", [link for link in page.all("a") if is_uncrawlable(link)])
    yield _count(page, "page.forms", page.all("form"))
    yield _count(page, "page.tel_links", scheme_links(links, "tel:"))
    yield _count(page, "page.mailto_links", scheme_links(links, "mailto:"))


def _count(page: Document, fact: str, nodes: Sequence[LexborNode]) -> Seen:
    """The number of elements, with the first one as evidence."""
    if not nodes:
        return Seen(fact, 0, where="html > body")
    return Seen(fact, len(nodes), excerpt=start_tag(nodes[0]), where=page.place(nodes[0]))


def scheme_links(links: Sequence[LexborNode], scheme: str) -> list[LexborNode]:
    """The links whose address begins with this scheme."""
    return [link for link in links if attribute(link, "href").strip().lower().startswith(scheme)]


def lacks_alternative(image: LexborNode) -> bool:
    """True if a screen reader would find no text for the image, and is not told to skip it (audit `image-alt`)."""
    attributes = image.attributes
    alternative = attributes.get("alt")
    if "alt" in attributes and (not alternative or alternative.strip()):
        return False
    if "alt" not in attributes and (
        any((attributes.get(name) or "").strip() for name in ("aria-label", "aria-labelledby", "title"))
        or (attributes.get("role") or "").strip().lower() in _NAMELESS_ROLES
    ):
        return False
    return not is_hidden_from_readers(image)


def lacks_name(page: Document, link: LexborNode) -> bool:
    """True if the link has no accessible name (audit `link-name`)."""
    if squeeze(link.text()) and not _has_hidden_parts(link):
        return False
    if _labelled(page, link) or attribute(link, "role").strip().lower() in _NAMELESS_ROLES:
        return False
    return not _name_within(page, link) and not is_hidden_from_readers(link)


def _has_hidden_parts(link: LexborNode) -> bool:
    return link.css_first("[hidden], [aria-hidden], [style], script, style, noscript, template") is not None


def _labelled(page: Document, node: LexborNode) -> bool:
    """True if the element's own attributes give it a name; `aria-labelledby` must lead to some text."""
    if attribute(node, "aria-label").strip() or attribute(node, "title").strip():
        return True
    for target in attribute(node, "aria-labelledby").split():
        named = page.named(target)
        if named is not None and squeeze(named.text()):
            return True
    return False


_SILENT: Final = frozenset({"script", "style", "noscript", "template", "-comment"})


def _name_within(page: Document, node: LexborNode) -> bool:
    """True if anything below the element gives it a name: text, an image's alternative, a label."""
    child = node.first_child
    while child is not None:
        tag = child.tag or ""
        if tag == "-text":
            if (child.text_content or "").strip():
                return True
        elif tag not in _SILENT and child.is_element_node and _speaks(page, child, tag):
            return True
        child = child.next
    return False


def _speaks(page: Document, node: LexborNode, tag: str) -> bool:
    if is_hidden_from_readers(node):
        return False
    if tag in ("img", "area") and attribute(node, "alt").strip():
        return True
    return _labelled(page, node) or _name_within(page, node)


def is_generic(page: Document, link: LexborNode) -> bool:
    """True if the link's text is a stock phrase or a bare address (audit `link-text`)."""
    href = attribute(link, "href").strip()
    lowered = href.lower()
    if not href or "nofollow" in attribute(link, "rel") or lowered.startswith(("javascript:", "mailto:")):
        return False
    text = squeeze(link.text()).lower()
    if not text or not (text in _ANY_GENERIC or text.startswith(("http://", "https://"))):
        return False
    if _points_here(page, href):
        return False
    if text.startswith(("http://", "https://")) and " " not in text:
        return True
    language = _language_of(link)
    return text in (_GENERIC.get(language, frozenset()) if language else _ANY_GENERIC)


def _points_here(page: Document, href: str) -> bool:
    try:
        return urldefrag(urljoin(page.base_url, href)).url == urldefrag(page.url).url
    except ValueError:
        return False


def _language_of(node: LexborNode) -> str:
    current: LexborNode | None = node
    while current is not None and current.is_element_node:
        tag = attribute(current, "lang").strip()
        if tag:
            return tag.lower().split("-")[0]
        current = current.parent
    return ""


def is_uncrawlable(link: LexborNode) -> bool:
    """True if a search engine could not follow the anchor (audit `crawlable-anchors`)."""
    attributes = link.attributes
    href = _LABEL_SPACE.sub("", attributes.get("href") or "")
    if (attributes.get("role") or "").strip() or href.startswith("mailto:"):
        return False
    if not href and attributes.get("id"):
        return False
    if href.startswith("file:"):
        return True
    if (attributes.get("name") or "").strip():
        return False
    if "href" not in attributes:
        current = attributes.get("aria-current") in ("page", "location")
        return not (current and _LINK_ATTRIBUTES.isdisjoint(attributes))
    return bool(_VOID.search(href)) or not _is_parsable(href)


_AUTHORITY: Final = re.compile(r"(?:https?:)?//+([^/?#]*)", re.IGNORECASE)


def _is_parsable(href: str) -> bool:
    """True unless a web address has no host, or a port that is no number (WHATWG URL, host and port states)."""
    found = _AUTHORITY.match(href)
    if not found:
        return href.lower() not in ("http:", "https:")
    host, _, port = found[1].rpartition("@")[2].partition(":")
    if host.startswith("["):
        return "]" in found[1]
    return bool(host) and not set(unquote(host)) & set(" <>^|\\%") and (not port or port.isdigit())
