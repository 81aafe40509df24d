"""What the head of a page says to browsers and search engines, by the published rules of Lighthouse's audits.

The rules are those of Lighthouse 12.8 with axe-core 4.14; `bench/observe.py` runs both beside us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from aboveboard.observe.charset import Decoded
from aboveboard.observe.doctype import declaration, means_quirks
from aboveboard.observe.document import Document, attribute, squeeze
from aboveboard.observe.href import is_absolute, is_parsable, normalised, resolved
from aboveboard.observe.inventory import ancestors
from aboveboard.observe.quotation import clean, start_tag, without_mailboxes
from aboveboard.observe.robots import blocks, is_blocked
from aboveboard.observe.seen import Seen

_IN_HEAD: Final = "html > head"
_LONGEST: Final = 4096  # characters read of a viewport or of the header `Link`
_ROBOTS: Final = ("robots", "googlebot", "bingbot", "duckduckbot", "archive.org_bot")


def read_head(page: Document, decoded: Decoded, headers: Mapping[str, str]) -> Iterator[Seen]:
    """Title, description, viewport, language, doctype, charset, canonical, generator, hreflang and indexing."""
    metas = [node for node in page.inventory.of("meta") if _in_head(node)]
    named = _by_name(metas)
    links = [*_links(page), *_header_links(page, headers.get("link", ""))]
    yield from _title(page)
    yield from _named(page, named, "description", "page.meta_description")
    yield from _named(page, named, "viewport", "page.viewport")
    yield from _named(page, _by_name(page.inventory.of("meta")), "generator", "page.generator")
    yield _viewport(page, named.get("viewport"))
    yield from _language(page)
    yield from _doctype(page)
    yield from _charset(page, metas, decoded, headers)
    yield from _canonical(page, links)
    yield _hreflang(links)
    yield _noindex(page, named, headers)


def _in_head(node: LexborNode) -> bool:
    parent = node.parent
    if parent is None or parent.tag in ("head", "body"):
        return parent is not None and parent.tag == "head"
    return any(each.tag == "head" for each in ancestors(node))


def _by_name(metas: Sequence[LexborNode]) -> dict[str, LexborNode]:
    """The first `meta` element of each name; Lighthouse too reads the first only."""
    named: dict[str, LexborNode] = {}
    for node in metas:
        named.setdefault(attribute(node, "name").lower(), node)
    return named


def _title(page: Document) -> Iterator[Seen]:
    """The first `title` of the document that is no part of a drawing, if it says anything (audit `document-title`)."""
    titles = (node for node in page.inventory.of("title") if not any(each.tag == "svg" for each in ancestors(node)))
    node = next(titles, None)
    text = clean(node.text(), page.trading_names) if node is not None else ""
    if node is not None and text:
        yield Seen("page.title", text, excerpt=text, where=page.place(node))


def _named(page: Document, named: Mapping[str, LexborNode], name: str, fact: str) -> Iterator[Seen]:
    node = named.get(name)
    content = attribute(node, "content") if node is not None else ""
    text = clean(content, page.trading_names) if name == "description" else without_mailboxes(squeeze(content))
    if node is not None and text:
        yield Seen(fact, text, excerpt=text, where=page.place(node))


def _viewport(page: Document, node: LexborNode | None) -> Seen:
    if node is None:
        return Seen("page.viewport_valid", False, where=_IN_HEAD)
    valid = fits_phones(attribute(node, "content"))
    return Seen("page.viewport_valid", valid, excerpt=start_tag(node), where=page.place(node))


_PROPERTY: Final = re.compile(r"(?<![^\s,;=])([^\s,;=]++)[^,;=]*+=[\s=]*+([^\s,;=]++)")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")


def fits_phones(content: str) -> bool:
    """True if a viewport sets a width or a scale of one or more (audit `viewport`; CSS Device Adaptation, 9)."""
    given = dict(_PROPERTY.findall(content[:_LONGEST]))
    scale = _NUMBER.match(given.get("initial-scale", ""))
    if scale and float(scale[0]) < 1:
        return False
    width = given.get("width", "")
    number = _NUMBER.match(width)
    said = float(number[0]) != 0 if number else width.lower() in ("yes", "no", "device-width", "device-height")
    return said or scale is not None


@cache
def _languages() -> frozenset[str]:
    """Every primary language subtag of the IANA registry; axe-core and Lighthouse read the same."""
    data = resources.files(__package__).joinpath("data", "languages.txt").read_text(encoding="ascii")
    return frozenset(data.split())


def is_language(tag: str) -> bool:
    """True if the primary subtag of a BCP 47 tag names a language (audit `html-lang-valid`)."""
    return tag.strip().split("-")[0].lower() in _languages()


def _language(page: Document) -> Iterator[Seen]:
    root = page.root
    given = root.attributes if root is not None else {}
    tag, other = given.get("lang") or "", given.get("xml:lang") or ""
    excerpt = start_tag(root) if root is not None else ""
    if tag.strip():
        yield Seen("page.lang", tag.strip(), excerpt=excerpt)
    valid = bool(tag.strip()) and is_language(tag) and (not other or is_language(other))
    yield Seen("page.lang_valid", valid, excerpt=excerpt)


def _doctype(page: Document) -> Iterator[Seen]:
    stated, whole = declaration(page.source) if has_doctype(page) else ("", "")
    if stated:
        yield Seen("page.doctype", stated, excerpt=whole, where="doctype")
    yield Seen("page.doctype_valid", bool(stated) and not means_quirks(stated), excerpt=whole, where="doctype")


def has_doctype(page: Document) -> bool:
    """True if the parser met a doctype where one counts: before any element or text."""
    node = page.root.prev if page.root is not None else None
    while node is not None and node.tag != "-doctype":
        node = node.prev
    return node is not None


_IN_HTML: Final = re.compile(r"<meta[^>]+charset[^<]+>", re.IGNORECASE)
_IN_CONTENT: Final = re.compile(r"charset\s*=\s*([a-z0-9\-_:.()]{2,})", re.IGNORECASE)
_LABEL: Final = re.compile(r"[a-z0-9\-_:.()]{2,}", re.IGNORECASE)


def _charset(page: Document, metas: list[LexborNode], decoded: Decoded, headers: Mapping[str, str]) -> Iterator[Seen]:
    """The charset that header, byte-order mark or an early `meta` element declares (audit `charset`)."""
    header = headers.get("content-type", "")
    found = _IN_CONTENT.search(header)
    if found:
        yield Seen("page.charset", found[1].lower(), excerpt=squeeze(header), where="header:content-type")
    elif decoded.where == "bom" and decoded.declared:
        yield Seen("page.charset", decoded.declared, where="html")
    elif _IN_HTML.search(page.source, 0, 1024):
        for node in metas:
            label = _declared(node)
            if label:
                yield Seen("page.charset", label, excerpt=start_tag(node), where=page.place(node))
                return


def _declared(node: LexborNode) -> str:
    given = node.attributes
    label = given.get("charset") or ""
    if _LABEL.fullmatch(label):
        return label.lower()
    if (given.get("http-equiv") or "").lower() != "content-type":
        return ""
    found = _IN_CONTENT.search(given.get("content") or "")
    return found[1].lower() if found else ""


@dataclass(frozen=True, slots=True)
class Link:
    """A `link` element in the head or a link in the header `Link` (RFC 8288), and what shows it."""

    relation: str
    target: str
    url: str
    language: str
    excerpt: str
    where: str


_NEEDED: Final = ("canonical", "alternate")


def _links(page: Document) -> Iterator[Link]:
    """The links that say where else this page is; `rel` has to be that one word, as Lighthouse reads it."""
    for node in page.inventory.of("link"):
        given = node.attributes
        relation, target = (given.get("rel") or "").lower(), given.get("href") or ""
        if relation in _NEEDED and target and _in_head(node):
            url = resolved(page.base_url, target) if is_parsable(target) else ""
            yield Link(relation, target, url, given.get("hreflang") or "", start_tag(node), page.place(node))


_HEADER_LINK: Final = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s\";,]+))?)*)")
_PARAMETER: Final = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))")


def _header_links(page: Document, header: str) -> Iterator[Link]:
    for found in _HEADER_LINK.finditer(header[:_LONGEST]):
        given = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(found[2])}
        relation, target = given.get("rel", "").lower(), found[1]
        if relation in _NEEDED and target:
            url = resolved(page.url, target) if is_parsable(target) else ""
            excerpt = clean(found[0])
            yield Link(relation, target, url, given.get("hreflang", ""), excerpt, "header:link")


def _canonical(page: Document, links: list[Link]) -> Iterator[Seen]:
    canonical = list({link.target.strip(): link for link in reversed(links) if link.relation == "canonical"}.values())
    canonical.reverse()
    for link in canonical:
        yield Seen("page.canonical", link.target.strip(), excerpt=link.excerpt, where=link.where)
    alternates = frozenset(link.url for link in links if link.relation == "alternate" and link.language and link.url)
    excerpt, where = (canonical[0].excerpt, canonical[0].where) if canonical else ("", _IN_HEAD)
    valid = is_canonical(canonical, alternates, page.url)
    yield Seen("page.canonical_valid", valid, excerpt=excerpt, where=where)


def is_canonical(links: list[Link], alternates: frozenset[str], url: str) -> bool:
    """True if the links agree on one whole address that is neither another language's nor the home page's.

    The audit `canonical`; where there is no link it does not apply, and nothing is valid.
    """
    if any(not link.url or not is_absolute(link.target) for link in links) or len({link.url for link in links}) != 1:
        return False
    target, here = links[0].url, normalised(url)
    if target != here and {target, here} <= alternates:
        return False
    there, this = urlsplit(target), urlsplit(here)
    same_site = (there.scheme, there.netloc) == (this.scheme, this.netloc)
    return not (same_site and there.path == "/" and this.path != "/")


def _hreflang(links: list[Link]) -> Seen:
    """How many alternates name no language or no whole address (audit `hreflang`)."""
    wrong = [link for link in links if link.relation == "alternate" and link.language and not _is_alternate(link)]
    excerpt, where = (wrong[0].excerpt, wrong[0].where) if wrong else ("", _IN_HEAD)
    return Seen("page.hreflang_invalid", len(wrong), excerpt=excerpt, where=where)


def _is_alternate(link: Link) -> bool:
    tag = link.language
    known = tag.lower() == "x-default" or tag.split("-")[0].lower() in _languages()
    return known and link.target.lower().startswith(("http:", "https:"))


def _noindex(page: Document, named: Mapping[str, LexborNode], headers: Mapping[str, str]) -> Seen:
    """Whether a robots meta element or header keeps the page out of every known search engine (`is-crawlable`)."""
    header = headers.get("x-robots-tag", "")
    contents = {name: attribute(named[name], "content") for name in _ROBOTS if name in named}
    if not is_blocked(contents, header):
        return Seen("page.noindex", False, where=_IN_HEAD)
    for name, content in contents.items():
        if blocks(content):
            return Seen("page.noindex", True, excerpt=start_tag(named[name]), where=page.place(named[name]))
    return Seen("page.noindex", True, excerpt=clean(header), where="header:x-robots-tag")
