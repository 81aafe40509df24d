"""`aboveboard observe`."""

from __future__ import annotations

import click


@click.group("observe")
def observe_command() -> None:
    """Reads small businesses' pages into facts."""


@observe_command.command("pages")
def pages() -> None:
    """Pages on standard input, their facts on standard output; one JSON object a line.

    \b
    $ echo '{"id":"1","url":"http://shop.example/","html":"<title>Shop</title>"}' | aboveboard observe pages
    {"id":"1","url":"http://shop.example/","facts":[{"attribute":"page.bytes","value":19,"level":"entity", ...
    """
    from aboveboard.campaign.doors import observe_pages
    from aboveboard.cli.lines import filter_lines

    filter_lines(observe_pages())
