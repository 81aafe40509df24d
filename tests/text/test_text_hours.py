"""Opening hours in prose and markup."""

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import hours
from aboveboard.text.week import DAYS

NINE_TO_FIVE = (("09:00", "17:00"),)
WORDINGS = tomllib.loads(Path(__file__).with_name("wordings_of_hours.toml").read_text(encoding="utf-8"))


def week(written: str) -> dict[str, hours.DayHours]:
    """The days of "mo-fr 09:00-12:00+13:00-17:00; sa x" as `hours.by_day` gives them."""
    days: dict[str, hours.DayHours] = {}
    for part in written.split("; ") if written else ():
        names, _, told = part.partition(" ")
        spans = tuple((span[:5], span[6:]) for span in told.split("+"))
        days |= dict.fromkeys(_named(names), "closed" if told == "x" else spans)
    return days


def _named(names: str) -> list[str]:
    days: list[str] = []
    for name in names.split(","):
        first, _, last = name.partition("-")
        days += DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]
    return days


@pytest.mark.parametrize(("text", "expected"), WORDINGS["en"])
def test_hours_are_read_from_english_prose(text: str, expected: str) -> None:
    """Days and times in either order, in lines and columns, with breaks, exceptions and halves of the day left out."""
    assert week(expected) == _read(text, "en")


@pytest.mark.parametrize(("text", "expected"), WORDINGS["de"])
def test_hours_are_read_from_german_prose(text: str, expected: str) -> None:
    """The same in German."""
    assert week(expected) == _read(text, "de")


@pytest.mark.parametrize(("text", "expected"), WORDINGS["fr"])
def test_hours_are_read_from_french_prose(text: str, expected: str) -> None:
    """The same in French, where two letters mean other days."""
    assert week(expected) == _read(text, "fr")


@pytest.mark.parametrize("language", ["nl", "en", None])
@pytest.mark.parametrize(("text", "expected"), WORDINGS["nl"])
def test_hours_are_read_from_dutch_prose(text: str, expected: str, language: str | None) -> None:
    """The same in Dutch, also on a page that says it is English or nothing of its language."""
    assert week(expected) == _read(text, language)


@pytest.mark.parametrize(("text", "language"), WORDINGS["none"])
def test_what_is_no_weekly_hours_is_left_alone(text: str, language: str) -> None:
    """Dates, seasons, prices, open ends and appointments are no weekly opening hours."""
    assert {} == _read(text, language)


def test_two_statements_stay_apart() -> None:
    """Hours of a telephone line and of the shop are two findings."""
    found = hours.find("Phone lines are open Mon-Fri 8am-8pm; shop open Mon-Sat 9am-5.30pm", "en")
    assert [week("mo-fr 08:00-20:00"), week("mo-sa 09:00-17:30")] == [hours.by_day(each.week) for each in found]


def _read(text: str, language: str | None) -> dict[str, hours.DayHours]:
    return hours.by_day(entry for found in hours.find(text, language) for entry in found.week)


@pytest.mark.parametrize(
    "text",
    [
        "Closed Monday 26 May",
        "We have 5-6 sun beds",
        "Tel. 030 12-14",
        "call 24/7",
        "Monday 1 May 2014",
        "Sunday roast 9.95-12.50",
    ],
)
def test_what_is_no_hours_is_left_alone(text: str) -> None:
    """Dates, prices, telephones and catchphrases are no opening hours."""
    assert [] == hours.find(text, "en")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mo-Fr 08:00-18:00, PH off", "mo-fr 08:00-18:00"),
        ("PH,Mo-Su 10:00-18:00", "mo-su 10:00-18:00"),
        ("Mo-Sa,PH 09:00-17:00", "mo-sa 09:00-17:00"),
        ("Mo-Fr 09:00-17:30; Sa 10:00+", ""),
        ("Mo-Fr 10:00-18:00+", ""),
        ("Mo-Fr 09:00-17:00; Sa[1] 10:00-14:00", ""),
        ("Apr-Oct: Mo-Su 10:00-18:00; Nov-Mar: Sa-Su 10:00-16:00", ""),
        ("Mo-Su sunrise-sunset", ""),
        ("week 1-10 Mo-Fr 09:00-17:00", ""),
        ("Mo-Fr 09:00-17:00; Dec 25 off", "mo-fr 09:00-17:00"),
        ("24/7", "mo-su 00:00-23:59"),
        ("Mo-Fr 24/7", "mo-fr 00:00-23:59"),
        ('Mo-Fr 09:00-17:00; Sa "by appointment"', "mo-fr 09:00-17:00"),
        ('Sa 10:00-17:30 || "on appointment"', "sa 10:00-17:30"),
        ('Mo-Fr 09:00-17:00 "by appointment"', ""),
        ("Mo-Th 18:00-26:00", "mo-th 18:00-02:00"),
        ("Mo-Fr 08:00-12:00, We 14:00-18:00", "mo,tu,th,fr 08:00-12:00; we 08:00-12:00+14:00-18:00"),
        ("Mo-Fr 09:00-17:00; We 09:00-12:00", "mo,tu,th,fr 09:00-17:00; we 09:00-12:00"),
        ("SH Mo-Fr 10:00-12:00", ""),
        ("Mo-Fr 10:00-12:00; SH Mo-Fr 14:00-16:00", "mo-fr 10:00-12:00"),
        ("10am - 4pm, Monday - Friday.", "mo-fr 10:00-16:00"),
        ("9-5pm, Monday-Saturday", "mo-sa 09:00-17:00"),
        ("Monday-Friday 9am-5pm", "mo-fr 09:00-17:00"),
        ("Mon - Fri: 9:00 AM - 5:00 PM, Sat 10:00-2:00 PM", "mo-fr 09:00-17:00; sa 10:00-14:00"),
        ("Mo Tu We Th Fr 09:00-17:00", "mo-fr 09:00-17:00"),
        ("Mo,Tu,We,Th 09:00-17:00", "mo-th 09:00-17:00"),
        ("Mo-Su", ""),
        ("Mo-Fr: 0900-1700", "mo-fr 09:00-17:00"),
        ("Tu-Su 12:00-14:00,18:00-22:00; Mo off", "tu-su 12:00-14:00+18:00-22:00; mo x"),
        ("off", "mo-su x"),
        ("Mo-Fr 09:00-12:30,13:30-17:00; Sa,Su,PH off", "mo-fr 09:00-12:30+13:30-17:00; sa,su x"),
        ("Mo-Sa 10:00-18:00 open", "mo-sa 10:00-18:00"),
        ("Mo-Fr 09:00-17:00 unknown", ""),
        ("Fr-Mo 10:00-12:00", "fr,sa,su,mo 10:00-12:00"),
        ("Mo-Fr 8-18", "mo-fr 08:00-18:00"),
        ("Monday: Closed", "mo x"),
        ("Mo-Fr 08:30-18:00;; ", "mo-fr 08:30-18:00"),
        ("PH off; Mo-Fr 09:00-17:00", "mo-fr 09:00-17:00"),
        ("easter off; Mo-Fr 09:00-17:00", "mo-fr 09:00-17:00"),
        ("2014 Mo-Fr 09:00-17:00", ""),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", "mo-fr 09:00-17:00"),
        ("Jun 10-Aug 31 Mo-Fr 09:00-17:00", ""),
        ("Mo-Fr 9:00 am-5:00 pm", "mo-fr 09:00-17:00"),
        ("Mo-Sa 07:00-21:00; Su,PH 08:00-20:00", "mo-sa 07:00-21:00; su 08:00-20:00"),
        ("Mo-Fr 09:00-17:00; Sa closed", "mo-fr 09:00-17:00; sa x"),
        ("Mo-Fr 09:00-17:00, Sa off", "mo-fr 09:00-17:00; sa x"),
        ("by appointment", ""),
        ("", ""),
    ],
)
def test_the_notation_of_maps_is_read_whole_or_not_at_all(value: str, expected: str) -> None:
    """Later rules replace earlier ones for their days; a rule that is not understood leaves nothing."""
    assert week(expected) == hours.by_day(hours.from_osm(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["Mo-Fr 09:00-17:00", "Sa 9:00 - 17:00"], dict.fromkeys(DAYS[:6], NINE_TO_FIVE)),
        (
            {"dayOfWeek": ["Monday", "https://schema.org/Tuesday"], "opens": "09:00:00", "closes": "5:00 PM"},
            dict.fromkeys(DAYS[:2], NINE_TO_FIVE),
        ),
        ({"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"}, {"su": "closed"}),
        (
            {"dayOfWeek": {"@id": "http://schema.org/Friday"}, "opens": "T09:00", "closes": "17:00"},
            {"fr": NINE_TO_FIVE},
        ),
        ({"dayOfWeek": "Monday", "opens": "09:00", "closes": "17:00", "validFrom": "2020-12-24"}, {}),
        ({"dayOfWeek": "PublicHolidays", "opens": "09:00", "closes": "17:00"}, {}),
        (None, {}),
        (7, {}),
    ],
)
def test_markup_is_read(value: object, expected: dict[str, object]) -> None:
    """Strings and specifications of schema.org give the same week; seasons and holidays are left out."""
    assert expected == hours.by_day(hours.from_schema(value))


def test_only_days_of_both_sources_conflict() -> None:
    """A day is a conflict when both speak of it and differ; midnight is midnight."""
    page = hours.from_osm("Mo-We 09:00-17:00; Fr 18:00-24:00; Sa off")
    markup = hours.from_osm("Mo 09:00-17:00; Tu 10:00-17:00; Fr 18:00-23:59; Sa 09:00-12:00; Su off")
    assert [("tu", NINE_TO_FIVE, (("10:00", "17:00"),)), ("sa", "closed", (("09:00", "12:00"),))] == hours.conflicts(
        page, markup
    )


@given(
    st.dictionaries(
        st.sampled_from(DAYS), st.tuples(st.integers(0, 700), st.integers(721, 1439)) | st.none(), min_size=1
    )
)
def test_prose_and_map_notation_agree(week: dict[str, tuple[int, int] | None]) -> None:
    """The same hours written for a map and for readers are read the same."""
    names = dict(zip(DAYS, ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], strict=True))
    spans = {
        day: f"{s[0] // 60:02d}:{s[0] % 60:02d}-{s[1] // 60:02d}:{s[1] % 60:02d}" if s else None
        for day, s in week.items()
    }
    osm = hours.from_osm("; ".join(f"{day.capitalize()} {span or 'off'}" for day, span in spans.items()))
    prose = hours.find("\n".join(f"{names[day]}: {spans[day] or 'closed'}" for day in DAYS if day in spans), "en")
    assert hours.by_day(osm) == hours.by_day(entry for found in prose for entry in found.week)


@given(st.text(alphabet="Mo-Fr Sat9187:.amp h\nbis,closed", max_size=60))
def test_offsets_of_hours_count_code_points(text: str) -> None:
    """Hours stand where they say."""
    assert all(text[found.start : found.end] == found.text for found in hours.find(text, "de"))


@pytest.mark.parametrize("unit", ["Mon ", "Mo-", "Mon\t9-5\t", "Mon 9-5 closed Sun ", "every day ", "Mon" + " " * 500])
def test_a_hostile_text_costs_no_more_than_a_page(unit: str) -> None:
    """In two million characters of nothing but days as few places are looked at as a large page has."""
    assert len(hours.find(unit * (2_000_000 // len(unit)), "en")) <= 1000


@pytest.mark.shared
def test_hours_people_labelled_are_found(labelled_pages: list[dict[str, Any]]) -> None:
    """At least 85 of 100 labelled hours of real pages are found."""
    hit = total = 0
    for row in labelled_pages:
        found = hours.find(row["text"], None)
        for span in (s for s in row["spans"] if s["type"] == "HOURS"):
            hit, total = hit + any(f.start < span["end"] and span["start"] < f.end for f in found), total + 1
    assert hit >= 0.85 * total


@pytest.mark.shared
def test_map_hours_of_real_shops_are_read(shared: Path) -> None:
    """At least 98 of 100 opening hours of a real city's map are understood."""
    with (shared / "data/osm_edinburgh_shops/public/shops.csv").open(encoding="utf-8") as lines:
        values = [row["opening_hours"] for row in csv.DictReader(lines) if row["opening_hours"]]
    assert sum(bool(hours.from_osm(value)) for value in values) >= 0.98 * len(values)
