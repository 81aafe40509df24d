"""`aboveboard llm`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aboveboard.cli.run import CAMPAIGN


@click.group("llm")
def llm_command() -> None:
    """The language model that writes a campaign, if it names one."""


@llm_command.command("check")
@click.argument("campaign", type=CAMPAIGN)
def check(campaign: Path) -> None:
    """Ask the campaign's model for one text to an invented business, and show it with all that was found of it.

    Nothing is kept and nobody is written to; it costs at most a few requests. Text on a terminal, else a JSON line.
    Exit status 1 where no text of the model stood.

    \b
    $ aboveboard llm check campaign.toml
    {"model":"llama3.1","requests":1,"tokens":1730,"attempts":[[]],"fell_back":"", ...
    """
    from aboveboard.campaign.model_check import check_model

    checked = check_model(campaign)
    if sys.stdout.isatty():
        click.echo("\n".join(checked.lines()))
    else:
        import msgspec

        click.echo(msgspec.json.encode(checked))
    if not checked.stood:
        raise click.exceptions.Exit(1)
