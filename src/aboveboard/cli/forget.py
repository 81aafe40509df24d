"""`aboveboard forget`."""

from __future__ import annotations

from pathlib import Path

import click

from aboveboard.cli.run import CAMPAIGN, HOME


@click.command("forget")
@click.argument("campaign", type=CAMPAIGN)
@click.argument("subject")
@HOME
def forget_command(campaign: Path, subject: str, home: Path | None) -> None:
    """Erase SUBJECT everywhere; a keyed hash stays, so that nobody starts again.

    SUBJECT is a business's id or pseudonym, or the code on its letter.

    \b
    $ aboveboard forget examples/high-street/campaign.toml hs-003
    """
    from aboveboard.campaign.errands import forget

    for erasure in forget(campaign, home, subject):
        click.echo(f"{erasure.keeper}: {erasure.removed} removed")
