"""`aboveboard verify`."""

from __future__ import annotations

import click


@click.group("verify")
def verify_command() -> None:
    """Holds texts against facts."""


@verify_command.command("text")
def text() -> None:
    """Texts with their facts on standard input, the findings on standard output; one JSON object a line.

    \b
    $ echo '{"id":"1","text":"You open at 9:00.","facts":{"opens":"08:30"}}' | aboveboard verify text
    {"id":"1","passed":false,"findings":[{"check":"claims","kind":"contradicted","start":12,"end":16, ...
    """
    from aboveboard.campaign.doors import verify_text
    from aboveboard.cli.lines import filter_lines

    filter_lines(verify_text())
