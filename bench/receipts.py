"""Leaves and proofs a second beside pymerkle, and the cost of a whole receipt.

    python bench/receipts.py [--leaves 100000] [--json FILE]

Both sides get the same ready entries. Ours is run twice: in memory, as the rival, and as the log on disk, with every
tile synced and the checkpoint signed. Bodies are built from rows of which half share their verdicts.
"""

from __future__ import annotations

import argparse
import json
import platform
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from pymerkle import InmemoryTree

from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import Cell, Verdict, encode_cells, encode_verdict
from aboveboard.kernel.merkle import Tree, leaf_hash, verify_inclusion
from aboveboard.receipts.leaf import commit
from aboveboard.receipts.log import TileLog
from aboveboard.receipts.note import SigningKey
from aboveboard.receipts.stage import ReceiptBodies

PROOFS = 200
REPEATS = 3


def best(run: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def rows(count: int) -> pl.DataFrame:
    """Rows of a run as the stage takes them, with the ids of ten facts each."""
    verdicts = [Verdict(verdict="allow", rules=("gb.pecr.22", f"house.{n}")) for n in range(20)]
    filled = {
        "subject": [f"p-{n}" for n in range(count)],
        "step": [1] * count,
        "fact_ids": [json.dumps([f"{n:08x}{k:04x}" for k in range(10)], separators=(",", ":")) for n in range(count)],
        "legal_form": ["corporate"] * count,
        "cells": [encode_cells((Cell(offer="site", channel="post", verdict=verdicts[n % 20]),)) for n in range(count)],
        "decision": [json.dumps({"offer": "site", "probability_millionths": n % 5_000}) for n in range(count)],
        "writer": ["grammar"] * count,
        "made": pl.Series([None] * count, dtype=pl.String),
        "findings": ['{"elements":[],"findings":[]}'] * count,
        "passed": [True] * count,
        "message": [f"{n:064x}" for n in range(count)],
        "final": [encode_verdict(verdicts[n % 20]) for n in range(count)],
        "state": ["queued"] * count,
    }
    taken = dict(ReceiptBodies.takes)
    return pl.DataFrame({name: filled.get(name, [None] * count) for name in taken}, schema=taken)


def measured(leaves: int) -> dict[str, float]:
    """Every figure of this bench, in leaves a second or microseconds."""
    entries = [b"\x01" + secrets.token_bytes(32) for _ in range(leaves)]
    rival = InmemoryTree()
    few = entries[: leaves // 4]
    theirs = best(lambda: [InmemoryTree.append_entry(rival, entry) for entry in few]) / len(few)
    tree = Tree(entries)
    ours = best(lambda: Tree(entries)) / leaves
    with (
        tempfile.TemporaryDirectory() as folder,
        TileLog(Path(folder) / "log", key=SigningKey.generate("bench")) as log,
    ):
        start = time.perf_counter()
        log.append(entries)
        log.checkpoint()
        on_disk = (time.perf_counter() - start) / leaves
        picked = [secrets.randbelow(leaves) for _ in range(PROOFS)]
        disk_proof = best(lambda: [log.prove(index) for index in picked]) / PROOFS
    root = tree.root()
    proof = best(lambda: [tree.inclusion_proof(index) for index in picked]) / PROOFS
    proofs = [(index, leaf_hash(entries[index]), tree.inclusion_proof(index)) for index in picked]
    verified = best(lambda: [verify_inclusion(i, leaves, leaf, p, root) for i, leaf, p in proofs]) / PROOFS
    rival_proof = best(lambda: [rival.prove_inclusion(index % len(few) + 1) for index in picked[:20]]) / 20
    frame, stage = rows(min(leaves, 20_000)), ReceiptBodies()
    moment = Moment(now=datetime(2026, 11, 23, tzinfo=UTC), seed="s", campaign="c", rules="r")
    bodies = best(lambda: stage(frame, moment)) / frame.height
    body, salt = stage(frame.head(1), moment)["receipt"][0], bytes(32)
    committed = best(lambda: [commit(body, salt) for _ in range(10_000)]) / 10_000
    return {
        "leaves_per_second": 1 / ours,
        "leaves_per_second_on_disk": 1 / on_disk,
        "pymerkle_leaves_per_second": 1 / theirs,
        "ratio": theirs / ours,
        "ratio_on_disk": theirs / on_disk,
        "proof_us": proof * 1e6,
        "proof_on_disk_us": disk_proof * 1e6,
        "verify_us": verified * 1e6,
        "pymerkle_proof_us": rival_proof * 1e6,
        "body_us": bodies * 1e6,
        "commit_us": committed * 1e6,
    }


def main() -> None:
    """Prints the figures, and writes them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leaves", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures = measured(asked.leaves)
    for name, value in figures.items():
        print(f"{name:30} {value:14,.1f}")
    if asked.json:
        machine = {"python": platform.python_version(), "machine": platform.machine(), "leaves": asked.leaves}
        asked.json.write_text(json.dumps({"machine": machine, "figures": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
