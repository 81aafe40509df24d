"""`aboveboard consent`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from aboveboard.cli.guard import DAY
from aboveboard.cli.lines import write_lines
from aboveboard.cli.run import CAMPAIGN, HOME
from aboveboard.domain.agreement import QUESTIONS, Question, Via

if TYPE_CHECKING:
    from aboveboard.campaign.consent_errands import OnRecord


@click.group("consent")
def consent_command() -> None:
    """What businesses agreed to: only a confirmed yes makes a basis, and a no holds at once."""


@consent_command.command("show")
@click.argument("campaign", type=CAMPAIGN)
@click.argument("business")
@click.option("--on", type=DAY, help="The day on which it is asked what holds, by default today.")
@click.option("--known", type=DAY, help="Leave out what was entered after this day.")
@HOME
def show(campaign: Path, business: str, on: datetime | None, known: datetime | None, home: Path | None) -> None:
    """What a business agreed to, what of it holds on a day, and the notices it was shown.

    BUSINESS is an id, a pseudonym, or the code on its letter. With --known a day is seen as it was known then.

    \b
    $ aboveboard consent show examples/high-street/campaign.toml hs-004
    {"business":"hs-004","on":"2...","in_force":[{"business":"hs-004","kind":"consent","act":"given", ...
    """
    import msgspec

    from aboveboard.campaign.consent_errands import show_consent

    found = show_consent(campaign, home, business, on=on.date() if on else None, known=known.date() if known else None)
    if not sys.stdout.isatty():
        write_lines([msgspec.to_builtins(found)])
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: OnRecord) -> Iterator[str]:
    yield f"{found.business} on {found.on}"
    for title, entries in (("holds", found.in_force), ("on record", found.events), ("asked", found.agreements)):
        yield f"{title}:" if entries else f"{title}: nothing"
        yield from (f"  {_line(entry)}" for entry in entries)
    for relation in found.relations:
        yield f"relation: {relation['on']} {relation['kind']} {relation['act']}, {relation['evidence']}"


def _line(entry: Mapping[str, object]) -> str:
    what = entry.get("kind") or entry.get("question")
    ground = f"{entry['purpose']} by {entry['channel']}" if "purpose" in entry else str(entry["via"])
    expires = f", until {entry['expires']}" if entry.get("expires") else ""
    return f"{entry['on']} {what} {entry['act']}: {ground}{expires}; {entry['by']}; {entry['evidence']}"


@consent_command.command("record")
@click.argument("campaign", type=CAMPAIGN)
@click.argument("business")
@click.option("--via", type=click.Choice(["card", "call"]), required=True, help="How it was answered.")
@click.option("--question", type=click.Choice(QUESTIONS), default="email", show_default=True, help="Which question.")
@click.option("--yes/--no", "yes", required=True, help="The answer.")
@click.option("--by", required=True, help="Who answered, such as: the owner.")
@click.option("--evidence", required=True, help="Where the proof is: the number of the card, the note of the call.")
@click.option("--on", type=DAY, help="The day of the answer, by default today.")
@click.option("--notice", type=CAMPAIGN, help="The text that was shown, if no letter or call sheet of ours had it.")
@HOME
def record(
    campaign: Path,
    business: str,
    via: str,
    question: str,
    yes: bool,
    by: str,
    evidence: str,
    on: datetime | None,
    notice: Path | None,
    home: Path | None,
) -> None:
    """Enter what a business answered on a reply card or a call. A yes comes with an address, on standard input.

    Nothing is agreed yet: one confirmation is due to the address, and only the person's own press of its link makes a
    basis. After a no the business is not asked again.

    \b
    $ echo 'owner@copperlane.example' | aboveboard consent record examples/high-street/campaign.toml hs-001 \\
    --via card --yes --by 'the owner' --evidence 'card 0042' --notice notice.txt
    {"business":"hs-001","question":"email","state":"due","confirm_by":"2...
    """
    from aboveboard.campaign.consent_errands import Answered, record_answer

    answered = Answered(
        business=business,
        question=cast(Question, question),
        via=cast(Via, via),
        yes=yes,
        address=_address() if yes else "",
        by=by,
        evidence=evidence,
        on=on.date() if on else None,
        notice=notice,
    )
    write_lines([record_answer(campaign, home, answered)])


def _address() -> str:
    """The address, which is on no command line: other users of the machine can read those."""
    if sys.stdin.isatty():
        return str(click.prompt("E-mail address", err=True))
    return sys.stdin.readline().strip()


@consent_command.command("due")
@click.argument("campaign", type=CAMPAIGN)
@click.option("--put-out", is_flag=True, help="Put the mails into the outbox; each only once.")
@HOME
def due(campaign: Path, put_out: bool, home: Path | None) -> None:
    """The confirmations that are due, one a line. What was not confirmed in time is erased, with its address.

    \b
    $ aboveboard consent due examples/high-street/campaign.toml --put-out
    """
    import msgspec

    from aboveboard.campaign.consent_errands import due_confirmations

    write_lines(msgspec.to_builtins(one) for one in due_confirmations(campaign, home, put_out=put_out))
