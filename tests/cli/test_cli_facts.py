"""`aboveboard facts show`: what is known of a business, from whom, and who says otherwise."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from aboveboard.campaign.home import Home
from aboveboard.campaign.knowledge import known_of
from aboveboard.campaign.run import open_store
from aboveboard.cli import facts as door

TODAY = datetime.now(UTC).date()
Say = Callable[..., tuple[int, str, str]]
Copy = Callable[[Path, Path], Path]
Record = dict[str, Any]


@pytest.fixture(scope="module")
def ran(say: Say, example: Path, copy_of: Copy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign that was run once."""
    campaign = copy_of(example, tmp_path_factory.mktemp("facts") / "campaign")
    status, _, err = say("run", campaign)
    assert 0 == status, err
    return campaign


def shown(say: Say, *arguments: object) -> list[Record]:
    """The records of a show that ended well."""
    status, out, err = say("facts", "show", *arguments)
    assert (0, "") == (status, err)
    return [json.loads(line) for line in out.splitlines()]


def by_attribute(records: list[Record]) -> dict[str, Record]:
    """The records by attribute and day."""
    return {f"{record['attribute']} {record['day']}".strip(): record for record in records}


def test_what_agrees_and_what_disagrees_is_shown(say: Say, ran: Path) -> None:
    """A name of two sources, and a Tuesday on which page and markup differ: neither wins, both are shown."""
    found = by_attribute(shown(say, "hs-002", "--campaign", ran))
    name, tuesday = found["business.name"], found["business.opening_hours tu"]
    assert "The Proving Drawer" == name["value"]
    assert ["list:Directory of High Street Businesses", "markup"] == name["sources"]
    assert (True, []) == (name["in_copy"], name["disagrees"])
    assert (None, 0, False) == (tuesday["value"], tuesday["confidence"], tuesday["in_copy"])
    assert {("page", "08:00-15:00"), ("markup", "08:00-16:00")} == {
        (one["source"], one["value"]) for one in tuesday["disagrees"]
    }
    conflict = found["seen.hours_conflict"]
    assert "customer" == conflict["noticed_by"]
    assert all(one["url"].startswith("https://provingdrawer.example/") for one in conflict["evidence"])


def test_a_business_is_found_by_id_pseudonym_and_name(say: Say, ran: Path) -> None:
    """Each leads to the same facts; letters' case does not matter in a name."""
    home = ran.parent / ".aboveboard"
    by_id = shown(say, "hs-002", "--campaign", ran)
    assert by_id == shown(say, "the proving DRAWER", "--home", home)
    with open_store(Home(home), existing=True) as store:
        rows = store.rows("", 1, on=TODAY)
    subject = rows.filter(rows["business"] == "hs-002")["subject"].item()
    assert by_id == shown(say, subject, "--home", home)


def test_a_sealed_subject_is_opened_with_the_keys_alone(say: Say, ran: Path, tmp_path: Path) -> None:
    """A sole trader's facts are shown to who holds the keys; without them nothing is opened, and nothing is told."""
    records = shown(say, "Snipperie", "--campaign", ran)
    assert {"hs-020"} == {record["business"] for record in records}
    home = tmp_path / "home"
    home.mkdir()
    (home / "store.sqlite").write_bytes((ran.parent / ".aboveboard" / "store.sqlite").read_bytes())
    status, out, err = say("facts", "show", "hs-020", "--home", home)
    assert (2, "") == (status, out)
    assert "snipperie" not in err.lower()


def test_old_facts_are_shown_with_no_confidence(say: Say, ran: Path) -> None:
    """Asked about a day on which they have expired, facts have 0 and may not be said."""
    records = shown(say, "hs-002", "--campaign", ran, "--as-of", "2030-01-01")
    assert records
    assert {(0, False)} == {(record["confidence"], record["in_copy"]) for record in records}


@pytest.mark.parametrize("name", ["nobody", "", "hs-999", "%"])
def test_an_unknown_business_is_an_error(say: Say, ran: Path, name: str) -> None:
    """One plain line with a remedy, status 2, and the name that was asked for is not repeated."""
    status, out, err = say("facts", "show", name, "--campaign", ran)
    assert (2, "") == (status, out)
    assert err.startswith("aboveboard: no such business is kept (")
    assert not name or name not in err.partition("(")[0]


def test_before_any_run_there_is_nothing_to_show(say: Say, campaign: Path) -> None:
    """Without a store the error names the remedy, and nothing is made."""
    status, out, err = say("facts", "show", "hs-002", "--campaign", campaign)
    assert (2, "") == (status, out)
    assert "aboveboard run" in err
    assert not (campaign.parent / ".aboveboard").exists()


def test_a_terminal_gets_a_table(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows for people: the attribute, its value, who says so, and who says otherwise."""
    monkeypatch.setenv("COLUMNS", "160")
    known = known_of("hs-002", ran, None, TODAY)
    with CliRunner().isolation() as streams:
        door.print_table(known)
        out = streams[0].getvalue().decode()
    assert "page: 08:00-15:00" in out
    assert "neither" in out
    assert "{" not in out


def test_a_page_cannot_steer_the_terminal(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape sequences, line breaks and our own markup in a value are printed as text, or not at all."""
    monkeypatch.setenv("COLUMNS", "160")
    (first, *_) = known_of("hs-002", ran, None, TODAY)
    hostile = msgspec.structs.replace(first, value="\x1b]0;t\x07[red]a\nb\u202e", sources=("page\x1b[2J",))
    with CliRunner().isolation() as streams:
        door.print_table([hostile])
        out = streams[0].getvalue().decode()
    assert "[red]a b" in out
    assert [] == [mark for mark in ("\x1b]", "\x07", "\x1b[2J", "\u202e") if mark in out]
