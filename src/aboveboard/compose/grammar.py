"""The grammar: a writer that says each thing in one of several patterns and lists the items every sentence rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from aboveboard.compose.form import Choice, Form
from aboveboard.compose.phrasebook import Phrasebook, load_phrasebook
from aboveboard.compose.shape import fact_shape
from aboveboard.compose.slots import UnsayableError
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.draft import Draft, Sentence
from aboveboard.domain.fact import JSON
from aboveboard.domain.findings import Findings
from aboveboard.domain.preference import WRITTEN
from aboveboard.kernel.chance import keyed_int

_REMEMBERED = 512


class Grammar:
    """Deterministic: the same brief gives the same draft; neighbouring rows get other patterns by a keyed hash.

    Forms, with all that does not change from row to row already written, are remembered by the items they were
    made of and compared with them each time, so that remembering can never change a word.
    """

    name = "grammar"

    def __init__(self, *phrasebooks: Phrasebook) -> None:
        self._books = {book.language: book for book in phrasebooks or map(load_phrasebook, WRITTEN)}
        self._forms: dict[tuple[object, ...], list[tuple[tuple[Item, ...], Form]]] = {}

    def write(self, briefs: Sequence[Brief], feedback: Sequence[Findings | None]) -> list[Draft | None]:
        """One draft for each brief, in order; None where something essential is missing or cannot be said.

        A brief with findings against its last draft is written again in other patterns, as short as there are.
        """
        return [self._write_one(brief, found) for brief, found in zip(briefs, feedback, strict=True)]

    def _write_one(self, brief: Brief, found: Findings | None) -> Draft | None:
        book = self._books.get(brief.language)
        if book is None or (brief.channel, brief.general) not in book.plans:
            return None
        start = len(brief.items)
        while start and brief.items[start - 1].kind == "fact":
            start -= 1
        facts = {item.name: item.value for item in brief.items[start:]}
        form = self._form(brief, book, start, fact_shape(facts.get(f"seen.{brief.angle}")))
        if not form.complete:
            return None
        again = found is not None and not found.passed
        number = keyed_int("grammar", brief.row, "again" if again else "")
        try:
            return _compose(form, facts, number, brief=brief, shortest=again, writer=self.name)
        except UnsayableError:
            return None

    def _form(self, brief: Brief, book: Phrasebook, start: int, shape: tuple[tuple[str, str | bool], ...]) -> Form:
        shared = brief.items[:start]
        # a form knows which facts it can say by their keys, so a fact with other keys has another form
        names = tuple(
            (i.number, i.name, tuple(i.value) if isinstance(i.value, dict) else ()) for i in brief.items[start:]
        )
        key = (brief.language, brief.offer, brief.angle, brief.channel, brief.general, brief.must_include, names, shape)
        known = self._forms.setdefault(key, [])
        for items, form in known:
            if items == shared:
                return form
        form = Form.of(brief, book, dict(shape))
        if len(known) >= _REMEMBERED:
            known.clear()
        known.append((shared, form))
        return form


def _compose(form: Form, facts: Mapping[str, JSON], number: int, *, brief: Brief, shortest: bool, writer: str) -> Draft:
    subject, subject_items = form.subject(facts, number >> 48, brief.subject_limit)
    picked = form.shortest if shortest else form.pick(number)
    sentences = [choice.written or choice.sentence(facts) for choice in picked]
    room = brief.word_limit - sum(map(words_above, picked, sentences))
    if room < 0 and not shortest:
        room += _shorten(form, facts, picked, sentences, wanted=-room)
    placed: list[Sentence | None] = [None] * form.places
    for (place, _), sentence in zip(form.required, sentences, strict=True):
        placed[place] = sentence
    for place, choices in form.optional:
        choice = choices[(number >> 32) % len(choices)]
        sentence = choice.written or choice.sentence(facts)
        words = words_above(choice, sentence)
        if words <= room:
            placed[place] = sentence
            room -= words
    ordered = tuple([sentence for sentence in placed if sentence is not None])
    return Draft(
        subject=subject, subject_items=subject_items, sentences=ordered, language=brief.language, writer=writer
    )


def _shorten(
    form: Form, facts: Mapping[str, JSON], picked: Sequence[Choice], sentences: list[Sentence], *, wanted: int
) -> int:
    """Puts shortest patterns in place of chosen ones, most saved first, until `wanted` words are; says how many."""
    savings: list[tuple[int, int, Sentence]] = []
    for number, (choice, shorter) in enumerate(zip(picked, form.shortest, strict=True)):
        if choice is not shorter and choice.words != 0:
            sentence = shorter.written or shorter.sentence(facts)
            saving = words_above(choice, sentences[number]) - words_above(shorter, sentence)
            if saving > 0:
                savings.append((-saving, number, sentence))
    saved = 0
    for saving, number, sentence in sorted(savings, key=itemgetter(0, 1)):
        if saved >= wanted:
            break
        sentences[number] = sentence
        saved -= saving
    return saved


def words_above(choice: Choice, sentence: Sentence) -> int:
    """How many words the sentence adds to those above the footer."""
    return sentence.text.count(" ") + 1 if choice.words is None else choice.words
