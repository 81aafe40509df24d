"""The grammar: a writer that says each thing in one of several patterns and lists the items every sentence rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aboveboard.compose.form import Form
from aboveboard.compose.phrasebook import Phrasebook, load_phrasebook
from aboveboard.compose.shape import fact_shape
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.draft import FOOTER, Draft, Sentence
from aboveboard.domain.fact import JSON
from aboveboard.domain.findings import Findings
from aboveboard.kernel.chance import keyed_int

_REMEMBERED = 512


class Grammar:
    """Deterministic: the same brief gives the same draft; neighbouring rows get other patterns by a keyed hash.

    Forms, with all that does not change from row to row already written, are remembered by the items they were
    made of and compared with them each time, so that remembering can never change a word.
    """

    name = "grammar-en"

    def __init__(self, phrasebook: Phrasebook | None = None) -> None:
        self._book = phrasebook or load_phrasebook("en")
        self._forms: dict[tuple[object, ...], list[tuple[tuple[Item, ...], Form]]] = {}

    def write(self, briefs: Sequence[Brief], feedback: Sequence[Findings | None]) -> list[Draft | None]:
        """One draft for each brief, in order; None where something essential cannot be said.

        A brief with findings against its last draft is written again in other patterns, as short as there are.
        """
        return [self._write_one(brief, found) for brief, found in zip(briefs, feedback, strict=True)]

    def _write_one(self, brief: Brief, found: Findings | None) -> Draft | None:
        if brief.language != self._book.language or (brief.channel, brief.general) not in self._book.plans:
            return None
        start = len(brief.items)
        while start and brief.items[start - 1].kind == "fact":
            start -= 1
        facts = {item.name: item.value for item in brief.items[start:]}
        form = self._form(brief, start, fact_shape(facts.get(f"seen.{brief.angle}")))
        if not form.complete:
            return None
        again = found is not None and not found.passed
        number = keyed_int("grammar", brief.row, "again" if again else "")
        return _compose(form, facts, number, brief=brief, shortest=again, writer=self.name)

    def _form(self, brief: Brief, start: int, shape: tuple[tuple[str, str | bool], ...]) -> Form:
        shared = brief.items[:start]
        names = tuple((item.number, item.name) for item in brief.items[start:])
        key = (brief.offer, brief.angle, brief.channel, brief.general, brief.must_include, names, shape)
        known = self._forms.setdefault(key, [])
        for items, form in known:
            if items == shared:
                return form
        form = Form.of(brief, self._book, dict(shape))
        if len(known) >= _REMEMBERED:
            known.clear()
        known.append((shared, form))
        return form


def _compose(form: Form, facts: Mapping[str, JSON], number: int, *, brief: Brief, shortest: bool, writer: str) -> Draft:
    subject, subject_items = form.subject(facts, number >> 48, brief.subject_limit)
    sentences = _fill(form, facts, number)
    room = brief.word_limit - words_above(sentences.values())
    if room < 0 or shortest:
        room = _shorten(form, facts, sentences, 0 if shortest else -room) + room
    for place, choices in form.optional:
        sentence = choices[(number >> 32) % len(choices)].sentence(facts)
        if _words(sentence) <= room:
            sentences[place] = sentence
            room -= _words(sentence)
    ordered = tuple(sentences[place] for place in sorted(sentences))
    return Draft(
        subject=subject, subject_items=subject_items, sentences=ordered, language=brief.language, writer=writer
    )


def _fill(form: Form, facts: Mapping[str, JSON], number: int) -> dict[int, Sentence]:
    found: dict[int, Sentence] = {}
    for place, choices in form.required:
        number, pick = divmod(number, len(choices))
        found[place] = choices[pick].sentence(facts)
    return found


def _shorten(form: Form, facts: Mapping[str, JSON], sentences: dict[int, Sentence], wanted: int) -> int:
    """Puts the shortest pattern in place of the chosen one, most words saved first, until `wanted` are; 0 is all."""
    savings = []
    for place, choices in form.required:
        if sentences[place].part not in FOOTER:
            shortest = min((choice.sentence(facts) for choice in choices), key=_words)
            savings.append((_words(sentences[place]) - _words(shortest), place, shortest))
    saved = 0
    for saving, place, shortest in sorted(savings, key=lambda one: (-one[0], one[1])):
        if wanted and saved >= wanted:
            break
        sentences[place] = shortest
        saved += saving
    return saved


def _words(sentence: Sentence) -> int:
    return sentence.text.count(" ") + 1


def words_above(sentences: Iterable[Sentence]) -> int:
    """How many words stand above the footer."""
    return sum(_words(sentence) for sentence in sentences if sentence.part not in FOOTER)
