"""The verdicts on whole columns of contexts: the same answers as row by row, each distinct outcome written once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.verdict import encode_verdict
from aboveboard.guard.fact_table import RuleFact
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import conclude, evaluate_row, place_of
from aboveboard.guard.rule import CHANNEL_FACT, NO_PACK_FACT, Place, Rule

FEW: Final = 128  # up to so many contexts rows are faster than columns (0.1 ms a row against 15 ms a call)
CHUNK: Final = 250_000  # contexts at a time, so that the table of fired rules stays below 50 MB
PLACE: Final = ("recipient_country", "recipient_region", "sender_country")
BESIDE: Final = ("event_date", "message_has")  # what an outcome depends on besides the fired rules
SEPARATOR: Final = "\x1f"
_DTYPES: Final[dict[str, pl.DataType]] = {
    "bool": pl.Boolean(),
    "int": pl.Int64(),
    "float": pl.Float64(),
    "date": pl.Date(),
    "elements": pl.List(pl.String()),
}
Bits: TypeAlias = NDArray[np.bool_]


def evaluate_frame(frame: pl.DataFrame, packs: RulePacks, as_of: date) -> pl.Series:
    """The text of the verdict on each row, equal to `evaluate_row`'s; columns are named by the rules' facts.

    A column that is absent was not given, a null is unknown. A column that is no fact, or holds what its fact cannot
    be, raises InputError.
    """
    for name in frame.columns:
        if name not in packs.facts.facts or name == "as_of":
            raise InputError(f"unknown fact {name!r} as a column", remedy=did_you_mean(name, packs.facts.facts))
    if not frame.width:
        return pl.Series("verdict", [], pl.String)
    filled = pl.DataFrame({column.name: _fill(packs.facts.facts[column.name], column) for column in frame})
    if frame.height <= FEW:
        texts = [encode_verdict(evaluate_row(row, packs, as_of)) for row in filled.iter_rows(named=True)]
        return pl.Series("verdict", texts, pl.String)
    parts = [_verdicts(part, packs, as_of) for part in filled.iter_slices(CHUNK)]
    return pl.concat(parts).rename("verdict")


def _fill(fact: RuleFact, column: pl.Series) -> pl.Series:
    """The column without nulls, in the type that conditions compare; a value that the fact cannot have raises."""
    wanted = _DTYPES.get(fact.type, pl.Enum(fact.values) if fact.values else pl.String())
    if fact.values:
        column = column.cast(pl.String)
        strange = sorted(set(column.unique().drop_nulls()) - set(fact.values))
        if strange:
            raise InputError(f"{fact.name} has an unknown value", remedy=did_you_mean(strange[0], fact.values))
    elif not _fits(fact.type, column.dtype, wanted):
        raise InputError(f"{fact.name} is a column of {column.dtype}", remedy=f"it is of type {fact.type}")
    column = column.cast(wanted)
    if fact.type == "float":
        column = column.fill_nan(None)
    return column if fact.if_null is None else column.fill_null(pl.lit(fact.if_null, wanted))


def _fits(kind: str, dtype: pl.DataType, wanted: pl.DataType) -> bool:
    if kind == "int":
        return dtype.is_integer() or dtype == pl.Null()
    if kind == "float":
        return dtype.is_numeric() or dtype == pl.Null()
    return dtype in (wanted, pl.Null(), pl.List(pl.Null()))


@dataclass(frozen=True, slots=True)
class _Places:
    """The distinct places of a frame and, for each row, which of them is its own."""

    places: tuple[Place, ...]
    index: NDArray[np.int64]

    def spread(self, answers: list[bool]) -> Bits | bool:
        """One answer a place, given to the rows; a single bool where all are the same."""
        if len(set(answers)) == 1:
            return answers[0]
        return np.array(answers)[self.index]


def _places(table: pl.DataFrame, constants: Mapping[str, object]) -> _Places:
    varying = [name for name in PLACE if name in table.columns]
    if not varying:
        return _Places((place_of(constants),), np.zeros(table.height, np.int64))
    distinct = table.select(varying).unique().with_row_index("place")
    index = table.select(varying).join(distinct, on=varying, how="left", nulls_equal=True, maintain_order="left")
    places = tuple(place_of({**constants, **row}) for row in distinct.iter_rows(named=True))
    return _Places(places, index["place"].cast(pl.Int64).to_numpy())


def _verdicts(filled: pl.DataFrame, packs: RulePacks, day: date) -> pl.Series:
    filled = filled.with_columns(pl.col(pl.List(pl.String)).list.sort().list.join(SEPARATOR))
    absent = {name: fact.if_absent for name, fact in packs.facts.facts.items() if name not in filled.columns}
    same = filled.select(pl.all().eq_missing(pl.all().first()).all()).row(0, named=True)
    first = filled.row(0, named=True)
    single = {name: first[name] for name, is_single in same.items() if is_single}
    constants: dict[str, object] = {**absent, "as_of": day, **single}
    table = filled.drop(single)
    places = _places(table, constants)
    for name, bits in _derived(table, packs, day, places, constants):
        if isinstance(bits, bool):
            constants[name] = bits
        else:
            table = table.with_columns(pl.Series(name, bits))
    return _outcomes(table, constants, _fired(table, packs, day, places, constants))


def _derived(
    table: pl.DataFrame, packs: RulePacks, day: date, places: _Places, constants: Mapping[str, object]
) -> Iterator[tuple[str, Bits | bool]]:
    yield NO_PACK_FACT, places.spread([place.country in packs.countries for place in places.places])
    named = [packs.channels_named(day, place) for place in places.places]
    if "channel" in constants:
        yield CHANNEL_FACT, places.spread([constants["channel"] in channels for channels in named])
        return
    words = packs.facts.facts["channel"].values
    known = np.array([[word in channels for word in words] for channels in named])
    yield CHANNEL_FACT, known[places.index, table["channel"].to_physical().to_numpy()]


def _fired(
    table: pl.DataFrame, packs: RulePacks, day: date, places: _Places, constants: Mapping[str, object]
) -> dict[Rule, Bits | bool]:
    """For each rule that fires somewhere in the frame, where it does; a single True where it does everywhere."""
    reached = [set(packs.in_force(day, place)) for place in places.places]
    reach = {rule: places.spread([rule in rules for rules in reached]) for rule in packs.rules}
    conditions = {rule: rule.when.given(constants) for rule, bits in reach.items() if bits is not False}
    asked = [condition.expr().alias(rule.id) for rule, condition in conditions.items() if condition.settled is None]
    answers = table.select(asked)
    fired: dict[Rule, Bits | bool] = {}
    for rule, condition in conditions.items():
        if condition.settled is None:
            fired[rule] = answers[rule.id].to_numpy() & reach[rule]
        elif condition.settled:
            fired[rule] = reach[rule]
    return fired


def _outcomes(table: pl.DataFrame, constants: Mapping[str, object], fired: dict[Rule, Bits | bool]) -> pl.Series:
    """The text of each row's verdict, concluded once for each distinct set of fired rules, event and message."""
    always = [rule for rule, bits in fired.items() if bits is True]
    sometimes = {rule: bits for rule, bits in fired.items() if not isinstance(bits, bool)}
    keys = _packed(list(sometimes.values()), table.height)
    beside = [name for name in BESIDE if name in table.columns]
    keys = keys.hstack(table.select(beside))
    distinct = keys.unique()
    texts = []
    for row in distinct.iter_rows(named=True):
        rules = [*always, *(rule for n, rule in enumerate(sometimes) if row[f"bits{n // 64}"] >> (n % 64) & 1)]
        texts.append(_conclude(rules, {**constants, **row}))
    told = distinct.with_columns(pl.Series("verdict", texts, pl.String))
    return keys.join(told, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")["verdict"]


def _packed(columns: list[Bits], height: int) -> pl.DataFrame:
    """The yes/no columns as bits of 64-bit integers, 64 to a column."""
    packed: dict[str, NDArray[np.uint64]] = {"bits0": np.zeros(height, np.uint64)}
    for first in range(0, len(columns), 8):
        octet = np.packbits(np.stack(columns[first : first + 8]), axis=0, bitorder="little")[0].astype(np.uint64)
        name = f"bits{first // 64}"
        packed[name] = packed.get(name, np.uint64(0)) | (octet << np.uint64(first % 64))
    return pl.DataFrame(packed)


def _conclude(fired: list[Rule], values: Mapping[str, object]) -> str:
    has, event = values["message_has"], values["event_date"]
    message_has = frozenset(has.split(SEPARATOR)) if isinstance(has, str) else None
    event_date = event if isinstance(event, date) else None
    return encode_verdict(conclude(fired, message_has=message_has, event_date=event_date))
