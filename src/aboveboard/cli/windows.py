"""`aboveboard windows`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aboveboard.cli.guard import DAY
from aboveboard.cli.run import CAMPAIGN, HOME

if TYPE_CHECKING:
    from aboveboard.campaign.timing import Outlook


@click.command("windows")
@click.argument("campaign", type=CAMPAIGN)
@HOME
@click.option("--on", "day", type=DAY, help="From the beginning of this day on (UTC), by default from now on.")
def windows_command(campaign: Path, home: Path | None, day: datetime | None) -> None:
    """When the businesses of a campaign may next be e-mailed or called, and why not before.

    A record for each country and region, the soonest first: the next window, and each day before it with the reason why
    it has none. Letters may go out on any day. Text on a terminal, JSON lines otherwise.

    \b
    $ aboveboard windows examples/high-street/campaign.toml --on 2026-11-26
    {"country":"AU","region":"AU-NSW","businesses":3,"opens":"2026-11-26T22:30:00+00:00", ...
    """
    from aboveboard.campaign.outlook import outlooks_of

    found = outlooks_of(campaign, home, day.replace(tzinfo=UTC) if day else datetime.now(UTC))
    for one in found:
        click.echo("\n".join(_text(one)) if is_terminal() else _line(one))


def is_terminal() -> bool:
    """True if a person reads the answer."""
    return sys.stdout.isatty()


def _line(one: Outlook) -> str:
    import msgspec

    return msgspec.json.encode(one).decode()


def _text(one: Outlook) -> list[str]:
    count = f"{one.businesses} business{'' if one.businesses == 1 else 'es'}"
    return [
        f"{one.region or one.country} ({count}): {one.local or 'no window within sixty days'}",
        *(f"  {day}: {why}" for day, why in one.closed),
    ]
