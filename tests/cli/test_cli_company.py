"""`aboveboard import register`, from the file to the answer of a person."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Say = Callable[..., tuple[int, str, str]]
MAP = (
    'columns = { number = "no", name = "firm", form = "kind", postcode = "code" }\nconstants = { status = "active" }\n'
)
LINES = "no,firm,kind,code\n99000777,CORNER CRUST LIMITED,Ltd,HP39 2EB\n99000778,ALDER AND SON,Partnership,HP39 2EB\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A register and its map."""
    register, chart = tmp_path / "firms.csv", tmp_path / "map.toml"
    register.write_text(LINES, "utf-8")
    chart.write_text(MAP, "utf-8")
    return register, chart


def test_from_the_file_to_the_answer(say: Say, campaign: Path, files: tuple[Path, Path]) -> None:
    """The tally is a line of JSON; a run asks; the answer is given by name, and the next run heeds it."""
    register, chart = files
    told = ["--register", "firms", "--map", chart, "--country", "GB", "--as-of", "2026-11-01", "--campaign", campaign]
    status, out, err = say("import", "register", "company", register, "--expires", 400, *told)
    assert 0 == status, err
    assert {"of persons or partnerships": 1} == json.loads(out)["passed_over"]
    assert 0 == say("run", campaign)[0]
    question = "hs-014@firms:99000777"
    assert question in say("review", "list", campaign)[1]
    assert 0 == say("review", "decide", campaign, question, "--by", "office", "--approve")[0]
    assert 0 == say("run", campaign)[0]
    assert "a person said that it is the same company" in say("why", "hs-014", "--campaign", campaign)[1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"--register": "Two Words"}, "no name of a register"),
        ({"--country": "XX"}, "no ISO 3166-1 code"),
        ({"--country": "DE"}, "court is missing"),
        ({"--map": "none.toml"}, "no such file"),
        ({"--as-of": "2999-01-01"}, "in the future"),
        ({"--campaign": "none.toml"}, "no campaign here"),
    ],
)
def test_what_cannot_be_used_is_one_line(
    say: Say, campaign: Path, files: tuple[Path, Path], change: dict[str, str], problem: str
) -> None:
    """A wrong argument ends with 2, says what would be right, and makes no store."""
    register, chart = files
    told = {"--register": "firms", "--map": chart, "--country": "GB", "--as-of": "2026-11-01", "--campaign": campaign}
    words = [word for pair in {**told, **change}.items() for word in pair]
    status, out, err = say("import", "register", "company", register, *words)

    assert (2, "", 1) == (status, out, err.count("\n"))
    assert problem in err
    assert not (campaign.parent / ".aboveboard").exists()
