"""The door `audit groups`: JSON lines of groups and selections in, a line for each group value and measure out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from aboveboard.audit.groups import Bounds, GroupTally


class _Record(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    group: dict[str, str | int | float | bool]
    selected: bool
    score: float | None = None


def audit(lines: Iterable[bytes | str], bounds: Bounds) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The lines of the audit, and an error record for each line that could not be read."""
    tally, errors = GroupTally(), []
    decoder = msgspec.json.Decoder(_Record)
    for line in lines:
        try:
            record = decoder.decode(line)
        except msgspec.DecodeError as error:
            errors.append(_error(line, str(error)))
            continue
        tally.add({k: _text(v) for k, v in record.group.items()}, selected=record.selected, score=record.score)
    return [msgspec.to_builtins(line) for line in tally.lines(bounds)], errors


def _text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _error(line: bytes | str, problem: str) -> dict[str, object]:
    try:
        record = msgspec.json.decode(line)
    except msgspec.DecodeError:
        record = None
    key = record.get("id") if isinstance(record, Mapping) else None
    return {
        "id": key if isinstance(key, str) else None,
        "error": {"code": "line_refused", "message": problem},
    }
