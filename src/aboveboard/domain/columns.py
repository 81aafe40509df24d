"""Every column of a run: its type, who gives it, and what it means. Stages name their `takes` and `gives` from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

# The rows as the campaign hands them over: one business each. Nothing here names a person or a mailbox.
ROWS: Final[dict[str, pl.DataType]] = {
    "row": pl.String(),  # campaign:business:step
    "business": pl.String(),
    "subject": pl.String(),  # pseudonym that receipts show
    "name": pl.String(),  # trading name
    "trade": pl.String(),
    "locality": pl.String(),
    "postcode": pl.String(),
    "region": pl.String(),  # ISO 3166-2
    "country": pl.String(),  # ISO 3166-1
    "website": pl.String(),
    "register": pl.String(),  # name of the register the row came from
    "register_as_of": pl.Date(),
    "register_form": pl.String(),  # legal form as the register gives it; null = not given
    "register_number": pl.String(),
    "acquisition": pl.String(),  # the act by which the row came to us (domain.basis)
    "address_kind": pl.String(),  # role | named | null
    "mailbox_provider": pl.String(),  # domain.volume.PROVIDERS; null = cannot be told without asking the net
    "reachable": pl.List(pl.String()),  # channels for which an address, number or mailbox is known and no limit is met
    "step": pl.Int32(),
    # answers of the store, each yes, no, or null for cannot tell
    "erased": pl.Boolean(),
    "objected": pl.Boolean(),  # to everything, at any scope that covers this business
    "objected_channels": pl.List(pl.String()),
    "personalisation": pl.Boolean(),  # false = the recipient turned it off
    "rest": pl.String(),  # reason code why it wants nothing on this day; "" = none, null = cannot tell
    "wishes": pl.String(),  # domain.preference.encode_wishes: topics, channels, language; null = cannot tell
    "gpc": pl.Boolean(),  # its browser sent a Global Privacy Control signal that it did not answer by a choice since
    "written_before": pl.Boolean(),  # this very step was already put out
    "pause": pl.String(),  # the limit that stops any message for now, or "none"; null = cannot tell
    "first_message": pl.Boolean(),
    "months_since_last_contact": pl.Int32(),
    "consented_channels": pl.List(pl.String()),  # channels with express consent to marketing in force
    "written_consent_channels": pl.List(pl.String()),
    "agreed_on": pl.Date(),  # the day the business confirmed an address for e-mail, which it is written to since
    "relationship": pl.String(),  # this and the next seven: guard.relations, joined by the campaign
    "days_since_purchase": pl.Int32(),
    "days_since_inquiry": pl.Int32(),
    "ongoing_contract": pl.Boolean(),
    "org_relationship": pl.Boolean(),
    "collected_in_sale": pl.Boolean(),
    "optout_offered_at_collection": pl.Boolean(),
    "similar_offers": pl.List(pl.String()),  # offers that are like what was sold
    "consent_source": pl.String(),  # the weakest among the consents in force
    "consent_requests_sent": pl.Int32(),
    "on_dnc_register": pl.Boolean(),  # null = no fresh register was asked
}

LOOK: Final[dict[str, pl.DataType]] = {
    "look": pl.Boolean(),  # may we look? never null
    "look_reason": pl.String(),  # reason code where not
}
OBSERVED: Final[dict[str, pl.DataType]] = {
    "observed": pl.String(),  # domain.fact.encode_facts
    "observe_reason": pl.String(),  # reason code where nothing could be read
    "persons_seen": pl.Int32(),
}
FACTS: Final[dict[str, pl.DataType]] = {
    "facts": pl.String(),  # agreed, dated, derived; expired ones left out; the only facts that later stages see
    "legal_form": pl.String(),  # domain.legal_form; never null, "unknown" where sources are silent or disagree
}
FACT_IDS: Final[dict[str, pl.DataType]] = {
    "fact_ids": pl.String(),  # JSON list of the ids of `facts`, in their order, as receipts name them
}
COMPANY: Final[dict[str, pl.DataType]] = {
    "company": pl.String(),  # domain.company.encode_company; null where no entry of a company register may be it
}
CELLS: Final[dict[str, pl.DataType]] = {
    "cells": pl.String(),  # domain.verdict.encode_cells
    "unreadable": pl.String(),  # the first fact of the context that no rule can read, and why, as fact:code; else null
}
DECIDED: Final[dict[str, pl.DataType]] = {
    "offer": pl.String(),
    "angle": pl.String(),
    "channel": pl.String(),
    "language": pl.String(),  # of the message, in which its offer is written
    "probability_millionths": pl.Int64(),
    "decision": pl.String(),  # msgspec JSON of domain.decision.Decision
    "decide_reason": pl.String(),
}
DRAFTED: Final[dict[str, pl.DataType]] = {
    "brief": pl.String(),  # msgspec JSON of domain.brief.Brief
    "draft": pl.String(),  # domain.draft.encode_draft
    "writer": pl.String(),
    "made": pl.String(),  # domain.draft.encode_made; null where no model wrote
    "compose_reason": pl.String(),
}
VERIFIED: Final[dict[str, pl.DataType]] = {
    "findings": pl.String(),  # domain.findings.encode_findings; null where there was no draft
    "passed": pl.Boolean(),  # never null; false where there was no draft
    "message_has": pl.List(pl.String()),  # required elements seen to be present
    "message": pl.String(),  # domain.message.draft_hash of a draft that passed
}
FINAL: Final[dict[str, pl.DataType]] = {"final": pl.String()}  # domain.verdict.encode_verdict; null where not asked
SETTLED: Final[dict[str, pl.DataType]] = {
    "state": pl.String(),  # sent | queued | review | withheld; never null
    "state_reason": pl.String(),  # reason code; null for sent and queued
}
RECEIPT: Final[dict[str, pl.DataType]] = {"receipt": pl.Binary()}  # canonical bytes of the receipt body

# The rules' facts that may differ from channel to channel of one row; all others hold for the row.
PER_CHANNEL: Final[tuple[str, ...]] = (
    "consent",
    "objected",
    "address_source",
    "no_solicitation_notice",
    "on_dnc_register",
    "recipient_local_hour",
)

# The rules' facts that differ from offer to offer of one row.
PER_OFFER: Final[tuple[str, ...]] = ("similar_products",)


def context_column(fact: str, of: str | None = None) -> str:
    """The name of the context column of a rules' fact: `ctx.consent.email` of a channel or an offer, or `ctx.bulk`."""
    return f"ctx.{fact}.{of}" if of else f"ctx.{fact}"


def only(columns: dict[str, pl.DataType], names: Iterable[str]) -> dict[str, pl.DataType]:
    """The part of a schema with these names, in their order."""
    return {name: columns[name] for name in names}
