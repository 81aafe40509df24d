"""The stage that says how each row ended: queued, for review, or withheld, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import polars as pl

from aboveboard.domain.columns import (
    CELLS,
    DECIDED,
    DRAFTED,
    FINAL,
    LOOK,
    OBSERVED,
    ROWS,
    SETTLED,
    VERIFIED,
    context_column,
    only,
)
from aboveboard.domain.moment import Moment
from aboveboard.domain.sockets import Schema
from aboveboard.domain.verdict import Verdict, decode_cells, decode_verdict
from aboveboard.domain.windows import AT_ANY_TIME

UNSIGNED: Final = ("rules_unsigned", "rules_outdated")
"""The reasons of texts that the rules allow, and that wait until somebody answers for the rules."""
FOR_REVIEW: Final = frozenset({"needs_review", *UNSIGNED})
Row: TypeAlias = dict[str, Any]
Answers: TypeAlias = dict[tuple[str, str], bool]
_STOPS_AT_LOOK: Final = frozenset({"objected", "erased", "suppression_unknown", "paused", "less_often"})
_STOPS_AT_OBSERVE: Final = frozenset(
    {"refusal_file", "asks_first", "robots_refused", "page_unreadable", "page_missing"}
)


class Settle:
    """The first thing that stood in the way of a message, in the order of the run; nothing did: queued."""

    name = "settle"
    gives = SETTLED
    _rows: Schema = (
        only(ROWS, ["row", "written_before", "pause", "website"])
        | only(LOOK, ["look_reason", "look"])
        | only(OBSERVED, ["observe_reason"])
        | CELLS
        | only(DECIDED, ["offer", "channel", "decide_reason"])
        | only(DRAFTED, ["draft", "compose_reason"])
        | only(VERIFIED, ["passed", "message"])
        | FINAL
    )

    def __init__(self, channels: Sequence[str]) -> None:
        self._hours = {channel: context_column("recipient_local_hour", channel) for channel in channels}
        self.takes: Schema = {**self._rows, **dict.fromkeys(self._hours.values(), pl.Int64())}

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns `state` and `state_reason`."""
        answers, changed = reviews_of(moment), changed_of(moment)
        found = [
            (row["row"], _reason(row, answers) or self._never(row))
            for row in rows.select(list(self.takes)).iter_rows(named=True)
        ]
        reasons = ["fact_changed" if reason is None and row in changed else reason for row, reason in found]
        states = ["queued" if r is None else "review" if r in FOR_REVIEW else "withheld" for r in reasons]
        return pl.DataFrame({"state": states, "state_reason": reasons}, schema=self.gives)

    def _never(self, row: Row) -> str | None:
        """The reason of a message for which no window opens; a letter waits for none."""
        hour = self._hours.get(row["channel"])
        shut = row["channel"] not in AT_ANY_TIME and (hour is None or row[hour] is None)
        return "no_window" if shut else None


def is_written() -> pl.Expr:
    """True for the rows whose text goes out, or waits for nothing but that somebody answers for the rules."""
    return (pl.col("state") == "queued") | pl.col("state_reason").is_in(UNSIGNED).fill_null(False)


def reviews_of(moment: Moment) -> Answers:
    """What persons answered: for a row and the very text of its message, approved or not."""
    reviews = moment.surveys.get("reviews")
    return {} if reviews is None else {(row, message): ok for row, message, ok in reviews.iter_rows()}


def changed_of(moment: Moment) -> frozenset[str]:
    """The rows whose messages rest on facts that, read again, were not the same any more."""
    changed = moment.surveys.get("changed")
    return frozenset() if changed is None else frozenset(changed["row"])


def _reason(row: Row, answers: Answers) -> str | None:
    look, observed = row["look_reason"], row["observe_reason"]
    if look in _STOPS_AT_LOOK:
        return str(look)
    if observed in _STOPS_AT_OBSERVE:
        return str(observed)
    if row["look"] is not True and look != "personalisation_off":
        return str(look or "suppression_unknown")
    if row["written_before"] is not False:
        return "already_written"
    if row["pause"] != "none":
        return str(row["pause"] or "limits_unknown")
    return _before_text(row) or _about_text(row, answers)


def _before_text(row: Row) -> str | None:
    if row["unreadable"] is not None:
        return "unreadable_fact"
    reason: str | None = row["decide_reason"]
    if reason == "nothing_allowed":
        return "no_rule_allows" if decode_cells(row["cells"]) else "no_channel"
    if reason == "nothing_worth_a_letter" and not row["website"]:
        return "no_website"
    if reason is None and row["offer"] is None:
        return "nothing_fits"
    return reason


def _about_text(row: Row, answers: Answers) -> str | None:
    if row["compose_reason"] or row["draft"] is None:
        return str(row["compose_reason"] or "nothing_worth_a_letter")
    if row["passed"] is not True or row["message"] is None:
        return "not_verified"
    verdict = decode_verdict(row["final"]) if row["final"] is not None else Verdict(verdict="withhold")
    if verdict.verdict == "review":
        approved = answers.get((row["row"], row["message"]))
        return _why_review(verdict) if approved is None else None if approved else "refused_in_review"
    return None if verdict.verdict == "allow" else "final_verdict"


def _why_review(verdict: Verdict) -> str:
    if not verdict.waits_for_signature:
        return "needs_review"
    return "rules_unsigned" if verdict.unsigned else "rules_outdated"
