"""`aboveboard learn`."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


@click.group("learn")
def learn_command() -> None:
    """Exact integer statistics from logged rounds.

    Rows are JSON lines {"id", "x", "action", "reward", "propensity"}, or a CSV of outcomes with the columns business,
    campaign, step, kind, on, offer, angle, channel and probability_millionths.
    """


@learn_command.command("schema")
@click.option("--rows", required=True, type=FILE, help="Logged rounds, JSON lines.")
def schema(rows: Path) -> None:
    """Propose a schema, to be read by a person and kept.

    \b
    $ aboveboard learn schema --rows log.jsonl > schema.json
    """
    from aboveboard.campaign import learning

    click.echo(learning.propose_schema(rows), nl=False)


@learn_command.command("fit")
@click.option("--rows", required=True, type=FILE, help="Logged rounds, JSON lines.")
@click.option("--schema", "schema_file", required=True, type=FILE, help="The declared schema, TOML or JSON.")
@click.option("--state", required=True, type=NEW, help="Where the state is written.")
def fit(rows: Path, schema_file: Path, state: Path) -> None:
    """Learn from rows into a new state.

    \b
    $ aboveboard learn fit --rows log.jsonl --schema schema.json --state policy.state
    {"rows":12000,"actions":3,"features":18,"seconds":0.09,"digest":"..."}
    """
    from aboveboard.campaign import learning
    from aboveboard.cli.lines import write_lines

    write_lines([learning.fit(rows, schema_file, state)])


@learn_command.command("forget")
@click.option("--state", required=True, type=FILE, help="The state; it is replaced.")
@click.option("--rows", required=True, type=FILE, help="The rows it was fitted on.")
@click.option("--ids", required=True, type=FILE, help="The ids to forget, one a line.")
def forget(state: Path, rows: Path, ids: Path) -> None:
    """Take rows out; the state is then the same, to the bit, as one that never saw them.

    \b
    $ aboveboard learn forget --state policy.state --rows log.jsonl --ids gone.txt
    {"forgotten":2,"digest":"..."}
    """
    from aboveboard.campaign import learning
    from aboveboard.cli.lines import write_lines

    write_lines([learning.forget(state, rows, ids)])


@learn_command.command("evaluate")
@click.option("--train", required=True, type=FILE, help="Rounds to learn from.")
@click.option("--test", required=True, type=FILE, help="Rounds to evaluate on.")
@click.option("--schema", "schema_file", type=FILE, help="The declared schema; proposed from --train where absent.")
@click.option("--predictions", type=NEW, help="Where each test row's choice is written.")
def evaluate(train: Path, test: Path, schema_file: Path | None, predictions: Path | None) -> None:
    """What the greedy policy would have earned on logged rounds.

    \b
    $ aboveboard learn evaluate --train a.jsonl --test b.jsonl
    {"rows":5000,"actions":3,"seconds_fit":0.1,"value":{"ips":0.21, ...},"logged_value":0.17,"effective_n":1666.0, ...}
    """
    from aboveboard.campaign import learning
    from aboveboard.cli.lines import write_lines

    write_lines([learning.evaluate(train, test, schema_file, predictions)])
