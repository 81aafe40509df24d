"""Why a message was written, or why not, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from aboveboard.campaign.changes import decode_ladder
from aboveboard.campaign.company_review import reading_lines
from aboveboard.campaign.made import made_line
from aboveboard.campaign.report import (
    CHANNEL_WORDS,
    fact_evidence,
    paragraphs,
    readable,
    rule_label,
    rule_view,
    value_words,
)
from aboveboard.campaign.signatures import lacking
from aboveboard.domain.brief import Brief
from aboveboard.domain.company import decode_company
from aboveboard.domain.decision import Decision
from aboveboard.domain.draft import Draft, decode_draft
from aboveboard.domain.fact import by_id, decode_facts
from aboveboard.domain.reasons import REASONS
from aboveboard.domain.verdict import Verdict, decode_cells, decode_verdict
from aboveboard.guard.packs import RulePacks
from aboveboard.store.entries import Correction, StoredMessage, StoredReceipt

_ANSWERS: Final = {"allow": "allowed", "review": "a person has to decide", "withhold": "not allowed"}


def explanation(kept: StoredMessage, receipt: StoredReceipt | None, packs: RulePacks) -> str:
    """The row's state, text with its grounds, rules, decision and receipt."""
    lines = [f"{kept.row}: {kept.state}" + (f" ({REASONS[kept.state_reason]})" if kept.state_reason else "")]
    if kept.draft is not None:
        lines += ["", *_text(decode_draft(kept.draft)), "", "Grounds", *_grounds(kept)]
    if company := decode_company(_text_of(kept, "company")):
        lines += ["", "Company registers", *reading_lines(company)]
    lines += ["", "Rules", *_rules(kept, packs)]
    if fact := _text_of(kept, "unreadable"):
        lines += ["", f"No rule can read {fact.replace(':', ': ').replace('_', ' ')}"]
    if ladder := _text_of(kept, "ladder"):
        lines += ["", "Channels", *_channels(ladder, packs)]
    lines += ["", "Decision", *_decision(kept)]
    if receipt is not None:
        lines += ["", f"Receipt no. {receipt.index}", receipt.body.decode()]
    return "\n".join(lines)


def review_view(kept: StoredMessage, packs: RulePacks) -> list[str]:
    """What a person needs to decide: the row, the rules that ask, and the very text."""
    verdict = verdict_of(kept)
    asking = [f"  {rule_view(rule, packs)['plain']} [{rule_label(rule, packs)}]" for rule in verdict.deciding]
    asking += [f"  {line}" for line in _signature(verdict)]
    text = _text(decode_draft(kept.draft)) if kept.draft else []
    return [f"{kept.row} ({CHANNEL_WORDS.get(kept.channel or '', 'no channel')})", *asking, "", *text, ""]


def correction_view(correction: Correction) -> list[str]:
    """What a recipient says is not right: when, which facts by their ids, and in which words."""
    head = f"{correction.business} corrected on {correction.at[:10]}"
    facts = [f"  not right: {fact}" for fact in correction.facts]
    return [head, *facts, *(f"  {line}" for line in correction.words.splitlines()), ""]


def verdict_of(kept: StoredMessage) -> Verdict:
    """The final verdict of a row, or that of its first cell; no cell is a withhold."""
    if final := _text_of(kept, "final"):
        return decode_verdict(final)
    found = decode_cells(_text_of(kept, "cells"))
    return found[0].verdict if found else Verdict(verdict="withhold")


def _text_of(kept: StoredMessage, column: str) -> str | None:
    found = kept.columns.get(column)
    return found if isinstance(found, str) else None


def _text(draft: Draft) -> Iterator[str]:
    yield draft.subject
    for paragraph in paragraphs(readable(draft)):
        marked = (s.text + (f" {list(s.items)}" if s.items else "") for s in paragraph.sentences)
        yield "  " + " ".join(marked)
    if made := made_line(draft):
        yield f"  ({made})"


def _grounds(kept: StoredMessage) -> Iterator[str]:
    brief = msgspec.json.decode(str(kept.columns["brief"]), type=Brief)
    facts = by_id(decode_facts(kept.facts))
    for item in brief.items:
        fact = facts.get(item.ref)
        evidence = f" ({fact_evidence(fact)})" if fact is not None else ""
        yield f"  [{item.number}] {item.kind} {item.name}: {value_words(item.value)}{evidence}"


def _rules(kept: StoredMessage, packs: RulePacks) -> Iterator[str]:
    verdict = verdict_of(kept)
    yield f"  {verdict.verdict}"
    for line in _signature(verdict):
        yield f"  {line}"
    for name in verdict.rules:
        view = rule_view(name, packs)
        weak = f"; {view['weak']}" if view["weak"] else ""
        yield f"  {name}: {view['plain']} ({view['citation']}{weak})"


def _signature(verdict: Verdict) -> Iterator[str]:
    """What is missing where nobody answers for the rules."""
    if verdict.unsigned or verdict.outdated:
        yield lacking(verdict.unsigned or (), verdict.outdated or ())


def _channels(ladder: str, packs: RulePacks) -> Iterator[str]:
    """Each channel with its verdict, the rules that decide it, and what would open it."""
    for step in decode_ladder(ladder):
        yield f"  {CHANNEL_WORDS[step.channel]}: {_ANSWERS[step.verdict]}"
        for name in step.deciding:
            yield f"    {rule_sentence(name, packs)} [{name}]"
        for n, way in enumerate(step.opens):
            yield f"    {'or' if n else 'it would be allowed'} with {way}"


def rule_sentence(name: str, packs: RulePacks) -> str:
    """The plain sentence of a rule; its id where the packs of today have it no more."""
    return packs.by_id[name].plain if name in packs.by_id else name


def _decision(kept: StoredMessage) -> Iterator[str]:
    decision = msgspec.json.decode(str(kept.columns["decision"]), type=Decision)
    if decision.offer is None:
        yield f"  nothing: {decision.reason}"
    else:
        chance = f"{decision.probability_millionths / 10_000:g} %"
        yield f"  {decision.offer}, {decision.angle}, {decision.channel}, with probability {chance}"
    for rejected in decision.rejected:
        yield f"  left aside: {rejected.offer} ({rejected.reason})"
