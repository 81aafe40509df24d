"""`aboveboard serve`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Final

import click

from aboveboard.cli.run import CAMPAIGN, HOME
from aboveboard.domain.errors import InputError

EXTRA: Final = frozenset({"starlette", "uvicorn", "python_multipart"})


@click.command("serve")
@click.argument("campaign", type=CAMPAIGN)
@HOME
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8377, show_default=True, type=click.IntRange(1, 65535))
def serve_command(campaign: Path, home: Path | None, host: str, port: int) -> None:
    """Serve the pages to which the links in messages lead: see why, correct, stop, take along, erase.

    Put a server with TLS before it, under the address that `links.base` in the campaign names.

    \b
    $ aboveboard serve examples/high-street/campaign.toml
    """
    try:
        for name in sorted(EXTRA):
            importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is not installed", remedy='pip install "aboveboard[web]"') from error
    # By name, as the doors are independent of each other.
    serve = importlib.import_module("aboveboard.web.server").serve
    click.echo(f"recipients' pages on http://{host}:{port}, until Ctrl+C", err=True)
    serve(campaign, home, host=host, port=port)
