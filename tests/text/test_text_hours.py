"""Opening hours in prose and markup."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import hours
from aboveboard.text.week import DAYS

NINE_TO_FIVE = (("09:00", "17:00"),)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mon - Fri 9am to 5pm", "en", dict.fromkeys(DAYS[:5], NINE_TO_FIVE)),
        ("9 to 5, Monday to Friday", "en", dict.fromkeys(DAYS[:5], NINE_TO_FIVE)),
        ("Call 555 (Mon-Fri, 9am-5pm)", None, dict.fromkeys(DAYS[:5], NINE_TO_FIVE)),
        ("Open daily 10am - midnight", "en", dict.fromkeys(DAYS, (("10:00", "00:00"),))),
        ("Open daily 9-5, closed Sundays", "en", {**dict.fromkeys(DAYS[:6], NINE_TO_FIVE), "su": "closed"}),
        ("noon - 3pm and 6-11pm Saturday", "en", {"sa": (("12:00", "15:00"), ("18:00", "23:00"))}),
        ("Fri 6pm-2am", "en", {"fr": (("18:00", "02:00"),)}),
        ("Open 24 hours a day, 7 days a week", "en", dict.fromkeys(DAYS, (("00:00", "23:59"),))),
        ("Monday | 9:00 - 6:00", "en", {"mo": (("09:00", "18:00"),)}),
        (
            "Montag bis Freitag 8-18 Uhr, Sa geschlossen",
            "de",
            {**dict.fromkeys(DAYS[:5], (("08:00", "18:00"),)), "sa": "closed"},
        ),
        (
            "Mo-Fr 8.00 - 12.30 Uhr und 14.00-18.00 Uhr",
            "de",
            dict.fromkeys(DAYS[:5], (("08:00", "12:30"), ("14:00", "18:00"))),
        ),
        ("Täglich von 10 bis 18 Uhr", "de", dict.fromkeys(DAYS, (("10:00", "18:00"),))),
        ("Montag Ruhetag", "de", {"mo": "closed"}),
        ("du lundi au vendredi de 9h à 18h", "fr", dict.fromkeys(DAYS[:5], (("09:00", "18:00"),))),
        (
            "Lundi: fermé\nMardi : 9h30-12h, 14h-19h",
            "fr",
            {"mo": "closed", "tu": (("09:30", "12:00"), ("14:00", "19:00"))},
        ),
        ("Ma-Di 9h-17h", "fr", dict.fromkeys(DAYS[1:], NINE_TO_FIVE)),
        ("ma t/m vr 9.00 - 17.00 uur, zo gesloten", "nl", {**dict.fromkeys(DAYS[:5], NINE_TO_FIVE), "su": "closed"}),
    ],
)
def test_hours_are_read_from_prose(text: str, language: str | None, expected: dict[str, object]) -> None:
    """Days and times are read in either order, in four languages, with 12 and 24 hours."""
    (found,) = hours.find(text, language)
    assert expected == hours.by_day(found.week)


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
        ("Mo-Fr 09:00-17:00", dict.fromkeys(DAYS[:5], NINE_TO_FIVE)),
        ("Mo-Su 09:00-17:00; Tu off; PH off", {**dict.fromkeys(DAYS, NINE_TO_FIVE), "tu": "closed"}),
        ("24/7", dict.fromkeys(DAYS, (("00:00", "23:59"),))),
        ("Mo,We 10:00-12:00,13:00-17:00", dict.fromkeys(("mo", "we"), (("10:00", "12:00"), ("13:00", "17:00")))),
        ("Mo-We 08:00-12:00, We 14:00-18:00", {
            **dict.fromkeys(("mo", "tu"), (("08:00", "12:00"),)), "we": (("08:00", "12:00"), ("14:00", "18:00")),
        }),
        ("Sa-Mo 18:00-02:00", dict.fromkeys(("mo", "sa", "su"), (("18:00", "02:00"),))),
        ("Apr-Oct 09:00-17:00", {}),
        ("by appointment", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_the_notation_of_maps_is_read_whole_or_not_at_all(value: str, expected: dict[str, object]) -> None:
    """Later rules replace earlier ones for their days; a rule that is not understood leaves nothing."""
    assert expected == hours.by_day(hours.from_osm(value))


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
    """At least 97 of 100 opening hours of a real city's map are understood."""
    with (shared / "data/osm_edinburgh_shops/public/shops.csv").open(encoding="utf-8") as lines:
        values = [row["opening_hours"] for row in csv.DictReader(lines) if row["opening_hours"]]
    assert sum(bool(hours.from_osm(value)) for value in values) >= 0.97 * len(values)
