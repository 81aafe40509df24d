"""Names of persons, which are left out."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import persons

WINDOW = 120


@pytest.mark.parametrize(
    "text",
    [
        "Opening Hours",
        "Contact Us | Privacy Policy",
        "Home | Smith's Bakery",
        "Über uns – Öffnungszeiten und Anfahrt",
        "Mentions légales",
        "New York Pizza Delivery",
        "Hair Salon and Beauty Treatments in Edinburgh",
        "Emergency Plumbing Services: Boiler Repairs",
        "Monday to Friday",
        "Santa Monica Bakery",
        "Fort Myers Dentists",
        "Personenrecht | Arbeidsrecht",
        "Summer Flowers",
        "fresh bread and cakes | a bakery",
        "Mr",
        "",
    ],
)
def test_plain_headings_stay(text: str) -> None:
    """A heading of everyday words and places is left as it is."""
    assert (text, 0) == persons.redact(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contact Maria Rossi Today", "Contact [person] Today"),
        ("by Dr. Xylander", "by [person]"),
        ("Inhaber: Jürgen von der Heide, Berlin", "Inhaber: [person], Berlin"),
        ("R. D. Qwerty, director", "[person], director"),
        ("PRIYA PATEL", "[person]"),
        ("priya patel bakes", "[person] bakes"),
        ("Our team: Sarah, Tom and Lucy Green", "Our team: [person], [person] and [person]"),
        ("Our owner Kim Wood bakes", "Our owner [person] bakes"),
        ("Zxqw Vbnmk sells shoes", "[person] sells shoes"),
        ("Anne-Marie O'Neill and Oluwaseun Adeyemi", "[person] and [person]"),
        ("zxqw vbnmk | bakery", "[person] | bakery"),
        ("Maria d'Vbnmk", "[person]"),
        ("Maria De Vbnmk", "[person]"),
        ('Bob "Red" Vbnmk', "[person]"),
        ("Vbnmk, Zxqw", "[person]"),
        ("Name\nVbnmk, Maria J.\nTel", "Name\n[person].\nTel"),
        ("Mr. Opening", "[person]"),
        ("S.D. Green", "[person]"),
        ("Zxqw White", "[person]"),
        ("Kenya Vbnmk", "[person]"),
    ],
)
def test_names_are_replaced(text: str, expected: str) -> None:
    """A name gives way to "[person]", with its title and its particles."""
    assert expected == persons.redact(text)[0]


def test_a_trading_name_stays() -> None:
    """What is kept stays, and the same person elsewhere does not."""
    text = "Maria Rossi Cakes: cakes by Maria Rossi"
    assert ("Maria Rossi Cakes: cakes by [person]", 1) == persons.redact(text, ["maria rossi cakes"])


def test_without_strictness_there_has_to_be_evidence() -> None:
    """Two unknown words are a name only for the strict; a role beside them is evidence."""
    assert 0 == persons.redact("Zxqw Vbnmk shoes", strict=False)[1]
    assert 1 == persons.redact("Zxqw Vbnmk, owner", strict=False)[1]
    assert 1 == persons.redact("Mr Vbnmk", strict=False)[1]


@pytest.mark.parametrize("word", ["the", "bakery", "Opening", "Edinburgh", "van", "a", "B", "TX"])
def test_plain_words_are_no_part_of_a_name(word: str) -> None:
    """Words of the vocabulary, small words, single letters and states stand beside a match."""
    assert persons.is_plain(word)


@pytest.mark.parametrize("word", ["Zxqw", "Maria", "maria", "Dr", "VBNMK"])
def test_other_words_are_not_plain(word: str) -> None:
    """A title, a given name in any letters, and a capitalised word that nobody knows."""
    assert not persons.is_plain(word)


@pytest.mark.parametrize(
    "unit",
    ["Zxqw ", "Sarah, Tom and Lucy Green ", "maria zxqw Maria Rossi. ", "Maria A. Opening ", "d'", "Xx, Yy\n", "Q"],
)
def test_a_hostile_text_is_read(unit: str) -> None:
    """A million characters of nothing but names, or of one word, are no more than a long text."""
    text = unit * (1_000_000 // len(unit))
    assert all(text[span.start : span.end] == span.text for span in persons.find(text))


@given(st.text(alphabet="AaBb .-'’MrJohnSmith\n", max_size=60))
def test_redaction_replaces_exactly_what_is_found(text: str) -> None:
    """Outside the names every code point stays."""
    spans = persons.find(text)
    rest = "".join(c for i, c in enumerate(text) if not any(span.start <= i < span.end for span in spans))
    assert (rest, len(spans)) == (persons.redact(text)[0].replace(persons.PLACEHOLDER, ""), len(spans))
    assert all(text[span.start : span.end] == span.text for span in spans)


CONTEXTS = (
    *(
        "by {} {}",
        "Written by {} {} on Monday",
        "{} {}, DDS",
        "Dr. {} {}",
        "{} {} | Family Dentist",
        "{} B. {}",
        "{} O'{}",
    ),
    *("{} van der {}", "{} de {}", "{} De {}", "Owner: {} {}", "Meet {} {}", "Inhaber: {} {}", "Gérant : {} {}"),
    *("Contact {} {} at the office", "{} {}\nManager", "About {} {}", "Copyright 2014 {} {}", "Name\t{} {}\tPhone"),
    *(
        "Law Offices of {} {}",
        "{} {} Plumbing",
        "Call {} {} for a quote",
        "Praxis Dr. med. {} {}",
        '{} "Red" {}',
        "{1}, {0}",
    ),
)


@pytest.mark.shared
@pytest.mark.parametrize("write", [str.title, str.upper])
def test_names_of_many_cultures_are_found(shared: Path, write: Callable[[str], str]) -> None:
    """Of given names and surnames of two data sets, crossed and put into many contexts, 985 in 1,000 are replaced."""
    folder = shared / "data/name_bias"
    with (folder / "fake_name_generator_names.csv").open(encoding="utf-8") as lines:
        people = [row for row in csv.DictReader(lines) if row["GivenName"].isalpha() and row["Surname"].isalpha()]
    with (folder / "tzioumis_first_names_race.csv").open(encoding="utf-8") as lines:
        given = [row["name"] for row in csv.DictReader(lines) if row["name"].isalpha()]
    pairs = [(row["GivenName"], row["Surname"]) for row in people]
    pairs += [(name, people[i * 7 % len(people)]["Surname"]) for i, name in enumerate(given)]
    texts = [
        (CONTEXTS[i % len(CONTEXTS)].format(write(first), write(last)), write(first), write(last))
        for i, (first, last) in enumerate(pairs)
    ]
    kept = sum(first in text and last in text for text, first, last in _redacted(texts))
    assert len(texts) > 5000
    assert kept <= 0.015 * len(texts)


def _redacted(texts: list[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    for text, first, last in texts:
        yield persons.redact(text)[0], first, last


def _windows(text: str, start: int, end: int) -> set[str]:
    """Windows of the text that hold the whole of a label, at twelve places each."""
    slack = WINDOW - (end - start)
    return {text[max(0, start - back) :][:WINDOW] for back in range(0, slack + 1, max(1, slack // 12))}


@pytest.mark.shared
def test_no_window_of_a_real_page_names_a_person(labelled_pages: list[dict[str, Any]]) -> None:
    """Of windows around labelled names of two words or more, at least 995 in 1,000 no longer hold the name."""
    kept = total = 0
    for row in labelled_pages:
        for span in row["spans"]:
            name = row["text"][span["start"] : span["end"]]
            if span["type"] == "PER" and len(re.findall(r"\w+", name)) > 1 and len(name) <= WINDOW:
                windows = [w for w in _windows(row["text"], span["start"], span["end"]) if name in w]
                kept, total = kept + sum(name in persons.redact(w)[0] for w in windows), total + len(windows)
    assert total > 1500
    assert kept <= 0.005 * total


@pytest.mark.shared
def test_most_names_of_businesses_stay(labelled_pages: list[dict[str, Any]]) -> None:
    """Of the labelled organisations at least 88 in 100 are left whole without being asked to."""
    touched = total = 0
    for row in labelled_pages:
        names = persons.find(row["text"])
        for span in (s for s in row["spans"] if s["type"] == "ORG"):
            touched, total = touched + any(n.start < span["end"] and span["start"] < n.end for n in names), total + 1
    assert touched <= 0.12 * total
