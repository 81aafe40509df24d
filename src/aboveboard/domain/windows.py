"""Windows: when a message may go out, by the clocks, working days and public holidays of the place it goes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from aboveboard.domain.limits import Hours
from aboveboard.domain.zones import subdivision, zones_of

# The house's own hours, narrower than the quiet hours of any rule pack (the strictest begin at 21 and end at 8).
OPENS: Final = 9
CLOSES: Final = 17
DAYS_AHEAD: Final = 60
ALL_HOURS: Final = Hours()
# A letter lies in its box until somebody opens it, so no hour or day is wrong for it.
AT_ANY_TIME: Final = frozenset({"post"})
# Of the categories of the `holidays` library: Assumption in the Catholic parts of Bavaria is in the second.
_CATEGORIES: Final = frozenset({"public", "catholic"})
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recipient is: country (ISO 3166-1), and region (ISO 3166-2) where it is known."""

    country: str | None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` up to, but not at, `closes`, both in UTC."""

    opens: datetime
    closes: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.opens <= at < self.closes


@dataclass(frozen=True, slots=True)
class Closed:
    """A day without a window, and why, in words that follow the day."""

    why: str


@lru_cache(maxsize=65_536)
def window(place: Place, day: date, hours: Hours = ALL_HOURS) -> Window | Closed:
    """The window of a calendar day of the place, in which it is between the hours in all of its time zones at once."""
    zones = zones_of(place.country, place.region)
    if not zones:
        return Closed("the country is not known")
    if day.weekday() not in hours.days:
        return Closed("not a day on which the campaign writes")
    free = _free_day(place, day)
    if free is not None:
        return Closed(free)
    spans = [_span(zone, day, hours) for zone in zones]
    found = [span for span in spans if span is not None]
    if len(found) < len(spans):
        return Closed("the clocks of the place do not show these hours")
    opens, closes = max(span.opens for span in found), min(span.closes for span in found)
    if opens >= closes:
        return Closed("no hour is within these hours in all time zones of the place")
    return Window(opens, closes)


def next_window(place: Place, at: datetime, hours: Hours = ALL_HOURS) -> Window | None:
    """The window that is open at this instant, or else the next to open; None if none does within sixty days."""
    return next((open_ for _, open_ in _ahead(place, at, hours) if isinstance(open_, Window)), None)


def closed_days(place: Place, at: datetime, hours: Hours = ALL_HOURS) -> list[tuple[date, str]]:
    """The days of the place before its next window, and why each of them has none; every day where there is none."""
    found: list[tuple[date, str]] = []
    for day, open_ in _ahead(place, at, hours):
        if isinstance(open_, Window):
            break
        found.append((day, open_.why))
    return found


def next_windows(place: Place, at: datetime, hours: Hours, *, most: int) -> list[Window]:
    """Up to so many windows from this instant on."""
    found = [open_ for _, open_ in _ahead(place, at, hours) if isinstance(open_, Window)]
    return found[:most]


def is_open(place: Place, at: datetime, hours: Hours = ALL_HOURS) -> bool:
    """True if a message may go out at this very instant."""
    found = next_window(place, at, hours)
    return found is not None and at in found


def hour_of_sending(place: Place, channel: str, at: datetime, hours: Hours = ALL_HOURS) -> int | None:
    """The local hour at which a message that waits from this instant on goes out; None where it never does.

    Of several zones the earliest hour: they all lie within the hours. A letter goes out at once.
    """
    if channel in AT_ANY_TIME:
        planned = at
    else:
        found = next_window(place, at, hours)
        if found is None:
            return None
        planned = max(at, found.opens)
    return min((planned.astimezone(zone).hour for zone in zones_of(place.country, place.region)), default=None)


def _ahead(place: Place, at: datetime, hours: Hours) -> Iterator[tuple[date, Window | Closed]]:
    """The days of the place from that on which the instant falls anywhere, without windows that are over by then."""
    zones = zones_of(place.country, place.region)
    first = min((at.astimezone(zone).date() for zone in zones), default=at.date())
    for number in range(DAYS_AHEAD):
        day = first + number * _DAY
        found = window(place, day, hours)
        if isinstance(found, Closed) or found.closes > at:
            yield day, found


def _span(zone: ZoneInfo, day: date, hours: Hours) -> Window | None:
    """The hours of that day in one zone; None where its clocks do not show both ends, as on a day that was left out."""
    first, last = max(OPENS, hours.opens), min(CLOSES, hours.closes)
    ends = [datetime.combine(day, time(hour), tzinfo=zone) for hour in (first, last)]
    opens, closes = (end.astimezone(UTC) for end in ends)
    if any(
        utc.astimezone(zone).replace(tzinfo=None) != end.replace(tzinfo=None)
        for utc, end in zip((opens, closes), ends, strict=True)
    ):
        return None
    return Window(opens, closes)


def _free_day(place: Place, day: date) -> str | None:
    country, region = place.country or "", subdivision(place.country, place.region)
    regions = _regions().get(country)
    if regions is None:
        return "the public holidays of the country are not known"
    # A region that the library does not have is none, so that a list of misspelt ones does not fill the cache.
    free, weekend = _calendar(country, region if region in regions else None, day.year)
    if day.weekday() in weekend:
        return "weekend"
    return f"public holiday: {free[day]}" if day in free else None


@cache
def _regions() -> dict[str, frozenset[str]]:
    """The countries and regions whose holidays the library knows."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    return {country: frozenset(regions) for country, regions in known.items()}


@lru_cache(maxsize=4_096)
def _calendar(country: str, region: str | None, year: int) -> tuple[dict[date, str], frozenset[int]]:
    """The public holidays of a year with their names, and the days of the weekend (0 is Monday).

    Where the region is not known those of every region count, as we cannot tell in which the recipient keeps house.
    From the `holidays` library (holidays.readthedocs.io), which is loaded at first use.
    """
    import holidays

    regions: list[str | None] = [region] if region is not None else [None, *sorted(_regions()[country])]
    free: dict[date, str] = {}
    weekend: set[int] = set()
    for subdiv in regions:
        found = holidays.country_holidays(country, subdiv=subdiv, years=year, language="en_US")
        categories = tuple(sorted(_CATEGORIES.intersection(found.supported_categories)))
        if categories != ("public",):
            found = holidays.country_holidays(
                country, subdiv=subdiv, years=year, categories=categories, language="en_US"
            )
        free.update({day: name for day, name in found.items() if day not in free})
        weekend |= set(found.weekend)
    return free, frozenset(weekend)
