"""`aboveboard import`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from aboveboard.cli.importing_company import companies_house, company
from aboveboard.cli.importing_suppressions import ENCODING, suppressions
from aboveboard.cli.lines import write_lines
from aboveboard.cli.run import CAMPAIGN, HOME
from aboveboard.domain.basis import ACQUISITIONS
from aboveboard.domain.errors import InputError

if TYPE_CHECKING:
    from aboveboard.campaign.mapping import RowMap
    from aboveboard.campaign.registers import Brought

T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])
_HERE: Final = Path("campaign.toml")


class _Kinds(click.Group):
    """A group whose first word may be a kind of register; without one it is a list under a map."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["list", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # An option may stand first, as in `--undo ID`: all but the group's own --help belongs to the list.
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("import")
def import_command() -> None:
    """Bring in what came between runs, registers of businesses, and registers of numbers not to be called."""


def _arrivals(kind: str) -> click.Command:
    @click.command(kind, help=_HELP[kind])
    @click.argument("campaign", type=CAMPAIGN)
    @click.argument("file", type=CAMPAIGN)
    @HOME
    def command(campaign: Path, file: Path, home: Path | None) -> None:
        from aboveboard.campaign.arrivals import bring
        from aboveboard.campaign.artefacts import utc_now

        done = bring(kind, campaign, home, file, today=utc_now().date())
        click.echo(f"{kind}: {done.read} read, {done.new} new, {done.withdrawn} withdrawn from the outbox")

    return command


_LAST: Final = """All lines are kept, or none. What lies in the outbox for a business that refuses now is withdrawn.

\b
$ aboveboard import {0} examples/high-street/campaign.toml examples/high-street/{0}.csv
{0}: """
_HELP: Final = {
    "outcomes": "Bring in what came of messages, from a CSV file. " + _LAST.format("outcomes"),
    "bases": "Bring in what was agreed to or withdrawn, from a CSV file. " + _LAST.format("bases"),
    "relations": "Bring in sales, contracts and inquiries, from a CSV file. " + _LAST.format("relations"),
    "preferences": "Bring in what businesses want and do not want, from a CSV file. " + _LAST.format("preferences"),
}
for _kind in _HELP:
    import_command.add_command(_arrivals(_kind))
import_command.add_command(suppressions)


@import_command.group("register", cls=_Kinds)
def register() -> None:
    """Bring in a list of businesses, or a company register, which tells their legal forms.

    `import register [CAMPAIGN] FILE --map MAP` brings in a list of any kind; see `import register list --help`.
    """


@register.command("list")
@click.argument("paths", nargs=-1, type=CAMPAIGN, metavar="[CAMPAIGN] FILE")
@click.option("--map", "map_file", type=CAMPAIGN, help="A TOML or JSON file: which column is which field.")
@click.option("--register", "name", help="What the register is called; messages name it as their source.")
@click.option("--as-of", type=DAY, help="The day the list was taken, YYYY-MM-DD.")
@click.option("--act", type=click.Choice(ACQUISITIONS), help="The act by which it came to you.")
@click.option("--country", help="The country of all lines, where no column has it.")
@ENCODING
@click.option("--errors", type=CAMPAIGN, help="Where refused lines are named; FILE.errors.csv by default.")
@click.option("--lookalikes", type=CAMPAIGN, help="Write pairs of lines that are likely one place to this CSV file.")
@click.option("--dry-run", is_flag=True, help="Check and count everything, and keep nothing.")
@click.option("--undo", metavar="IMPORT", help="Take back what an import added and changed.")
@HOME
def register_list(
    paths: tuple[Path, ...],
    map_file: Path | None,
    name: str | None,
    as_of: datetime | None,
    act: str | None,
    country: str | None,
    encoding: str | None,
    errors: Path | None,
    lookalikes: Path | None,
    dry_run: bool,
    undo: str | None,
    home: Path | None,
) -> None:
    """Bring in a list of businesses from a CSV, JSON or Parquet file (CAMPAIGN: campaign.toml in this folder).

    The map says which column is which field: `name = "Firm"`, `street = ["Street", "No"]` joins columns,
    `country = { value = "DE" }` is a constant, `legal_form = { column = "Form", values = { GmbH = "corporate" } }`
    gives a word for a word, and `website = "websites.0"` reaches into a record. Without a map it is guessed and asked.
    Lines that cannot be used are named in an error file, which says where and why, and never what stood there.
    A campaign with `register = "store:NAME"` writes to the businesses of the register.

    \b
    $ aboveboard import register examples/high-street/campaign.toml examples/high-street/prospects.csv \\
    --map map.toml --register "Trade fair" --as-of 2026-11-01 --act met_in_person
    {"import":"2...","read":21,"new":2,"changed":0,"same":0,"doubles":...,"refused":0,"dry_run":false,...
    """
    from aboveboard.campaign.artefacts import utc_now
    from aboveboard.campaign.home import Home
    from aboveboard.campaign.mapping import read_map
    from aboveboard.campaign.registers import Order, bring_register, undo_import
    from aboveboard.cli.progress import progress

    if undo is not None:
        place = Home.of(paths[0] if paths else _HERE, home)
        write_lines([undo_import(place, undo, on=utc_now().date())])
        return
    campaign, file = _campaign_and_file(paths)
    row_map = read_map(map_file) if map_file else _guessed(file, encoding)
    order = Order(
        file=file,
        row_map=row_map,
        register=_given("--register", name),
        as_of=_given("--as-of", as_of).date(),
        act=_given("--act", act),
        country=country,
        encoding=encoding,
        errors=errors,
        lookalikes=lookalikes,
    )
    with progress() as tell:
        done = bring_register(Home.of(campaign, home), order, now=utc_now(), dry=dry_run, tell=tell)
    _tell(done, dry_run=dry_run)
    if done.refused:
        sys.exit(1)


register.add_command(companies_house)
register.add_command(company)


@import_command.command("do-not-call")
@click.argument("paths", nargs=-1, type=CAMPAIGN, metavar="[CAMPAIGN] FILE", required=True)
@click.option("--register", "name", required=True, help="What the register is called, as TPS or National DNC Registry.")
@click.option("--as-of", type=DAY, required=True, help="The day the register was taken, YYYY-MM-DD.")
@click.option("--country", help="Whose register it is, where the rules do not name it.")
@click.option("--expires", type=click.IntRange(1, 366), metavar="DAYS", help="For how many days its answers count.")
@ENCODING
@HOME
def do_not_call(
    paths: tuple[Path, ...],
    name: str,
    as_of: datetime,
    country: str | None,
    expires: int | None,
    encoding: str | None,
    home: Path | None,
) -> None:
    """Bring in a register of numbers that must not be called, from a CSV file (CAMPAIGN: campaign.toml in this folder).

    The numbers are kept as keyed hashes alone, all of the file or none, in place of an earlier copy. Answers count as
    long as the rules of the country let them, 31 days where they do not say; a stale register answers nothing, and
    where a rule asks for one, nobody is called.

    \b
    $ aboveboard import do-not-call examples/high-street/campaign.toml tps.csv --register TPS --as-of 2026-11-20
    {"register":"TPS","country":"GB","numbers":2,"as_of":"2026-11-20","until":"2026-12-18", ...
    """
    from aboveboard.campaign.artefacts import utc_now
    from aboveboard.campaign.call_lists import bring_call_register
    from aboveboard.campaign.home import Home
    from aboveboard.cli.progress import progress

    campaign, file = _campaign_and_file(paths)
    with progress() as tell:
        done = bring_call_register(
            Home.of(campaign, home),
            file,
            name=name,
            as_of=as_of.date(),
            country=country,
            days=expires,
            encoding=encoding,
            today=utc_now().date(),
            tell=tell,
        )
    write_lines([done])


def _campaign_and_file(paths: tuple[Path, ...]) -> tuple[Path, Path]:
    if len(paths) not in (1, 2):
        raise click.UsageError("give a file, or a campaign and a file", click.get_current_context())
    return (paths[0], paths[1]) if len(paths) == 2 else (_HERE, paths[0])


def _given(option: str, value: T | None) -> T:
    if value is None:
        problem = f"{option} is missing: a list is kept with where it came from, when, and how"
        raise click.UsageError(problem, click.get_current_context())
    return value


def _guessed(file: Path, encoding: str | None) -> RowMap:
    """The map that the headers suggest, once a person has looked at it; off a terminal it is refused."""
    from aboveboard.campaign.mapping import map_text
    from aboveboard.campaign.registers import guess

    row_map = guess(file, encoding=encoding)
    click.echo(f"Nothing maps the columns. The headers suggest:\n\n{map_text(row_map)}", err=True)
    if not sys.stdin.isatty():
        remedy = "look at the lines above, keep them in a file, and give it with --map"
        raise InputError("a guessed map is used only when a person has looked at it", place=str(file), remedy=remedy)
    click.confirm("Use this map?", abort=True, err=True)
    return row_map


def _tell(done: Brought, *, dry_run: bool) -> None:
    """What was done: sentences on a terminal, one JSON line elsewhere."""
    if not sys.stdout.isatty():
        write_lines([done.summary(dry=dry_run)])
        return
    for line in done.sentences(dry=dry_run):
        click.echo(line)
