"""Counts of images and links follow the published audit rules."""

import pytest

from aboveboard.observe.accessible import lacks_alternative, lacks_name
from aboveboard.observe.charset import decode
from aboveboard.observe.document import Document
from aboveboard.observe.elements import is_generic, is_uncrawlable
from aboveboard.observe.head import is_language, read_head

URL = "https://shop.example/page"


@pytest.mark.parametrize(
    ("html", "lacks"),
    [
        ("<img src=a>", True),
        ("<img src=a alt=' '>", True),
        ("<img src=a alt>", False),
        ("<img src=a alt=''>", False),
        ("<img src=a alt='Bread'>", False),
        ("<img src=a title='Bread'>", False),
        ("<img src=a aria-label='Bread'>", False),
        ("<img src=a role=presentation>", False),
        ("<img src=a aria-hidden=true>", False),
        ("<div hidden><img src=a></div>", False),
        ("<div style='display:none'><img src=a></div>", False),
    ],
)
def test_image_alternatives(html: str, lacks: bool) -> None:
    """An image lacks an alternative if a screen reader has nothing to say and is not told to skip it."""
    page = Document(html, URL)

    assert [lacks] == [lacks_alternative(page, image) for image in page.inventory.of("img")]


@pytest.mark.parametrize(
    ("html", "lacks"),
    [
        ("<a href=x></a>", True),
        ("<a href=x> &nbsp; </a>", True),
        ("<a href=x><img src=a></a>", True),
        ("<a href=x><img src=a alt=''></a>", True),
        ("<a href=x><i aria-hidden=true>icon</i></a>", True),
        ("<a href=x><script>1</script></a>", True),
        ("<a href=x>Menu</a>", False),
        ("<a href=x><img src=a alt=Menu></a>", False),
        ("<a href=x title=Menu></a>", False),
        ("<a href=x aria-label=Menu><img src=a></a>", False),
        ("<b id=n>Menu</b><a href=x aria-labelledby=n></a>", False),
        ("<a href=x><span><em>Menu</em></span></a>", False),
        ("<a href=x style='display:none'></a>", False),
    ],
)
def test_link_names(html: str, lacks: bool) -> None:
    """A link lacks a name if neither its text, an image in it nor its labels give one."""
    page = Document(html, URL)

    assert [lacks] == [lacks_name(page, link) for link in page.inventory.links]


@pytest.mark.parametrize(
    ("html", "generic"),
    [
        ("<a href=/x>Click here</a>", True),
        ("<a href=/x> read\n more </a>", True),
        ("<a href=/x>https://shop.example/x</a>", False),
        ("<a href=/x>read<br>more</a>", False),
        ("<a href=/x><span hidden>all</span> more</a>", True),
        ("<a href=/x><b lang=de>mehr</b></a>", True),
        ("<a href=/x lang=de>hier</a>", True),
        ("<html lang=en><a href=/x>hier</a>", False),
        ("<a href=/x rel=nofollow>here</a>", False),
        ("<a href='#top'>here</a>", False),
        ("<a href='mailto:info@shop.example'>here</a>", False),
        ("<a href='javascript:go()'>here</a>", False),
        ("<a href=/x>Read more about bread</a>", False),
    ],
)
def test_generic_link_texts(html: str, generic: bool) -> None:
    """A stock phrase says nothing of where a link leads; a link to the same page does not count."""
    page = Document(html, URL)

    assert [generic] == [is_generic(page, link) for link in page.inventory.links]


@pytest.mark.parametrize(
    ("html", "uncrawlable"),
    [
        ("<a>x</a>", False),
        ("<a onclick='go()'>x</a>", True),
        ("<div onclick='go()'><p><a>x</a></p></div>", True),
        ("<body onload='go()'><a>x</a>", False),
        ("<a target=_blank>x</a>", True),
        ("<a name=x href='javascript:void(0)'>x</a>", False),
        ("<a href='javascript:void(0)'>x</a>", True),
        ("<a href='javascript:void 0'>x</a>", True),
        ("<a href='file:///c:/x'>x</a>", True),
        ("<a href='http://'>x</a>", True),
        ("<a href='http://[::'>x</a>", True),
        ("<a href=/x>x</a>", False),
        ("<a name=top></a>", False),
        ("<a id=top></a>", False),
        ("<a role=button>x</a>", False),
        ("<a href='mailto:info@shop.example'>x</a>", False),
        ("<a aria-current=page>x</a>", False),
    ],
)
def test_uncrawlable_links(html: str, uncrawlable: bool) -> None:
    """An anchor is uncrawlable if it answers to events and has no address that a search engine could follow."""
    assert [uncrawlable] == [is_uncrawlable(anchor) for anchor in Document(html, URL).inventory.anchors]


@pytest.mark.parametrize(
    ("tag", "known"),
    [("en-GB", True), ("de", True), ("gsw", True), ("xx", False), ("english", False), ("deu", False), ("en_GB", False)],
)
def test_languages(tag: str, known: bool) -> None:
    """A language tag is valid if its first subtag names a language."""
    assert known is is_language(tag)


def head(html: str, url: str = URL, **headers: str) -> dict[str, object]:
    """The facts of a head by name; of several the last."""
    decoded = decode(html.encode(), headers)
    return {seen.attribute: seen.value for seen in read_head(Document(decoded.text, url), decoded, headers)}


@pytest.mark.parametrize(
    ("html", "valid"),
    [
        ("<link rel=canonical href='https://shop.example/page'>", True),
        ("<link rel=canonical href='https://other.example/'>", True),
        ("<link rel=canonical href='/page'>", False),
        ("<link rel=canonical href='https://shop.example/'>", False),
        ("<link rel=canonical href='https://a.example/x'><link rel=canonical href='https://a.example/y'>", False),
        ("", False),
    ],
)
def test_canonical(html: str, valid: bool) -> None:
    """A canonical address is valid if there is one, whole, and not the home page given for another."""
    assert valid is head(html)["page.canonical_valid"]


def test_indexing_is_refused_by_element_or_header() -> None:
    """Noindex or none for every engine keeps a page out; other directives do not, nor those for one engine alone."""
    assert True is head("<meta name=ROBOTS content='NoIndex, follow'>")["page.noindex"]
    assert True is head("", **{"x-robots-tag": "none"})["page.noindex"]
    assert False is head("", **{"x-robots-tag": "googlebot: none"})["page.noindex"]
    assert False is head("<meta name=robots content=noindex><meta name=bingbot content=all>")["page.noindex"]
    assert False is head("<meta name=robots content='nofollow'>")["page.noindex"]


def test_alternates_without_language_or_host_are_counted() -> None:
    """An alternate is wrong if its language is none or its address is not whole."""
    html = (
        "<link rel=alternate hreflang=de href='https://shop.example/de'><link rel=alternate hreflang=x-default href='https://shop.example/'>"
        "<link rel=alternate hreflang=german href='https://shop.example/de'><link rel=alternate hreflang=fr href='/fr'>"
    )

    assert 2 == head(html)["page.hreflang_invalid"]


def test_absent_texts_are_no_facts() -> None:
    """An empty title, description or viewport is as good as none, and gives no fact."""
    found = head("<title> </title><meta name=description content=''><meta name=viewport content=' '>")

    always = {"lang_valid", "canonical_valid", "hreflang_invalid", "noindex", "viewport_valid", "doctype_valid"}
    assert {f"page.{name}" for name in always} == set(found)
