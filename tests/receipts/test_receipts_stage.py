"""Tests of receipt bodies."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.checks.stage import check_stage
from aboveboard.domain.decision import Alternative, Decision, Rejected
from aboveboard.domain.findings import Finding, Findings, encode_findings
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import Cell, Verdict, encode_cells, encode_verdict
from aboveboard.receipts.stage import ReceiptBodies

MOMENT = Moment(
    now=datetime(2026, 11, 23, 9, tzinfo=UTC), seed="s", campaign="autumn", rules="r1", policy="p1", code="0.1"
)
STAGE = ReceiptBodies()
WORDS = st.text(max_size=12)
NULLED = st.none() | WORDS
VERDICTS = st.builds(
    Verdict,
    verdict=st.sampled_from(["allow", "review", "withhold"]),
    rules=st.lists(WORDS, max_size=3).map(tuple),
    deciding=st.lists(WORDS, max_size=2).map(tuple),
    deadlines=st.dictionaries(WORDS, WORDS, max_size=2),
)
CELLS = st.lists(st.builds(Cell, offer=WORDS, channel=WORDS, verdict=VERDICTS), max_size=3).map(tuple)
ALTERNATIVES = st.builds(
    Alternative, offer=WORDS, angle=WORDS, channel=WORDS, probability_millionths=st.integers(0, 10**6)
)
DECISIONS = st.builds(
    Decision,
    offer=NULLED,
    probability_millionths=st.integers(0, 10**6),
    alternatives=st.lists(ALTERNATIVES, max_size=2).map(tuple),
    rejected=st.lists(st.builds(Rejected, offer=WORDS, reason=WORDS), max_size=2).map(tuple),
)
FINDINGS = st.lists(
    st.builds(Finding, WORDS, WORDS, st.just(0), st.just(1), st.just("private words"), WORDS), max_size=2
).map(lambda found: Findings(findings=tuple(found)))


def encoded_ids(ids):
    return json.dumps(ids, separators=(",", ":"))


def encoded_decision(decision):
    return json.dumps(
        {
            "offer": decision.offer,
            "probability_millionths": decision.probability_millionths,
            "alternatives": [
                {
                    "offer": a.offer,
                    "angle": a.angle,
                    "channel": a.channel,
                    "probability_millionths": a.probability_millionths,
                }
                for a in decision.alternatives
            ],
            "rejected": [{"offer": r.offer, "reason": r.reason} for r in decision.rejected],
        }
    )


ROWS = st.fixed_dictionaries(
    {
        "subject": WORDS,
        "step": st.integers(1, 3),
        "look_reason": NULLED,
        "observe_reason": NULLED,
        "legal_form": st.sampled_from(["corporate", "unknown"]),
        "fact_ids": st.lists(st.from_regex(r"[0-9a-f]{12}", fullmatch=True), max_size=3).map(encoded_ids),
        "cells": CELLS.map(encode_cells),
        "decision": DECISIONS.map(encoded_decision),
        "decide_reason": NULLED,
        "writer": NULLED,
        "made": st.none() | st.dictionaries(WORDS, WORDS | st.integers(0, 9) | st.none(), max_size=3).map(json.dumps),
        "compose_reason": NULLED,
        "findings": st.none() | FINDINGS.map(encode_findings),
        "passed": st.booleans(),
        "message": NULLED,
        "final": st.none() | VERDICTS.map(encode_verdict),
        "state": st.sampled_from(["sent", "queued", "review", "withheld"]),
        "state_reason": NULLED,
    }
)


def frame(rows):
    return pl.DataFrame(rows, schema=dict(STAGE.takes))


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=7))
def test_the_stage_keeps_its_promises_and_bodies_are_canonical(rows):
    """One body a row, in any batch and order, for nulls too; each has the bytes RFC 8785 gives its value."""
    check_stage(STAGE, frame(rows), MOMENT)
    for body in STAGE(frame(rows), MOMENT)["receipt"]:
        assert rfc8785.dumps(json.loads(body)) == body
        assert b"private words" not in body


def test_a_body_says_what_was_done_and_why():
    """A whole body, read by eye."""
    verdict = Verdict(verdict="allow", rules=("gb.pecr.22", "x"), deciding=())
    decision = Decision(offer="site", angle="no_https", channel="email", probability_millionths=500_000)
    row = {
        "subject": "p-77",
        "step": 1,
        "look_reason": None,
        "observe_reason": None,
        "fact_ids": encoded_ids(["0123456789ab"]),
        "legal_form": "corporate",
        "cells": encode_cells((Cell(offer="site", channel="email", verdict=verdict),)),
        "decision": json.dumps(
            {name: getattr(decision, name) for name in ("offer", "angle", "channel", "probability_millionths")}
        ),
        "decide_reason": None,
        "writer": "grammar",
        "made": None,
        "compose_reason": None,
        "findings": encode_findings(Findings()),
        "passed": True,
        "message": "ab" * 32,
        "final": encode_verdict(verdict),
        "state": "queued",
        "state_reason": None,
    }
    body = json.loads(STAGE(frame([row]), MOMENT)["receipt"][0])
    assert {
        "campaign": "autumn",
        "cells": [{"channel": "email", "deciding": [], "offer": "site", "verdict": "allow"}],
        "checks": {"findings": [], "passed": True},
        "decision": {
            "alternatives": [],
            "angle": "no_https",
            "channel": "email",
            "offer": "site",
            "probability_millionths": 500_000,
            "reason": None,
            "rejected": [],
        },
        "facts": ["0123456789ab"],
        "legal_form": "corporate",
        "message": "ab" * 32,
        "moment": {
            "code": "0.1",
            "now": "2026-11-23T09:00:00+00:00",
            "policy": "p1",
            "rules": "r1",
            "seed": "043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89",
        },
        "reason": None,
        "reasons": {"compose": None, "decide": None, "look": None, "observe": None},
        "state": "queued",
        "step": 1,
        "verdict": {
            "deadlines": {},
            "deciding": [],
            "lifted": [],
            "missing": [],
            "must_do": [],
            "must_include": [],
            "rules": ["gb.pecr.22", "x"],
            "verdict": "allow",
        },
        "version": 1,
        "who": "p-77",
        "writer": "grammar",
    } == body


def test_what_a_model_made_is_in_the_body():
    """Name, parameters, prompt and kind of source stand under `made`; a body without a model has the bytes it had."""
    made = {"model": "m", "prompt": "ab" * 32, "seed": None, "source_type": "x", "temperature_thousandths": 0}
    blank = dict.fromkeys(STAGE.takes)
    ours, theirs = STAGE(frame([blank, {**blank, "made": json.dumps(made)}]), MOMENT)["receipt"]

    assert made == json.loads(theirs)["made"]
    assert {**json.loads(theirs)} == {**json.loads(ours), "made": made}
    assert "made" not in json.loads(ours)


def test_a_row_of_which_nothing_is_known_was_withheld():
    """Nulls throughout give a receipt that says withheld, unreadable row, unknown legal form."""
    body = json.loads(STAGE(frame([dict.fromkeys(STAGE.takes)]), MOMENT)["receipt"][0])
    assert ("withheld", "unreadable_row", "unknown", None) == tuple(
        body[k] for k in ("state", "reason", "legal_form", "checks")
    )


def test_every_part_of_the_moment_shows():
    """Another time, seed, campaign, rules, policy or code gives another body."""
    row = frame([dict.fromkeys(STAGE.takes)])
    changes = [
        {"seed": "t"},
        {"campaign": "c"},
        {"rules": "r2"},
        {"policy": "p2"},
        {"code": "1"},
        {"now": datetime(2027, 1, 1, tzinfo=UTC)},
    ]
    bodies = {STAGE(row, replace(MOMENT, **change))["receipt"][0] for change in [{}, *changes]}
    assert 1 + len(changes) == len(bodies)
