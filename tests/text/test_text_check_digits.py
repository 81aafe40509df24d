"""Check digits of company and tax numbers, by the examples that their registers publish."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import check_digits

VAT = [
    ("GB", "980780684"),
    ("DE", "136695976"),
    ("AT", "U13585627"),
    ("NL", "004495445B01"),
    ("NL", "000099998B57"),
    ("BE", "0428759497"),
    ("FR", "40303265045"),
    ("FR", "K7399859412"),
    ("FR", "4Z123456782"),
    ("IT", "00743110157"),
    ("ES", "B58378431"),
    ("IE", "6433435F"),
    ("IE", "6433435OA"),
    ("IE", "8D79739I"),
    ("CHE", "100155212"),
]
OTHERS: list[tuple[Callable[[str], bool], str]] = [
    (check_digits.is_siren_or_siret, "732829320"),
    (check_digits.is_siren_or_siret, "73282932000074"),
    (check_digits.is_abn, "51824753556"),
    (check_digits.is_acn, "004085616"),
    (check_digits.is_nzbn, "9429000000000"),
    (check_digits.is_belgian, "0428759497"),
    (check_digits.is_swiss, "100155212"),
    (check_digits.is_cif, "B58378431"),
    (check_digits.is_dni, "54362315K"),
    (check_digits.is_dni, "X2482300W"),
    (check_digits.is_codice_fiscale, "MRTMTT25D09F205Z"),
]


@pytest.mark.parametrize(("country", "number"), VAT)
def test_a_vat_number_is_right_and_with_another_digit_wrong(country: str, number: str) -> None:
    """A published number passes; of those that differ in one digit at most one in four does."""
    assert check_digits.is_vat(country, number)
    assert sum(check_digits.is_vat(country, other) for other in _mistyped(number)) <= len(_mistyped(number)) // 4


@pytest.mark.parametrize(("is_right", "number"), OTHERS)
def test_a_number_is_right_and_with_another_digit_wrong(is_right: Callable[[str], bool], number: str) -> None:
    """A number that its register would give passes, and hardly any that differs from it in one digit."""
    assert is_right(number)
    assert sum(map(is_right, _mistyped(number))) <= len(_mistyped(number)) // 10


def _mistyped(number: str) -> list[str]:
    """The number with each digit replaced by each other digit."""
    return [
        number[:place] + other + number[place + 1 :]
        for place, digit in enumerate(number)
        if digit.isdigit()
        for other in "0123456789"
        if other != digit
    ]


def test_a_dutch_number_of_a_person_is_known() -> None:
    """Numbers given to sole traders since 2020 fail the eleven test of the others."""
    assert check_digits.is_dutch_of_a_person("000099998B57")
    assert not check_digits.is_dutch_of_a_person("004495445B01")


@given(st.from_regex(r"[0-9]{14}", fullmatch=True))
def test_any_digits_get_an_answer(digits: str) -> None:
    """No run of digits of the right length makes a check fail with an error."""
    for country, length in (("GB", 9), ("DE", 9), ("BE", 10), ("IT", 11), ("CHE", 9)):
        assert check_digits.is_vat(country, digits[:length]) in (True, False)
    assert check_digits.is_abn(digits[:11]) in (True, False)
    assert check_digits.is_siren_or_siret(digits) in (True, False)
