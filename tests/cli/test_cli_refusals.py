"""Refusals through the command line: in, out, counted and asked, and no way to clear one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Say = Callable[..., tuple[int, str, str]]
LISTMONK = "uuid,email,name,attributes,status,created_at,updated_at\nu1,secret@hidden.example,A,{},blocklisted,x,x\n"


@pytest.fixture
def home(say: Say, campaign: Path) -> Path:
    """The home of a campaign into which its own refusals were brought before anything else."""
    status, out, err = say("import", "suppressions", campaign, campaign.parent / "suppressions.csv")
    done = json.loads(out)
    assert (0, "plain", False) == (status, done["form"], done["dry_run"]), err
    assert done["read"] == done["refusing"] == done["new"] > 0
    return campaign.parent / ".aboveboard"


def test_a_list_is_brought_into_a_home_without_a_campaign(say: Say, home: Path, tmp_path: Path) -> None:
    """With --home alone, dry and then for good; a home that is not there is not made."""
    path = tmp_path / "list.csv"
    path.write_text(LISTMONK, "utf-8")
    for more, new in [(["--dry-run"], 1), ([], 1), ([], 0)]:
        status, out, _ = say("import", "suppressions", path, "--home", home, *more)
        assert (0, "listmonk", new) == (status, json.loads(out)["form"], json.loads(out)["new"])
    status, out, err = say("import", "suppressions", path, "--home", tmp_path / "none")
    assert (2, "", True) == (status, out, "nothing is kept here yet" in err)
    assert not (tmp_path / "none").exists()


def test_no_import_of_refusals_is_undone(say: Say, home: Path) -> None:
    """There is no such option, and the help says why."""
    status, _, err = say("import", "suppressions", "--undo", "x", "--home", home)
    assert (2, True) == (status, "No such option" in err)
    assert "There is no undo: an import that could clear a refusal" in " ".join(
        say("import", "suppressions", "--help")[1].split()
    )


def test_refusals_are_counted_and_asked_without_an_echo(say: Say, home: Path, tmp_path: Path) -> None:
    """Each line is answered by its number; what cannot be read is an error of its own, and ends with 1."""
    (tmp_path / "list.csv").write_text(LISTMONK, "utf-8")
    say("import", "suppressions", tmp_path / "list.csv", "--home", home)
    status, counted, _ = say("refusals", "--home", home)
    asked = b"Secret+x@hidden.example\nnobody@hidden.example\n\nsecret words\n\xff\xfe\n"
    wrong, answered, err = say("refusals", "--home", home, "--ask", given=asked)
    answers = [json.loads(line) for line in answered.splitlines()]

    assert (0, 1) == (status, wrong)
    assert {"import:listmonk", "import:file"} == {json.loads(line)["source"] for line in counted.splitlines()}
    assert [(1, True), (2, False), (4, None), (5, None)] == [(a["line"], a.get("refused")) for a in answers]
    assert (["all"], ["objected"]) == (answers[0]["channels"], answers[0]["reasons"])
    assert not any(word in counted + answered + err for word in ("secret", "hidden", "Secret"))


def test_refusals_move_house(say: Say, home: Path, campaign: Path, tmp_path: Path) -> None:
    """Hashed under a new key as well, and taken in again, nothing of it is new; who may read the file is its owner."""
    assert 2 == json.loads(say("keys", "rotate", "--home", home)[1])["version"]
    status, out, _ = say("export", "suppressions", tmp_path / "out.csv", "--form", "hashed", "--home", home)
    done = json.loads(out)
    brought = json.loads(say("import", "suppressions", campaign, tmp_path / "out.csv")[1])
    listed = [json.loads(line) for line in say("keys", "list", "--home", home)[1].splitlines()]

    assert (0, done["written"], 0) == (status, brought["read"], brought["new"])
    assert done["keys"] == [key["fingerprint"] for key in listed]
    status, _, err = say("export", "suppressions", tmp_path / "out.csv", "--form", "plain", "--home", home)
    assert (2, True) == (status, "there is such a file already" in err)
