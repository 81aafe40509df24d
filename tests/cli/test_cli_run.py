"""From a list to its receipts through the command line: run, send, refuse, ask why, forget."""

import contextlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

Say = Callable[..., tuple[int, str, str]]
Copy = Callable[[Path, Path], Path]
Sign = Callable[[Path], Path]
REFUSED = "hs-001"


def queue_of(home: Path) -> dict[str, str]:
    """Each queue entry: its row and message."""
    with contextlib.closing(sqlite3.connect(home / "store.sqlite")) as store:
        return dict(store.execute("select row, message from outbox"))


def letters_of(home: Path) -> dict[str, bytes]:
    """Each file that lies in the outbox."""
    return {path.name: path.read_bytes() for path in (home / "outbox" / "sent").iterdir()}


@pytest.fixture(scope="module")
def sent(say: Say, example: Path, copy_of: Copy, tmp_path_factory: pytest.TempPathFactory, sign: Sign) -> Path:
    """A campaign that was run once with --send."""
    campaign = sign(copy_of(example, tmp_path_factory.mktemp("sent") / "campaign"))
    status, out, err = say("run", campaign, "--send")
    assert 0 == status, err
    assert "nothing was transmitted" in out
    return campaign


def test_each_queue_entry_has_its_file(sent: Path) -> None:
    """As many files lie in the outbox as the queue has entries, each of another subject."""
    home = sent.parent / ".aboveboard"
    files = letters_of(home)
    assert len(queue_of(home)) == len(files) > 0
    assert len(files) == len({name.partition(".")[0] for name in files})


def test_a_refusal_between_two_runs_wins(say: Say, sent: Path) -> None:
    """Run again: nobody gets a second message; who refused in between has none left, and gets no other."""
    home = sent.parent / ".aboveboard"
    before, entries = letters_of(home), queue_of(home)
    with (sent.parent / "suppressions.csv").open("a", encoding="utf-8") as file:
        file.write(f"person,{REFUSED},,,objected by telephone,2026-11-20\n")
    assert 0 == say("run", sent, "--send")[0]
    after = letters_of(home)
    gone = before.keys() - after.keys()
    assert 1 == len(gone)
    assert {name: data for name, data in before.items() if name not in gone} == after
    assert entries == queue_of(home)
    assert 0 == say("run", sent, "--send")[0]
    assert after == letters_of(home)
    status, out, _ = say("why", REFUSED, "--campaign", sent)
    assert 0 == status
    assert out.startswith(f"high-street:{REFUSED}:1: withheld (You asked not to be written to")


def test_an_import_withdraws_what_lay_ready(say: Say, sent: Path) -> None:
    """A complaint that is brought in takes the business's message out of the outbox; twice brought in counts once."""
    home = sent.parent / ".aboveboard"
    before = letters_of(home)
    path = sent.parent / "came.csv"
    path.write_text("business,campaign,step,kind,on\nhs-002,high-street,1,complaint,2026-11-21\n", "utf-8")
    assert (0, "outcomes: 1 read, 1 new, 1 withdrawn from the outbox\n", "") == say("import", "outcomes", sent, path)
    assert (0, "outcomes: 1 read, 0 new, 0 withdrawn from the outbox\n", "") == say("import", "outcomes", sent, path)
    assert 1 == len(before) - len(letters_of(home))


def test_an_import_that_is_refused_keeps_nothing(say: Say, sent: Path) -> None:
    """One bad line refuses the file, and names it."""
    path = sent.parent / "came.csv"
    rows = "hs-004,high-street,1,reply,2026-11-21\nhs-004,high-street,1,repyl,2026-11-21\n"
    path.write_text("business,campaign,step,kind,on\n" + rows, "utf-8")
    status, out, err = say("import", "outcomes", sent, path)
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert "came.csv:3: kind 'repyl' is not known (did you mean 'reply'?)" in err
    path.write_text("business,campaign,step,kind,on\n" + rows.splitlines()[0] + "\n", "utf-8")
    assert "1 new" in say("import", "outcomes", sent, path)[1]


def test_the_ledger_of_all_runs_verifies(say: Say, sent: Path) -> None:
    """Each run adds a receipt a row, and the log holds."""
    status, out, _ = say("receipts", "verify", sent.parent / ".aboveboard" / "ledger")
    report = json.loads(out)
    assert (0, True) == (status, report["ok"])
    assert 0 == report["size"] % 62


def test_why_answers_to_row_business_and_hash(say: Say, sent: Path) -> None:
    """The row, its business, its message's hash and 8 characters of it name the same message; fewer name none."""
    row, message = next(
        (row, message) for row, message in sorted(queue_of(sent.parent / ".aboveboard").items()) if "hs-004" in row
    )
    answers = {say("why", name, "--campaign", sent) for name in (row, "hs-004", message, message[:8], message[:20])}
    assert 1 == len(answers)
    status, out, _ = answers.pop()
    assert 0 == status
    assert out.startswith(f"{row}: ")
    for title in ("Grounds", "Rules", "Decision", "Receipt no. "):
        assert title in out
    status, _, err = say("why", message[:7], "--campaign", sent)
    assert 2 == status
    assert "nothing is kept under" in err


def test_a_name_of_several_rows_is_ambiguous(say: Say, sent: Path) -> None:
    """A business that two campaigns wrote about is asked for by its row."""
    text = sent.read_text("utf-8")
    try:
        sent.write_text(text.replace('name = "high-street"', 'name = "second-street"'), "utf-8")
        assert 0 == say("run", sent)[0]
    finally:
        sent.write_text(text, "utf-8")
    status, _, err = say("why", "hs-004", "--campaign", sent)
    assert 2 == status
    assert "'hs-004' may mean 2 rows (such as high-street:hs-004:1, second-street:hs-004:1)" in err


def test_the_report_is_found_by_run_and_as_the_latest(say: Say, sent: Path) -> None:
    """`report latest` is the newest run's; a misspelt run is told the nearest one."""
    runs = sorted(path.name for path in (sent.parent / ".aboveboard" / "runs").iterdir())
    latest = say("report", "latest", "--campaign", sent)
    assert (0, "") == (latest[0], latest[2])
    assert runs[-1] == Path(latest[1].strip()).parent.name
    assert runs[0] == Path(say("report", runs[0], "--campaign", sent)[1].strip()).parent.name
    status, _, err = say("report", runs[0] + "x", "--campaign", sent)
    assert 2 == status
    assert "did you mean" in err


def test_forgetting_twice_is_harmless(say: Say, sent: Path) -> None:
    """The first call says what was removed everywhere, the second that nothing was left."""
    status, out, _ = say("forget", sent, "hs-005")
    assert 0 == status
    assert "businesses: " in out
    assert re.search(r"subject_keys: 1 removed", out)
    status, out, _ = say("forget", sent, "hs-005")
    assert 0 == status
    assert {"0"} == set(re.findall(r": (\d+) removed", out))
    assert 2 == say("why", "hs-005", "--campaign", sent)[0]
    before = letters_of(sent.parent / ".aboveboard")
    assert 0 == say("run", sent, "--send")[0]
    assert before == letters_of(sent.parent / ".aboveboard")
    assert "withheld (Your data were erased" in say("why", "hs-005", "--campaign", sent)[1]


def test_forgetting_somebody_unknown_is_refused(say: Say, sent: Path) -> None:
    """An id that was never imported is an error."""
    status, _, err = say("forget", sent, "hs-999")
    assert 2 == status
    assert "no such business is kept" in err


def test_init_then_run_works_as_written(say: Say, tmp_path: Path) -> None:
    """The starter runs as it is; asked for again, nothing is touched."""
    folder = tmp_path / "first"
    status, out, _ = say("init", folder)
    assert 0 == status
    assert f"aboveboard run {folder / 'campaign.toml'}" in out
    assert {"campaign.toml", "offers.toml", "register.csv", "pages"} == {path.name for path in folder.iterdir()}
    (folder / "offers.toml").write_text((folder / "offers.toml").read_text("utf-8") + "# mine\n", "utf-8")
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    status, out, err = say("init", folder)
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert "this file is there already" in err
    assert kept == {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    status, out, err = say("run", folder / "campaign.toml")
    assert 0 == status, err
    assert out.startswith("1 business")


def test_a_card_that_comes_back_is_entered_by_its_code(say: Say, sent: Path, tmp_path: Path) -> None:
    """The letter is taken back, the business is refused, and the code of nobody is an error that changes nothing."""
    home = Path(shutil.copytree(sent.parent / ".aboveboard", tmp_path / "home"))
    letter = sorted((home / "outbox" / "sent").glob("*.pdf"))[0]
    found = re.search(r"Code:\s*(\S+)", PdfReader(letter).pages[1].extract_text())
    assert found
    status, out, err = say("refusals", sent, "--home", home, "--stop", found[1].lower().replace("-", " "))
    assert (0, "") == (status, err)
    assert 1 == json.loads(out)["withdrawn"]
    assert not letter.exists()
    status, _, err = say("refusals", sent, "--home", home, "--stop", "0000-0000")
    assert 2 == status
    assert "no letter" in err
