"""What changes between two versions of the rules, or between two days under one: in words, loosening first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from aboveboard.guard.packs import RulePacks
from aboveboard.guard.rule import Place, Rule, Term

Weight: TypeAlias = Literal["loosens", "may loosen", "tightens", "words"]
WEIGHTS: Final[tuple[Weight, ...]] = ("loosens", "may loosen", "tightens", "words")
FREEING: Final = frozenset({"lift", "permit"})
SEVERITY: Final = {"permit": 0, "lift": 0, "note": 1, "deadline": 2, "obligate": 2, "require": 3, "review": 4,
                   "withhold": 5}  # fmt: skip
LISTS: Final = ("must_include", "must_do", "lifts")
FIELDS: Final = (
    "kind", "when", "jurisdiction", "connects", "effective_from", "effective_to", "must_include", "must_do", "lifts",
    "deadline", "acknowledge", "layer", "citation", "plain", "verification", "date_history", "details", "regime",
    "lesson", "examples",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One change of one rule; `rules` are the rule as it was and as it will be, as far as there is one."""

    rule: str
    weight: Weight
    sentence: str
    rules: tuple[Rule, ...]


def compare(before: RulePacks, after: RulePacks, day: date) -> list[RuleChange]:
    """Every difference between two versions, loosening ones first; `day` is that on which channels are compared."""
    found = [*_newly_covered(before, after, day)]
    for name in sorted({*before.by_id, *after.by_id}):
        old, new = before.by_id.get(name), after.by_id.get(name)
        if old is None and new is not None:
            found.append(_whole(new, "added", loosens=new.kind in FREEING))
        elif new is None and old is not None:
            found.append(_whole(old, "removed", loosens=old.kind not in FREEING))
        elif old is not None and new is not None:
            found += _fields(old, new)
    return sorted(found, key=lambda change: WEIGHTS.index(change.weight))


def over_time(packs: RulePacks, first: date, last: date) -> list[tuple[date, RuleChange]]:
    """What the calendar changes after `first` and up to `last`: rules that start or end, and dates that were moved."""
    found: list[tuple[date, RuleChange]] = []
    for rule in packs.rules:
        found += [(day, change) for day, change in _dated(rule) if first < day <= last]
    return sorted(found, key=lambda item: (item[0], item[1].rule))


def _dated(rule: Rule) -> Iterator[tuple[date, RuleChange]]:
    acts, frees = rule.kind != "note", rule.kind in FREEING
    if acts and rule.effective_from is not None:
        yield (
            rule.effective_from,
            RuleChange(rule.id, "loosens" if frees else "tightens", f"starts: {rule.plain}", (rule,)),
        )
    if acts and rule.effective_to is not None:
        yield rule.effective_to, RuleChange(
            rule.id, "tightens" if frees else "loosens", f"ends, and acts on the day before for the last time: "
            f"{rule.plain}", (rule,)
        )  # fmt: skip
    for day, event in rule.date_history:
        yield day, RuleChange(rule.id, "words", f"its dates moved: {event}", (rule,))


def _whole(rule: Rule, what: str, *, loosens: bool) -> RuleChange:
    weight: Weight = "words" if rule.kind == "note" else "loosens" if loosens else "tightens"
    return RuleChange(rule.id, weight, f"{what} ({rule.kind}, {rule.citation}): {rule.plain}", (rule,))


def _newly_covered(before: RulePacks, after: RulePacks, day: date) -> Iterator[RuleChange]:
    """Countries and channels of which law or guidance speaks for the first time: the house's review ends there."""
    for country in sorted(after.countries):
        place = Place(country)
        gained = after.channels_named(day, place) - before.channels_named(day, place)
        if country not in before.countries:
            sentence = f"rules now name {country}: the review of countries without rules ends there"
            yield RuleChange(f"country {country}", "loosens", sentence, ())
        elif gained:
            sentence = f"rules of {country} now name {', '.join(sorted(gained))}: the review of unnamed channels ends"
            yield RuleChange(f"country {country}", "may loosen", sentence, ())


def _fields(old: Rule, new: Rule) -> Iterator[RuleChange]:
    for name in FIELDS:
        was, now = _value(old, name), _value(new, name)
        if was != now:
            sentence = f"{name.replace('_', ' ')}: {_words(was)} becomes {_words(now)}"
            yield RuleChange(new.id, _weight(name, old, new), sentence, (old, new))


def _value(rule: Rule, name: str) -> object:
    if name == "when":
        return rule.when.source
    if name == "details":  # without the lists that are compared by themselves
        return {key: part for key, part in rule.details.items() if key not in LISTS}
    value: object = getattr(rule, name)
    return value


def _weight(name: str, old: Rule, new: Rule) -> Weight:
    if name == "kind":
        return "tightens" if SEVERITY[new.kind] > SEVERITY[old.kind] else "loosens"
    if name in ("jurisdiction", "connects"):
        return _reach(set(getattr(old, name)), set(getattr(new, name)), frees=new.kind in FREEING)
    if name in ("effective_from", "effective_to"):
        return _longer(old, new, name, frees=new.kind in FREEING)
    if name in ("must_include", "must_do", "lifts"):
        return _reach(set(getattr(old, name)), set(getattr(new, name)), frees=name == "lifts")
    return "may loosen" if name in ("when", "deadline", "acknowledge", "layer") and new.kind != "note" else "words"


def _reach(old: set[str], new: set[str], *, frees: bool) -> Weight:
    if not (old - new and new - old):
        return "loosens" if bool(new - old) is frees else "tightens"
    return "may loosen"


def _longer(old: Rule, new: Rule, name: str, *, frees: bool) -> Weight:
    """A prohibition that starts later or ends earlier loosens, and so does a freedom that starts earlier or stays."""
    was, now = getattr(old, name) or date.max, getattr(new, name) or date.max
    longer = now < was if name == "effective_from" else now > was
    return "loosens" if longer is frees else "tightens"


def _words(value: object) -> str:
    if value is None or value == () or value == "":
        return "nothing"
    if isinstance(value, Term):
        return f"{value.n} {value.clock.replace('_', ' ')}"
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, tuple):
        return f"{len(value)} entries" if not all(isinstance(one, str) for one in value) else ", ".join(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {part}" for key, part in value.items()) or "nothing"
    return f"“{' '.join(value.split())}”" if isinstance(value, str) else str(value)
