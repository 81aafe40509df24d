"""Texts that language models wrote from facts, with the spans that people marked as errors (quintd)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from aboveboard.verify.door import CHECKS as CHECKS_OF_DOOR
from aboveboard.verify.door import check_text
from verification.scores import Score, halves, spread

DOMAINS = {"gsmarena": "product texts", "wikidata": "wikidata texts"}
CHECKS = {"claims and opinion": ("claims", "opinion"), "all checks": CHECKS_OF_DOOR}


def measure(data: Path) -> Iterator[str]:
    """F1 of "this text has an error" and over marked characters, beside GPT-4's labels of the same texts."""
    folder = data / "quintd_llm_d2t_errors" / "public"
    for domain, said in DOMAINS.items():
        inputs = json.loads((folder / f"{domain}_inputs.json").read_text(encoding="utf-8"))
        rows = list(map(json.loads, (folder / f"{domain}_outputs.jsonl").read_text(encoding="utf-8").splitlines()))
        for part, chosen in halves(rows, lambda row: str(row["input_idx"])).items():
            judge = _scores(chosen, inputs, None)
            for name, checks in CHECKS.items():
                ours = _scores(
                    chosen, inputs, checks or ["claims", "opinion", "personal_data", "pressure", "disclosure"]
                )
                yield f"{said}, {part}, {name}: has an error {ours[0]}; GPT-4 {judge[0].f1:.3f}"
                yield f"{said}, {part}, {name}: characters {ours[1]}; GPT-4 {judge[1].f1:.3f}"


def _scores(
    rows: list[dict[str, Any]], inputs: Mapping[str, object], checks: Sequence[str] | None
) -> tuple[Score, Score]:
    texts, places = Score(), Score()
    for row in rows:
        human = spread(_span(one) for one in row["human_spans"])
        if checks is None:
            found = spread(_span(one) for one in row["gpt4_spans"])
        else:
            asked = {"id": "1", "text": row["text"], "facts": inputs[str(row["input_idx"])], "checks": [*checks]}
            found = spread((one["start"], one["end"]) for one in _findings(asked))
        texts.add(bool(human), bool(found))
        places.add_places(human, found)
    return texts, places


def _span(one: Mapping[str, Any]) -> tuple[int, int]:
    return one["start"], one["start"] + len(one["text"])


def _findings(asked: dict[str, object]) -> list[dict[str, Any]]:
    found = check_text(asked)["findings"]
    assert isinstance(found, list)
    return found
