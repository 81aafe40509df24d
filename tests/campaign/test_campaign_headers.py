"""Which column of a list is which, and which country a row is in."""

import pytest

from aboveboard.campaign.context import UNKNOWN_COUNTRY
from aboveboard.campaign.headers import country_code, country_of, guess_columns, with_scheme


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Firma|Straße|PLZ|Ort|Land|Telefon", "name street postcode locality country telephone"),
        ("Raison sociale|Adresse|Code postal|Ville|Pays", "name street postcode locality country"),
        ("Company Name|Web Site|E-Mail Address|Zip Code", "name website email postcode"),
        ("Bundesland|Unternehmen", "region name"),
    ],
)
def test_headers_of_three_languages_are_known(header: str, found: str) -> None:
    """Each header is taken for what it means, in its own place."""
    titles = header.split("|")
    columns = guess_columns(titles, [])
    assert found.split() == sorted(columns, key=lambda field: columns[field])


def test_cells_tell_where_headers_do_not() -> None:
    """A column full of mailboxes is the e-mail column whatever it is called."""
    rows = [["Shop", "info@shop.example", "shop.example"], ["Inn", "hello@inn.example", "www.inn.example"]]
    assert {"name": 0, "email": 1, "website": 2} == guess_columns(["Company", "A", "B"], rows)


@pytest.mark.parametrize(
    ("row", "country"),
    [
        ({"country": "Deutschland"}, "DE"),
        ({"country": "UK"}, "GB"),
        ({"country": "Royaume-Uni"}, "GB"),
        ({"telephone": "+49 30 23125001"}, "DE"),
        ({"website": "https://shop.co.uk"}, "GB"),
        ({"country": "Atlantis", "telephone": "+49 30 23125001"}, UNKNOWN_COUNTRY),
        ({"telephone": "01632 960001", "website": "shop.example"}, UNKNOWN_COUNTRY),
        ({}, UNKNOWN_COUNTRY),
    ],
)
def test_a_country_is_told_or_unknown(row: dict[str, str], country: str) -> None:
    """What is written wins, then the number's prefix, then the domain's end; a wrong country is unknown."""
    assert country == country_of(row)


def test_a_code_is_a_country_there_is() -> None:
    """Two letters that no country has are none."""
    assert "GB" == country_code("gb")
    assert country_code("XX") is None


def test_a_website_gets_the_scheme_a_browser_would_try() -> None:
    """http where none was written; nothing stays nothing."""
    assert ("http://a.example", "https://a.example", "") == (
        with_scheme("a.example"),
        with_scheme("https://a.example"),
        with_scheme(""),
    )
