"""The stage that says how each row ended: queued, for review, or withheld, and why."""

from __future__ import annotations

from typing import Final

import polars as pl

from aboveboard.domain.columns import CELLS, DECIDED, DRAFTED, FINAL, LOOK, OBSERVED, ROWS, SETTLED, VERIFIED, only
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import decode_cells, decode_verdict

_STOPS_AT_LOOK: Final = frozenset({"objected", "erased", "suppression_unknown"})
_STOPS_AT_OBSERVE: Final = frozenset({"refusal_file", "robots_refused", "page_unreadable", "page_missing"})


class Settle:
    """The first thing that stood in the way of a message, in the order of the run; nothing did: queued."""

    name = "settle"
    takes = (
        only(ROWS, ["written_before", "website"])
        | only(LOOK, ["look_reason", "look"])
        | only(OBSERVED, ["observe_reason"])
        | CELLS
        | only(DECIDED, ["offer", "decide_reason"])
        | only(DRAFTED, ["draft", "compose_reason"])
        | only(VERIFIED, ["passed", "message"])
        | FINAL
    )
    gives = SETTLED

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns `state` and `state_reason`."""
        reasons = [_reason(row) for row in rows.select(list(self.takes)).iter_rows(named=True)]
        states = ["queued" if r is None else "review" if r == "needs_review" else "withheld" for r in reasons]
        return pl.DataFrame({"state": states, "state_reason": reasons}, schema=self.gives)


def _reason(row: dict[str, str | bool | None]) -> str | None:
    look, observed = row["look_reason"], row["observe_reason"]
    if look in _STOPS_AT_LOOK:
        return str(look)
    if observed in _STOPS_AT_OBSERVE:
        return str(observed)
    if row["look"] is not True and look != "personalisation_off":
        return str(look or "suppression_unknown")
    if row["written_before"] is not False:
        return "already_written"
    return _before_text(row) or _about_text(row)


def _before_text(row: dict[str, str | bool | None]) -> str | None:
    reason = row["decide_reason"]
    if reason == "nothing_allowed":
        return _not_allowed(row["cells"])
    if reason == "nothing_worth_a_letter" and not row["website"]:
        return "no_website"
    if reason is None and row["offer"] is None:
        return "nothing_fits"
    return str(reason) if reason else None


def _not_allowed(cells: str | bool | None) -> str:
    answers = {cell.verdict.verdict for cell in decode_cells(cells if isinstance(cells, str) else None)}
    if not answers:
        return "no_channel"
    return "needs_review" if "review" in answers else "no_rule_allows"


def _about_text(row: dict[str, str | bool | None]) -> str | None:
    if row["compose_reason"] or row["draft"] is None:
        return str(row["compose_reason"] or "nothing_worth_a_letter")
    if row["passed"] is not True or row["message"] is None:
        return "not_verified"
    final = row["final"]
    verdict = decode_verdict(final).verdict if isinstance(final, str) else "withhold"
    return {"allow": None, "review": "needs_review", "withhold": "final_verdict"}[verdict]
