"""Answer: what a model said, read into a draft; never trusted, and never more than its parts of a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from aboveboard.compose.model import LONGEST
from aboveboard.compose.sheet import Sheet
from aboveboard.domain.draft import FOOTER, Draft, Made, Part, Sentence
from aboveboard.domain.findings import Finding, Findings

WRITER: Final = "model"
_BLANK: Final = re.compile(r"\{[^{}]*\}")
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_MARKUP: Final = re.compile(r"\[\[|\]\]|</?[a-z]|\*\*|__|`|^#+\s", re.IGNORECASE)
_OPENING: Final[frozenset[Part]] = frozenset({"seen", "why", "mend", "offer"})
_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
_Numbers = Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, le=10_000)], ...], msgspec.Meta(max_length=40)]


class UnreadableAnswerError(ValueError):
    """An answer is not the record that was asked for."""


class _Said(msgspec.Struct, frozen=True):
    part: Part
    text: _Line
    items: _Numbers = ()


class _Answer(msgspec.Struct, frozen=True):
    subject: _Line
    sentences: Annotated[tuple[_Said, ...], msgspec.Meta(min_length=1, max_length=24)]
    subject_items: _Numbers = ()


_DECODER: Final = msgspec.json.Decoder(_Answer)


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as a draft, the model's own words with their blanks still empty, and what is wrong with its form."""

    draft: Draft
    said: tuple[str, ...]
    objections: tuple[Finding, ...]


def read(sheet: Sheet, text: str, made: Made, *, marked: Sentence) -> Reading:
    """The answer among the sentences of the frame that are not the model's to write; else UnreadableAnswerError.

    `marked` is the sentence that says who wrote; it stands with those that say who sends.
    """
    answer = _decoded(text)
    own = tuple(_filled(sheet, said) for said in answer.sentences)
    subject = _fill(sheet, answer.subject)
    draft = Draft(
        subject=sheet.mark + subject,
        subject_items=_items(sheet, answer.subject, answer.subject_items),
        sentences=tuple(_arranged(sheet, own, marked)),
        language=sheet.brief.language,
        writer=WRITER,
        made=made,
    )
    said = (answer.subject, *(sentence.text for sentence in answer.sentences))
    return Reading(draft, said, tuple(_objections(sheet, answer)))


def told_back(reading: Reading, findings: Findings) -> list[str]:
    """Every finding in one line; quoted are the model's own words alone, never what was filled into a blank."""
    return [_line(reading, finding) for finding in (*reading.objections, *findings.findings)]


def _line(reading: Reading, finding: Finding) -> str:
    ours = finding.start == finding.end
    shown = ours or any(finding.text in said for said in reading.said)
    quoted = f" “{finding.text}”" if finding.text and shown else ""
    return f"{finding.check} {finding.kind}{quoted}: {finding.reason}".replace("_", " ")


def _decoded(text: str) -> _Answer:
    """The record in a text that may have words or a fence around it, as of models that think aloud."""
    start, end = text.find("{"), text.rfind("}")
    if len(text) > LONGEST:
        raise UnreadableAnswerError("longer than an answer may be")
    if start < 0 or end < start:
        raise UnreadableAnswerError("no JSON record")
    try:
        answer = _DECODER.decode(text[start : end + 1])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise UnreadableAnswerError(str(error).partition(" - at ")[0]) from error
    if any(_UNPRINTABLE.search(line) for line in (answer.subject, *(said.text for said in answer.sentences))):
        raise UnreadableAnswerError("line breaks or characters that nobody sees within a sentence")
    return answer


def _filled(sheet: Sheet, said: _Said) -> Sentence:
    return Sentence(text=_fill(sheet, said.text), part=said.part, items=_items(sheet, said.text, said.items))


def _fill(sheet: Sheet, text: str) -> str:
    """The text with the words of each blank, once: what is filled in is not read for blanks again."""

    def words(match: re.Match[str]) -> str:
        blank = sheet.blanks.get(match.group())
        return blank.words if blank else match.group()

    return " ".join(_BLANK.sub(words, text).split())


def _items(sheet: Sheet, text: str, items: Iterable[int]) -> tuple[int, ...]:
    used = {sheet.blanks[blank].number for blank in _BLANK.findall(text) if blank in sheet.blanks}
    return tuple(sorted({*items, *used}))


def _arranged(sheet: Sheet, own: Sequence[Sentence], marked: Sentence) -> Iterator[Sentence]:
    """The frame up to its first part that is the model's or comes after, then part by part in order."""
    frame = [s for s in sheet.frame.sentences if s.part not in sheet.parts]
    before = [s for s in frame if s.part in ("greeting", "seen")]
    after = [s for s in frame if s.part not in ("greeting", "seen")]
    terms = [s for s in after if s.part == "terms"]
    rest = [s for s in after if s.part != "terms" and s.part not in FOOTER]
    footer = [s for s in after if s.part in FOOTER]
    ours = sum(s.part == "who" for s in footer)
    yield from before
    yield from (s for part in sheet.parts if part in _OPENING for s in own if s.part == part)
    yield from terms
    yield from (s for s in own if s.part == "question")
    yield from (*rest, *footer[:ours], marked, *footer[ours:])


def _objections(sheet: Sheet, answer: _Answer) -> Iterator[Finding]:
    """What is wrong with the answer before anything in it is held against its grounds."""
    lines = [(answer.subject, answer.subject_items), *((said.text, said.items) for said in answer.sentences)]
    for text, items in lines:
        for number in sorted(set(items) - sheet.numbers):
            yield _at("claims", "unsupported", str(number), "no item of this number was given")
        for blank in _BLANK.findall(text):
            if blank not in sheet.blanks:
                yield _at("answer", "unknown_blank", blank, "no item has this blank")
        if _MARKUP.search(text) or re.search(r"[{}]", _BLANK.sub("", text)):
            yield _at("answer", "markup", text, "neither markup nor links nor braces of your own")
    written = [said.part for said in answer.sentences]
    for part in dict.fromkeys(written):
        if part not in sheet.parts:
            yield _at("answer", "wrong_part", part, "this part is not yours to write")
    for part in sheet.parts:
        if part not in written:
            yield _at("claims", "omitted", part, "no sentence of this part")
    if written.count("question") > 1:
        yield _at("answer", "wrong_part", "question", "more than one question")
    yield from _groundless(sheet, answer)


def _groundless(sheet: Sheet, answer: _Answer) -> Iterator[Finding]:
    """What was seen has to rest on the fact that the message is about, and why it matters on a reason or a count."""
    fact = {n for item in sheet.brief.items if item.name == f"seen.{sheet.brief.angle}" for n in (item.number,)}
    why = {item.number for item in sheet.brief.items if item.kind == "reason" or item.name.startswith("survey.")}
    cited = {n for said in answer.sentences if said.part == "seen" for n in _items(sheet, said.text, said.items)}
    if "seen" in sheet.parts and not fact & cited:
        yield _at("claims", "omitted", "seen", "no sentence rests on the fact that the message is about")
    for said in answer.sentences:
        if said.part == "why" and not why & set(_items(sheet, said.text, said.items)):
            yield _at("claims", "unsupported", said.text, "rests on no item of the kind reason")


def _at(check: str, kind: str, text: str, reason: str) -> Finding:
    return Finding(check, kind, 0, 0, text, reason)
