"""Rates per group, with their doubt."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.audit.door import audit
from aboveboard.audit.groups import Bounds, GroupTally
from aboveboard.kernel.intervals import wilson


def tally(rows: list[tuple[dict[str, str], bool]]) -> GroupTally:
    """The tally of (groups, selected) pairs."""
    counted = GroupTally()
    for groups, selected in rows:
        counted.add(groups, selected=selected)
    return counted


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_wilson_agrees_with_published_values(successes: int, n: int, low: float, high: float) -> None:
    """The interval equals the values of Newcombe (1998), method 3, to four places."""
    assert (low, high) == tuple(round(value, 4) for value in wilson(successes, n))


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_rate(successes: int, more: int) -> None:
    """The interval lies within 0..1 and holds the observed rate."""
    n = successes + more
    low, high = wilson(successes, n)

    assert 0.0 <= low <= (successes / n if n else 0.5) <= high <= 1.0


def test_a_small_group_is_insufficient_and_does_not_vanish() -> None:
    """A group below the minimum is listed as insufficient, even when its rate looks alarming."""
    rows = [({"size": "small"}, False)] * 5 + [({"size": "large"}, True)] * 100
    lines = {line.value: line.result for line in tally(rows).lines(Bounds())}

    assert {"small": "insufficient", "large": "within"} == lines


def test_a_clear_gap_is_outside() -> None:
    """A group selected a third as often, with much evidence, is outside the bound."""
    rows = [({"g": "a"}, n % 10 < 3) for n in range(1000)] + [({"g": "b"}, n % 10 < 9) for n in range(1000)]

    assert {"a": "outside", "b": "within"} == {line.value: line.result for line in tally(rows).lines(Bounds())}


def test_nobody_selected_is_insufficient() -> None:
    """Where nobody was selected there is no best group to compare with."""
    assert {"insufficient"} == {line.result for line in tally([({"g": "a"}, False)] * 50).lines(Bounds())}


def test_the_door_answers_unreadable_lines_and_goes_on() -> None:
    """A bad line gets an error with its id; the others are counted."""
    good = [json.dumps({"id": str(n), "group": {"g": "a"}, "selected": True, "score": n}) for n in range(3)]
    lines, errors = audit([*good, '{"id": "x", "group": {}, "selectd": true}', "{"], Bounds())

    assert ["x", None] == [error["id"] for error in errors]
    assert [("selection_rate", 3), ("mean_score", 3)] == [(line["measure"], line["n"]) for line in lines]
