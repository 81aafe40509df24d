"""`aboveboard audit`."""

from __future__ import annotations

import sys

import click


@click.group("audit")
def audit_command() -> None:
    """How alike groups are treated."""


@audit_command.command("groups")
@click.option("--bound", default=0.8, show_default=True, help="Smallest ratio to the best group that counts as alike.")
@click.option("--level", default=0.95, show_default=True, help="Confidence level of the intervals.")
@click.option("--minimum", default=30, show_default=True, help="Groups smaller than this are insufficient.")
def groups(bound: float, level: float, minimum: int) -> None:
    """A line for each group name, value and measure.

    \b
    $ echo '{"id":"1","group":{"size":"small"},"selected":true}' | aboveboard audit groups
    {"measure":"selection_rate","name":"size","value":"small","n":1,"rate":1.0, ... "result":"insufficient"}
    """
    from aboveboard.campaign.doors import audit_groups
    from aboveboard.cli.lines import write_lines

    if not (0 < bound <= 1 and 0 < level < 1 and minimum >= 1):
        raise click.UsageError("--bound lies in (0, 1], --level in (0, 1), --minimum is at least 1")
    lines = (line for line in sys.stdin.buffer if line.strip())
    answers, errors = audit_groups(lines, bound=bound, level=level, minimum=minimum)
    write_lines([*answers, *errors])
    if errors:
        sys.exit(1)
