"""`aboveboard guard explain`."""

from __future__ import annotations

from datetime import UTC, datetime

import click


@click.command("explain")
@click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The day whose rules are asked; today where neither this nor the record names one.",
)
def explain_command(as_of: datetime | None) -> None:
    """Facts of a context in, its channel ladder out: verdicts, the first that allows, and what would open the others.

    `change` is the smallest set of facts that would allow a channel; null where no few would.

    \b
    $ echo '{"id":"1","inputs":{"recipient_country":"GB","data_level":"entity"}}' | aboveboard guard explain
    {"id":"1","as_of":"...","ladder":[{"channel":"email","verdict":"withhold", ...
    """
    from aboveboard.campaign.doors import guard_explain
    from aboveboard.cli.lines import filter_lines

    filter_lines(guard_explain(as_of.date() if as_of else datetime.now(UTC).date()))
