"""Holdings: everything that is kept about one business, opened, for whoever it is about."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec
from sqlalchemy import Table, select

from aboveboard.store.agreement import SEALED_AGREEMENT
from aboveboard.store.answers import SEALED_MODEL_ANSWER
from aboveboard.store.bases import SEALED_PROOF
from aboveboard.store.company_register import SEALED_ANSWER
from aboveboard.store.corrections import SEALED_CORRECTION
from aboveboard.store.groups import SEALED_GROUPS
from aboveboard.store.imports import SEALED_BEFORE
from aboveboard.store.preferences import SEALED_HOW
from aboveboard.store.register import SEALED_BUSINESS, SEALED_CONTACT
from aboveboard.store.relations import SEALED_RELATION
from aboveboard.store.runs import SEALED_DECISION, SEALED_DRAFT, SEALED_FACTS
from aboveboard.store.schema import (
    AGREEMENTS,
    BASES,
    BUSINESSES,
    COMPANY_ANSWERS,
    CONTACTS,
    CORRECTIONS,
    DECISIONS,
    FACTS,
    GROUPS,
    IMPORTED,
    MESSAGES,
    MODEL_ANSWERS,
    OUTBOX,
    OUTCOMES,
    PREFERENCES,
    RELATIONS,
    REVIEWS,
    SALTS,
)
from aboveboard.store.sealing import DataKey
from aboveboard.store.session import Session

# Each table with the place its sealed column was sealed for; marks and data keys are our locks, not its data.
SHOWN: Final[tuple[tuple[Table, str | None], ...]] = (
    (BUSINESSES, SEALED_BUSINESS),
    (CONTACTS, SEALED_CONTACT),
    (IMPORTED, SEALED_BEFORE),
    (BASES, SEALED_PROOF),
    (AGREEMENTS, SEALED_AGREEMENT),
    (RELATIONS, SEALED_RELATION),
    (PREFERENCES, SEALED_HOW),
    (DECISIONS, SEALED_DECISION),
    (FACTS, SEALED_FACTS),
    (MESSAGES, SEALED_DRAFT),
    (OUTBOX, None),
    (OUTCOMES, None),
    (GROUPS, SEALED_GROUPS),
    (CORRECTIONS, SEALED_CORRECTION),
    (COMPANY_ANSWERS, SEALED_ANSWER),
    (MODEL_ANSWERS, SEALED_MODEL_ANSWER),
    (REVIEWS, None),
    (SALTS, None),
)
_INTERNAL: Final = frozenset(["digest", "stated", "revision", "token", "sealed", "position"])


def holdings(session: Session, business: str) -> dict[str, list[dict[str, object]]]:
    """Every row about the business, table by table, in values that JSON can hold.

    A company that was erased has its public entry left and no key: what was sealed is gone with it.
    """
    key = session.data_keys([business]).get(business)
    return {table.name: _rows(session, table, place, key, business) for table, place in SHOWN}


def _rows(
    session: Session, table: Table, place: str | None, key: DataKey | None, business: str
) -> list[dict[str, object]]:
    found = session.connection.execute(
        select(table).where(table.c.business == business).order_by(*table.primary_key.columns)
    ).mappings()
    return [_shown(dict(row), place, key) for row in found]


def _shown(row: dict[str, object], place: str | None, key: DataKey | None) -> dict[str, object]:
    shown = {name: _plain(value) for name, value in row.items() if name not in _INTERNAL and value is not None}
    sealed = row.get("sealed")
    if place is None or key is None or not isinstance(sealed, bytes):
        return shown
    opened = _value(key.open(place, sealed))
    return shown | opened if isinstance(opened, dict) else shown | {"values": opened}


def _value(data: bytes) -> object:
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError:  # a text that its writer did not encode is shown as it is
        return data.decode()


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value
