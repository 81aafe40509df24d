"""Timing: how a campaign's limits and hours reach its rows, the rules and the messages that wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

import polars as pl

from aboveboard.domain.columns import context_column
from aboveboard.domain.limits import Caps, Hours, Limits
from aboveboard.domain.moment import Moment
from aboveboard.domain.volume import BULK_FROM, UNKNOWN_PROVIDER, Volume, complaint_rate
from aboveboard.domain.windows import (
    AT_ANY_TIME,
    Place,
    Window,
    closed_days,
    hour_of_sending,
    next_window,
    next_windows,
)
from aboveboard.domain.zones import zones_of
from aboveboard.text.wording import date_full, hours_range

if TYPE_CHECKING:
    from aboveboard.campaign.settings import Settings

HOURS: Final = "hours"
VOLUME: Final = "volume"
"""The surveys that are made here: hours of sending by place and channel, and volumes by mailbox provider."""
WEEKDAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
CALL_DAYS: Final = 5


def caps_of(settings: Settings) -> Caps:
    """The campaign's caps, none of them looser than the house's."""
    limits = settings.limits
    return Caps(
        recipient=limits.messages_per_recipient,
        company=limits.messages_per_company,
        email=limits.emails,
        post=limits.letters,
        voice_live=limits.calls,
        between=limits.days_between,
        rest=limits.rest_days,
    )


def hours_of(settings: Settings) -> Hours:
    """The campaign's hours for e-mails and calls, within those of the house."""
    window = settings.window
    return Hours(days=tuple(WEEKDAYS.index(day) for day in window.days), opens=window.opens, closes=window.until)


def limits_of(settings: Settings, row: Mapping[str, object]) -> Limits:
    """What the message of this row waits with."""
    hours = None if row["channel"] in AT_ANY_TIME else hours_of(settings)
    line = BULK_FROM.get(str(row["mailbox_provider"]))
    told = row[context_column("daily_volume_to_provider")]
    return Limits(caps=caps_of(settings), hours=hours, bulk=line is None or not isinstance(told, int) or told >= line)


def without_closed(rows: pl.DataFrame, settings: Settings, day: date) -> pl.DataFrame:
    """The rows, without the channels on which no window opens at their place from that day on.

    Where the country is not known the channels stay, and the rules say what is missing.
    """
    hours, at = hours_of(settings), datetime.combine(day, time(), tzinfo=UTC)
    closed = [place for place in _places(rows) if zones_of(*place) and next_window(Place(*place), at, hours) is None]
    if not closed:
        return rows
    kept = pl.col("reachable").list.set_intersection(pl.lit(sorted(AT_ANY_TIME)))
    shut = _key().is_in([_name(*place) for place in closed])
    none_left = shut & (pl.col("pause") == "none") & (pl.col("reachable").list.len() > 0) & (kept.list.len() == 0)
    return rows.with_columns(
        reachable=pl.when(shut).then(kept).otherwise("reachable"),
        pause=pl.when(none_left).then(pl.lit("no_window")).otherwise("pause"),
    )


def hours_survey(rows: pl.DataFrame, settings: Settings, now: datetime) -> pl.DataFrame:
    """For each place of the rows and each channel the local hour at which its message will go out, null for never."""
    hours = hours_of(settings)
    found = [
        (_name(*place), channel, hour_of_sending(Place(*place), channel, now, hours))
        for place in _places(rows)
        for channel in settings.channels
    ]
    return pl.DataFrame(found, {"place": pl.String, "channel": pl.String, "hour": pl.Int64}, orient="row")


def volume_survey(rows: pl.DataFrame, volumes: Mapping[str, Volume]) -> pl.DataFrame:
    """For each mailbox provider its e-mails of today, with those this run may add, and its rate of complaints.

    A sender who was once over a provider's line stays over it, so the fullest day counts where it was fuller.
    """
    mine = rows.filter(pl.col("reachable").list.contains("email")).get_column("mailbox_provider")
    more = Counter(provider or UNKNOWN_PROVIDER for provider in mine)
    everywhere = sum(volumes.values(), Volume())
    found = []
    for provider in sorted({UNKNOWN_PROVIDER, *volumes, *more}):
        own = volumes.get(provider, Volume())
        count = max(own.today + more[provider], own.fullest)
        found.append((provider, count, complaint_rate(own, everywhere)))
    return pl.DataFrame(found, {"provider": pl.String, "count": pl.Int64, "rate": pl.Float64}, orient="row")


def local_hour(moment: Moment, channel: str) -> pl.Expr:
    """The hour of the day, where the recipient is, at which its message over this channel goes out."""
    table = moment.surveys.get(HOURS)
    return _looked_up(_key(), table, "place", "hour", pl.Int64(), where=("channel", channel))


def volume_today(moment: Moment) -> pl.Expr:
    """The e-mails of the day to the row's mailbox provider; null where it is not known."""
    return _looked_up(pl.col("mailbox_provider"), moment.surveys.get(VOLUME), "provider", "count", pl.Int64())


def rate_of_complaints(moment: Moment) -> pl.Expr:
    """The rate of complaints of the row's mailbox provider."""
    provider = pl.col("mailbox_provider").fill_null(UNKNOWN_PROVIDER)
    return _looked_up(provider, moment.surveys.get(VOLUME), "provider", "rate", pl.Float64())


def hours_to_call(
    country: str | None, region: str | None, settings: Settings, now: datetime, *, language: str
) -> list[str]:
    """The next days and hours in which to call, a line each: in local time, or in UTC where several zones are meant."""
    place = Place(country, region)
    return [_words(window, place, language) for window in next_windows(place, now, hours_of(settings), most=CALL_DAYS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """When one place of a campaign may next be written to by e-mail or called, and why not before."""

    country: str
    region: str | None
    businesses: int
    opens: str | None
    closes: str | None
    local: str
    closed: tuple[tuple[str, str], ...]


def outlooks(places: Mapping[tuple[str, str | None], int], settings: Settings, at: datetime) -> Iterator[Outlook]:
    """One for each place, the soonest first; where no window opens at all, last and with the reasons of a week."""
    hours = hours_of(settings)
    found = {place: next_window(Place(*place), at, hours) for place in places}
    far = datetime.max.replace(tzinfo=UTC)

    def soonest(place: tuple[str, str | None]) -> tuple[datetime, str]:
        window = found[place]
        return (window.opens if window else far, _name(*place))

    for place in sorted(places, key=soonest):
        window = found[place]
        days = closed_days(Place(*place), at, hours)
        yield Outlook(
            country=place[0],
            region=place[1],
            businesses=places[place],
            opens=window.opens.isoformat() if window else None,
            closes=window.closes.isoformat() if window else None,
            local=_words(window, Place(*place), "en") if window else "",
            closed=tuple((day.isoformat(), why) for day, why in (days if window else days[:7])),
        )


def _words(window: Window, place: Place, language: str) -> str:
    zones = zones_of(place.country, place.region)
    same = {(window.opens.astimezone(z).isoformat(), window.closes.astimezone(z).isoformat()) for z in zones}
    zone, name = (zones[0], zones[0].key) if len(same) == 1 else (UTC, "UTC")
    opens, closes = window.opens.astimezone(zone), window.closes.astimezone(zone)
    return f"{date_full(opens.date(), language)}, {hours_range(f'{opens:%H:%M}-{closes:%H:%M}', language)} ({name})"


def _places(rows: pl.DataFrame) -> Sequence[tuple[str | None, str | None]]:
    return rows.select("country", "region").unique().sort("country", "region").rows()


def _name(country: str | None, region: str | None) -> str:
    return f"{country or ''}|{region or ''}"


def _key() -> pl.Expr:
    return pl.concat_str(pl.col("country").fill_null(""), pl.col("region").fill_null(""), separator="|")


def _looked_up(
    key: pl.Expr,
    table: pl.DataFrame | None,
    by: str,
    value: str,
    dtype: pl.DataType,
    *,
    where: tuple[str, str] | None = None,
) -> pl.Expr:
    """The value that the survey has for the key; null where it has none, or where there is no survey."""
    if table is not None and where is not None:
        table = table.filter(pl.col(where[0]) == where[1])
    if table is None or table.is_empty():
        return pl.lit(None, dtype)
    return key.replace_strict(table[by], table[value], default=None, return_dtype=dtype)
