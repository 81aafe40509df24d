"""The learner's doors: files in, one line of figures out; nothing is written before everything was read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from aboveboard.campaign import files
from aboveboard.campaign.settings import read_text
from aboveboard.domain.errors import InputError
from aboveboard.kernel.encoding import Encoder
from aboveboard.learn.evaluation import evaluate as evaluate_policy
from aboveboard.learn.evaluation import predictions as predict
from aboveboard.learn.policy import Policy
from aboveboard.learn.rows import Round, read_rounds
from aboveboard.learn.schema import propose, read_schema, write_schema
from aboveboard.learn.state import State


def _rounds(path: Path) -> list[Round]:
    """The rounds of a file: JSON lines of anyone's log, or a CSV of outcomes."""
    if path.suffix.lower() == ".csv":
        rounds = files.read_rounds(path)
    else:
        with path.open("rb") as lines:
            rounds = read_rounds(lines, str(path))
    if not rounds:
        raise InputError("there are no rows in this file", place=str(path))
    return rounds


def _write(path: Path, data: bytes) -> None:
    """The file holds `data` or what it held before; never a part."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    part.replace(path)


def propose_schema(rows: Path) -> str:
    """A schema for the rows of a file, as indented JSON."""
    return write_schema(propose(_rounds(rows)))


def fit(rows: Path, schema: Path, state: Path) -> dict[str, object]:
    """The figures of a fit; `state` holds it."""
    declared = read_schema(read_text(schema), str(schema))
    start = time.perf_counter()
    learned = State(declared).learned(_rounds(rows))
    seconds = time.perf_counter() - start
    _write(state, learned.to_bytes())
    return {
        "rows": learned.rows,
        "actions": len(learned.actions),
        "features": Encoder(declared).width,
        "seconds": round(seconds, 6),
        "digest": learned.digest,
    }


def forget(state: Path, rows: Path, ids: Path) -> dict[str, object]:
    """The figures of a forgetting; `state` equals one that never saw the rows. An id not in `rows` is refused."""
    held = State.from_bytes(state.read_bytes(), str(state))
    known: dict[str, list[Round]] = {}
    for entry in _rounds(rows):
        known.setdefault(entry.id, []).append(entry)
    gone: dict[str, list[Round]] = {}
    for number, line in enumerate(read_text(ids).splitlines(), 1):
        name = line.strip()
        if name and name not in known:
            raise InputError(f"the id {name!r} is not in {rows}", place=f"{ids}:{number}")
        if name:
            gone[name] = known[name]
    left = held.forgotten([entry for entries in gone.values() for entry in entries])
    _write(state, left.to_bytes())
    return {"forgotten": sum(map(len, gone.values())), "digest": left.digest}


def evaluate(train: Path, test: Path, schema: Path | None, out: Path | None) -> dict[str, object]:
    """The greedy policy's value on the test rows, learned from the training rows."""
    rounds = _rounds(train)
    declared = read_schema(read_text(schema), str(schema)) if schema else propose(rounds)
    start = time.perf_counter()
    state = State(declared).learned(rounds)
    policy = Policy(state)
    seconds = time.perf_counter() - start
    tested = _rounds(test)
    result, expected = evaluate_policy(policy, tested)
    if out is not None:
        lines = [msgspec.json.encode(line) for line in predict(policy, tested, expected)]
        _write(out, b"\n".join(lines) + b"\n")
    return {
        "rows": len(tested),
        "actions": len(policy.actions),
        "seconds_fit": round(seconds, 6),
        "value": msgspec.to_builtins(result.value),
        "logged_value": result.logged_value,
        "effective_n": result.effective_n,
        "digest": state.digest,
    }
