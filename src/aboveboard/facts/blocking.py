"""Blocking: which listings of a long list are worth comparing, so that the work does not grow with its square."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from aboveboard.facts.linkage import Linked, same_place
from aboveboard.facts.place import Listing

LARGEST: Final = 60
"""Listings of one block that are compared with each other; a key that more of them share tells nothing apart."""
_LINE: Final = 9


def keys(listing: Listing) -> frozenset[tuple[str, str]]:
    """What listings of one place have in common, each enough to compare them: number, site, or name in an area.

    The area is the first half of a postcode or the town. A name counts by its first and by its longest word, so that a
    misspelling in one of them does no harm.
    """
    found = {("line", line[-_LINE:]) for line in listing.lines}
    found |= {("site", site.domain + site.path) for site in listing.websites}
    areas = [area for area in (listing.postcode[: max(3, len(listing.postcode) // 2)], listing.locality) if area]
    spoken = {listing.whole[:4], *listing.words[:1], max(listing.words, key=len, default="")} - {""}
    found |= {("name", f"{area}|{word}") for area in areas for word in spoken}
    if listing.street is not None and listing.street.numbers and listing.street.words:
        found |= {("door", f"{area}|{listing.street.numbers[0]}|{listing.street.words[0]}") for area in areas}
    return frozenset(found)


def candidates(listings: Sequence[Listing]) -> Iterator[tuple[int, int]]:
    """Each pair of places in the list that shares a key, once, in order; blocks above the largest are passed over."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, listing in enumerate(listings):
        for key in keys(listing):
            blocks[key].append(place)
    shared = [block for block in blocks.values() if 1 < len(block) <= LARGEST]
    pairs = {(one, other) for block in shared for n, one in enumerate(block) for other in block[n + 1 :]}
    yield from sorted(pairs)


def doubles(listings: Sequence[Listing]) -> Iterator[tuple[int, int, Linked]]:
    """Each pair of the list that is found to be one place, with the reasons."""
    for one, other in candidates(listings):
        linked = same_place(listings[one], listings[other])
        if linked.same:
            yield one, other, linked
