"""Findings: what the checks have against a text, as the smallest spans."""

from __future__ import annotations

from functools import lru_cache

import msgspec


class Finding(msgspec.Struct, gc=False, frozen=True):
    """One thing wrong; offsets count Unicode code points, end exclusive."""

    check: str
    kind: str
    start: int
    end: int
    text: str
    reason: str


class Findings(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """All findings of one text, in order of place; none means passed. `elements` are those seen to be present."""

    findings: tuple[Finding, ...] = ()
    elements: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """True if nothing was found."""
        return not self.findings


_ENCODER = msgspec.json.Encoder(order="deterministic")


def encode_findings(findings: Findings) -> str:
    """The one text form of findings; the column `findings`."""
    return _ENCODER.encode(findings).decode()


@lru_cache(maxsize=4096)
def decode_findings(text: str) -> Findings:
    """The findings of `encode_findings`' text; remembered, as few distinct ones occur."""
    return msgspec.json.decode(text, type=Findings)
