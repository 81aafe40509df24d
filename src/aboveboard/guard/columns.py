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

# Up to so many contexts rows are faster: 0.1-0.3 ms a row against 15-50 ms a call (November 2026, two cores).
FEW: Final = 128
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


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The verdicts of a frame: each distinct text once, and for each row which of them is its own."""

    codes: pl.Series
    texts: tuple[str, ...]


def evaluate_frame(frame: pl.DataFrame, packs: RulePacks, as_of: date) -> pl.Series:
    """The text of the verdict on each row, equal to `evaluate_row`'s; columns are named by the rules' facts.

    A column that is absent was not given, a null is unknown. A column that is no fact, or holds what its fact cannot
    be, raises InputError.
    """
    outcomes = evaluate_outcomes(frame, packs, as_of)
    return pl.Series("verdict", outcomes.texts, pl.String).gather(outcomes.codes)


def evaluate_outcomes(frame: pl.DataFrame, packs: RulePacks, as_of: date) -> Outcomes:
    """The same as `evaluate_frame`, before the texts are spread over the rows."""
    for column in frame:
        _check(column, packs)
    if frame.height <= FEW:
        texts = [encode_verdict(evaluate_row(row, packs, as_of)) for row in frame.iter_rows(named=True)]
        return _coded([pl.Series(range(len(texts)), dtype=pl.UInt32)], [texts])
    told = [_verdicts(part, packs, as_of) for part in frame.iter_slices(CHUNK)]
    return _coded([codes for codes, _ in told], [texts for _, texts in told])


def _coded(parts: list[pl.Series], texts: list[list[str]]) -> Outcomes:
    """The parts with one numbering of their texts."""
    number: dict[str, int] = {}
    codes = [
        pl.Series([number.setdefault(text, len(number)) for text in own], dtype=pl.UInt32).gather(part)
        for part, own in zip(parts, texts, strict=True)
    ]
    return Outcomes(pl.concat(codes), tuple(number))


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
        return dtype.is_numeric()
    if fact.values:
        return isinstance(dtype, pl.String | pl.Enum | pl.Categorical)
    return dtype == _DTYPES.get(fact.type, pl.String())


def _fill(fact: RuleFact, column: pl.Series) -> pl.Series:
    """The column without nulls, in the type that conditions compare; a value that the fact cannot have raises."""
    wanted = _DTYPES.get(fact.type, pl.Enum(fact.values) if fact.values else pl.String())
    if fact.values:
        strange = sorted(set(column.unique().cast(pl.String).drop_nulls()) - set(fact.values))
        if strange:
            raise InputError(f"{fact.name} has an unknown value", remedy=did_you_mean(strange[0], fact.values))
    if fact.type == "elements":
        return column.list.sort().list.join(SEPARATOR)
    column = column.cast(wanted)
    if fact.type == "float":
        column = column.fill_nan(None)
    return column if fact.if_null is None else column.fill_null(pl.lit(fact.if_null, wanted))


def _constants(frame: pl.DataFrame, packs: RulePacks, day: date) -> dict[str, object]:
    """Every fact that is the same for the whole frame, filled: those not given, and columns of one value."""
    same = frame.select((pl.all().eq_missing(pl.all().first())).all()).row(0, named=True)
    first = frame.row(0, named=True)
    single = {name: first[name] for name, is_single in same.items() if is_single}
    filled = packs.facts.fill(single)
    return {name: value for name, value in filled.items() if name not in frame.columns or name in single} | {
        "as_of": day
    }


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


def _places(table: pl.DataFrame, constants: Mapping[str, object], height: int) -> _Places:
    varying = [name for name in PLACE if name in table.columns]
    if not varying:
        return _Places((place_of(constants),), np.zeros(height, np.int64))
    distinct = table.select(varying).unique().with_row_index("place")
    index = table.select(varying).join(distinct, on=varying, how="left", nulls_equal=True, maintain_order="left")
    places = tuple(place_of({**constants, **row}) for row in distinct.iter_rows(named=True))
    return _Places(places, index["place"].cast(pl.Int64).to_numpy())


def _verdicts(part: pl.DataFrame, packs: RulePacks, day: date) -> tuple[pl.Series, list[str]]:
    """The distinct texts of the part's verdicts, and for each row which of them is its own."""
    constants = _constants(part, packs, day)
    varying = [column for column in part if column.name not in constants]
    table = pl.DataFrame([_fill(packs.facts.facts[column.name], column) for column in varying])
    places = _places(table, constants, part.height)
    for name, bits in _derived(table, packs, day, places, constants):
        if isinstance(bits, bool):
            constants[name] = bits
        else:
            table = table.with_columns(pl.Series(name, bits))
    fired = _fired(table, packs, day, places, constants)
    return _outcomes(table, constants, fired, part.height)


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


def _outcomes(
    table: pl.DataFrame, constants: Mapping[str, object], fired: dict[Rule, Bits | bool], height: int
) -> tuple[pl.Series, list[str]]:
    """The verdicts, concluded once for each distinct set of fired rules, event and message."""
    always = [rule for rule, bits in fired.items() if bits is True]
    sometimes = [(rule, bits) for rule, bits in fired.items() if not isinstance(bits, bool)]
    beside = [table[name] for name in BESIDE if name in table.columns]
    keys = _packed([bits for _, bits in sometimes], height).with_columns(beside)
    distinct = keys.unique()
    texts = []
    for row in distinct.iter_rows(named=True):
        rules = [*always, *(sometimes[n][0] for n in _bits(row))]
        texts.append(_conclude(rules, {**constants, **row}))
    told = distinct.with_row_index("code")
    return keys.join(told, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")["code"], texts


def _packed(columns: list[Bits], height: int) -> pl.DataFrame:
    """The yes/no columns as bits of 64-bit integers, 64 to a column."""
    packed: dict[str, NDArray[np.uint64]] = {"bits0": np.zeros(height, np.uint64)}
    for first in range(0, len(columns), 8):
        octet = np.zeros(height, np.uint8)  # shifting bytes is ten times as fast as numpy.packbits along this axis
        for n, column in enumerate(columns[first : first + 8]):
            octet |= column.view(np.uint8) << np.uint8(n)
        name = f"bits{first // 64}"
        packed[name] = packed.get(name, np.uint64(0)) | (octet.astype(np.uint64) << np.uint64(first % 64))
    return pl.DataFrame(packed)


def _bits(row: Mapping[str, int]) -> Iterator[int]:
    """The numbers of the bits that are set in a row of packed columns."""
    for first, name in enumerate(name for name in row if name.startswith("bits")):
        bits = row[name]
        while bits:
            lowest = bits & -bits
            yield 64 * first + lowest.bit_length() - 1
            bits ^= lowest


def _conclude(fired: list[Rule], values: Mapping[str, object]) -> str:
    has, event = values["message_has"], values["event_date"]
    elements = has.split(SEPARATOR) if isinstance(has, str) else has
    message_has = frozenset(elements) if isinstance(elements, list | frozenset) else None
    event_date = event if isinstance(event, date) else None
    return encode_verdict(conclude(fired, message_has=message_has, event_date=event_date))
