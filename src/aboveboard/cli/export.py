"""`aboveboard export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aboveboard.cli.lines import write_lines
from aboveboard.cli.run import CAMPAIGN, HOME


@click.group("export")
def export_command() -> None:
    """Take along what is kept, for another installation or another product."""


@export_command.command("suppressions")
@click.argument("paths", nargs=-1, required=True, type=CAMPAIGN, metavar="[CAMPAIGN] FILE")
@click.option("--form", required=True, type=click.Choice(["hashed", "plain"]), help="See above.")
@HOME
def suppressions(paths: tuple[Path, ...], form: str, home: Path | None) -> None:
    """Write the refusals in force to a new CSV file that only you may read.

    `hashed` has all of them, each as a keyed hash with the fingerprint of its key: for a restore, or for another
    installation of your organisation that has the key (`keys adopt`). Without the key nobody can tell or guess whom
    they are about. `plain` has those whose address, number or domain a business that is kept still shows; the others
    are left out and counted, since addresses are kept as hashes alone. Who was erased is never in it.

    \b
    $ aboveboard export suppressions examples/high-street/campaign.toml refusals.csv --form hashed
    {"form":"hashed","file":"refusals.csv","written":7, ...
    """
    from aboveboard.campaign.refusal_export import export_refusals
    from aboveboard.campaign.refusal_import import home_of
    from aboveboard.cli.progress import progress

    if len(paths) > 2:
        raise click.UsageError("give a file, or a campaign and a file", click.get_current_context())
    place, _ = home_of(paths[0] if len(paths) == 2 else None, home)
    with progress() as tell:
        done = export_refusals(place, paths[-1], form, tell=tell)
    if not sys.stdout.isatty():
        write_lines([done])
        return
    click.echo(f"{done['written']} refusals written to {done['file']}")
    if form == "plain":
        click.echo(f"{done['left_out']} of {done['hashes']} hashes cannot be said in plain, and were left out")


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
