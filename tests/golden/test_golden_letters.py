"""Thirty letters that a person has read, six in each language: when one changes, it is to be read again.

`python tests/golden/test_golden_letters.py` writes them anew, for reading; it is not part of any test.
"""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import RunResult, run_campaign
from aboveboard.domain.draft import Draft, decode_draft
from aboveboard.text.readability import PLAIN, lix

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "high-street"
LETTERS = Path(__file__).resolve().parent / "letters"
ROWS = {
    "en": ["hs-001", "hs-002", "hs-004", "hs-009", "hs-037", "hs-038"],
    "de": ["hs-005", "hs-043", "hs-046", "hs-047", "hs-048", "hs-049"],
    "nl": ["hs-003", "hs-007", "hs-027", "hs-028", "hs-060", "hs-062"],
    "fr": ["hs-006", "hs-041", "hs-050", "hs-051", "hs-052", "hs-053"],
    "es": ["hs-008", "hs-012", "hs-013", "hs-024", "hs-031", "hs-058"],
}
LANGUAGE_OF = {business: language for language, rows in ROWS.items() for business in rows}


def written(folder: Path) -> RunResult:
    """The example, run for businesses of which those on file wish for the language of their letter."""
    campaign = Path(shutil.copytree(EXAMPLE, folder / "campaign", ignore=shutil.ignore_patterns(".aboveboard")))
    header, *lines = (campaign / "preferences.csv").read_text("utf-8").splitlines()
    noted = {line.split(",")[0]: f"{line},{LANGUAGE_OF.get(line.split(',')[0], '')}" for line in lines}
    empty = "," * header.count(",")
    wished = {business: f"{business}{empty},{language}" for business, language in LANGUAGE_OF.items()}
    (campaign / "preferences.csv").write_text(
        "\n".join([f"{header},language", *(wished | noted).values(), ""]), "utf-8"
    )
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return run_campaign(read_material(campaign / "campaign.toml"), Home(folder / "home"), now=now)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """The run once."""
    return written(tmp_path_factory.mktemp("golden"))


def draft_of(run: RunResult, business: str) -> Draft:
    """The message of a row."""
    return decode_draft(run.frame.row(by_predicate=pl.col("business") == business, named=True)["draft"])


def letter(run: RunResult, business: str) -> str:
    """The message of a row as a reader sees it, with its channel and subject above it."""
    row = run.frame.row(by_predicate=pl.col("business") == business, named=True)
    draft = draft_of(run, business)
    return f"{row['channel']}\n{draft.subject}\n\n{draft.text}"


def path_of(business: str) -> Path:
    """The file of a letter that was read."""
    return LETTERS / LANGUAGE_OF[business] / f"{business}.txt"


@pytest.mark.parametrize("business", LANGUAGE_OF)
def test_the_letter_is_the_one_that_was_read(run: RunResult, business: str) -> None:
    """The message of this business is, to the letter, the one on file, and in the language it wished for."""
    assert path_of(business).read_text("utf-8") == letter(run, business)
    assert LANGUAGE_OF[business] == draft_of(run, business).language


def test_there_are_six_in_each_language_and_no_other_on_file() -> None:
    """Nothing lies there that no test reads."""
    assert {6} == {len(rows) for rows in ROWS.values()}
    assert sorted(map(path_of, LANGUAGE_OF)) == sorted(LETTERS.rglob("*.txt"))


@pytest.mark.parametrize("business", LANGUAGE_OF)
def test_what_was_read_is_short_and_plain(business: str) -> None:
    """Above the footer an e-mail has under 130 words, a subject under 55 characters, and plain sentences."""
    channel, subject, _, text = path_of(business).read_text("utf-8").split("\n", 3)
    above = text.partition("\n--\n")[0]
    words = [word for word in above.split() if any(map(str.isalnum, word))]
    assert len(words) < (130 if channel == "email" else 200)
    assert len(subject) < 55
    assert lix(above) < PLAIN


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        result = written(Path(folder))
        for name in sys.argv[1:] or LANGUAGE_OF:
            path_of(name).parent.mkdir(exist_ok=True)
            path_of(name).write_text(letter(result, name), encoding="utf-8", newline="\n")
