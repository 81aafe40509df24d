"""What the command line asks for, each in one call: run and report, why, review, forget."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from aboveboard.campaign.artefacts import RunFolder, utc_now
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.report import lead, render_report
from aboveboard.campaign.run import RunResult, Tell, quiet, run_campaign
from aboveboard.domain.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Done:
    """What a run printed, and where its report lies."""

    summary: str
    report: Path


def run_and_report(
    campaign: Path, home: Path | None, *, send: bool = False, live: bool = False, tell: Tell = quiet
) -> Done:
    """A run, its report and its summary."""
    material = read_material(campaign)
    place = Home.of(campaign, home)
    result = run_campaign(material, place, now=utc_now(), send=send, tell=tell)
    report = RunFolder(place.runs).write(result.run_id, render_report(result), summary_record(result))
    return Done(summary_text(result), report)


def summary_record(result: RunResult) -> dict[str, object]:
    """The run in figures, without anybody's name."""
    frame = result.frame
    return {
        "run": result.run_id,
        "campaign": result.settings.name,
        "dry": result.dry,
        "as_of": result.moment.now.date().isoformat(),
        "rules": result.moment.rules,
        "rows": frame.height,
        "states": dict(sorted(Counter(frame["state"]).items())),
        "reasons": dict(sorted(Counter(frame["state_reason"].drop_nulls()).items())),
        "checkpoint": result.checkpoint,
    }


def summary_text(result: RunResult) -> str:
    """The run in a few lines for a terminal."""
    rows = list(result.frame.select("state", "channel").iter_rows(named=True))
    lines = [lead(rows)]
    counts = Counter(result.frame["state_reason"].drop_nulls())
    lines += [
        f"  {count:>4}  {reason.replace('_', ' '):<24} {REASONS[reason]}" for reason, count in counts.most_common()
    ]
    mode = "dry run: nothing was sent" if result.dry else "the outbox was written; nothing was transmitted"
    lines.append(f"{mode}. {result.frame.height} receipts in the log, {len(result.receipts)} of this run.")
    return "\n".join(lines)
