"""`aboveboard import`."""

from __future__ import annotations

from pathlib import Path

import click

from aboveboard.cli.run import CAMPAIGN, HOME


@click.command("import")
@click.argument("kind", type=click.Choice(["outcomes", "suppressions", "bases", "preferences"]))
@click.argument("campaign", type=CAMPAIGN)
@click.argument("file", type=CAMPAIGN)
@HOME
def import_command(kind: str, campaign: Path, file: Path, home: Path | None) -> None:
    """Bring in what came between runs: outcomes, suppressions, bases or preferences, from a CSV file.

    All lines are kept, or none. What lies in the outbox for a business that refuses now is withdrawn.

    \b
    $ aboveboard import suppressions examples/high-street/campaign.toml examples/high-street/suppressions.csv
    suppressions: 6 read, ...
    """
    from aboveboard.campaign.arrivals import bring
    from aboveboard.campaign.artefacts import utc_now

    done = bring(kind, campaign, home, file, today=utc_now().date())
    click.echo(f"{kind}: {done.read} read, {done.new} new, {done.withdrawn} withdrawn from the outbox")
