"""`aboveboard refusals`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from aboveboard.cli.guard import DAY
from aboveboard.cli.lines import refusal, write_lines
from aboveboard.cli.run import CAMPAIGN, HOME
from aboveboard.domain.errors import InputError

if TYPE_CHECKING:
    from aboveboard.campaign.home import Home


@click.command("refusals")
@click.argument("campaign", required=False, type=CAMPAIGN)
@click.option("--ask", is_flag=True, help="Read an address, number, domain or register number a line; is it refused?")
@click.option(
    "--stop", metavar="CODE", help="Enter a no from a reply card or a call, by its code or the business's id."
)
@click.option("--as-of", type=DAY, help="As they stood at the end of that day, YYYY-MM-DD; by default now.")
@HOME
def refusals_command(
    campaign: Path | None, ask: bool, stop: str | None, as_of: datetime | None, home: Path | None
) -> None:
    """Count the refusals by scope, source, reason and key; ask whether one address is refused; or enter a no.

    No address is ever shown. With --ask each line of standard input is answered by its number: refused or not, on which
    channels, with reason codes and what says so. `in_force` is false for what its own person took back.

    \b
    $ aboveboard refusals examples/high-street/campaign.toml
    {"scope":"address","source":"campaign","reason":"objected by reply", ...
    """
    from aboveboard.campaign.artefacts import utc_now
    from aboveboard.campaign.refusal_book import note_stop, refusal_counts
    from aboveboard.campaign.refusal_import import home_of

    place, _ = home_of(campaign, home)
    if stop is not None:
        write_lines([note_stop(place, stop, now=utc_now())])
        return
    day = as_of.date() if as_of else None
    if ask:
        _answer_lines(place, as_of)
        return
    counts = refusal_counts(place, day)
    if sys.stdout.isatty():
        _table(counts)
    else:
        write_lines(counts)


def _answer_lines(place: Home, as_of: datetime | None) -> None:
    """Each line of standard input is answered; ends the process with 1 if one could not be read."""
    from aboveboard.campaign.refusal_book import question

    refused, encoder = False, msgspec.json.Encoder()
    asked = question(place, as_of.date() if as_of else None)
    try:
        for number, raw in enumerate(sys.stdin.buffer, start=1):
            if not raw.strip():
                continue
            try:
                answer = asked.answer(raw.decode("utf-8", "replace").strip())
            except InputError as error:
                answer = {"error": refusal(None, error.code, str(error))["error"]}
                refused = True
            click.echo(encoder.encode({"line": number, **answer}).decode())
    finally:
        asked.close()
    if refused:
        sys.exit(1)


def _table(counts: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("scope", "source", "reason", "key", "hashes")
    for count in counts:
        table.add_row(*_cells(count))
    Console().print(table)


def _cells(count: Mapping[str, object]) -> list[str]:
    taken_back = "" if count["in_force"] else " (taken back)"
    shown = [str(count[name]) for name in ("scope", "source", "reason", "key_version", "hashes")]
    return [*shown[:4], shown[4] + taken_back]
