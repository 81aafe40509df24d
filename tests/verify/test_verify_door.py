"""The row door `verify text`."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from aboveboard.verify.door import check_text

FACTS = {
    "name": "Harbour Bakery",
    "hours": {"monday": "08:30-17:00"},
    "price": {"amount": "29.00", "currency": "GBP", "per": "month"},
    "family_friendly": True,
    "pictures": [{"alt": "bread"}, {"alt": None}, {"alt": None}],
}


def found(text: str, **more: object) -> list[tuple[str, str, str]]:
    """Check, kind and text of each finding."""
    answer = check_text({"id": "1", "text": text, "facts": FACTS, **more})
    findings = answer["findings"]
    assert isinstance(findings, list)
    for one in findings:
        assert one["start"] == one["end"] or text[one["start"] : one["end"]] == one["text"]
    return [(one["check"], one["kind"], one["text"]) for one in findings]


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Bakery opens at 8:30 am on Monday.",
        "It costs £29 a month; that is 29 pounds.",
        "Harbour Bakery is a family friendly place with three pictures.",
    ],
)
def test_what_the_facts_say_passes(text: str) -> None:
    """A text that states only the facts has no findings."""
    assert [] == found(text, checks=["claims", "opinion", "pressure", "personal_data"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opens at 9 am on Monday.", ("claims", "contradicted", "9 am")),
        ("It costs £39 a month.", ("claims", "contradicted", "£39")),
        ("The bakery is not family friendly.", ("claims", "contradicted", "family friendly")),
        ("It stands in Glasgow.", ("claims", "unsupported", "Glasgow")),
        ("It won 12 prizes.", ("claims", "unsupported", "12")),
        ("It is a stunning shop.", ("opinion", "not_checkable", "stunning")),
        ("Hurry, only 3 left!", ("pressure", "Scarcity", "Hurry, only 3 left")),
        ("Write to jo@firm.example.", ("personal_data", "EMAIL", "jo@firm.example")),
        ("Card 4111 1111 1111 1111.", ("personal_data", "CREDIT_CARD", "4111 1111 1111 1111")),
        ("IBAN GB82 WEST 1234 5698 7654 32.", ("personal_data", "IBAN", "GB82 WEST 1234 5698 7654 32")),
    ],
)
def test_what_they_do_not_say_is_found(text: str, expected: tuple[str, str, str]) -> None:
    """Each check names its kind and the smallest wrong span."""
    assert expected in found(text)


def test_omitted_and_missing_stand_at_the_end() -> None:
    """What a text fails to say has no place but its end."""
    text = "Good day."
    answer = check_text(
        {"id": "1", "text": text, "facts": FACTS, "must_say": ["hours.monday"], "must_include": ["postal_address"]}
    )
    findings = answer["findings"]
    assert isinstance(findings, list)
    assert [("omitted", 9, 9, "hours.monday"), ("missing_element", 9, 9, "postal_address")] == [
        (f["kind"], f["start"], f["end"], f["text"]) for f in findings
    ]


def test_elements_are_seen_by_their_words() -> None:
    """A notice passes where its words stand, and a denial of it does not count."""
    required = {"must_include": ["ad_identification", "opt_out_notice"], "checks": ["disclosure"]}
    good = "This is advertising. To stop, reply with the word stop."
    bad = "This is not advertising. You cannot unsubscribe by reply."
    assert [] == found(good, **required)
    assert ["ad_identification", "opt_out_notice"] == [text for _, _, text in found(bad, **required)]


@pytest.mark.parametrize(
    "row", [{"id": "1"}, {"id": "1", "text": 3}, {"id": "1", "text": "x", "fcts": {}}, {"text": "x"}]
)
def test_rows_that_cannot_be_read_answer_an_error(row: dict[str, object]) -> None:
    """A bad row keeps its id and says what is wrong."""
    answer = check_text(row)
    assert {"id", "error"} == set(answer)
    assert row.get("id") == answer["id"]


@pytest.mark.shared
def test_pressure_on_shop_texts(shared: Path) -> None:
    """Labelled shop texts: precision at least .97 and recall at least .9."""
    with (shared / "data/dark_patterns/public/yada2022.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    flagged = [bool(found(row["text"], checks=["pressure"])) for row in rows]
    precision, recall = rates(flagged, [row["label"] == "1" for row in rows])
    assert precision >= 0.97
    assert recall >= 0.9


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kind", "label", "least"),
    [
        ("EMAIL", "EMAIL_ADDRESS", 1.0),
        ("IBAN", "IBAN_CODE", 0.95),
        ("CREDIT_CARD", "CREDIT_CARD", 0.99),
        ("US_SSN", "US_SSN", 1.0),
        ("PHONE", "PHONE_NUMBER", 0.9),
        ("PERSON", "PERSON", 0.65),
    ],
)
def test_recall_of_personal_data(shared: Path, kind: str, label: str, least: float) -> None:
    """Invented sentences with labelled personal data: so much of each kind is found."""
    file = shared / "data/pii_presidio/public/generated_large.jsonl"
    hits = missed = 0
    for line in file.read_text(encoding="utf-8").splitlines()[::3]:
        row = json.loads(line)
        spans = [(one["start"], one["end"]) for one in row["spans"] if one["type"] == label]
        if spans:
            answer = check_text({"id": "1", "text": row["text"], "checks": ["personal_data"]})
            findings = answer["findings"]
            assert isinstance(findings, list)
            seen = [(one["start"], one["end"]) for one in findings if one["kind"] == kind]
            found_here = sum(any(a < end and start < b for a, b in seen) for start, end in spans)
            hits, missed = hits + found_here, missed + len(spans) - found_here
    assert hits >= least * (hits + missed)


@pytest.mark.shared
def test_omissions_as_people_see_them(shared: Path) -> None:
    """Facts that a crowd says are missing: F1 at least .68, precision at least .60; rules on slots reach .60 and .84."""
    file = shared / "data/e2e_faithfulness/public/system_outputs_human.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()[::4]]
    flagged = []
    for row in rows:
        facts = dict(re.findall(r"(\w+)\[([^\]]*)\]", row["mr"]))
        answer = check_text(
            {"id": "1", "text": row["text"], "facts": facts, "must_say": list(facts), "checks": ["claims"]}
        )
        findings = answer["findings"]
        assert isinstance(findings, list)
        flagged.append(any(one["kind"] == "omitted" for one in findings))
    precision, recall = rates(flagged, [row["human_missing"] for row in rows])
    assert precision >= 0.60
    assert 2 * precision * recall / (precision + recall) >= 0.68


def rates(flagged: Iterable[bool], wrong: Iterable[bool]) -> tuple[float, float]:
    """Precision and recall."""
    pairs = list(zip(flagged, wrong, strict=True))
    hits = sum(a and b for a, b in pairs)
    return hits / max(1, sum(a for a, _ in pairs)), hits / max(1, sum(b for _, b in pairs))
