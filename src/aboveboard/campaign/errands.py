"""What the command line asks for, each in one call: run and report, why, review, forget."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.arrivals import with_sites, withdraw
from aboveboard.campaign.artefacts import RunFolder, utc_now
from aboveboard.campaign.company_review import answer_question, question_lines
from aboveboard.campaign.explanation import correction_view, explanation, review_view
from aboveboard.campaign.forgetting import forget_files
from aboveboard.campaign.headers import country_code, most_common_country, read_list, with_scheme
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.report import lead, render_report, signature_lines
from aboveboard.campaign.rule_versions import RuleVersions, own_packs
from aboveboard.campaign.run import RunResult, Tell, open_store, quiet, run_campaign
from aboveboard.campaign.trial import Answers, try_list
from aboveboard.domain.errors import InputError
from aboveboard.domain.reasons import REASONS
from aboveboard.domain.sockets import Erasure
from aboveboard.guard.packs import RulePacks
from aboveboard.observe.cache import open_cache
from aboveboard.observe.fetch import Limits
from aboveboard.observe.live import LivePages
from aboveboard.observe.sources import SavedPages
from aboveboard.store.entries import Review, StoredReceipt

RUN_PAGES: Final = 6
TRIAL_PAGES: Final = 3
"""The pages of a site that a run and a trial read; `observe site` reads up to twelve."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run printed, and where its report lies."""

    summary: str
    report: Path


def run_and_report(
    campaign: Path,
    home: Path | None,
    *,
    send: bool = False,
    live: bool = False,
    again: bool = False,
    tell: Tell = quiet,
) -> Done:
    """A run, its report and its summary; nothing lies in the outbox for a business that refuses by now."""
    material = read_material(campaign)
    place = Home.of(campaign, home)
    now = utc_now()
    web = _live(material.settings.sender.website, now, pages=RUN_PAGES, cache=place.cache) if live or again else None
    source = web if live else None
    result = run_campaign(material, place, now=now, send=send, source=source, again=web if again else None, tell=tell)
    withdraw(place, with_sites(result.frame))
    report = RunFolder(place.runs).write(result.run_id, render_report(result), summary_record(result))
    return Done(summary_text(result), report)


def guess_country(prospects: Path) -> str:
    """The country most of a list is in, as the likeliest one to write from; GB where none can be told."""
    return most_common_country(read_list(prospects)[0]) or "GB"


def trial(
    prospects: Path,
    offline: Path | None,
    *,
    name: str | None,
    country: str | None,
    sells: str | None,
    out: Path | None = None,
    tell: Tell = quiet,
) -> Done:
    """The report on somebody's own list; the only file it leaves is the report."""
    code = country_code(country or "GB")
    if code is None:
        raise InputError(f"{country!r} is no country we know", place="--country", remedy="a name, or a code such as GB")
    path = out or prospects.with_suffix(".aboveboard.html")
    if not path.parent.is_dir():
        raise InputError("there is no such folder to write to", place=str(path), remedy="--out names the report")
    answers = Answers(name=name or "Our firm", country=code, sells=sells or "help with websites")
    now = utc_now()
    source = (
        SavedPages(offline, by_file_date=True) if offline else _live(with_scheme(answers.name), now, pages=TRIAL_PAGES)
    )
    page, summary = try_list(prospects, answers, source, now=now, tell=tell)
    path.write_text(page, encoding="utf-8")
    return Done(summary, path)


def _live(contact: str, now: datetime, *, pages: int, cache: Path | None = None) -> LivePages:
    """The sites themselves, read politely; each is told who reads it, so a name alone is not enough."""
    if "." not in contact:
        remedy = "answer with your web address (--name), or give saved pages with --offline"
        raise InputError("the sites have to be told who reads them", place="--name", remedy=remedy)
    kept = open_cache(cache, now)
    return LivePages(contact=contact, clock=lambda: now, limits=Limits(pages=pages), cache=kept)


def find_report(run: str, campaign: Path | None, home: Path | None) -> Path:
    """The report of a run, by its id or `latest`."""
    return RunFolder(_home(campaign, home).runs).find(run)


def explain(name: str, campaign: Path | None, home: Path | None) -> str:
    """Why a message was written, or why not: text, grounds, rules, decision and receipt of a row's latest run."""
    place = _home(campaign, home)
    with open_store(place, existing=True) as store:
        rows = store.rows_named(name)
        kept = store.message(rows[0]) if len(rows) == 1 else None
        if len(rows) > 1:
            raise InputError(f"{name!r} may mean {len(rows)} rows", remedy=f"such as {', '.join(rows[:5])}")
        if kept is None:
            remedy = "give a row such as CAMPAIGN:BUSINESS:1, a business, or 8 or more characters of a message's hash"
            raise InputError(f"nothing is kept under {name!r}", remedy=remedy)
        receipt = store.receipt(kept.row)
    return explanation(kept, receipt, _packs_of(place, campaign, receipt))


def _packs_of(place: Home, campaign: Path | None, receipt: StoredReceipt | None) -> RulePacks:
    """The rules as they were on the day of the receipt, else those in use."""
    versions = RuleVersions.of(place)
    version = msgspec.json.decode(receipt.body, type=_Body).moment.rules if receipt else None
    then = versions.of_version(version) if version else None
    return then or versions.in_use(own_packs(campaign)).packs


class _Rules(msgspec.Struct):
    rules: str


class _Body(msgspec.Struct):
    moment: _Rules


def review_lines(campaign: Path, home: Path | None) -> list[str]:
    """What waits for a person: rows of the latest run with question and text, companies, and what was corrected."""
    place, material = Home.of(campaign, home), read_material(campaign)
    with open_store(place, existing=True) as store:
        waiting, corrections = store.waiting(material.settings.name), store.corrections()
        questions = question_lines(store, material.settings.name)
    packs = RuleVersions.of(place).in_use(material.own_packs).packs if waiting else None
    lines = [line for kept in waiting for line in review_view(kept, packs)] if packs else ["no row waits for a person"]
    return lines + questions + [line for correction in corrections for line in correction_view(correction)]


def decide_review(campaign: Path, home: Path | None, row: str, *, by: str, approved: bool) -> str:
    """A person's answer is kept; the next run heeds it.

    Of a row it is for its very text; of a business and an entry of a company register, such as
    b-001@companies-house:01234567, it says whether they are the same company.
    """
    place, material = Home.of(campaign, home), read_material(campaign)
    with open_store(place, existing=True) as store:
        if answer_question(store, material.settings.name, row, by=by, same=approved, at=utc_now()):
            return f"{row}: {'the same' if approved else 'another'} company, says {by}; run the campaign again"
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
        return forget_files(store, place, business) + store.forget(business)


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
        **({"unprintable": dict(result.unprintable)} if result.unprintable else {}),
        **({"model": result.model.record()} if result.model else {}),
    }


def summary_text(result: RunResult) -> str:
    """The run in a few lines for a terminal."""
    rows = list(result.frame.select("state", "state_reason", "channel").iter_rows(named=True))
    lines = [lead(rows)]
    counts = Counter(result.frame["state_reason"].drop_nulls())
    lines += [
        f"  {count:>4}  {reason.replace('_', ' '):<24} {REASONS[reason]}" for reason, count in counts.most_common()
    ]
    lines += result.model.lines() if result.model else []
    lines += signature_lines(result.frame.select("state_reason", "final", "country").to_dicts())
    lines += [f"not put out: {row}: {problem}" for row, problem in sorted(result.unprintable.items())]
    mode = "dry run: nothing was sent" if result.dry else "the outbox was written; nothing was transmitted"
    lines.append(f"{mode}. {len(result.receipts)} receipts written; the log holds {log_size(result.checkpoint)}.")
    return "\n".join(lines)


def log_size(checkpoint: str) -> str:
    """The number of entries that a checkpoint covers: its second line (C2SP tlog-checkpoint)."""
    return checkpoint.splitlines()[1]
