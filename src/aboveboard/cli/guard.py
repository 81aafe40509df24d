"""`aboveboard guard`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from aboveboard.cli.guard_explain import explain_command
from aboveboard.cli.lines import show, write_lines
from aboveboard.cli.run import CAMPAIGN, HOME

CAMPAIGN_OPTION = click.option("--campaign", type=CAMPAIGN, help="The campaign, if not in this folder.")
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("guard")
def guard_command() -> None:
    """May we write? Every rule that speaks, and what would be needed."""


guard_command.add_command(explain_command)


@guard_command.command("check")
@click.option(
    "--as-of", type=DAY, help="The day whose rules are asked; today where neither this nor the record names one."
)
def check(as_of: datetime | None) -> None:
    """Facts of a context on standard input, its verdict on standard output; one JSON object a line.

    \b
    $ echo '{"id":"1","inputs":{"recipient_country":"GB","recipient_kind":"sole_trader"}}' | aboveboard guard check
    {"id":"1","verdict":"withhold","rules":["eu-gdpr-5-1-e-retention","gb-bpr-3", ...
    """
    from aboveboard.campaign.doors import guard_check
    from aboveboard.cli.lines import filter_lines

    filter_lines(guard_check(as_of.date() if as_of else today()))


@guard_command.command("packs")
@CAMPAIGN_OPTION
@HOME
def packs(campaign: Path | None, home: Path | None) -> None:
    """Each rule pack: regime, rules, places, day, what was read for them, and who answers for it until when.

    \b
    $ aboveboard guard packs
    {"pack":"au-spam-act","regime":"Australia Spam Act 2003","rules":7, ...
    """
    from aboveboard.campaign.rule_text import pack_lines

    write_lines(pack_lines(campaign, home, today()))


@guard_command.command("rule")
@click.argument("name")
@CAMPAIGN_OPTION
@HOME
def rule(name: str, campaign: Path | None, home: Path | None) -> None:
    """One rule as a lawyer reads it: sentence, condition, citation, dates, what was read, examples, place.

    \b
    $ aboveboard guard rule gb-pecr-22-consent
    gb-pecr-22-consent (withhold, ...
    """
    from aboveboard.campaign.rule_text import rule_in_use

    click.echo(rule_in_use(name, campaign, home))


@guard_command.command("diff")
@click.option("--from", "first", type=DAY, required=True, help="The earlier day.")
@click.option("--to", "last", type=DAY, required=True, help="The later day.")
@CAMPAIGN_OPTION
@HOME
def diff(first: datetime, last: datetime, campaign: Path | None, home: Path | None) -> None:
    """What changes between two days: rules that start or end, dates that moved, and the campaigns it touches.

    \b
    $ aboveboard guard diff --from 2026-11-23 --to 2027-12-31
    {"on":"2026-12-02","rule":"eu-aiact-50-2-marking","effect":"words","change":"its dates moved: ...
    """
    from aboveboard.campaign.rule_reach import calendar_lines

    show(calendar_lines(first.date(), last.date(), campaign, home))


@guard_command.command("lint")
@click.argument("pack", type=click.Path(dir_okay=False, path_type=Path))
def lint(pack: Path) -> None:
    """Check a rule pack of your own: it loads, its examples are true, and it can only tighten.

    One problem a rule, with file and line; status 2 if there is any.

    \b
    $ aboveboard guard lint own.toml
    {"pack":"own.toml","problems":0}
    """
    from aboveboard.campaign.rule_update import lint as problems_of

    problems = problems_of(pack)
    write_lines({"place": one.place, "problem": one.problem, "remedy": one.remedy} for one in problems)
    write_lines([{"pack": str(pack), "problems": len(problems)}])
    if problems:
        raise click.exceptions.Exit(2)


@guard_command.command("sign")
@click.argument("packs", nargs=-1, metavar="PACK...")
@click.option("--country", "countries", multiple=True, help="All packs of law and guidance that name this country.")
@click.option("--by", required=True, help="Who answers for these packs; the name stands in the record.")
@click.option("--until", type=DAY, help="The last day on which this holds.")
@click.option("--withdraw", is_flag=True, help="Take back what was signed for these packs.")
@CAMPAIGN_OPTION
@HOME
def sign(
    packs: tuple[str, ...],
    countries: tuple[str, ...],
    by: str,
    until: datetime | None,
    withdraw: bool,
    campaign: Path | None,
    home: Path | None,
) -> None:
    """Answer for rule packs by name, until a day. Until then what they allow may go; without it, it is for review.

    A text that changes is signed by nobody. Nothing of the record is ever taken out.

    \b
    $ aboveboard guard sign --country GB --by "A. Lawyer" --until 2030-06-30
    {"pack":"eu-gdpr","by":"A. Lawyer","on":"2026-11-24","until":"2030-06-30", ...
    """
    from aboveboard.campaign.signatures import Signing
    from aboveboard.campaign.signatures import sign as record

    if (until is None) is not withdraw:
        raise click.UsageError("give --until, or --withdraw", click.get_current_context())
    signing = Signing(packs, countries, by, until.date() if until else None)
    write_lines(
        {"pack": e.pack, "by": e.by, "on": str(e.on), "until": e.until and str(e.until), "digest": e.digest}
        for e in record(campaign, home, signing, today=today())
    )


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()
