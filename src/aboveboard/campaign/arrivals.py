"""What arrives between runs: outcomes, bases, relations and preferences, each kept whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from aboveboard.campaign.context import letters_only
from aboveboard.campaign.files import read_bases, read_outcomes
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, kept_businesses, known_ids, read_material, rows_in
from aboveboard.campaign.preference_file import read_preferences, write_preferences
from aboveboard.campaign.relation_file import read_relations
from aboveboard.campaign.run import open_store
from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.preference import decode_wishes
from aboveboard.store.store import Store

_FILES: Final = {"email": "*.eml", "post": "*.pdf", "voice_live": "*.txt"}


@dataclass(frozen=True, slots=True)
class Arrived:
    """How many lines a file had, how many of them were new, and how many messages were withdrawn for them."""

    read: int
    new: int
    withdrawn: int


def bring(kind: str, campaign: Path, home: Path | None, path: Path, *, today: date) -> Arrived:
    """The lines of the file are kept; what lay in the outbox for whoever refuses now is gone."""
    material, place = read_material(campaign), Home.of(campaign, home)
    read, keep = _READERS[kind](path, material)
    name, step = material.settings.name, material.settings.step
    with open_store(place, existing=True) as store:
        before = store.rows(name, step, on=today)
        new = keep(store)
        withdrawn = withdraw_refused(place, store.suppressions.standing())
        withdrawn += withdraw(place, with_wishes(store.rows(name, step, on=today), before))
    return Arrived(read, new, withdrawn)


def export_preferences(campaign: Path, home: Path | None) -> str:
    """What the campaign's businesses wish by now, as the file that `bring` reads."""
    material, place = read_material(campaign), Home.of(campaign, home)
    with open_store(place, existing=True) as store:
        members = rows_in(material, store)
        return write_preferences({of: said for of, said in store.preferences.all_wishes().items() if of in members})


def withdraw(home: Home, rows: pl.DataFrame) -> int:
    """How many messages were taken out of the outbox because their business refuses them by now."""
    columns = rows.select("subject", "objected", "objected_channels")
    refused = {
        subject: (objected is not False, list(channels or ())) for subject, objected, channels in columns.iter_rows()
    }
    return withdraw_refused(home, refused)


def withdraw_refused(home: Home, refused: Mapping[str, tuple[bool, Sequence[str]]]) -> int:
    """The same for pseudonyms: each says whether it refuses all channels, and else which."""
    if not home.outbox.exists():
        return 0
    outbox, sent = Outbox(home.outbox), home.outbox / "sent"
    removed = 0
    for subject, (everywhere, channels) in refused.items():
        patterns = [pattern for name, pattern in _FILES.items() if everywhere or name in channels]
        if any(any(sent.glob(f"{subject}.{pattern}")) for pattern in patterns):
            removed += outbox.forget(subject).removed
    return removed


def with_wishes(rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The rows, in which what the businesses wish against what lies ready counts as their objection.

    Who pauses gets nothing, a refused channel nothing either, and what was written from a look is gone once looking is
    over.
    """
    looked = before.filter(pl.col("personalisation"))["business"]
    over = ~pl.col("personalisation") & pl.col("business").is_in(looked.to_list())
    refused = [list(decode_wishes(text).refused) for text in rows["wishes"]]
    return rows.with_columns(
        objected=pl.col("objected") | over | (pl.col("rest") == "paused"),
        objected_channels=pl.concat_list("objected_channels", pl.Series(refused, dtype=pl.List(pl.String()))),
    )


def with_sites(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a run, in which what a site's refusal file refuses counts as the business's own objection."""
    closed = pl.col("observe_reason").is_in(["refusal_file", "asks_first"]).fill_null(False)
    others = pl.lit([channel for channel in _FILES if channel != "post"])
    added = pl.concat_list(pl.col("objected_channels").fill_null([]), others)
    return frame.with_columns(
        objected=pl.col("objected") | closed,
        objected_channels=pl.when(letters_only()).then(added).otherwise("objected_channels"),
    )


Keep = Callable[[Store], int]


def _outcomes(path: Path, material: Material) -> tuple[int, Keep]:
    entries = read_outcomes(path)
    return len(entries), lambda store: store.add_outcomes(entries)


def _bases(path: Path, material: Material) -> tuple[int, Keep]:
    events = read_bases(path, known_ids(material.settings, material.register))

    def keep(store: Store) -> int:
        kept = kept_businesses(material, store, [event.business for event in events])
        return store.add_bases([event for event in events if event.business in kept])

    return len(events), keep


def _relations(path: Path, material: Material) -> tuple[int, Keep]:
    offers = [candidate.offer.id for candidate in material.offers]
    events = read_relations(path, known_ids(material.settings, material.register), offers)

    def keep(store: Store) -> int:
        kept = kept_businesses(material, store, [event.business for event in events])
        return store.relations.add([event for event in events if event.business in kept])

    return len(events), keep


def _preferences(path: Path, material: Material) -> tuple[int, Keep]:
    stated = read_preferences(path, known_ids(material.settings, material.register), material.topics)

    def keep(store: Store) -> int:
        with store.transaction():
            kept = kept_businesses(material, store, [said.business for said in stated])
            return store.preferences.add([said for said in stated if said.business in kept])

    return len(stated), keep


_READERS: Final[Mapping[str, Callable[[Path, Material], tuple[int, Keep]]]] = {
    "outcomes": _outcomes,
    "bases": _bases,
    "relations": _relations,
    "preferences": _preferences,
}
