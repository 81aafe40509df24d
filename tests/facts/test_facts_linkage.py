"""Linkage: listings of one place are told from branches, parts and neighbours."""

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.facts.blocking import LARGEST, candidates, doubles
from aboveboard.facts.linkage import same_place
from aboveboard.facts.place import Listing, Place, read_place

BAKERY = Place(
    name="Crumb & Ember Bakery Ltd",
    category="bakery",
    street="12 Copper Lane",
    city="Wickthorne",
    postcode="HP39 1AB",
    country="GB",
    phones=("+44 1632 960101",),
    websites=("https://www.crumbandember.example/",),
)
TEXTS = st.none() | st.text(max_size=20)
PLACES = st.builds(
    Place,
    name=TEXTS,
    street=TEXTS,
    city=TEXTS,
    country=st.sampled_from([None, "GB", "JP"]),
    phones=st.none() | st.lists(st.text("0123456789+ ", max_size=14), max_size=2).map(tuple),
    websites=st.none() | st.lists(st.text(max_size=30), max_size=2).map(tuple),
)


def listing(**other: object) -> Listing:
    """The bakery with other values."""
    return read_place(msgspec.structs.replace(BAKERY, **other))


SAME = [
    {"name": "CRUMB AND EMBER BAKERY", "phones": ("01632 960101",), "postcode": "HP391AB"},
    {"name": "Crumb and Embers Bakery", "websites": ("crumbandember.example",)},
    {"street": "40 High Street", "postcode": "HP39 1AH"},  # moved within the town, number and site kept
    {"street": "40 High Street", "city": "Oxmere", "postcode": "OX1 1AB"},  # moved to another town, number kept
    {"name": "Crumb & Ember Bakery, Wickthorne", "phones": ("01632 960177",)},
]
OTHER = [
    {"name": "Wheatear & Rye", "phones": ("01632 960104",), "websites": ("https://wheatearandrye.example",)},
    # a branch of the same chain
    {"street": "40 High Street", "phones": ("01632 960177",), "city": "Oxmere", "postcode": "OX1 1AB"},
    {"name": "Crumb & Ember Bakery ATM", "category": "atms", "phones": None, "websites": None},
    {"country": "IE"},
    {"name": None},
]


@pytest.mark.parametrize("other", SAME)
def test_one_place_is_recognised_in_another_listing(other: dict[str, object]) -> None:
    """Spelling, a dropped legal ending, a move, or another number alone make no second place."""
    assert same_place(listing(), listing(**other)).same


@pytest.mark.parametrize("other", OTHER)
def test_another_place_is_not_taken_for_it(other: dict[str, object]) -> None:
    """A neighbour, a branch elsewhere, a machine at the door, another country and no name at all are other places."""
    assert not same_place(listing(), listing(**other)).same


def test_the_reasons_carry_the_answer() -> None:
    """Each names a kind of evidence and its weight, the heaviest first, and none repeats what the listings say."""
    found = same_place(listing(), listing(phones=("01632 970222",)))
    sizes = [abs(int(reason.rpartition("(")[2].rstrip(")"))) for reason in found.reasons]

    assert sorted(sizes, reverse=True) == sizes
    assert "telephone: differ" in " ".join(found.reasons)
    assert not [reason for reason in found.reasons if "crumb" in reason.lower() or "970" in reason]


@given(PLACES, PLACES)
@settings(max_examples=300, deadline=None)
def test_the_order_of_two_listings_does_not_matter(one: Place, other: Place) -> None:
    """Whatever stands in them, the answer is the same from both sides."""
    assert same_place(read_place(one), read_place(other)) == same_place(read_place(other), read_place(one))


def test_a_hostile_listing_costs_little() -> None:
    """Endless texts and lists are cut before they are compared."""
    long = Place(
        name="a b " * 50_000, street="1 " * 50_000, phones=("1" * 50_000,) * 1000, websites=("x." * 50_000,) * 9
    )
    read = read_place(long)

    assert len(read.words) <= 150
    assert len(read.lines) <= 8
    assert not same_place(read, listing()).same


def test_doubles_in_a_list_are_found_without_comparing_all() -> None:
    """Of a thousand places in a hundred towns and one double, one double is found, and few pairs are compared."""
    many = [
        listing(name=f"{word} {n}", city=f"Town {n % 100}", postcode=f"T{n % 100} {n}", street=f"{n} {word} Way",
                phones=(f"01632 {n:06}",), websites=(f"https://{word}{n}.example",))
        for n, word in enumerate(("Quern Astloch Barnacle Thistle Plumb Oddy Rye Ember Kiln Sorrel " * 100).split())
    ]  # fmt: skip
    places = [*many, msgspec.structs.replace(many[7], whole=many[7].whole + "s")]

    assert [(7, 1000)] == [(one, other) for one, other, _ in doubles(places)]
    assert len(list(candidates(places))) < len(places) * 10


def test_a_key_that_everybody_has_joins_nobody() -> None:
    """A switchboard's number in more listings than a block may have is not compared at all."""
    crowd = [
        listing(name=f"Shop {n}", city=f"Town {n}", postcode=f"{n}", street=None, websites=None)
        for n in range(LARGEST + 1)
    ]

    assert [] == list(candidates(crowd))


def f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Twice the right ones over all that are or were said to be the same."""
    right = sum(same and said for same, said in pairs)
    return 2 * right / sum(same + said for same, said in pairs)


@pytest.mark.shared
def test_labelled_pairs_are_told_apart(shared: Path) -> None:
    """F1 on the public pairs is at least .90 in every quarter of them; the weights were fitted on these pairs."""
    path = shared / "data" / "overture_places" / "public" / "place_pairs.jsonl"
    quarters: list[list[tuple[bool, bool]]] = [[], [], [], []]
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        pair = json.loads(line)
        one, other = (read_place(msgspec.convert(pair[side], Place)) for side in "ab")
        quarters[number % 4].append((pair["same_place"] == 1, same_place(one, other).same))

    assert [] == [found for quarter in quarters if (found := f1(quarter)) < 0.90]
