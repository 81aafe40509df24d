"""`aboveboard decide`."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("decide")
def decide_command() -> None:
    """Which offer would help, among those the guard allowed."""


@decide_command.command("one")
@click.option(
    "--campaign",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its offers are used.",
)
def one(campaign: Path) -> None:
    """Facts and allowed cells on standard input, a decision on standard output; one JSON object a line.

    \b
    $ echo '{"id":"1","facts":{"page.bytes":900,"page.flash":false,"page.generator":"",\
"seen.no_viewport":true},"allowed":{"mend":["email"]}}' \
| aboveboard decide one --campaign examples/high-street/campaign.toml
    {"id":"1","offer":"mend","angle":"no_viewport","channel":"email","probability_millionths":1000000, ...
    """
    from aboveboard.campaign.doors import decide_one
    from aboveboard.cli.lines import filter_lines

    filter_lines(decide_one(campaign))
