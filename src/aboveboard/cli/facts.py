"""`aboveboard facts`."""

from __future__ import annotations

import click


@click.group("facts")
def facts_command() -> None:
    """What is known of businesses, and which listings are one business."""


@facts_command.command("same")
def same() -> None:
    """Two listings a line in, in the field names of Overture Maps; out, whether they are one place, and why.

    \b
    $ echo '{"id":"1","a":{"name":"Quern Ltd","city":"Rye"},"b":{"name":"Quern","city":"Rye"}}' | aboveboard facts same
    {"id":"1","same":true,"score_millionths":9...
    """
    from aboveboard.campaign.doors import facts_same
    from aboveboard.cli.lines import filter_lines

    filter_lines(facts_same())
