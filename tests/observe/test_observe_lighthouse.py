"""Every audit is answered as Lighthouse answers it, element by element, on pages written to tell its rules apart.

The answers were recorded from Lighthouse in Chromium; `bench/observe.py --record` asks again.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborNode

from aboveboard.observe.accessible import lacks_alternative, lacks_name
from aboveboard.observe.charset import decode
from aboveboard.observe.document import Document
from aboveboard.observe.elements import is_generic, is_uncrawlable
from aboveboard.observe.page import read_page

VECTORS = json.loads(Path(__file__).with_name("lighthouse_vectors.json").read_text(encoding="utf-8"))["pages"]
ORIGIN = "http://127.0.0.1:8080"
URL = f"{ORIGIN}/7/page"

# Where we answer otherwise, and why.
DIFFERENCES = {
    "charset mark": "a byte-order mark declares a charset by the audit's own rule, but the browser keeps it to itself",
    "language blank": "a language of spaces is none to us, so there is none to be valid; both say that it is missing",
}


def page_of(vector: dict[str, object]) -> tuple[bytes, dict[str, str]]:
    """The bytes and headers of a vector as they were served."""
    html = str(vector["html"]).replace("{SELF}", URL).replace("{ORIGIN}", ORIGIN)
    headers = vector["headers"]
    assert isinstance(headers, dict)
    return html.encode(), headers


def nodes_failing(audit: str, page: Document) -> list[LexborNode]:
    """The elements of a page that fail an audit, by our rules."""
    tests: dict[str, Callable[[], list[LexborNode]]] = {
        "image-alt": lambda: [node for node in page.inventory.of("img") if lacks_alternative(page, node)],
        "link-name": lambda: [link.node for link in page.inventory.links if lacks_name(page, link)],
        "link-text": lambda: [link.node for link in page.inventory.links if is_generic(page, link)],
        "crawlable-anchors": lambda: [a.node for a in page.inventory.anchors if is_uncrawlable(a)],
    }
    return tests[audit]()


def answers(vector: dict[str, object]) -> dict[str, bool | int]:
    """Whether the page fails each audit of the whole page, by its facts."""
    html, headers = page_of(vector)
    found: dict[str, object] = {}
    for fact in read_page(html, url=URL, status=int(str(vector["status"])), headers=headers).facts:
        found.setdefault(fact.attribute, fact.value)
    return {
        "document-title": "page.title" not in found,
        "meta-description": "page.meta_description" not in found,
        "viewport": not found["page.viewport_valid"],
        "html-has-lang": "page.lang" not in found,
        "html-lang-valid": "page.lang" in found and not found["page.lang_valid"],
        "is-crawlable": bool(found["page.noindex"]),
        "hreflang": int(str(found["page.hreflang_invalid"])),
        "canonical": "page.canonical" in found and not found["page.canonical_valid"],
        "doctype": not found["page.doctype_valid"],
        "charset": "page.charset" not in found,
        "http-status-code": int(str(found["page.status"])) >= 400,
    }


def cases(*audits: str) -> list[object]:
    """The vectors that ask for one of the audits, each with the audit."""
    return [
        pytest.param(vector, audit, id=f"{vector['name']}-{audit}")
        for vector in VECTORS
        for audit in vector["audits"]
        if audit in audits and vector["failing"][audit] is not None and vector["name"] not in DIFFERENCES
    ]


@pytest.mark.parametrize(("vector", "audit"), cases("image-alt", "link-name", "link-text", "crawlable-anchors"))
def test_elements_fail_as_lighthouse_says(vector: dict[str, dict[str, list[str]]], audit: str) -> None:
    """The elements that fail an audit are those that fail in Lighthouse."""
    html, headers = page_of(vector)
    page = Document(decode(html, headers).text, URL)

    assert vector["failing"][audit] == sorted(node.attributes.get("class") or "" for node in nodes_failing(audit, page))


@pytest.mark.parametrize(
    ("vector", "audit"),
    cases(
        "document-title", "meta-description", "viewport", "html-has-lang", "html-lang-valid", "is-crawlable",
        "hreflang", "canonical", "doctype", "charset", "http-status-code",
    ),
)  # fmt: skip
def test_pages_fail_as_lighthouse_says(vector: dict[str, dict[str, object]], audit: str) -> None:
    """A page fails an audit of the whole page where Lighthouse lets it fail."""
    told = vector["failing"][audit]
    expected = len(told) if isinstance(told, list) else told

    assert expected == answers(vector)[audit]


def test_differences_are_real() -> None:
    """Each vector on which we mean to differ is there, and we do differ."""
    differing = {v["name"] for v in VECTORS for a in v["audits"] if v["failing"][a] not in (None, answers(v).get(a))}

    assert set(DIFFERENCES) == differing & set(DIFFERENCES)
