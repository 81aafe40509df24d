"""Personal data in a text."""

import pytest

from aboveboard.verify import personal_data


def kinds(text: str) -> list[tuple[str, str]]:
    """Each finding's kind and text."""
    return [(found.kind, found.text) for found in personal_data.find(text)]


@pytest.mark.parametrize(
    "text",
    ["Apt. 675 62314 Longmarsh", "My zip code is 90010-170.", "Flat 12 3456 78 Wick", "3747 3911 fourth avenue"],
)
def test_a_flat_a_postcode_and_a_house_number_are_no_telephone(text: str) -> None:
    """Digits that the words beside them make part of an address are not taken for a number to ring."""
    assert "PHONE" not in [kind for kind, _ in kinds(text)]


@pytest.mark.parametrize("text", ["+447700900662 mobile", "fax 01632.960.943\n+447700900662"])
def test_an_international_number_is_a_telephone_and_no_payment_card(text: str) -> None:
    """A plus sign before the digits says so, even if they pass the check of cards (ISO/IEC 7812)."""
    assert ("PHONE", "+447700900662") in kinds(text)
    assert "CREDIT_CARD" not in [kind for kind, _ in kinds(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear Anna Smith,", ["Anna Smith"]),
        ("Bonjour Marie Dupont,", ["Marie Dupont"]),
        ("Dear Zygmunt,", ["Zygmunt"]),
        ("Dear Sir or Madam,", []),
        ("Dear Team,", []),
    ],
)
def test_a_greeting_is_no_part_of_a_name(text: str, expected: list[str]) -> None:
    """The name alone is marked, and a word that names nobody is none."""
    assert expected == [found.text for found in personal_data.find(text, names=True)]
