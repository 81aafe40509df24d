"""Postcodes and street lines."""

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("8 Marina View, Singapore 018960", None, ["018960"]),
        ("Powai, Mumbai 400 072, India", None, ["400 072"]),
        ("Kerkstraat 5, 1012 AB Amsterdam", None, ["1012 AB"]),
        ("the best 2000 PS Motor", None, []),
        ("Sommer 2022 Fischerhütte", "AT", []),
        ("\n2020 Hollabrunn", "AT", ["2020"]),
        ("cell line CRL-1573 of 2004", None, []),
        ("part C690LJ of GoDEX", None, []),
        ("New York, N.Y. 10036", None, ["10036"]),
        ("fort worth, tx 76102", None, ["76102"]),
        ("we grew in 12345 pots", None, []),
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
        ("Unit 7, 28 Mill Lane, Town", "GB", ["Unit 7, 28 Mill Lane"]),
        ("Baker House\n70 Mill Street\nLondon", "GB", ["Baker House\n70 Mill Street"]),
        ("20533 Biscayne Blvd\nSuite 4-1136\nAventura", "US", ["20533 Biscayne Blvd\nSuite 4-1136"]),
        ("1718 Elm Avenue, NW\nSixth Floor\nTown", "US", ["1718 Elm Avenue, NW\nSixth Floor"]),
        ("131 S Robertson, Suite 1500", "US", ["131 S Robertson, Suite 1500"]),
        ("1234 US Highway 19 N, Town", "US", ["1234 US Highway 19 N"]),
        ("45 Upper St Martin's Lane, London", "GB", ["45 Upper St Martin's Lane"]),
        ("48 South Park Square", "US", ["48 South Park Square"]),
        ("One Mill Way, Town", "US", ["One Mill Way"]),
        ("10 Minute Drive", None, []),
        ("An der Alster 10, Hamburg", "DE", ["An der Alster 10"]),
        ("Am Alten Markt 5", "DE", ["Am Alten Markt 5"]),
        ("Im Jahr 2012 und am Montag 5", "DE", []),
        ("Berliner Straße 5", "DE", ["Berliner Straße 5"]),
        ("Vegagatan 5, 113 29 Stockholm", None, ["Vegagatan 5"]),
        ("Rua da Prata,\nNº 608", None, ["Rua da Prata,\nNº 608"]),
    ],
)
def test_streets_are_found_with_their_number(text: str, country: str | None, expected: list[str]) -> None:
    """A street line is found with its number in six languages."""
    assert expected == [span.text for span in addresses.find_streets(text, country)]


@given(st.text(alphabet="01239 ,.-\n#HighStreetRdUnitCALSW'é", max_size=80))
def test_offsets_of_addresses_count_code_points(text: str) -> None:
    """A street or postcode stands where it says, and none overlaps the next."""
    for spans in (addresses.find_streets(text, None), addresses.find_postcodes(text, None)):
        assert all(text[span.start : span.end] == span.text for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    [
        "1 A ",
        "Unit 5, ",
        "Am 5 ",
        "1 A.",
        "12345 ",
        "Str. 5 ",
        "No. 5 ",
        "A1 ",
        "Singapore 609930 ",
        "CA 12345, USA",
        "1A",
    ],
)
def test_hostile_text_is_read_in_bounded_work(piece: str) -> None:
    """Four times the text costs about four times the work, whatever it repeats; sixteen times would be quadratic."""
    costs = [min(_cost(piece * (size // len(piece))) for _ in range(3)) for size in (10_000, 40_000)]

    assert costs[1] <= 10 * costs[0] + 0.02


def _cost(text: str) -> float:
    began = time.process_time()
    addresses.find_postcodes(text, None)
    addresses.find_streets(text, None)
    return time.process_time() - began


@pytest.mark.shared
@pytest.mark.parametrize(("label", "recall", "precision"), [("ZIPCODE", 0.9, 0.98), ("STREET", 0.87, 0.95)])
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
