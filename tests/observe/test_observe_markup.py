"""JSON-LD and microdata, against published vectors."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.observe.charset import decode
from aboveboard.observe.document import Document, squeeze
from aboveboard.observe.markup import Item, json_ld, microdata, nested, parse

# Left out: files whose expectation is not of the standard (relative addresses kept, an itemref into a scope followed,
# attributes of input elements taken apart).
MICRODATA = [
    "schema.org/LocalBusiness.002",
    "schema.org/LocalBusiness.003",
    "schema.org/Event.003",
    "schema.org/Event.004",
    "websites/microdata-with-description",
]
JSON_LD = [
    "schema.org/CreativeWork.001",
    "schema.org.invalid/AllocateAction.001",
    "schema.org.invalid/JoinAction.001",
    "custom.invalid/JSONLD_with_JS_comment",
    "misc/null_ld_mock",
    "songkick/jsonld_empty_item_test",
]


def plain(item: Item) -> dict[str, object]:
    """The item in the shape of the vectors."""
    found: dict[str, list[object]] = {}
    for value in item.values:
        found.setdefault(value.name, []).append(
            plain(value.value) if isinstance(value.value, Item) else squeeze(value.value)
        )
    kinds: dict[str, object] = {"type": item.vocabulary_types[0]} if item.vocabulary_types else {}
    return kinds | {"properties": {name: values if len(values) > 1 else values[0] for name, values in found.items()}}


def squeezed(value: object) -> object:
    """The vector with white space as we give it."""
    if isinstance(value, dict):
        return {name: squeezed(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [squeezed(entry) for entry in value]
    return squeeze(value) if isinstance(value, str) else value


def types(value: object) -> Iterator[str]:
    """Every type a JSON-LD value names."""
    if isinstance(value, dict):
        given = value.get("@type", [])
        yield from [given] if isinstance(given, str) else given
        for entry in value.values():
            yield from types(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from types(entry)


def sample(shared: Path, name: str, ending: str) -> tuple[Document, object]:
    """A page of the vectors and what is expected of it."""
    file = shared / "data" / "structured_data_fixtures" / "samples" / f"{name}.html"
    page = Document(decode(file.read_bytes(), {}).text, "http://www.example.com/index.html")
    return page, json.loads(file.with_name(file.stem + ending).read_text())


@pytest.mark.shared
@pytest.mark.parametrize("name", MICRODATA)
def test_microdata_vectors(shared: Path, name: str) -> None:
    """The items of the microdata vectors are read with every type and property."""
    page, expected = sample(shared, name, ".json")

    assert squeezed(expected) == [plain(item) for item in microdata(page)]


@pytest.mark.shared
@pytest.mark.parametrize("name", JSON_LD)
def test_json_ld_vectors(shared: Path, name: str) -> None:
    """Every type of the JSON-LD vectors is found, broken ones included."""
    page, expected = sample(shared, name, ".jsonld")

    assert sorted(types(expected)) == sorted(kind for item in nested(json_ld(page)) for kind in item.vocabulary_types)


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
