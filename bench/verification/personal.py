"""Personal data in made-up sentences (presidio-research) and telephone numbers on real business pages."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from aboveboard.verify import personal_data
from verification.scores import Score

KINDS = {
    "EMAIL_ADDRESS": "EMAIL", "CREDIT_CARD": "CREDIT_CARD", "PHONE_NUMBER": "PHONE", "IBAN_CODE": "IBAN",
    "US_SSN": "US_SSN", "PERSON": "PERSON", "STREET_ADDRESS": "STREET_ADDRESS",
}  # fmt: skip
TARGETS = {"EMAIL": ".98", "CREDIT_CARD": ".98", "PHONE": ".90", "IBAN": "no error", "US_SSN": "no error"}


def measure(data: Path) -> Iterator[str]:
    """F1 by kind, a hit being a finding of that kind that overlaps the labelled place."""
    for name in ("synth_v2", "generated_large"):
        lines = (data / "pii_presidio" / "public" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        scores: dict[str, Score] = defaultdict(Score)
        for row in map(json.loads, lines):
            wanted = [(KINDS.get(one["type"], ""), one["start"], one["end"]) for one in row["spans"]]
            found = [(one.kind, one.start, one.end) for one in personal_data.find(row["text"], names=True)]
            for kind in KINDS.values():
                _compare([w for w in wanted if w[0] == kind], [f for f in found if f[0] == kind], scores[kind])
        for kind, score in scores.items():
            yield f"{name}: {kind} {score}" + (f"; target {TARGETS[kind]}" if kind in TARGETS else "")
    pages = (data / "pii_business_text" / "public" / "pages_text.jsonl").read_text(encoding="utf-8").splitlines()
    numbers, mails = Score(), Score()
    for row in map(json.loads, pages):
        found = [(one.kind, one.start, one.end) for one in personal_data.find(row["text"])]
        for labels, kind, score in ((("TEL", "FAX"), "PHONE", numbers), (("EMAIL",), "EMAIL", mails)):
            wanted = [(kind, one["start"], one["end"]) for one in row["spans"] if one["type"] in labels]
            _compare(wanted, [one for one in found if one[0] == kind], score)
    yield f"business pages: TEL and FAX {numbers}; target .93, naive pattern P .867 R .945"
    yield f"business pages: EMAIL recall {mails.recall:.3f} (labels are not exhaustive, so no precision)"


def _compare(wanted: list[tuple[str, int, int]], found: list[tuple[str, int, int]], score: Score) -> None:
    for _, start, end in wanted:
        score.add(True, any(a < end and start < b for _, a, b in found))
    for _, start, end in found:
        if not any(a < end and start < b for _, a, b in wanted):
            score.add(False, True)
