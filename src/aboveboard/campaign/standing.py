"""Standing: what bases, relations and agreements come to on a day, joined to the rows of a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from aboveboard.domain.basis import Basis
from aboveboard.domain.columns import ROWS
from aboveboard.guard.bases import BasisState
from aboveboard.guard.bases import state as basis_state
from aboveboard.guard.relations import RelationState, relation_state
from aboveboard.store.store import Store

_NO_BASIS: Final = BasisState()
_NO_RELATION: Final = RelationState()


def consented(held: Mapping[str, BasisState]) -> dict[str, tuple[list[str], list[str]]]:
    """For each business the channels it agreed to, and those in writing."""
    return {business: (sorted(one.consented), sorted(one.written)) for business, one in held.items()}


def basis_states(events: Mapping[str, list[Basis]], *, on: date, purpose: str) -> dict[str, BasisState]:
    """For each business that has any basis on record what holds for this purpose on that day."""
    return {business: basis_state(found, on=on, purpose=purpose) for business, found in events.items()}


def with_standing(rows: pl.DataFrame, store: Store, held: Mapping[str, BasisState], *, on: date) -> pl.DataFrame:
    """The rows with what the relations to each business come to on that day; no record is no relation.

    Of the consents the source, and how often each was asked to agree, over all campaigns, are joined as well.
    """
    ids: list[str] = rows["business"].to_list()
    related = {business: relation_state(events, on=on) for business, events in store.relations.all(on).items()}
    states = [related.get(business, _NO_RELATION) for business in ids]
    joined: dict[str, list[object]] = {
        name: [getattr(state, name) for state in states] for name in RelationState.__dataclass_fields__
    }
    asked = store.agreements.offers()
    joined["consent_source"] = [held.get(business, _NO_BASIS).source for business in ids]
    joined["consent_requests_sent"] = [asked.get(business, 0) for business in ids]
    return rows.with_columns(pl.Series(name, values, ROWS[name]) for name, values in joined.items())
