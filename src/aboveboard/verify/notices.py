"""Notices: which required elements a text without a brief lacks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.disclosure import IN_TEXT, elements_of, is_spoken, marks_of

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀ-Þ\[])|\n+")
_PARAGRAPH: Final = re.compile(r"\n\s*\n")
_SUBJECT: Final = re.compile(r"\s*(?:subject|betreff|objet|asunto|onderwerp)?:?\s*<ADV>", re.IGNORECASE)


def missing(text: str, required: Collection[str], values: Mapping[str, str], *, language: str) -> list[Finding]:
    """The required elements that do not stand in the text in its language, and those whose words in `values` do not."""
    seen = set(elements_of(_marks(text, values, language))) if is_spoken(language) else set()
    end = len(text)
    return [
        Finding("disclosure", "missing_element", end, end, element, "required, and not to be seen")
        for element in required
        if (element in IN_TEXT and element not in seen) or not _shows(text, values.get(element, ""))
    ]


def _shows(text: str, value: str) -> bool:
    return " ".join(value.casefold().split()) in " ".join(text.casefold().split())


def _marks(text: str, values: Mapping[str, str], language: str) -> frozenset[str]:
    said: set[str] = set()
    for sentence in _SENTENCE.split(text):
        marks = marks_of(sentence, language)
        said |= marks
        if ("found" in marks and marks & {"date", "web"}) or "source_of_data" in values:
            said.add("found+source")
    if "who" in said or "sender_identity" in values:
        said.add("sender_name")
    if "street+postcode" in said or "postal_address" in values:
        said.add("postal")
    if "behalf" in said or "on_whose_behalf" in values:
        said.add("principal")
    if _object_apart(text, language):
        said.add("objects_apart")
    if not re.match(
        r"\s*(?:(?:subject|betreff|objet|asunto|onderwerp):\s*)?(?:re|fwd?|aw|wg|tr|rv|antw)\s*:", text, re.IGNORECASE
    ):
        said.add("subject_true")
    if _SUBJECT.match(text):
        said.add("adv_in_subject")
    if text.lstrip().startswith("(광고)"):
        said.add("kr_label")
    return frozenset({*said, "substantiated"})


def _object_apart(text: str, language: str) -> bool:
    """True if a paragraph speaks of objecting or stopping and of nothing else (GDPR Article 21(4))."""
    for paragraph in _PARAGRAPH.split(text):
        marks = [marks_of(sentence, language) for sentence in _SENTENCE.split(paragraph) if sentence.strip()]
        if (
            marks
            and any("object" in m for m in marks)
            and all(m & {"object", "stop"} and "basis" not in m for m in marks)
        ):
            return True
    return False
