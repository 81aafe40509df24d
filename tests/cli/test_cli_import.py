"""Imports through the command line: a register to write to, its undoing, and what a person got wrong."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Say = Callable[..., tuple[int, str, str]]
LIST = (
    "Firm,Street,PLZ,Town,Land,Site,Mail\n"
    "Copper Lane Bakery Ltd,4 Copper Lane,HP39 1AB,Wickthorne,United Kingdom,copperlanebakery.example,\n"
    "Slowbarnacle Ltd,9 Kiln Road,HP39 1AX,Wickthorne,GB,,hello@slowbarnacle.example\n"
    "=1+1,9 Kiln Road,HP39 1AX,Wickthorne,GB,,\n"
)
MAP = """
name = "Firm"
street = "Street"
postcode = "PLZ"
locality = "Town"
country = "Land"
website = "Site"
email = "Mail"
"""
ORIGIN = ("--register", "Trade fair", "--as-of", "2026-11-01", "--act", "met_in_person")


@pytest.fixture
def fair(campaign: Path) -> Path:
    """The campaign's folder with a list and its map."""
    (campaign.parent / "list.csv").write_text(LIST, "utf-8")
    (campaign.parent / "map.toml").write_text(MAP, "utf-8")
    return campaign.parent


def bring(say: Say, fair: Path, *more: str) -> tuple[int, dict[str, Any], str]:
    """Imports the list; status, the counts, and what was said."""
    status, out, err = say(
        "import", "register", fair / "campaign.toml", fair / "list.csv", "--map", fair / "map.toml", *ORIGIN, *more
    )
    return status, json.loads(out) if out else {}, err


def test_a_register_is_imported_run_and_undone(say: Say, fair: Path) -> None:
    """Refused lines end with 1; a campaign writes to what was kept; what a run used stays, and is named."""
    status, done, _ = bring(say, fair)
    assert (1, 3, 2, 1, False) == (status, done["read"], done["new"], done["refused"], done["dry_run"])
    assert ["line,column,code,remedy", "4,Firm,formula"] == [
        line.rpartition(",take")[0] or line for line in Path(done["errors"]).read_text("utf-8").splitlines()
    ]

    text = (fair / "campaign.toml").read_text("utf-8")
    text = re.sub(r"(?m)^register = .*$", 'register = "store:Trade fair"', text)
    text = re.sub(r"(?m)^(register_name|register_as_of|acquisition|bases|preferences|groups) .*\n", "", text)
    (fair / "fair.toml").write_text(text, "utf-8")
    status, out, err = say("run", fair / "fair.toml")
    assert (0, True) == (status, out.startswith("2 businesses: ")), err
    status, out, _ = say("import", "register", fair / "campaign.toml", "--undo", done["import"])
    undone = json.loads(out)
    assert (0, 0, 2) == (status, undone["removed"], len(undone["used"]))
    status, _, err = say("run", fair / "fair.toml")
    assert (2, True) == (status, "nothing is kept of a register 'Trade fair'" in err)


def test_an_import_that_nobody_used_is_undone_whole(say: Say, fair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the campaign's own folder its file need not be named; a list may be named by its kind as well."""
    monkeypatch.chdir(fair)
    status, out, _ = say("import", "register", "list.csv", "--map", "map.toml", *ORIGIN)
    done = json.loads(out)
    assert (1, 2) == (status, done["new"])
    assert 2 == json.loads(say("import", "register", "--undo", done["import"])[1])["removed"]
    assert 2 == json.loads(say("import", "register", "list", "list.csv", "--map", "map.toml", *ORIGIN)[1])["new"]


def test_a_dry_run_is_said_and_leaves_nothing(say: Say, fair: Path) -> None:
    """The error file is written all the same, as it is what a dry run is for."""
    status, done, _ = bring(say, fair, "--dry-run", "--errors", str(fair / "wrong.csv"))

    assert (1, None, 2, True) == (status, done["import"], done["new"], done["dry_run"])
    assert 2 == len((fair / "wrong.csv").read_text("utf-8").splitlines())
    assert not (fair / ".aboveboard").exists()


def test_without_a_map_the_guess_is_shown_and_not_used(say: Say, fair: Path) -> None:
    """Nobody is there to look at it, so nothing is imported."""
    status, out, err = say("import", "register", fair / "campaign.toml", fair / "list.csv", *ORIGIN)

    assert (2, "") == (status, out)
    assert 'name = "Firm"\nstreet = "Street"\n' in err
    assert "a guessed map is used only when a person has looked at it" in err
    assert not (fair / ".aboveboard").exists()


WRONG = [
    (ORIGIN[2:], "--register is missing: a list is kept with where it came from, when, and how"),
    (ORIGIN[:2] + ORIGIN[4:], "--as-of is missing"),
    (ORIGIN[:4], "--act is missing"),
    ((*ORIGIN[:3], "01.11.2026", *ORIGIN[4:]), "Invalid value for '--as-of'"),
    ((*ORIGIN[:3], "2999-01-01", *ORIGIN[4:]), "--as-of: 2999-01-01 has not come yet"),
    ((*ORIGIN[:5], "bought"), "Invalid value for '--act'"),
    ((*ORIGIN, "--country", "UK"), "--country: country 'UK' is no ISO 3166-1 code (did you mean 'GB'?)"),
    ((*ORIGIN, "--encoding", "morse"), "Invalid value for '--encoding'"),
]


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_where_a_list_came_from_is_not_left_open(say: Say, fair: Path, given: tuple[str, ...], message: str) -> None:
    """Source, day and act are stated in words that are known; nothing is written otherwise."""
    status, out, err = say(
        "import", "register", fair / "campaign.toml", fair / "list.csv", "--map", fair / "map.toml", *given
    )

    assert (2, "", 1) == (status, out, len(err.splitlines()))
    assert message in err
    assert not (fair / ".aboveboard").exists()


def test_a_misspelt_business_of_a_stored_register_is_no_lost_no(say: Say, fair: Path) -> None:
    """Bases of a business that is in no register are refused, as a withdrawal must not get lost."""
    bring(say, fair)
    text = re.sub(r"(?m)^register = .*$", 'register = "store:Trade fair"', (fair / "campaign.toml").read_text("utf-8"))
    text = re.sub(r"(?m)^(register_name|register_as_of|acquisition|preferences|groups) .*\n", "", text)
    (fair / "fair.toml").write_text(text, "utf-8")
    status, _, err = say("run", fair / "fair.toml")

    assert (2, True) == (status, "'hs-004' is in no register that is kept" in err)


def test_a_stored_register_has_one_origin(say: Say, fair: Path) -> None:
    """What was stated at the import is not stated again."""
    text = (fair / "campaign.toml").read_text("utf-8")
    (fair / "fair.toml").write_text(text.replace('"register.csv"', '"store:Trade fair"'), "utf-8")
    status, _, err = say("run", fair / "fair.toml")

    assert (2, True) == (status, "data register_name was stated when the register was imported; leave it out" in err)


def test_numbers_come_in_by_the_command(say: Say, fair: Path) -> None:
    """What is kept is said as one JSON line; an unknown register without a country is refused."""
    (fair / "tps.csv").write_text("telephone\n01632 960101\n", "utf-8")
    status, out, _ = say(
        "import", "do-not-call", fair / "campaign.toml", fair / "tps.csv", "--register", "TPS", "--as-of", "2026-11-01",
        "--expires", "5",
    )  # fmt: skip
    assert (0, 1, "2026-11-06") == (status, json.loads(out)["numbers"], json.loads(out)["until"])
    status, _, err = say(
        "import", "do-not-call", fair / "campaign.toml", fair / "tps.csv", "--register", "T", "--as-of", "2026-11-01"
    )
    assert (2, True) == (status, "--country: nobody knows whose register 'T' is" in err)
