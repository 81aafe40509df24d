"""`aboveboard packs`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aboveboard.cli.guard import CAMPAIGN_OPTION
from aboveboard.cli.lines import show, write_lines
from aboveboard.cli.run import HOME
from aboveboard.domain.errors import InputError

if TYPE_CHECKING:
    from aboveboard.campaign.rule_update import Update, Updates

FILE = click.Path(dir_okay=False, path_type=Path)
YES = click.option("--yes", is_flag=True, help="Do it without asking, for scripts.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")


@click.group("packs")
def packs_command() -> None:
    """Versions of the rule packs: update, go back, and say whose signature counts."""


@packs_command.command("update")
@click.argument("file", type=FILE, required=False)
@click.option("--undo", is_flag=True, help="Back to the version before the last change, instead of FILE.")
@DRY_RUN
@YES
@click.option("--older", is_flag=True, help="Take a bundle that is older than what was here; --yes does not say that.")
@CAMPAIGN_OPTION
@HOME
def update(
    file: Path | None, undo: bool, dry_run: bool, yes: bool, older: bool, campaign: Path | None, home: Path | None
) -> None:
    """Take the rule packs of a sealed FILE: its signature is checked, every change shown, loosening first, and asked.

    The version before stays, and so do the decisions that rest on it. Packs whose text changes have to be signed anew.

    \b
    $ aboveboard packs update rules-2026-12.zip --dry-run
    {"from":"2026.11.23-draft1+...","to":"2026.12.20+...","older":"","to_be_signed_anew":["de-uwg"]}
    """
    if (file is None) is not undo:
        raise click.UsageError("give a FILE, or --undo", click.get_current_context())
    updates = _updates(campaign, home)
    if file is None:
        _go_to(updates, updates.versions.previous(), act="undo", yes=yes, dry_run=dry_run)
        return
    found, bundle = updates.of_file(file)
    show(found.lines())
    if not dry_run and _agreed(found, yes=yes, older=older):
        updates.take(found, bundle)
        _tell(f"in use: {found.after.version}, signed by {bundle.key}")


@packs_command.command("use")
@click.argument("version")
@DRY_RUN
@YES
@CAMPAIGN_OPTION
@HOME
def use(version: str, dry_run: bool, yes: bool, campaign: Path | None, home: Path | None) -> None:
    """Go to a VERSION that was installed here before, or to `packaged`: what the program brought along.

    \b
    $ aboveboard packs use packaged --yes
    """
    _go_to(_updates(campaign, home), version, act="use", yes=yes, dry_run=dry_run)


@packs_command.command("list")
@CAMPAIGN_OPTION
@HOME
def list_versions(campaign: Path | None, home: Path | None) -> None:
    """The version in use, each change so far, and the trusted keys, one JSON object a line.

    \b
    $ aboveboard packs list
    {"in_use":"packaged"}
    """
    write_lines(_updates(campaign, home).lines())


@packs_command.command("trust")
@click.argument("key")
@click.option("--withdraw", is_flag=True, help="Trust it no longer.")
@CAMPAIGN_OPTION
@HOME
def trust(key: str, withdraw: bool, campaign: Path | None, home: Path | None) -> None:
    """Take bundles that KEY signed: name+hash+base64, which the publisher tells you over a way you know.

    \b
    $ aboveboard packs trust rules.example+70c5b02e+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop
    """
    write_lines({"trusted": known} for known in _updates(campaign, home).trust(key, withdraw=withdraw))


@packs_command.command("seal")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="The signing key's file; with --name it is made.")
@click.option("--name", help="Whose key it is, where there is none yet: such as rules.example.")
def seal(folder: Path, out: Path, key_file: Path, name: str | None) -> None:
    """Seal all packs of FOLDER into one file OUT, for whoever publishes packs; every example of theirs is replayed.

    \b
    $ aboveboard packs seal rules rules-2026-12.zip --key rules.key
    {"version":"2026.12.20+...","key":"rules.example+...
    """
    from aboveboard.campaign.rule_update import seal as seal_folder

    version, vkey = seal_folder(folder, out, key_file=key_file, name=name, now=datetime.now(UTC))
    write_lines([{"version": version, "key": vkey}])


def _updates(campaign: Path | None, home: Path | None) -> Updates:
    from aboveboard.campaign.home import Home
    from aboveboard.campaign.rule_update import Updates

    return Updates(Home.of(campaign or Path("campaign.toml"), home), now=datetime.now(UTC))


def _go_to(updates: Updates, version: str, *, act: str, yes: bool, dry_run: bool) -> None:
    found = updates.of_version(version)
    show(found.lines())
    if not dry_run and _agreed(found, yes=yes, older=True):
        updates.use(version, act=act)
        _tell(f"in use: {version}")


def _agreed(found: Update, *, yes: bool, older: bool) -> bool:
    """True once a person agreed: at the terminal, or beforehand with --yes, and with --older to an older bundle."""
    if found.older and not older:
        if not sys.stdin.isatty():
            raise InputError(f"the bundle is older than what was here: {found.older}", remedy="--older takes it anyway")
        click.confirm(f"This bundle is older: {found.older}. Take it anyway?", abort=True, err=True)
    if yes:
        return True
    if not sys.stdin.isatty():
        raise InputError("another version of the rules is taken only when a person agreed", remedy="--yes")
    return click.confirm("Take this version?", abort=True, err=True)


def _tell(words: str) -> None:
    click.echo(words, err=True)
