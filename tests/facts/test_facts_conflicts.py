"""Where page and markup cannot both be right."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from aboveboard.domain.fact import Fact, first
from aboveboard.facts.seen import derive
from aboveboard.observe.page import read_page

Said = Callable[..., Fact]


def page(said: Said) -> list[Fact]:
    """A page that lacks nothing."""
    values = {"page.bytes": 9000, "page.title": "T", "page.viewport": "v", "page.meta_description": "d"}
    return [said(name, value) for name, value in values.items()]


def number(said: Said, value: str, source: str = "page") -> Fact:
    """A telephone number as it is printed, with its one form."""
    return said("business.telephone", {"value": value, "printed": f"({value})"}, source)


def address(said: Said, street: str, postcode: str, source: str = "page") -> list[Fact]:
    """A street and its postcode."""
    return [said("business.street", street, source), said("business.postcode", postcode, source)]


@pytest.mark.parametrize(
    ("printed", "markup"),
    [
        ("+441312294477", "+441312294478"),
        ("+15202392300", "+15202392003"),
        ("01632960123", "01632960132"),
        ("+441312294477", "0131 229 4478"),
        ("520-239-2300", "+15202392303"),
    ],
)
def test_another_number_of_the_same_exchange_is_a_conflict(said: Said, today: date, printed: str, markup: str) -> None:
    """The page shows one number, the markup gives its neighbour: both are told, and both are the grounds."""
    facts = [number(said, printed), number(said, markup, "markup")]
    found = first(derive([*page(said), *facts], today), "seen.telephone_conflict")
    assert found is not None
    assert {"page": f"({printed})", "markup": f"({markup})", "path": "/"} == found.value
    assert {fact.id for fact in facts} == set(found.from_facts)


@pytest.mark.parametrize(
    ("printed", "markup"),
    [
        (["+441312294477"], ["+441312294477"]),
        (["+441312294477"], ["+447700900123"]),  # a mobile
        (["+18005511466"], ["+15202392300"]),  # a freephone number
        (["+498105778033"], ["+49810577803380"]),  # an extension
        (["+49448267676"], ["+41448267676"]),  # a country misread
        (["+441312294477"], ["0131 229 4477"]),
        (["520-239-2300", "+15202392000"], ["+15202392300"]),
        (["+441312294477"], ["229 4478"]),  # one without its area
        (["+441312294477", "+441312294470"], ["+441312294478"]),  # two lines
        (["+441312294477"], ["+441312294478", "+441312294477"]),
        (["+441312294477"], []),
        ([], ["+441312294477"]),
    ],
)
def test_numbers_that_may_both_be_right_are_no_conflict(
    said: Said, today: date, printed: list[str], markup: list[str]
) -> None:
    """Other lines, extensions, misread countries, several numbers, or one side alone."""
    facts = [number(said, one) for one in printed] + [number(said, one, "markup") for one in markup]
    assert first(derive([*page(said), *facts], today), "seen.telephone_conflict") is None


@pytest.mark.parametrize(
    ("printed", "markup", "told"),
    [
        (("12 High St", "EH6 7AA"), ("12 High Street", "EH6 7AB"), ("EH6 7AA", "EH6 7AB")),
        (("Hauptstr. 5", "10117"), ("Hauptstraße 5", "10177"), ("10117", "10177")),
        (("12 High Street", "EH6 7AA"), ("21 High St", "eh67aa"), ("12 High Street", "21 High St")),
    ],
)
def test_two_codes_of_a_street_or_two_numbers_in_it_are_a_conflict(
    said: Said, today: date, printed: tuple[str, str], markup: tuple[str, str], told: tuple[str, str]
) -> None:
    """One of the two parts of an address agrees, the other does not."""
    facts = [*address(said, *printed), *address(said, *markup, source="markup")]
    found = first(derive([*page(said), *facts], today), "seen.address_conflict")
    assert found is not None
    assert {"page": told[0], "markup": told[1], "path": "/"} == found.value


@pytest.mark.parametrize(
    ("printed", "markup"),
    [
        (("12 High Street", "EH6 7AA"), ("12 High St, Suite 4", "eh6 7aa")),
        (("12 High Street", "EH6 7AA"), ("7 Low Road", "EH1 1AA")),  # another place
        (("12 High Street", "C69 0LJ"), ("12 High Street", "82205")),  # a misread code
        (("12 High Street", "90403-1234"), ("12 High Street", "90403")),
        (("12 High Street", "EH6 7AA"), ("12a-14 High Street", "EH6 7AA")),  # more of the same house
    ],
)
def test_addresses_that_may_both_be_right_are_no_conflict(
    said: Said, today: date, printed: tuple[str, str], markup: tuple[str, str]
) -> None:
    """Another way of writing, another place, another country's code, more of the same house."""
    facts = [*address(said, *printed), *address(said, *markup, source="markup")]
    assert first(derive([*page(said), *facts], today), "seen.address_conflict") is None


def test_a_second_line_elsewhere_does_not_hide_a_conflict(said: Said, today: date) -> None:
    """A freephone number beside it takes nothing from the number that the markup contradicts."""
    facts = [number(said, "+18005511466"), number(said, "+15202392300"), number(said, "520-239-2003", "markup")]
    found = first(derive([*page(said), *facts], today), "seen.telephone_conflict")
    assert found is not None
    assert {"page": "(+15202392300)", "markup": "(520-239-2003)", "path": "/"} == found.value


def test_two_addresses_on_the_page_are_compared_with_none(said: Said, today: date) -> None:
    """A chain prints several; which of them the markup means is not known."""
    facts = [*address(said, "12 High Street", "EH6 7AA"), *address(said, "1 Elm Road", "EH1 1AA")]
    facts += address(said, "12 High Street", "EH6 7AB", source="markup")
    assert first(derive([*page(said), *facts], today), "seen.address_conflict") is None


@pytest.mark.shared
def test_no_real_page_is_said_to_contradict_itself_until_it_does(shared: Path) -> None:
    """Real pages with a number in text and markup: none contradicts itself; with a digit changed, most are found."""
    folder = shared / "data" / "small_business_webpages" / "public"
    told, changed = [], Counter[bool]()
    for line in (folder / "pages.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        url = record["url"] or "http://page.example/"
        reading = read_page((folder / record["file"]).read_bytes(), url=url)
        dates = {"as_of": date(2026, 11, 20), "expires": date(2026, 12, 20)}
        facts = [Fact(attribute=s.attribute, value=s.value, source=s.source, url=url, **dates) for s in reading.facts]
        found = {fact.attribute for fact in derive(facts, date(2026, 11, 23))}
        told += sorted(found & {"seen.telephone_conflict", "seen.address_conflict"})
        if {"page", "markup"} <= {fact.source for fact in facts if fact.attribute == "business.telephone"}:
            spoilt = derive([misdialled(fact) for fact in facts], date(2026, 11, 23))
            changed[first(spoilt, "seen.telephone_conflict") is not None] += 1
    assert [] == told
    assert changed[True] >= 3 * changed[False]
    assert changed[True] >= 5


def misdialled(fact: Fact) -> Fact:
    """A number of the markup with another last digit; any other fact as it is."""
    if fact.attribute != "business.telephone" or fact.source != "markup" or not isinstance(fact.value, dict):
        return fact
    number = str(fact.value["value"])
    other = number[:-1] + str((int(number[-1]) + 3) % 10)
    return msgspec.structs.replace(fact, value={"value": other, "printed": other})
