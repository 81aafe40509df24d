"""Spellings of one number in a company register meet, and those of two do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text.register_numbers import register_key, vat_key

ONE = [
    ("GB", ["1234567", "01234567", " 0123 4567", "0123-4567"], "01234567"),
    ("GB", ["SC123456", "sc 123456", "SC 123 456"], "SC123456"),
    ("GB", ["SC4567", "SC004567"], "SC004567"),
    ("GB", ["OC312345", "oc312345"], "OC312345"),
    ("GB", ["NI67", "NI000067"], "NI000067"),
    ("GB", ["R0000123", "R123"], "R0000123"),
    ("GB", ["IP12345R", "IP 12345 R"], "IP12345R"),
    ("IE", ["012345", "12345", "CRO 12345"], "12345"),
    ("AT", ["FN 123456a", "FN: 123456 A", "123456a"], "123456A"),
    ("FR", ["123 456 789", "123 456 789 00012", "SIRET 12345678900029", "RCS 123456789"], "123456789"),
    ("NL", ["12345678", "KvK 12345678", "1234.5678", "12345678 0001"], "12345678"),
    ("BE", ["0123.456.789", "BE 0123 456 789", "123456789"], "0123456789"),
    ("ES", ["B-12345678", "B12345678", "ESB12345678"], "B12345678"),
    ("IT", ["MI-1234567", "REA MI 1234567"], "MI1234567"),
    ("IT", ["IT 01234567890", "01234567890"], "01234567890"),
    ("AU", ["123 456 789", "ACN 123456789", "51 123 456 789", "ABN 51123456789"], "123456789"),
    ("NZ", ["NZBN 9429000000123", "9429000000123"], "9429000000123"),
    ("NZ", ["0123456", "123456"], "123456"),
    ("CH", ["CHE-123.456.789", "CHE 123 456 789"], "E123456789"),
    ("DK", ["DK 12345678", "12345678"], "12345678"),
]


@pytest.mark.parametrize(("country", "spellings", "key"), ONE)
def test_spellings_of_one_number_meet(country: str, spellings: list[str], key: str) -> None:
    """Blanks, signs, leading noughts, prefixes and the digits of a branch make no other number."""
    assert [key] * len(spellings) == [register_key(each, country) for each in spellings]


def test_a_german_number_has_its_court_in_it() -> None:
    """The same number of two courts is two numbers; without a court it is none; a court has several spellings."""
    charlottenburg = ["Charlottenburg (Berlin)", "Amtsgericht Berlin-Charlottenburg", "AG Berlin (Charlottenburg)"]
    keys = {register_key("HRB 12345 B", "DE", court=court) for court in charlottenburg}

    assert {"HRB12345B@berlin charlottenburg"} == keys
    assert "HRB12345@munchen" == register_key("HR B Nr. 012345", "DE", court="München")
    assert register_key("HRB 1", "DE", court="Aachen") != register_key("HRB 1", "DE", court="Bonn")
    assert register_key("HRA 1", "DE", court="Aachen") != register_key("HRB 1", "DE", court="Aachen")
    assert None is register_key("HRB 12345", "DE")
    assert None is register_key("HRB 12345", "DE", court="Amtsgericht")


@pytest.mark.parametrize(
    ("country", "printed"),
    [
        ("GB", "GB123456789"), ("GB", "123456789"), ("GB", "none"), ("GB", ""), ("GB", "SC1234567"),
        ("FR", "12345678"), ("FR", "1234567890"), ("ES", "12345678Z"), ("ES", "X1234567L"), ("AU", "12345678"),
        ("NL", "NL123456789B01"), ("DE", "DE123456789"), ("IT", "RSSMRA80A01H501U"), ("CH", "none"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_company_has_no_key(country: str, printed: str) -> None:
    """VAT numbers, persons' tax numbers and numbers of another length are not taken for register numbers."""
    assert None is register_key(printed, country, court="Bonn")


def test_a_vat_number_contains_a_register_number_in_some_countries() -> None:
    """In France, Belgium, Spain and Italy; nowhere else."""
    assert register_key("123456789", "FR") == vat_key("FR 83 123 456 789", "FR")
    assert register_key("0123.456.789", "BE") == vat_key("BE0123456789", "BE")
    assert register_key("B12345678", "ES") == vat_key("ESB12345678", "ES")
    assert register_key("01234567890", "IT") == vat_key("IT01234567890", "IT")
    assert [None] * 4 == [
        vat_key(*given) for given in [("GB123456789", "GB"), ("DE123456789", "DE"), ("ATU12345678", "AT"), ("x", "FR")]
    ]


@given(number=st.integers(1, 99_999_999), noughts=st.integers(0, 3))
def test_different_numbers_of_companies_house_stay_different(number: int, noughts: int) -> None:
    """The key of a number of eight digits is the number itself, whatever noughts stand before it."""
    printed = str(number)
    padded = ("0" * noughts + printed)[-8:] if len(printed) + noughts > 8 else "0" * noughts + printed
    key = register_key(padded, "GB")

    assert key is not None
    assert (8, int(padded)) == (len(key), int(key))


@given(st.text(max_size=60), st.sampled_from(["GB", "DE", "FR", "IT", "CH", "ZZ"]))
def test_any_text_has_a_key_or_none(printed: str, country: str) -> None:
    """Whatever stands in a cell, a key is short and has a digit."""
    key = register_key(printed, country, court="Bonn")

    assert key is None or (len(key) <= 60 and any(sign.isdigit() for sign in key))
