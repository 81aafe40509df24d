"""The learner's state: exact integer sums per action and month. Learning adds, forgetting subtracts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from aboveboard.domain.errors import InputError
from aboveboard.kernel.encoding import Encoder, EncodingError, EncodingSchema
from aboveboard.kernel.exact import InexactError, Ints, added, products
from aboveboard.learn.rows import Round, columns

Key = tuple[str, str]  # action, month


@dataclass(frozen=True, slots=True)
class Sums:
    """Of the rows of one action and month: how many, X'X, X'r and r'r, all in declared integer codes."""

    rows: int
    gram: Ints
    cross: Ints
    square: int

    def plus(self, other: Sums, *, sign: int) -> Sums:
        """These sums with `other` added or taken out."""
        return Sums(
            self.rows + sign * other.rows,
            added(self.gram, other.gram, sign=sign),
            added(self.cross, other.cross, sign=sign),
            self.square + sign * other.square,
        )

    @property
    def is_possible(self) -> bool:
        """False if more was taken out than was ever in."""
        return self.rows >= 0 and self.square >= 0 and bool((np.diagonal(self.gram) >= 0).all())


@dataclass(frozen=True, slots=True)
class State:
    """What was learned, under one schema. Two states of the same rows are equal to the bit, whatever their history."""

    schema: EncodingSchema
    sums: Mapping[Key, Sums] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rounds the state holds."""
        return sum(entry.rows for entry in self.sums.values())

    @property
    def actions(self) -> list[str]:
        """The actions seen, sorted."""
        return sorted({action for action, _ in self.sums})

    @property
    def digest(self) -> str:
        """SHA-256 of the state's bytes."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def learned(self, rounds: Sequence[Round]) -> State:
        """The state with these rounds added."""
        return self._changed(rounds, sign=1)

    def forgotten(self, rounds: Sequence[Round]) -> State:
        """The state as if these rounds had never been learned; raises InputError where it cannot have held them."""
        return self._changed(rounds, sign=-1)

    def _changed(self, rounds: Sequence[Round], *, sign: int) -> State:
        result = dict(self.sums)
        for key, change in _sums(rounds, self.schema).items():
            held = result.pop(key, None) or _nothing(change.gram.shape[0])
            try:
                changed = held.plus(change, sign=sign)
            except InexactError as error:
                raise InputError(str(error), remedy="start a new state") from error
            if not changed.is_possible:
                raise InputError(
                    f"action {key[0]!r}: the state does not hold these rows", remedy="forget each row once"
                )
            if changed.rows:
                result[key] = changed
        return State(self.schema, dict(sorted(result.items())))

    def to_bytes(self) -> bytes:
        """A header line of JSON, then the sums as little-endian 64-bit integers, in the order of the keys."""
        keys = sorted(self.sums)
        header = {
            "kind": "state-1",
            "schema": self.schema,
            "width": Encoder(self.schema).width,
            "keys": [[*key, self.sums[key].rows, str(self.sums[key].square)] for key in keys],
        }
        body = b"".join(
            np.ascontiguousarray(part, dtype="<i8").tobytes()
            for key in keys
            for part in (self.sums[key].gram, self.sums[key].cross)
        )
        return msgspec.json.encode(header, order="deterministic") + b"\n" + body

    @classmethod
    def from_bytes(cls, data: bytes, place: str) -> State:
        """The state of `to_bytes`; raises InputError where the bytes are not one."""
        head, _, body = data.partition(b"\n")
        try:
            header = msgspec.json.decode(head, type=_Header)
        except (msgspec.DecodeError, ValueError) as error:
            raise InputError(f"not a learner's state: {error}", place=place) from error
        width = header.width
        numbers = np.frombuffer(body[: len(body) // 8 * 8], dtype="<i8").astype(np.int64)
        if len(body) != 8 * len(header.keys) * (width * width + width):
            raise InputError("the state is truncated or has extra bytes", place=place, remedy="fit it again")
        sums: dict[Key, Sums] = {}
        for number, (action, month, rows, square) in enumerate(header.keys):
            part = numbers[number * (width * width + width) : (number + 1) * (width * width + width)]
            gram, cross = part[: width * width].reshape(width, width), part[width * width :].reshape(width, 1)
            sums[action, month] = Sums(rows, gram, cross, int(square))
        return cls(header.schema, sums)


class _Header(msgspec.Struct):
    kind: str
    schema: EncodingSchema
    width: int
    keys: list[tuple[str, str, int, str]]


def _nothing(width: int) -> Sums:
    return Sums(0, np.zeros((width, width), np.int64), np.zeros((width, 1), np.int64), 0)


def _sums(rounds: Sequence[Round], schema: EncodingSchema) -> dict[Key, Sums]:
    encoder = Encoder(schema)
    groups: dict[Key, list[Round]] = {}
    for entry in rounds:
        groups.setdefault((entry.action, entry.month), []).append(entry)
    return {key: _sums_of(group, encoder) for key, group in groups.items()}


def _sums_of(rounds: Sequence[Round], encoder: Encoder) -> Sums:
    try:
        matrix = encoder.encode(columns(rounds, encoder.schema), len(rounds))
        rewards = encoder.rewards([entry.reward for entry in rounds])
        square = int(products(rewards, rewards)[0, 0])
        return Sums(len(rounds), products(matrix, matrix), products(matrix, rewards), square)
    except EncodingError as error:
        row = rounds[error.row].id if error.row is not None else "?"
        raise InputError(f"row {row!r}: {error}", remedy="declare it in the schema") from error
    except InexactError as error:
        raise InputError(str(error), remedy="use coarser steps") from error
