"""Fixtures for the tests of text."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def labelled_pages(shared: Path) -> list[dict[str, Any]]:
    """Real pages with what people marked in them: `file`, `text`, `spans` of type, start and end."""
    file = shared / "data/pii_business_text/public/pages_text.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
