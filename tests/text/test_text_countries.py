"""Which countries a text speaks of."""

import pytest

from aboveboard.text import countries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bäckerei GmbH, Impressum", ("DE",)),
        ("visit us at laden.at or in Wien, not in Germany", ("AT", "DE")),
        ("from £5", ("GB",)),
        ("call +351 210 000 000", ("PT",)),
        ("we ship to the United States", ()),
        ("the indian ocean, ukulele lessons", ()),
        ("", ()),
    ],
)
def test_countries_are_told_by_names_and_calling_codes(text: str, expected: tuple[str, ...]) -> None:
    """The most named country comes first; a part of a word names none."""
    assert expected == countries.spoken_of(text)
