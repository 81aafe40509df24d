"""How a row ended, and the first thing that stood in its way."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from types import MappingProxyType

import polars as pl
import pytest

from aboveboard.campaign.settle import Settle
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import Cell, Verdict, encode_cells, encode_verdict

SETTLE = Settle(["email", "post"])
ALLOWED = encode_verdict(Verdict(verdict="allow"))
REVIEW = encode_verdict(Verdict(verdict="review", deciding=("gb-1",)))
UNSIGNED = encode_verdict(Verdict(verdict="review", unsigned=("gb",)))
OUTDATED = encode_verdict(Verdict(verdict="review", outdated=("gb",)))
SOME = encode_cells((Cell(offer="mend", channel="email", verdict=Verdict(verdict="withhold")),))
QUEUED: dict[str, object] = {
    "row": "spring:a:1", "written_before": False, "pause": "none", "website": "https://a.example/",
    "look_reason": None, "look": True, "observe_reason": None, "cells": SOME, "unreadable": None, "offer": "mend",
    "channel": "email", "decide_reason": None, "draft": "{}", "compose_reason": None, "passed": True, "message": "a1",
    "final": ALLOWED, "ctx.recipient_local_hour.email": 10, "ctx.recipient_local_hour.post": None,
}  # fmt: skip
# In the order in which they count.
OBSTACLES: list[tuple[dict[str, object], str]] = [
    ({"look_reason": "objected", "look": False}, "objected"),
    ({"observe_reason": "refusal_file"}, "refusal_file"),
    ({"look": None}, "suppression_unknown"),
    ({"look": False, "look_reason": "no_website"}, "no_website"),
    ({"written_before": None}, "already_written"),
    ({"pause": None}, "limits_unknown"),
    ({"pause": "resting"}, "resting"),
    ({"unreadable": "country:unreadable"}, "unreadable_fact"),
    ({"decide_reason": "nothing_allowed"}, "no_rule_allows"),
    ({"decide_reason": "nothing_allowed", "cells": "[]"}, "no_channel"),
    ({"decide_reason": "nothing_allowed", "cells": None}, "no_channel"),
    ({"decide_reason": "nothing_worth_a_letter", "website": None}, "no_website"),
    ({"decide_reason": "hold_out"}, "hold_out"),
    ({"offer": None}, "nothing_fits"),
    ({"compose_reason": "unreadable_row"}, "unreadable_row"),
    ({"draft": None}, "nothing_worth_a_letter"),
    ({"passed": None}, "not_verified"),
    ({"message": None}, "not_verified"),
    ({"final": None}, "final_verdict"),
    ({"final": encode_verdict(Verdict(verdict="withhold"))}, "final_verdict"),
    ({"final": REVIEW}, "needs_review"),
    ({"final": UNSIGNED}, "rules_unsigned"),
    ({"final": OUTDATED}, "rules_outdated"),
    ({"ctx.recipient_local_hour.email": None}, "no_window"),
    ({"channel": None}, "no_window"),
]


def settled(*rows: dict[str, object], **surveys: pl.DataFrame) -> list[tuple[str, str | None]]:
    """State and reason of each row."""
    frame = pl.DataFrame({name: pl.Series(name, [row[name] for row in rows], t) for name, t in SETTLE.takes.items()})
    moment = Moment(
        now=datetime(2026, 11, 23, tzinfo=UTC), seed="s", campaign="c", rules="r", surveys=MappingProxyType(surveys)
    )
    return SETTLE(frame, moment).rows()


def test_what_nothing_stands_against_is_queued() -> None:
    """A letter waits for no hour; with personalisation off a row is not looked at, and may be written to."""
    post = QUEUED | {"channel": "post"}
    general = QUEUED | {"look": False, "look_reason": "personalisation_off"}
    assert [("queued", None)] * 3 == settled(QUEUED, post, general)


@pytest.mark.parametrize(("change", "reason"), OBSTACLES)
def test_each_obstacle_has_its_reason(change: dict[str, object], reason: str) -> None:
    """What waits for a person is for review; everything else is withheld, and a null counts as the refusing value."""
    state = "review" if reason in ("needs_review", "rules_unsigned", "rules_outdated") else "withheld"
    assert [(state, reason)] == settled(QUEUED | change)


def test_the_first_obstacle_is_told() -> None:
    """Of two obstacles, in either order of a frame, the one that comes first in a run is the reason."""
    pairs = [
        (QUEUED | later | first, reason)
        for (first, reason), (later, _) in pairwise(OBSTACLES)
        if not first.keys() & later.keys()
    ]
    assert [reason for _, reason in pairs] == [reason for _, reason in settled(*[row for row, _ in pairs])]


def test_the_last_answer_of_a_person_counts_for_the_very_text() -> None:
    """Approved is queued, refused is withheld, and an answer about another text is none."""
    answers = [
        ("spring:a:1", "a1", False),
        ("spring:a:1", "a1", True),
        ("spring:b:1", "b1", False),
        ("spring:c:1", "other", True),
    ]
    reviews = pl.DataFrame(answers, {"row": pl.String, "message": pl.String, "approved": pl.Boolean}, orient="row")
    rows = [
        QUEUED | {"row": "spring:a:1", "message": "a1", "final": REVIEW},
        QUEUED | {"row": "spring:b:1", "message": "b1", "final": UNSIGNED},
        QUEUED | {"row": "spring:c:1", "message": "c1", "final": REVIEW},
    ]
    assert [("queued", None), ("withheld", "refused_in_review"), ("review", "needs_review")] == settled(
        *rows, reviews=reviews
    )


def test_a_message_whose_facts_changed_is_withheld() -> None:
    """Only where nothing else stood in its way is that the reason."""
    changed = pl.DataFrame({"row": ["spring:a:1", "spring:b:1"]})
    refused = QUEUED | {"row": "spring:b:1", "final": None}
    other = QUEUED | {"row": "spring:c:1"}
    assert [("withheld", "fact_changed"), ("withheld", "final_verdict"), ("queued", None)] == settled(
        QUEUED, refused, other, changed=changed
    )
