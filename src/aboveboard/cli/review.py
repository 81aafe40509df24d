"""`aboveboard review`."""

from __future__ import annotations

from pathlib import Path

import click

from aboveboard.cli.run import CAMPAIGN, HOME


@click.group("review")
def review_command() -> None:
    """Rows and likely companies that a person has to decide; the one who decides is written down."""


@review_command.command("list")
@click.argument("campaign", type=CAMPAIGN)
@HOME
def list_rows(campaign: Path, home: Path | None) -> None:
    """What waits for a person since the latest run: rows with their texts, and entries that may be the same company.

    \b
    $ aboveboard review list examples/high-street/campaign.toml
    """
    from aboveboard.campaign.errands import review_lines

    for line in review_lines(campaign, home):
        click.echo(line)


@review_command.command("decide")
@click.argument("campaign", type=CAMPAIGN)
@click.argument("row")
@click.option("--by", required=True, help="Who decides; the name stands in the record.")
@click.option("--approve/--refuse", required=True, help="May the row go on at the next run?")
@HOME
def decide(campaign: Path, row: str, by: str, approve: bool, home: Path | None) -> None:
    """Decide one row. A refusal holds from now on; an approval never overrides a rule that withholds.

    In place of a row stands a business and the entry of a company register, as `review list` names them: --approve says
    that it is the same company, --refuse that it is another.

    \b
    $ aboveboard review decide campaign.toml first-campaign:b-001:1 --by owner --approve
    """
    from aboveboard.campaign.errands import decide_review

    click.echo(decide_review(campaign, home, row, by=by, approved=approve))
