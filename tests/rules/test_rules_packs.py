"""The packs as they ship: every example is replayed, and nothing of the research was lost on the way."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aboveboard.checks.rule_pack import MAY_BE_NULL
from aboveboard.guard.pack_file import read_toml
from aboveboard.guard.packs import VOCABULARY, RulePacks, load_packs, rule_files
from aboveboard.guard.row import evaluate_row

# Two places where the researched rules of France are stricter on what is known than on what is not: a person's address
# against an address of unknown kind, and a past buyer in business against one whose capacity is unknown.
KNOWN_GAPS = {("address_kind", "fr-cnil-b2b-irrelevant"), ("recipient_capacity", "fr-sole-trader-review")}


KNOWN_FIELDS = {
    "id", "regime", "jurisdiction", "connects", "layer", "kind", "applies_when", "requires", "citation",
    "effective_from", "effective_to", "date_history", "verified", "verification", "plain_language", "lesson",
}  # fmt: skip


@pytest.fixture(scope="module")
def packs() -> RulePacks:
    """The packs of the house."""
    return load_packs()


def test_every_example_says_what_happens(packs: RulePacks) -> None:
    """Each rule applies to the examples that say so, and to none that say otherwise."""
    wrong = []
    for rule in packs.rules:
        for example in rule.examples:
            verdict = evaluate_row(example.inputs, packs, example.as_of)
            if (rule.id in verdict.rules or rule.id in verdict.lifted) is not example.fires:
                wrong.append((rule.id, example.fires))
    assert [] == wrong


def test_the_examples_of_a_rule_are_near_misses(packs: RulePacks) -> None:
    """What tells the two examples of a rule apart is one fact."""
    far = []
    for rule in packs.rules:
        if rule.examples:
            first, second = (example.inputs for example in rule.examples)
            if 1 != sum(first.get(name) != second.get(name) for name in {*first, *second}):
                far.append(rule.id)
    assert [] == far


def test_not_knowing_what_an_example_knows_does_not_allow(packs: RulePacks) -> None:
    """Any fact of an example made null leaves a withhold or review what it is, two known gaps apart."""
    gaps = set()
    for rule in packs.rules:
        for example in rule.examples:
            known = {**example.inputs, "recipient_kind": example.inputs.get("recipient_kind", "corporate")}
            before = evaluate_row(known, packs, example.as_of)
            for fact in set(known) - MAY_BE_NULL:
                if before.verdict != "allow" == evaluate_row({**known, fact: None}, packs, example.as_of).verdict:
                    gaps |= {(fact, deciding) for deciding in before.deciding}
    assert set() == gaps - KNOWN_GAPS


def test_one_file_a_regime() -> None:
    """Each regime has its own file, and each file its own regime."""
    regimes = [read_toml(text, name)["regime"] for name, text in rule_files().items() if name not in VOCABULARY]
    assert sorted(set(map(str, regimes))) == sorted(map(str, regimes))


def test_lessons_and_sentences_are_whole(packs: RulePacks) -> None:
    """Each rule has a sentence that ends, and a lesson with three answers that differ."""
    unfinished = [rule.id for rule in packs.rules if not re.search(r"[.!?)]$", rule.plain)]
    assert [] == unfinished
    assert {3} == {len(set(rule.lesson.answers)) for rule in packs.rules}


def test_a_sentence_is_read_in_one_breath(packs: RulePacks) -> None:
    """No rule needs more than thirty words, and no lesson's reason is but a number of a section."""
    assert [] == [rule.id for rule in packs.rules if len(rule.plain.split()) > 30]
    assert [] == [rule.id for rule in packs.rules if len(rule.lesson.why.split()) < 4]


def test_the_right_answer_is_not_told_by_its_place_or_length(packs: RulePacks) -> None:
    """The right answers stand first, second and last about as often, and the longest one is as often a wrong one."""
    places = Counter(rule.lesson.correct for rule in packs.rules)
    longest = [rule for rule in packs.rules if rule.lesson.correct == _longest(rule.lesson.answers)]
    assert [] == [place for place in range(3) if not 0.25 < places[place] / len(packs.rules) < 0.42]
    assert 0.6 > len(longest) / len(packs.rules)


def _longest(answers: tuple[str, ...]) -> int:
    return max(range(len(answers)), key=lambda n: len(answers[n]))


def test_no_address_of_a_rule_is_anybodys() -> None:
    """Every mail address in the packs is one of the domains that nobody can have (RFC 2606)."""
    found = [address for text in rule_files().values() for address in re.findall(r"@[\w-]+(?:\.[\w-]+)+", text)]
    assert found
    assert [] == [address for address in found if not address.endswith(".example")]


@pytest.mark.shared
def test_nothing_of_the_research_is_lost(shared: Path, packs: RulePacks) -> None:
    """Each rule of the research is there with all fields; only sentence and lesson may be in other words."""
    table = json.loads((shared / "rules" / "regulations.json").read_text())["rules"]
    assert {rule["id"] for rule in table} == set(packs.by_id)
    told = set(packs.by_id)
    assert KNOWN_FIELDS == {name for rule in table for name in rule}
    for theirs in table:
        ours = packs.by_id[theirs["id"]]
        asked = dict(theirs["requires"])
        assert asked.pop("verdict", ours.kind) == ours.kind
        assert asked == ours.details
        assert len(theirs["lesson"]["answers"]) == len(ours.lesson.answers)
        assert set(facts_of(theirs["applies_when"])) == ours.when.names
        assert theirs["verified"] is (ours.verification.level != "memory")
        told.discard(theirs["id"])
        for name in ("regime", "kind", "layer", "citation"):
            assert theirs[name] == getattr(ours, name)
        assert set(theirs["jurisdiction"]) == ours.jurisdiction
        assert theirs["connects"] == list(ours.connects)
        assert [theirs["effective_from"], theirs["effective_to"]] == [
            day.isoformat() if day else None for day in (ours.effective_from, ours.effective_to)
        ]
        assert theirs["verification"] == {
            "level": ours.verification.level,
            "date_verified": ours.verification.date_verified,
        }
        history = [(date.fromisoformat(entry["date"]), entry["event"]) for entry in theirs.get("date_history", ())]
        assert history == list(ours.date_history)
    assert set() == told


def facts_of(tree: dict[str, Any]) -> Iterator[str]:
    """The facts that a condition of the research asks for."""
    if "fact" in tree:
        yield tree["fact"]
    for part in [*tree.get("all", []), *tree.get("any", []), *([tree["not"]] if "not" in tree else [])]:
        yield from facts_of(part)
