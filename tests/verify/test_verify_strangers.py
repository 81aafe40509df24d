"""Strangers' texts: clauses without a ground, and prices and ratings said as steps."""

import json
from pathlib import Path

import pytest

from aboveboard.verify import bands
from aboveboard.verify.door import check_text

SHOP = {"name": "Wickthorne Bakery", "priceRange": "less than £20", "customer rating": "4 out of 5", "area": "harbour"}


def findings(text: str, facts: dict[str, object], *must_say: str) -> list[tuple[str, str]]:
    """Kind and text of what claims finds."""
    answer = check_text({"id": "1", "text": text, "facts": facts, "must_say": list(must_say), "checks": ["claims"]})
    found = answer["findings"]
    assert isinstance(found, list)
    return [(one["kind"], one["text"]) for one in found]


@pytest.mark.parametrize(
    ("value", "topic", "expected"),
    [
        ("less than £20", "price", "low"),
        ("more than £30", "price", "high"),
        ("£20-25", "price", "middle"),
        ("moderate", "price", "middle"),
        ("cheap", "price", "low"),
        ("5 out of 5", "rating", "high"),
        ("1 out of 5", "rating", "low"),
        ("3 stars", "rating", "middle"),
        ("7/10", "rating", "middle"),
        ("harbour", "rating", None),
        ("ask us", "price", None),
    ],
)
def test_a_bound_a_range_and_marks_are_on_a_step(value: str, topic: bands.Topic, expected: bands.Step | None) -> None:
    """An upper bound is low, a lower one high; marks count by their share of the most there are."""
    assert expected == bands.step_of(value, topic)


@pytest.mark.parametrize(
    "text",
    [
        "Wickthorne Bakery is cheap and highly rated, in the harbour area.",
        "In the harbour area, Wickthorne Bakery has low prices and a rating of 4 out of 5.",
        "Wickthorne Bakery (harbour) costs less than £20 and has four stars.",
    ],
)
def test_the_same_step_in_other_words_is_neither_wrong_nor_missing(text: str) -> None:
    """A number may be said as a word for its step, and marks as stars."""
    assert [] == findings(text, SHOP, *SHOP)


def test_another_step_is_a_contradiction() -> None:
    """High prices are not less than £20, and a poor rating not four of five."""
    found = findings("Wickthorne Bakery in the harbour area has high prices and a poor rating.", SHOP)
    assert [("contradicted", "high"), ("contradicted", "poor")] == found
    assert [] == findings("Wickthorne Bakery in the harbour area is not expensive.", SHOP)


def test_a_clause_of_words_that_no_fact_has_is_marked_from_its_first_to_its_last() -> None:
    """What the facts bear out stays unmarked; each finding has at most sixty characters."""
    text = "Wickthorne Bakery is in the harbour area, beloved among sailors, fishermen and their grandchildren."
    found = findings(text, SHOP)
    assert ("unsupported", "beloved among sailors") in found
    assert not any("harbour" in said for _, said in found)
    long = "Wickthorne Bakery " + "wonderfully delights generations seeking nourishment " * 4 + "."
    assert all(len(said) <= 60 for _, said in findings(long, SHOP))


@pytest.mark.shared
@pytest.mark.parametrize(("domain", "text_f1", "characters_f1"), [("gsmarena", 0.77, 0.22), ("wikidata", 0.78, 0.50)])
def test_texts_of_language_models_are_marked_better_than_a_judge_model_does(
    shared: Path, domain: str, text_f1: float, characters_f1: float
) -> None:
    """Against human marks; GPT-4's labels of the same texts reach .784 and .185, and .804 and .483."""
    folder = shared / "data/quintd_llm_d2t_errors/public"
    inputs = json.loads((folder / f"{domain}_inputs.json").read_text(encoding="utf-8"))
    texts, marks = [0, 0, 0], [0, 0, 0]
    for line in (folder / f"{domain}_outputs.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        given = {
            "id": "1",
            "text": row["text"],
            "facts": inputs[str(row["input_idx"])],
            "checks": ["claims", "opinion"],
        }
        found = check_text(given)["findings"]
        assert isinstance(found, list)
        human = {at for span in row["human_spans"] for at in range(span["start"], span["start"] + len(span["text"]))}
        ours = {at for one in found for at in range(one["start"], one["end"])}
        _count(texts, {1} if human else set(), {1} if found else set())
        _count(marks, human, ours)
    assert f1(texts) >= text_f1
    assert f1(marks) >= characters_f1


def _count(counts: list[int], wanted: set[int], found: set[int]) -> None:
    for place, part in enumerate((wanted & found, found - wanted, wanted - found)):
        counts[place] += len(part)


def f1(counts: list[int]) -> float:
    """F1 of hits, false alarms and misses."""
    hits, false, missed = counts
    return 2 * hits / max(1, 2 * hits + false + missed)
