"""`aboveboard facts`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aboveboard.cli.guard import DAY, today
from aboveboard.cli.run import CAMPAIGN, HOME

if TYPE_CHECKING:
    from aboveboard.campaign.knowledge import Known, Saying


@click.group("facts")
def facts_command() -> None:
    """What is known of businesses, from whom, and how far it is believed."""


@facts_command.command("show")
@click.argument("business")
@click.option("--campaign", type=CAMPAIGN, help="The campaign, if not in this folder.")
@HOME
@click.option(
    "--as-of", type=DAY, help="The day on which it is asked, by default today; what has expired by then has 0."
)
def show(business: str, campaign: Path | None, home: Path | None, as_of: datetime | None) -> None:
    """What the latest run left of a business: BUSINESS is its id, its pseudonym or its name.

    A line for each attribute, or for each day of opening hours: the value that its sources agree on, the confidence
    in it, per cent, whether a message may say it, and what disagrees. A table on a terminal, JSON lines otherwise.

    \b
    $ aboveboard facts show hs-002 --campaign examples/high-street/campaign.toml
    {"business":"hs-002","attribute":"business.country","day":"","value":"GB","confidence":75,"in_copy":true, ...
    """
    from aboveboard.campaign.knowledge import known_of

    known = known_of(business, campaign, home, as_of.date() if as_of else today())
    if sys.stdout.isatty():
        print_table(known)
    else:
        _print_lines(known)


def _print_lines(known: Sequence[Known]) -> None:
    import msgspec

    for one in known:
        click.echo(msgspec.json.encode(one).decode())


def print_table(known: Sequence[Known]) -> None:
    """The same for people: a row for each attribute, what may not be said with a star."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("attribute", "value", "%", "as of", "until", "says who", "disagrees", box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for one in known:
        cells = (
            f"{one.attribute} {one.day}".strip(),
            _words(one.value),
            f"{one.confidence}" if one.in_copy else f"{one.confidence} *",
            f"{one.as_of}",
            f"{one.expires}",
            ", ".join(one.sources),
            "; ".join(map(_objection, one.disagrees)),
        )
        table.add_row(*[Text(_printable(cell)) for cell in cells])  # as text: what a page says is no markup of ours
    console = Console()
    console.print(table)
    if not all(one.in_copy for one in known):
        console.print(Text("* too little for a message to rest on"))


def _objection(saying: Saying) -> str:
    return f"{saying.source}: {_words(saying.value)}"


def _printable(text: str) -> str:
    """The text without what would steer a terminal: a page may hold any character."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _words(value: object) -> str:
    from aboveboard.campaign.report import value_words

    return "neither" if value is None else value_words(value)


@facts_command.command("same")
def same() -> None:
    """Two listings a line in, in the field names of Overture Maps; out, whether they are one place, and why.

    \b
    $ echo '{"id":"1","a":{"name":"Quern Ltd","city":"Rye"},"b":{"name":"Quern","city":"Rye"}}' | aboveboard facts same
    {"id":"1","same":true,"score_millionths":9...
    """
    from aboveboard.campaign.doors import facts_same
    from aboveboard.cli.lines import filter_lines

    filter_lines(facts_same())
