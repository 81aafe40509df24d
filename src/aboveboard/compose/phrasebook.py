"""Phrasebook: the sentence patterns, plans, reasons and elements of one language, loaded from data and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, TypeVar, get_args

import msgspec

from aboveboard.compose.pattern import Pattern, conditions, split
from aboveboard.compose.slots import Words
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.draft import Part
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.reason import Reason

T = TypeVar("T")
Carrier = Literal["text", "headers", "setup", "checks", "writer"]
LEAST: Final = {"seen": 3, "subject": 3, "mend": 3, "ask": 1}
"""So many variants an angle must have of each, so that neighbours do not get the same letter."""
_PARTS: Final[dict[str, Part]] = {part: part for part in get_args(Part)}
_OWN: Final[dict[str, Part]] = {"seen": "seen", "subject": "seen", "mend": "mend", "ask": "question"}


class Element(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What carries one of the rules' elements; `subject` and `start` are marks that must stand first there."""

    by: Carrier
    subject: str = ""
    start: str = ""


class _PatternTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    when: dict[str, str | bool | list[str]] = {}
    elements: tuple[str, ...] | None = None
    reasons: tuple[str, ...] = ()


class _AngleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reasons: tuple[str, ...]
    seen: dict[str, str | _PatternTable]
    subject: dict[str, str | _PatternTable]
    mend: dict[str, str | _PatternTable]
    ask: dict[str, str | _PatternTable]


class _PlanTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: int
    subject: str
    subject_general: str
    personal: tuple[str | tuple[str, ...], ...]
    general: tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a plan: the tables it draws from, and whether it must be filled, may be, or is where it can be."""

    tables: tuple[str, ...]
    need: Literal["must", "can", "may"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One channel's message: places in order, the table of its subject, the most words above the footer."""

    words: int
    subject: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Everything a language has to say; `angle_reasons` are the ids of the reasons why an angle matters."""

    language: str
    patterns: Mapping[str, tuple[Pattern, ...]]
    plans: Mapping[tuple[str, bool], Plan]
    angle_reasons: Mapping[str, tuple[str, ...]]
    mend_reasons: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, Reason]
    elements: Mapping[str, Element]

    def table(self, name: str, angle: str | None) -> tuple[Pattern, ...]:
        """The patterns of a table: the angle's own if it has one of that name, else the letter's."""
        return self.patterns.get(f"{angle}.{name}") or self.patterns.get(name, ())


@lru_cache(maxsize=8)
def load_phrasebook(language: str) -> Phrasebook:
    """The phrasebook of a language with every slot, condition, reason and element checked; else InputError."""
    words = load_words(language)
    elements = _read(language, "elements.toml", dict[str, Element])
    reasons = load_reasons(language)
    angles = _read(language, "findings.toml", dict[str, _AngleTable])
    _check_angles(angles, f"phrases/{language}/findings.toml")
    build = _Builder(language, words, elements, reasons)
    patterns = build.letter(_read(language, "letter.toml", dict[str, dict[str, str | list[str] | _PatternTable]]))
    for angle, table in angles.items():
        patterns |= build.angle(angle, table)
    return Phrasebook(
        language=language,
        patterns=MappingProxyType(patterns),
        plans=MappingProxyType(_plans(_read(language, "plan.toml", dict[str, _PlanTable]), patterns, language)),
        angle_reasons=MappingProxyType({angle: table.reasons for angle, table in angles.items()}),
        mend_reasons=MappingProxyType({angle: _named(patterns[f"{angle}.mend"]) for angle in angles}),
        reasons=reasons,
        elements=MappingProxyType(elements),
    )


def load_words(language: str) -> Words:
    """The words of a language, each page with one text or with one for each case; else InputError."""
    words = _read(language, "words.toml", Words)
    for name, said in (words.pages | words.page).items():
        if not isinstance(said, str) and len(said) != len(words.cases):
            place = f"phrases/{language}/words.toml, {name}"
            raise InputError(f"{len(said)} forms of a page", place=place, remedy=f"one for each of {words.cases}")
    return words


def languages() -> tuple[str, ...]:
    """The languages that have phrases."""
    folders = resources.files("aboveboard.phrases").iterdir()
    return tuple(sorted(folder.name for folder in folders if (folder / "letter.toml").is_file()))


@lru_cache(maxsize=8)
def load_reasons(language: str) -> Mapping[str, Reason]:
    """The reasons of a language by id, expired ones too: who uses them knows the day."""
    table = _read(language, "reasons.toml", dict[str, list[Reason]])
    return MappingProxyType({reason.id: reason for reason in table["reason"]})


def _read(language: str, name: str, kind: type[T]) -> T:
    place = f"phrases/{language}/{name}"
    file = resources.files("aboveboard.phrases") / language / name
    if not file.is_file():
        raise InputError(
            f"no phrases for the language {language!r}", place=place, remedy=f"known are {', '.join(languages())}"
        )
    try:
        return msgspec.toml.decode(file.read_bytes(), type=kind)
    except msgspec.ValidationError as error:
        raise InputError(str(error), place=place) from error


def _check_angles(angles: Mapping[str, _AngleTable], place: str) -> None:
    missing, unknown = set(ANGLES) - set(angles), set(angles) - set(ANGLES)
    if missing:
        raise InputError(f"no phrases for the angles {', '.join(sorted(missing))}", place=place)
    for angle in sorted(unknown):
        raise InputError(f"unknown angle {angle!r}", place=place, remedy=did_you_mean(angle, ANGLES))
    for angle, table in angles.items():
        for name, least in LEAST.items():
            found = len(getattr(table, name))
            if found < least:
                raise InputError(f"{angle}.{name} has {found} patterns, {least} are needed", place=place)


def _named(patterns: tuple[Pattern, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason for pattern in patterns for reason in pattern.reasons))


@dataclass(frozen=True, slots=True)
class _Builder:
    language: str
    words: Words
    elements: Mapping[str, Element]
    reasons: Mapping[str, Reason]

    def letter(
        self, tables: Mapping[str, Mapping[str, str | list[str] | _PatternTable]]
    ) -> dict[str, tuple[Pattern, ...]]:
        found: dict[str, tuple[Pattern, ...]] = {}
        for name, table in tables.items():
            carried = table.get("elements", [])
            usual = tuple(carried) if isinstance(carried, list) else ()
            texts = {k: v for k, v in table.items() if k not in ("part", "elements") and not isinstance(v, list)}
            found[name] = self._patterns(name, self._part(table.get("part"), name), texts, usual, "letter.toml")
        return found

    def angle(self, angle: str, table: _AngleTable) -> dict[str, tuple[Pattern, ...]]:
        self._known(table.reasons, self.reasons, f"{angle}.reasons")
        tables = {"seen": table.seen, "subject": table.subject, "mend": table.mend, "ask": table.ask}
        return {
            f"{angle}.{name}": self._patterns(f"{angle}.{name}", _OWN[name], texts, (), "findings.toml", angle)
            for name, texts in tables.items()
        }

    def _part(self, part: object, name: str) -> Part:
        if not isinstance(part, str) or part not in _PARTS:
            raise InputError(f"not a part of a message: {part!r}", place=f"letter.toml, {name}")
        return _PARTS[part]

    def _known(self, ids: tuple[str, ...], known: Mapping[str, object], place: str) -> None:
        for one in ids:
            if one not in known:
                raise InputError(f"unknown id {one!r}", place=place, remedy=did_you_mean(one, known))

    def _patterns(
        self,
        name: str,
        part: Part,
        texts: Mapping[str, str | _PatternTable],
        usual: tuple[str, ...],
        file: str,
        angle: str | None = None,
    ) -> tuple[Pattern, ...]:
        found = []
        for key, entry in texts.items():
            table = entry if isinstance(entry, _PatternTable) else _PatternTable(text=entry)
            place = f"phrases/{self.language}/{file}, {name}.{key}"
            carried = usual if table.elements is None else table.elements
            self._known(carried, self.elements, place)
            self._known(table.reasons, self.reasons, place)
            found.append(
                Pattern(
                    id=f"{name}.{key}",
                    part=part,
                    pieces=split(table.text, angle=angle, language=self.language, words=self.words, place=place),
                    elements=carried,
                    when=conditions(table.when, place=place),
                    reasons=table.reasons,
                    about=("fact", f"seen.{angle}") if angle else None,
                )
            )
        return tuple(found)


def _plans(
    tables: Mapping[str, _PlanTable], patterns: Mapping[str, tuple[Pattern, ...]], language: str
) -> dict[tuple[str, bool], Plan]:
    plans: dict[tuple[str, bool], Plan] = {}
    own = {name.partition(".")[2] for name in patterns if "." in name}
    for channel, table in tables.items():
        for general, entries in ((False, table.personal), (True, table.general)):
            places = tuple(_place(entry) for entry in entries)
            for name in [*(name for place in places for name in place.tables), table.subject, table.subject_general]:
                if name not in patterns and name not in own:
                    place = f"phrases/{language}/plan.toml, {channel}"
                    raise InputError(f"unknown table {name!r}", place=place, remedy=did_you_mean(name, patterns))
            subject = table.subject_general if general else table.subject
            plans[channel, general] = Plan(table.words, subject, places)
    return plans


def _place(entry: str | tuple[str, ...]) -> Place:
    if isinstance(entry, tuple):
        return Place(entry, "can")
    if entry.endswith("!"):
        return Place((entry[:-1],), "must")
    return Place((entry[:-1],), "may") if entry.endswith("?") else Place((entry,), "can")
