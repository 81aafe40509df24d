"""`aboveboard import register companies-house` and `company`: company registers as a source of the legal form."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import click

from aboveboard.cli.run import CAMPAIGN, HOME

FILES = click.argument("files", nargs=-1, required=True, type=CAMPAIGN)
AS_OF = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the snapshot; else that in the files' names."
)
DAYS = click.option(
    "--expires", default=62, show_default=True, type=click.IntRange(1, 400), help="Days for which it may be used."
)
OF = click.option("--campaign", type=CAMPAIGN, help="The campaign whose store keeps it, if not in this folder.")


@click.command("companies-house")
@FILES
@AS_OF
@DAYS
@OF
@HOME
def companies_house(
    files: tuple[Path, ...], as_of: datetime | None, expires: int, campaign: Path | None, home: Path | None
) -> None:
    """Keep the public monthly snapshot of Companies House: its CSV file, its parts, or the zip files of these.

    It takes the place of an earlier snapshot. Officers and owners are not in it; English partnerships are passed over.

    \b
    $ aboveboard import register companies-house BasicCompanyDataAsOneFile-2026-11-01.zip \\
        --campaign examples/high-street/campaign.toml
    {"register":"companies-house","country":"GB","as_of":"2026-11-01", ...
    """
    from aboveboard.campaign.artefacts import utc_now
    from aboveboard.campaign.company_import import bring_companies_house, register_home
    from aboveboard.cli.progress import progress

    with progress() as tell:
        done = bring_companies_house(
            files, register_home(campaign, home), as_of=_day(as_of), days=expires, today=utc_now().date(), tell=tell
        )
    _show(done)


@click.command("company")
@FILES
@click.option("--register", required=True, help="Its name, as evidence shows it, such as handelsregister.")
@click.option("--map", "chart", required=True, type=CAMPAIGN, help="Which columns are what, and its own words; TOML.")
@click.option("--country", required=True, help="Whose register it is, such as DE.")
@AS_OF
@DAYS
@OF
@HOME
def company(
    files: tuple[Path, ...],
    register: str,
    chart: Path,
    country: str,
    as_of: datetime | None,
    expires: int,
    campaign: Path | None,
    home: Path | None,
) -> None:
    """Keep a company register from CSV files. Entries of sole traders, partnerships and unknown forms are passed over.

    The map names the columns number, name, form and status, and may name postcode, locality, country, court and
    previous_name. [constants] stand in for columns; [forms] and [statuses] say what words of its own mean.

    With columns = { number = "SIREN", name = "Nom", form = "Forme", postcode = "CP" } and
    constants = { status = "active" } in rcs.toml:

    \b
    $ aboveboard import register company rcs.csv --register rcs --map rcs.toml --country FR --as-of 2026-11-01 \\
        --campaign examples/high-street/campaign.toml
    {"register":"rcs","country":"FR","as_of":"2026-11-01", ...
    """
    from aboveboard.campaign.artefacts import utc_now
    from aboveboard.campaign.company_import import bring_companies, register_home
    from aboveboard.cli.progress import progress

    with progress() as tell:
        done = bring_companies(
            files,
            register_home(campaign, home),
            register=register,
            chart=chart,
            country=country,
            as_of=_day(as_of),
            days=expires,
            today=utc_now().date(),
            tell=tell,
        )
    _show(done)


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _show(done: Mapping[str, object]) -> None:
    """The tally: a few lines on a terminal, a line of JSON otherwise."""
    if not sys.stdout.isatty():
        from aboveboard.cli.lines import write_lines

        write_lines([done])
        return
    click.echo(
        f"{done['register']} as of {done['as_of']}, may be used until {done['expires']}: "
        f"{done['read']} read, {done['kept']} kept"
    )
    for part in ("passed_over", "forms", "statuses", "unknown_forms", "unknown_statuses"):
        counts = done[part]
        if isinstance(counts, Mapping) and counts:
            click.echo(f"  {part.replace('_', ' ')}: " + ", ".join(f"{word} {n}" for word, n in counts.items()))
