"""`aboveboard receipts`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group("receipts")
def receipts_command() -> None:
    """Proof that anyone can check."""


@receipts_command.command("check")
def check() -> None:
    """Inclusion or consistency proofs on standard input, whether each holds on standard output.

    \b
    $ echo '{"id":"1","leafIdx":0,"treeSize":1,"proof":[],\
"root":"bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",\
"leafHash":"bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="}' | aboveboard receipts check
    {"id":"1","ok":true}
    """
    from aboveboard.campaign.doors import check_receipt
    from aboveboard.cli.lines import filter_lines

    filter_lines(check_receipt())


@receipts_command.command("verify")
@click.argument("log_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", "vkey", help="The log's verifier key; the log's own VKEY.txt where absent.")
def verify(log_dir: Path, vkey: str | None) -> None:
    """Every tile, entry and signature of a C2SP tlog-tiles log; status 1 where anything does not hold.

    \b
    $ aboveboard receipts verify examples/high-street/.aboveboard/ledger
    {"size":62,"root":"...","signatures":[{"key":"...","ok":true}],"entries_checked":62,"ok":true,"problem":null}
    """
    from aboveboard.campaign.doors import verify_log
    from aboveboard.cli.lines import write_lines

    report = verify_log(log_dir, vkey)
    write_lines([report])
    if not report["ok"]:
        sys.exit(1)
