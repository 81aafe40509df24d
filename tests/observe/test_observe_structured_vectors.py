"""JSON-LD and microdata are read as the published vectors of extruct expect, value by value."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.observe.charset import decode
from aboveboard.observe.document import Document, squeeze
from aboveboard.observe.jsonld import json_ld
from aboveboard.observe.markup import Item, nested, short_type
from aboveboard.observe.microdata import microdata

pytestmark = pytest.mark.shared

# Where the expectation differs from the standard, and how.
EXCEPTIONS = {
    "schema.org/SearchAction.001": "an input element has no value of its own (WHATWG 5.2.4); extruct takes it apart",
    "schema.org/product-ref": "an itemref to a scope does not give away that scope's properties (WHATWG 5.2.5)",
}
# The addresses that the expectations are relative to; the others were made without one.
ADDRESSES = {
    "w3c/microdata.7.1": "http://blog.example.com/progress-report",
    "w3c/microdata.object": "http://www.example.com/microdata/",
    "schema.org/product_custom_url": "http://some-example.com",
}
# Expectations of the same pages in another shape, or in another syntax, by what their names hold.
OTHERS = ("flat", "withtext", "node_id", "opengraph", "OG_", "dublincore", "microformat", "expanded", "Portfolio")


def test_every_vector_is_read_as_expected(shared: Path) -> None:
    """Of 37 expectations all are met, but for the exceptions above, each of which still differs."""
    samples = shared / "data" / "structured_data_fixtures" / "samples"
    differing = {name for name, ours, theirs in compared(samples) if ours != theirs}

    assert set(EXCEPTIONS) == differing


def test_numbers_dates_and_addresses_are_no_texts(shared: Path) -> None:
    """The values of the vectors are read as numbers, dates, addresses, texts and items, in either syntax."""
    samples = shared / "data" / "structured_data_fixtures" / "samples"
    kinds = {"json-ld": set[str](), "microdata": set[str]()}
    for file in sorted(samples.rglob("*.html")):
        page = document(file, "http://www.example.com/")
        for item in nested([*json_ld(page), *microdata(page)]):
            kinds[item.syntax] |= {type(value.value).__name__ for value in item.values}

    assert {"Item", "Link", "str", "date", "datetime", "int", "float"} <= kinds["microdata"]
    assert {"Item", "Link", "str", "datetime", "int", "float"} <= kinds["json-ld"]


def document(file: Path, url: str) -> Document:
    """The page of a vector at an address."""
    return Document(decode(file.read_bytes(), {}).text, url)


def compared(samples: Path) -> Iterator[tuple[str, object, object]]:
    """Each expectation: its name, what we read in its shape, and what is expected."""
    for file in sorted(path for ending in ("*.json", "*.jsonld") for path in samples.rglob(ending)):
        name = str(file.relative_to(samples)).removesuffix(file.suffix)
        if any(part in name for part in OTHERS):
            continue
        page_file = file.with_name(f"{file.stem}.html".replace("product_custom_url", "product"))
        page = document(page_file, ADDRESSES.get(name, ""))
        for syntax, expected in sections(file.suffix, json.loads(file.read_text(encoding="utf-8"))):
            if syntax == "json-ld":
                yield name, [shape(item) for item in json_ld(page)], [json_shape(it) for it in flat(expected)]
            else:
                yield name, [shape(item) for item in microdata(page)], [micro_shape(it) for it in expected]


def sections(ending: str, told: object) -> Iterator[tuple[str, list[object]]]:
    """The expected items by syntax; a file has those of one syntax, or of several by name."""
    if isinstance(told, list):
        yield ("json-ld" if ending == ".jsonld" else "microdata"), told
    elif isinstance(told, dict):
        yield from (
            ("json-ld" if name == "items" else name, told[name])
            for name in ("items", "microdata", "json-ld")
            if name in told
        )


def flat(value: object) -> Iterator[object]:
    """The members of a list and of the lists in it; nothing of a null."""
    if isinstance(value, list):
        for member in value:
            yield from flat(member)
    elif value is not None:
        yield value


def shape(item: Item) -> dict[str, object]:
    """Our item as types, and values by property in their order; what is no item as its text."""
    found: dict[str, list[object]] = {}
    for value in item.values:
        whole = shape(value.value) if isinstance(value.value, Item) else squeeze(value.text)
        found.setdefault(value.name, []).append(whole)
    return {"types": sorted(item.vocabulary_types), "values": found}


def micro_shape(told: object) -> object:
    """An expected item of microdata in the same shape."""
    if not isinstance(told, dict):
        return squeeze(str(told))
    given = told.get("properties", {})
    values = {short_type(name): [micro_shape(each) for each in flat(value)] for name, value in given.items()}
    return {"types": sorted(map(str, flat(told.get("type")))), "values": values}


def json_shape(told: object) -> object:
    """An expected node of JSON-LD in the same shape; a null says nothing."""
    if not isinstance(told, dict):
        return squeeze(json.dumps(told) if isinstance(told, bool) else str(told))
    values = {name: [json_shape(each) for each in flat(value)] for name, value in told.items() if name[:1] != "@"}
    kept = {short_type(name): each for name, each in values.items() if each}
    return {"types": sorted(map(str, flat(told.get("@type")))), "values": kept}
