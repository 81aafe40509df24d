"""What a campaign brings, read completely before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from aboveboard.campaign.files import (
    optional,
    read_bases,
    read_groups,
    read_offers,
    read_register,
)
from aboveboard.campaign.preference_file import read_preferences, topics_of
from aboveboard.campaign.refusal_files import read_suppressions
from aboveboard.campaign.relation_file import read_relations
from aboveboard.campaign.settings import Settings, load_settings
from aboveboard.decide.decision import Desk
from aboveboard.decide.suitability import SuitableOffer
from aboveboard.domain.basis import Basis
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.offer import Offer
from aboveboard.domain.preference import Preference
from aboveboard.domain.relation import Relation
from aboveboard.store.entries import RegisterRow, Suppression
from aboveboard.store.store import Store


@dataclass(frozen=True, slots=True)
class Material:
    """Settings, offers and tables of one campaign, all checked."""

    path: Path
    settings: Settings
    offers: tuple[SuitableOffer, ...]
    register: tuple[RegisterRow, ...]
    bases: tuple[Basis, ...]
    suppressions: tuple[Suppression, ...]
    preferences: tuple[Preference, ...]
    groups: Mapping[str, Mapping[str, str]]
    relations: tuple[Relation, ...] = ()

    @property
    def desk(self) -> Desk:
        """Where the decisions of this campaign are taken."""
        settings = self.settings
        return Desk(self.offers, settings.channels, settings.limits.hold_out_percent, settings.language)

    @property
    def topics(self) -> dict[str, str]:
        """What recipients may say that they want or do not want, with its words."""
        return topics_of([candidate.offer for candidate in self.offers])

    @property
    def offers_by_id(self) -> dict[str, Offer]:
        """The offers by their ids."""
        return {candidate.offer.id: candidate.offer for candidate in self.offers}

    @property
    def own_packs(self) -> tuple[Path, ...]:
        """The files of the organisation's own rule packs."""
        return self.settings.rules.files(self.path)

    @property
    def pages(self) -> Path:
        """The folder of saved pages."""
        return self.path.parent / self.settings.data.pages


def read_material(path: Path) -> Material:
    """Everything a campaign's file names; raises InputError on the first thing that cannot be used."""
    settings = load_settings(path)
    folder, data = path.parent, settings.data

    def at(name: Path | None) -> Path | None:
        return None if name is None else folder / name

    offers_path = folder / data.offers
    register = () if data.stored_register is not None else _register(folder / data.register_file)
    known = known_ids(settings, register)
    offers = read_offers(offers_path)
    _check_languages(offers, settings, offers_path)
    names = [offer.id for offer in offers]
    topics = topics_of(offers)
    material = Material(
        path=path,
        settings=settings,
        offers=tuple(SuitableOffer.of(offer, str(offers_path)) for offer in offers),
        register=register,
        bases=tuple(optional(at(data.bases), lambda path: read_bases(path, known), [])),
        suppressions=tuple(_suppressions(at(data.suppressions))),
        preferences=tuple(optional(at(data.preferences), lambda path: read_preferences(path, known, topics), [])),
        groups=optional(at(data.groups), lambda path: read_groups(path, known), {}),
        relations=tuple(optional(at(data.relations), lambda path: read_relations(path, known, names), [])),
    )
    if not material.pages.is_dir():
        raise InputError("no such folder", place=str(material.pages), remedy="`pages` in [data] names it")
    return material


def _check_languages(offers: Sequence[Offer], settings: Settings, path: Path) -> None:
    """No offer is translated into the campaign's own language, in which it stands already."""
    for offer in offers:
        if settings.language in offer.translated:
            problem = f"offer {offer.id}: translated.{settings.language} is the language of the campaign"
            raise InputError(problem, place=str(path), remedy="the offer itself is written in it; leave this out")


def _register(path: Path) -> tuple[RegisterRow, ...]:
    return tuple(msgspec.convert(row, RegisterRow) for row in read_register(path))


def known_ids(settings: Settings, register: Sequence[RegisterRow]) -> set[str] | None:
    """The ids that a campaign's tables may name; None where only the store knows them."""
    return None if settings.data.stored_register is not None else {row.id for row in register}


def _suppressions(path: Path | None) -> list[Suppression]:
    return [] if path is None else read_suppressions(path, "campaign")


def bring_in(material: Material, store: Store, *, today: date | None = None) -> None:
    """The material is kept, all of it or nothing; refusals first, so that nobody who said no is taken in.

    What the files say of a business that was erased is passed over. A preference without a day is of `today`.
    """
    data = material.settings.data
    with store.transaction():
        store.add_suppressions(material.suppressions)
        if data.register_name is not None and data.register_as_of is not None and data.acquisition is not None:
            store.import_register(
                material.register, register=data.register_name, as_of=data.register_as_of, acquisition=data.acquisition
            )
        named = [event.business for event in material.bases] + [event.business for event in material.relations]
        named += [said.business for said in material.preferences]
        kept = kept_businesses(material, store, named)
        store.add_bases([event for event in material.bases if event.business in kept])
        store.relations.add([event for event in material.relations if event.business in kept])
        store.preferences.add([said for said in material.preferences if said.business in kept], today=today)


def rows_in(material: Material, store: Store) -> set[str]:
    """The ids of the campaign's businesses; InputError where it names a register of which nothing was imported."""
    name = material.settings.data.stored_register
    if name is None:
        return {row.id for row in material.register}
    members = store.members(name)
    if not members:
        known = store.registers()
        remedy = did_you_mean(name, known) if known else "`aboveboard import register` brings one in"
        raise InputError(f"nothing is kept of a register {name!r}", place=str(material.path), remedy=remedy)
    return members


def kept_businesses(material: Material, store: Store, named: Iterable[str]) -> set[str]:
    """Those of the names that are kept; InputError for one that neither is nor was erased: it may be misspelt."""
    kept = {name for name in named if store.business_of(name) is not None}
    if material.settings.data.stored_register is not None:
        for name in named:
            if name not in kept and not store.was_erased(name):
                remedy = "take the line out, or bring the business in"
                raise InputError(f"{name!r} is in no register that is kept", place=str(material.path), remedy=remedy)
    return kept


def day_of(settings: Settings, today: date, *, send: bool) -> date:
    """The day a run is for: the pinned one on a dry run, today whenever anything may go out."""
    return today if send or settings.as_of is None else settings.as_of
