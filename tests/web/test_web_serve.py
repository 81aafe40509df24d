"""The command that serves the pages."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "high-street" / "campaign.toml"


def served(home: Path, *, without: str = "") -> tuple[int, str]:
    """Status and standard error of `aboveboard serve`, in a Python that lacks a library."""
    lack = f"import sys; sys.modules[{without!r}] = None; " if without else ""
    start = lack + "from aboveboard.cli.main import main; main()"
    command = [sys.executable, "-c", start, "serve", str(EXAMPLE), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize("library", ["starlette", "uvicorn", "python_multipart"])
def test_a_missing_library_is_named_with_its_remedy(tmp_path: Path, library: str) -> None:
    """The web libraries are an extra, and whoever lacks them is told how to get them."""
    expected = f'aboveboard: {library} is not installed (pip install "aboveboard[web]")\n'
    assert (2, expected) == served(tmp_path, without=library)


def test_before_the_first_run_there_is_nothing_to_serve(tmp_path: Path) -> None:
    """No store is made by serving; what has to come first is said."""
    status, said = served(tmp_path / "new")
    assert (2, True) == (status, "nothing is kept here yet" in said)
    assert not (tmp_path / "new").exists()
