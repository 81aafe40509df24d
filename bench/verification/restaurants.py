"""Descriptions of restaurants, held against their facts by people (e2e): what is omitted, what is added."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from aboveboard.verify.door import check_text
from verification.scores import Score, halves

_FACT = re.compile(r"([\w ]+)\[([^\]]*)\]")
CLEAN = ("e2e_clean_dev.csv", "e2e_clean_test_part.csv")


def measure(data: Path) -> Iterator[str]:
    """Omitted and added against the majority of the crowd, and how many of the cleaned references are flagged."""
    folder = data / "e2e_faithfulness" / "public"
    rows = list(map(json.loads, (folder / "system_outputs_human.jsonl").read_text(encoding="utf-8").splitlines()))
    for part, chosen in halves(rows, lambda row: str(row["mr"])).items():
        omitted, added = Score(), Score()
        for row in chosen:
            omits, adds = flags(row["text"], row["mr"])
            omitted.add(row["human_missing"], omits)
            added.add(row["human_added"], adds)
        yield f"outputs, {part}: omitted {omitted}; target .70, rules P .60 R .84"
        yield f"outputs, {part}: added {added}; rules P .25 R .22"
    for name in CLEAN:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found = [flags(row["ref"], row["mr"]) for row in csv.DictReader(file)]
        omits, adds = (sum(one[place] for one in found) / len(found) for place in (0, 1))
        yield f"{name}: {omits:.1%} flagged as omitting, {adds:.1%} as adding; target 3%"


def flags(text: str, meaning: str) -> tuple[bool, bool]:
    """Whether a text is found to omit a fact, and to add something."""
    facts = {match[1].strip(): match[2] for match in _FACT.finditer(meaning)}
    asked: dict[str, object] = {"id": "1", "text": text, "facts": facts, "must_say": [*facts], "checks": ["claims"]}
    found = check_text(asked)["findings"]
    assert isinstance(found, list)
    kinds = [one["kind"] for one in found]
    return "omitted" in kinds, any(kind != "omitted" for kind in kinds)
