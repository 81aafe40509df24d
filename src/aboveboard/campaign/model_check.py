"""One harmless brief put to a campaign's model: an invented business, so that nobody is written about."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.artefacts import utc_now
from aboveboard.campaign.carried import provided_elements
from aboveboard.campaign.made import made_line
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.model_writer import open_endpoint, parameters_of
from aboveboard.campaign.report import readable
from aboveboard.campaign.rewrite import FELL_BACK, Heard, Rewriter
from aboveboard.compose.brief import Notice, Source, build_brief, lay_ground
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.compose.stage import in_force
from aboveboard.domain.brief import Brief
from aboveboard.domain.errors import InputError
from aboveboard.domain.fact import Fact
from aboveboard.domain.findings import Finding

ROW: Final = "check:invented:1"
NAME: Final = "The Invented Bakery"
ANGLE: Final = "no_https"
"""What is said to have been seen where no offer answers anything; it has no payload but a page and a day."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a model made of one brief: `attempts` has the findings of each text it gave, in order; none, and it stood.

    `fell_back` says why the grammar wrote in the end, and is empty where the model's text stood.
    """

    model: str
    requests: int
    tokens: int
    attempts: tuple[tuple[Finding, ...], ...]
    fell_back: str
    made: str
    subject: str
    text: str

    @property
    def stood(self) -> bool:
        """True if the model's own text passed."""
        return not self.fell_back

    def lines(self) -> list[str]:
        """The same for a terminal."""
        found = [
            f"  attempt {number}: {finding.check} {finding.kind} “{finding.text}”: {finding.reason}"
            for number, findings in enumerate(self.attempts, 1)
            for finding in findings
        ]
        stood = "its text stood" if self.stood else f"the grammar wrote: {FELL_BACK[self.fell_back]}"
        head = f"{self.model}: {len(self.attempts)} texts, {self.requests} requests, {self.tokens:,} tokens; {stood}"
        return [head, *found, "", self.subject, "", *self.text.splitlines(), *([f"({self.made})"] if self.made else [])]


class _Nothing:
    """Keeps no answer, so that a check always asks."""

    def get(self, row: str, prompt: str) -> Heard | None:
        return None

    def keep(self, row: str, prompt: str, heard: Heard) -> None:
        pass


def check_model(campaign: Path) -> Checked:
    """What the model of a campaign makes of one invented brief; InputError where the campaign names none."""
    material = read_material(campaign)
    llm = material.settings.llm
    if llm is None:
        remedy = 'add [llm] with base_url and model, as in base_url = "http://localhost:11434/v1"'
        raise InputError("the campaign names no model", place=str(campaign), remedy=remedy)
    brief = invented_brief(material, utc_now().date())
    with open_endpoint(llm) as endpoint:
        assert endpoint is not None
        provided = provided_elements(material.settings)
        writer = Rewriter(parameters_of(llm), endpoint, _Nothing(), provided=provided)
        (draft,) = writer.write([brief], [None])
        told = writer.told[ROW]
        assert draft is not None, "the grammar can say every angle"
        return Checked(
            model=llm.model,
            requests=endpoint.budget.requests,
            tokens=endpoint.budget.tokens,
            attempts=tuple(told.attempts),
            fell_back=told.fell_back,
            made=made_line(draft),
            subject=draft.subject,
            text=readable(draft).text,
        )


def invented_brief(material: Material, today: date) -> Brief:
    """An e-mail about the first offer to a business that does not exist, in the language of the campaign."""
    language = material.settings.language
    offer = material.offers[0].offer.said_in(language)
    ground = lay_ground(
        offer,
        material.settings.sender.sender(),
        angle=ANGLE,
        channel="email",
        general=False,
        reasons=in_force(load_phrasebook(language), ANGLE, today),
        source=Source(register="An invented list", as_of=today, acquisition="public_register"),
        notice=Notice(person=False, basis="legitimate_interest", keep_days=1),
        language=language,
    )
    seen = Fact(
        attribute=f"seen.{ANGLE}",
        value={"path": "/"},
        url="http://invented-bakery.example/",
        source="derived",
        as_of=today,
        expires=today + timedelta(days=1),
    )
    return build_brief(ROW, ground, name=NAME, facts=[seen])
