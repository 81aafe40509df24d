"""Errands of consent: what is on record of a business, entering a card or a call, and the confirmations due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from aboveboard.campaign.artefacts import utc_now
from aboveboard.campaign.confirmations import ConfirmationDesk, Due
from aboveboard.campaign.consent import ConsentDesk, Said
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.run import open_store
from aboveboard.campaign.settings import read_text
from aboveboard.domain.agreement import QUESTIONS, Agreement, Question, Via, fold
from aboveboard.domain.basis import Basis
from aboveboard.domain.errors import InputError
from aboveboard.guard.bases import in_force
from aboveboard.store.store import Store


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person answered on a card or a call, as an operator enters it; `notice` is the file of what was shown."""

    business: str
    question: Question
    via: Via
    yes: bool
    address: str
    by: str
    evidence: str
    on: date | None
    notice: Path | None


class OnRecord(msgspec.Struct, frozen=True, kw_only=True):
    """All that is on record of what a business agreed to, and what of it holds on a day."""

    business: str
    on: date
    in_force: list[Mapping[str, object]]
    events: list[Mapping[str, object]]
    agreements: list[Mapping[str, object]]
    questions: Mapping[str, str]
    relations: list[Mapping[str, object]]


def show_consent(campaign: Path, home: Path | None, name: str, *, on: date | None, known: date | None) -> OnRecord:
    """The bases of a business, given by its id or pseudonym, with the notices that were shown, and what holds."""
    day = on or utc_now().date()
    with _opened(campaign, home) as (_, store, _place), store.snapshot():
        business = _business(store, name)
        bases = store.bases(day, known=known).get(business, [])
        asked = [event for event in store.agreements.of([business]).get(business, []) if event.on <= day]
        related = store.relations.all(day).get(business, [])
    return OnRecord(
        business=business,
        on=day,
        in_force=[_told(basis) for basis in in_force(bases, on=day)],
        events=[_told(basis) for basis in bases],
        agreements=[_told(event) for event in asked],
        questions={question: fold(asked, question=question, on=day).state for question in QUESTIONS},
        relations=[msgspec.to_builtins(relation) for relation in related],
    )


def record_answer(campaign: Path, home: Path | None, answered: Answered) -> Mapping[str, object]:
    """The answer is on record with its evidence; after a yes a confirmation is due, and nothing is agreed yet.

    A mail that asked to confirm an earlier yes is out of the outbox.
    """
    today = utc_now().date()
    with _opened(campaign, home) as (material, store, place):
        desk, business = ConsentDesk(material.settings, store), _business(store, answered.business)
        said = Said(
            question=answered.question,
            via=answered.via,
            on=answered.on or today,
            by=answered.by,
            notice=_notice(desk, business, answered) if answered.yes else "",
            evidence=answered.evidence,
        )
        if answered.yes:
            desk.ask(business, said, address=answered.address, today=today)
        else:
            desk.decline(business, said, today=today)
        ConfirmationDesk(material.settings, place, store).take_back()
        standing = desk.standing(business, answered.question, on=today)
    last = standing.last_day.isoformat() if answered.yes and standing.last_day else None
    return {"business": business, "question": answered.question, "state": standing.state, "confirm_by": last}


def due_confirmations(campaign: Path, home: Path | None, *, put_out: bool) -> list[Due]:
    """The confirmations that are due, which with `put_out` lie in the outbox now; what has lapsed is gone before."""
    now = utc_now()
    with _opened(campaign, home) as (material, store, place):
        desk = ConfirmationDesk(material.settings, place, store)
        desk.sweep(today=now.date())
        return desk.put_out(now=now) if put_out else desk.due(on=now.date())


@contextmanager
def _opened(campaign: Path, home: Path | None) -> Iterator[tuple[Material, Store, Home]]:
    material, place = read_material(campaign), Home.of(campaign, home)
    with open_store(place, existing=True) as store:
        yield material, store, place


def _business(store: Store, name: str) -> str:
    found = store.business_of(name)
    if found is None:
        raise InputError("no such business is kept", remedy="it was never imported, or it was erased")
    return found


def _notice(desk: ConsentDesk, business: str, answered: Answered) -> str:
    """The notice of the file, else the one on record as put to the business; without either there is no proof."""
    if answered.notice is not None:
        return read_text(answered.notice).strip()
    shown = desk.notice_of(business, answered.question, answered.via)
    if shown is None:
        remedy = "give the text that was shown or read out as a file with --notice"
        raise InputError("no notice is on record that was put to this business", remedy=remedy)
    return shown


def _told(event: Basis | Agreement) -> Mapping[str, object]:
    return {**msgspec.to_builtins(event), "notice_sha256": event.notice_sha256}
