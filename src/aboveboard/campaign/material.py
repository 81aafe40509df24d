"""What a campaign brings, read completely before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from aboveboard.campaign.files import (
    optional,
    read_bases,
    read_groups,
    read_offers,
    read_preferences,
    read_register,
    read_suppressions,
)
from aboveboard.campaign.settings import Settings, load_settings
from aboveboard.decide.decision import Desk
from aboveboard.decide.suitability import SuitableOffer
from aboveboard.domain.basis import Basis
from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Imported, RegisterRow, Suppression
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
    preferences: Mapping[str, bool]
    groups: Mapping[str, Mapping[str, str]]

    @property
    def desk(self) -> Desk:
        """Where the decisions of this campaign are taken."""
        return Desk(self.offers, self.settings.channels, self.settings.limits.hold_out_percent)

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
    register = tuple(msgspec.convert(row, RegisterRow) for row in read_register(folder / data.register_file))
    known = {row.id for row in register}
    material = Material(
        path=path,
        settings=settings,
        offers=tuple(SuitableOffer.of(offer, str(offers_path)) for offer in read_offers(offers_path)),
        register=register,
        bases=tuple(optional(at(data.bases), lambda path: read_bases(path, known), [])),
        suppressions=tuple(_suppressions(at(data.suppressions))),
        preferences=optional(at(data.preferences), lambda path: read_preferences(path, known), {}),
        groups=optional(at(data.groups), lambda path: read_groups(path, known), {}),
    )
    if not material.pages.is_dir():
        raise InputError("no such folder", place=str(material.pages), remedy="`pages` in [data] names it")
    return material


def _suppressions(path: Path | None) -> list[Suppression]:
    return [] if path is None else [msgspec.convert(row, Suppression) for row in read_suppressions(path)]


def bring_in(material: Material, store: Store) -> Imported:
    """The material is kept, all of it or nothing; refusals first, so that nobody who said no is taken in.

    What the files say of a business that was erased is passed over.
    """
    data = material.settings.data
    with store.transaction():
        store.add_suppressions(material.suppressions)
        imported = store.import_register(
            material.register, register=data.register_name, as_of=data.register_as_of, acquisition=data.acquisition
        )
        refused = {row.id for row in material.register if store.business_of(row.id) is None}
        store.add_bases([event for event in material.bases if event.business not in refused])
        for business, personalisation in material.preferences.items():
            if business not in refused:
                store.set_preference(business, personalisation)
    return imported


def day_of(settings: Settings, today: date, *, send: bool) -> date:
    """The day a run is for: the pinned one on a dry run, today whenever anything may go out."""
    return today if send or settings.as_of is None else settings.as_of
