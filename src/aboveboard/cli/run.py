"""`aboveboard run`, `report` and `why`."""

from __future__ import annotations

from pathlib import Path

import click

CAMPAIGN = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
HOME = click.option(
    "--home", type=FOLDER, help="Where store, keys, ledger and runs lie; `.aboveboard` beside the campaign."
)


@click.command("run")
@click.argument("campaign", type=CAMPAIGN)
@HOME
@click.option("--send", is_flag=True, help="Put the messages into the outbox. Without it nothing can go out.")
@click.option("--live", is_flag=True, help="Fetch the sites politely instead of reading saved pages.")
@click.option("--again", is_flag=True, help="Read again the pages that messages rest on; what changed is withheld.")
def run_command(campaign: Path, home: Path | None, send: bool, live: bool, again: bool) -> None:
    """Run a campaign from its list to its receipts, and write the report.

    \b
    $ aboveboard run examples/high-street/campaign.toml
    62 businesses: ...
    """
    from aboveboard.campaign.errands import run_and_report
    from aboveboard.cli.progress import progress

    with progress() as tell:
        done = run_and_report(campaign, home, send=send, live=live, again=again, tell=tell)
    click.echo(done.summary)
    click.echo(f"report: {done.report}")


@click.command("report")
@click.argument("run")
@click.option("--campaign", type=CAMPAIGN, help="The campaign the run belongs to, if not in this folder.")
@HOME
def report_command(run: str, campaign: Path | None, home: Path | None) -> None:
    """Say where the report of a run is: its id, or `latest`.

    \b
    $ aboveboard report latest --campaign examples/high-street/campaign.toml
    """
    from aboveboard.campaign.errands import find_report

    click.echo(find_report(run, campaign, home))


@click.command("why")
@click.argument("message")
@click.option("--campaign", type=CAMPAIGN, help="The campaign, if not in this folder.")
@HOME
def why_command(message: str, campaign: Path | None, home: Path | None) -> None:
    """Why a message may be written, or not: MESSAGE is its hash or 8 characters of it, a row, or a business.

    \b
    $ aboveboard why hs-001 --campaign examples/high-street/campaign.toml
    high-street:hs-001:1: review
    """
    from aboveboard.campaign.errands import explain

    click.echo(explain(message, campaign, home))
