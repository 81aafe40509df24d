"""The command `aboveboard`: words for the whole (`try`, `run`, `why`), and a room's name for each of its doors."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Final

import click

from aboveboard import __version__
from aboveboard.domain.errors import AboveboardError, UnavailableError, did_you_mean

# Each command, the module that holds it, and its line in --help; modules load only when their command is called.
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "try": ("trial", "Your own list first: who may get what, and the one thing worth saying."),
    "init": ("init", "Write a commented campaign to start from."),
    "run": ("run", "Run a campaign; dry unless --send."),
    "report": ("run", "Say where the report of a run is."),
    "why": ("run", "Why a message may be written, and what each sentence rests on."),
    "windows": ("windows", "When a campaign's businesses may next be written to, and why not before."),
    "review": ("review", "Rows that a person has to decide: list, decide."),
    "forget": ("forget", "Erase a subject everywhere, and say what was removed."),
    "import": ("importing", "Bring in outcomes, refusals, registers, numbers not to be called."),
    "consent": ("consent", "What was agreed to: show, record, and the confirmations that are due."),
    "export": ("export", "Take out refusals, hashed or in plain, and what businesses wish."),
    "refusals": ("refusals", "Count the refusals, or ask whether an address is refused."),
    "keys": ("keys", "The keys under which refusals are hashed: list, rotate, adopt."),
    "serve": ("serve", "Serve the recipients' pages."),
    "observe": ("observe", "Pages to facts, as JSON lines."),
    "facts": ("facts", "What is known of a business; whether two listings are one place."),
    "guard": ("guard", "May we write? Rules and verdicts, as JSON lines."),
    "packs": ("packs", "Versions of the rule packs: update, use, list, trust, seal."),
    "decide": ("decide", "Which offer would help, as JSON lines."),
    "llm": ("llm", "The language model of a campaign: check."),
    "verify": ("verify", "Texts against facts, as JSON lines."),
    "learn": ("learn", "Exact statistics from logged rounds: schema, fit, forget, evaluate."),
    "audit": ("audit", "Rates per group, with intervals."),
    "receipts": ("receipts", "Check proofs and verify anyone's log."),
}
DOOR_VERSION: Final = "1"


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(f"aboveboard.cli.{entry[0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"no such command {name!r} ({did_you_mean(name, COMMANDS)})", ctx=ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
@click.option("--door-version", is_flag=True, is_eager=True, expose_value=False, callback=lambda c, p, v: _door(c, v),
              help="Print the version of the JSON-lines contracts.")  # fmt: skip
def cli() -> None:
    """Outreach to small businesses with nothing hidden: what cannot be shown is not sent.

    Start with your own list: `aboveboard try prospects.csv`. Exit status: 0 all well; 1 some lines were refused;
    2 arguments or files were refused and nothing was done.
    """


def _door(ctx: click.Context, wanted: bool) -> None:
    if wanted:
        click.echo(DOOR_VERSION)
        ctx.exit()


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and ends the process with its status; errors are one plain line on standard error."""
    try:
        status: int | None = cli.main(args=arguments, prog_name="aboveboard", standalone_mode=False)
        sys.exit(status or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "aboveboard"
        _tell(f"{error.format_message()} (see `{command} --help`)")
    except click.Abort:
        _tell("stopped")
        sys.exit(130)
    except BrokenPipeError:
        _silence()  # whoever read our lines has gone, as `head` does
        sys.exit(1)
    except UnavailableError as error:
        _tell(f"{error}; try again in {error.retry_after:.0f} seconds")
    except (AboveboardError, click.ClickException) as error:
        _tell(str(error))
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _tell(f"{place}{(error.strerror or str(error)).lower()}")
    sys.exit(2)


def _tell(problem: str) -> None:
    """The problem is one line on standard error."""
    click.echo(f"aboveboard: {' '.join(problem.split())}", err=True)


def _silence() -> None:
    """Nothing more is written to standard output, not even when Python ends and flushes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
