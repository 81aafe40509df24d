"""The report of a run: one self-contained HTML file, with no outside request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import jinja2
import msgspec
from markupsafe import Markup, escape
from msgspec.structs import replace

from aboveboard.campaign.form_figures import form_words, legal_form_figures
from aboveboard.campaign.made import made_line
from aboveboard.campaign.settle import UNSIGNED
from aboveboard.campaign.signatures import lacking
from aboveboard.compose.phrasebook import load_reasons
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.company import COMPANY_REGISTER
from aboveboard.domain.decision import Decision
from aboveboard.domain.draft import FOOTER, Draft, Sentence, decode_draft
from aboveboard.domain.fact import Fact, by_id, decode_facts
from aboveboard.domain.reason import Reason
from aboveboard.domain.reasons import OFFER_REASONS, REASONS
from aboveboard.domain.verdict import decode_cells, decode_verdict

if TYPE_CHECKING:
    from aboveboard.campaign.changes import Opening
    from aboveboard.campaign.run import RunResult
    from aboveboard.guard.packs import RulePacks

CHANNEL_WORDS: Final = {"email": "e-mail", "post": "letter", "voice_live": "call sheet"}
_EVIDENCE: Final = {
    "fact": "as the register gives it",
    "offer": "term of the offer",
    "reason": "a general statement",
    "sender": "the sender",
    "element": "required by a rule",
}
MOST_MESSAGES: Final = 200
MOST_ROWS: Final = 2_000
Row = dict[str, Any]
_SLOTS: Final = {
    "[[why_link]]": "(the link to the page of this message)",
    "[[stop_link]]": "(the link that stops all messages)",
    "[[addressee]]": "",
}


def render_report(result: RunResult) -> str:
    """The whole report of a run as HTML."""
    return render_page("report.html.j2", _view(result))


def render_page(template: str, view: Mapping[str, object]) -> str:
    """One self-contained HTML file; every value from outside is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("aboveboard.campaign"),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["told"] = _told
    style = resources.files("aboveboard.campaign").joinpath("templates/report.css").read_text("utf-8")
    page = environment.get_template(template)
    return page.render(report=view, style=style, mark=_mark, unmark=Markup("<!--/b-->"))


def _told(line: str) -> Markup:
    """A line for a terminal as HTML: what stands between backticks is code."""
    parts = line.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts)
    )


def _mark(business: str) -> Markup:
    """Opens what is said of one business, so that it can be cut out when the business is forgotten."""
    return Markup("<!--b:{}-->").format(re.sub("--+", "-", business))


def _view(result: RunResult) -> dict[str, object]:
    rows = list(result.frame.drop("receipt").iter_rows(named=True))
    written = [row for row in rows if waits(row) or row["state"] == "queued"]
    settings = result.settings
    return {
        "campaign": settings.name,
        "run_id": result.run_id,
        "day": result.moment.now.date().isoformat(),
        "dry": result.dry,
        "rules": result.moment.rules,
        "disclaimer": result.packs.disclaimer,
        "waiting": signature_lines(rows),
        "lead": lead(rows),
        "funnel": _funnel(rows),
        "figures": _figures(rows, result),
        "withheld": withheld_groups(rows, result.packs, result.openings),
        "messages": [message_view(row, result) for row in written[:MOST_MESSAGES]],
        "messages_left_out": max(0, len(written) - MOST_MESSAGES),
        "groups": _groups(result),
        "model": result.model.view() if result.model else None,
        "bound": f"{result.bounds.bound:g}",
        "rows": [_row(row, result.packs) for row in rows[:MOST_ROWS]],
        "rows_left_out": max(0, len(rows) - MOST_ROWS),
        "checkpoint": result.checkpoint,
        "vkey": result.vkey,
        "ledger": result.ledger,
    }


def lead(rows: Sequence[Row]) -> str:
    """The run in one sentence."""
    written = _by_channel(row for row in rows if row["state"] == "queued")
    unsigned = _by_channel(row for row in rows if waits(row))
    asked = sum(row["state"] == "review" and not waits(row) for row in rows)
    parts = [
        written or ("" if unsigned else "nobody is written to"),
        f"{unsigned}, which wait until somebody signs for the rules" if unsigned else "",
        f"{asked} wait for a person to decide" if asked else "",
        f"{sum(row['state'] == 'withheld' for row in rows)} are left alone",
    ]
    return f"{len(rows)} businesses: {'; '.join(part for part in parts if part)}."


def waits(row: Row) -> bool:
    """True for a row whose text the rules allow, and for whose rules nobody answers."""
    return row["state_reason"] in UNSIGNED


def signature_lines(rows: Sequence[Row]) -> list[str]:
    """What is missing before the texts that wait may go, and what to do; one line for each group of countries alike."""
    found: dict[tuple[bool, tuple[str, ...]], set[str]] = {}
    for row in filter(waits, rows):
        verdict = decode_verdict(row["final"])
        key = (bool(verdict.unsigned), tuple(verdict.outdated or ()))
        found.setdefault(key, set()).add(row["country"])
    return [
        lacking(("rules",) if unsigned else (), outdated, countries=sorted(countries))
        for (unsigned, outdated), countries in sorted(found.items())
    ]


def _by_channel(rows: Iterable[Row]) -> str:
    channels = Counter(CHANNEL_WORDS[row["channel"]] for row in rows)
    return ", ".join(f"{count} {_plural(word, count)}" for word, count in sorted(channels.items()))


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"


def _funnel(rows: Sequence[Row]) -> list[dict[str, object]]:
    looked = [row for row in rows if row["look"]]
    read = [row for row in looked if (row["observed"] or "[]") != "[]"]
    steps = [
        ("on the list", len(rows)),
        ("could be looked at", len(looked)),
        ("had a page to read", len(read)),
        ("may be written to", sum(_may_write(row) for row in read)),
        ("have an offer that helps", sum(row["offer"] is not None for row in rows)),
        ("message stands on its grounds", sum(row["passed"] for row in rows)),
        ("ready to go", sum(row["state"] == "queued" for row in rows)),
    ]
    return [{"label": label, "count": n, "percent": round(100 * n / max(1, len(rows)))} for label, n in steps]


def _may_write(row: Row) -> bool:
    return any(cell.verdict.rules_allow for cell in decode_cells(row["cells"]))


def _figures(rows: Sequence[Row], result: RunResult) -> list[tuple[str, str]]:
    held = sum(row["decide_reason"] == "hold_out" for row in rows)
    return [
        *legal_form_figures(rows, asked=COMPANY_REGISTER in result.moment.surveys),
        ("names of persons left out", str(sum(row["persons_seen"] or 0 for row in rows))),
        ("left alone to learn from", str(held)),
        ("receipts", str(len(rows))),
    ]


def withheld_groups(rows: Sequence[Row], packs: RulePacks, found: Mapping[str, Opening]) -> list[dict[str, object]]:
    """The rows without a message by reason, most first: rules with sentence and citation, and what would change it."""
    by_reason: dict[str, list[Row]] = {}
    for row in rows:
        if row["state"] in ("withheld", "review"):
            by_reason.setdefault(row["state_reason"], []).append(row)
    return [
        {
            "count": len(members),
            "sentence": _operator_sentence(reason),
            "rules": _rules(members, packs),
            "changes": _changes(members, found),
            "signatures": signature_lines(members),
            "businesses": [{"id": row["business"], "name": row["name"]} for row in members],
        }
        for reason, members in sorted(by_reason.items(), key=lambda item: -len(item[1]))
    ]


def _operator_sentence(reason: str) -> str:
    return f"{reason.replace('_', ' ')}: “{REASONS[reason]}”"


def deciding_rules(row: Row) -> set[str]:
    """The ids of the rules that stood in the way of this row, on any channel."""
    found = {rule for cell in decode_cells(row["cells"]) for rule in cell.verdict.deciding}
    if row["final"]:
        found |= set(decode_verdict(row["final"]).deciding)
    return found


def _rules(members: Iterable[Row], packs: RulePacks) -> list[dict[str, object]]:
    counts: Counter[str] = Counter()
    for row in members:
        if row["state_reason"] in ("no_rule_allows", "needs_review", "final_verdict"):
            counts.update(deciding_rules(row))
    return [rule_view(name, packs) | {"count": count} for name, count in counts.most_common()]


def rule_view(name: str, packs: RulePacks) -> dict[str, object]:
    """A rule as a person reads it: sentence, citation, and a word where no primary text was read for it."""
    rule = packs.by_id.get(name)
    if rule is None:
        return {"id": name, "plain": "a rule of another version, which is not kept here", "citation": "", "weak": ""}
    return {"id": name, "plain": rule.plain, "citation": rule.citation, "weak": rule.weak}


def rule_label(name: str, packs: RulePacks) -> str:
    """The id of a rule where there is no room for more, with its mark if it rests on no primary text."""
    weak = rule_view(name, packs)["weak"]
    return f"{name} ({weak})" if weak else name


def _changes(members: Iterable[Row], found: Mapping[str, Opening]) -> list[dict[str, object]]:
    counts = Counter(found[row["business"]] for row in members if row["business"] in found)
    return [
        {"sentence": f"with {opening.sentence}: {CHANNEL_WORDS[opening.channel]} allowed", "count": count}
        for opening, count in counts.most_common(6)
    ]


def message_view(row: Row, result: RunResult) -> dict[str, object]:
    """One message with each sentence tied to its grounds."""
    draft = decode_draft(row["draft"])
    brief = msgspec.json.decode(row["brief"], type=Brief)
    decision = msgspec.json.decode(row["decision"], type=Decision)
    facts = by_id(decode_facts(row["facts"]))
    used = {number for sentence in draft.sentences for number in sentence.items}
    return {
        "hash": row["message"],
        "business": row["business"],
        "name": row["name"],
        "channel_words": CHANNEL_WORDS[row["channel"]],
        "offer": result.offers[row["offer"]].name,
        "angle": str(row["angle"]).replace("_", " "),
        "probability": f"{row['probability_millionths'] / 10_000:g} %",
        "general": brief.general,
        "subject": draft.subject,
        "paragraphs": paragraphs(readable(draft)),
        "made": made_line(draft),
        "grounds": [_item(item, facts, load_reasons(brief.language)) for item in brief.items if item.number in used],
        "rules": [rule_view(name, result.packs) for name in decode_verdict(row["final"]).rules],
        "waits": signature_lines([row]),
        "rejected": "; ".join(f"{r.offer} ({OFFER_REASONS[r.reason]})" for r in decision.rejected),
        "receipt": result.receipts[row["row"]],
    }


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together."""

    sentences: list[Sentence]
    footer: bool


def readable(draft: Draft) -> Draft:
    """The draft without the places that only a message's own links fill."""
    return replace(draft, sentences=tuple(replace(s, text=_unlinked(s.text)) for s in draft.sentences))


def _unlinked(text: str) -> str:
    for slot, words in _SLOTS.items():
        text = text.replace(slot, words)
    return text


def paragraphs(draft: Draft) -> list[Paragraph]:
    """The sentences of a draft, one paragraph a part."""
    found: list[Paragraph] = []
    last: str | None = None
    for sentence in draft.sentences:
        if sentence.part != last:
            found.append(Paragraph([], sentence.part in FOOTER))
        found[-1].sentences.append(sentence)
        last = sentence.part
    return found


def _item(item: Item, facts: Mapping[str, Fact], reasons: Mapping[str, Reason]) -> dict[str, object]:
    evidence = _EVIDENCE[item.kind]
    value = value_words(item.value)
    if item.kind == "fact" and item.ref in facts:
        evidence = fact_evidence(facts[item.ref])
    elif item.kind == "reason" and item.name in reasons:
        reason = reasons[item.name]
        value, evidence = reason.statement, reason_evidence(reason)
    return {"number": item.number, "what": item.name.replace("_", " "), "value": value, "evidence": evidence}


def fact_evidence(fact: Fact) -> str:
    """Where and when a fact was seen, with its excerpt."""
    parts = [fact.url or fact.source, fact.where if fact.url else "", f"seen {fact.as_of}"]
    return ", ".join(part for part in parts if part) + (f": “{fact.excerpt}”" if fact.excerpt else "")


def reason_evidence(reason: Reason) -> str:
    """Where a reason stands, and when it was read there."""
    return f"{reason.source}, {reason.url}, read {reason.as_of}"


def value_words(value: object) -> str:
    """A fact's value as text."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_words(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(value_words(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not known" if value is None else str(value)


def _groups(result: RunResult) -> list[dict[str, object]]:
    return [
        {
            "name": line.name,
            "value": line.value,
            "n": line.n,
            "rate": f"{line.rate:.0%}",
            "interval": f"{line.low:.0%} to {line.high:.0%}",
            "result": line.result,
        }
        for line in result.group_lines
    ]


def _row(row: Row, packs: RulePacks) -> dict[str, object]:
    asked = row["state_reason"] in ("no_rule_allows", "needs_review")
    why = ", ".join(rule_label(name, packs) for name in sorted(deciding_rules(row))) if asked else ""
    reason = (row["state_reason"] or "").replace("_", " ") or CHANNEL_WORDS[row["channel"]]
    return {
        "id": row["business"],
        "name": row["name"],
        "country": row["country"],
        "legal_form": form_words(row),
        "state": row["state"],
        "why": f"{reason}: {why}" if why else reason,
    }
