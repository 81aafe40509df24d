"""The row door `verify text`: one text with its facts in, its findings out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import msgspec

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.findings import Finding
from aboveboard.verify import groundless, opinion, personal_data, pressure, record
from aboveboard.verify.ground import Nested
from aboveboard.verify.notices import missing

Row: TypeAlias = "dict[str, object]"
CHECKS: Final = ("claims", "opinion", "personal_data", "pressure", "disclosure")


class _Question(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    id: str
    text: str
    facts: dict[str, object] = {}
    must_say: list[str] = []
    must_include: list[str] = []
    values: dict[str, str] = {}
    language: str = "en"
    checks: tuple[str, ...] = CHECKS


_KEYS: Final = tuple(field.name for field in msgspec.structs.fields(_Question))


def check_text(row: Row) -> Row:
    """The row's findings as the door's contract gives them, or what is wrong with the row; never raises."""
    name = row.get("id")
    try:
        question = _question(row)
    except InputError as error:
        return {"id": name if isinstance(name, str) else None, "error": {"code": error.code, "message": str(error)}}
    findings = sorted(_findings(question), key=lambda f: (f.start, f.end, f.check, f.kind))
    return {
        "id": question.id,
        "passed": not findings,
        "findings": [msgspec.to_builtins(finding) for finding in findings],
    }


def _question(row: Mapping[str, object]) -> _Question:
    for key in row:
        if key not in _KEYS:
            raise InputError(f"unknown key {key!r}", remedy=did_you_mean(key, _KEYS))
    try:
        question = msgspec.convert(row, _Question)
    except msgspec.ValidationError as error:
        raise InputError(str(error)) from error
    for check in question.checks:
        if check not in CHECKS:
            raise InputError(f"unknown check {check!r}", remedy=did_you_mean(check, CHECKS))
    return question


def _findings(question: _Question) -> list[Finding]:
    text, facts = question.text, record.from_json(question.facts)
    known = record.Record.of(facts)
    found: list[Finding] = []
    if "claims" in question.checks:
        found.extend(_claims(question, facts, known))
    if "opinion" in question.checks:
        found.extend(opinion.find(text, known=known.words, language=question.language))
    if "personal_data" in question.checks:
        found.extend(f for f in personal_data.find(text, names=True) if f.text.casefold() not in known.joined)
    if "pressure" in question.checks:
        found.extend(pressure.find(text, question.language))
    if "disclosure" in question.checks:
        found.extend(missing(text, question.must_include, question.values, language=question.language))
    return found


def _claims(question: _Question, facts: Nested, known: record.Record) -> list[Finding]:
    text, language = question.text, question.language
    found = record.omitted(text, facts, question.must_say, language=language)
    if facts:
        found.extend(record.claims(text, known, language=language))
        found.extend(groundless.find(text, known))
        found.extend(f for f in opinion.boasts(text, language) if f.text.casefold() not in known.joined)
    return found
