"""What one more thing known would change: the smallest honest step from a refusal to an allowing verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row

CHANNELS: Final[dict[str, str]] = {
    "email": "e-mail",
    "sms": "text messages",
    "social_dm": "direct messages",
    "messaging_app": "messages",
    "voice_live": "calls",
    "voice_artificial": "calls by an artificial voice",
    "post": "letters",
    "web_chat": "chat",
    "web_page": "offers on a page",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value an operator can honestly establish; `brought_about` if it can be made true and not only found out."""

    fact: str
    value: object
    sentence: str
    brought_about: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The one fact whose other value would allow the message, and how a person would say it."""

    fact: str
    value: object
    sentence: str


# From what costs least to establish to what costs most; asking for consent comes last. An objection is no candidate.
ESTABLISHABLE: Final = (
    Candidate("data_level", "entity", "using only facts about the business, none about a person", True),
    Candidate("tracking", "none", "leaving out the tracking pixel", True),
    Candidate("recipient_kind", "corporate", "a register number that shows a limited company"),
    Candidate("recipient_kind", "public_body", "a source that shows a public body"),
    Candidate("address_kind", "role", "an address of the business instead of a person's", True),
    Candidate("no_solicitation_notice", False, "the page with the address, seen without a notice against advertising"),
    Candidate("address_source", "published_by_recipient", "the page of the business itself that shows the address"),
    Candidate("on_dnc_register", False, "a fresh answer of the do-not-call register that the number is not on it"),
    Candidate("residential_line", False, "a source that shows a business line, not a home's"),
    Candidate("mobile_line", False, "a source that shows a landline"),
    Candidate("role_relevant", True, "what in the offer concerns this trade, put on record"),
    Candidate("presumed_interest", True, "the concrete facts from which interest in a call may be presumed, on record"),
    Candidate("consent", "express", "consent to {channel}, with its proof", True),
    Candidate("consent", "express_written", "written consent to {channel}, with its proof", True),
)


def smallest_change(
    inputs: Mapping[str, object],
    packs: RulePacks,
    as_of: date,
    *,
    candidates: Sequence[Candidate] = ESTABLISHABLE,
) -> Change | None:
    """The first candidate that turns a withhold or review into allow, or None: nothing to change, or not by one step.

    What is known to be otherwise is not a candidate: a sole trader does not become a company by another look.
    """
    if evaluate_row(inputs, packs, as_of).verdict == "allow":
        return None
    for candidate in candidates:
        if not _is_open(candidate, inputs, packs):
            continue
        if evaluate_row({**inputs, candidate.fact: candidate.value}, packs, as_of).verdict == "allow":
            channel = CHANNELS.get(str(packs.facts.fill(inputs)["channel"]), "it")
            return Change(candidate.fact, candidate.value, candidate.sentence.format(channel=channel))
    return None


def _is_open(candidate: Candidate, inputs: Mapping[str, object], packs: RulePacks) -> bool:
    """Whether the value is not known yet, or can be brought about and is another."""
    packs.facts.fact(candidate.fact)
    given = inputs.get(candidate.fact)
    if candidate.brought_about:
        return given != candidate.value
    return given is None or given == "unknown"
