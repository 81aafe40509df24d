"""`aboveboard init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def init_command(folder: Path) -> None:
    """Write a commented campaign.toml, offers.toml and register.csv into FOLDER; nothing that exists is touched.

    \b
    $ aboveboard init first
    wrote first/campaign.toml
    """
    from aboveboard.campaign.starter import write_starter

    for path in write_starter(folder):
        click.echo(f"wrote {path}")
    click.echo(f"next: fill in {folder / 'campaign.toml'}, then `aboveboard run {folder / 'campaign.toml'}`")
