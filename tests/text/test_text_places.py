"""Towns, regions and countries beside streets and postcodes."""

import pytest

from aboveboard.text import places
from aboveboard.text.span import Span


def span(text: str, part: str) -> Span:
    """The first place of a part."""
    start = text.index(part)
    return Span(part, start, start + len(part))


def said(found: Span | None) -> str | None:
    """The words of a span, if there is one."""
    return found.text if found else None


@pytest.mark.parametrize(
    ("text", "code", "country", "town", "state"),
    [
        ("12 Elm St\nPortland, OR 97201", "97201", "US", "Portland", "OR"),
        ("Visit us in St. Louis, Missouri 63101", "63101", "US", "St. Louis", "Missouri"),
        ("Charleston, West Virginia 25301", "25301", "US", "Charleston", "West Virginia"),
        ("\nWashington, D.C. 20577", "20577", "US", "Washington", "D.C."),
        ("\nNorth Perth WA 6006", "6006", "AU", "North Perth", "WA"),
        ("call John Smith, MI 48104", "48104", "US", None, "MI"),
    ],
)
def test_a_town_stands_before_its_state(text: str, code: str, country: str, town: str | None, state: str) -> None:
    """State and town are read backwards from the postcode; a person's name is no town."""
    region = places.region_before(text, text.index(code), country)

    assert region is not None
    assert state == region.text
    assert town == said(places.before_region(text, region, 0))


def test_a_street_vouches_for_a_town_that_looks_like_a_person() -> None:
    """Behind a street "Ann Arbor" is a town; after a mere line it might be somebody."""
    text = "603 East Elm Street\nAnn Arbor, MI 48104"
    region = places.region_before(text, text.index("48104"), "US")

    assert region is not None
    assert "Ann Arbor" == said(places.before_region(text, region, text.index("\n")))
    assert said(places.before_region(text, region, 0)) is None


@pytest.mark.parametrize(
    ("text", "code", "town", "county"),
    [
        ("12 High Street, Edinburgh EH1 1YZ", "EH1 1YZ", "Edinburgh", None),
        ("6 Mill Rd\nCudham\nSevenoaks\nKent\nTN14 7QU", "TN14 7QU", "Sevenoaks", "Kent"),
        ("1 The Row, Sevenoaks Kent TN14 7QU", "TN14 7QU", "Sevenoaks", "Kent"),
        ("Grey Street, Newcastle upon Tyne, NE1 6EE", "NE1 6EE", "Newcastle upon Tyne", None),
        ("Mill House, Patrick Street, Tullamore, Co. Offaly", "Co. Offaly", "Tullamore", None),
        ("we deliver across SW1A 1AA", "SW1A 1AA", None, None),
    ],
)
def test_a_british_town_is_the_last_name_before_the_postcode(
    text: str, code: str, town: str | None, county: str | None
) -> None:
    """The post town stands before the county and the postcode, on their line or on one of its own."""
    place = places.before_british(text, span(text, code), text.find("\n") if "\n" in text else 0)

    assert (town, county) == (said(place.locality), said(place.region))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("94123, USA", "US"),
        ("94123\nU.S.A.", "US"),
        ("94123 United Kingdom", "GB"),
        ("94123, Deutschland", "DE"),
        ("94123, P.R. China", "CN"),
        ("94123 IN stock", None),
        ("94123. Us and them", None),
        ("94123 Francesca", None),
    ],
)
def test_a_country_stands_behind_an_address(text: str, expected: str | None) -> None:
    """The name of a country behind a postcode is told by its code; other words are none."""
    found = places.country_behind(text, 5)

    assert expected == (found.value if found else None)


def test_a_town_and_region_behind_a_street_need_no_postcode() -> None:
    """A street is followed by its town where state, province or county follows the town."""
    text = "12 Elm Street, Springfield, Illinois and more"
    place = places.behind_street(text, text.index(", Spring"))

    assert ("Springfield", "Illinois") == (said(place.locality), said(place.region))
    assert places.Place() == places.behind_street("12 Elm Street, Open Daily from nine", 13)
