"""`aboveboard guard`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from aboveboard.cli.guard_explain import explain_command

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("guard")
def guard_command() -> None:
    """May we write? Every rule that speaks, and what would be needed."""


guard_command.add_command(explain_command)


@guard_command.command("check")
@click.option(
    "--as-of", type=DAY, help="The day whose rules are asked; today where neither this nor the record names one."
)
def check(as_of: datetime | None) -> None:
    """Facts of a context on standard input, its verdict on standard output; one JSON object a line.

    \b
    $ echo '{"id":"1","inputs":{"recipient_country":"GB","recipient_kind":"sole_trader"}}' | aboveboard guard check
    {"id":"1","verdict":"withhold","rules":["eu-gdpr-5-1-e-retention","gb-bpr-3", ...
    """
    from aboveboard.campaign.doors import guard_check
    from aboveboard.cli.lines import filter_lines

    filter_lines(guard_check(as_of.date() if as_of else today()))


@guard_command.command("packs")
def packs() -> None:
    """Each regime and how many rules it has, one JSON object a line.

    \b
    $ aboveboard guard packs
    {"regime":"Australia Spam Act 2003","rules":7, ...
    """
    from aboveboard.campaign.doors import pack_lines
    from aboveboard.cli.lines import write_lines

    write_lines(pack_lines())


@guard_command.command("rule")
@click.argument("name")
def rule(name: str) -> None:
    """One rule as a person reads it.

    \b
    $ aboveboard guard rule gb-pecr-22-consent
    gb-pecr-22-consent (withhold, ...
    """
    from aboveboard.campaign.doors import rule_text

    click.echo(rule_text(name))


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()
