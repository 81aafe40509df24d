"""The row door `guard check`: answers, refusals, and nothing else."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from aboveboard.guard.door import check
from aboveboard.guard.packs import RulePacks

DAY = date(2026, 11, 23)
KEYS = ["as_of", "deadlines", "id", "lifted", "missing", "must_do", "must_include", "pack", "rules", "verdict"]


def test_an_answer_has_every_field_of_the_contract(packs: RulePacks) -> None:
    """The answer carries the id, sorted lists, the pack and the day, and is JSON."""
    answer = check({"id": "r1", "inputs": {"recipient_country": "GB", "recipient_kind": "sole_trader"}}, packs, DAY)
    assert KEYS == sorted(answer)
    assert ("r1", "withhold", packs.version) == (answer["id"], answer["verdict"], answer["pack"])
    assert answer == msgspec.json.decode(msgspec.json.encode(answer))
    assert all(value == sorted(value) for value in answer.values() if isinstance(value, list))


def test_the_day_in_the_inputs_wins(packs: RulePacks) -> None:
    """A rule of tomorrow acts when the record asks about tomorrow; a null asks about the door's own day."""
    record = {"id": "a", "inputs": {"recipient_country": "IN", "as_of": "2027-06-01"}}
    assert "2027-06-01" == check(record, packs, DAY)["as_of"]
    assert "in-dpdp-consent" in str(check(record, packs, DAY)["rules"])
    assert "2026-11-23" == check({"id": "a", "inputs": {"as_of": None}}, packs, DAY)["as_of"]


REFUSED: list[tuple[object, str | None, str]] = [
    ([], None, "unreadable"),
    ({"inputs": {}}, None, "unreadable"),
    ({"id": 7, "inputs": {}}, None, "unreadable"),
    ({"id": "a", "input": {}}, "a", "unknown_key"),
    ({"id": "a", "inputs": []}, "a", "wrong_type"),
    ({"id": "a"}, "a", "wrong_type"),
    ({"id": "a", "inputs": {"consnt": "none"}}, "a", "unknown_fact"),
    ({"id": "a", "inputs": {"_channel_named": True}}, "a", "unknown_fact"),
    ({"id": "a", "inputs": {"consent": "exprss"}}, "a", "unknown_value"),
    ({"id": "a", "inputs": {"bulk": 1}}, "a", "wrong_type"),
    ({"id": "a", "inputs": {"days_since_inquiry": True}}, "a", "wrong_type"),
    ({"id": "a", "inputs": {"days_since_inquiry": -1}}, "a", "out_of_range"),
    ({"id": "a", "inputs": {"recipient_local_hour": 24}}, "a", "out_of_range"),
    ({"id": "a", "inputs": {"event_date": "2026-02-30"}}, "a", "impossible_date"),
    ({"id": "a", "inputs": {"as_of": "20261123"}}, "a", "impossible_date"),
    ({"id": "a", "inputs": {"as_of": "2026-W48-1"}}, "a", "impossible_date"),
    ({"id": "a", "inputs": {"spam_rate": 1e999}}, "a", "out_of_range"),
    ({"id": "a", "inputs": {"recipient_country": "UK"}}, "a", "unknown_country"),
    ({"id": "a", "inputs": {"recipient_country": "gb"}}, "a", "unknown_country"),
    ({"id": "a", "inputs": {"sender_country": "XX"}}, "a", "unknown_country"),
    ({"id": "a", "inputs": {"recipient_region": "California"}}, "a", "unknown_country"),
    ({"id": "a", "inputs": {"message_has": ["unsubscrib"]}}, "a", "unknown_element"),
    ({"id": "a", "inputs": {"message_has": [1]}}, "a", "wrong_type"),
]


@pytest.mark.parametrize(("record", "name", "code"), REFUSED)
def test_what_cannot_be_answered_says_so(packs: RulePacks, record: object, name: str | None, code: str) -> None:
    """A wrong record gets a code and a sentence, with its id where it has one, and the door goes on."""
    answer = check(record, packs, DAY)
    assert ["error", "id"] == sorted(answer)
    error = answer["error"]
    assert (name, code) == (answer["id"], error["code"] if isinstance(error, dict) else None)


def test_a_refusal_does_not_repeat_a_value(packs: RulePacks) -> None:
    """What stood in a wrong field is not shown again, as it may be anybody's address."""
    record = {"id": "a", "inputs": {"consent": "info@shop.example", "address_kind": "role"}}
    assert "shop.example" not in str(check(record, packs, DAY))
