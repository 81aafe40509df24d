"""A day as people write it in data: year, month and day with hyphens, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def calendar_day(text: str) -> date:
    """The day of a text as in 2026-12-02; ValueError for no day, and for any other form of ISO 8601, as 2026-W49-3."""
    return date.fromisoformat(text if _DAY.fullmatch(text) else "")
