"""The row door answers every row, the wrong ones too."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.observe.door import Record, answer


def test_a_row_is_answered_as_the_contract_says() -> None:
    """The answer carries id and url, and of each fact attribute, value, level, excerpt and place, no more."""
    found = answer(
        {"id": "1", "url": "https://crumb.example/", "html": "<title>Crumb</title><p>mail info@crumb.example"}
    )

    assert {"id", "url", "facts", "persons_seen"} == set(found)
    facts = found["facts"]
    assert isinstance(facts, list)
    assert {"attribute", "value", "level", "excerpt", "where"} == set().union(*facts)
    assert {
        "attribute": "business.email",
        "value": {"value": "info@crumb.example", "kind": "role"},
        "level": "entity",
        "excerpt": "info@crumb.example",
        "where": "html > body > p",
    } in facts


def test_a_file_is_read_by_its_bytes(tmp_path: Path) -> None:
    """A page in a file is decoded by its own declaration."""
    file = tmp_path / "page.html"
    file.write_bytes("<meta charset=windows-1252><title>Käse</title>".encode("windows-1252"))

    facts = answer({"id": "1", "url": "https://k.example/", "file": str(file)})["facts"]

    assert isinstance(facts, list)
    assert ["Käse"] == [fact["value"] for fact in facts if fact["attribute"] == "page.title"]


@pytest.mark.parametrize(
    ("record", "code", "words"),
    [
        ({"id": "1", "url": "u", "htm": ""}, "input_refused", "did you mean 'html'"),
        ({"id": "1", "html": "<p>"}, "input_refused", "`url` is missing"),
        ({"id": "1", "url": "https://a.example/"}, "input_refused", "either `file` or `html`"),
        ({"id": "1", "url": "https://a.example/", "file": "/no/such/file"}, "input_refused", "No such file"),
        ({"id": "1", "url": "https://a.example/", "file": "a\0b"}, "input_refused", "not a path"),
        ({"id": "1", "url": "https://a.example/", "html": "x", "status": "200"}, "input_refused", "`status`"),
        ({"id": "1", "url": "https://a.example/", "html": "x", "headers": {"a": 1}}, "input_refused", "`headers`"),
        ({"id": "1", "url": "https://a.example/", "html": ""}, "page_unreadable", "no page to read"),
    ],
)
def test_wrong_rows_are_refused_by_name(record: Record, code: str, words: str) -> None:
    """A row that cannot be used is answered with its id, a stable code, and what is wrong."""
    found = answer(record)
    error = found["error"]

    assert isinstance(error, dict)
    assert ("1", code) == (found["id"], error["code"])
    assert words in error["message"]


def test_an_id_that_is_no_string_is_refused() -> None:
    """The id is a string; of any other the answer names none."""
    assert None is answer({"id": 1, "url": "https://a.example/", "html": "x"})["id"]


VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=20),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


@given(st.dictionaries(st.sampled_from(["id", "url", "html", "status", "headers", "x"]), VALUES, max_size=6))
def test_no_row_raises(record: Record) -> None:
    """Whatever the row, there is an answer, with facts or with an error, never both."""
    found = answer(record)

    assert ("facts" in found) is not ("error" in found)
