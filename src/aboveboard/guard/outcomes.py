"""The verdicts on many outcomes at once: which rules fired in each, and the text that `evaluate_row` would give.

An outcome is the rules that fired, the elements a draft has, and the day of the event. Here the steps 3 to 5 of
`meta.evaluation` are taken for all outcomes together, a row of bits for each rule, element or duty.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from aboveboard.guard.bits import Bits, number, pack, unpack
from aboveboard.guard.row import deadlines
from aboveboard.guard.rule import Rule

_PIECE: Final = 15  # names to a piece of text, so that a piece and the comma before it are told by sixteen bits


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rules that may fire, sorted by id, with what they ask for and what they lift."""

    rules: tuple[Rule, ...]
    elements: tuple[str, ...]
    duties: tuple[str, ...]
    lifted: tuple[str, ...]

    @staticmethod
    def of(rules: Sequence[Rule]) -> Ledger:
        """The ledger of these rules."""
        lifts = {target for rule in rules for target in rule.lifts}
        return Ledger(
            tuple(rules),
            tuple(sorted({element for rule in rules for element in rule.must_include})),
            tuple(sorted({duty for rule in rules for duty in rule.must_do})),
            tuple(rule.id for rule in rules if rule.id in lifts),
        )

    def has(self, drafts: Sequence[frozenset[str] | None]) -> Bits:
        """For each element the drafts that have it; what is not yet drafted lacks nothing."""
        rows = [[draft is None or element in draft for draft in drafts] for element in self.elements]
        return np.array(rows, np.bool_).reshape(len(self.elements), len(drafts))

    def asked(self, bits: Bits, names: Sequence[str], asks: Callable[[Rule], Sequence[str]]) -> Bits:
        """For each name the outcomes in which a rule whose bit is set asks for it."""
        at = {name: n for n, name in enumerate(names)}
        found = np.zeros((len(names), bits.shape[1]), np.bool_)
        for rule, row in zip(self.rules, bits, strict=True):
            for name in asks(rule):
                if name in at:
                    found[at[name]] |= row
        return found


def texts(ledger: Ledger, words: pl.DataFrame, has: Bits, event: pl.Series) -> pl.Series:
    """The text of the verdict on each outcome, of `pack`ed fired rules, the elements each draft has, and the event."""
    active = unpack(words, len(ledger.rules))
    lifted = ledger.asked(active, ledger.lifted, lambda rule: rule.lifts)
    rows = [n for n, rule in enumerate(ledger.rules) if rule.id in ledger.lifted]
    lifted &= active[rows]
    active[rows] &= ~lifted
    include = ledger.asked(active, ledger.elements, lambda rule: rule.must_include)
    missing = include & ~has
    answer, deciding = _decide(ledger, active, missing)
    lists = {
        "rules": _listed([rule.id for rule in ledger.rules], active),
        "deciding": _listed(list(deciding), list(deciding.values())),
        "lifted": _listed(ledger.lifted, lifted),
        "must_include": _listed(ledger.elements, include),
        "missing": _listed(ledger.elements, missing),
        "must_do": _listed(ledger.duties, ledger.asked(active, ledger.duties, lambda rule: rule.must_do)),
    }
    parts: list[pl.Series | pl.Expr] = [pl.lit('{"verdict":"'), answer, pl.lit('"')]
    for name, pieces in lists.items():
        parts += [pl.lit(f',"{name}":['), *pieces, pl.lit("]")]
    parts += [pl.lit(',"deadlines":'), _deadlines(ledger, active, event), pl.lit("}")]
    return pl.select(pl.concat_str(parts)).to_series()


def _decide(ledger: Ledger, active: Bits, missing: Bits) -> tuple[pl.Series, dict[str, Bits]]:
    """The answer to each outcome, and for each rule the answers that it made: `conclude`'s step 4."""
    kinds = np.array([rule.kind for rule in ledger.rules], np.str_)
    withheld, reviewed = (active[kinds == kind].any(axis=0) for kind in ("withhold", "review"))
    at = {element: n for n, element in enumerate(ledger.elements)}
    deciding = {}
    for rule, row in zip(ledger.rules, active, strict=True):
        if rule.kind == "withhold":
            deciding[rule.id] = row
        elif rule.kind == "review":
            deciding[rule.id] = row & ~withheld
        elif rule.must_include:
            lacks = missing[[at[element] for element in rule.must_include]].any(axis=0)
            deciding[rule.id] = row & lacks & ~withheld & ~reviewed
    answer = np.select([withheld, reviewed, missing.any(axis=0)], [2, 1, 2], 0).astype(np.uint8)
    return pl.Series(["allow", "review", "withhold"]).gather(answer), deciding


def _listed(names: Sequence[str], bits: Iterable[Bits]) -> Iterator[pl.Series]:
    """The names whose bits are set, quoted and with commas between, in pieces that follow each other."""
    used = [(msgspec.json.encode(name).decode(), row) for name, row in zip(names, bits, strict=True) if row.any()]
    begun: NDArray[np.uint16] = np.zeros(1, np.uint16)
    for first in range(0, len(used), _PIECE):
        here = used[first : first + _PIECE]
        names_of = functools.reduce(
            operator.or_, (row.astype(np.uint16) << np.uint16(n) for n, (_, row) in enumerate(here))
        )
        told = names_of | begun << np.uint16(_PIECE)
        begun = begun | (names_of != 0)
        present = np.flatnonzero(np.bincount(told, minlength=1 << 16))
        place = np.zeros(1 << 16, np.uint32)
        place[present] = np.arange(len(present))
        quoted = [name for name, _ in here]
        yield pl.Series([_piece(quoted, code) for code in present.tolist()], dtype=pl.String).gather(place[told])


def _piece(quoted: Sequence[str], code: int) -> str:
    text = ",".join(name for n, name in enumerate(quoted) if code >> n & 1)
    return f",{text}" if text and code >> _PIECE else text


def _deadlines(ledger: Ledger, active: Bits, event: pl.Series) -> pl.Series:
    """The deadlines of each outcome, written once for each day and set of rules that have one."""
    timed = [n for n, rule in enumerate(ledger.rules) if rule.deadline or rule.acknowledge]
    bits = [np.where(event.is_not_null().to_numpy(), active[n], False) for n in timed]
    distinct, told = number(pack(bits, len(timed), height=len(event)).with_columns(event.alias("event")))
    rows = unpack(distinct, len(timed)).T
    return pl.Series(
        [
            _dates([ledger.rules[n] for n, is_active in zip(timed, row, strict=True) if is_active], day)
            for row, day in zip(rows, distinct["event"], strict=True)
        ],
        dtype=pl.String,
    ).gather(told)


def _dates(rules: Sequence[Rule], event: date | None) -> str:
    found = {} if event is None else deadlines(rules, event)
    return msgspec.json.encode(found, order="deterministic").decode()
