"""`aboveboard consent`: what is on record, on any day; a card entered; confirmations due, and what is refused."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Say = Callable[..., tuple[int, str, str]]
CARD = ("--via", "card", "--yes", "--by", "the owner", "--evidence", "card 0042", "--notice", "notice.txt")
NOTICE = "You may write to me by e-mail."
TODAY = datetime.now(UTC).date()


@pytest.fixture
def ran(say: Say, campaign: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example's campaign, run once, in whose folder we are."""
    monkeypatch.chdir(campaign.parent)
    Path("notice.txt").write_text(NOTICE + "\n", "utf-8")
    assert 0 == say("run", campaign.name)[0]
    return Path(campaign.name)


def shown(say: Say, campaign: Path, business: str, *options: str) -> dict[str, Any]:
    """What is on record of a business."""
    status, out, err = say("consent", "show", campaign, business, *options)
    assert (0, "") == (status, err)
    return json.loads(out)


def test_a_day_in_the_past_gives_what_held_then(say: Say, ran: Path) -> None:
    """A consent holds from its day on, until it is withdrawn; the record itself keeps both."""
    told = {
        day: shown(say, ran, "hs-025", "--on", day) for day in ("2026-01-19", "2026-01-20", "2026-04-01", "2026-04-02")
    }

    assert [0, 1, 1, 0] == [len(found["in_force"]) for found in told.values()]
    assert [0, 1, 1, 2] == [len(found["events"]) for found in told.values()]
    (held,) = told["2026-01-20"]["in_force"]
    assert ("consent", "marketing", "email") == (held["kind"], held["purpose"], held["channel"])
    assert held["notice"].startswith("notice-2026-01")
    assert 64 == len(held["notice_sha256"])
    yesterday = str(TODAY - timedelta(days=1))
    assert [] == shown(say, ran, "hs-025", "--known", yesterday)["events"]


def test_a_card_is_entered_and_its_confirmation_put_out(say: Say, ran: Path) -> None:
    """Nothing is agreed by entering it; the mail lies in the outbox once, and no command line had the address."""
    status, out, _ = say("consent", "record", ran, "hs-001", *CARD, given=b"New.Owner@shop.example\n")
    assert (0, "due") == (status, json.loads(out)["state"])
    assert [] == shown(say, ran, "hs-001")["in_force"]
    (due,) = [json.loads(line) for line in say("consent", "due", ran)[1].splitlines()]
    assert ("hs-001", "email", "card") == (due["business"], due["question"], due["via"])
    assert "owner@" not in json.dumps(due).lower()

    assert 1 == len(say("consent", "due", ran, "--put-out")[1].splitlines())
    assert "" == say("consent", "due", ran, "--put-out")[1]
    (mail,) = Path(".aboveboard/outbox/sent").glob("*.confirm-*.eml")
    assert "new.owner@shop.example" in mail.read_text("utf-8")
    assert NOTICE in mail.read_text("utf-8")
    assert "sent" == shown(say, ran, "hs-001")["questions"]["email"]


def test_a_refusal_takes_the_mail_back(say: Say, ran: Path) -> None:
    """What lies in the outbox for a business that refuses now is withdrawn, the confirmation too."""
    say("consent", "record", ran, "hs-001", *CARD, given=b"new.owner@shop.example\n")
    say("consent", "due", ran, "--put-out")
    Path("no.csv").write_text(f"scope,value,reason,on\nperson,hs-001,objected,{TODAY}\n", "utf-8")
    assert '"withdrawn":1' in say("import", "suppressions", ran, "no.csv")[1]
    assert [] == list(Path(".aboveboard/outbox/sent").glob("*.confirm-*"))


@pytest.mark.parametrize("later", ["no", "another address"])
def test_what_is_said_later_takes_the_mail_back(say: Say, ran: Path, later: str) -> None:
    """After a no, or a yes for another address, no mail lies ready that asks to confirm the first."""
    say("consent", "record", ran, "hs-001", *CARD, given=b"new.owner@shop.example\n")
    say("consent", "due", ran, "--put-out")
    if later == "no":
        say("consent", "record", ran, "hs-001", "--via", "call", "--no", "--by", "the owner", "--evidence", "note 8")
    else:
        say("consent", "record", ran, "hs-001", *CARD, given=b"the.owner@shop.example\n")
    assert [] == list(Path(".aboveboard/outbox/sent").glob("*.confirm-*"))


def test_a_no_is_entered_without_an_address(say: Say, ran: Path) -> None:
    """It is on record with its evidence and needs no notice; of who had agreed, the yes is taken back."""
    options = ("--via", "call", "--no", "--by", "the owner", "--evidence", "call note 7")
    status, out, _ = say("consent", "record", ran, "hs-001", *options)
    assert (0, "declined", None) == (status, json.loads(out)["state"], json.loads(out)["confirm_by"])
    assert ["offered", "declined"] == [event["act"] for event in shown(say, ran, "hs-001")["agreements"]]

    assert 1 == len(shown(say, ran, "hs-004")["in_force"])
    say("consent", "record", ran, "hs-004", *options)
    assert [] == shown(say, ran, "hs-004")["in_force"]
    assert ["given", "withdrawn"] == [event["act"] for event in shown(say, ran, "hs-004")["events"]]


@pytest.mark.parametrize(
    ("business", "options", "address", "problem"),
    [
        ("hs-999", CARD, "a@shop.example", "no such business is kept"),
        ("hs-001", CARD, "no address", "refuses, or it is no address"),
        ("hs-001", CARD, "", "refuses, or it is no address"),
        ("hs-001", CARD[:-2], "a@shop.example", "no notice is on record"),
        ("hs-001", (*CARD, "--on", "2026-01-01"), "a@shop.example", "cannot be confirmed"),
        ("hs-001", (*CARD, "--on", "2026-02-30"), "a@shop.example", "does not match the format"),
        ("hs-001", (*CARD, "--question", "all"), "a@shop.example", "'all' is not one of"),
        ("hs-001", CARD[2:], "a@shop.example", "Missing option '--via'"),
    ],
)
def test_what_cannot_be_entered_is_refused(
    say: Say, ran: Path, business: str, options: tuple[str, ...], address: str, problem: str
) -> None:
    """One plain line, status 2, nothing kept, and the address in neither."""
    status, out, err = say("consent", "record", ran, business, *options, given=f"{address}\n".encode())
    assert (2, "") == (status, out)
    assert problem in err
    assert 1 == len(err.splitlines())
    assert "shop.example" not in err
    assert "" == say("consent", "due", ran)[1]


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("source", "a friend", "source 'a friend' is not known"),
        ("notice_sha256", "00", "the notice has another hash"),
        ("purpose", "personalization", "did you mean 'personalisation'?"),
    ],
)
def test_a_wrong_line_of_bases_is_refused(say: Say, ran: Path, column: str, value: str, problem: str) -> None:
    """The new columns are checked like the others; the file is kept whole or not at all."""
    with Path("bases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:1]
    rows[0] |= {"on": "2026-08-01", column: value}
    with Path("new.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    status, _, err = say("import", "bases", ran, "new.csv")
    assert 2 == status
    assert "new.csv:2" in err
    assert problem in err
