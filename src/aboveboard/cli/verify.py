"""`aboveboard verify`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group("verify")
def verify_command() -> None:
    """Holds texts against facts."""


@verify_command.command("text")
@click.argument("letter", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--facts", type=click.Path(dir_okay=False, path_type=Path), help="A JSON object of what is known.")
@click.option("--language", help="Of the letter: en, de, nl, fr or es; en where neither this nor the line says.")
@click.option(
    "--check", "checks", multiple=True, metavar="NAME", help="Only this check (claims, ...); may be repeated."
)
@click.option("--must-say", multiple=True, metavar="PATH", help="A fact that has to be stated, as in hours.monday.")
@click.option("--must-include", multiple=True, metavar="ELEMENT", help="What a rule wants in it, as in opt_out_notice.")
def text(
    letter: Path | None,
    facts: Path | None,
    language: str | None,
    checks: tuple[str, ...],
    must_say: tuple[str, ...],
    must_include: tuple[str, ...],
) -> None:
    """A letter held against facts, with each finding marked at its place: "aboveboard verify text LETTER --facts FILE".

    Exit status 1 if anything was found. Where standard output is no terminal, a JSON line. Without LETTER, texts with
    their facts on standard input and the findings on standard output, one JSON object a line.

    \b
    $ echo '{"id":"1","text":"You open at 9:00.","facts":{"opens":"08:30"}}' | aboveboard verify text
    {"id":"1","passed":false,"findings":[{"check":"claims","kind":"contradicted","start":12,"end":16, ...
    """
    given: dict[str, object] = {
        "language": language,
        "checks": list(checks),
        "must_say": list(must_say),
        "must_include": list(must_include),
    }
    asked = {name: value for name, value in given.items() if value}
    if letter is None:
        _lines(facts, asked)
    else:
        _proof(letter, facts, asked)


def _lines(facts: Path | None, asked: dict[str, object]) -> None:
    from aboveboard.campaign.doors import verify_text
    from aboveboard.cli.lines import filter_lines

    if facts or asked:
        raise click.UsageError("options go with a LETTER; a line of standard input says these things itself")
    filter_lines(verify_text())


def _proof(letter: Path, facts: Path | None, asked: dict[str, object]) -> None:
    from aboveboard.campaign.proofreading import proofread
    from aboveboard.cli.lines import write_lines

    proof = proofread(letter, facts, asked)
    if sys.stdout.isatty():
        click.echo("\n".join(proof.lines))
    else:
        write_lines([proof.answer])
    if not proof.passed:
        raise click.exceptions.Exit(1)
