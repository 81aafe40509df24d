"""Fixtures for all tests."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import RunResult, run_campaign


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets, beside the checkout or named by ABOVEBOARD_SHARED; elsewhere the test skips."""
    folder = Path(os.environ.get("ABOVEBOARD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not (folder / "data" / "INDEX.md").is_file():
        pytest.skip("needs the real data sets beside the checkout (or named by ABOVEBOARD_SHARED)")
    return folder


@pytest.fixture(scope="session")
def example() -> Path:
    """The campaign file of the example."""
    return Path(__file__).resolve().parents[1] / "examples" / "high-street" / "campaign.toml"


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of its own for the example's dry run; tests that change it make their own."""
    return Home(tmp_path_factory.mktemp("example") / "home")


@pytest.fixture(scope="session")
def example_run(example: Path, example_home: Home) -> RunResult:
    """One dry run of the example."""
    return run_campaign(read_material(example), example_home, now=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
