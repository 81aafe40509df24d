"""Marks: findings shown at their places in a text, for reading on a terminal."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from aboveboard.domain.findings import Finding
from aboveboard.text.wording import count_noun

WIDTH = 96
"""So many columns of a line are shown around what was found in it."""


def marked(name: str, text: str, findings: Sequence[Finding]) -> list[str]:
    """Each finding with its line and column, its reason, and the line with what is wrong underlined.

    What has no place, as something left out, stands last. Nothing in the text can steer a terminal.
    """
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines[:-1])]
    placed = [finding for finding in findings if finding.end > finding.start]
    absent = [finding for finding in findings if finding.end <= finding.start]
    shown = [line for finding in placed for line in _placed(name, lines, starts, finding)]
    shown += [_shown(f"{name}: {_words(finding)} “{finding.text}”: {finding.reason}") for finding in absent]
    found = count_noun(len(findings), "finding", "findings") if findings else "nothing found"
    return [*shown, _shown(f"{name}: {found}")]


def _placed(name: str, lines: Sequence[str], starts: Sequence[int], finding: Finding) -> Iterator[str]:
    number = bisect_right(starts, finding.start) - 1
    line, column = lines[number], finding.start - starts[number]
    end = min(len(line), finding.end - starts[number])
    first = max(0, min(column - WIDTH // 3, len(line) - WIDTH))
    last = first + WIDTH
    before = ("…" if first else "") + _shown(line[first:column])
    found = _shown(line[column : min(end, last)])
    after = _shown(line[end:last]) + ("…" if last < len(line) else "")
    margin = f"{number + 1:>5} | "
    yield _shown(f"{name}:{number + 1}:{column + 1}: {_words(finding)}: {finding.reason}")
    yield margin + before + found + after
    yield " " * (len(margin) + _columns(before)) + "^" * max(1, _columns(found))


def _words(finding: Finding) -> str:
    return f"{finding.check}, {finding.kind}".replace("_", " ")


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in text)


def _columns(text: str) -> int:
    """The columns that a terminal gives the text (UAX 11): two for a wide letter, none for a mark."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
