"""The row door `guard explain`: the ladder of one record, and the same refusals as `guard check`."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from aboveboard.guard.door import check, explain
from aboveboard.guard.packs import RulePacks

DAY = date(2026, 11, 23)
KNOWN = {"recipient_country": "GB", "recipient_kind": "sole_trader", "data_level": "entity", "address_kind": "role"}


def test_the_answer_has_a_rung_for_each_channel(packs: RulePacks) -> None:
    """Without a channel all three are asked in order, and each says what the rules say of it alone."""
    answer = explain({"id": "r1", "inputs": {**KNOWN, "no_solicitation_notice": False}}, packs, DAY)
    record = msgspec.json.decode(msgspec.json.encode(answer))
    rungs = record["ladder"]
    assert answer == record
    assert ["as_of", "first", "id", "ladder", "pack"] == sorted(record)
    assert ("r1", "2026-11-23", "post", packs.version) == tuple(record[k] for k in ("id", "as_of", "first", "pack"))
    assert ["email", "post", "voice_live"] == [rung["channel"] for rung in rungs]
    assert ["gb-pecr-22-consent"] == rungs[0]["deciding"]
    assert [{"fact": "consent", "value": "express", "sentence": "consent to e-mail, with its proof"}] == (
        rungs[0]["change"]
    )
    assert ([], None) == (rungs[1]["change"], rungs[0]["without_consent"])
    for rung in rungs:
        alone = check(
            {"id": "r1", "inputs": {**KNOWN, "no_solicitation_notice": False, "channel": rung["channel"]}}, packs, DAY
        )
        assert (alone["verdict"], alone["rules"]) == (rung["verdict"], rung["rules"])


def test_a_channel_of_the_record_asks_for_it_alone(packs: RulePacks) -> None:
    """A record that names a channel gets that rung and no other, whichever channel it is; a null names none."""
    answer = explain({"id": "a", "inputs": {**KNOWN, "channel": "sms", "as_of": "2026-12-01"}}, packs, DAY)
    assert (["sms"], "2026-12-01") == ([rung["channel"] for rung in rungs_of(answer)], answer["as_of"])
    assert 3 == len(rungs_of(explain({"id": "a", "inputs": {**KNOWN, "channel": None}}, packs, DAY)))


def rungs_of(answer: dict[str, object]) -> list[dict[str, object]]:
    return msgspec.convert(answer["ladder"], list[dict[str, object]])


@pytest.mark.parametrize(
    "record",
    [
        [],
        {"id": 7, "inputs": {}},
        {"id": "a", "input": {}},
        {"id": "a"},
        {"id": "a", "inputs": {"consnt": "none"}},
        {"id": "a", "inputs": {"channel": "fax"}},
        {"id": "a", "inputs": {"recipient_country": "UK"}},
        {"id": "a", "inputs": {"as_of": "2026-02-30"}},
        {"id": "a", "inputs": {"recipient_local_hour": 24}},
    ],
)
def test_what_cannot_be_explained_is_refused_as_when_checked(packs: RulePacks, record: dict[str, object]) -> None:
    """Whatever `guard check` refuses, `guard explain` refuses with the same code and words."""
    assert "error" in explain(record, packs, DAY)
    assert check(record, packs, DAY) == explain(record, packs, DAY)
