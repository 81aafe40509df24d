"""Sheet: what of a brief a model is told, so that no text of a page and nobody's name, number or address goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from aboveboard.compose.phrasebook import Phrasebook
from aboveboard.compose.slots import Slot, UnsayableError, declared_slot, page_name, slots_of
from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.draft import FOOTER, Draft, Part
from aboveboard.domain.fact import JSON

Told = dict[str, object]

WRITABLE: Final[dict[Part, str]] = {
    "seen": "what was seen on their website, on which page and which day, so that the owner recognises it",
    "why": "why it matters to their customers or to them; only what an item of the kind reason or a count says",
    "mend": "how they can mend it themselves, without buying anything",
    "offer": "what the offer is; no price",
    "question": "one quiet question that can be answered with yes or no; exactly one sentence",
}
"""The parts that a model may write, in their order, and what belongs into each."""
_UNTOLD: Final = "a short text of theirs that we fill in"
_HOURS: Final = re.compile(r"closed|\d\d:\d\d-\d\d:\d\d(?:, ?\d\d:\d\d-\d\d:\d\d)*")
_DAYS: Final = frozenset({"mo", "tu", "we", "th", "fr", "sa", "su"})


def _is_date(value: JSON) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_TYPED: Final[Mapping[str, Callable[[JSON], bool]]] = {
    "number": lambda value: isinstance(value, int),
    "year": lambda value: isinstance(value, int),
    "date": _is_date,
    "day": lambda value: value in _DAYS,
    "hours": lambda value: isinstance(value, str) and _HOURS.fullmatch(value) is not None,
}
"""For each way to say a value of a fact whether the value is of that type; what is not is not told."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a model's sentence that we fill: the item it rests on, its words, and what it reads like."""

    number: int
    words: str
    reads: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a model is told of one brief, the blanks it may use, and the words and parts that are left for it.

    A fact is told as numbers, days and hours by a closed list of keys; whatever else it has is a blank, filled after
    the answer has come. `frame` is the grammar's draft, of which everything stays that a model may not write.
    """

    brief: Brief
    frame: Draft
    items: tuple[Told, ...]
    blanks: Mapping[str, Blank]
    parts: tuple[Part, ...]
    words: int
    mark: str

    @classmethod
    def of(cls, brief: Brief, frame: Draft, book: Phrasebook) -> Sheet:
        """The sheet of a brief of which the grammar made this draft."""
        own = [part for part in WRITABLE if not (brief.general and part == "seen")]
        written = {sentence.part for sentence in frame.sentences}
        kept = [s for s in frame.sentences if s.part not in own and s.part not in FOOTER]
        blanks: dict[str, Blank] = {}
        items = tuple(_told(item, brief, book, blanks) for item in brief.items if item.kind in _TOLD_BY_KIND)
        marks = [book.elements[name].subject for name in brief.must_include if name in book.elements]
        return cls(
            brief=brief,
            frame=frame,
            items=items,
            blanks=blanks,
            parts=tuple(part for part in own if part in written),
            words=brief.word_limit - sum(len(sentence.text.split()) for sentence in kept),
            mark="".join(marks),
        )

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the items that a sentence may rest on."""
        return frozenset(number for item in self.items if isinstance(number := item["number"], int))

    @property
    def subject_limit(self) -> int:
        """How many characters a subject may have."""
        return self.brief.subject_limit - len(self.mark)


def _told(item: Item, brief: Brief, book: Phrasebook, blanks: dict[str, Blank]) -> Told:
    return {"number": item.number, "kind": item.kind, **_TOLD_BY_KIND[item.kind](item, brief, book, blanks)}


def _offer(item: Item, brief: Brief, book: Phrasebook, blanks: dict[str, Blank]) -> Told:
    return {"name": item.name, "value": item.value}


def _reason(item: Item, brief: Brief, book: Phrasebook, blanks: dict[str, Blank]) -> Told:
    value = item.value if isinstance(item.value, dict) else {}
    return {"statement": value.get("statement"), "source": value.get("source")}


def _fact(item: Item, brief: Brief, book: Phrasebook, blanks: dict[str, Blank]) -> Told:
    values = _values(item.value)
    declared = {key: entry for key, entry in slots_of(item.name).items() if key in values}
    typed = {key: values[key] for key, (_, say) in declared.items() if say in _TYPED and _TYPED[say](values[key])}
    mine: dict[str, Blank] = {}
    for key, (path, say) in declared.items():
        for text, slot in _slots(path, say, brief, book):
            if blank := _blank(item, slot, None if key in typed else _like(text, say, book)):
                mine[text] = blank
    blanks |= mine
    attribute = ATTRIBUTES.get(item.name)
    return {
        "says": attribute.meaning if attribute else item.name,
        "values": typed,
        "blanks": {text: blank.reads for text, blank in mine.items()},
    }


def _values(value: JSON) -> Mapping[str, JSON]:
    if isinstance(value, dict):
        return {key: [*part] if isinstance(part, list) else part for key, part in value.items()}
    return {"": value}


_TOLD_BY_KIND: Final[Mapping[str, Callable[[Item, Brief, Phrasebook, dict[str, Blank]], Told]]] = {
    "fact": _fact,
    "offer": _offer,
    "reason": _reason,
}
"""What is told of an item, by its kind; of the sender and of what the rules require nothing, as the frame says it."""


def _slots(path: str, say: str, brief: Brief, book: Phrasebook) -> Iterator[tuple[str, Slot]]:
    """The blanks of one value: numbers have none, as they are told; a page has one for each case, small and capital."""
    if say in ("number", "year"):
        return
    ways = [path]
    if say == "page":
        ways = [f"{path}|{way}" for case in book.words.cases for way in (case, case.capitalize())]
    for way in ways:
        place = f"a model's blank {way}"
        yield (
            f"{{{way}}}",
            declared_slot(way, angle=brief.angle, language=brief.language, words=book.words, place=place),
        )


def _like(text: str, say: str, book: Phrasebook) -> str:
    """What an untold blank reads like, in words that are not theirs."""
    if say != "page":
        return _UNTOLD
    way = text[1:-1].partition("|")[2]
    home = page_name("/", book.words, book.words.cases.index(way.lower()))
    return f"as “{home[:1].upper() + home[1:] if way[0].isupper() else home}”"


def _blank(item: Item, slot: Slot, like: str | None) -> Blank | None:
    """The blank with its words; None where the value cannot be said."""
    try:
        words = slot.fill(item.value)
    except UnsayableError:
        return None
    return Blank(item.number, words, like or f"“{words}”")
