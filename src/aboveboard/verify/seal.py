"""Seal: the one place where a draft becomes a Message."""

from __future__ import annotations

import hashlib

from aboveboard.domain.draft import Draft
from aboveboard.domain.errors import EvidenceError
from aboveboard.domain.findings import Findings, encode_findings
from aboveboard.domain.message import Message, Seal
from aboveboard.domain.verdict import Verdict, encode_verdict


def seal(
    row: str, channel: str, *, draft: Draft, findings: Findings, verdict: Verdict, approved: bool = False
) -> Message:
    """The sendable Message of a draft that passed every check and whose final verdict allows it; else EvidenceError.

    `approved` says that a person read this very text and approved it: enough where the rules ask for a person, and
    never where they withhold.
    """
    if not findings.passed:
        kinds = ", ".join(sorted({f"{one.check} {one.kind}" for one in findings.findings}))
        raise EvidenceError(f"{row}: the text did not pass its checks ({kinds})")
    if verdict.verdict != "allow" and not (approved and verdict.verdict == "review"):
        raise EvidenceError(
            f"{row}: the final verdict is {verdict.verdict}, by {', '.join(verdict.deciding) or 'no rule'}"
        )
    if verdict.missing:
        raise EvidenceError(f"{row}: the message lacks {', '.join(verdict.missing)}")
    return Message(row, channel, draft, Seal(_digest(encode_findings(findings)), _digest(encode_verdict(verdict))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
