"""Fixtures for all tests."""

import os
import re
import shutil
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
def example_of_today(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example as if it had been collected today, for tests that run by the true clock."""
    folder = tmp_path_factory.mktemp("today") / "high-street"
    shutil.copytree(example.parent, folder, ignore=shutil.ignore_patterns(".aboveboard"))
    today = datetime.now(UTC).date().isoformat()
    (folder / "pages" / "pages.toml").write_text(f"saved = {today}\n", "utf-8")
    campaign = folder / example.name
    campaign.write_text(
        re.sub(r"(?m)^(register_as_of|as_of) = [0-9-]+", rf"\1 = {today}", campaign.read_text("utf-8")), "utf-8"
    )
    return campaign


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of its own for the example's dry run; tests that change it make their own."""
    return Home(tmp_path_factory.mktemp("example") / "home")


@pytest.fixture(scope="session")
def example_run(example: Path, example_home: Home) -> RunResult:
    """One dry run of the example."""
    return run_campaign(read_material(example), example_home, now=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
