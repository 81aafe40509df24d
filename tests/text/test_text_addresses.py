"""Postcodes and street lines."""

from typing import Any

import pytest

from aboveboard.text import addresses


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("12 High Street, Edinburgh EH1 1YZ", "GB", ["EH1 1YZ"]),
        ("Dublin D02 X285", "IE", ["D02 X285"]),
        ("Phoenix, AZ 85008-1234", "US", ["85008-1234"]),
        ("Toronto ON M5V 1K4", None, ["M5V 1K4"]),
        ("Hauptstr. 1, 10115 Berlin", "DE", ["10115"]),
        ("D-65203 Wiesbaden", None, ["65203"]),
        ("1010 Wien", "AT", ["1010"]),
        ("75001 Paris", "FR", ["75001"]),
        ("1012 AB Amsterdam", "NL", ["1012 AB"]),
        ("1000 Bruxelles", "BE", ["1000"]),
        ("28013 Madrid", "ES", ["28013"]),
        ("00184 Roma", "IT", ["00184"]),
        ("North Perth WA 6006", "AU", ["6006"]),
        ("Auckland 1010", "NZ", ["1010"]),
        ("We sold 12345 cakes in 2014", None, []),
        ("We sold 12345 cakes", "DE", []),
        ("anything", "XX", []),
    ],
)
def test_postcodes_are_found(text: str, country: str | None, expected: list[str]) -> None:
    """A postcode is found in the manner of its country; a bare number is none."""
    assert expected == [span.text for span in addresses.find_postcodes(text, country)]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Visit us: 12a High Street, Edinburgh", "GB", ["12a High Street"]),
        ("Hauptstraße 12-14, 10115 Berlin", "DE", ["Hauptstraße 12-14"]),
        ("12 bis, rue de la Paix, Paris", "FR", ["12 bis, rue de la Paix"]),
        ("Kerkstraat 5, Utrecht", "NL", ["Kerkstraat 5"]),
        ("Calle Mayor, 7, Madrid", "ES", ["Calle Mayor, 7"]),
        ("Via Roma 10, Milano", "IT", ["Via Roma 10"]),
        ("P.O. Box 306 Newcastle", "GB", ["P.O. Box 306"]),
        ("the high street is near", None, []),
    ],
)
def test_streets_are_found_with_their_number(text: str, country: str | None, expected: list[str]) -> None:
    """A street line is found with its number in six languages."""
    assert expected == [span.text for span in addresses.find_streets(text, country)]


@pytest.mark.shared
@pytest.mark.parametrize(("label", "recall", "precision"), [("ZIPCODE", 0.85, 0.98), ("STREET", 0.83, 0.95)])
def test_addresses_people_labelled_are_found(
    labelled_pages: list[dict[str, Any]], label: str, recall: float, precision: float
) -> None:
    """Most labelled postcodes and streets of real pages are found, and little else."""
    find = addresses.find_postcodes if label == "ZIPCODE" else addresses.find_streets
    hit = total = right = found = 0
    for row in labelled_pages:
        labels = [span for span in row["spans"] if span["type"] == label]
        spans = find(row["text"], None)
        hit += sum(any(f.start < s["end"] and s["start"] < f.end for f in spans) for s in labels)
        right += sum(any(f.start < s["end"] and s["start"] < f.end for s in labels) for f in spans)
        total, found = total + len(labels), found + len(spans)
    assert hit >= recall * total
    assert right >= precision * found
