"""Facts as codes: a comparison of codes is the comparison of the values."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.domain.errors import InputError
from aboveboard.guard.codes import code
from aboveboard.guard.fact_table import KINDS, RuleFact
from aboveboard.kernel.condition import Leaf, Scalar, enum

WORDS = ("none", "express", "written")
VALUES: dict[str, st.SearchStrategy[Scalar]] = {
    "int": st.integers(-4, 4),
    "float": st.sampled_from([-1.0, 0.0, 0.003, 0.0030000000000000005, 1.0, float("inf")]),
    "date": st.dates(date(2026, 1, 1), date(2026, 1, 6)) | st.sampled_from([date.min, date.max]),
    "bool": st.booleans(),
    "country": st.sampled_from(["GB", "DE", "FR", "TH", ""]),
    "enum": st.sampled_from(WORDS),
}
DTYPES: dict[str, pl.DataType] = {
    "int": pl.Int64(),
    "float": pl.Float64(),
    "date": pl.Date(),
    "bool": pl.Boolean(),
    "country": pl.String(),
    "enum": pl.String(),
}


def fact_of(kind: str, unknown_counts_as: Scalar | None = None) -> RuleFact:
    values = WORDS if kind == "enum" else ()
    compared = enum(*WORDS) if kind == "enum" else KINDS[kind]
    return RuleFact(name="fact", type=kind, kind=compared, values=values, unknown_counts_as=unknown_counts_as)


@st.composite
def comparisons(draw: st.DrawFn, fact: RuleFact) -> Leaf:
    assert fact.kind is not None
    ops = ["==", "!=", *(["<", "<=", ">", ">="] if fact.type in ("int", "float", "date") else [])]
    if fact.type != "bool" and draw(st.booleans()):
        several = draw(st.lists(VALUES[fact.type], min_size=1, max_size=12))
        return Leaf("fact", fact.kind, draw(st.sampled_from(["in", "not in"])), tuple(several))
    return Leaf("fact", fact.kind, draw(st.sampled_from(ops)), draw(VALUES[fact.type]))


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_codes_answer_as_values_do(data: st.DataObject, kind: str) -> None:
    """Whatever else a fact is compared with, a comparison holds for a code where it holds for the value behind it."""
    fact = fact_of(kind, data.draw(st.none() | VALUES[kind]))
    leaves = data.draw(st.lists(comparisons(fact), min_size=1, max_size=5))
    unknown = st.sampled_from([None, float("nan")] if kind == "float" else [None])
    column = data.draw(st.lists(unknown | VALUES[kind], min_size=1, max_size=8))
    coded = code(pl.DataFrame({"fact": pl.Series(column, dtype=DTYPES[kind])}), {"fact": fact}, leaves)["fact"]
    filled = [fact.unknown_counts_as if value is None or value != value else value for value in column]
    for leaf in leaves:
        assert [leaf.holds({"fact": value}) for value in filled] == coded.bits(leaf).tolist()
    assert coded.single is (len(set(coded.codes.tolist())) == 1)
    assert all(leaf.holds({"fact": filled[0]}) is leaf.holds({"fact": coded.first}) for leaf in leaves)


def test_more_places_than_a_byte_holds_are_told_apart() -> None:
    """Three hundred regions that rules name have three hundred codes."""
    regions = [f"US-{n}" for n in range(300)]
    leaves = [Leaf("fact", KINDS["region"], "==", region) for region in regions]
    coded = code(pl.DataFrame({"fact": [*regions, "US-XX", None]}), {"fact": fact_of("region")}, leaves)["fact"]
    assert [[n] for n in range(300)] == [coded.bits(leaf).nonzero()[0].tolist() for leaf in leaves]
    several = Leaf("fact", KINDS["region"], "not in", tuple(regions[:150]))
    assert list(range(150, 302)) == coded.bits(several).nonzero()[0].tolist()


@pytest.mark.parametrize("dtype", [pl.String(), pl.Categorical(), pl.Enum([*WORDS, "exprss"])])
def test_a_word_that_the_fact_cannot_have_is_refused(dtype: pl.DataType) -> None:
    """A strange word is an error that names the nearest one; a type that could hold one and does not is none."""
    frame = pl.DataFrame({"fact": pl.Series(["none", None, "exprss"], dtype=dtype)})
    with pytest.raises(InputError, match="did you mean 'express'"):
        code(frame, {"fact": fact_of("enum")}, [])
    assert [1, 0] == code(frame.head(2), {"fact": fact_of("enum")}, [])["fact"].codes.tolist()
