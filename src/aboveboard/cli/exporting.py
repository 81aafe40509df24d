"""`aboveboard export`."""

from __future__ import annotations

from pathlib import Path

import click

from aboveboard.cli.run import CAMPAIGN, HOME


@click.group("export")
def export_command() -> None:
    """Take out what is kept, as a file that `aboveboard import` reads."""


@export_command.command("preferences")
@click.argument("campaign", type=CAMPAIGN)
@HOME
def preferences(campaign: Path, home: Path | None) -> None:
    """What the campaign's businesses wish by now, as CSV, a line for each that said anything.

    Brought in elsewhere it loses no no; a yes of the business itself it cannot prove, and so it does not count as one.

    \b
    $ aboveboard export preferences examples/high-street/campaign.toml
    business,on,how,personalisation,topics_wanted,topics_unwanted,channels_preferred,channels_unwanted, ...
    """
    from aboveboard.campaign.arrivals import export_preferences

    click.echo(export_preferences(campaign, home), nl=False)
