"""Two spellings of one business's name meet in one form."""

import pytest

from aboveboard.text.business_names import core, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Crumb & Ember Bakery, Limited", "CRUMB AND EMBER BAKERY LTD."),
        ("Müller + Söhne GmbH", "Muller und Sohne Gesellschaft mit beschränkter Haftung"),
        ("Joe's Garage", "JOES GARAGE"),
        ("Boulangerie Épi d’Or S.A.R.L.", "boulangerie epi dor sarl"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    """Case, accents, punctuation, articles and long legal endings make no difference."""
    assert fold(one) == fold(other)


def test_the_legal_ending_tells_two_names_apart() -> None:
    """A company and a business of the same name without an ending are not the same name."""
    assert fold("Slowbarnacle Ltd") != fold("Slowbarnacle")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Slowbarnacle Pty Ltd", "slowbarnacle"), ("Limited", "ltd"), ("Astloch UG (haftungsbeschränkt)", "astloch")],
)
def test_the_core_has_no_legal_ending(name: str, expected: str) -> None:
    """The core of a name is what stands before its legal ending, or the name where nothing does."""
    assert expected == core(name)
