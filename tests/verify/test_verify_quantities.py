"""Quantities are found with type, unit and place."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import wording
from aboveboard.text.quantities import decimal, find


def said(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    """Kind, value and unit of each quantity; offsets are checked on the way."""
    found = find(text, language=language)
    for one in found:
        assert one.text == text[one.start : one.end]
    return [(one.kind, str(one.value), one.unit + one.per) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£29 a month", ("money", "29", "GBPmonth")),
        ("29 pounds per month", ("money", "29", "GBPmonth")),
        ("1,234.50 euros", ("money", "1234.50", "EUR")),
        ("99p", ("money", "0.99", "GBP")),
        ("$1.5 million", ("money", "1500000.0", "$")),
        ("20%", ("percent", "20", "")),
        ("20 per cent", ("percent", "20", "")),
        ("23 November 2026", ("date", "(2026, 11, 23)", "")),
        ("November 23rd, 2026", ("date", "(2026, 11, 23)", "")),
        ("2026-11-23", ("date", "(2026, 11, 23)", "")),
        ("23.11.2026", ("date", "(2026, 11, 23)", "")),
        ("2023, November 07", ("date", "(2023, 11, 7)", "")),
        ("in May", ("date", "(0, 5, 0)", "")),
        ("Wednesdays", ("weekday", "we", "")),
        ("9 am", ("time", "540", "")),
        ("5:30 p.m.", ("time", "1050", "")),
        ("12 noon", ("time", "720", "")),
        ("17:00", ("time", "1020", "")),
        ("30-day", ("number", "30", "day")),
        ("16GB", ("number", "16", "gb")),
        ("-3.5 °C", ("number", "-3.5", "°c")),
        ("twenty-five", ("number", "25", "")),
        ("one hundred and twenty", ("number", "120", "")),
        ("third", ("ordinal", "3", "")),
        ("21st", ("ordinal", "21", "")),
        ("+44 131 229 4477", ("digits", "441312294477", "")),
    ],
)
def test_one_quantity(text: str, expected: tuple[str, str, str]) -> None:
    """Each way of writing gives one typed value."""
    assert [expected] == said(text)


@pytest.mark.parametrize(
    "text", ["May I ask?", "You march on.", "We sat down in the sun.", "Thousands came.", "It may be so.", "a wed"]
)
def test_words_that_only_look_like_quantities(text: str) -> None:
    """Months and days that are other words as well need evidence."""
    assert [] == said(text)


def test_ranges_have_both_ends() -> None:
    """A range of hours or prices gives two values of its kind."""
    assert [("time", "540", ""), ("time", "1050", "")] == said("9am-5:30pm")
    assert [("money", "20", "GBP"), ("money", "25", "GBP")] == said("£20-25")


def test_separators_follow_the_language() -> None:
    """A lone separator before three digits groups in one language and divides in another."""
    assert Decimal(1234) == decimal("1,234")
    assert Decimal("1.234") == decimal("1.234")
    assert Decimal(1234) == decimal("1.234", language="de")
    assert Decimal("1234.56") == decimal("1.234,56", language="de")


@given(st.decimals(min_value=0, max_value=99_999, places=2), st.sampled_from(["GBP", "EUR"]))
def test_money_is_read_back(amount: Decimal, currency: str) -> None:
    """What wording prints, quantities reads."""
    (one,) = find(wording.money(amount, currency))
    assert ("money", amount, currency) == (one.kind, one.value, one.unit)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_dates_are_read_back(day: date) -> None:
    """A date in words is the same date."""
    (one,) = find(wording.date_long(day))
    assert ("date", (day.year, day.month, day.day)) == (one.kind, one.value)


@given(st.times())
def test_times_are_read_back(moment: time) -> None:
    """A time of day in words is the same minute."""
    (one,) = find(wording.clock(f"{moment.hour:02}:{moment.minute:02}"))
    assert ("time", moment.hour * 60 + moment.minute) == (one.kind, one.value)


@given(st.integers(min_value=0, max_value=10**9))
def test_numbers_are_read_back(count: int) -> None:
    """A count with its noun is the same count."""
    (one,) = find(wording.count_noun(count, "picture", "pictures"))
    assert ("number", Decimal(count)) == (one.kind, one.value)


@given(st.text())
def test_places_are_true(text: str) -> None:
    """Whatever the text, quantities are in order, apart, and where they say they are."""
    found = find(text)
    assert all(one.text == text[one.start : one.end] and one.start < one.end for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
