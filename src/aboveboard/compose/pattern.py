"""Pattern: one sentence with its slots split off once, what it needs, and which elements it carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aboveboard.compose.slots import Name, Slot, Words, declared_slot
from aboveboard.domain.draft import SLOTS, Part
from aboveboard.domain.errors import InputError, did_you_mean

Trait = str | bool
SHAPE: Final = frozenset(
    {"general", "person", "basis", "acquisition", "on_behalf"}
    | {"per", "setup", "renewal", "termless"}
    | {"page", "markup", "all", "count"}
)
"""What a pattern's `when` may ask of the brief it is used for; see compose.shape."""
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_LINK: Final = re.compile(r"\[\[.*?\]\]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence in pieces, for one part of the plan.

    `when` lists for each trait of the brief the values it may have; `reasons` are ids of reasons that the text itself
    rests on; `about` is the fact that the sentence speaks of even where it quotes nothing from it.
    """

    id: str
    part: Part
    pieces: tuple[str | Slot, ...]
    elements: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[Trait, ...]], ...] = ()
    reasons: tuple[str, ...] = ()
    about: Name | None = None

    @property
    def reads(self) -> tuple[Name, ...]:
        """The items the sentence needs, in the order of its slots."""
        found = [piece.item for piece in self.pieces if isinstance(piece, Slot)]
        found += [("reason", reason) for reason in self.reasons]
        return tuple(dict.fromkeys([*([self.about] if self.about else []), *found]))

    def fits(self, shape: Mapping[str, Trait]) -> bool:
        """True if the brief is of the kind that the pattern is for."""
        return all(shape.get(trait) in values for trait, values in self.when)


def split(text: str, *, angle: str | None, language: str, words: Words, place: str) -> tuple[str | Slot, ...]:
    """The text cut at its slots; raises InputError for an undeclared slot or a link that deliver cannot fill."""
    for link in _LINK.findall(text):
        if link not in SLOTS:
            raise InputError(f"unknown link {link}", place=place, remedy=did_you_mean(link, SLOTS))
    pieces: list[str | Slot] = []
    for number, piece in enumerate(_SLOT.split(text)):
        if number % 2:
            pieces.append(declared_slot(piece, angle=angle, language=language, words=words, place=place))
        elif "{" in piece or "}" in piece:
            raise InputError("a slot is not closed", place=place)
        elif piece:
            pieces.append(piece)
    return tuple(pieces)


def conditions(when: Mapping[str, str | bool | list[str]], *, place: str) -> tuple[tuple[str, tuple[Trait, ...]], ...]:
    """The `when` table as pairs of trait and allowed values; raises InputError for an unknown trait."""
    for trait in when:
        if trait not in SHAPE:
            raise InputError(f"unknown trait {trait!r}", place=place, remedy=did_you_mean(trait, SHAPE))
    return tuple((trait, tuple(value) if isinstance(value, list) else (value,)) for trait, value in when.items())
