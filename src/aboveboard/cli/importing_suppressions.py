"""`aboveboard import suppressions`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from aboveboard.cli.lines import write_lines
from aboveboard.cli.run import CAMPAIGN, HOME

_ENCODINGS: Final = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "iso-8859-15", "cp1250", "cp850")
ENCODING = click.option("--encoding", type=click.Choice(_ENCODINGS), help="Of a CSV file that is not UTF-8.")
FORMS: Final = ("plain", "hashed", "mailchimp", "hubspot", "mautic", "listmonk")


@click.command("suppressions")
@click.argument("paths", nargs=-1, required=True, type=CAMPAIGN, metavar="[CAMPAIGN] FILE")
@click.option("--from", "form", type=click.Choice(FORMS), help="Whose file it is, where its columns do not tell.")
@click.option("--every-line", is_flag=True, help="Each line is a refusal, as in a list that was filtered for them.")
@ENCODING
@click.option("--dry-run", is_flag=True, help="Check and count everything, and keep nothing.")
@HOME
def suppressions(
    paths: tuple[Path, ...],
    form: str | None,
    every_line: bool,
    encoding: str | None,
    dry_run: bool,
    home: Path | None,
) -> None:
    """Bring in refusals from a CSV file (CAMPAIGN: campaign.toml in this folder, where there is no --home).

    FILE has the columns scope, value, channel, purpose, reason, source and on; or it is the hashed form that `export
    suppressions` writes; or an export of Mailchimp (unsubscribed, cleaned), HubSpot (contacts; unsubscribes and
    bounces), Mautic (do-not-contact report) or listmonk (subscribers). In these, who refuses is on no channel any more,
    whose mail bounced on e-mail alone, and whoever is still subscribed brings nothing: being on a list is no consent.

    All lines are kept, or none, as keyed hashes. What lies in the outbox for a business that refuses now is withdrawn.
    There is no undo: an import that could clear a refusal would lose somebody's no. Who refused with a link of ours can
    take that back on the page behind it, and nobody else can.

    \b
    $ aboveboard import suppressions examples/high-street/campaign.toml examples/high-street/suppressions.csv
    {"form":"plain","read":7, ...
    """
    from aboveboard.campaign.artefacts import utc_now
    from aboveboard.campaign.refusal_import import Order, bring_refusals, home_of
    from aboveboard.cli.progress import progress

    if len(paths) > 2:
        raise click.UsageError("give a file, or a campaign and a file", click.get_current_context())
    place, existing = home_of(paths[0] if len(paths) == 2 else None, home)
    order = Order(file=paths[-1], form=form, every_line=every_line, encoding=encoding)
    with progress() as tell:
        done = bring_refusals(place, order, existing=existing, today=utc_now().date(), dry=dry_run, tell=tell)
    if not sys.stdout.isatty():
        write_lines([done])
        return
    kept = "would be new; nothing was kept" if dry_run else "new"
    click.echo(f"{done['form']}: {done['read']} read, {done['refusing']} refuse, {done['new']} {kept}")
    click.echo(f"{done['withdrawn']} messages withdrawn from the outbox")
