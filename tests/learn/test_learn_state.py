"""What the learner remembers, and what it does not."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.campaign import learning
from aboveboard.domain.errors import InputError
from aboveboard.kernel.encoding import Category, EncodingSchema, Flag, Number, Reward
from aboveboard.kernel.exact import InexactError, products
from aboveboard.learn.policy import Policy, inverse_gap
from aboveboard.learn.rows import Round, read_rounds
from aboveboard.learn.schema import propose, read_schema, write_schema
from aboveboard.learn.state import State

SCHEMA = EncodingSchema(
    features={"age": Number(0, 100, 0.5), "trade": Category(("baker", "dentist")), "site": Flag()},
    reward=Reward(-20, 10, 0.5),
    crosses=(("age", "trade"), ("age", "age")),
)
ROUND = st.builds(
    Round,
    id=st.uuids().map(str),
    x=st.fixed_dictionaries(
        {
            "age": st.integers(0, 200).map(lambda n: n / 2) | st.none(),
            "trade": st.sampled_from(["baker", "dentist", "plumber"]) | st.none(),
            "site": st.booleans(),
        }
    ),
    action=st.sampled_from(["a", "b", "c"]),
    reward=st.sampled_from([-20.0, -3.0, 0.0, 2.5, 10.0]),
    propensity=st.floats(0.01, 1.0),
    month=st.sampled_from(["2026-01", "2026-02"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROUND, min_size=1, max_size=40), st.data())
def test_forgetting_is_exact(rounds: list[Round], data: st.DataObject) -> None:
    """A state that forgot some rounds equals, to the bit, one that never saw them, in any order and batches."""
    gone = data.draw(st.lists(st.sampled_from(rounds), unique_by=lambda r: r.id))
    names = {r.id for r in gone}
    kept = [r for r in rounds if r.id not in names]
    cut = data.draw(st.integers(0, len(rounds)))
    never = State(SCHEMA).learned(list(reversed(kept)))
    once = State(SCHEMA).learned(rounds[cut:]).learned(rounds[:cut]).forgotten(gone)

    assert never.to_bytes() == once.to_bytes()


@settings(max_examples=20, deadline=None)
@given(st.lists(ROUND, max_size=20))
def test_a_state_survives_saving(rounds: list[Round]) -> None:
    """A state that was saved and loaded is the same to the bit."""
    state = State(SCHEMA).learned(rounds)

    assert state.to_bytes() == State.from_bytes(state.to_bytes(), "state").to_bytes()


def test_forgetting_what_was_never_learned_is_refused() -> None:
    """Rows that the state cannot hold are refused, and nothing changes."""
    one = Round("1", {"age": 30, "trade": "baker", "site": True}, "a", 0.0, 0.5)

    with pytest.raises(InputError, match="does not hold"):
        State(SCHEMA).learned([one]).forgotten([one, one])


def test_the_row_with_the_only_category_leaves_no_trace() -> None:
    """An action seen in one row only is unknown again once the row is forgotten."""
    rows = [Round(str(n), {"age": n}, "a" if n else "rare", 0.0, 0.5) for n in range(5)]

    assert ["a"] == State(SCHEMA).learned(rows).forgotten(rows[:1]).actions


def test_a_value_outside_its_range_is_refused_with_its_row() -> None:
    """A feature outside its declared range names the row and the range."""
    with pytest.raises(InputError, match=r"row '7'.*'age'.*0 \.\. 100"):
        State(SCHEMA).learned([Round("7", {"age": 101}, "a", 0.0, 0.5)])


def test_products_refuse_to_be_inexact() -> None:
    """Numbers so large that float64 could round are refused rather than added."""
    large = np.full((4, 1), 2**26, dtype=np.int64)

    with pytest.raises(InexactError):
        products(large, large)


def test_a_proposed_schema_is_kept_as_it_was_written() -> None:
    """A schema that was proposed, written and read again encodes as before."""
    rounds = [Round(str(n), {"n": n, "f": n / 7, "c": f"v{n % 3}", "b": n > 2}, "a", n / 2, 0.5) for n in range(9)]
    schema = propose(rounds)

    assert schema == read_schema(write_schema(schema), "schema.json")
    assert State(schema).learned(rounds).rows == 9


def test_a_probability_of_zero_is_refused_with_its_line() -> None:
    """A propensity of 0 names the line it stands in."""
    with pytest.raises(InputError, match="rows:2"):
        read_rounds(
            [
                '{"id":"1","x":{},"action":"a","reward":0,"propensity":1}',
                '{"id":"2","x":{},"action":"a","reward":0,"propensity":0}',
            ],
            "rows",
        )


def test_the_policy_finds_the_better_action() -> None:
    """Where one action pays for bakers and another for dentists, the greedy choice follows the trade."""
    rounds = [
        Round(f"{n}", {"trade": trade}, action, 10.0 if (trade == "baker") == (action == "a") else 0.0, 0.5)
        for n, (trade, action) in enumerate([(t, a) for t in ("baker", "dentist") for a in ("a", "b")] * 20)
    ]
    policy = Policy(State(SCHEMA).learned(rounds))
    expected = policy.expected_of(
        [Round("x", {"trade": "baker"}, "a", 0, 1), Round("y", {"trade": "dentist"}, "a", 0, 1)]
    )

    assert ["a", "b"] == [policy.actions[place] for place in expected.argmax(axis=1)]


@given(st.lists(st.lists(st.floats(-1, 1), min_size=3, max_size=3), min_size=1, max_size=5), st.floats(1, 100))
def test_inverse_gap_weights_are_probabilities(expected: list[list[float]], gamma: float) -> None:
    """Each row sums to one, and no action has a probability of zero."""
    chances = inverse_gap(np.array(expected), gamma=gamma)

    assert np.allclose(chances.sum(axis=1), 1.0)
    assert (chances > 0).all()


def test_outcomes_are_learned_and_forgotten_from_a_table(example: Path, tmp_path: Path) -> None:
    """A CSV of outcomes is fitted; forgetting a row of it leaves the digest of a fit without that row."""
    table = example.parent / "outcomes.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    schema, state, other = tmp_path / "schema.json", tmp_path / "state", tmp_path / "other"
    schema.write_text(learning.propose_schema(table), "utf-8")
    learning.fit(table, schema, state)
    first = lines[1].split(",")
    (tmp_path / "ids.txt").write_text(":".join(first[:3]) + "\n", "utf-8")
    (tmp_path / "less.csv").write_text("".join([lines[0], *lines[2:]]), "utf-8")
    forgotten = learning.forget(state, table, tmp_path / "ids.txt")

    assert learning.fit(tmp_path / "less.csv", schema, other)["digest"] == forgotten["digest"]
    assert state.read_bytes() == other.read_bytes()


@settings(max_examples=20, deadline=None)
@given(st.lists(ROUND, min_size=1, max_size=20), st.lists(ROUND, min_size=1, max_size=20))
def test_a_saved_state_goes_on_as_if_it_never_was(before: list[Round], after: list[Round]) -> None:
    """What is learned and forgotten after loading is what would have been without, whatever the order of the names."""
    state = State(SCHEMA).learned(before)
    loaded = State.from_bytes(state.to_bytes(), "memory")
    assert state.learned(after).to_bytes() == loaded.learned(after).to_bytes()
    assert State(SCHEMA).to_bytes() == loaded.forgotten(before).to_bytes()
