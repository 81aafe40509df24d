"""What the command line asks for, each in one call: run and report, why, review, forget."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from aboveboard.campaign.artefacts import RunFolder, utc_now
from aboveboard.campaign.explanation import explanation, review_view
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.report import lead, render_report
from aboveboard.campaign.run import RunResult, Tell, open_store, quiet, run_campaign
from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.errors import InputError
from aboveboard.domain.reasons import REASONS
from aboveboard.domain.sockets import Erasure, Keeper
from aboveboard.guard.packs import load_packs
from aboveboard.store.entries import Review


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


def find_report(run: str, campaign: Path | None, home: Path | None) -> Path:
    """The report of a run, by its id or `latest`."""
    return RunFolder(_home(campaign, home).runs).find(run)


def explain(name: str, campaign: Path | None, home: Path | None) -> str:
    """Why a message was written, or why not: text, grounds, rules, decision and receipt of a row's latest run."""
    place = _home(campaign, home)
    with open_store(place, existing=True) as store:
        kept = store.message(name)
        if kept is None:
            raise InputError(
                f"nothing is kept under {name!r}", remedy="give a message's hash, or a row such as CAMPAIGN:BUSINESS:1"
            )
        receipt = store.receipt(kept.row)
    return explanation(kept, receipt, load_packs())


def review_lines(campaign: Path, home: Path | None) -> list[str]:
    """The rows of the latest run that wait for a person: row, message, question and text."""
    place, material = Home.of(campaign, home), read_material(campaign)
    with open_store(place, existing=True) as store:
        waiting = store.waiting(material.settings.name)
    if not waiting:
        return ["no row waits for a person"]
    packs = load_packs()
    return [line for kept in waiting for line in review_view(kept, packs)]


def decide_review(campaign: Path, home: Path | None, row: str, *, by: str, approved: bool) -> str:
    """A person's answer to the very text of a row is kept; the next run heeds it as long as the text is the same."""
    place = Home.of(campaign, home)
    with open_store(place, existing=True) as store:
        kept = store.message(row)
        if kept is None or kept.message is None or kept.state != "review":
            raise InputError(f"{row!r} does not wait for a person", remedy="`aboveboard review list CAMPAIGN`")
        store.add_review(Review(row=kept.row, message=kept.message, by=by, approved=approved, on=utc_now().date()))
    return f"{kept.row}: {'approved' if approved else 'refused'} by {by}; run the campaign again"


def forget(campaign: Path, home: Path | None, subject: str) -> list[Erasure]:
    """Every keeper forgot the subject; files first, so that a crash in between can be taken up again by its id."""
    place = Home.of(campaign, home)
    with open_store(place, existing=True) as store:
        business = store.business_of(subject)
        if business is None:
            raise InputError("no such business is kept", remedy="it was never imported, or it was erased")
        pseudonym = store.keys.pseudonym(business)
        files: list[Keeper] = [RunFolder(place.runs)]
        erased = [keeper.forget(business) for keeper in files]
        if place.outbox.exists():
            erased.append(Outbox(place.outbox).forget(pseudonym))
        return erased + store.forget(business)


def _home(campaign: Path | None, home: Path | None) -> Home:
    """The home of a campaign, or of the one campaign.toml in this folder."""
    return Home.of(campaign or Path("campaign.toml"), home)


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
    lines.append(f"{mode}. {len(result.receipts)} receipts written; the log holds {log_size(result.checkpoint)}.")
    return "\n".join(lines)


def log_size(checkpoint: str) -> str:
    """The number of entries that a checkpoint covers: its second line (C2SP tlog-checkpoint)."""
    return checkpoint.splitlines()[1]
