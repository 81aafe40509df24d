"""`aboveboard keys`."""

from __future__ import annotations

from pathlib import Path

import click

from aboveboard.cli.lines import write_lines
from aboveboard.cli.run import CAMPAIGN, HOME

OF = click.option("--campaign", type=CAMPAIGN, help="The campaign whose home it is, if not in this folder.")


@click.group("keys")
def keys_command() -> None:
    """The keys under which refusals are hashed. None of them is ever shown, replaced or removed."""


@keys_command.command("list")
@OF
@HOME
def list_(campaign: Path | None, home: Path | None) -> None:
    """List the hashing keys by version and fingerprint; `adopted` ones came from another store.

    \b
    $ aboveboard keys list --campaign examples/high-street/campaign.toml
    {"version":1,"fingerprint":"...","adopted":false}
    """
    from aboveboard.campaign.refusal_book import key_lines
    from aboveboard.campaign.refusal_import import home_of

    write_lines(key_lines(home_of(campaign, home)[0]))


@keys_command.command("rotate")
@OF
@HOME
def rotate(campaign: Path | None, home: Path | None) -> None:
    """Make a new hashing key: refusals are hashed under it from now on.

    The old key stays, as the refusals under it cannot be hashed again: their addresses are not kept. Businesses are
    known under both. Back the new file up with the others.

    \b
    $ aboveboard keys rotate --campaign examples/high-street/campaign.toml
    {"version":2,"fingerprint":"...","adopted":false,"businesses":62}
    """
    from aboveboard.campaign.refusal_book import add_key
    from aboveboard.campaign.refusal_import import home_of

    write_lines([add_key(home_of(campaign, home)[0])])


@keys_command.command("adopt")
@click.argument("file", type=CAMPAIGN)
@OF
@HOME
def adopt(file: Path, campaign: Path | None, home: Path | None) -> None:
    """Take the hashing key of another installation of yours, so that its hashed refusals are recognised here.

    FILE is a `suppression.v1` or later of the other home's keys. Nothing of ours is hashed under it.

    \b
    $ aboveboard keys adopt other.v1 --campaign examples/high-street/campaign.toml
    {"version":3,"fingerprint":"...","adopted":true,"businesses":62}
    """
    from aboveboard.campaign.refusal_book import add_key
    from aboveboard.campaign.refusal_import import home_of

    write_lines([add_key(home_of(campaign, home)[0], file)])
