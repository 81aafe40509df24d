"""Texts of shops that push, and texts that do not (Yada et al. 2022, Mathur et al. 2019)."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from aboveboard.verify import pressure
from verification.scores import Score, halves


def measure(data: Path) -> Iterator[str]:
    """F1 of "this pushes", in halves by the text with its digits masked, and recall by category."""
    folder = data / "dark_patterns" / "public"
    with (folder / "yada2022.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for part, chosen in halves(rows, lambda row: re.sub(r"\d", "0", row["text"])).items():
        score = Score()
        for row in chosen:
            score.add(row["label"] == "1", bool(pressure.find(row["text"])))
        yield f"yada, {part}: {score}; target .93 on texts that no word was chosen by, TF-IDF and regression .953"
    with (folder / "mathur2019.csv").open(encoding="utf-8", newline="") as file:
        texts = [(row["Pattern Category"], row["Pattern String"].strip()) for row in csv.DictReader(file)]
    found: dict[str, list[bool]] = defaultdict(list)
    for category, text in texts:
        if text:
            found[category].append(bool(pressure.find(text)))
    for category, hits in sorted(found.items()):
        yield f"mathur, {category}: recall {sum(hits) / len(hits):.3f} of {len(hits)}"
