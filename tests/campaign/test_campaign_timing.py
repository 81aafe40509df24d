"""Timing in a campaign: limits that only tighten, hours for the rules, rows that wait, and hours on call sheets."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import Pipeline, RunResult, open_store, run_campaign
from aboveboard.campaign.settings import Settings, load_settings
from aboveboard.campaign.settle import Settle
from aboveboard.campaign.timing import (
    caps_of,
    hours_of,
    hours_survey,
    hours_to_call,
    limits_of,
    volume_survey,
    without_closed,
)
from aboveboard.domain.columns import ROWS
from aboveboard.domain.errors import InputError
from aboveboard.domain.limits import HOUSE, Caps, Hours, Limits, decode_limits
from aboveboard.domain.verdict import decode_cells
from aboveboard.domain.volume import Volume
from aboveboard.guard.packs import load_packs
from aboveboard.observe.sources import SavedPages

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday
QUIET = {"us-quiet-hours", "house-quiet-hours", "kr-network-50-3-night"}


def written(example: Path, folder: Path, **tables: str) -> Path:
    """A copy of the example's campaign with these lines in its tables; it reads the example's files."""
    text = example.read_text("utf-8").replace(
        "neighbours = false }", f"neighbours = false{tables.get('limits', '')} }}"
    )
    for name in ("register", "bases", "suppressions", "preferences", "groups", "offers"):
        text = re.sub(rf'(?m)^{name} = "(.+)"', lambda m: f'{m[0].split(" = ")[0]} = "{example.parent / m[1]}"', text)
    text = text.replace('pages = "pages"', f'pages = "{(example.parent / "pages").as_posix()}"')
    if "name" in tables:
        text = text.replace('name = "high-street"', f'name = "{tables["name"]}"')
    path = folder / f"{tables.get('name', 'campaign')}.toml"
    path.write_text(text + (f"\n[window]\n{tables['window']}\n" if "window" in tables else ""), "utf-8")
    return path


@pytest.fixture
def settings(example: Path) -> Settings:
    """Those of the example."""
    return load_settings(example)


def test_without_settings_the_house_decides(settings: Settings) -> None:
    """The caps and hours of a campaign that says nothing are the house's."""
    assert HOUSE == caps_of(settings)
    assert Hours() == hours_of(settings)


def test_settings_tighten(example: Path, tmp_path: Path) -> None:
    """Each limit and the window as the file states them."""
    limits = ", messages_per_recipient = 2, messages_per_company = 2, emails = 1, letters = 1, calls = 1"
    path = written(
        example,
        tmp_path,
        limits=limits + ", days_between = 7, rest_days = 365",
        window='days = ["tu", "th"]\nfrom = 10\nuntil = 12',
    )
    settings = load_settings(path)

    expected = Caps(recipient=2, company=2, email=1, post=1, voice_live=1, between=7, rest=365)
    assert expected == caps_of(settings)
    assert Hours(days=(1, 3), opens=10, closes=12) == hours_of(settings)


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({"limits": ", messages_per_recipient = 4"}, r"messages_per_recipient is out of range: 4 \(3 is the limit\)"),
        ({"limits": ", messages_per_company = 5"}, r"messages_per_company is out of range: 5 \(4 is the limit\)"),
        ({"limits": ", calls = 2"}, r"calls is out of range: 2 \(1 is the limit\)"),
        ({"limits": ", days_between = 2"}, r"days_between is out of range: 2 \(3 is the limit\)"),
        ({"limits": ", rest_days = 30"}, r"rest_days is out of range: 30 \(90 is the limit\)"),
        ({"window": "from = 8"}, r"window.from is out of range: 8 \(9 is the limit\)"),
        ({"window": "until = 18"}, r"window.until is out of range: 18 \(17 is the limit\)"),
        ({"window": "from = 17"}, r"window.from is out of range: 17 \(17 is beyond it\)"),
        ({"window": "from = 12\nuntil = 12"}, "from is not before until"),
        ({"window": "days = []"}, "window.days is empty"),
        ({"window": 'days = ["monday"]'}, "'monday' is not known"),
        ({"window": "opens = 10"}, "unknown key 'window.opens'"),
    ],
)
def test_no_setting_loosens(example: Path, tmp_path: Path, tables: dict[str, str], problem: str) -> None:
    """A looser number, a wider window or a misspelt word is refused with its file and line."""
    path = written(example, tmp_path, **tables)
    with pytest.raises(InputError, match=problem) as caught:
        load_settings(path)
    assert str(caught.value).startswith(f"{path}:")


def rules_of_calls(frame: pl.DataFrame) -> dict[str, set[str]]:
    """For each business the rules that stand against a call."""
    return {
        business: {rule for cell in decode_cells(cells) if cell.channel == "voice_live" for rule in cell.verdict.rules}
        for business, cells in frame.select("business", "cells").iter_rows()
    }


def test_a_call_is_asked_for_at_the_hour_at_which_it_will_be_made(example: Path, example_run: RunResult) -> None:
    """Within nine to five where a place is known, so no quiet hour speaks against it; with no hour known, each does."""
    hours = example_run.frame["ctx.recipient_local_hour.voice_live"].to_list()
    assert {hour for hour in hours if hour is None or not 9 <= hour < 17} == set()
    found = rules_of_calls(example_run.frame)
    assert all(not QUIET & rules for rules in found.values())

    material = read_material(example)
    pipeline = Pipeline.of(material, load_packs(), SavedPages(material.pages))
    unknown = replace(example_run.moment, surveys=MappingProxyType({"reviews": example_run.moment.surveys["reviews"]}))
    frame = pipeline(example_run.frame.select(list(ROWS)), unknown, tell=lambda *_: None)
    called = {business for business, rules in found.items() if rules}
    assert called
    assert {business for business, rules in rules_of_calls(frame).items() if QUIET & rules} == called
    assert {"post"} >= set(frame.filter(pl.col("state") == "queued")["channel"])


def test_a_second_campaign_leaves_those_alone_who_were_just_written_to(
    example: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """Before anything is composed, with the reason; three days later they are written to, and what waits has limits."""
    home = signed(Home(tmp_path / "home"))
    first = run_campaign(read_material(example), home, now=NOW, send=True)
    reached = set(first.frame.filter(pl.col("state") == "queued")["business"])
    other = written(example, tmp_path, name="winter", window="from = 10\nuntil = 12")
    second = run_campaign(read_material(other), home, now=NOW + timedelta(hours=1), send=True)
    paused = second.frame.filter(pl.col("pause") != "none")

    assert reached == set(paused["business"])
    assert {("withheld", "cooling_off", None)} == set(paused.select("state", "state_reason", "draft").rows())
    third = run_campaign(read_material(other), home, now=NOW + timedelta(days=3), send=True)
    again = third.frame.filter(pl.col("business").is_in(list(reached)) & (pl.col("state") == "queued"))
    assert again.height > len(reached) / 2
    with open_store(home) as store:
        for business, channel in again.select("business", "channel").iter_rows():
            entry = next(e for e in store.holdings(business)["outbox"] if e["campaign"] == "winter")
            hours = decode_limits(str(entry["limits"])).hours
            assert (None if channel == "post" else Hours(opens=10, closes=12)) == hours


def rows(*places: tuple[str, str | None, list[str]]) -> pl.DataFrame:
    """The columns of rows that timing reads."""
    return pl.DataFrame(
        {
            "country": [country for country, _, _ in places],
            "region": [region for _, region, _ in places],
            "reachable": [channels for _, _, channels in places],
            "pause": ["none"] * len(places),
            "mailbox_provider": ["gmail", None, "gmail", "yahoo"][: len(places)],
        },
        {name: ROWS[name] for name in ("country", "region", "reachable", "pause", "mailbox_provider")},
    )


def test_a_channel_without_a_window_is_left_out(example: Path, tmp_path: Path, settings: Settings) -> None:
    """Russia without a region has no hour for all; narrow hours close the United States; unknown places stay."""
    given = rows(
        ("RU", None, ["email", "post"]), ("RU", None, ["email"]), ("US", None, ["email"]), ("ZZ", None, ["email"])
    )
    found = without_closed(given, settings, date(2026, 11, 23)).select("reachable", "pause").rows()
    assert [(["post"], "none"), ([], "no_window"), (["email"], "none"), (["email"], "none")] == found
    narrow = load_settings(written(example, tmp_path, window="from = 9\nuntil = 11"))
    found = without_closed(given, narrow, date(2026, 11, 23)).select("reachable", "pause").rows()
    assert ([], "no_window") == found[2]


def test_hours_are_surveyed_once_a_place(settings: Settings) -> None:
    """One line for each place and channel; none where no window opens, and a letter goes out now."""
    given = rows(("US", "US-CA", []), ("US", "US-CA", []), ("ZZ", None, []))
    found = hours_survey(given, settings, NOW).rows()

    assert [
        ("US|US-CA", "email", 9),
        ("US|US-CA", "post", 1),
        ("US|US-CA", "voice_live", 9),
        ("ZZ|", "email", None),
        ("ZZ|", "post", None),
        ("ZZ|", "voice_live", None),
    ] == found


def test_volumes_are_those_of_the_day_with_the_run_itself() -> None:
    """Who was over the line once stays over it; below a thousand messages the rate is that over all providers."""
    given = rows(("GB", None, ["email"]), ("GB", None, ["email"]), ("GB", None, ["post"]), ("GB", None, ["email"]))
    volumes = {
        "gmail": Volume(today=5, fullest=3, sent=2_000, complaints=4),
        "outlook_consumer": Volume(fullest=6_000, sent=10, complaints=1),
    }
    everywhere = 5 / 2_010

    assert [
        ("", 1, everywhere),
        ("gmail", 6, 0.002),
        ("outlook_consumer", 6_000, everywhere),
        ("yahoo", 1, everywhere),
    ] == volume_survey(given, volumes).rows()


@pytest.mark.parametrize(
    ("provider", "told", "channel", "limits"),
    [
        ("gmail", 4_999, "email", Limits(hours=Hours())),
        ("gmail", 5_000, "email", Limits(hours=Hours(), bulk=True)),
        ("gmail", None, "email", Limits(hours=Hours(), bulk=True)),
        ("yahoo", 1, "email", Limits(hours=Hours(), bulk=True)),
        (None, None, "post", Limits(bulk=True)),
    ],
)
def test_a_message_waits_with_what_its_verdict_heeded(
    settings: Settings, provider: str | None, told: int | None, channel: str, limits: Limits
) -> None:
    """Below its provider's line it counts among the ordinary ones; the rules took an unknown volume as a million."""
    row = {"channel": channel, "mailbox_provider": provider, "ctx.daily_volume_to_provider": told}
    assert limits == limits_of(settings, row)


def test_what_can_never_go_out_is_not_queued(example_run: RunResult) -> None:
    """With no hour for its channel a row that was queued is withheld; a letter is not."""
    queued = example_run.frame.filter(pl.col("state") == "queued")
    channels = example_run.settings.channels
    never = queued.drop("state", "state_reason").with_columns(
        pl.lit(None, pl.Int64).alias(f"ctx.recipient_local_hour.{channel}") for channel in channels
    )
    found = Settle(channels)(never, example_run.moment).with_columns(queued["channel"])

    assert {("withheld", "no_window", "email"), ("queued", None, "post")} == set(found.rows())


def test_a_caller_is_told_the_hours_by_the_clock_of_who_is_called(settings: Settings) -> None:
    """Without Thanksgiving and, in Washington, the Friday after it; in UTC where a state has two clocks."""
    eve = datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert [
        "Monday, 30 November 2026, 9 am to 5 pm (America/Los_Angeles)",
        "Tuesday, 1 December 2026, 9 am to 5 pm (America/Los_Angeles)",
    ] == hours_to_call("US", "US-WA", settings, eve + timedelta(hours=3), language="en")[:2]
    assert "Monday, 30 November 2026, 3 pm to 10 pm (UTC)" in hours_to_call("US", "US-TN", settings, eve, language="en")
    assert [] == hours_to_call("ZZ", None, settings, eve, language="en")


@pytest.mark.parametrize(
    ("language", "hours"),
    [
        ("de", "Dienstag, 1. Dezember 2026, 9 bis 17 Uhr (Europe/London)"),
        ("fr", "mardi 1er décembre 2026, de 9 h à 17 h (Europe/London)"),
        ("es", "martes, 1 de diciembre de 2026, de 9:00 a 17:00 (Europe/London)"),
        ("nl", "dinsdag 1 december 2026, 9 tot 17 uur (Europe/London)"),
    ],
)
def test_a_caller_is_told_the_hours_in_the_language_of_the_call(settings: Settings, language: str, hours: str) -> None:
    """Weekday, month and clock are those of the message, whatever the campaign's own language."""
    told = hours_to_call("GB", "GB-ENG", settings, datetime(2026, 12, 1, 8, tzinfo=UTC), language=language)
    assert hours == told[0].replace("\u00a0", " ")


def test_a_run_without_mailboxes_of_providers_tells_no_volume(example_run: RunResult) -> None:
    """Own domains tell nobody who hosts them: provider and volume stay unknown, and the strictest is assumed."""
    found = example_run.frame.select("ctx.mailbox_provider", "ctx.daily_volume_to_provider", "ctx.spam_rate")

    assert {(None, None, 0.0)} == set(found.rows())
    assert [""] == example_run.moment.surveys["volume"]["provider"].to_list()
