"""Runs: what was found, decided, written and received for each row, sealed under the key of whom it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import polars as pl
from sqlalchemy import Row, Select, func, or_, select

from aboveboard.domain.columns import ROWS
from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.store.entries import StoredMessage, StoredReceipt
from aboveboard.store.schema import BUSINESSES, DECISIONS, FACTS, MESSAGES, RUNS, SALTS
from aboveboard.store.sealing import DataKey
from aboveboard.store.session import Session, Value, utc

SHORTEST_HASH: Final = 8
SEALED_FACTS: Final = "facts|sealed"
SEALED_DECISION: Final = "decisions|sealed"
SEALED_DRAFT: Final = "messages|sealed"
_NEEDED: Final = ("row", "business", "step", "state", "state_reason")
_IN_CLEAR: Final = ("offer", "channel")
_ELSEWHERE: Final = frozenset([*ROWS, *_NEEDED, *_IN_CLEAR, "facts", "draft", "message", "observed"])
_JSON: Final = msgspec.json.Encoder(order="deterministic")
_COLUMNS: Final = msgspec.json.Decoder(dict[str, str | int | bool | None])


def save_run(session: Session, run: str, campaign: str, frame: pl.DataFrame, *, dry: bool, now: datetime) -> None:
    """The rows of the run are kept, after those of earlier calls with the same run.

    The frame needs row, business, step, state and state_reason; facts, draft and message, where there are any, are kept
    sealed, and with them all other columns of text, number or yes and no that the rows did not bring along.
    """
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise InputError(f"a run without the column {missing[0]!r} cannot be kept")
    session.put(RUNS, [{"run": run, "campaign": campaign, "at": utc(now), "dry": dry}])
    kept = _Frame(session, run, frame)
    session.add(DECISIONS, kept.decisions(_count(session, run)))
    session.add(FACTS, kept.facts())
    session.add(MESSAGES, kept.messages())


def append_receipts(
    session: Session,
    run: str,
    indexes: Sequence[int],
    bodies: Sequence[bytes],
    salts: Sequence[bytes],
    *,
    rows: Sequence[str] | None,
) -> None:
    """Each of the rows of the run has its receipt; without `rows`, those that had none, in the order of saving.

    A named row that was erased since the run was saved gets none: its salt is not written, so its leaf says nothing.
    """
    had = select(SALTS.c.row).where(SALTS.c.run == run)
    found = session.connection.execute(
        select(DECISIONS.c.row, DECISIONS.c.business)
        .where(DECISIONS.c.run == run, DECISIONS.c.row.not_in(had))
        .order_by(DECISIONS.c.position)
    )
    whose: dict[str, str] = dict(found.all())
    names = list(whose) if rows is None else rows
    if not len(names) == len(indexes) == len(bodies) == len(salts):
        raise LedgerError(
            f"run {run} has {len(names)} rows without a receipt, but got {len(indexes)} indexes, "
            f"{len(bodies)} bodies and {len(salts)} salts; every row ends in exactly one receipt"
        )
    session.add(
        SALTS,
        [
            {"log_index": index, "run": run, "row": row, "business": whose[row], "salt": salt, "body": body}
            for row, index, body, salt in zip(names, indexes, bodies, salts, strict=True)
            if row in whose
        ],
    )


def row_of_run(session: Session, run: str, row: str) -> tuple[str, str, int]:
    """Campaign, business and step of a row that was saved; InputError for any other."""
    found = session.connection.execute(
        select(RUNS.c.campaign, DECISIONS.c.business, DECISIONS.c.step)
        .join(RUNS, RUNS.c.run == DECISIONS.c.run)
        .where(DECISIONS.c.run == run, DECISIONS.c.row == row)
    ).first()
    if found is None:
        raise InputError("the run has no such row", remedy="save the run before its rows are queued")
    return found.campaign, found.business, found.step


def receipt(session: Session, row: str) -> StoredReceipt | None:
    """The receipt of a row's latest run; None if there is none, as after an erasure."""
    found = session.connection.execute(
        select(SALTS).where(SALTS.c.row == row).order_by(SALTS.c.log_index.desc()).limit(1)
    ).first()
    return None if found is None else StoredReceipt(body=found.body, salt=found.salt, index=found.log_index)


def waiting(session: Session, campaign: str) -> list[StoredMessage]:
    """The rows of the campaign's latest run that wait for a person, in the order in which they were saved."""
    found = session.connection.execute(
        select(DECISIONS)
        .where(DECISIONS.c.run.in_(_latest(campaign)), DECISIONS.c.state == "review")
        .order_by(DECISIONS.c.position)
    ).all()
    return [_stored(session, row) for row in found]


def column(session: Session, campaign: str, name: str) -> dict[str, str]:
    """For each business of the campaign's latest run the text that was kept of a column, in order; nulls left out."""
    found = session.connection.execute(
        select(DECISIONS.c.business, DECISIONS.c.sealed)
        .where(DECISIONS.c.run.in_(_latest(campaign)), DECISIONS.c.sealed.is_not(None))
        .order_by(DECISIONS.c.position)
    ).all()
    keys = session.data_keys(business for business, _ in found)
    kept = ((of, _COLUMNS.decode(keys[of].open(SEALED_DECISION, sealed)).get(name)) for of, sealed in found)
    return {business: text for business, text in kept if isinstance(text, str)}


def _latest(campaign: str) -> Select[tuple[str]]:
    return select(RUNS.c.run).where(RUNS.c.campaign == campaign).order_by(RUNS.c.at.desc(), RUNS.c.run.desc()).limit(1)


def message(session: Session, name: str) -> StoredMessage | None:
    """All that is kept of a row, named by itself or by the hash of its message, as its latest run left it."""
    by_hash = select(MESSAGES.c.row).where(MESSAGES.c.message == name)
    found = session.connection.execute(
        select(DECISIONS)
        .join(RUNS, RUNS.c.run == DECISIONS.c.run)
        .where(or_(DECISIONS.c.row == name, DECISIONS.c.row.in_(by_hash)))
        .order_by(RUNS.c.at.desc(), RUNS.c.run.desc())
        .limit(1)
    ).first()
    return None if found is None else _stored(session, found)


def rows_named(session: Session, name: str) -> list[str]:
    """The rows that a name may mean: a row, a business, or a message's hash, or 8 characters of its beginning."""
    by_name = select(DECISIONS.c.row).where(or_(DECISIONS.c.row == name, DECISIONS.c.business == name))
    by_hash = select(MESSAGES.c.row).where(MESSAGES.c.message.startswith(name, autoescape=True))
    wanted = by_name.union(by_hash) if len(name) >= SHORTEST_HASH else by_name.distinct()
    return sorted(session.connection.execute(wanted).scalars())


def _stored(session: Session, row: Row[Any]) -> StoredMessage:
    key = session.data_key(row.business)
    facts = select(FACTS.c.sealed).where(FACTS.c.run == row.run, FACTS.c.row == row.row)
    drafts = select(MESSAGES.c.message, MESSAGES.c.sealed).where(MESSAGES.c.run == row.run, MESSAGES.c.row == row.row)
    written = session.connection.execute(drafts).first()
    return StoredMessage(
        run=row.run,
        row=row.row,
        business=row.business,
        step=row.step,
        state=row.state,
        state_reason=row.state_reason,
        offer=row.offer,
        channel=row.channel,
        message=written.message or None if written else None,
        draft=_open(key, SEALED_DRAFT, written.sealed if written else None),
        facts=_open(key, SEALED_FACTS, session.connection.execute(facts).scalar_one_or_none()),
        columns=_COLUMNS.decode(_open(key, SEALED_DECISION, row.sealed) or "{}"),
    )


class _Frame:
    """A frame of a run on its way into the tables."""

    def __init__(self, session: Session, run: str, frame: pl.DataFrame) -> None:
        self._run, self._frame = run, frame
        kept = set(session.connection.execute(select(BUSINESSES.c.business)).scalars())
        gone = set(frame["business"].to_list()) - kept
        if gone:
            raise InputError(f"{len(gone)} businesses of the run are not kept", remedy="erased while it ran? run again")
        # A company whose contact was erased has lost its key, but its rows still end in receipts: it gets a new one.
        self._keys: Mapping[str, DataKey] = session.data_keys(frame["business"].to_list(), create=True)

    def decisions(self, first: int) -> list[dict[str, Value]]:
        others = [
            name
            for name, dtype in self._frame.schema.items()
            if name not in _ELSEWHERE and not name.startswith("ctx.") and _is_plain(dtype)
        ]
        clear = [*_NEEDED, *(name for name in _IN_CLEAR if name in self._frame.columns)]
        values = self._frame.select(others).iter_rows(named=True) if others else iter([{}] * self._frame.height)
        return [
            {
                "offer": None,
                "channel": None,
                **row,
                "run": self._run,
                "position": first + place,
                "sealed": self._keys[row["business"]].seal(SEALED_DECISION, _JSON.encode(rest)),
            }
            for place, (row, rest) in enumerate(
                zip(self._frame.select(clear).iter_rows(named=True), values, strict=True)
            )
        ]

    def facts(self) -> list[dict[str, Value]]:
        return self._sealed("facts", SEALED_FACTS)

    def messages(self) -> list[dict[str, Value]]:
        """A row with a draft that was not passed is kept too, with an empty hash: `why` shows what was not sent."""
        found = self._sealed("draft", SEALED_DRAFT)
        hashes = dict(zip(self._frame["row"], self._column("message"), strict=True))
        return [{**entry, "message": hashes[entry["row"]] or ""} for entry in found]

    def _sealed(self, column: str, place: str) -> list[dict[str, Value]]:
        rows = zip(self._frame["row"], self._frame["business"], self._column(column), strict=True)
        return [
            {"run": self._run, "row": row, "business": of, "sealed": self._keys[of].seal(place, text.encode())}
            for row, of, text in rows
            if text is not None
        ]

    def _column(self, name: str) -> list[str | None]:
        return self._frame[name].to_list() if name in self._frame.columns else [None] * self._frame.height


def _is_plain(dtype: pl.DataType) -> bool:
    return dtype == pl.String or dtype == pl.Boolean or dtype.is_integer()


def _open(key: DataKey, place: str, sealed: bytes | None) -> str | None:
    return None if sealed is None else key.open(place, sealed).decode()


def _count(session: Session, run: str) -> int:
    return session.connection.execute(
        select(func.count()).select_from(DECISIONS).where(DECISIONS.c.run == run)
    ).scalar_one()
