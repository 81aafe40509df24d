"""A run's artefacts under `runs/`: the report and a summary; they remember subjects, so they can forget them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.sockets import Erasure

REPORT: Final = "report.html"
SUMMARY: Final = "summary.json"
KEPT_DAYS: Final = 180


class RunFolder:
    """The folder of all runs; a Keeper.

    The report marks what it says of one business with `<!--b:ID-->` and `<!--/b-->`; forgetting cuts that out.
    """

    name = "runs"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, run_id: str, report: str, summary: Mapping[str, object]) -> Path:
        """The path of the report; both files are whole or absent."""
        folder = self._folder / run_id
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / SUMMARY, json.dumps(summary, indent=2, sort_keys=True))
        _replace(folder / REPORT, report)
        return folder / REPORT

    def find(self, run: str) -> Path:
        """The report of a run, by its id or `latest`; raises InputError where there is none."""
        runs = sorted(path.parent.name for path in self._folder.glob(f"*/{REPORT}"))
        if not runs:
            raise InputError("there is no run yet", place=str(self._folder), remedy="`aboveboard run CAMPAIGN`")
        if run == "latest":
            return self._folder / runs[-1] / REPORT
        if run not in runs:
            raise InputError(f"there is no run {run!r}", place=str(self._folder), remedy=did_you_mean(run, runs))
        return self._folder / run / REPORT

    def forget(self, business: str) -> Erasure:
        """No report says anything of the business any more."""
        mark = re.compile(rf"<!--b:{re.escape(business)}-->.*?<!--/b-->", re.DOTALL)
        removed = 0
        for path in self._folder.glob(f"*/{REPORT}"):
            text, count = mark.subn("", path.read_text("utf-8"))
            if count:
                _replace(path, text)
                removed += count
        return Erasure(self.name, removed)

    def expire(self, now: datetime) -> Erasure:
        """Runs older than 180 days are gone."""
        before = (now - timedelta(days=KEPT_DAYS)).timestamp()
        old = [path.parent for path in self._folder.glob(f"*/{REPORT}") if path.stat().st_mtime < before]
        for folder in old:
            shutil.rmtree(folder)
        return Erasure(self.name, len(old))


def _replace(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def utc_now() -> datetime:
    """The true time; the doors ask it once and hand it on."""
    return datetime.now(UTC)
