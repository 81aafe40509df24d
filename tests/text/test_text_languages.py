"""Which language a business is likely to read."""

import pytest

from aboveboard.text.languages import readable


@pytest.mark.parametrize(
    ("site", "country", "expected"),
    [
        ("de-AT", "AT", "de"),
        ("en_US", "DE", "en"),
        (None, "DE", "de"),
        ("", "NL", "nl"),
        (None, "GB", "en"),
        (None, "US", "en"),
        ("fr", None, "fr"),
    ],
)
def test_the_language_of_the_website_comes_before_that_of_the_country(
    site: str | None, country: str | None, expected: str
) -> None:
    """What its own pages declare is first; without it, the official language of the country."""
    assert expected == readable(site, country)[0]


def test_a_country_with_several_languages_has_them_all() -> None:
    """Switzerland reads German, French and Italian; no country at all reads nothing that we know."""
    assert {"de", "fr", "it"} <= set(readable(None, "CH"))
    assert () == readable(None, None) == readable(None, "ZZ")
