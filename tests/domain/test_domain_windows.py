"""Windows: held against clocks and calendars of others, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import polars as pl
import pytest
from babel.core import get_global
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.domain.limits import Hours
from aboveboard.domain.windows import (
    Closed,
    Place,
    Window,
    closed_days,
    hour_of_sending,
    is_open,
    next_window,
    next_windows,
    window,
)
from aboveboard.domain.zones import zones_of

DAY = timedelta(days=1)
ZONES = get_global("territory_zones")
COUNTRIES = sorted(holidays.list_supported_countries(include_aliases=False).keys() & ZONES.keys())
# Zones of states as the IANA database's own table describes them, for a few that two zones share.
STATES = {
    ("US", "US-CA"): ["America/Los_Angeles"],
    ("US", "US-TN"): ["America/New_York", "America/Chicago"],
    ("US", "US-AZ"): ["America/Phoenix", "America/Denver"],
    ("AU", "AU-NSW"): ["Australia/Sydney", "Australia/Broken_Hill", "Australia/Lord_Howe"],
    ("ES", "ES-CN"): ["Atlantic/Canary"],
    ("BR", "BR-AM"): ["America/Manaus", "America/Eirunepe"],
    ("DE", "DE-BY"): ["Europe/Berlin", "Europe/Busingen"],
    ("GB", None): ["Europe/London"],
}
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def free_days(country: str, region: str | None, years: range) -> set[date]:
    """The public holidays of the region, or of all regions where it is not one that the library knows."""
    known = holidays.list_supported_countries(include_aliases=False)[country]
    code = region.partition("-")[2] if region else None
    return {
        day
        for subdiv in ([code] if code in known else [None, *known])
        for day in holidays.country_holidays(country, subdiv=subdiv, years=years)
    }


def inhabited(country: str) -> list[ZoneInfo]:
    """The zones that CLDR lists for a country, but for a research station."""
    return [ZoneInfo(name) for name in ZONES[country] if name != "Antarctica/Macquarie"]


PLACES = st.one_of(
    st.builds(lambda country: (country, None), st.sampled_from(COUNTRIES)), st.sampled_from(sorted(STATES, key=str))
)
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
HOURS = st.builds(
    Hours,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    opens=st.integers(0, 23),
    closes=st.integers(0, 23),
)


@settings(max_examples=300)
@given(place=PLACES, day=DAYS, hours=HOURS, share=st.floats(0, 1, exclude_max=True))
def test_every_instant_of_a_window_is_in_hours_everywhere(
    place: tuple[str, str | None], day: date, hours: Hours, share: float
) -> None:
    """In each zone of the country or state: that day, from nine to five and within the campaign's hours, no holiday."""
    found = window(Place(*place), day, hours)
    if isinstance(found, Closed):
        assert found.why
        return
    at = found.opens + timedelta(seconds=int((found.closes - found.opens).total_seconds() * share))
    zones = [ZoneInfo(name) for name in STATES[place]] if place in STATES else inhabited(place[0])
    for local in [at.astimezone(zone) for zone in zones]:
        assert day == local.date()
        assert max(9, hours.opens) <= local.hour < min(17, hours.closes)
    assert day.weekday() in hours.days
    assert day not in free_days(*place, range(day.year, day.year + 1))


@pytest.mark.parametrize(
    ("country", "region", "weekend"),
    [
        ("GB", None, {5, 6}),
        ("DE", "DE-BY", {5, 6}),
        ("US", None, {5, 6}),
        ("US", "US-TN", {5, 6}),
        ("AU", "AU-NSW", {5, 6}),
        ("BR", None, {5, 6}),
        ("SA", None, {4, 5}),
        ("IR", None, {4}),
    ],
)
def test_the_windows_of_a_year_agree_minute_by_minute(country: str, region: str | None, weekend: set[int]) -> None:
    """Each minute of 2026 is in a window exactly where the clocks of another library say so, in every zone at once."""
    zones = STATES.get((country, region)) or [zone.key for zone in inhabited(country)]
    free = free_days(country, region, range(2025, 2028))
    free |= {date(2026, 8, 15)} if region == "DE-BY" else set()  # in its Catholic parts
    start = datetime(2026, 1, 1, tzinfo=UTC)
    minutes = pl.DataFrame({"at": pl.datetime_range(start, start + 365 * DAY, "1m", eager=True)})
    expected = pl.lit(True)
    for zone in zones:
        local = pl.col("at").dt.convert_time_zone(zone)
        working = ~local.dt.weekday().is_in([day + 1 for day in weekend]) & ~local.dt.date().is_in(sorted(free))
        expected &= working & (local.dt.hour() >= 9) & (local.dt.hour() < 17)
    days = [window(Place(country, region), date(2025, 12, 31) + n * DAY) for n in range(368)]
    actual = pl.lit(False)
    for found in days:
        if isinstance(found, Window):
            actual |= pl.col("at").is_between(found.opens, found.closes, closed="left")
    answers = minutes.select(expected.alias("expected"), actual.alias("actual"))

    assert answers["expected"].sum() > 10_000
    assert answers["expected"].to_list() == answers["actual"].to_list()


def test_every_country_with_known_holidays_has_an_answer() -> None:
    """Each of them has windows in some day of a week, but for those whose zones are too far apart."""
    never = {
        country
        for country in COUNTRIES
        if all(isinstance(window(Place(country), date(2026, 6, 1) + n * DAY), Closed) for n in range(21))
    }

    assert {"AQ", "RU", "UM"} == never


def test_a_day_that_a_place_left_out_has_no_window() -> None:
    """Samoa had no 30 December 2011, a Friday; the Thursday before it was a working day."""
    place = Place("WS")

    assert Closed("the clocks of the place do not show these hours") == window(place, date(2011, 12, 30))
    assert isinstance(window(place, date(2011, 12, 29)), Window)


def test_hours_move_with_the_clocks() -> None:
    """London's nine o'clock is eight in UTC in summer; the United States change on other days than Europe does."""
    opens = {
        day: found.opens.hour
        for day in (date(2026, 3, 27), date(2026, 3, 30), date(2026, 10, 26))
        if isinstance(found := window(Place("GB"), day), Window)
    }
    assert {date(2026, 3, 27): 9, date(2026, 3, 30): 8, date(2026, 10, 26): 9} == opens
    found = window(Place("US", "US-NY"), date(2026, 3, 27))
    assert isinstance(found, Window)
    assert 13 == found.opens.hour


def test_no_setting_widens_a_window() -> None:
    """Hours from three to twenty-three are those from nine to five."""
    wide = Hours(opens=3, closes=23)

    assert window(Place("GB"), date(2026, 11, 25)) == window(Place("GB"), date(2026, 11, 25), wide)


@pytest.mark.parametrize(
    ("place", "day", "why"),
    [
        (Place("US", "US-OR"), date(2026, 11, 26), "public holiday: Thanksgiving Day"),
        (Place("GB"), date(2026, 7, 13), "public holiday: Battle of the Boyne (substitute day)"),
        (Place("SA"), date(2026, 11, 27), "weekend"),
        (Place("RU"), date(2026, 11, 25), "no hour is within these hours in all time zones of the place"),
        (Place("ZZ"), date(2026, 11, 25), "the country is not known"),
        (Place(None), date(2026, 11, 25), "the country is not known"),
    ],
)
def test_a_closed_day_says_why(place: Place, day: date, why: str) -> None:
    """In words that follow the day; where the region is not known, a holiday of any region closes the day."""
    found = window(place, day)
    assert isinstance(found, Closed)
    assert why.partition(" (")[0] == found.why.partition(" (")[0]


def test_a_region_that_tells_nothing_counts_as_unknown() -> None:
    """A misspelt one, one of another country, and one that the tables do not have: all zones of the country."""
    for region in ("US-XX", "CA-ON", "California", ""):
        assert zones_of("US", None) == zones_of("US", region)
    assert ("America/Los_Angeles",) == tuple(zone.key for zone in zones_of("US", "US-CA"))


def test_the_next_window_comes_after_the_closed_days_before_it() -> None:
    """From the eve of Thanksgiving, five in the evening: the Friday after it, with the Thursday as the reason."""
    evening = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    place = Place("US", "US-NY")
    found = next_window(place, evening)

    assert Window(datetime(2026, 11, 27, 14, tzinfo=UTC), datetime(2026, 11, 27, 22, tzinfo=UTC)) == found
    assert [(date(2026, 11, 26), "public holiday: Thanksgiving Day")] == closed_days(place, evening)
    assert [27, 30, 1] == [w.opens.day for w in next_windows(place, evening, Hours(), most=3)]
    assert is_open(place, evening - timedelta(minutes=1))
    assert not is_open(place, evening)


@settings(max_examples=150)
@given(place=PLACES, minutes=st.integers(0, 2_000_000))
def test_the_hour_of_sending_lies_in_a_window(place: tuple[str, str | None], minutes: int) -> None:
    """It is none where no window opens; else between nine and five; a letter's is that of the present instant."""
    at = datetime.combine(date(2026, 1, 1), time(), tzinfo=UTC) + timedelta(minutes=minutes)
    found, hour = next_window(Place(*place), at), hour_of_sending(Place(*place), "email", at)

    assert (found is None) == (hour is None)
    assert hour is None or 9 <= hour < 17
    assert min(at.astimezone(zone).hour for zone in zones_of(*place)) == hour_of_sending(Place(*place), "post", at)


def test_an_unknown_country_has_no_hour() -> None:
    """Nobody can say what time it is there, for letters either."""
    assert [None, None] == [hour_of_sending(Place("ZZ"), channel, NOON) for channel in ("email", "post")]
