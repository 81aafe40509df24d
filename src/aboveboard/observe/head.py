"""What the head of a page says to browsers and search engines, by the published rules of Lighthouse's audits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from babel import Locale
from babel.core import get_global
from selectolax.lexbor import LexborNode

from aboveboard.observe.charset import Decoded
from aboveboard.observe.document import Document, attribute, squeeze
from aboveboard.observe.quotation import clean, start_tag, without_mailboxes
from aboveboard.observe.seen import Seen

_DOCTYPE: Final = re.compile(r"<!doctype\s+([^>]{1,300})>", re.IGNORECASE)
_ROBOTS: Final = ("robots", "googlebot", "bingbot")
_BLOCKING: Final = frozenset({"noindex", "none"})


def read_head(page: Document, decoded: Decoded, headers: Mapping[str, str]) -> Iterator[Seen]:
    """Title, description, viewport, language, doctype, charset, canonical, generator, hreflang and indexing."""
    yield from _title(page)
    yield from _named(page, "description", "page.meta_description")
    yield from _named(page, "viewport", "page.viewport")
    yield from _named(page, "generator", "page.generator")
    yield from _language(page)
    yield from _doctype(page)
    yield from _charset(page, decoded, headers)
    yield from _canonical(page)
    yield _hreflang(page)
    yield _noindex(page, headers)


def _title(page: Document) -> Iterator[Seen]:
    """The first `title` of the document, if it says anything (audit `document-title`)."""
    node = page.first("head > title") or page.first("title")
    text = clean(node.text(), page.trading_names) if node is not None else ""
    if node is not None and text:
        yield Seen("page.title", text, excerpt=text, where=page.place(node))


def metas(page: Document, name: str) -> list[LexborNode]:
    """The `meta` elements with this name, in any case of letters."""
    return [node for node in page.all("meta[name]") if attribute(node, "name").strip().lower() == name]


def _named(page: Document, name: str, fact: str) -> Iterator[Seen]:
    for node in metas(page, name):
        content = attribute(node, "content")
        text = clean(content, page.trading_names) if name == "description" else without_mailboxes(squeeze(content))
        if text:
            yield Seen(fact, text, excerpt=text, where=page.place(node))
            return


@cache
def _languages() -> frozenset[str]:
    """Every primary language subtag CLDR knows: ISO 639-1, -2 and -3, and the deprecated ones still read."""
    known = set(Locale("en").languages) | set(get_global("language_aliases")) | set(get_global("likely_subtags"))
    primary = {code.replace("-", "_").split("_")[0].lower() for code in known}
    return frozenset(code for code in primary if 2 <= len(code) <= 3 and code.isalpha())


def is_language(tag: str) -> bool:
    """True if the primary subtag of a BCP 47 tag names a language (audit `html-lang-valid`)."""
    return tag.strip().lower().replace("_", "-").split("-")[0] in _languages()


def _language(page: Document) -> Iterator[Seen]:
    root = page.root
    tag = attribute(root, "lang").strip() if root is not None else ""
    excerpt = start_tag(root) if root is not None else ""
    if tag:
        yield Seen("page.lang", tag, excerpt=excerpt)
    yield Seen("page.lang_valid", bool(tag) and is_language(tag), excerpt=excerpt)


def _doctype(page: Document) -> Iterator[Seen]:
    found = _DOCTYPE.search(page.source, 0, 4096)
    if found:
        yield Seen("page.doctype", squeeze(found[1]), excerpt=squeeze(found[0]), where="doctype")


def _charset(page: Document, decoded: Decoded, headers: Mapping[str, str]) -> Iterator[Seen]:
    if not decoded.declared:
        return
    where, excerpt = decoded.where, headers.get("content-type", "")
    if where != "header:content-type":
        node = next(
            (n for n in page.all("meta") if "charset" in " ".join(map(str, n.attributes.items())).lower()), None
        )
        where = page.place(node) if node is not None else "html"
        excerpt = start_tag(node) if node is not None else ""
    yield Seen("page.charset", decoded.declared, excerpt=excerpt, where=where)


def _relations(page: Document, relation: str) -> list[LexborNode]:
    return [
        node
        for node in page.all("head link[rel][href]")
        if relation in attribute(node, "rel").lower().split() and attribute(node, "href").strip()
    ]


def _canonical(page: Document) -> Iterator[Seen]:
    links = _relations(page, "canonical")
    targets = list(dict.fromkeys(attribute(node, "href").strip() for node in links))
    for target, node in zip(targets, links, strict=False):
        yield Seen("page.canonical", target, excerpt=start_tag(node), where=page.place(node))
    valid = len(targets) == 1 and _is_own_address(targets[0], page.url)
    yield Seen(
        "page.canonical_valid",
        valid,
        excerpt=start_tag(links[0]) if links else "",
        where=page.place(links[0]) if links else "html > head",
    )


def _is_own_address(target: str, url: str) -> bool:
    """True if the address is absolute and not the home page given for another page (audit `canonical`)."""
    if not is_absolute(target):
        return False
    there, here = urlsplit(target), urlsplit(url)
    same_site = (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc.lower())
    return not (same_site and there.path in ("", "/") and here.path not in ("", "/"))


def is_absolute(target: str) -> bool:
    """True if the text is a whole web address with a host."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc)


def _hreflang(page: Document) -> Seen:
    """How many alternates name no language or no whole address (audit `hreflang`)."""
    alternates = [node for node in _relations(page, "alternate") if "hreflang" in node.attributes]
    wrong = [
        node
        for node in alternates
        if not (_is_hreflang(attribute(node, "hreflang")) and is_absolute(attribute(node, "href").strip()))
    ]
    excerpt, where = (start_tag(wrong[0]), page.place(wrong[0])) if wrong else ("", "html > head")
    return Seen("page.hreflang_invalid", len(wrong), excerpt=excerpt, where=where)


def _is_hreflang(tag: str) -> bool:
    return tag.strip().lower() == "x-default" or is_language(tag)


def _noindex(page: Document, headers: Mapping[str, str]) -> Seen:
    """Whether a robots meta element or header asks search engines to leave the page out (audit `is-crawlable`)."""
    for name in _ROBOTS:
        for node in metas(page, name):
            if _blocks(attribute(node, "content")):
                return Seen("page.noindex", True, excerpt=start_tag(node), where=page.place(node))
    header = headers.get("x-robots-tag", "")
    if _blocks(header):
        return Seen("page.noindex", True, excerpt=clean(header), where="header:x-robots-tag")
    return Seen("page.noindex", False, where="html > head")


def _blocks(directives: str) -> bool:
    return any(part.strip().rpartition(":")[2].strip() in _BLOCKING for part in directives.lower().split(","))
