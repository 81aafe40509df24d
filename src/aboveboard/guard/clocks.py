"""Latest dates: how the rules count days, months and hours from an event."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from aboveboard.guard.rule import Term


def latest(event: date, term: Term) -> date | None:
    """The last day of the term, or None where the calendar ends before it.

    Business days are Monday to Friday without public holidays, which gives the earliest and so the safe date; a month
    ends on the same day number or its last day; hours are wall clock, so 48 of them are two days.
    """
    try:
        if term.clock == "business_days":
            return _business_days(event, term.n)
        if term.clock == "months":
            return _months(event, term.n)
        if term.clock == "years":
            return _months(event, 12 * term.n)
        return event + (timedelta(hours=term.n) if term.clock == "hours" else timedelta(days=term.n))
    except (OverflowError, ValueError):
        return None


def _business_days(event: date, n: int) -> date:
    day = event
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def _months(event: date, n: int) -> date:
    year, month = divmod(event.year * 12 + event.month - 1 + n, 12)
    return date(year, month + 1, min(event.day, calendar.monthrange(year, month + 1)[1]))
