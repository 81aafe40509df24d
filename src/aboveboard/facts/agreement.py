"""What several sources say together: one value with those that give it, and those that give another beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from aboveboard.domain.attributes import ATTRIBUTES, TRUST
from aboveboard.domain.fact import JSON, Fact
from aboveboard.domain.legal_form import LEGAL_FORMS
from aboveboard.facts import likeness
from aboveboard.facts.confidence import alone, derived, may_be_said, together
from aboveboard.text import week

LEGAL_FORM: Final = "business.legal_form"
Statement: TypeAlias = "tuple[JSON, list[Fact]]"  # what is said, and the facts that say it


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is held of one attribute, or of one day of the week: a value, or None where neither side wins.

    `support` are the facts that give the value, the most trusted first, `against` those that give another.
    """

    attribute: str
    day: str = ""
    value: JSON
    confidence: int
    support: tuple[Fact, ...] = ()
    against: tuple[Fact, ...] = ()

    @property
    def usable(self) -> bool:
        """True if a message may rest on it."""
        return self.value is not None and may_be_said(self.attribute, self.confidence)

    @property
    def as_of(self) -> date:
        """The day of the youngest fact that speaks."""
        return max(fact.as_of for fact in self.support or self.against)

    @property
    def expires(self) -> date:
        """The first day on which nobody who gives the value speaks any more."""
        return max(fact.expires for fact in self.support or self.against)


def agree(facts: Iterable[Fact], today: date) -> list[Agreed]:
    """Everything the facts say, by attribute: one value where one is true, else each value with its sources.

    An expired fact says nothing any more: it stands alone, with no confidence.
    """
    by_attribute: dict[str, list[Fact]] = {}
    known = list(facts)
    for fact in known:
        by_attribute.setdefault(fact.attribute, []).append(fact)
    grounds = {fact.id: fact for fact in known} if any(fact.from_facts for fact in known) else {}
    return [one for name in sorted(by_attribute) for one in _agreed(name, by_attribute[name], grounds, today)]


def _agreed(name: str, facts: list[Fact], grounds: Mapping[str, Fact], today: date) -> Iterator[Agreed]:
    single = ATTRIBUTES[name].single
    fresh = [fact for fact in facts if today < fact.expires and not (name == LEGAL_FORM and fact.value == "unknown")]
    if single == "day":
        yield from _by_day(name, fresh, today)
    elif single and fresh:
        yield _settled(name, _said(name, fresh), today)
    else:
        yield from _each(name, fresh, grounds, today)
    for value, old in _said(name, [fact for fact in facts if fact.expires <= today]):
        yield Agreed(attribute=name, value=value, confidence=0, support=tuple(old))


def _said(name: str, facts: Iterable[Fact]) -> list[Statement]:
    """The different values, each with the facts that give it, the most trusted of them first; its words are used."""
    alike: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (_rank(fact), fact.source_kind != "page")):
        alike.setdefault(likeness.of(name, fact.value), []).append(fact)
    return [(found[0].value, found) for found in alike.values()]


def _rank(fact: Fact) -> int:
    ranks = TRUST.get(fact.attribute, {})
    return ranks.get(fact.source_kind, len(ranks))


def _weights(facts: Iterable[Fact], today: date) -> list[int]:
    """The confidence in each kind of source that speaks; a hundred pages of one site are one source."""
    best: dict[str, int] = {}
    for fact in facts:
        best[fact.source_kind] = max(best.get(fact.source_kind, 0), alone(fact, today))
    return list(best.values())


def _settled(name: str, said: Sequence[Statement], today: date, day: str = "") -> Agreed:
    """The value of the most trusted source, else of the weightier side, else none; a disputed legal form is none."""
    weighed = [(_rank(facts[0]), -sum(_weights(facts, today)), place) for place, (_, facts) in enumerate(said)]
    best, *others = sorted(weighed)
    if others and (name == LEGAL_FORM or others[0][:2] == best[:2]):
        everybody = tuple(fact for _, facts in said for fact in facts)
        return Agreed(attribute=name, day=day, value=None, confidence=0, against=everybody)
    value, support = said[best[2]]
    against = [fact for place, (_, facts) in enumerate(said) if place != best[2] for fact in facts]
    confidence = together(_weights(support, today), _weights(against, today))
    return Agreed(
        attribute=name, day=day, value=value, confidence=confidence, support=tuple(support), against=tuple(against)
    )


def _each(name: str, facts: list[Fact], grounds: Mapping[str, Fact], today: date) -> Iterator[Agreed]:
    for value, support in _said(name, facts):
        if support[0].from_facts:
            confidence = derived([grounds[one] for one in support[0].from_facts if one in grounds], today)
        else:
            confidence = together(_weights(support, today), ())
        yield Agreed(attribute=name, value=value, confidence=confidence, support=tuple(support))


def _by_day(name: str, facts: list[Fact], today: date) -> Iterator[Agreed]:
    """For each day what each source says of it: page and markup are equal, so where they differ neither wins."""
    kinds = sorted({fact.source_kind for fact in facts}, reverse=True)  # the page's words before the markup's
    weeks = {kind: week.by_day(_entries(facts, kind)) for kind in kinds}
    for day in week.DAYS:
        said: dict[str, Statement] = {}
        for kind in kinds:
            if day in weeks[kind]:
                words = hours_words(weeks[kind][day])
                speakers = [fact for fact in facts if fact.source_kind == kind and hours_of(fact, day)]
                said.setdefault(words.replace("23:59", "00:00"), (words, []))[1].extend(speakers)
        if said:
            yield _settled(name, list(said.values()), today, day)


def hours_of(fact: Fact, day: str) -> str:
    """What one fact about opening hours says of a day; "" for nothing."""
    hours = week.by_day([dict(fact.value)] if isinstance(fact.value, dict) else []).get(day)
    return hours_words(hours) if hours is not None else ""


def _entries(facts: Iterable[Fact], kind: str) -> Iterator[week.Entry]:
    return (dict(fact.value) for fact in facts if fact.source_kind == kind and isinstance(fact.value, dict))


def hours_words(hours: week.DayHours) -> str:
    """The hours of a day as a fact states them: "closed", or "09:00-12:00, 13:00-17:30"."""
    return "closed" if hours == "closed" else ", ".join(f"{opens}-{closes}" for opens, closes in hours)


def legal_form(facts: Iterable[Fact]) -> str:
    """The form on which all sources that speak agree; "unknown" where none speaks or two disagree."""
    said = {
        fact.value
        for fact in facts
        if fact.attribute == LEGAL_FORM and fact.value in LEGAL_FORMS and fact.value != "unknown"
    }
    return str(said.pop()) if len(said) == 1 else "unknown"
