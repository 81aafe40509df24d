"""Logged rounds: what was known, what was done, what came of it, and how likely it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from aboveboard.domain.errors import InputError
from aboveboard.kernel.encoding import EncodingSchema, Scalar


class Round(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One logged decision; `propensity` is the probability with which `action` was taken, above 0 and at most 1."""

    id: str
    x: dict[str, Scalar]
    action: str
    reward: float
    propensity: float
    month: str = ""


def read_rounds(lines: Iterable[bytes | str], place: str) -> list[Round]:
    """The rounds of some JSON lines; raises InputError that names the line."""
    decoder = msgspec.json.Decoder(Round)
    rounds: list[Round] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = decoder.decode(line)
        except msgspec.DecodeError as error:
            raise InputError(str(error), place=f"{place}:{number}") from error
        if not 0 < found.propensity <= 1:
            remedy = "log the probability with which the action was taken"
            raise InputError(
                f"propensity {found.propensity:g} is not in (0, 1]", place=f"{place}:{number}", remedy=remedy
            )
        rounds.append(found)
    return rounds


def columns(rounds: Sequence[Round], schema: EncodingSchema) -> dict[str, list[Scalar]]:
    """The declared features of some rounds, column by column; raises InputError for one the schema does not name."""
    for entry in rounds:
        unknown = entry.x.keys() - schema.features.keys()
        if unknown:
            raise InputError(f"row {entry.id!r}: the schema does not declare {sorted(unknown)[0]!r}")
    return {name: [entry.x.get(name) for entry in rounds] for name in schema.features}
