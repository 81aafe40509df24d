"""What the recorded bases come to on a day: the consents in force, channel by channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aboveboard.domain.basis import Basis


@dataclass(frozen=True, slots=True)
class BasisState:
    """The channels with consent in force, and those where it was given in writing; the second lie within the first."""

    consented: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()

    def consent(self, channel: str) -> str:
        """The rules' word for the consent on a channel: none, express or express_written."""
        if channel in self.written:
            return "express_written"
        return "express" if channel in self.consented else "none"


def state(events: Sequence[Basis], *, on: date, purpose: str = "marketing") -> BasisState:
    """The consents to `purpose` that hold on that day, whatever the order of the events.

    A withdrawal ends everything given before it or on the same day, and only for its own channel and purpose. What
    expires holds until the day before. Events of another purpose, of another kind than consent, or after the day
    count for nothing.
    """
    consents = [e for e in events if e.kind == "consent" and e.purpose == purpose and e.on <= on]
    ended = _last_withdrawals(consents)
    given = [e for e in consents if e.act == "given" and e.on > ended.get(e.channel, date.min) and _holds(e, on)]
    return BasisState(
        frozenset(event.channel for event in given),
        frozenset(event.channel for event in given if event.written),
    )


def _holds(event: Basis, on: date) -> bool:
    return event.expires is None or on < event.expires


def _last_withdrawals(events: Iterable[Basis]) -> dict[str, date]:
    ended: dict[str, date] = {}
    for event in events:
        if event.act == "withdrawn":
            ended[event.channel] = max(event.on, ended.get(event.channel, date.min))
    return ended
