"""The condition language: what it accepts, what it refuses, and that its two forms agree."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.kernel.condition import BOOL, DATE, FLOAT, INT, TEXT, Condition, ConditionError, Kind, enum

TYPES = {
    "consent": enum("none", "express", "express_written"),
    "objected": BOOL,
    "page.https": BOOL,
    "days": INT,
    "rate": FLOAT,
    "country": TEXT,
    "day": DATE,
}


def parse(source: str) -> Condition:
    return Condition.parse(source, TYPES, place="pack.toml:7")


VALUES: dict[str, st.SearchStrategy[object]] = {
    "consent": st.sampled_from(["none", "express", "express_written"]),
    "objected": st.booleans(),
    "page.https": st.booleans(),
    "days": st.integers(-3, 3),
    "rate": st.sampled_from([-1.0, 0.0, 0.003, 1.0, float("nan")]),
    "country": st.sampled_from(["GB", "DE", ""]),
    "day": st.dates(date(2026, 1, 1), date(2026, 1, 5)),
}
rows = st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()})


def is_known(value: object) -> bool:
    return value is not None and value == value


@st.composite
def leaves(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(sorted(TYPES)))
    kind = TYPES[name]
    if kind.name == "bool":
        return draw(st.sampled_from([name, f"{name} == False", f"{name} != True"]))
    value = VALUES[name].filter(is_known).map(lambda v: repr(str(v) if isinstance(v, date) else v))
    ops = ["==", "!="] + (["<", "<=", ">", ">="] if kind.name in ("int", "float", "date") else [])
    if draw(st.booleans()):
        return f"{name} {draw(st.sampled_from(ops))} {draw(value)}"
    return (
        f"{name} {draw(st.sampled_from(['in', 'not in']))} [{', '.join(draw(st.lists(value, min_size=1, max_size=3)))}]"
    )


sources = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " and ".join(parts) + ")"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " or ".join(parts) + ")"),
        inner.map(lambda part: f"not ({part})"),
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(sources, st.lists(rows, min_size=1, max_size=6))
def test_rows_and_columns_agree(source: str, table: list[dict[str, object]]) -> None:
    """What a condition says of each row is what it makes of the columns of its comparisons, nulls and NaN included."""
    condition = parse(source)
    bits = condition.bits(lambda leaf: np.array([leaf.holds(row) for row in table]))
    assert [condition.holds(row) for row in table] == np.broadcast_to(bits, len(table)).tolist()


@settings(max_examples=100, deadline=None)
@given(sources, rows, st.data())
def test_kleene_answers_only_what_is_settled(source: str, row: dict[str, object], data: st.DataObject) -> None:
    """Where `decide` answers, every way of filling the unknown values gives that answer to `holds`."""
    condition = parse(source)
    answer = condition.decide(row)
    filled = {name: data.draw(VALUES[name].filter(is_known)) if not is_known(row[name]) else row[name] for name in row}
    assert answer in (None, condition.holds(filled))
    assert condition.decide(filled) is condition.holds(filled)


@settings(max_examples=100, deadline=None)
@given(sources, rows, st.sets(st.sampled_from(sorted(TYPES))))
def test_settling_names_keeps_the_answer(source: str, row: dict[str, object], names: set[str]) -> None:
    """A condition with some names settled answers as before, and no longer reads them."""
    condition = parse(source)
    settled = condition.given({name: row[name] for name in names})
    assert settled.holds(row) is condition.holds(row)
    assert not settled.names & names
    assert (settled.settled is None) is bool(settled.names)


REFUSED = [
    ("consnt == 'none'", "unknown name 'consnt' (did you mean 'consent'?)"),
    ("consent == 'exprss'", "consent has no value 'exprss' (did you mean 'express'?)"),
    ("consent in ['none', 'exprss']", "consent has no value 'exprss' (did you mean 'express'?)"),
    ("objected == 'yes'", "objected is compared with 'yes', but is of type bool (True or False)"),
    ("objected == 1", "objected is compared with 1, but is of type bool (True or False)"),
    ("days == True", "days is compared with True, but is of type int (a whole number)"),
    ("days >= 2.5", "days is compared with 2.5, but is of type int (a whole number)"),
    ("day >= '2026-02-30'", "day is compared with '2026-02-30', which is no date (as in \"2026-12-02\")"),
    ("consent > 'none'", "consent has no order (use ==, !=, in or not in)"),
    ("consent", "consent is not yes or no (compare it, as in consent == ...)"),
    ("0 <= days < 3", "one comparison at a time (join two with `and`)"),
    ("country in []", 'country can only be in a list of its values (as in name in ["a", "b"])'),
    ("country == consent", "'consent' is not a value (the right side is a literal)"),
    ("'GB' == country", "\"'GB'\" is not allowed in a condition (put the name on the left)"),
    ("days is None", "`is` is not allowed in a condition (use == or !=)"),
    ("open('x')", "\"open('x')\" is not allowed in a condition (put the name on the left)"),
    ("days + 1 > 2", "'days + 1' is not allowed in a condition (put the name on the left)"),
    ("objected and", "cannot read the condition 'objected and': invalid syntax"),
    ("ｏbjected", "objected is written with letters that only look like it (use plain letters)"),
    ("page.ｈttps", "page.https is written with letters that only look like it (use plain letters)"),
    ("оbjected", "unknown name 'оbjected' (did you mean 'objected'?)"),
    ("objected) or (objected", "a bracket is closed that was not opened"),
    ("objected) == (True", "a bracket is closed that was not opened"),
    ("day >= '20261202'", "day is compared with '20261202', which is no date (as in \"2026-12-02\")"),
    ("day >= '2026-W49-3'", "day is compared with '2026-W49-3', which is no date (as in \"2026-12-02\")"),
    (f"days >= {2**63}", "days is compared with a number beyond all that a column can hold"),
    ("rate < 1e999", "rate is compared with a number beyond all that a column can hold"),
    ("(objected := True)", "'(objected := True)' is not allowed in a condition (put the name on the left)"),
    ("f'{days}' == 'x'", "\"f'{days}'\" is not allowed in a condition (put the name on the left)"),
    ("country == f'G{days}'", "\"f'G{days}'\" is not a value (the right side is a literal)"),
    ("country.upper() == 'GB'", "'country.upper()' is not allowed in a condition (put the name on the left)"),
    (
        "country.strip == 'GB'",
        "unknown name 'country.strip' (did you mean 'country'?)",
    ),
    ("country[0] == 'G'", "'country[0]' is not allowed in a condition (put the name on the left)"),
    ("(lambda: objected)()", "'(lambda: objected)()' is not allowed in a condition (put the name on the left)"),
    (
        "[objected for objected in [1]]",
        "'[objected for objected in [1]]' is not allowed in a condition (put the name on the left)",
    ),
    (
        "objected if objected else True",
        "'objected if objected else True' is not allowed in a condition (put the name on the left)",
    ),
    ("days in [*country]", "'*country' is not a value (the right side is a literal)"),
    ("days in {1}", 'days can only be in a list of its values (as in name in ["a", "b"])'),
    ("days == --1", "'--1' is not a value (the right side is a literal)"),
    ("days == -True", "'-True' is not a value (the right side is a literal)"),
    ("objected is not True", "`is` is not allowed in a condition (use == or !=)"),
    ("objected == None", "objected is compared with None, but is of type bool (True or False)"),
    ("not " * 51 + "objected", "more than 50 conditions lie in one another (write two rules)"),
    ("", "'()' is not allowed in a condition (put the name on the left)"),
]


@pytest.mark.parametrize(("source", "problem"), REFUSED)
def test_what_is_not_on_the_list_is_refused_with_place_and_remedy(source: str, problem: str) -> None:
    """Anything unknown, misspelt or of a wrong type is an error when the condition is read, never a quiet no."""
    with pytest.raises(ConditionError) as caught:
        parse(source)
    assert f"pack.toml:7: {problem}" == str(caught.value)


@pytest.mark.parametrize("source", ["not " * 5000 + "objected", "(" * 5000 + "objected" + ")" * 5000, "\ud800", "a\0b"])
def test_what_python_cannot_read_is_refused(source: str) -> None:
    """A condition too deep to read, or no text at all, is an error of the condition, not of the reader."""
    with pytest.raises(ConditionError, match=r"pack\.toml:7"):
        parse(source)


def test_the_deepest_condition_is_answered() -> None:
    """What is let in is answered for rows and columns, however deep, and however long."""
    deep = parse("not " * 50 + "objected")
    long = parse(" or ".join(["days == 1"] * 2000))
    table = [{"objected": True}, {}]
    assert [True, False] == deep.bits(lambda leaf: np.array([leaf.holds(row) for row in table])).tolist()
    assert (True, False) == (deep.holds({"objected": True}), deep.holds({}))
    assert (True, False) == (long.holds({"days": 1}), long.holds({}))


def test_a_negative_number_is_a_value() -> None:
    """Below nought is a number like any other."""
    assert [True, False] == [parse("days < -1").holds({"days": n}) for n in (-2, -1)]


def test_null_meets_nothing_but_inequality() -> None:
    """For a missing value only `!=`, `not in` and `not` hold."""
    sources = ("days < 1", "days >= 1", "days == 1", "days != 1", "days in [1]", "days not in [1]", "not days < 1")
    assert ["days != 1", "days not in [1]", "not days < 1"] == [s for s in sources if parse(s).holds({})]


def test_a_value_of_another_type_is_unknown() -> None:
    """A value that is not of its name's kind counts as missing: 1 is not True, and a text is no number."""
    assert parse("objected").decide({"objected": 1}) is None
    assert parse("days >= 1").decide({"days": "5"}) is None
    assert Kind("int").known(True) is None


def test_dotted_names_are_one_name() -> None:
    """`page.https` names one column."""
    condition = parse("page.https == False and days > 1")
    assert frozenset({"page.https", "days"}) == condition.names
    assert condition.holds({"page.https": False, "days": 2})
