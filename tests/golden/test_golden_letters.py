"""Six letters that a person has read: when one changes, it is to be read again.

`python tests/golden/test_golden_letters.py` writes them anew, for reading; it is not part of any test.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import RunResult, run_campaign
from aboveboard.campaign.settle import is_written
from aboveboard.domain.draft import decode_draft

LETTERS = Path(__file__).resolve().parent / "letters"
ROWS = ["hs-004", "hs-002", "hs-009", "hs-037", "hs-043", "hs-048"]


def letter(run: RunResult, business: str) -> str:
    """The message of a row as a reader sees it, with its channel and subject above it."""
    row = run.frame.row(by_predicate=pl.col("business") == business, named=True)
    draft = decode_draft(row["draft"])
    return f"{row['channel']}\n{draft.subject}\n\n{draft.text}"


@pytest.mark.parametrize("business", ROWS)
def test_the_letter_is_the_one_that_was_read(example_run: RunResult, business: str) -> None:
    """The message of this business is, to the letter, the one on file."""
    assert (LETTERS / f"{business}.txt").read_text("utf-8") == letter(example_run, business)


if __name__ == "__main__":
    campaign = Path(__file__).resolve().parents[2] / "examples" / "high-street" / "campaign.toml"
    with tempfile.TemporaryDirectory() as folder:
        now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
        result = run_campaign(read_material(campaign), Home(Path(folder) / "home"), now=now)
        queued = set(result.frame.filter(is_written())["business"])
        for name in sys.argv[1:] or ROWS:
            assert name in queued, f"{name} has no message"
            (LETTERS / f"{name}.txt").write_text(letter(result, name), encoding="utf-8", newline="\n")
