"""How values are said."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text.quantities import find
from aboveboard.text.wording import (
    capitalise,
    clock,
    count_noun,
    date_long,
    day_name,
    hours_range,
    join_list,
    money,
    percent,
    to_coins,
)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("29.00", "GBP", "£29"),
        ("29.50", "GBP", "£29.50"),
        ("1200", "EUR", "€1,200"),
        ("9.9", "USD", "US$9.90"),
        ("500", "JPY", "JP¥500"),
        ("0", "GBP", "£0"),
    ],
)
def test_money_is_printed_as_a_shop_would(amount: str, currency: str, expected: str) -> None:
    """Whole amounts have no pence, others have two digits, and the currency can be told."""
    assert expected == money(Decimal(amount), currency)


@given(st.decimals(min_value=0, max_value=100_000, places=2))
def test_money_can_be_read_back(amount: Decimal) -> None:
    """The printed amount means the amount, whatever it is."""
    (found,) = [quantity for quantity in find(f"It costs {money(amount, 'GBP')} once.") if quantity.kind == "money"]
    assert amount == found.value


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_dates_have_their_month_as_a_word(day: date) -> None:
    """No date can be taken for another by swapping day and month."""
    said = date_long(day)
    assert f"{day.day} " == said[: said.index(" ") + 1]
    assert str(day.year) == said[-4:]
    assert said.split()[1].isalpha()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("09:00-17:00", "9 am to 5 pm"),
        ("09:30-12:00, 13:00-17:45", "9:30 am to 12 noon and 1 pm to 5:45 pm"),
        ("18:00-24:00", "6 pm to midnight"),
        ("00:30-12:15", "12:30 am to 12:15 pm"),
    ],
)
def test_hours_are_said_as_people_say_them(hours: str, expected: str) -> None:
    """Noon and midnight are words, minutes stand only where there are some."""
    assert expected == hours_range(hours)


@pytest.mark.parametrize("hours", ["closed", "", "9-17", "25:00-26:00", "09:00-17:00;18:00-19:00"])
def test_what_is_no_range_of_hours_is_refused(hours: str) -> None:
    """Nothing that is not opening hours is said as if it were."""
    with pytest.raises(ValueError, match="not "):
        hours_range(hours)


@given(st.integers(0, 23), st.integers(0, 59))
def test_two_times_are_never_said_alike(hour: int, minute: int) -> None:
    """A time differs in words from the time twelve hours later."""
    assert clock(f"{hour:02}:{minute:02}") != clock(f"{(hour + 12) % 24:02}:{minute:02}")


def test_nouns_agree_with_their_count() -> None:
    """One is one thing; none and several are things."""
    assert ["1 image", "0 images", "3 images", "1,200 images"] == [
        count_noun(count, "image", "images") for count in (1, 0, 3, 1200)
    ]


def test_lists_and_days_and_rates_are_plain_english() -> None:
    """The last of a list follows an "and"; days have names; rates keep their decimals."""
    assert "a, b and c" == join_list(["a", "b", "c"])
    assert ["Monday", "Sunday"] == [day_name("mo"), day_name("su")]
    assert ["20%", "5.5%", "0%"] == [percent(Decimal(rate)) for rate in ("0.20", "0.055", "0")]
    assert "Your café" == capitalise("your café")
    with pytest.raises(ValueError, match="not a weekday"):
        day_name("Mon")


def test_amounts_are_rounded_half_up_to_the_smallest_coin() -> None:
    """A half penny counts for the reader to see; a yen has no hundredths."""
    assert [Decimal("1.01"), Decimal("2")] == [to_coins(Decimal("1.005"), "GBP"), to_coins(Decimal("1.5"), "JPY")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["1.229,50 €", "29 €", "20. November 2026", "Mittwoch", "9 bis 12 Uhr und 13 bis 17:30 Uhr", "9 Uhr"]),
        ("nl", ["€ 1.229,50", "€ 29", "20 november 2026", "woensdag", "9 tot 12 uur en 13 tot 17.30 uur", "9 uur"]),
        ("fr", ["1 229,50 €", "29 €", "20 novembre 2026", "mercredi", "de 9 h à 12 h et de 13 h à 17 h 30", "9 h"]),
        (
            "es",
            [
                "1.229,50 €",
                "29 €",
                "20 de noviembre de 2026",
                "miércoles",
                "de 9:00 a 12:00 y de 13:00 a 17:30",
                "9:00",
            ],
        ),
    ],
)
def test_values_are_said_as_the_language_says_them(language: str, expected: list[str]) -> None:
    """Money, dates, days and hours follow the habits of the language, not those of English."""
    said = [
        money(Decimal("1229.50"), "EUR", language),
        money(Decimal(29), "EUR", language),
        date_long(date(2026, 11, 20), language),
        day_name("we", language),
        hours_range("09:00-12:00, 13:00-17:30", language),
        clock("09:00", language),
    ]
    assert expected == [" ".join(text.split()) for text in said]
