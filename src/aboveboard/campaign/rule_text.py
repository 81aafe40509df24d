"""Rules and packs as a person reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.home import Home
from aboveboard.campaign.rule_versions import RuleVersions, own_packs
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.rule import EVIDENCE, Example, Rule, Term

READ: Final = {
    "house": "a policy of the house, not law",
    "quoted_primary": "a word-for-word quotation of the text was read, not the official page",
    "primary_text": "the text of the law or standard itself was read",
    "secondary": "only secondary reading: a law firm, a regulator's summary, a reference",
    "memory": "nothing was read; written from memory",
}


def rule_text(name: str, rules: RulePacks) -> str:
    """All that a lawyer wants to know of one rule; raises InputError for an unknown one."""
    if name not in rules.by_id:
        raise InputError(f"there is no rule {name!r}", remedy=did_you_mean(name, rules.by_id))
    rule = rules.by_id[name]
    pack = next((pack for pack in rules.packs if rule in pack.rules), None)
    return "\n".join(
        [
            f"{rule.id} ({rule.kind}, {rule.regime}, {', '.join(sorted(rule.jurisdiction))})",
            *([f"! {rule.weak}"] if rule.weak else []),
            rule.plain,
            f"when {' '.join(rule.when.source.split())}",
            f"looks at the {' and the '.join(rule.connects)}; layer {rule.layer}",
            *_asks(rule),
            *_lifting(rule, rules),
            f"citation: {rule.citation}",
            *_dates(rule),
            f"read: {READ[rule.verification.level]}",
            f"pack {pack.name if pack else '?'}, {rule.place}",
            *(_example(example) for example in rule.examples),
            *_lesson(rule),
        ]
    )


def _asks(rule: Rule) -> Iterator[str]:
    if rule.must_include:
        yield f"the message must include: {', '.join(rule.must_include)}"
    if rule.must_do:
        yield f"has to be done: {', '.join(rule.must_do)}"
    for words, term in (("deadline", rule.deadline), ("acknowledge within", rule.acknowledge)):
        if term is not None:
            yield f"{words}: {_term(term)} from the event"
    for key, value in rule.details.items():
        if key not in ("must_include", "must_do", "lifts"):
            yield f"{key.replace('_', ' ')}: {value if isinstance(value, str) else msgspec.json.encode(value).decode()}"


def _term(term: Term) -> str:
    return f"{term.n} {term.clock.replace('_', ' ')}"


def _lifting(rule: Rule, rules: RulePacks) -> Iterator[str]:
    if rule.lifts:
        yield f"lifts: {', '.join(rule.lifts)}"
    lifted_by = sorted(other.id for other in rules.rules if rule.id in other.lifts)
    if lifted_by:
        yield f"lifted by: {', '.join(lifted_by)}"


def _dates(rule: Rule) -> Iterator[str]:
    sure = "" if rule.verification.date_verified else " (this date was not verified)"
    until = f" until the day before {rule.effective_to}" if rule.effective_to else ""
    yield f"in force from {rule.effective_from or 'never'}{until}{sure}"
    for day, event in rule.date_history:
        yield f"  {day}: {event}"


def _example(example: Example) -> str:
    facts = ", ".join(f"{name} = {msgspec.json.encode(value).decode()}" for name, value in example.inputs.items())
    return f"{'applies' if example.fires else 'does not apply'} on {example.as_of} to {facts}"


def _lesson(rule: Rule) -> Iterator[str]:
    yield f"lesson: {rule.lesson.question}"
    for n, answer in enumerate(rule.lesson.answers):
        yield f"  {'>' if n == rule.lesson.correct else ' '} {answer}"
    yield f"  {rule.lesson.why}"


def rules_in_use(campaign: Path | None, home: Path | None) -> tuple[Home, RulePacks]:
    """The home of a campaign and the rules in use there; the packaged ones where none is kept."""
    place = Home.of(campaign or Path("campaign.toml"), home)
    return place, RuleVersions.of(place).in_use(own_packs(campaign)).packs


def rule_in_use(name: str, campaign: Path | None, home: Path | None) -> str:
    """`guard rule`: one rule of those in use, as a person reads it."""
    return rule_text(name, rules_in_use(campaign, home)[1])


def pack_lines(campaign: Path | None, home: Path | None, day: date) -> list[dict[str, object]]:
    """`guard packs`: each pack with its rules, its day, what was read for them, and who answers for it on that day."""
    # Imported here, as they bring the data frames: one rule is shown in half the time without them.
    from aboveboard.campaign.run import open_store
    from aboveboard.campaign.signatures import pack_states
    from aboveboard.guard.sign_off import standing

    place, rules = rules_in_use(campaign, home)
    events = []
    if place.keys.exists():
        with open_store(place, existing=True) as store:
            events = store.rulebook.sign_offs()
    states = pack_states(rules, standing(events).values(), day)
    return [
        {
            "pack": pack.name,
            "regime": pack.regime,
            "rules": len(pack.rules),
            "jurisdictions": sorted({code for rule in pack.rules for code in rule.jurisdiction}),
            "as_of": pack.as_of.isoformat(),
            "read": _read_counts(pack.rules),
            **states[pack.name],
            "version": rules.version,
        }
        for pack in sorted(rules.packs, key=lambda pack: pack.regime)
    ]


def _read_counts(rules: Sequence[Rule]) -> dict[str, int]:
    counts = Counter(rule.verification.level for rule in rules)
    return {level: counts[level] for level in EVIDENCE if counts[level]}
