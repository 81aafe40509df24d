"""Worth: the one thing worth saying to a business, in a language it is likely to read, and what each part rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from aboveboard.campaign.report import fact_evidence, reason_evidence
from aboveboard.compose.brief import Notice, Source, build_brief, lay_ground
from aboveboard.compose.grammar import Grammar
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.compose.stage import in_force
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.draft import Part
from aboveboard.domain.environment import angles
from aboveboard.domain.fact import Fact, decode_facts, first
from aboveboard.domain.offer import Offer
from aboveboard.domain.preference import WRITTEN
from aboveboard.domain.reason import Reason
from aboveboard.domain.sender import Sender
from aboveboard.text.languages import readable
from aboveboard.verify.claims import check_draft

_SAID: Final[tuple[Part, ...]] = ("seen", "why", "mend")
"""What a letter says before it comes to the offer."""
_ROOM: Final = 1000


@dataclass(frozen=True, slots=True)
class Worth:
    """The beginning of a letter, all borne out: its subject, what was seen, why it matters, how to mend it."""

    language: str
    subject: str
    sentences: tuple[str, ...]
    evidence: tuple[str, ...]


def worth_saying(row: Mapping[str, Any], offer: Offer, sender: Sender, *, today: date) -> Worth | None:
    """What of the row's facts is most worth a letter; None if nothing is, or if it could not be said truly."""
    known = decode_facts(row["facts"])
    fact = strongest(known)
    if fact is None:
        return None
    angle, language = fact.attribute.removeprefix("seen."), _language(known, row["country"])
    reasons = in_force(load_phrasebook(language), angle, today)
    ground = lay_ground(
        offer,
        sender,
        angle=angle,
        channel="email",
        general=False,
        reasons=reasons,
        source=Source(register=row["register"], as_of=row["register_as_of"], acquisition="unknown"),
        notice=Notice(person=False, basis="legitimate_interest", keep_days=1),
        word_limit=_ROOM,
        language=language,
    )
    brief = build_brief(row["row"], ground, name=row["name"], facts=[fact])
    (draft,) = Grammar().write([brief], [None])
    if draft is None or not check_draft(brief, draft).passed:
        return None
    said = [sentence for sentence in draft.sentences if sentence.part in _SAID]
    used = {brief.items[number - 1].ref for sentence in said for number in sentence.items}
    return Worth(
        language=language,
        subject=draft.subject,
        sentences=tuple(sentence.text for sentence in said),
        evidence=(fact_evidence(fact), *_sources(reasons, used)),
    )


def strongest(known: list[Fact]) -> Fact | None:
    """The one fact most worth a letter: the first of the angles, which stand in order of weight to a customer."""
    seen = set(angles(known))
    best = next((angle for angle in ANGLES if angle in seen), None)
    return first(known, f"seen.{best}") if best else None


def _sources(reasons: list[Reason], used: set[str]) -> list[str]:
    return [reason_evidence(reason) for reason in reasons if reason.id in used]


def _language(known: list[Fact], country: str) -> str:
    declared = first(known, "page.lang")
    likely = readable(str(declared.value) if declared else None, country)
    return next((language for language in likely if language in WRITTEN), "en")
