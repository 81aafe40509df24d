"""The verdict on one context, against the researched rules and cases themselves."""

from __future__ import annotations

import calendar
import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from aboveboard.domain.errors import InputError
from aboveboard.domain.verdict import Verdict, decode_verdict
from aboveboard.guard.clocks import latest
from aboveboard.guard.columns import evaluate_frame
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row
from aboveboard.guard.rule import Term

DAY = date(2026, 11, 23)
Json = dict[str, Any]


class Reference:
    """A second evaluator, written from the prose of `meta.evaluation` and reading the researched JSON alone."""

    def __init__(self, table: Json) -> None:
        self.meta, self.rules = table["meta"], table["rules"]
        of_states = [rule for rule in self.rules if rule["layer"] in ("law", "guidance")]
        self.covered = {code for rule in of_states for code in rule["jurisdiction"] if len(code) == 2}

    def fill(self, given: Mapping[str, object], day: date) -> Json:
        filled: Json = {}
        for name, fact in self.meta["facts"].items():
            value = given.get(name, fact["default"])
            if value is None:
                value = fact.get("unknown_counts_as", fact["default"])
            filled[name] = value
        filled["as_of"] = day.isoformat()
        filled["_country_has_pack"] = filled["recipient_country"] in self.covered
        filled["_channel_named"] = any(
            rule["layer"] in ("law", "guidance")
            and self.acts(rule, day)
            and {filled["recipient_country"], filled["recipient_region"]} & set(rule["jurisdiction"])
            and self.names(rule["applies_when"], filled["channel"])
            for rule in self.rules
        )
        return filled

    def acts(self, rule: Json, day: date) -> bool:
        start, end, today = rule["effective_from"], rule["effective_to"], day.isoformat()
        return rule["kind"] != "note" and start is not None and start <= today and (end is None or today < end)

    def names(self, tree: Json, channel: object) -> bool:
        for key in ("all", "any"):
            if key in tree:
                return any(self.names(part, channel) for part in tree[key])
        if "not" in tree:
            return self.names(tree["not"], channel)
        if tree["fact"] != "channel" or tree["op"] not in ("eq", "in"):
            return False
        return channel == tree["value"] if tree["op"] == "eq" else channel in tree["value"]

    def holds(self, tree: Json, facts: Json) -> bool:
        if "all" in tree:
            return all(self.holds(part, facts) for part in tree["all"])
        if "any" in tree:
            return any(self.holds(part, facts) for part in tree["any"])
        if "not" in tree:
            return not self.holds(tree["not"], facts)
        left, right, op = facts[tree["fact"]], tree["value"], tree["op"]
        if op in ("eq", "ne"):
            return (left == right) is (op == "eq")
        if op == "in":
            return left in right
        if left is None:
            return False
        return {"le": left <= right, "lt": left < right, "ge": left >= right}[op]

    def reaches(self, rule: Json, facts: Json) -> bool:
        codes: set[object] = set()
        if "recipient" in rule["connects"]:
            codes |= {facts["recipient_country"], facts["recipient_region"]}
        if "sender" in rule["connects"]:
            codes.add(facts["sender_country"])
        return "*" in rule["jurisdiction"] or bool((codes - {None}) & set(rule["jurisdiction"]))

    def verdict(self, given: Mapping[str, object], day: date) -> Verdict:
        facts = self.fill(given, day)
        near = [rule for rule in self.rules if self.acts(rule, day) and self.reaches(rule, facts)]
        fired = [rule for rule in near if self.holds(rule["applies_when"], facts)]
        lifts = {target for rule in fired for target in rule["requires"].get("lifts", ())}
        active = [rule for rule in fired if rule["id"] not in lifts]

        def ids(kind: str) -> tuple[str, ...]:
            return tuple(sorted(rule["id"] for rule in active if rule["kind"] == kind))

        include = {e for rule in active for e in rule["requires"].get("must_include", ())}
        has = facts["message_has"]
        missing = set() if has is None else include - set(has)
        lacking = tuple(sorted(r["id"] for r in active if missing & set(r["requires"].get("must_include", ()))))
        return Verdict(
            **self.answer(ids("withhold"), ids("review"), lacking),
            rules=tuple(sorted(rule["id"] for rule in active)),
            lifted=tuple(sorted(rule["id"] for rule in fired if rule["id"] in lifts)),
            must_include=tuple(sorted(include)),
            missing=tuple(sorted(missing)),
            must_do=tuple(sorted({d for rule in active for d in rule["requires"].get("must_do", ())})),
            deadlines=self.deadlines(active, facts["event_date"]),
        )

    def answer(self, withheld: tuple[str, ...], reviewed: tuple[str, ...], lacking: tuple[str, ...]) -> Json:
        for word, rules in (("withhold", withheld), ("review", reviewed), ("withhold", lacking)):
            if rules:
                return {"verdict": word, "deciding": rules}
        return {"verdict": "allow", "deciding": ()}

    def deadlines(self, active: list[Json], event: object) -> dict[str, str]:
        if not isinstance(event, date):
            return {}
        found = {}
        for rule in active:
            for key, suffix in (("deadline", ""), ("acknowledge", "#acknowledge")):
                if key in rule["requires"]:
                    found[rule["id"] + suffix] = self.after(event, **rule["requires"][key]).isoformat()
        return found

    def after(self, day: date, clock: str, n: int, **told: object) -> date:
        if clock == "business_days":
            for _ in range(n):
                day += timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))
            return day
        if clock in ("calendar_days", "hours"):
            return day + timedelta(days=n if clock == "calendar_days" else n // 24)
        months = day.year * 12 + day.month - 1 + n * (12 if clock == "years" else 1)
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@pytest.fixture(scope="module")
def researched(shared: Path) -> Json:
    """The researched rules."""
    table: Json = json.loads((shared / "rules" / "regulations.json").read_text())
    return table


@pytest.mark.shared
@pytest.mark.parametrize("day", [DAY, date(2026, 5, 14), date(2024, 7, 1), date(2027, 6, 1)])
def test_rows_agree_with_a_second_evaluator(
    researched: Json, packs: RulePacks, contexts: Callable[[int, int], list[Json]], day: date
) -> None:
    """On random contexts and several days, the packs say what the researched rules say, in every field."""
    reference = Reference(researched)
    for context in contexts(150, day.toordinal()):
        assert reference.verdict(context, day) == evaluate_row(context, packs, day)


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(20))
def test_columns_agree_with_a_second_evaluator(
    researched: Json, packs: RulePacks, mixed_frames: Callable[[int, int], tuple[pl.DataFrame, date]], seed: int
) -> None:
    """On 20,000 random contexts of twenty days, columns say what the researched rules say, in every field."""
    reference = Reference(researched)
    frame, day = mixed_frames(1_000, 100 + seed)
    told = [decode_verdict(text) for text in evaluate_frame(frame, packs, day)]
    assert [reference.verdict(_no_nan(row), day) for row in frame.iter_rows(named=True)] == told


def _no_nan(row: Json) -> Json:
    """The researched rules know null, and no number that is none."""
    return {name: None if value != value else value for name, value in row.items()}


def _case_ids(folder: Path) -> list[Json]:
    cases: list[Json] = json.loads((folder / "rules" / "cases.json").read_text())["cases"]
    return cases


@pytest.mark.shared
def test_every_researched_case_has_its_answer(shared: Path, packs: RulePacks) -> None:
    """All cases come out strictly as expected, in every field they state."""
    for case in _case_ids(shared):
        verdict, expected = evaluate_row(case["inputs"], packs, DAY), case["expected"]
        problems = [
            expected.get("verdict", verdict.verdict) != verdict.verdict,
            not set(expected.get("rules", ())) <= set(verdict.rules),
            bool(set(expected.get("rules_absent", ())) & set(verdict.rules)),
            not set(expected.get("must_include", ())) <= set(verdict.must_include),
            bool(set(expected.get("must_not_include", ())) & set(verdict.must_include)),
            sorted(expected.get("missing", verdict.missing)) != list(verdict.missing),
            not expected.get("deadlines", {}).items() <= verdict.deadlines.items(),
            not set(expected.get("must_do", ())) <= set(verdict.must_do),
            bool(set(expected.get("must_not_do", ())) & set(verdict.must_do)),
        ]
        assert [] == [n for n, problem in enumerate(problems) if problem], case["id"]


@pytest.mark.shared
def test_the_fact_table_is_the_researched_one(researched: Json, packs: RulePacks) -> None:
    """Names, defaults and refusing values of the facts are those of the research."""
    meta = researched["meta"]
    ours = {n: (f.default, f.unknown_counts_as, f.meaning) for n, f in packs.facts.facts.items()}
    assert {n: (f["default"], f.get("unknown_counts_as"), f["meaning"]) for n, f in meta["facts"].items()} == ours
    assert meta["elements"] == packs.elements
    assert meta["duties"] == packs.duties
    assert set(meta["covered_countries"]) == packs.countries


def test_a_gap_in_the_packs_is_no_permission(packs: RulePacks) -> None:
    """A country without rules, or none at all, is for a person to decide."""
    assert "review" == evaluate_row({"recipient_country": "TH"}, packs, DAY).verdict
    assert "review" == evaluate_row({}, packs, DAY).verdict


def test_a_lifted_rule_is_told_but_does_not_act(packs: RulePacks) -> None:
    """The soft opt-in drops the consent rule from the active ones and names it as lifted."""
    past_buyer = {
        "recipient_country": "GB",
        "recipient_kind": "sole_trader",
        "collected_in_sale": True,
        "similar_products": True,
        "optout_offered_at_collection": True,
    }
    verdict = evaluate_row(past_buyer, packs, DAY)
    assert "allow" == verdict.verdict
    assert ("gb-pecr-22-consent",) == verdict.lifted
    assert "gb-pecr-22-soft-opt-in" in verdict.rules


def test_a_draft_that_lacks_an_element_is_withheld(packs: RulePacks) -> None:
    """Only where nothing else refuses does a missing element decide, and it names the rules that ask for it."""
    context = {"recipient_country": "GB", "recipient_kind": "corporate", "address_kind": "role", "data_level": "entity"}
    required = evaluate_row(context, packs, DAY).must_include
    assert "allow" == evaluate_row({**context, "message_has": list(required)}, packs, DAY).verdict
    lacking = evaluate_row({**context, "message_has": [e for e in required if e != "sender_identity"]}, packs, DAY)
    assert ("withhold", ("sender_identity",)) == (lacking.verdict, lacking.missing)
    assert "gb-pecr-23-identity" in lacking.deciding


def test_an_acknowledgement_has_its_own_date(packs: RulePacks) -> None:
    """California's request is acknowledged within ten business days and answered within 45 days."""
    request = {
        "recipient_country": "US",
        "recipient_region": "US-CA",
        "event": "dsar",
        "event_date": "2026-11-02",
        "ccpa_business": True,
    }
    expected = {"us-ca-ccpa-dsar": "2026-12-17", "us-ca-ccpa-dsar#acknowledge": "2026-11-16"}
    assert expected == evaluate_row(request, packs, DAY).deadlines


@pytest.mark.parametrize(
    ("event", "clock", "n", "expected"),
    [
        (date(2026, 10, 16), "business_days", 1, date(2026, 10, 19)),
        (date(2026, 10, 17), "business_days", 5, date(2026, 10, 23)),
        (date(2026, 1, 31), "months", 1, date(2026, 2, 28)),
        (date(2024, 2, 29), "years", 1, date(2025, 2, 28)),
        (date(2026, 12, 31), "hours", 72, date(2027, 1, 3)),
        (date(2026, 12, 31), "calendar_days", 45, date(2027, 2, 14)),
        (date(9999, 12, 31), "years", 3, None),
    ],
)
def test_clocks_count_as_the_rules_say(event: date, clock: str, n: int, expected: date | None) -> None:
    """Business days skip week-ends, months end on their last day, hours are wall clock, and the calendar has an end."""
    assert expected == latest(event, Term(clock, n))


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        ({"consnt": "none"}, "did you mean 'consent'?"),
        ({"consent": "exprss"}, "did you mean 'express'?"),
        ({"bulk": 1}, "it is of type bool"),
        ({"event_date": "2026-02-30"}, "event_date is no day of the calendar"),
        ({"message_has": "unsubscribe"}, "it is a list of elements"),
    ],
)
def test_what_no_fact_can_be_is_an_error(packs: RulePacks, inputs: dict[str, object], problem: str) -> None:
    """An unknown fact or a value that its fact cannot have is refused with the nearest valid thing, never ignored."""
    with pytest.raises(InputError, match=problem.replace("?", r"\?")):
        evaluate_row(inputs, packs, DAY)


def test_a_number_that_is_none_is_unknown(packs: RulePacks) -> None:
    """NaN is not below a threshold: it counts as not known, and so against the sender."""
    gmail = {"recipient_country": "US", "mailbox_provider": "gmail", "spam_rate": float("nan")}
    assert "withhold" == evaluate_row(gmail, packs, DAY).verdict
