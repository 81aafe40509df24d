"""The kit for an organisation's own rule pack: it loads, its examples are true, and it can only tighten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, Protocol, TypeVar

from aboveboard.domain.errors import InputError
from aboveboard.domain.verdict import Verdict

STRICTNESS: Final = {"allow": 0, "review": 1, "withhold": 2}
# Null in these is no refusal by itself: no consent is the default; places and channel say which rules speak.
MAY_BE_NULL: Final = frozenset(
    [
        "as_of",
        "channel",
        "consent",
        "event_date",
        "message_has",
        "months_since_last_contact",
        "purpose",
        "recipient_country",
        "recipient_region",
        "sender_country",
    ]
)


class PackExample(Protocol):
    """An example as the loader gives it."""

    @property
    def as_of(self) -> date:
        """Its day."""
        ...

    @property
    def fires(self) -> bool:
        """Whether the rule applies."""
        ...

    @property
    def inputs(self) -> Mapping[str, object]:
        """The facts it is about."""
        ...


class PackRule(Protocol):
    """A rule as the loader gives it."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def kind(self) -> str:
        """Its kind."""
        ...

    @property
    def place(self) -> str:
        """File and line."""
        ...

    @property
    def examples(self) -> Sequence[PackExample]:
        """Its examples."""
        ...

    @property
    def effective_from(self) -> date | None:
        """Its first day."""
        ...

    @property
    def effective_to(self) -> date | None:
        """The first day it no longer acts."""
        ...


class Packs(Protocol):
    """What the loader gives."""

    @property
    def rules(self) -> Sequence[PackRule]:
        """All rules, the house's and those of the pack."""
        ...


P = TypeVar("P", bound=Packs)
Evaluate = Callable[[Mapping[str, object], P, date], Verdict]


def check_rule_pack(path: Path, *, load: Callable[[Sequence[Path]], P], evaluate: Evaluate[P]) -> None:
    """Raises InputError, with file and line, unless the pack may be used.

    `load` and `evaluate` are the guard's `load_packs` and `evaluate_row`. Checked are: the pack loads; each rule has a
    time in which it acts; each example is true; no context is allowed with the pack that was not without it; and no
    withhold or review becomes an allow when a fact is taken away.
    """
    for problem in rule_pack_problems(path, load=load, evaluate=evaluate):
        raise problem


def rule_pack_problems(
    path: Path, *, load: Callable[[Sequence[Path]], P], evaluate: Evaluate[P]
) -> Iterator[InputError]:
    """The first thing that is wrong with each rule of a pack that loads; a pack that does not raises InputError."""
    without, packs = load(()), load((path,))
    ours = {rule.id for rule in without.rules}
    for rule in packs.rules:
        if rule.id not in ours:
            try:
                for example in rule.examples:
                    _check_tightens(rule, example, without, packs, evaluate)
                check_rule(rule, packs, evaluate)
            except InputError as error:
                yield error


def check_rule(rule: PackRule, packs: P, evaluate: Evaluate[P]) -> None:
    """Raises InputError unless the rule has a time to act, its examples are true, and the unknown never allows."""
    _check_dates(rule)
    for example in rule.examples:
        check_example(rule, example, packs, evaluate)
        _check_nulls(rule, example, packs, evaluate)


def _check_dates(rule: PackRule) -> None:
    start, end = rule.effective_from, rule.effective_to
    if start is None and rule.kind != "note":
        raise InputError(f"{rule.id} never acts", place=rule.place, remedy="give it an effective_from")
    if start is not None and end is not None and end <= start:
        raise InputError(
            f"{rule.id} ends before it starts", place=rule.place, remedy="it acts up to the day before effective_to"
        )


def check_example(rule: PackRule, example: PackExample, packs: P, evaluate: Evaluate[P]) -> None:
    """Raises InputError unless the rule applies to the example, or does not, as the example says."""
    verdict = evaluate(example.inputs, packs, example.as_of)
    fired = rule.id in verdict.rules or rule.id in verdict.lifted
    if fired is not example.fires:
        does = "applies" if fired else "does not apply"
        problem = f"{rule.id} {does} on {example.as_of} to {dict(example.inputs)}, but its example says otherwise"
        raise InputError(problem, place=rule.place, remedy="mend the condition or the example")


def _check_tightens(rule: PackRule, example: PackExample, without: P, packs: P, evaluate: Evaluate[P]) -> None:
    before = evaluate(example.inputs, without, example.as_of).verdict
    after = evaluate(example.inputs, packs, example.as_of).verdict
    if STRICTNESS[after] < STRICTNESS[before]:
        problem = f"with {rule.id}, {before} becomes {after} for {dict(example.inputs)}"
        raise InputError(problem, place=rule.place, remedy="a pack of your own may only tighten")


def _check_nulls(rule: PackRule, example: PackExample, packs: P, evaluate: Evaluate[P]) -> None:
    answer = evaluate(example.inputs, packs, example.as_of).verdict
    if answer == "allow":
        return
    for fact in sorted(set(example.inputs) - MAY_BE_NULL):
        if evaluate({**example.inputs, fact: None}, packs, example.as_of).verdict == "allow":
            problem = f"with {rule.id}, not knowing {fact} turns {answer} into allow"
            raise InputError(
                problem, place=rule.place, remedy="write the condition so that the unknown counts against us"
            )
