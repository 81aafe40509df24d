"""Claims: a whole draft held against its brief."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol

import msgspec

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import FOOTER, Draft
from aboveboard.domain.findings import Finding, Findings
from aboveboard.verify import disclosure, statement
from aboveboard.verify.ground import Ground, ground_of
from aboveboard.verify.statement import Checked

_FALSE_ANSWER: Final = re.compile(r"\s*(?:re|fwd?|aw|wg|tr|sv|antw)\s*:", re.IGNORECASE)
_encode = msgspec.json.Encoder().encode


class Check(Protocol):
    """What checks one sentence: `statement.check`, or the same remembered."""

    def __call__(self, text: str, part: str, grounds: tuple[Ground, ...], *, language: str) -> Checked:
        """The sentence held against its grounds."""
        ...


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a brief that are no items."""

    language: str
    general: bool
    must_include: tuple[str, ...]
    word_limit: int = 130
    subject_limit: int = 55
    two_parties: bool = False


def check_draft(brief: Brief, draft: Draft, *, provided: Collection[str] = ()) -> Findings:
    """Everything the draft says that its brief does not bear out, and everything it fails to say.

    Offsets count in `text_of(draft)`. `provided` are elements that headers or the sending set-up carry; those that no
    words can carry are left to the final verdict.
    """
    grounds = {
        item.number: ground_of(item.kind, item.name, _encode(item.value), language=brief.language)
        for item in brief.items
    }
    terms = Terms(
        language=brief.language,
        general=brief.general,
        must_include=brief.must_include,
        word_limit=brief.word_limit,
        subject_limit=brief.subject_limit,
        two_parties=any(item.kind == "sender" and item.name == "on_behalf_of" for item in brief.items),
    )
    return check_grounded(terms, grounds, draft, provided=provided)


def text_of(draft: Draft) -> str:
    """Subject, blank line, body: the text in which the offsets of a draft's findings count."""
    return f"{draft.subject}\n\n{draft.text}"


def check_grounded(
    terms: Terms,
    grounds: Mapping[int, Ground],
    draft: Draft,
    *,
    provided: Collection[str] = (),
    check: Check = statement.remembered,
) -> Findings:
    """`check_draft` over items that were taken apart before."""
    subject = check(draft.subject, "subject", _cited(draft.subject_items, grounds), language=terms.language)
    checked = [check(s.text, s.part, _cited(s.items, grounds), language=terms.language) for s in draft.sentences]
    found = [
        *_subject(draft, subject, terms.subject_limit),
        *_sentences(draft, checked),
        *_items(draft, grounds, general=terms.general),
    ]
    if sum([c.words for s, c in zip(draft.sentences, checked, strict=True) if s.part not in FOOTER]) > terms.word_limit:
        found.append(_at_end(draft, "length", "too_long", f"{terms.word_limit} words", "longer than the brief allows"))
    said = _marks(draft, subject, checked, terms, clean=not found)
    elements = disclosure.elements_of(said) if disclosure.is_spoken(terms.language) else ()
    have = {*elements, *provided}
    for element in terms.must_include:
        if element in disclosure.IN_TEXT and element not in have:
            found.append(_at_end(draft, "disclosure", "missing_element", element, "required, and not to be seen"))
    if len(found) > 1:
        found.sort(key=lambda f: (f.start, f.end, f.check, f.text))
    return Findings(findings=tuple(found), elements=elements)


def cited_by(draft: Draft) -> set[int]:
    """The numbers of all items that the draft cites."""
    return set(draft.subject_items).union(*[sentence.items for sentence in draft.sentences])


def _cited(numbers: Sequence[int], grounds: Mapping[int, Ground]) -> tuple[Ground, ...]:
    return tuple([grounds[number] for number in numbers if number in grounds]) if numbers else ()


def _subject(draft: Draft, checked: Checked, limit: int) -> Iterator[Finding]:
    yield from checked.findings
    if len(draft.subject) > limit:
        rest = draft.subject[limit:]
        yield Finding("length", "too_long", limit, len(draft.subject), rest, f"longer than {limit} characters")
    if match := _FALSE_ANSWER.match(draft.subject):
        yield Finding("claims", "unsupported", 0, match.end(), match.group(), "there was no message before this one")


def _sentences(draft: Draft, checked: list[Checked]) -> Iterator[Finding]:
    if not [one for one in checked if one.findings]:
        return
    whole, at = text_of(draft), len(draft.subject)
    for sentence, one in zip(draft.sentences, checked, strict=True):
        at = whole.index(sentence.text, at)
        for f in one.findings:
            yield Finding(f.check, f.kind, f.start + at, f.end + at, f.text, f.reason)
        at += len(sentence.text)


def _items(draft: Draft, grounds: Mapping[int, Ground], *, general: bool) -> Iterator[Finding]:
    for number in sorted(cited_by(draft)):
        ground = grounds.get(number)
        if ground is None:
            yield _at_end(draft, "claims", "unsupported", str(number), "no item of the brief has this number")
            continue
        if ground.kind != "fact":
            continue
        if ground.name not in ATTRIBUTES or _is_personal(ground):
            yield _at_end(draft, "claims", "unsupported", ground.name, "not a fact about the business")
        elif general and ground.name != "business.name":
            yield _at_end(draft, "claims", "unsupported", ground.name, "personalisation is off")


def _is_personal(ground: Ground) -> bool:
    return isinstance(ground.value, dict) and ground.value.get("kind") == "named"


def _at_end(draft: Draft, check: str, kind: str, text: str, reason: str) -> Finding:
    end = len(text_of(draft))
    return Finding(check, kind, end, end, text, reason)


def _marks(draft: Draft, subject: Checked, checked: list[Checked], terms: Terms, *, clean: bool) -> frozenset[str]:
    said = _together(tuple([(s.part, one.marks) for s, one in zip(draft.sentences, checked, strict=True)]))
    more: set[str] = set()
    if not terms.two_parties:
        more.add("principal")
    if clean:
        more.add("substantiated")
    if not subject.findings and not _FALSE_ANSWER.match(draft.subject):
        more.add("subject_true")
    if draft.subject.startswith("<ADV>"):
        more.add("adv_in_subject")
    if draft.subject.startswith("(광고)"):
        more.add("kr_label")
    return said | more


@lru_cache(maxsize=16_384)
def _together(said: tuple[tuple[str, frozenset[str]], ...]) -> frozenset[str]:
    """The marks of all sentences, given with their parts, and what follows from those that share a paragraph."""
    marks = set().union(*[marks for _, marks in said])
    if _objects_apart(said):
        marks.add("objects_apart")
    if not _tells_privacy(said):
        marks.discard("basis")
    return frozenset(marks)


def _objects_apart(said: tuple[tuple[str, frozenset[str]], ...]) -> bool:
    """True if one paragraph speaks of objecting and of nothing else (GDPR Article 21(4))."""
    speaking = {part for part, marks in said if "object" in marks}
    mixed = {part for part, marks in said if not marks & {"object", "stop"} or "basis" in marks}
    return bool(speaking - mixed)


def _tells_privacy(said: tuple[tuple[str, frozenset[str]], ...]) -> bool:
    """True if one paragraph says who uses data on which basis, and which rights there are or for how long."""
    paragraphs: dict[str, set[str]] = {}
    for part, marks in said:
        paragraphs.setdefault(part, set()).update(marks)
    return any(
        marks >= {"basis", "sender_name"} and marks & {"rights", "period", "why_link"} for marks in paragraphs.values()
    )
