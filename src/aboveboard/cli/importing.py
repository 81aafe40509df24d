"""`aboveboard import`."""

from __future__ import annotations

from pathlib import Path

import click

from aboveboard.cli.importing_company import companies_house, company
from aboveboard.cli.run import CAMPAIGN, HOME


@click.group("import")
def import_command() -> None:
    """Bring in what came between runs, and company registers."""


_HELP = """Bring in {kind} that came between runs, from a CSV file.

All lines are kept, or none. What lies in the outbox for a business that refuses now is withdrawn.

\b
$ aboveboard import {kind} examples/high-street/campaign.toml examples/high-street/{kind}.csv
{kind}: 6 read, ...
"""


def _arrival(kind: str) -> click.Command:
    @click.command(kind, help=_HELP.format(kind=kind))
    @click.argument("campaign", type=CAMPAIGN)
    @click.argument("file", type=CAMPAIGN)
    @HOME
    def command(campaign: Path, file: Path, home: Path | None) -> None:
        from aboveboard.campaign.arrivals import bring
        from aboveboard.campaign.artefacts import utc_now

        done = bring(kind, campaign, home, file, today=utc_now().date())
        click.echo(f"{kind}: {done.read} read, {done.new} new, {done.withdrawn} withdrawn from the outbox")

    return command


for _kind in ("outcomes", "suppressions", "bases", "preferences"):
    import_command.add_command(_arrival(_kind))


@import_command.group("register")
def register() -> None:
    """Keep a company register, which tells the legal form of the businesses in it."""


register.add_command(companies_house)
register.add_command(company)
