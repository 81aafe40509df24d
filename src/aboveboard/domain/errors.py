"""What can go wrong, and whose turn it is then.

    AboveboardError
     +-- InputError        something given to us is wrong: names file, place and remedy; exit status 2
     +-- WiringError       the pieces do not fit together: a programmer's error, raised when the pipeline is built
     +-- EvidenceError     somebody asked for a Message that its evidence does not carry
     +-- LedgerError       the log or a key is damaged or lost: never caught inside
     +-- UnavailableError  the world did not answer: try again after `retry_after` seconds

A refusal of a row is data (a Verdict, a reason code), not an exception. Errors carry ids, never personal data.
"""

import difflib
from collections.abc import Iterable
from typing import Final


class AboveboardError(Exception):
    """Every error of ours; `code` is stable and may be matched on."""

    code = "error"


class InputError(AboveboardError):
    """Something given to us cannot be used; the message names the place and what would be right."""

    code = "input_refused"

    def __init__(self, problem: str, *, place: str | None = None, remedy: str | None = None) -> None:
        self.problem, self.place, self.remedy = problem, place, remedy
        head = f"{place}: {problem}" if place else problem
        super().__init__(f"{head} ({remedy})" if remedy else head)


class WiringError(AboveboardError):
    """The stages of a pipeline do not fit: a column is read before it is given, given twice, or has another type."""

    code = "wiring"


class EvidenceError(AboveboardError):
    """A Message was asked for that its checks or its verdict do not allow."""

    code = "no_evidence"


class LedgerError(AboveboardError):
    """The log of receipts or a key cannot be trusted; nothing was written."""

    code = "ledger"


class UnavailableError(AboveboardError):
    """Something outside did not answer; the same call may work after `retry_after` seconds."""

    code = "unavailable"

    def __init__(self, problem: str, *, retry_after: float = 60.0) -> None:
        self.retry_after = retry_after
        super().__init__(problem)


MOST_TOLD: Final = 40
"""Of how many known words an error tells: all channels, elements and settings, but not every rule."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to `word`, or None when nothing is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: the nearest known one, or if none is near the known ones, as many as are read."""
    names = sorted(known)
    near = nearest(word, names)
    if near:
        return f"did you mean {near!r}?"
    more = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
    return "known are " + ", ".join(names[:MOST_TOLD]) + more
