"""The row doors `guard check` and `guard explain`: one record in, one out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.guard.explain import Change
from aboveboard.guard.fact_table import RuleFact
from aboveboard.guard.ladder import LADDER, Rung, first_allowed, ladder
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row

KEYS: Final = ("id", "inputs")
Inputs: TypeAlias = Mapping[str, object]


class _RefusedError(Exception):
    """The record cannot be answered; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def check(record: Mapping[str, object], packs: RulePacks, as_of: date) -> dict[str, object]:
    """The answer to one record `{"id", "inputs"}`: its verdict, or `{"id", "error": {"code", "message"}}`.

    Codes: `unreadable` (no object, or no text as id), `unknown_key`, `unknown_fact`, `wrong_type`, `unknown_value`,
    `impossible_date`, `unknown_country`, `out_of_range`, `unknown_element`. A day in the inputs wins over `as_of`.
    """
    return _answered(record, packs, as_of, _verdict)


def explain(record: Mapping[str, object], packs: RulePacks, as_of: date) -> dict[str, object]:
    """The answer to one record of the same shape: the ladder, with the smallest change that would open each channel.

    A channel in the inputs asks for that one alone. The codes are those of `check`.
    """
    return _answered(record, packs, as_of, _ladder)


def _answered(
    record: Mapping[str, object],
    packs: RulePacks,
    as_of: date,
    answer: Callable[[Inputs, RulePacks, date], dict[str, object]],
) -> dict[str, object]:
    try:
        name, inputs = _record(record)
    except _RefusedError as error:
        return _error(_id_of(record), error)
    try:
        for fact, value in inputs.items():
            _check_value(fact, value, packs)
        return {"id": name, **answer(inputs, packs, _day(inputs, as_of))}
    except _RefusedError as error:
        return _error(name, error)


def _verdict(inputs: Inputs, packs: RulePacks, day: date) -> dict[str, object]:
    verdict = evaluate_row(inputs, packs, day)
    return {
        "verdict": verdict.verdict,
        "rules": list(verdict.rules),
        "lifted": list(verdict.lifted),
        "must_include": list(verdict.must_include),
        "missing": list(verdict.missing),
        "must_do": list(verdict.must_do),
        "deadlines": dict(sorted(verdict.deadlines.items())),
        "pack": packs.version,
        "as_of": day.isoformat(),
    }


def _ladder(inputs: Inputs, packs: RulePacks, day: date) -> dict[str, object]:
    given = inputs.get("channel")
    rungs = ladder(inputs, packs, day, channels=LADDER if given is None else [str(given)])
    return {
        "as_of": day.isoformat(),
        "ladder": [_rung(rung) for rung in rungs],
        "first": first_allowed(rungs),
        "pack": packs.version,
    }


def _rung(rung: Rung) -> dict[str, object]:
    return {
        "channel": rung.channel,
        "verdict": rung.verdict.verdict,
        "rules": list(rung.verdict.rules),
        "deciding": list(rung.verdict.deciding),
        "change": _steps(rung.change),
        "without_consent": _steps(rung.without_consent),
    }


def _steps(change: Sequence[Change] | None) -> list[dict[str, object]] | None:
    if change is None:
        return None
    return [{"fact": step.fact, "value": step.value, "sentence": step.sentence} for step in change]


def _id_of(record: object) -> str | None:
    name = record.get("id") if isinstance(record, Mapping) else None
    return name if isinstance(name, str) else None


def _error(name: str | None, error: _RefusedError) -> dict[str, object]:
    return {"id": name, "error": {"code": error.code, "message": error.message}}


def _record(record: object) -> tuple[str, Mapping[str, object]]:
    if not isinstance(record, Mapping):
        raise _RefusedError("unreadable", "a record is a JSON object")
    name, inputs = record.get("id"), record.get("inputs")
    if not isinstance(name, str):
        raise _RefusedError("unreadable", "a record needs an id, which is a text")
    for key in record:
        if key not in KEYS:
            raise _RefusedError("unknown_key", f"unknown key {key!r} ({did_you_mean(str(key), KEYS)})")
    if not isinstance(inputs, Mapping):
        raise _RefusedError("wrong_type", "inputs is a JSON object of facts")
    return name, inputs


def _day(inputs: Mapping[str, object], as_of: date) -> date:
    given = inputs.get("as_of")
    return date.fromisoformat(given) if isinstance(given, str) else as_of


def _check_value(name: str, value: object, packs: RulePacks) -> None:
    """Raises _RefusedError unless the fact exists and can have this value; null is always a value."""
    fact = packs.facts.facts.get(name)
    if fact is None:
        raise _RefusedError("unknown_fact", f"unknown fact {name!r} ({did_you_mean(name, packs.facts.facts)})")
    if value is None:
        return
    try:
        known = fact.read(value)
    except InputError as error:
        raise _RefusedError(_code(fact, value), str(error)) from error
    if problem := packs.facts.problem(fact, known):
        code, sentence, remedy = problem
        raise _RefusedError(code, f"{sentence} ({remedy})" if remedy else sentence)
    if isinstance(known, frozenset):
        for element in sorted(known - packs.elements.keys()):
            raise _RefusedError(
                "unknown_element", f"{name} has an unknown element ({did_you_mean(element, packs.elements)})"
            )


def _code(fact: RuleFact, value: object) -> str:
    if fact.type == "date" and isinstance(value, str):
        return "impossible_date"
    return "unknown_value" if fact.values and isinstance(value, str) else "wrong_type"
