"""Where personal data of the example may lie: sealed in the store, and in the letters of the outbox; nowhere else."""

import csv
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

Say = Callable[..., tuple[int, str, str]]


def mailboxes(campaign: Path) -> set[str]:
    """The mailboxes and contact names of the example's register, in the ways they may be written."""
    with (campaign.parent / "register.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {row[column] for row in rows for column in ("email", "contact_name") if row[column]}
    assert len(found) > 50
    return found | {value.lower() for value in found}


def test_no_mailbox_or_name_leaves_its_place(
    say: Say,
    campaign: Path,
    sign: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With everything logged: none in output, logs, temporary files, reports, ledger, keys or the store's bytes."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    caplog.set_level(logging.DEBUG)
    home = campaign.parent / ".aboveboard"
    said = ""
    sign(campaign)
    for arguments in (["run", campaign, "--send"], ["run", campaign], ["why", "hs-001", "--campaign", campaign]):
        status, out, err = say(*arguments)
        assert 0 == status, err
        said += out + err
    outbox = home / "outbox"
    kept = {
        path: path.read_bytes().lower() for path in home.rglob("*") if path.is_file() and outbox not in path.parents
    }
    kept |= {path: path.read_bytes().lower() for path in scratch.rglob("*") if path.is_file()}
    assert {"store.sqlite", "checkpoint", "report.html"} <= {path.name for path in kept}
    letters = b"".join(path.read_bytes() for path in (outbox / "sent").iterdir())
    searched = (said + caplog.text).lower()
    for value in mailboxes(campaign):
        assert value.lower() not in searched
        assert [] == [path.name for path, data in kept.items() if value.lower().encode() in data]
        assert not any(value.encode() in str(path.relative_to(home)).encode() for path in outbox.rglob("*"))
    assert any(value.encode() in letters for value in mailboxes(campaign))


def test_errors_of_a_register_hold_no_mailbox(say: Say, campaign: Path) -> None:
    """A line that is refused is named by its place; nothing of its mailbox is printed."""
    path = campaign.parent / "register.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("hs-003", "hs-001").replace("corporate", "corprate"), "utf-8")
    status, out, err = say("run", campaign)
    assert (2, "") == (status, out)
    assert "@" not in err
