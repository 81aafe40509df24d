"""The rulebook: who answers for the rule packs, and which kept businesses a rule may reach."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import select

from aboveboard.domain.sign_off import SignOff
from aboveboard.store.database import Database
from aboveboard.store.runs import column
from aboveboard.store.schema import BUSINESSES, DECISIONS, RUNS, SIGN_OFFS
from aboveboard.store.session import Session


class InReach(msgspec.Struct, frozen=True, kw_only=True):
    """One business of a campaign's latest run: where it is, and the cells it got, None where there were none."""

    business: str
    country: str
    region: str | None
    cells: str | None


class Rulebook:
    """What a store knows of rules."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign(self, events: Sequence[SignOff]) -> None:
        """The events are kept after all earlier ones; none is ever changed or taken out."""
        with self._database.writing() as session:
            session.add(SIGN_OFFS, [msgspec.structs.asdict(event) for event in events])

    def sign_offs(self) -> list[SignOff]:
        """All events, the oldest first."""
        with self._database.reading() as session:
            found = session.connection.execute(select(SIGN_OFFS).order_by(SIGN_OFFS.c.id))
            return [SignOff(pack=r.pack, digest=r.digest, by=r.by, on=r.on, until=r.until) for r in found]

    def campaigns(self) -> list[str]:
        """The campaigns of which a run is kept."""
        with self._database.reading() as session:
            return sorted(session.connection.execute(select(RUNS.c.campaign).distinct()).scalars())

    def businesses(self, campaign: str) -> list[InReach]:
        """The businesses of the campaign's latest run that are still kept, with where they are and their cells."""
        with self._database.reading() as session:
            cells = column(session, campaign, "cells")
            return [
                InReach(business=of, country=country, region=region, cells=cells.get(of))
                for of, country, region in _places(session, campaign)
            ]


def _places(session: Session, campaign: str) -> Sequence[tuple[str, str, str | None]]:
    latest = select(RUNS.c.run).where(RUNS.c.campaign == campaign).order_by(RUNS.c.at.desc(), RUNS.c.run.desc())
    found = session.connection.execute(
        select(BUSINESSES.c.business, BUSINESSES.c.country, BUSINESSES.c.region)
        .join(DECISIONS, DECISIONS.c.business == BUSINESSES.c.business)
        .where(DECISIONS.c.run.in_(latest.limit(1)))
        .order_by(DECISIONS.c.position)
    )
    return [(business, country, region) for business, country, region in found]
