"""A run killed at any instant leaves a home that the next run can use, and a ledger that verifies."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aboveboard.campaign.home import Home

CALL = "import sys; from aboveboard.cli.main import main; main(sys.argv[1:])"
# What is waited for, and for how much longer the run then goes on: from before the first write to amid the sending.
MOMENTS = [
    ("store.sqlite-wal", 0.0),
    ("store.sqlite-wal", 0.4),
    ("ledger/checkpoint", 0.0),
    ("outbox", 0.0),
    ("outbox/sent", 0.02),
    ("outbox/sent", 0.15),
]


def command(*arguments: object) -> list[str]:
    """The command line in a process of its own."""
    return [sys.executable, "-c", CALL, *(str(argument) for argument in arguments)]


def killed(arguments: list[str], path: Path, seconds: float) -> None:
    """The process was killed `seconds` after the path appeared, unless it had ended by itself."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    limit = time.monotonic() + 30
    while not path.exists() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.002)
    time.sleep(seconds)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()


def read(folder: Path) -> dict[str, bytes]:
    """Each file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest.fixture(scope="module")
def campaign(example_of_today: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of today with its first twelve businesses."""
    example = example_of_today
    folder = tmp_path_factory.mktemp("killed")
    text = example.read_text("utf-8")
    for name in ("bases", "suppressions", "preferences", "groups"):
        text = text.replace(f'{name} = "{name}.csv"\n', "")
    text = text.replace('pages = "pages"', f'pages = "{(example.parent / "pages").as_posix()}"')
    (folder / "campaign.toml").write_text(text, "utf-8")
    (folder / "offers.toml").write_bytes((example.parent / "offers.toml").read_bytes())
    rows = (example.parent / "register.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "register.csv").write_text("".join(rows[:13]), "utf-8")
    return folder / "campaign.toml"


@pytest.mark.parametrize(("path", "seconds"), MOMENTS)
def test_a_killed_run_is_taken_up_again(
    campaign: Path, tmp_path: Path, signed: Callable[[Home], Home], path: str, seconds: float
) -> None:
    """Killed, then run to the end: the log verifies, each queue entry has its one file, and nobody is written twice."""
    home = signed(Home(tmp_path / "home")).folder
    sending = command("run", campaign, "--home", home, "--send")
    killed(sending, home / path, seconds)
    left = read(home / "outbox" / "sent")
    again = subprocess.run(sending, capture_output=True, text=True, check=False)
    assert 0 == again.returncode, again.stderr
    letters = read(home / "outbox" / "sent")
    assert left == {name: data for name, data in letters.items() if name in left}
    with contextlib.closing(sqlite3.connect(home / "store.sqlite")) as store:
        entries = store.execute("select row from outbox").fetchall()
        receipts = store.execute("select count(*) from salts").fetchone()[0]
        decisions = store.execute("select count(*) from decisions").fetchone()[0]
    assert len(set(entries)) == len(entries) == len(letters) > 0
    checked = subprocess.run(
        command("receipts", "verify", home / "ledger"), capture_output=True, text=True, check=False
    )
    report = json.loads(checked.stdout)
    assert (0, True) == (checked.returncode, report["ok"])
    # A leaf without a kept row tells nobody anything: its salt was never written. The other way round is never.
    assert 12 <= receipts == decisions <= report["size"] <= 24
