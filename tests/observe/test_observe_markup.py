"""JSON-LD and microdata: mistakes that are forgiven, references, contexts, types of values, and limits."""

from datetime import date, datetime, time, timedelta, timezone
from time import process_time

import pytest

from aboveboard.observe.document import Document
from aboveboard.observe.jsonld import json_ld, parse
from aboveboard.observe.markup import Item, Link, Scalar, nested, typed
from aboveboard.observe.microdata import microdata
from aboveboard.observe.structured_data import read_broken


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "http://b", /* c */ "d": [1, 2,], }',
        '<!-- {"a": "http://b", "d": [1, 2]} -->',
        '//<![CDATA[\n{"a": "http://b", "d": [1, 2]}\n//]]>',
        '{"a": "http://b", // c\n "d": [1, 2]};',
        '<!-- a remark -->{"a": "http://b", "d": [1, 2]}',
    ],
)
def test_common_mistakes_are_forgiven(text: str) -> None:
    """Comments, trailing commas and wrappings do not hide a block, and addresses are not taken for comments."""
    assert {"a": "http://b", "d": [1, 2]} == parse(text)


@pytest.mark.parametrize("text", ["", "{", "var a = 1", "[" * 100_000])
def test_what_is_no_json_gives_nothing(text: str) -> None:
    """A block that cannot be read gives no items and no error."""
    assert None is parse(text)


def test_pointers_lead_to_the_value() -> None:
    """The pointer of a value names block, graph and key as RFC 6901 writes them."""
    block = '{"@graph": [{"@type": "WebSite"}, {"@type": "Bakery", "address": {"postalCode": "EH1 1AA"}, "a/b": "x"}]}'
    page = Document(f"<script type='application/ld+json'>{block}</script>", "https://x.example/")
    bakery = json_ld(page)[1]

    assert ["/0/@graph/1/address/postalCode"] == [
        value.where for value in bakery.items("address")[0].texts("postalCode")
    ]
    assert "/0/@graph/1/a~1b" == bakery.values[-1].where


def test_a_scope_that_refers_to_itself_ends() -> None:
    """An `itemref` in a circle is followed once."""
    page = Document(
        "<div itemscope itemref=a id=a itemprop=x><b itemprop=y>z</b></div><i itemscope itemref=a></i>",
        "https://x.example/",
    )

    assert 1 == len(microdata(page))


def test_few_bytes_cannot_mean_endless_properties() -> None:
    """Scopes that refer twice to the next would double forty times; the reading ends, with what fits the limit."""
    chain = "".join(f"<div id=s{n} itemprop=p itemscope itemref='s{n + 1} s{n + 1}'></div>" for n in range(38))
    page = Document(f"<div itemscope itemref=s0></div>{chain}<b id=s38 itemprop=q>x</b>", "https://x.example/")

    assert len(list(nested(microdata(page)))) <= 2001


def block(text: str) -> str:
    """A page with one block of JSON-LD."""
    return f"<script type='application/ld+json'>{text}</script>"


def items(html: str) -> list[Item]:
    """The items of a page's JSON-LD."""
    return json_ld(Document(html, "https://x.example/page"))


def one(item: Item, name: str) -> object:
    """The only value of a property."""
    (value,) = item.all(name)
    return value.value


def test_a_reference_leads_to_the_item_of_another_block() -> None:
    """A node that only names another is that other one, wherever on the page it stands, with its own place."""
    first, second = items(
        block('{"@type": "WebSite", "publisher": {"@id": "#us"}}')
        + block('{"@type": "Bakery", "@id": "/page#us", "name": "Crumb"}')
    )
    publisher = one(first, "publisher")

    assert second == publisher
    assert "/1" == first.all("publisher")[0].where


def test_references_in_a_circle_end() -> None:
    """Two nodes that name each other are read once each; where the circle closes, the address is left."""
    (first, _) = items(block('[{"@id": "#a", "knows": {"@id": "#b"}}, {"@id": "#b", "knows": {"@id": "#a"}}]'))
    inner = one(first, "knows")

    assert isinstance(inner, Item)
    assert Link("https://x.example/page#a") == one(inner, "knows")


def test_references_cannot_mean_endless_items() -> None:
    """Nodes that each name the next one twice would double thirty times; the reading ends within its limit."""
    chain = [f'{{"@id": "#{n}", "a": [{{"@id": "#{n + 1}"}}, {{"@id": "#{n + 1}"}}]}}' for n in range(30)]

    assert len(list(nested(items(block(f"[{','.join(chain)}]"))))) <= 50_000


def test_terms_mean_what_the_context_says() -> None:
    """Prefixes, renamed terms and keywords, and coerced types of a context in the page are followed."""
    (item,) = items(
        block(
            '{"@context": {"s": "https://schema.org/", "label": "s:name", "kind": "@type", "id": "@id",'
            ' "home": {"@id": "s:url", "@type": "@id"}, "born": {"@id": "s:foundingDate", "@type": "s:Date"}},'
            ' "kind": "s:Bakery", "id": "#us", "label": "Crumb", "home": "/start", "born": "1999-05-01"}'
        )
    )

    assert (("Bakery",), "https://x.example/page#us") == (item.types, item.identifier)
    assert ("Crumb", Link("https://x.example/start"), date(1999, 5, 1)) == tuple(
        one(item, name) for name in ("name", "url", "foundingDate")
    )


def test_values_keep_the_type_they_are_given() -> None:
    """Numbers, yes and no, lists, typed and tagged values are what they say; a null says nothing."""
    (item,) = items(
        block(
            '{"a": 4.5, "b": [1, [true, null]], "c": {"@value": "7", "@type": "xsd:integer"},'
            ' "d": {"@list": ["x", "y"]},'
            ' "e": {"@value": "Brot", "@language": "de"}, "f": {"@value": "2026-02-30", "@type": "Date"}, "g": null}'
        )
    )

    assert [
        ("a", 4.5),
        ("b", 1),
        ("b", True),
        ("c", 7),
        ("d", "x"),
        ("d", "y"),
        ("e", "Brot"),
        ("f", "2026-02-30"),
    ] == [(value.name, value.value) for value in item.values]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("url", "https://x.example/a", Link("https://x.example/a")),
        ("foundingDate", "1999-05-01", date(1999, 5, 1)),
        ("startDate", "2026-03-01T20:00+01:00", datetime(2026, 3, 1, 20, tzinfo=timezone(timedelta(hours=1)))),
        ("opens", "09:30", time(9, 30)),
        ("ratingValue", "4.4", 4.4),
        ("reviewCount", " 89 ", 89),
        ("smokingAllowed", "False", False),
        ("petsAllowed", "http://schema.org/True", True),
        ("telephone", "01312294477", "01312294477"),
        ("postalCode", "10115", "10115"),
        ("name", "09:30", "09:30"),
        ("description", "see https://x.example/a", "see https://x.example/a"),
        ("startDate", "2026-02-30", "2026-02-30"),
    ],
)
def test_texts_are_read_as_what_they_are(name: str, text: str, value: Scalar) -> None:
    """A text is a date, an address, a number or yes or no where its property or notation says so, and else a text."""
    found = typed(name, text)

    assert (type(value), value) == (type(found), found)


def test_elements_say_what_a_value_of_microdata_is() -> None:
    """A link is an address, a time element a moment, and the words of machines in a text are left out."""
    (item,) = microdata(
        Document(
            "<div itemscope itemid='#us'><a itemprop=url href=/start>x</a>"
            "<time itemprop=doorTime datetime=19:00>7</time>"
            "<p itemprop=name>Crumb<script>1</script><br>Bakery</p><meta itemprop=latitude content=55.9></div>",
            "https://x.example/page",
        )
    )

    assert "https://x.example/page#us" == item.identifier
    assert [Link("https://x.example/start"), time(19, 0), "Crumb Bakery", 55.9] == [
        value.value for value in item.values
    ]


@pytest.mark.parametrize(
    ("html", "broken"),
    [
        ("<p>x", 0),
        (block('{"@type": "Bakery"}'), 0),
        (block("  "), 0),
        (block('{"@type": "Bakery",}') + block('{"@type": "Bakery"}') + block("{"), 2),
        (block('{"name": "two\nlines"}'), 1),
        (block('{"a": NaN}'), 1),
    ],
)
def test_broken_blocks_are_counted(html: str, broken: int) -> None:
    """A block that is no valid JSON is counted, whether we can read it or not; an empty one is none."""
    seen = read_broken(Document(html, "https://x.example/"))

    assert ("page.jsonld_broken", broken, bool(broken)) == (seen.attribute, seen.value, bool(seen.excerpt))


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 60_000, "/*" * 60_000, "{ " + "<!--" * 40_000, " " * 200_000 + "x", ",\n" * 60_000]
)
def test_hostile_blocks_cost_one_reading(text: str) -> None:
    """Quotes, comments and spaces without an end are read in time that grows with their length, not its square."""
    start = process_time()
    parse(text)

    assert process_time() - start < 2
