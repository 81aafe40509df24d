"""`aboveboard windows`: when a campaign's businesses may next be written to, and why not before."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Say = Callable[..., tuple[int, str, str]]


def test_each_place_has_a_line_the_soonest_first(say: Say, campaign: Path) -> None:
    """With the next window in UTC and by the clock of the place, and each closed day before it with its reason."""
    status, out, err = say("windows", campaign, "--on", "2026-11-26")
    assert (0, "") == (status, err)
    lines = [json.loads(line) for line in out.splitlines()]

    assert 62 == sum(line["businesses"] for line in lines)
    assert sorted(line["opens"] for line in lines) == [line["opens"] for line in lines]
    maine = next(line for line in lines if line["region"] == "US-ME")
    assert [["2026-11-26", "public holiday: Thanksgiving Day"]] == maine["closed"]
    assert "Friday, 27 November 2026, 9 am to 5 pm (America/New_York)" == maine["local"]
    assert not (campaign.parent / ".aboveboard").exists()


def test_a_place_that_never_opens_comes_last_and_says_why(say: Say, campaign: Path) -> None:
    """A week of reasons; the campaign's own days are among them."""
    register = campaign.parent / "register.csv"
    head = register.read_text("utf-8").splitlines()[:2]
    row = head[1].replace("GB-BKM,GB", ",RU").replace("hs-001", "ru-1")
    register.write_text("\n".join([head[0], row, head[1]]) + "\n", "utf-8")
    text = campaign.read_text("utf-8")
    for name in ("bases", "suppressions", "preferences", "groups"):
        text = text.replace(f'{name} = "{name}.csv"\n', "")
    campaign.write_text(text + '\n[window]\ndays = ["mo", "tu"]\n', "utf-8")
    status, out, err = say("windows", campaign, "--on", "2026-11-18")
    assert (0, "") == (status, err)
    first, last = [json.loads(line) for line in out.splitlines()]

    assert ["GB", "2026-11-23T09:00:00+00:00", None] == [first["country"], first["opens"], last["opens"]]
    assert "not a day on which the campaign writes" == first["closed"][0][1]
    reasons = dict(last["closed"])
    assert 7 == len(reasons)
    assert "no hour is within these hours in all time zones of the place" == reasons["2026-11-23"]


def test_on_a_terminal_it_is_text(say: Say, campaign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a place, and the closed days below it."""
    monkeypatch.setattr("aboveboard.cli.windows.is_terminal", lambda: True)
    status, out, _ = say("windows", campaign, "--on", "2026-11-26")

    assert 0 == status
    shown = "US-NY (2 businesses): Friday, 27 November 2026, 9 am to 5 pm (America/New_York)\n"
    assert shown + "  2026-11-26: public holiday: Thanksgiving Day\n" in out


def test_a_register_in_the_store_needs_a_store(say: Say, campaign: Path) -> None:
    """Where nothing was imported yet, nothing is made."""
    text = campaign.read_text("utf-8").replace('register = "register.csv"', 'register = "store:town"')
    kept = [line for line in text.splitlines() if not line.startswith(("register_", "acquisition"))]
    campaign.write_text("\n".join(kept) + "\n", "utf-8")
    status, out, err = say("windows", campaign)

    assert (2, "") == (status, out)
    assert "nothing is kept here yet" in err
    assert not (campaign.parent / ".aboveboard").exists()
