"""Seal: the one place where a draft becomes a Message."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from aboveboard.domain.draft import Draft
from aboveboard.domain.errors import EvidenceError
from aboveboard.domain.findings import decode_findings, encode_findings
from aboveboard.domain.message import Message, Seal
from aboveboard.domain.verdict import decode_verdict, encode_verdict


def seal(row: str, channel: str, *, draft: Draft, findings: str, verdict: str, approved: bool = False) -> Message:
    """The sendable Message of a draft that passed every check and whose final verdict allows it; else EvidenceError.

    Findings and verdict are given as the texts that their columns have. `approved` says that a person read this very
    text and approved it: enough where the rules ask for a person, and never where they withhold.
    """
    obstacle = _obstacle(findings, verdict, approved)
    if obstacle is not None:
        raise EvidenceError(f"{row}: {obstacle}")
    return Message(row, channel, draft, _mark(findings, verdict))


@lru_cache(maxsize=4096)
def _obstacle(findings: str, verdict: str, approved: bool) -> str | None:
    """Why nothing of which this was found may be sent; remembered, as few distinct texts occur."""
    checked, ruled = decode_findings(findings), decode_verdict(verdict)
    if not checked.passed:
        kinds = ", ".join(sorted({f"{one.check} {one.kind}" for one in checked.findings}))
        return f"the text did not pass its checks ({kinds})"
    if ruled.verdict != "allow" and not (approved and ruled.verdict == "review"):
        return f"the final verdict is {ruled.verdict}, by {', '.join(ruled.deciding) or 'no rule'}"
    return f"the message lacks {', '.join(ruled.missing)}" if ruled.missing else None


@lru_cache(maxsize=4096)
def _mark(findings: str, verdict: str) -> Seal:
    texts = encode_findings(decode_findings(findings)), encode_verdict(decode_verdict(verdict))
    return Seal(*[hashlib.sha256(text.encode()).hexdigest() for text in texts])
