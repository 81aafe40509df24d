"""JSON lines in, JSON lines out: what every row door shares."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import IO

import click
import msgspec

from aboveboard.domain.errors import AboveboardError

Record = dict[str, object]
Answer = Callable[[Record], Mapping[str, object]]


def filter_lines(answer: Answer, source: IO[bytes] | None = None, target: IO[bytes] | None = None) -> None:
    """Answers each line of standard input in order; ends the process with 1 if a line was refused.

    A line that is no JSON object with a text `id` answers an error and the filter goes on.
    """
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer
    encoder = msgspec.json.Encoder()
    refused = False
    for line in source:
        if not line.strip():
            continue
        given = answered(line, answer)
        refused = refused or "error" in given
        target.write(encoder.encode(given) + b"\n")
        target.flush()
    if refused:
        sys.exit(1)


def answered(line: bytes, answer: Answer) -> Mapping[str, object]:
    """The answer to one line, or its error record."""
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return refusal(None, "line_unreadable", f"not JSON: {error}")
    if not isinstance(record, dict):
        return refusal(None, "line_unreadable", "not a JSON object")
    key = record.get("id")
    if not isinstance(key, str):
        return refusal(None, "id_missing", "`id` has to be a text")
    try:
        return answer(record)
    except AboveboardError as error:
        return refusal(key, error.code, str(error))


def refusal(key: str | None, code: str, message: str) -> Record:
    """The error record of the contract."""
    return {"id": key, "error": {"code": code, "message": message}}


def write_lines(records: Iterable[Mapping[str, object]]) -> None:
    """Writes the records to standard output, one JSON object a line."""
    encoder = msgspec.json.Encoder()
    for record in records:
        click.echo(encoder.encode(record).decode())


def show(changes: Iterable[Mapping[str, object]]) -> None:
    """Writes what changes in the rules: JSON lines, or sentences on a terminal."""
    if not sys.stdout.isatty():
        write_lines(changes)
        return
    for line in changes:
        click.echo(sentence(line))


def sentence(line: Mapping[str, object]) -> str:
    """One line of a comparison of rules, or of a campaign it touches, as a sentence."""
    if "from" in line:
        older = f"\nOLDER: {line['older']}" if line["older"] else ""
        return f"from {line['from']} to {line['to']}{older}"
    if "campaign" in line:
        return f"campaign {line['campaign']}: {line['in_reach']} of {line['businesses']} businesses in reach"
    weak = f" ({line['weak']})" if line["weak"] else ""
    day = f"{line['on']} " if "on" in line else ""
    return f"{day}{line['effect']}: {line['rule']}: {line['change']}{weak}"
