"""Telephone numbers are compared without the ways in which one number is written differently."""

import pytest

from aboveboard.text.dialling import e164_of, is_shared, national_digits, neighbours, same_line


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("+44 1632 960101", "01632 960101", "GB"),
        ("0044 1632 960101", "1632-960101", "GB"),
        ("+1 (212) 555-0101", "212.555.0101", "US"),
        ("1 212 555 0101", "2125550101", "US"),
        ("+39 055 123 4567", "055 1234567", "IT"),
        ("04930 1234567", "+49 30 1234567", "DE"),
    ],
)
def test_one_line_is_recognised_in_two_writings(one: str, other: str, country: str) -> None:
    """The country's code, trunk zeros and marks make no difference."""
    assert same_line(national_digits(one, country), national_digits(other, country))


@pytest.mark.parametrize(("one", "other"), [("01632 960101", "01632 960102"), ("960101", "960101"), ("", "")])
def test_what_is_short_or_differs_is_another_line(one: str, other: str) -> None:
    """One digit is enough, and fewer than seven prove nothing."""
    assert not same_line(national_digits(one, "GB"), national_digits(other, "GB"))


def test_extensions_of_one_switchboard_are_neighbours() -> None:
    """They differ in the last two digits; a number is no neighbour of a shorter one."""
    assert neighbours("1632960101", "1632960177")
    assert not neighbours("1632960101", "1632970101")
    assert not neighbours("1632960101", "163296010")


@pytest.mark.parametrize(
    ("printed", "country"), [("0800 1234567", "DE"), ("(800) 555-0101", "US"), ("1300 555 010", "AU")]
)
def test_numbers_that_many_places_share_are_known(printed: str, country: str) -> None:
    """Free ones, and ones at a shared price; a line of one place is none."""
    assert is_shared(national_digits(printed, country))
    assert not is_shared(national_digits("+44 1632 960101", "GB"))


@pytest.mark.parametrize(
    ("printed", "country", "expected"),
    [
        ("(212) 555-0101", "US", "+12125550101"),
        ("+1 212 555 0101", "US", "+12125550101"),
        ("01632 960101", "GB", "+441632960101"),
        ("+44 (0)1632 960101", "GB", "+441632960101"),
        ("+49 30 1234567", "GB", None),
        ("555-0101", "US", None),
        ("0000 123", "US", None),
        ("no number", "GB", None),
        ("9" * 400, "GB", None),
    ],
)
def test_a_whole_number_has_one_form_or_none(printed: str, country: str, expected: str | None) -> None:
    """Of that country, with its area code; the short way for North America and the long one agree."""
    assert expected == e164_of(printed, country)
