"""`aboveboard try`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("try")
@click.argument("prospects", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--offline", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Read saved pages from FOLDER/DOMAIN/index.html instead of the sites.")  # fmt: skip
@click.option("--name", help="Who you are: your web address. Asked on a terminal.")
@click.option("--country", help="From where you write; asked on a terminal.")
@click.option("--sell", "sells", help="What you sell, in a few words; asked on a terminal.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the report is written.")
def try_command(
    prospects: Path, offline: Path | None, name: str | None, country: str | None, sells: str | None, out: Path | None
) -> None:
    """Your own list: who may get an e-mail, a letter, a call or nothing, what single fact would change each, and the
    one thing worth saying. Reads at most 50 sites. Nothing is sent, nothing uploaded.

    \b
    $ aboveboard try examples/high-street/prospects.csv --offline examples/high-street/pages
    """
    from aboveboard.campaign.errands import guess_country, trial
    from aboveboard.cli.progress import progress

    home = guess_country(prospects)
    answers = _asked(name, country, sells, home) if sys.stdin.isatty() else (name, country or home, sells)
    with progress() as tell:
        done = trial(prospects, offline, name=answers[0], country=answers[1], sells=answers[2], out=out, tell=tell)
    click.echo(done.summary)
    click.echo(f"report: {done.report}")
    if sys.stdout.isatty():
        click.launch(str(done.report))


def _asked(name: str | None, country: str | None, sells: str | None, home: str) -> tuple[str, str, str]:
    return (
        name or click.prompt("Who are you (your web address; the sites we read are told it)"),
        country or click.prompt("From which country do you write", default=home),
        sells or click.prompt("What do you sell, in a few words", default="help with websites"),
    )
