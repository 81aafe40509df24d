"""The stage that says how each row ended: queued, for review, or withheld, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

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
        known = rows.select(
            *(name for name in self.takes if name not in ("cells", "draft", "final")),
            pl.col("draft").is_not_null(),
            _said(rows["cells"], lambda text: bool(decode_cells(text)), pl.Boolean()).alias("has_cells"),
            _said(rows["final"], _stands_in_the_way, pl.String()).alias("verdict"),
        ).join(_answers(moment), on=["row", "message"], how="left", maintain_order="left")
        reason = pl.coalesce(pl.when(stopped).then(reason) for reason, stopped in self._reasons(changed_of(moment)))
        unsent = pl.when(reason.is_in(FOR_REVIEW)).then(pl.lit("review")).otherwise(pl.lit("withheld"))
        state = pl.when(reason.is_null()).then(pl.lit("queued")).otherwise(unsent)
        return known.select(state.alias("state"), reason.alias("state_reason"))

    def _reasons(self, changed: frozenset[str]) -> Iterator[tuple[pl.Expr, pl.Expr]]:
        """What may stand in the way, in the order of the run: a reason, and where it holds."""
        look, observed, pause = pl.col("look_reason"), pl.col("observe_reason"), pl.col("pause")
        yield look, look.is_in(_STOPS_AT_LOOK)
        yield observed, observed.is_in(_STOPS_AT_OBSERVE)
        unseen = pl.col("look").ne_missing(pl.lit(True)) & look.ne_missing(pl.lit("personalisation_off"))
        yield _or(look, "suppression_unknown"), unseen
        yield pl.lit("already_written"), pl.col("written_before").ne_missing(pl.lit(False))
        yield _or(pause, "limits_unknown"), pause.ne_missing(pl.lit("none"))
        yield pl.lit("unreadable_fact"), pl.col("unreadable").is_not_null()
        yield from _undecided()
        yield from _unwritten()
        yield from _refused()
        yield pl.lit("no_window"), self._never()
        yield pl.lit("fact_changed"), pl.col("row").is_in(changed)

    def _never(self) -> pl.Expr:
        """True for a message for which no window opens; a letter waits for none."""
        channel = pl.col("channel")
        opens = [(channel == name) & pl.col(hour).is_not_null() for name, hour in self._hours.items()]
        return ~pl.any_horizontal(channel.is_in(AT_ANY_TIME), *opens).fill_null(False)


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


def _answers(moment: Moment) -> pl.DataFrame:
    """What persons answered, one a row and text of a message: the last."""
    told = [(row, message, approved) for (row, message), approved in reviews_of(moment).items()]
    return pl.DataFrame(told, {"row": pl.String, "message": pl.String, "approved": pl.Boolean}, orient="row")


def _undecided() -> Iterator[tuple[pl.Expr, pl.Expr]]:
    decided = pl.col("decide_reason")
    nothing = decided == "nothing_allowed"
    yield pl.lit("no_rule_allows"), nothing & pl.col("has_cells").fill_null(False)
    yield pl.lit("no_channel"), nothing
    yield pl.lit("no_website"), (decided == "nothing_worth_a_letter") & (pl.col("website").fill_null("") == "")
    yield decided, decided != ""
    yield pl.lit("nothing_fits"), decided.is_null() & pl.col("offer").is_null()


def _unwritten() -> Iterator[tuple[pl.Expr, pl.Expr]]:
    composed = pl.col("compose_reason")
    yield composed, composed != ""
    yield pl.lit("nothing_worth_a_letter"), ~pl.col("draft")
    yield pl.lit("not_verified"), pl.col("passed").ne_missing(pl.lit(True)) | pl.col("message").is_null()


def _refused() -> Iterator[tuple[pl.Expr, pl.Expr]]:
    """What the final verdict says; of a text that is for review, a person's answer."""
    verdict, approved = pl.col("verdict").fill_null("final_verdict"), pl.col("approved")
    yield pl.lit("final_verdict"), verdict == "final_verdict"
    yield verdict, (verdict != "") & approved.is_null()
    yield pl.lit("refused_in_review"), (verdict != "") & ~approved


def _stands_in_the_way(final: str) -> str:
    """The reason that a final verdict gives for no message, or for none yet; empty where it allows."""
    verdict = decode_verdict(final)
    if verdict.verdict == "review":
        return _why_review(verdict)
    return "" if verdict.verdict == "allow" else "final_verdict"


def _why_review(verdict: Verdict) -> str:
    if not verdict.waits_for_signature:
        return "needs_review"
    return "rules_unsigned" if verdict.unsigned else "rules_outdated"


def _or(reason: pl.Expr, other: str) -> pl.Expr:
    return pl.when(reason != "").then(reason).otherwise(pl.lit(other))


def _said(texts: pl.Series, says: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """What each text says, told once for each distinct text; null of null."""
    distinct = texts.drop_nulls().unique()
    told = pl.Series([says(text) for text in distinct], dtype=dtype)
    return texts.replace_strict(distinct, told, default=None, return_dtype=dtype)
