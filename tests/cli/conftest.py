"""The command line, called in this process as a person would call it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner

from aboveboard.campaign.home import Home
from aboveboard.cli.main import main

Say: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def say() -> Say:
    """Calls `aboveboard` with arguments and standard input; answers status, standard output and standard error."""

    def call(*arguments: object, given: bytes = b"") -> tuple[int, str, str]:
        with CliRunner().isolation(input=given) as streams:
            try:
                main([str(argument) for argument in arguments])
            except SystemExit as end:
                assert isinstance(end.code, int)
                return end.code, streams[0].getvalue().decode(), streams[1].getvalue().decode()
        raise AssertionError("the command line ends the process with a status")

    return call


@pytest.fixture(scope="session")
def example(example_of_today: Path) -> Path:
    """The command line knows the true day alone, so its example is of today."""
    return example_of_today


@pytest.fixture(scope="session")
def sign(signed: Callable[[Home], Home]) -> Callable[[Path], Path]:
    """Signs every rule pack in the home beside a campaign's file; answers the file."""

    def beside(campaign: Path) -> Path:
        signed(Home.of(campaign))
        return campaign

    return beside


@pytest.fixture
def campaign(tmp_path: Path, example: Path) -> Path:
    """A copy of the example's files in a folder of their own; the pages are those of the example."""
    return copied(example, tmp_path / "campaign")


@pytest.fixture(scope="session")
def copy_of() -> Callable[[Path, Path], Path]:
    """Copies a campaign's files, but not its pages, into a new folder."""
    return copied


def copied(campaign: Path, folder: Path) -> Path:
    """The copy of a campaign's file; the pages stay where they are."""
    folder.mkdir()
    for path in [*campaign.parent.glob("*.toml"), *campaign.parent.glob("*.csv")]:
        (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / campaign.name).read_text("utf-8")
    pages = (campaign.parent / "pages").as_posix()
    (folder / campaign.name).write_text(text.replace('pages = "pages"', f'pages = "{pages}"'), "utf-8")
    return folder / campaign.name
