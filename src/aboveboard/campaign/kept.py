"""What is kept of one message, as its recipient is shown it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from aboveboard.domain.draft import Draft
from aboveboard.domain.fact import Fact


class KeptBusiness(msgspec.Struct, frozen=True):
    """The business as a register or a list gave it, and the form it stated itself."""

    register: str
    register_as_of: date
    acquisition: str
    name: str | None = None
    website: str | None = None
    stated_form: str | None = None


class KeptEntry(msgspec.Struct, frozen=True):
    """A message that was put out."""

    run: str
    row: str
    campaign: str
    step: int


class KeptDecision(msgspec.Struct, frozen=True):
    """What was decided; the texts are gone once they have expired."""

    run: str
    row: str
    state: str
    state_reason: str | None = None
    offer: str | None = None
    channel: str | None = None
    brief: str | None = None
    final: str | None = None


class KeptFacts(msgspec.Struct, frozen=True):
    """What was seen in one run."""

    run: str
    row: str
    values: tuple[Fact, ...]


class KeptReceipt(msgspec.Struct, frozen=True):
    """A receipt with what opens its entry in the log; salt and body are hexadecimal."""

    run: str
    row: str
    log_index: int
    salt: str
    body: str


class KeptText(Draft, frozen=True, kw_only=True):
    """A draft, and the row it was written for."""

    run: str
    row: str


class Kept(msgspec.Struct, frozen=True):
    """What the store holds of one business, as far as its page shows it."""

    businesses: tuple[KeptBusiness, ...] = ()
    outbox: tuple[KeptEntry, ...] = ()
    decisions: tuple[KeptDecision, ...] = ()
    facts: tuple[KeptFacts, ...] = ()
    messages: tuple[KeptText, ...] = ()
    salts: tuple[KeptReceipt, ...] = ()

    @classmethod
    def of(cls, holdings: Mapping[str, object]) -> Kept:
        """The holdings of a business, read."""
        return msgspec.json.decode(msgspec.json.encode(holdings), type=cls)

    def letter(self, business: str, campaign: str, step: int) -> KeptLetter | None:
        """The message of this step: the one that was put out, else the latest draft; None if none is left."""
        sent = [(e.run, e.row) for e in self.outbox if (e.campaign, e.step) == (campaign, step)]
        row = f"{campaign}:{business}:{step}"
        drafted = sorted((text.run, text.row) for text in self.messages if text.row == row)
        for run, row in [*sent, *reversed(drafted)]:
            found = next(self._letters(run, row), None)
            if found is not None:
                return found
        return None

    def _letters(self, run: str, row: str) -> Iterator[KeptLetter]:
        texts = {(text.run, text.row): text for text in self.messages}
        facts = {(found.run, found.row): found.values for found in self.facts}
        receipts = {(receipt.run, receipt.row): receipt for receipt in self.salts}
        key = run, row
        for decision in self.decisions:
            if (decision.run, decision.row) == key and key in texts:
                yield KeptLetter(texts[key], decision, facts.get(key, ()), receipts.get(key))


class KeptLetter(msgspec.Struct, frozen=True):
    """One message with everything that was kept about how it came to be."""

    draft: Draft
    decision: KeptDecision
    facts: Sequence[Fact]
    receipt: KeptReceipt | None


ACQUIRED: Final[dict[str, str]] = {
    "public_register": "It is a public register.",
    "own_website": "You publish it on your own website.",
    "directory": "It is a directory that anybody can read.",
    "filled_form": "You filled in a form.",
    "met_in_person": "We met.",
    "referral": "Somebody referred us to you.",
    "purchased": "We bought it.",
    "unknown": "How it came to us was not written down. You may ask us.",
}
"""Each act by which data come to us (domain.basis), said to whom they are about."""
