"""The stage that writes down, for each row, what was done and why."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec
import polars as pl

from aboveboard.domain import columns
from aboveboard.domain.decision import Decision
from aboveboard.domain.findings import decode_findings
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import decode_cells, decode_verdict
from aboveboard.kernel import canonical

VERSION: Final = 1
_UNREADABLE: Final = "unreadable_row"

# Keys in the order RFC 8785 asks for, so that plain encoding of a struct is canonical; the tests compare both.
_ENCODER: Final = msgspec.json.Encoder()
_NULL: Final = msgspec.Raw(b"null")
_HOLE: Final = "\0"
"""Where a row's own part goes; JSON escapes this letter, so nothing else in a body is it."""
Row: TypeAlias = dict[str, Any]
_OWN: Final = ("fact_ids", "message", "subject")


class _Body(msgspec.Struct):
    """The body of one receipt but for what a row has of its own; `Raw` are parts that are encoded already."""

    campaign: str
    cells: msgspec.Raw
    checks: msgspec.Raw
    decision: msgspec.Raw
    facts: msgspec.Raw
    legal_form: str
    made: msgspec.Raw | msgspec.UnsetType
    message: msgspec.Raw
    moment: msgspec.Raw
    reason: str | None
    reasons: msgspec.Raw
    state: str
    step: int | None
    verdict: msgspec.Raw
    version: int
    who: msgspec.Raw
    writer: str | None


class ReceiptBodies:
    """Gives each row the canonical bytes of its receipt, whatever became of it; the same in any batch and order.

    A body has the pseudonym and never the name, address or text of anybody: facts by their ids, the message by its
    hash, findings by their kind. Probabilities are integer millionths. Where a model wrote, `made` has its name and
    parameters, the hash of its prompt, and the kind of source; a body of the grammar's has no such key.
    """

    name = "receipts"
    takes = (
        columns.only(columns.ROWS, ["subject", "step"])
        | columns.only(columns.LOOK, ["look_reason"])
        | columns.only(columns.OBSERVED, ["observe_reason"])
        | columns.only(columns.FACTS, ["legal_form"])
        | columns.FACT_IDS
        | columns.only(columns.CELLS, ["cells"])
        | columns.only(columns.DECIDED, ["decision", "decide_reason"])
        | columns.only(columns.DRAFTED, ["writer", "made", "compose_reason"])
        | columns.only(columns.VERIFIED, ["findings", "passed", "message"])
        | columns.FINAL
        | columns.SETTLED
    )
    gives = columns.RECEIPT

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """One body a row; of rows that are alike but for who, which facts and which message it is written once."""
        alike = [name for name in self.takes if name not in _OWN]
        groups = rows.select(alike).with_row_index("at").group_by(alike, maintain_order=True).agg("at")
        group = groups.select("at").with_row_index("group").explode("at").sort("at").get_column("group")
        when = _moment(moment)
        around = [_around(moment.campaign, when, row) for row in groups.select(alike).iter_rows(named=True)]
        one, two, three, four = [
            pl.Series(f"part_{number}", [parts[number] for parts in around], pl.String).gather(group)
            for number in range(len(_OWN) + 1)
        ]
        facts = rows.get_column("fact_ids").fill_null("[]")
        message, who = _encoded(rows.get_column("message")), _encoded(rows.get_column("subject"))
        pieces = pl.DataFrame([one, facts, two, message, three, who, four])
        return pieces.select(pl.concat_str(pl.all()).cast(pl.Binary).alias("receipt"))


def _encoded(words: pl.Series) -> pl.Series:
    """Each word as JSON, null too."""
    return pl.Series(words.name, [_ENCODER.encode(word).decode() for word in words.to_list()], pl.String)


def _around(campaign: str, when: msgspec.Raw, row: Row) -> list[str]:
    """The body's four parts around the facts, the message and who it was."""
    state = row["state"]
    body = _Body(
        campaign=campaign,
        cells=_cells(row["cells"]),
        checks=_checks(row["findings"], bool(row["passed"])),
        decision=_decision(row["decision"]),
        facts=msgspec.Raw(_HOLE.encode()),
        legal_form=row["legal_form"] or "unknown",
        made=msgspec.Raw(canonical.encode(msgspec.json.decode(row["made"]))) if row["made"] else msgspec.UNSET,
        message=msgspec.Raw(_HOLE.encode()),
        moment=when,
        reason=row["state_reason"] if state else _UNREADABLE,
        reasons=_reasons(row["look_reason"], row["observe_reason"], row["decide_reason"], row["compose_reason"]),
        state=state or "withheld",
        step=row["step"],
        verdict=_verdict(row["final"]),
        version=VERSION,
        who=msgspec.Raw(_HOLE.encode()),
        writer=row["writer"],
    )
    return _ENCODER.encode(body).decode().split(_HOLE)


def _raw(value: canonical.Canonical) -> msgspec.Raw:
    return msgspec.Raw(canonical.encode(value))


def _moment(moment: Moment) -> msgspec.Raw:
    """The Moment; its seed as a hash, as who knows the seed could tell who will be left alone."""
    return _raw(
        {
            "code": moment.code,
            "now": moment.now.isoformat(),
            "policy": moment.policy,
            "rules": moment.rules,
            "seed": hashlib.sha256(moment.seed.encode()).hexdigest(),
        }
    )


@lru_cache(maxsize=16_384)
def _cells(text: str | None) -> msgspec.Raw:
    """For each offer and channel what the rules said, and which of them decided."""
    return _raw(
        [
            {
                "offer": cell.offer,
                "channel": cell.channel,
                "verdict": cell.verdict.verdict,
                "deciding": cell.verdict.deciding,
            }
            for cell in decode_cells(text)
        ]
    )


@lru_cache(maxsize=16_384)
def _verdict(text: str | None) -> msgspec.Raw:
    """The final verdict whole, or null where none was asked."""
    return _raw(msgspec.to_builtins(decode_verdict(text))) if text else _NULL


@lru_cache(maxsize=16_384)
def _decision(text: str | None) -> msgspec.Raw:
    return _raw(msgspec.to_builtins(msgspec.json.decode(text, type=Decision))) if text else _NULL


@lru_cache(maxsize=16_384)
def _checks(text: str | None, passed: bool) -> msgspec.Raw:
    """Whether the text passed, and of each finding the check and kind; null where there was no draft."""
    if text is None:
        return _NULL
    found = [f"{finding.check}:{finding.kind}" for finding in decode_findings(text).findings]
    return _raw({"findings": found, "passed": passed})


@lru_cache(maxsize=4_096)
def _reasons(look: str | None, observe: str | None, decide: str | None, compose: str | None) -> msgspec.Raw:
    """Why each step had nothing to give; null where it had."""
    return _raw({"compose": compose, "decide": decide, "look": look, "observe": observe})
