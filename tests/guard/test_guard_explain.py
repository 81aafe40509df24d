"""The smallest honest change: one thing to establish, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from aboveboard.guard.explain import ESTABLISHABLE, smallest_change
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row

DAY = date(2026, 11, 23)
ENTITY = {"address_kind": "role", "data_level": "entity"}


def test_the_change_allows(packs: RulePacks, contexts: Callable[[int, int], list[dict[str, object]]]) -> None:
    """Whatever is proposed does turn the verdict into allow, and what is allowed needs no change."""
    proposed = 0
    for context in contexts(150, 23):
        change = smallest_change(context, packs, DAY)
        if change:
            proposed += 1
            assert "allow" != evaluate_row(context, packs, DAY).verdict
            assert "allow" == evaluate_row({**context, change.fact: change.value}, packs, DAY).verdict
    assert proposed > 0


@pytest.mark.parametrize(
    ("context", "fact", "sentence"),
    [
        (
            {"recipient_country": "GB", **ENTITY},
            "recipient_kind",
            "a register number that shows a limited company",
        ),
        (
            {"recipient_country": "GB", "recipient_kind": "sole_trader", **ENTITY},
            "consent",
            "consent to e-mail, with its proof",
        ),
        (
            {"recipient_country": "GB", "channel": "voice_live", "recipient_kind": "corporate", **ENTITY},
            "on_dnc_register",
            "a fresh answer of the do-not-call register that the number is not on it",
        ),
    ],
)
def test_what_is_missing_is_said_plainly(
    packs: RulePacks, context: dict[str, object], fact: str, sentence: str
) -> None:
    """An unknown form asks for a register number, a sole trader for consent, a call for the register's answer."""
    change = smallest_change(context, packs, DAY)
    assert change is not None
    assert (fact, sentence) == (change.fact, change.sentence)


def test_what_is_known_is_not_wished_away(packs: RulePacks) -> None:
    """A sole trader is not told to become a company, a listed number not to be unlisted, a no not to be forgotten."""
    listed = {
        "recipient_country": "GB",
        "channel": "voice_live",
        "recipient_kind": "corporate",
        "on_dnc_register": True,
    }
    assert "on_dnc_register" != getattr(smallest_change({**listed, **ENTITY}, packs, DAY), "fact", None)
    assert smallest_change({"recipient_country": "GB", "objected": True}, packs, DAY) is None
    assert "objected" not in {candidate.fact for candidate in ESTABLISHABLE}


def test_what_is_allowed_needs_nothing(packs: RulePacks) -> None:
    """There is nothing to change about an allowed message."""
    assert smallest_change({"recipient_country": "GB", "recipient_kind": "corporate", **ENTITY}, packs, DAY) is None
