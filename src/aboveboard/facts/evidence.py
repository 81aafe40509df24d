"""What speaks for and against two listings being one place: for each kind of evidence the level it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from aboveboard.facts.place import Listing
from aboveboard.kernel.similarity import dice, jaro_winkler
from aboveboard.text.dialling import is_shared, neighbours, same_line
from aboveboard.text.street_names import Street
from aboveboard.text.vocabulary import words

_ALIKE: Final = 900
_STREETS_ALIKE: Final = 500
_TOWNS_ALIKE: Final = 850
_CLOSE, _LIKE = 800, 500
_NEAR: Final = 10
_MOST_COUNTED: Final = 4
# Machines stand in many places under one name and one number; another address is another one of them.
_MACHINES: Final = frozenset(["atm", "atms", "charging", "charger", "transit"])
# Parts of places in a script without spaces, where they stand inside the name.
_JOINED_PARTS: Final = ("バス停", "ホーム", "駐車場", "停留所")


def evidence(one: Listing, other: Listing) -> dict[str, str]:
    """The level of each kind of evidence; the same whichever of the two comes first."""
    first, second = (one, other) if (one.whole, one.words) <= (other.whole, other.words) else (other, one)
    names = _Names.of(first, second)
    street, telephone, website = _street(one, other), _telephone(one, other), _website(one, other)
    elsewhere = "elsewhere" if street in _ELSEWHERE else "there"
    line = "line kept" if telephone == "same" else "no line kept"
    staffed = "machine" if _is_machine(one) or _is_machine(other) else "staffed"
    return {
        "name": names.level,
        "rest of the name": names.rest,
        "words more": names.more,
        "numbers in the name": names.numbers,
        "words in common": names.in_common,
        "street": street,
        "telephone": telephone,
        "website": website,
        "moved": f"{elsewhere}, {line}, {'name kept' if names.alike else 'other name'}",
        "machine": f"{staffed}, {elsewhere}",
        "town": _town(one, other),
    }


def matched(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The words of one that the other has too, a small misspelling allowed, and what is left of each."""
    left = list(other)
    common, missing = [], []
    for word in one:
        if word in left:
            left.remove(word)
            common.append(word)
        else:
            missing.append(word)
    alone: list[str] = []
    for word in missing:
        near = max(left, key=lambda there: (jaro_winkler(word, there), there), default="")
        if min(len(word), len(near)) > 3 and jaro_winkler(word, near) >= _ALIKE:
            left.remove(near)
            common.append(word)
        else:
            alone.append(word)
    return common, alone, left


@dataclass(frozen=True)
class _Names:
    """Two names and what is left of each when the words of the other are taken away."""

    one: Listing
    other: Listing
    common: Sequence[str]
    rest_one: Sequence[str]
    rest_other: Sequence[str]

    @classmethod
    def of(cls, one: Listing, other: Listing) -> _Names:
        common, rest_one, rest_other = matched(one.words, other.words)
        return cls(
            one, other, common, _without_initials(rest_one, other.words), _without_initials(rest_other, one.words)
        )

    @cached_property
    def level(self) -> str:
        one, other = self.one, self.other
        if one.whole == other.whole:
            return "same"
        begins = bool(one.whole and other.whole) and (
            one.whole.startswith(other.whole) or other.whole.startswith(one.whole)
        )
        if begins or (self.common and not (self.rest_one and self.rest_other)):
            return "within"
        counted = 2000 * len(self.common) // max(1, len(one.words) + len(other.words))
        alike = max(counted, dice(one.bigrams, other.bigrams))
        return "close" if alike >= _CLOSE else "like" if alike >= _LIKE else "other"

    @property
    def alike(self) -> bool:
        return self.level in ("same", "within", "close")

    @cached_property
    def sides(self) -> str:
        """Which of the names say more than the other."""
        if self.level == "same":
            return "none"
        if self.rest_one and self.rest_other:
            return "both"
        if self.rest_one or self.rest_other:
            return "one"
        short = min(len(self.one.whole), len(self.other.whole))
        return "end" if abs(len(self.one.whole) - len(self.other.whole)) <= max(1, short // 6) else "one"

    @cached_property
    def rest(self) -> str:
        """What kind of words one name, or each, says more."""
        left = [*self.rest_one, *self.rest_other]
        if self.sides in ("none", "end"):
            return self.sides
        if self.sides == "one" and left and all(word in self._surroundings for word in left):
            return "the place"
        return f"{self.sides}, a part of a place" if self._names_part(left) else self.sides

    @property
    def more(self) -> str:
        """How many words more one of the names has, where the other has none."""
        if self.sides != "one" or self.rest == "the place":
            return "not counted"
        return str(min(_MOST_COUNTED, max(1, len(self.rest_one) + len(self.rest_other))))

    @property
    def numbers(self) -> str:
        """Whether both names have numbers, or single letters in their place, that differ."""
        one, other = self.one.labels, self.other.labels
        ends_one = {word for word in self.rest_one if len(word) == 1}
        ends_other = {word for word in self.rest_other if len(word) == 1}
        if ends_one and ends_other:
            one, other = one | ends_one, other | ends_other
        if one == other:
            return "same or none"
        return "differ" if one and other else "in one"

    @property
    def in_common(self) -> str:
        """How many words they have in common that neither their trade nor their place explains."""
        return str(min(3, len(self._telling(self.common))))

    @cached_property
    def _surroundings(self) -> frozenset[str]:
        return self.one.surroundings | self.other.surroundings

    def _telling(self, found: Iterable[str]) -> list[str]:
        plain = self.one.trade | self.other.trade
        return [w for w in found if w.rstrip("s") not in plain and w not in self._surroundings and not w.isdigit()]

    def _names_part(self, left: Iterable[str]) -> bool:
        joined = any((part in self.one.whole) != (part in self.other.whole) for part in _JOINED_PARTS)
        return joined or any(word in words("parts_of_places") for word in left)


def _without_initials(rest: Sequence[str], other: Sequence[str]) -> list[str]:
    """What is left without a short form of the other name ("KCCU" of four words)."""
    initials = "".join(word[0] for word in other)
    return [word for word in rest if not (1 < len(word) <= 5 and len(other) > 1 and word in initials)]


_ELSEWHERE: Final = frozenset(
    ["numbers differ, like street", "numbers and street differ", "near number, other street", "no number, other street"]
)


def _street(one: Listing, other: Listing) -> str:
    if one.street is None or other.street is None:
        return "missing"
    alike = _streets_alike(one, other, one.street, other.street)
    numbers = _numbers(one.street.numbers, other.street.numbers)
    if numbers == "differ":
        return "numbers differ, like street" if alike else "numbers and street differ"
    return f"{numbers} number, {'like' if alike else 'other'} street"


def _streets_alike(one: Listing, other: Listing, street: Street, there: Street) -> bool:
    common, _, _ = matched(street.words, there.words)
    counted = 2000 * len(common) // max(1, len(street.words) + len(there.words))
    return max(counted, dice(one.street_bigrams, other.street_bigrams)) >= _STREETS_ALIKE


def _numbers(one: Sequence[str], other: Sequence[str]) -> str:
    if not one or not other:
        return "no"
    if one[0] in other or other[0] in one:
        return "same"
    return "near" if abs(_leading(one[0]) - _leading(other[0])) <= _NEAR else "differ"


def _leading(number: str) -> int:
    digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits[:9]) if digits.isdecimal() else 0


def _telephone(one: Listing, other: Listing) -> str:
    if not one.lines or not other.lines:
        return "missing"
    pairs = [(line, there) for line in one.lines for there in other.lines]
    same = [line for line, there in pairs if line == there or same_line(line, there)]
    if same:
        return "shared by many" if all(is_shared(line) for line in same) else "same"
    return "neighbours" if any(neighbours(line, there) for line, there in pairs) else "differ"


def _website(one: Listing, other: Listing) -> str:
    if not one.websites or not other.websites:
        return "missing"
    pairs = [(site, there) for site in one.websites for there in other.websites if site.domain == there.domain]
    if any(not site.path or not there.path or site.path == there.path for site, there in pairs):
        return "same"
    return "two pages" if pairs else "differ"


def _is_machine(listing: Listing) -> bool:
    return not _MACHINES.isdisjoint(listing.trade) or not _MACHINES.isdisjoint(listing.words)


def _town(one: Listing, other: Listing) -> str:
    if not one.locality or not other.locality:
        return "missing"
    if one.locality == other.locality:
        return "same"
    return "alike" if jaro_winkler(one.locality, other.locality) > _TOWNS_ALIKE else "differ"
