"""The verdicts on whole columns of contexts: the same texts as row by row.

How: every column becomes a column of small codes (`codes`); what is the same in all rows settles the conditions of the
day as far as it can (`acting`); what is left is asked of the codes, a byte a row, and each row's fired rules are packed
into words (`bits`). Rows with the same words have the same outcome, and each outcome is written once (`outcomes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import polars as pl

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.verdict import encode_verdict
from aboveboard.guard.acting import acting
from aboveboard.guard.bits import number, pack
from aboveboard.guard.codes import Coded, code
from aboveboard.guard.fact_table import RuleFact
from aboveboard.guard.outcomes import Ledger, texts
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row
from aboveboard.guard.rule import Rule
from aboveboard.kernel.condition import Condition

FEW: Final = 256  # up to so many contexts rows are faster: .05-.1 ms each against 16-25 ms a call (November 2026)
CHUNK: Final = 1 << 17  # rows at a time, and
PAGE: Final = 1 << 16  # outcomes at a time, so that what is worked on fits the cache
_DTYPES: Final[dict[str, pl.DataType]] = {
    "bool": pl.Boolean(),
    "date": pl.Date(),
    "elements": pl.List(pl.String()),
}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The verdicts of a frame: the text of each outcome, and for each row which of them is its own."""

    codes: pl.Series
    texts: tuple[str, ...]

    def column(self, name: str) -> pl.Series:
        """The text of each row, as a column of that name."""
        return pl.Series(name, self.texts, pl.String).gather(self.codes)


def evaluate_frame(frame: pl.DataFrame, packs: RulePacks, as_of: date) -> pl.Series:
    """The text of the verdict on each row, equal to `evaluate_row`'s; columns are named by the rules' facts.

    A column that is absent was not given, a null is unknown. A column that is no fact, or holds what its fact cannot
    be, raises InputError.
    """
    codes, told = _evaluate(frame, packs, as_of)
    return told.gather(codes).alias("verdict")


def evaluate_outcomes(frame: pl.DataFrame, packs: RulePacks, as_of: date) -> Outcomes:
    """The same as `evaluate_frame`, before the texts are spread over the rows."""
    codes, told = _evaluate(frame, packs, as_of)
    return Outcomes(codes, tuple(told.to_list()))


def _evaluate(frame: pl.DataFrame, packs: RulePacks, as_of: date) -> tuple[pl.Series, pl.Series]:
    for column in frame:
        _check(column, packs)
    if frame.height <= FEW:
        one_by_one = [encode_verdict(evaluate_row(row, packs, as_of)) for row in frame.iter_rows(named=True)]
        return pl.Series(range(frame.height), dtype=pl.UInt32), pl.Series(one_by_one, dtype=pl.String)
    rules, words = _fired(frame, packs, as_of)
    has, drafts = _drafts(frame, packs)
    distinct, codes = number(words.with_columns(has, _events(frame)))
    ledger = Ledger.of(rules)
    table = ledger.has(drafts)
    parts = [
        texts(ledger, part, table[:, part["message_has"].to_numpy()], part["event_date"])
        for part in distinct.iter_slices(PAGE)
    ]
    return codes, pl.concat(parts, rechunk=True)  # or else spreading the texts takes a hundred times as long


def _check(column: pl.Series, packs: RulePacks) -> None:
    """Raises InputError unless the column is a fact of the rules, of its type."""
    if column.name not in packs.facts.facts or column.name == "as_of":
        remedy = did_you_mean(column.name, packs.facts.facts)
        raise InputError(f"unknown fact {column.name!r} as a column", remedy=remedy)
    fact = packs.facts.facts[column.name]
    if not _fits(fact, column.dtype):
        raise InputError(f"{fact.name} is a column of {column.dtype}", remedy=f"it is of type {fact.type}")


def _fits(fact: RuleFact, dtype: pl.DataType) -> bool:
    if dtype in (pl.Null(), pl.List(pl.Null())):
        return True
    if fact.type == "int":
        return dtype.is_integer()
    if fact.type == "float":
        return dtype.is_integer() or dtype.is_float()
    if fact.values:
        return isinstance(dtype, pl.String | pl.Enum | pl.Categorical)
    return dtype == _DTYPES.get(fact.type, pl.String())


def _fired(frame: pl.DataFrame, packs: RulePacks, day: date) -> tuple[list[Rule], pl.DataFrame]:
    """The rules that may fire, sorted by id, and for each row which of them do, in packed words."""
    conditions = acting(packs, day)
    coded = code(frame, packs.facts.facts, {leaf for _, condition in conditions for leaf in condition.leaves()})
    same = {name: column.first for name, column in coded.items() if column.single}
    absent = {name: value for name, value in packs.facts.fill({}).items() if name not in frame.columns}
    left = [(rule, condition.given({**absent, **same, "as_of": day})) for rule, condition in conditions]
    asked = {rule: condition for rule, condition in left if condition.settled is not False}
    words = []
    for start in range(0, frame.height, CHUNK):
        part = {name: column.slice(start, start + CHUNK) for name, column in coded.items()}
        words.append(_words(part, list(asked.values()), min(CHUNK, frame.height - start)))
    return list(asked), pl.concat(words)


def _words(coded: Mapping[str, Coded], conditions: Sequence[Condition], height: int) -> pl.DataFrame:
    """For each row which conditions hold; rules share comparisons, and each of these is made once."""
    answer = cache(lambda leaf: coded[leaf.name].bits(leaf))
    return pack((condition.bits(answer) for condition in conditions), len(conditions), height=height)


def _drafts(frame: pl.DataFrame, packs: RulePacks) -> tuple[pl.Series, list[frozenset[str] | None]]:
    """For each row the number of its draft, and of each draft the elements it has, None where there is no draft yet."""
    if "message_has" not in frame.columns:
        return pl.repeat(0, frame.height, dtype=pl.UInt32, eager=True).alias("message_has"), [None]
    distinct, codes = number(frame.select("message_has"))
    read = [packs.facts.facts["message_has"].read(elements) for elements in distinct["message_has"].to_list()]
    return codes.alias("message_has"), [has if isinstance(has, frozenset) else None for has in read]


def _events(frame: pl.DataFrame) -> pl.Series:
    """For each row the day of its event."""
    if "event_date" not in frame.columns:
        return pl.repeat(None, frame.height, dtype=pl.Date, eager=True).alias("event_date")
    return frame["event_date"].cast(pl.Date)
