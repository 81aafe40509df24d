"""When and where a rule speaks: first and last day, country and region, and which channels it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aboveboard.guard.clocks import latest
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row
from aboveboard.guard.rule import Place, Rule, Term


@pytest.fixture(scope="module")
def rule(packs: RulePacks) -> Rule:
    """A rule of Britain with a first and a last day."""
    start, end = date(2024, 2, 29), date(2026, 3, 1)
    return replace(packs.by_id["gb-pecr-22-consent"], effective_from=start, effective_to=end)


def test_a_rule_acts_from_its_first_day_to_the_day_before_its_end(rule: Rule) -> None:
    """The first day is in, `effective_to` is out, and a rule without a first day or of kind note never acts."""
    days = [date(2024, 2, 28), date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 1)]
    assert [False, True, True, False] == [rule.in_force(day) for day in days]
    assert not replace(rule, effective_from=None).in_force(days[1])
    assert not replace(rule, kind="note").in_force(days[1])
    assert replace(rule, effective_to=None).in_force(date.max)


@pytest.mark.parametrize("start", ["2026-06-19", "2026-08-02", "2026-08-11", "2027-01-01"])
def test_each_rule_of_the_packs_begins_on_its_day(packs: RulePacks, start: str) -> None:
    """On the eve of a law none of its rules is among those in force, and on its day all are."""
    day = date.fromisoformat(start)
    new = [rule for rule in packs.rules if rule.effective_from == day and rule.kind != "note"]
    assert new
    for rule in new:
        code = min(rule.jurisdiction)
        place = Place(sender=code) if "recipient" not in rule.connects else Place(country=code[:2], region=code)
        assert rule in packs.in_force(day, place)
        assert rule not in packs.in_force(day - timedelta(days=1), place)


@pytest.mark.parametrize(
    ("jurisdiction", "connects", "place", "reached"),
    [
        ({"US-CA"}, ("recipient",), Place("US", "US-CA"), True),
        ({"US-CA"}, ("recipient",), Place("US", "US-TX"), False),
        ({"US-CA"}, ("recipient",), Place("US", None), False),
        ({"US-CA"}, ("recipient",), Place(None, "US-CA"), True),
        ({"US"}, ("recipient",), Place(None, "US-CA"), False),
        ({"US"}, ("recipient",), Place("GB", None, "US"), False),
        ({"US"}, ("sender",), Place("GB", None, "US"), True),
        ({"US"}, ("sender",), Place("US", None, None), False),
        ({"US"}, ("recipient", "sender"), Place("US", None, None), True),
        ({"*"}, ("recipient",), Place(), True),
    ],
)
def test_a_rule_reaches_the_side_it_looks_at(
    rule: Rule, jurisdiction: set[str], connects: tuple[str, ...], place: Place, reached: bool
) -> None:
    """Its places are compared with the recipient's country and region, or the sender's country; unknown is nowhere."""
    moved = replace(rule, jurisdiction=frozenset(jurisdiction), connects=connects)
    assert reached is moved.reaches(place)


def test_a_region_without_its_country_is_not_allowed(packs: RulePacks) -> None:
    """Where only the region is known the country's rules are not asked, so a person decides."""
    known = {"recipient_region": "GB-SCT", "recipient_kind": "corporate", "address_kind": "role"}
    verdict = evaluate_row({**known, "data_level": "entity"}, packs, date(2026, 11, 23))
    assert ("review", ("house-no-pack-review",)) == (verdict.verdict, verdict.deciding)


@pytest.mark.parametrize(
    ("event", "term", "day"),
    [
        ("2026-01-31", Term("months", 1), "2026-02-28"),
        ("2024-01-31", Term("months", 1), "2024-02-29"),
        ("2026-12-31", Term("months", 2), "2027-02-28"),
        ("2026-11-30", Term("months", 1), "2026-12-30"),
        ("2024-02-29", Term("years", 1), "2025-02-28"),
        ("2024-02-29", Term("years", 4), "2028-02-29"),
        ("2026-11-27", Term("business_days", 1), "2026-11-30"),
        ("2026-11-28", Term("business_days", 5), "2026-12-04"),
        ("2026-11-29", Term("business_days", 10), "2026-12-11"),
        ("2026-11-27", Term("hours", 72), "2026-11-30"),
        ("2026-11-27", Term("hours", 47), "2026-11-28"),
        ("2024-02-28", Term("calendar_days", 1), "2024-02-29"),
    ],
)
def test_a_term_ends_on_the_safe_day(event: str, term: Term, day: str) -> None:
    """Month ends, leap days, weekends and broken days: where a day is doubtful the earlier one is told."""
    assert date.fromisoformat(day) == latest(date.fromisoformat(event), term)


@pytest.mark.parametrize("clock", ["business_days", "calendar_days", "months", "years", "hours"])
def test_a_term_beyond_the_calendar_has_no_day(clock: str) -> None:
    """At the end of the calendar there is no date to tell, and nothing breaks."""
    assert latest(date.max, Term(clock, 72)) is None
