"""The guard's three stages: what they refuse, what they give, and that they keep their socket's promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from aboveboard.checks.stage import check_stage
from aboveboard.domain.columns import CELLS, FINAL, LOOK
from aboveboard.domain.errors import WiringError
from aboveboard.domain.moment import Moment
from aboveboard.domain.reasons import REASONS
from aboveboard.domain.verdict import Cell, decode_cells, decode_verdict
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row
from aboveboard.guard.stages import CellSpec, FinalVerdict, Look, MayWrite, day_of

MOMENT = Moment(now=datetime(2026, 11, 23, 9, tzinfo=UTC), seed="s", campaign="c", rules="r")
CONTEXT = {
    "ctx.recipient_country": pl.String(),
    "ctx.recipient_kind": pl.String(),
    "ctx.address_kind": pl.String(),
    "ctx.data_level": pl.String(),
    "ctx.first_message": pl.Boolean(),
    "ctx.consent.email": pl.String(),
    "ctx.consent.post": pl.String(),
    "ctx.objected": pl.Boolean(),
    "ctx.objected.email": pl.Boolean(),
    "ctx.no_solicitation_notice.post": pl.Boolean(),
}
SPECS = (
    CellSpec("site", "email", {"role_relevant": True}),
    CellSpec("site", "post", {"role_relevant": True}),
    CellSpec("hours", "email", {"role_relevant": False}),
    CellSpec("hours", "voice_live"),
)


def rows() -> pl.DataFrame:
    """Every country, form, consent and objection of a small world, in reach or not."""
    countries, forms = ["GB", "DE", "TH", None], ["corporate", "sole_trader", "unknown", None]
    reach = [["email", "post"], ["post"], [], None, ["email", "post", "voice_live", "fax"]]
    table = [
        {
            "ctx.recipient_country": country,
            "ctx.recipient_kind": form,
            "ctx.address_kind": "role",
            "ctx.data_level": "entity",
            "ctx.first_message": True,
            "ctx.consent.email": consent,
            "ctx.consent.post": "none",
            "ctx.objected": False,
            "ctx.objected.email": objected,
            "ctx.no_solicitation_notice.post": False,
            "reachable": reach[(len(str(country)) + n) % 5],
        }
        for n, (country, form) in enumerate((c, f) for c in countries for f in forms)
        for consent in ("none", "express")
        for objected in (False, True, None)
    ]
    return pl.DataFrame(table, schema={**CONTEXT, "reachable": pl.List(pl.String())})


LOOKS = [
    (None, False, "", True, "https://a.example", "suppression_unknown"),
    (True, None, None, None, None, "erased"),
    (False, None, "", True, "https://a.example", "suppression_unknown"),
    (False, True, "paused", False, None, "objected"),
    (False, False, None, True, "https://a.example", "suppression_unknown"),
    (False, False, "paused", False, "https://a.example", "paused"),
    (False, False, "less_often", True, "https://a.example", "less_often"),
    (False, False, "", False, "https://a.example", "personalisation_off"),
    (False, False, "", None, "https://a.example", "personalisation_off"),
    (False, False, "", True, None, "no_website"),
    (False, False, "", True, "", "no_website"),
    (False, False, "", True, "https://a.example", None),
]


def looked() -> pl.DataFrame:
    names = ("erased", "objected", "rest", "personalisation", "website")
    return pl.DataFrame(
        [{"business": f"b{n}", **dict(zip(names, row, strict=False))} for n, row in enumerate(LOOKS)],
        schema=dict(Look().takes),
    )


def test_who_said_no_is_not_looked_at() -> None:
    """Erasure, objection, a rest and personalisation off each refuse, in this order, and so does not knowing."""
    given = Look()(looked(), MOMENT)
    assert [reason for *_, reason in LOOKS] == given["look_reason"].to_list()
    assert [reason is None for *_, reason in LOOKS] == given["look"].to_list()
    assert {reason for *_, reason in LOOKS if reason} <= REASONS.keys()


def test_look_keeps_the_promises_of_a_stage() -> None:
    """Look answers row by row, for no rows too, and a null in any column it takes is a no."""
    check_stage(Look(), looked(), MOMENT)
    assert LOOK == Look().gives
    open_row = looked().tail(1)
    for name in Look().takes:
        nulled = open_row.with_columns(pl.lit(None, open_row.schema[name]).alias(name))
        assert [False] == Look()(nulled, MOMENT)["look"].to_list()


@pytest.fixture
def moment(all_signed: Mapping[str, pl.DataFrame]) -> Moment:
    """A moment in which somebody answers for all rules."""
    return replace(MOMENT, surveys=all_signed)


def test_cells_are_the_verdicts_of_the_rules(packs: RulePacks, moment: Moment) -> None:
    """Each cell has the verdict that its facts alone get; a channel's own column goes before the row's."""
    frame = rows()
    given = MayWrite(packs, SPECS, context=CONTEXT)(frame, moment)
    for row, text in zip(frame.iter_rows(named=True), given["cells"], strict=True):
        expected = []
        for spec in SPECS:
            if spec.channel not in (row["reachable"] or []):
                continue
            inputs = {c.split(".")[1]: v for c, v in row.items() if c.startswith("ctx.") and c.count(".") == 1}
            inputs |= {c.split(".")[1]: v for c, v in row.items() if c.endswith(f".{spec.channel}")}
            inputs |= {**spec.inputs, "channel": spec.channel}
            verdict = evaluate_row(inputs, packs, day_of(MOMENT))
            expected.append(Cell(offer=spec.offer, channel=spec.channel, verdict=verdict))
        assert tuple(expected) == decode_cells(text)


def test_may_write_keeps_the_promises_of_a_stage(packs: RulePacks) -> None:
    """MayWrite answers row by row, in any order and batch, for no rows and for nulls."""
    stage = MayWrite(packs, SPECS, context=CONTEXT)
    check_stage(stage, rows(), MOMENT)
    assert CELLS == stage.gives
    assert {**CONTEXT, "reachable": pl.List(pl.String())} == stage.takes


def test_a_business_in_nobodys_reach_has_no_cell(packs: RulePacks) -> None:
    """No known address, or none that is known of, means that nothing is offered."""
    out = rows().with_columns(reachable=pl.lit(None, pl.List(pl.String)))
    cells = MayWrite(packs, SPECS, context=CONTEXT)(out, MOMENT)["cells"]
    assert {()} == {decode_cells(text) for text in cells}
    assert {"[]"} == set(MayWrite(packs, (), context=CONTEXT)(rows(), MOMENT)["cells"])


@pytest.mark.parametrize(
    ("context", "spec", "problem"),
    [
        ({"ctx.consnt.email": pl.String()}, CellSpec("a", "email"), "did you mean 'consent'"),
        ({}, CellSpec("a", "emial"), "did you mean 'email'"),
        ({}, CellSpec("a", "email", {"rol_relevant": True}), "did you mean 'role_relevant'"),
        ({"ctx.objected": pl.Boolean()}, CellSpec("a", "email", {"objected": False}), "by the context and by an offer"),
        ({"ctx.channel": pl.String()}, CellSpec("a", "email"), "not for the context or an offer"),
    ],
)
def test_what_does_not_fit_is_refused_when_built(
    packs: RulePacks, context: dict[str, pl.DataType], spec: CellSpec, problem: str
) -> None:
    """A column or an input that is no fact, or a fact given twice, cannot be wired: no offer undoes an objection."""
    with pytest.raises(WiringError, match=problem):
        MayWrite(packs, [spec], context=context)


def passed() -> pl.DataFrame:
    n = rows().height
    elements = ["sender_identity", "claims_substantiated"]
    return rows().with_columns(
        pl.Series("offer", ["site", "hours", "site", "none such", None] * n).head(n),
        pl.Series("channel", ["email", "post", "email", "email", "email", None, "fax"] * n).head(n),
        pl.Series("writer", ["grammar", "model", None] * n).head(n),
        pl.Series("message_has", [elements, None, []] * n, pl.List(pl.String)).head(n),
        pl.Series("passed", [True, True, True, False, None] * n).head(n),
    )


def test_the_final_verdict_knows_the_message(packs: RulePacks, moment: Moment) -> None:
    """It is asked only of drafts that passed; what lacks an element, an offer or a channel is withheld."""
    by_offer = {"site": {"role_relevant": True}, "hours": {}}
    frame = passed()
    given = FinalVerdict(packs, context=CONTEXT, by_offer=by_offer)(frame, moment)
    for row, text in zip(frame.iter_rows(named=True), given["final"], strict=True):
        assert (row["passed"] is not True) == (text is None)
        if text is None:
            continue
        verdict = decode_verdict(text)
        if row["offer"] not in by_offer or row["channel"] not in ("email", "post"):
            assert ("withhold", ()) == (verdict.verdict, verdict.rules)
            continue
        inputs = {c.split(".")[1]: v for c, v in row.items() if c.startswith("ctx.") and c.count(".") == 1}
        inputs |= {c.split(".")[1]: v for c, v in row.items() if c.endswith(f".{row['channel']}")}
        inputs |= {
            **by_offer[row["offer"]],
            "channel": row["channel"],
            "message_has": row["message_has"] or [],
            "generated_by_ai": "template" if row["writer"] == "grammar" else "generative",
        }
        assert evaluate_row(inputs, packs, day_of(MOMENT)) == verdict


def test_final_verdict_keeps_the_promises_of_a_stage(packs: RulePacks) -> None:
    """FinalVerdict answers row by row, in any order and batch, for no rows and for nulls."""
    stage = FinalVerdict(packs, context=CONTEXT, by_offer={"site": {"role_relevant": True}, "hours": {}})
    check_stage(stage, passed(), MOMENT)
    assert FINAL == stage.gives
