"""Rows on which a person decides: listed with their question, decided by name, heeded by the next run."""

from collections.abc import Callable
from pathlib import Path

import pytest

Say = Callable[..., tuple[int, str, str]]
HEAD = "id,name,country,legal_form,website,email,street,locality,postcode\n"
ROW = (
    "{id},Wheatear & Rye,MX,corporate,https://wheatearandrye.example,orders@wheatearandrye.example,4 High Street,X,1\n"
)


@pytest.fixture
def waiting(say: Say, campaign: Path) -> Path:
    """A campaign whose two businesses are in a country for which no pack speaks, run once."""
    folder = campaign.parent
    (folder / "register.csv").write_text(HEAD + ROW.format(id="mx-1") + ROW.format(id="mx-2"), "utf-8")
    text = campaign.read_text("utf-8")
    for name in ("bases", "suppressions", "preferences", "groups"):
        text = text.replace(f'{name} = "{name}.csv"\n', "")
    campaign.write_text(text.replace("hold_out_percent = 5", "hold_out_percent = 1"), "utf-8")
    status, out, err = say("run", campaign)
    assert 0 == status, err
    assert "2 wait for a person to decide" in out
    return campaign


def test_a_row_without_a_country_of_the_packs_waits(say: Say, waiting: Path) -> None:
    """The list names each row, the rule that asks, and the very text."""
    status, out, _ = say("review", "list", waiting)
    assert 0 == status
    for row in ("high-street:mx-1:1", "high-street:mx-2:1"):
        assert row in out
    assert "Hello Wheatear & Rye" in out
    assert "[" in out


def test_a_decision_is_kept_and_heeded(say: Say, waiting: Path) -> None:
    """An approved text is queued by the next run, a refused one is withheld; neither waits any more."""
    assert 0 == say("review", "decide", waiting, "high-street:mx-1:1", "--by", "owner", "--approve")[0]
    assert 0 == say("review", "decide", waiting, "high-street:mx-2:1", "--by", "owner", "--refuse")[0]
    status, _, err = say("run", waiting, "--send")
    assert 0 == status, err
    assert say("why", "mx-1", "--campaign", waiting)[1].startswith("high-street:mx-1:1: queued")
    assert say("why", "mx-2", "--campaign", waiting)[1].startswith("high-street:mx-2:1: withheld")
    assert "no row waits for a person" in say("review", "list", waiting)[1]
    assert 1 == len(list((waiting.parent / ".aboveboard" / "outbox" / "sent").iterdir()))


def test_a_row_that_does_not_wait_is_refused(say: Say, waiting: Path) -> None:
    """A misspelt row, and one without a name for who decides, are one line each."""
    status, out, err = say("review", "decide", waiting, "high-street:mx-9:1", "--by", "owner", "--approve")
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert "does not wait for a person" in err
    status, out, err = say("review", "decide", waiting, "high-street:mx-1:1", "--approve")
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert "--by" in err
