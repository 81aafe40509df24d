"""Volume bands: how many e-mails a day one mailbox provider gets from us, by what it says and by how we have begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROVIDERS: Final = ("gmail", "yahoo", "outlook_consumer", "other")
"""The mailbox providers that the rules tell apart; where none of them is known, "" counts as one of its own."""
UNKNOWN_PROVIDER: Final = ""

# From this many e-mails a day a provider's rules for bulk senders hold. Google: e-mail sender guidelines, answer 81126.
# Microsoft: Defender for Office 365 blog, 2 April 2025. Yahoo publishes no line, so each campaign is taken as covered.
BULK_FROM: Final[dict[str, int]] = {"gmail": 5_000, "outlook_consumer": 5_000}

# A new sender begins slowly: fifty on the first day and half as many more on each day, for thirty days. Google asks to
# begin low and to increase slowly, and names no numbers; the schedules of sending services agree on fifty to a hundred
# at first and at most a doubling a day (infobip.com/docs/email/ip-and-domain-warmup; docs.agentmail.to/knowledge-base).
FIRST_DAY: Final = 50
RAMP_DAYS: Final = 30

# Google and Yahoo: stay below .1 %, never reach .3 % (answer 81126; senders.yahooinc.com/best-practices).
COMPLAINTS_TARGET: Final = 0.001
COMPLAINTS_LIMIT: Final = 0.003
# Below this many e-mails one complaint alone is more than the target: the rate over all providers says more.
SAMPLE_FLOOR: Final = 1_000
RATE_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Volume:
    """What one provider got: today, on its fullest day ever, in the last thirty days, and the complaints of these."""

    today: int = 0
    fullest: int = 0
    sent: int = 0
    complaints: int = 0

    def __add__(self, other: Volume) -> Volume:
        return Volume(
            today=self.today + other.today,
            fullest=max(self.fullest, other.fullest),
            sent=self.sent + other.sent,
            complaints=self.complaints + other.complaints,
        )

    @property
    def rate(self) -> float:
        """Complaints a message; one that came without any message counts in full."""
        return min(1.0, self.complaints / self.sent) if self.sent else float(self.complaints > 0)


def complaint_rate(own: Volume, everywhere: Volume) -> float:
    """The provider's own rate where enough was sent to it, else the rate over all of them."""
    return own.rate if own.sent >= SAMPLE_FLOOR else everywhere.rate


def most_today(provider: str, *, days: int, rate: float, bulk: bool) -> int | None:
    """The most e-mails that a provider gets on one day; None where nothing limits them.

    `days` is the number of days since the first e-mail of all, 0 on that day; `bulk` is true if the message heeded the
    rules for bulk senders.
    """
    line = BULK_FROM.get(provider)
    ordinary = None if bulk or line is None else line - 1
    return min((limit for limit in (_ramp(days, rate), ordinary) if limit is not None), default=None)


def _ramp(days: int, rate: float) -> int | None:
    """Complaints at the target halve the day's most; at the limit they leave that of the first day, to any sender."""
    if rate >= COMPLAINTS_LIMIT:
        return FIRST_DAY
    grown = min(max(days, 0), RAMP_DAYS)
    usual: int = FIRST_DAY * 3**grown // 2**grown
    if rate >= COMPLAINTS_TARGET:
        return max(FIRST_DAY, usual // 2)
    return usual if days < RAMP_DAYS else None
