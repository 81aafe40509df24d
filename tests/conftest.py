"""Fixtures for all tests."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets, beside the checkout or named by ABOVEBOARD_SHARED; tests that need it skip elsewhere."""
    folder = Path(os.environ.get("ABOVEBOARD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not (folder / "data" / "INDEX.md").is_file():
        pytest.skip("needs the real data sets beside the checkout (or named by ABOVEBOARD_SHARED)")
    return folder
