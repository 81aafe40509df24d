"""What the recorded bases come to on a day: those in force, and of them the consents, channel by channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from aboveboard.domain.basis import CONSENT_SOURCES, MARKETING, Basis, ConsentSource

_Ground = tuple[str, str, str]
DIRECT: Final[ConsentSource] = "direct"


@dataclass(frozen=True, slots=True)
class BasisState:
    """The channels with consent in force, and those where it was given in writing; the second lie within the first.

    `source` is the weakest among these consents: how surely we were named when they were taken.
    """

    consented: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    source: ConsentSource = DIRECT

    def consent(self, channel: str) -> str:
        """The rules' word for the consent on a channel: none, express or express_written."""
        if channel in self.written:
            return "express_written"
        return "express" if channel in self.consented else "none"


def state(events: Sequence[Basis], *, on: date, purpose: str = MARKETING) -> BasisState:
    """The consents to `purpose` that hold on that day, whatever the order of the events.

    Events of another purpose, or of another kind than consent, count for nothing.
    """
    given = [e for e in in_force(events, on=on) if e.kind == "consent" and e.purpose == purpose]
    return BasisState(
        frozenset(event.channel for event in given),
        frozenset(event.channel for event in given if event.written),
        max((event.source for event in given), key=CONSENT_SOURCES.index, default=DIRECT),
    )


def in_force(events: Sequence[Basis], *, on: date) -> tuple[Basis, ...]:
    """The bases of every kind that hold on that day, the oldest first.

    A withdrawal ends everything of its kind given before it or on the same day, and only for its own channel and
    purpose. What expires holds until the day before. Events after the day count for nothing.
    """
    known = [event for event in events if event.on <= on]
    ended = _last_withdrawals(known)
    given = [e for e in known if e.act == "given" and e.on > ended.get(_ground(e), date.min) and _holds(e, on)]
    return tuple(sorted(given, key=lambda e: (e.on, e.kind, e.purpose, e.channel)))


def _holds(event: Basis, on: date) -> bool:
    return event.expires is None or on < event.expires


def _ground(event: Basis) -> _Ground:
    return event.kind, event.purpose, event.channel


def _last_withdrawals(events: Iterable[Basis]) -> dict[_Ground, date]:
    ended: dict[_Ground, date] = {}
    for event in events:
        if event.act == "withdrawn":
            ended[_ground(event)] = max(event.on, ended.get(_ground(event), date.min))
    return ended
