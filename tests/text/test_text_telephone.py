"""Telephone numbers in text."""

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import telephone


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("Tel. 0131 496 0123", "GB", [("0131 496 0123", "+441314960123", False)]),
        ("T +44 (0)131 496 0123, F +44 131 496 0124", None, [
            ("+44 (0)131 496 0123", "+441314960123", False), ("+44 131 496 0124", "+441314960124", True),
        ]),
        ("Telefon: 030 / 23125 123", "DE", [("030 / 23125 123", "+493023125123", False)]),
        ("Fax: (202) 456-1414", None, [("(202) 456-1414", "+12024561414", True)]),
        ("(202) 456-1414 fax", None, [("(202) 456-1414", "+12024561414", True)]),
        ("London SW1A 1AA, 020 7946 0018", None, [("020 7946 0018", "+442079460018", False)]),
        ("Tel/Fax: 0131 496 0123", "GB", [("0131 496 0123", "+441314960123", False)]),
        ("Fax\nApplications: (202) 456-1414\nReceipts: (202) 456-1111", None, [
            ("(202) 456-1414", "+12024561414", True), ("(202) 456-1111", "+12024561111", True),
        ]),
        ("Tel:\nFax:\n0131 496 0123\n0131 496 0124", "GB", [
            ("0131 496 0123", "+441314960123", False), ("0131 496 0124", "+441314960124", True),
        ]),
        ("Phone: (202) 456-1414\nFax - (202) 456-1111", None, [
            ("(202) 456-1414", "+12024561414", False), ("(202) 456-1111", "+12024561111", True),
        ]),
        ("(202) 456-1414Fax: (202) 456-1111", None, [
            ("(202) 456-1414", "+12024561414", False), ("(202) 456-1111", "+12024561111", True),
        ]),
        ("202-456-1414 ext. 12", None, [("202-456-1414 ext. 12", "+12024561414", False)]),
        ("(632) 442-0061, 929-5452", None, [("(632) 442-0061", None, False), ("929-5452", None, False)]),
        ("(02) 806-6782", None, [("(02) 806-6782", None, False)]),
        ("1-800-SHOEMAN", None, [("1-800-SHOEMAN", "+18007463626", False)]),
        ("open 24h, 202-456-1414 7am-9pm", None, [("202-456-1414", "+12024561414", False)]),
        ("from $100 020 7946 0018 London", None, [("020 7946 0018", "+442079460018", False)]),
        ("To order: 202-456-1414", None, [("202-456-1414", "+12024561414", False)]),
        ("call 202-456-1111 / 202-456-1414", None, [
            ("202-456-1111", "+12024561111", False), ("202-456-1414", "+12024561414", False),
        ]),
    ],
)  # fmt: skip
def test_numbers_are_read(text: str, region: str | None, expected: list[tuple[str, str, bool]]) -> None:
    """A number is found as printed, with its E.164 form and whether it is a fax."""
    assert expected == [(phone.printed, phone.e164, phone.fax) for phone in telephone.find(text, region)]


@pytest.mark.parametrize(
    "text",
    [
        "Company No. 01234567",
        "VAT Reg 920 2565 50",
        "12.05.2014 - 13.05.2014",
        "ISBN 978-3-16-148410-0",
        "© 2003-2014 all rights",
        "Branchburg, NJ 08876-3440",
        "HRB 1234567",
        "£1,234,567 raised",
        "Order No. 1234-567-890",
        "DE89 3704 0044 0532 0130 00",
        "VAT GB 920 2565 50",
        "Steuer-Nr. 12/345/67890",
        "12345678901234567890",
        "2.500 - 3.000.000",
    ],
)
def test_other_numbers_are_no_telephones(text: str) -> None:
    """Register numbers, dates, prices and postcodes are left alone."""
    assert [] == telephone.find(text, None)


@given(st.text(alphabet="0123456789+-(). /Telfax:\n", max_size=60))
def test_offsets_of_numbers_count_code_points(text: str) -> None:
    """A number stands where it says, and has seven digits or more."""
    for phone in telephone.find(text, "GB"):
        assert text[phone.start : phone.end] == phone.printed
        assert sum(c.isdigit() or c.isalpha() for c in phone.printed) >= 7


@pytest.mark.parametrize("piece", ["1", "(", "1-", "+1 ", "/1 ", "fax:\n1 ", "202-456-1414 ", "123-A", "Tel. ", "\n"])
def test_hostile_text_is_read_in_bounded_work(piece: str) -> None:
    """Four times the text costs about four times the work, whatever it repeats; sixteen times would be quadratic."""
    costs = [min(_cost(piece * (size // len(piece))) for _ in range(3)) for size in (20_000, 80_000)]

    assert costs[1] <= 10 * costs[0] + 0.02


def _cost(text: str) -> float:
    began = time.process_time()
    telephone.find(text, None)
    return time.process_time() - began


@pytest.mark.shared
def test_numbers_people_labelled_are_found(labelled_pages: list[dict[str, Any]]) -> None:
    """On real pages, page by page: precision at least .97, recall at least .98, labels of seven digits or more."""
    right = wrong = missed = 0
    for row in labelled_pages:
        printed = [row["text"][s["start"] : s["end"]] for s in row["spans"] if s["type"] in ("TEL", "FAX")]
        labels = {key for text in printed if len(key := _digits(text)) >= 7}
        found = {_digits(phone.printed) for phone in telephone.find(row["text"], None)}
        right, wrong, missed = right + len(found & labels), wrong + len(found - labels), missed + len(labels - found)
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.98


@pytest.mark.shared
def test_faxes_are_told_from_telephones(labelled_pages: list[dict[str, Any]]) -> None:
    """At least 95 of 100 labelled numbers are rightly called fax or telephone."""
    told = total = 0
    for row in labelled_pages:
        for phone in telephone.find(row["text"], None):
            for span in row["spans"]:
                if span["type"] in ("TEL", "FAX") and phone.start < span["end"] and span["start"] < phone.end:
                    told, total = told + (phone.fax == (span["type"] == "FAX")), total + 1
    assert told / total >= 0.95


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text).lstrip("1")
