"""`aboveboard observe`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
Command = Callable[..., Any]


@click.group("observe")
def observe_command() -> None:
    """Reads small businesses' pages into facts."""


@observe_command.command("pages")
def pages() -> None:
    """Pages on standard input, their facts on standard output; one JSON object a line.

    \b
    $ echo '{"id":"1","url":"http://shop.example/","html":"<title>Shop</title>"}' | aboveboard observe pages
    {"id":"1","url":"http://shop.example/","facts":[{"attribute":"page.bytes","value":19,"level":"entity", ...
    """
    from aboveboard.campaign.doors import observe_pages
    from aboveboard.cli.lines import filter_lines

    filter_lines(observe_pages())


def reading(command: Command) -> Command:
    """The options of whatever reads sites."""
    options = (
        click.option("--contact", help="The page on the web that explains who reads, and why. Without it, and with "
                     "--allow-private, private addresses alone are read."),
        click.option("--cache", type=FOLDER, help="A private folder that keeps what was read for seven days. In a "
                     "campaign's own (.aboveboard/cache), `aboveboard forget` reaches it."),
        click.option("--pause", type=click.FloatRange(0, 60), default=1.0, show_default=True,
                     help="Seconds between two requests to one host; a robots file that asks for more gets more."),
        click.option("--allow-private", is_flag=True, help="Read loopback and private addresses too, for tests."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@observe_command.command("site")
@click.argument("urls", nargs=-1)
@click.option("--max-pages", type=click.IntRange(1, 12), default=12, show_default=True, help="Pages of a site at most.")
@click.option(
    "--resume", is_flag=True, help="Go on with a visit of the last 24 hours: ask only for what --cache lacks."
)
@reading
def site(
    urls: tuple[str, ...],
    max_pages: int,
    resume: bool,
    contact: str | None,
    cache: Path | None,
    pause: float,
    allow_private: bool,
) -> None:
    """Sites on the web to facts: each of URLS, or of the lines of standard input, is read politely; one JSON object a
    site. Refusal file and robots file are asked first. Exit status 1 if a site refused or was not reached.

    \b
    $ aboveboard observe site https://shop.example/ --contact https://agency.example/reader
    {"url":"https://shop.example/","pages":[{"url":"https://shop.example/","status":200}, ...
    """
    from aboveboard.campaign.doors import observe_sites
    from aboveboard.cli.progress import progress

    websites = urls or tuple(line.strip() for line in sys.stdin if line.strip())
    records = observe_sites(
        websites,
        contact=contact,
        cache=cache,
        pause=pause,
        allow_private=allow_private,
        max_pages=max_pages,
        resume=resume,
    )
    with progress() as tell:
        tell("reading", 0, len(websites))
        answers = _told(records, lambda done: tell("reading", done, len(websites)))
        _write(answers, lambda record: "reason" in record or "error" in record)


@observe_command.command("again")
@click.argument("facts", type=FILE)
@reading
def again(facts: Path, contact: str | None, cache: Path | None, pause: float, allow_private: bool) -> None:
    """Whether facts still stand: reads the pages again on which the facts of the file FACTS rest (lines of
    `observe site`, or one fact a line with its url), and no others. Exit status 1 if a fact changed or is gone.

    \b
    $ aboveboard observe again facts.jsonl --contact https://agency.example/reader
    {"attribute":"page.title","url":"https://shop.example/","was":"Shop","is":null,"state":"holds"}
    """
    from aboveboard.campaign.doors import observe_again

    records = observe_again(facts, contact=contact, cache=cache, pause=pause, allow_private=allow_private)
    _write(records, lambda record: record["state"] in ("changed", "gone"))


def _told(records: Iterable[Mapping[str, object]], tell: Callable[[int], None]) -> Iterator[Mapping[str, object]]:
    """The records, each told of as it comes."""
    for done, record in enumerate(records, 1):
        yield record
        tell(done)


def _write(records: Iterable[Mapping[str, object]], refused: Callable[[Mapping[str, object]], bool]) -> None:
    """Each record is a line of standard output as soon as it is known; ends the process with 1 if one was refused."""
    from aboveboard.cli.lines import write_lines

    found = False
    for record in records:
        write_lines([record])
        found = found or refused(record)
    if found:
        sys.exit(1)
