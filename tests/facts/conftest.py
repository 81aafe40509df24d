"""Facts of an invented site."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

import pytest

from aboveboard.domain.fact import JSON, Fact

SEEN_ON = date(2026, 11, 20)
Said: TypeAlias = Callable[..., Fact]


@pytest.fixture(scope="session")
def said() -> Said:
    """Makes one fact, which holds for so many days from the day on which it was read."""

    def make(
        attribute: str,
        value: JSON,
        source: str = "page",
        *,
        as_of: date = SEEN_ON,
        days: int = 90,
        url: str = "https://shop.example/",
        where: str = "",
    ) -> Fact:
        expires = as_of + timedelta(days=days)
        return Fact(attribute=attribute, value=value, source=source, url=url, where=where, as_of=as_of, expires=expires)

    return make


@pytest.fixture(scope="session")
def today() -> date:
    """Three days after the pages were read."""
    return date(2026, 11, 23)
