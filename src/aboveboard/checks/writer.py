"""`check_writer`: does a writer keep the promises of its socket?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import SLOTS, Draft
from aboveboard.domain.errors import WiringError
from aboveboard.domain.findings import Finding, Findings
from aboveboard.domain.sockets import Writer

_LINK = re.compile(r"\[\[.*?\]\]")
_OBJECTION = Findings(findings=(Finding("claims", "unsupported", 0, 1, "x", "to see whether it is written again"),))


def check_writer(writer: Writer, briefs: Sequence[Brief], *, deterministic: bool = True) -> None:
    """Raises WiringError unless the writer behaves as domain.sockets.Writer demands on these briefs.

    Tried are: all briefs at once, none, and with findings against the last draft; where the writer calls itself
    deterministic also a second time, in reverse and one by one, which must give the same drafts. Each draft has to
    name the writer and the brief's language, cite items of its brief alone, and use no links but domain.draft.SLOTS.
    """
    drafts = _written(writer, briefs, [None] * len(briefs))
    _written(writer, [], [])
    again = _written(writer, briefs, [_OBJECTION] * len(briefs))
    for brief, draft in [*zip(briefs, drafts, strict=True), *zip(briefs, again, strict=True)]:
        if draft is not None:
            _check(writer, brief, draft)
    if deterministic:
        _same(writer, drafts, _written(writer, briefs, [None] * len(briefs)), "a second call")
        turned = _written(writer, briefs[::-1], [None] * len(briefs))[::-1]
        _same(writer, drafts, turned, "another order")
        single = [_written(writer, [brief], [None])[0] for brief in briefs]
        _same(writer, drafts, single, "one brief at a time")


def _written(writer: Writer, briefs: Sequence[Brief], feedback: Sequence[Findings | None]) -> list[Draft | None]:
    drafts = list(writer.write(briefs, feedback))
    if len(drafts) != len(briefs):
        raise WiringError(f"{writer.name} gave {len(drafts)} drafts for {len(briefs)} briefs")
    return drafts


def _check(writer: Writer, brief: Brief, draft: Draft) -> None:
    if draft.writer != writer.name:
        raise WiringError(f"{writer.name} signs its drafts as {draft.writer!r}")
    if draft.language != brief.language:
        raise WiringError(f"{writer.name} wrote {draft.language!r} where {brief.language!r} was asked for")
    if not draft.subject or not draft.sentences:
        raise WiringError(f"{writer.name} gave a draft without words for {brief.row}; None says that there is nothing")
    known = {item.number for item in brief.items}
    cited = {number for sentence in draft.sentences for number in sentence.items} | set(draft.subject_items)
    if not cited <= known:
        raise WiringError(f"{writer.name} cites items that the brief of {brief.row} has not: {sorted(cited - known)}")
    for link in _LINK.findall(f"{draft.subject} {draft.text}"):
        if link not in SLOTS:
            raise WiringError(f"{writer.name} uses the link {link}; known are {', '.join(SLOTS)}")


def _same(writer: Writer, expected: list[Draft | None], actual: list[Draft | None], what: str) -> None:
    for number, (one, other) in enumerate(zip(expected, actual, strict=True)):
        if one != other:
            raise WiringError(f"{writer.name} answers differently for {what}, at brief {number}")
