"""One message as its recipient reads it: text, grounds, rules, terms and receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from aboveboard.campaign.kept import KeptLetter, KeptReceipt
from aboveboard.campaign.made import made_line
from aboveboard.campaign.report import (
    CHANNEL_WORDS,
    Paragraph,
    fact_evidence,
    paragraphs,
    readable,
    rule_view,
    value_words,
)
from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.domain.fact import Fact, by_id
from aboveboard.domain.offer import Offer, Price
from aboveboard.domain.verdict import decode_verdict
from aboveboard.guard.packs import RulePacks
from aboveboard.receipts.published import PublishedLog
from aboveboard.receipts.receipt import verify_receipt
from aboveboard.text.wording import count_noun, date_long, money, percent

About: TypeAlias = Literal["you", "general", "us"]
PERIODS: Final = {"once": "once", "month": "a month", "year": "a year"}
RENEWALS: Final = {
    "none": "It ends by itself.",
    "rolling": "It goes on until you or we end it.",
    "fixed": "It is renewed for the same time unless you end it.",
}
KINDS: Final = {"offer": "term of the offer", "sender": "who writes", "element": "required by a rule"}
KNOWN_FROM_EVIDENCE: Final = frozenset({"path", "url", "as_of"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What one number in the text stands for; `fact` is the fact's id, empty for what is no fact about the business."""

    number: int
    about: About
    what: str
    value: str
    evidence: str
    url: str
    fact: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in a plain sentence, with its citation and how well we read it."""

    id: str
    plain: str
    citation: str
    weak: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A receipt and whether the public log holds it; `problem` says why it could not be looked up."""

    index: int
    body: str
    holds: bool
    checkpoint: str
    vkey: str
    problem: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, complete."""

    day: str
    channel: str
    general: bool
    subject: str
    paragraphs: Sequence[Paragraph]
    made: str
    grounds: Sequence[Ground]
    permits: Sequence[Rule]
    duties: Sequence[Rule]
    offer: str
    terms: Sequence[tuple[str, Sequence[str]]]
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """Where kept messages are made readable, with all that they name."""

    offers: Mapping[str, Offer]
    packs: RulePacks
    ledger: Path
    then: Callable[[str], RulePacks | None] = lambda version: None
    """The packs of the version that a receipt names; where they are not kept, `packs` are shown."""

    def view(self, kept: KeptLetter) -> Letter:
        """The message; parts that have expired are empty."""
        decision = kept.decision
        brief = msgspec.json.decode(decision.brief, type=Brief) if decision.brief else None
        rules = list(self._rules(decision.final, self._packs_of(kept.receipt)))
        offer = self.offers.get(decision.offer or "")
        return Letter(
            day=_day(kept.receipt),
            channel=CHANNEL_WORDS.get(decision.channel or "", ""),
            general=brief.general if brief else False,
            subject=kept.draft.subject,
            paragraphs=paragraphs(readable(kept.draft)),
            made=made_line(kept.draft),
            grounds=list(_grounds(kept, brief)) if brief else [],
            permits=[rule for permits, rule in rules if permits],
            duties=[rule for permits, rule in rules if not permits],
            offer=offer.name if offer else "",
            terms=list(_terms(offer)) if offer else [],
            proof=self._proof(kept.receipt) if kept.receipt else None,
        )

    def _packs_of(self, receipt: KeptReceipt | None) -> RulePacks:
        return (self.then(_moment(receipt).rules) if receipt else None) or self.packs

    def _rules(self, final: str | None, packs: RulePacks) -> Iterator[tuple[bool, Rule]]:
        """The rules of a verdict, each with whether it permits; the rest say how it has to be done."""
        for name in decode_verdict(final).rules if final else ():
            if name in packs.by_id:
                view = rule_view(name, packs)
                rule = Rule(name, str(view["plain"]), str(view["citation"]), str(view["weak"]))
                yield packs.by_id[name].kind in ("permit", "lift"), rule

    def _proof(self, receipt: KeptReceipt) -> Proof:
        body, salt = bytes.fromhex(receipt.body), bytes.fromhex(receipt.salt)
        shown = msgspec.json.format(body, indent=2).decode()
        try:
            log = PublishedLog.read(self.ledger)
            path = log.prove(receipt.log_index)
        except (InputError, LedgerError) as error:
            return Proof(receipt.log_index, shown, False, "", "", str(error))
        holds = verify_receipt(body, salt, index=receipt.log_index, proof=path, checkpoint=log.note, vkey=log.vkey)
        return Proof(receipt.log_index, shown, holds, log.note, log.vkey, "")


def _grounds(kept: KeptLetter, brief: Brief) -> Iterator[Ground]:
    used = {number for sentence in kept.draft.sentences for number in sentence.items}
    used |= set(kept.draft.subject_items)
    facts = by_id(kept.facts)
    return (_ground(item, facts) for item in brief.items if item.number in used)


def _ground(item: Item, facts: Mapping[str, Fact]) -> Ground:
    if item.kind == "fact":
        return _fact_ground(item, facts.get(item.ref))
    value = item.value if isinstance(item.value, dict) else {}
    if item.kind == "reason" and "statement" in value:
        said, source, url = (value_words(value.get(name)) for name in ("statement", "source", "url"))
        return Ground(item.number, "general", "a general statement", said, source, url, "")
    what = item.name.partition(".")[0].replace("_", " ")
    said = _amount(value) if "amount" in value else _words(item.value)
    return Ground(item.number, "us", what, said, KINDS.get(item.kind, ""), "", "")


def _amount(value: Mapping[str, object]) -> str:
    said = money(Decimal(str(value["amount"])), str(value.get("currency")))
    return f"{said} {PERIODS.get(str(value.get('per')), '')}".strip()


def _fact_ground(item: Item, fact: Fact | None) -> Ground:
    attribute = ATTRIBUTES.get(item.name)
    what = (attribute.meaning if attribute else "") or item.name.partition(".")[2].replace("_", " ")
    if fact is None:
        place = "from the register or list that named you"
        return Ground(item.number, "you", what, _words(_beyond_evidence(item.value)), place, "", item.ref)
    return Ground(
        item.number, "you", what, _words(_beyond_evidence(fact.value)), fact_evidence(fact), fact.url, fact.id
    )


def _beyond_evidence(value: object) -> object:
    """The value without what the evidence beside it says already."""
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if key not in KNOWN_FROM_EVIDENCE}
    return value


def _words(value: object) -> str:
    return "" if value is True else value_words(value).replace("_", " ")


def _day(receipt: KeptReceipt | None) -> str:
    """The day of the run that wrote the message, as its receipt states it."""
    if receipt is None:
        return ""
    return date_long(date.fromisoformat(_moment(receipt).now[:10]))


def _moment(receipt: KeptReceipt) -> _Moment:
    return msgspec.json.decode(bytes.fromhex(receipt.body), type=_Body).moment


class _Moment(msgspec.Struct):
    now: str
    rules: str


class _Body(msgspec.Struct):
    moment: _Moment


def _terms(offer: Offer) -> Iterator[tuple[str, Sequence[str]]]:
    yield "In short", [offer.summary]
    yield "Price", [_price(offer.price)]
    if offer.setup:
        yield "Set-up", [_price(offer.setup)]
    yield "Total of the first year", [f"{money(offer.first_year_total, offer.price.currency)}, {_tax(offer.price)}"]
    yield "Runs for", [count_noun(offer.term_months, "month", "months") if offer.term_months else "no fixed time"]
    yield "Notice to end it", [count_noun(offer.notice_days, "day", "days") if offer.notice_days else "none needed"]
    yield "Renewal", [RENEWALS[offer.renewal]]
    yield "It does", offer.does
    yield "It does not", offer.does_not
    yield "Stays yours", offer.owner_keeps


def _price(price: Price) -> str:
    return f"{money(price.paid, price.currency)} {PERIODS[price.per]}, {_tax(price)}"


def _tax(price: Price) -> str:
    return f"with {percent(price.tax_rate)} tax in it"
