"""Form: a message's plan with everything written that does not change from row to row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aboveboard.compose.pattern import Pattern, Trait
from aboveboard.compose.phrasebook import Phrasebook, Place
from aboveboard.compose.shape import ground_shape
from aboveboard.compose.slots import Name, Slot
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import FOOTER, Part, Sentence
from aboveboard.domain.fact import JSON
from aboveboard.text.readability import count_words


@dataclass(frozen=True, slots=True)
class Choice:
    """One pattern with the shared slots filled: a finished sentence, or pieces that wait for the facts of a row.

    `words` is how many words it adds above the footer; None where only the facts of a row can tell.
    """

    pattern: Pattern
    items: tuple[int, ...]
    pieces: tuple[str | Slot, ...]
    written: Sentence | None
    words: int | None

    @property
    def weight(self) -> int:
        """How many words it has, a slot counted as one."""
        return sum(piece.count(" ") if isinstance(piece, str) else 1 for piece in self.pieces)

    def text(self, facts: Mapping[str, JSON]) -> str:
        """The words, with the row's facts filled in."""
        return "".join([piece if isinstance(piece, str) else piece.fill(facts[piece.item[1]]) for piece in self.pieces])

    def sentence(self, facts: Mapping[str, JSON]) -> Sentence:
        """The sentence, with the items it rests on."""
        return self.written or _sentence(self.pattern, self.text(facts), self.items)


Choices = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Places with their choices: those to fill in any case, those to fill where the words fit, and the subject's."""

    complete: bool
    places: int
    required: tuple[tuple[int, Choices], ...]
    optional: tuple[tuple[int, Choices], ...]
    shortest: Choices
    subjects: Choices
    mark: str

    @classmethod
    def of(cls, brief: Brief, book: Phrasebook, shape: Mapping[str, Trait]) -> Form:
        """The form of all briefs with these shared items and facts of these names and this shape."""
        desk = _Desk(brief, book, shape)
        plan = book.plans[brief.channel, brief.general]
        places = [(place, desk.choices(place)) for place in plan.places]
        subjects = desk.choices(Place((plan.subject,), "must"))
        filled = [(number, place, choices) for number, (place, choices) in enumerate(places, 1) if choices]
        starts = [(0, desk.start_marks())] if desk.start_marks() else []
        required = (*starts, *((n, choices) for n, place, choices in filled if place.need != "may"))
        return cls(
            complete=bool(subjects) and all(choices for place, choices in places if place.need == "must"),
            places=len(places) + 1,
            required=required,
            shortest=tuple(min(choices, key=lambda choice: choice.weight) for _, choices in required),
            optional=tuple((n, choices) for n, place, choices in filled if place.need == "may"),
            subjects=subjects,
            mark=desk.subject_mark(),
        )

    def pick(self, number: int) -> list[Choice]:
        """One choice for each required place, as the digits of `number` say."""
        picked = []
        for _, choices in self.required:
            if len(choices) == 1:
                picked.append(choices[0])
            else:
                number, digit = divmod(number, len(choices))
                picked.append(choices[digit])
        return picked

    def subject(self, facts: Mapping[str, JSON], number: int, limit: int) -> tuple[str, tuple[int, ...]]:
        """A subject that fits the limit, beginning the search at `number`, or the shortest; with its items."""
        found = []
        for step in range(len(self.subjects)):
            choice = self.subjects[(number + step) % len(self.subjects)]
            text = self.mark + (choice.written.text if choice.written else choice.text(facts))
            if len(text) <= limit:
                return text, choice.items
            found.append((len(text), text, choice.items))
        return min(found)[1:]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What forms are made from: one brief's items by name, and their numbers."""

    brief: Brief
    book: Phrasebook
    traits: Mapping[str, Trait]

    def choices(self, place: Place) -> Choices:
        values = {(item.kind, item.name): item.value for item in self.brief.items}
        shape = ground_shape(values, general=self.brief.general) | dict(self.traits)
        return tuple(
            self._choice(bound, values)
            for table in place.tables
            for pattern in self.book.table(table, self.brief.angle)
            if pattern.fits(shape)
            for bound in self._bound(pattern)
            if self._sayable(bound, values)
        )

    def _bound(self, pattern: Pattern) -> Iterator[Pattern]:
        """The pattern with "seen.*" replaced by the angle's fact, and "*" by each reason why the angle matters."""
        angle = str(self.brief.angle)
        stars: list[dict[Name, Name]] = [{("fact", "seen.*"): ("fact", f"seen.{angle}")}]
        if ("reason", "*") in pattern.reads:
            stars = [{("reason", "*"): ("reason", reason)} for reason in self.book.angle_reasons.get(angle, ())]
        for star in stars:
            pieces = tuple(
                Slot(star.get(piece.item, piece.item), piece.key, piece.say) if isinstance(piece, Slot) else piece
                for piece in pattern.pieces
            )
            about = None if self.brief.general else pattern.about
            yield Pattern(
                id=pattern.id,
                part=pattern.part,
                pieces=pieces,
                elements=pattern.elements,
                reasons=pattern.reasons,
                about=about,
            )

    def _sayable(self, pattern: Pattern, values: Mapping[Name, JSON]) -> bool:
        if any(name not in values for name in pattern.reads):
            return False
        keyed = [(values[piece.item], piece.key) for piece in pattern.pieces if isinstance(piece, Slot) and piece.key]
        return all(isinstance(value, dict) and key in value for value, key in keyed)

    def _choice(self, pattern: Pattern, values: Mapping[Name, JSON]) -> Choice:
        numbers = {(item.kind, item.name): item.number for item in self.brief.items}
        items = tuple(sorted(numbers[name] for name in pattern.reads))
        pieces: list[str | Slot] = []
        for piece in pattern.pieces:
            shared = isinstance(piece, Slot) and piece.item[0] != "fact"
            said = piece.fill(values[piece.item]) if isinstance(piece, Slot) and shared else piece
            if isinstance(said, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += said
            else:
                pieces.append(said)
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        done = all(isinstance(piece, str) for piece in pieces)
        words = 0 if pattern.part in FOOTER else count_words(text) if done else None
        return Choice(pattern, items, tuple(pieces), _sentence(pattern, text, items) if done else None, words)

    def subject_mark(self) -> str:
        """The marks that required elements put first in the subject."""
        return "".join(self._marks("subject").values())

    def start_marks(self) -> Choices:
        """The sentence that required elements put first in the message; none where none does."""
        marks = self._marks("start")
        if not marks:
            return ()
        part: Part = "greeting"
        pattern = Pattern("marks.start", part, (" ".join(marks.values()),), tuple(marks))
        return (self._choice(pattern, {}),)

    def _marks(self, where: str) -> dict[str, str]:
        wanted = [name for name in self.brief.must_include if name in self.book.elements]
        found = {name: getattr(self.book.elements[name], where) for name in wanted}
        return {name: str(mark) for name, mark in found.items() if mark}


def _sentence(pattern: Pattern, text: str, items: tuple[int, ...]) -> Sentence:
    return Sentence(text=text, part=pattern.part, items=items, pattern=pattern.id, elements=pattern.elements)
