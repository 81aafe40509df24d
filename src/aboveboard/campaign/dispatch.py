"""Dispatch: sealed messages of queued rows become files in the outbox; nothing is transmitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import polars as pl

from aboveboard.campaign.consent import ConsentDesk
from aboveboard.campaign.context import letters_only
from aboveboard.campaign.home import Home
from aboveboard.campaign.settings import Settings
from aboveboard.campaign.timing import hours_to_call, limits_of
from aboveboard.deliver.grounds import NO_GROUNDS, Grounds
from aboveboard.deliver.outbox import Outbox
from aboveboard.deliver.writing import Links, write
from aboveboard.domain.agreement import Via
from aboveboard.domain.brief import Brief
from aboveboard.domain.columns import context_column
from aboveboard.domain.errors import InputError
from aboveboard.domain.fact import decode_facts
from aboveboard.domain.message import Message
from aboveboard.rights.link import LinkKeys, make
from aboveboard.store.store import Store

_ASKED_BY: Final[Mapping[str, Via]] = {"post": "letter", "voice_live": "call_sheet"}
_NEEDED: Final = [
    *("row", "business", "subject", "channel", "step", "country", "region", "mailbox_provider", "brief", "facts"),
    context_column("daily_volume_to_provider"),
]


class _UnprintableError(Exception):
    """The message of a row cannot be written as its channel needs it."""

    def __init__(self, row: str, problem: str) -> None:
        self.row, self.problem = row, problem
        super().__init__(row)


def put_out(
    store: Store,
    home: Home,
    settings: Settings,
    frame: pl.DataFrame,
    messages: Mapping[str, Message],
    *,
    run_id: str,
    now: datetime,
) -> dict[str, str]:
    """What is queued lies in the outbox; what could not be written, such as a text too long for its sheet, by row.

    Steps that lie there already are passed over. Queue and files belong to one transaction: a crash leaves files
    without an entry at worst, which the next run takes up under the same name; an entry without its file cannot be.
    With a letter or a call sheet the business is asked, once over all campaigns, to agree to e-mail.
    """
    queued = frame.filter(pl.col("state") == "queued").select(*_NEEDED, _may_ask(), _agreed())
    dispatch = _Dispatch(store, settings, Outbox(home.outbox), ConsentDesk(settings, store), run_id, now)
    unprintable: dict[str, str] = {}
    while True:
        rows = queued.filter(~pl.col("row").is_in([*unprintable]))
        try:
            with store.transaction():
                for row in rows.iter_rows(named=True):
                    dispatch.put(row, messages[row["row"]])
            return unprintable
        except _UnprintableError as error:  # all was undone; the files of the others are taken up under their names
            unprintable[error.row] = error.problem


@dataclass(frozen=True, slots=True)
class _Dispatch:
    """What the messages of one run are put out with."""

    store: Store
    settings: Settings
    outbox: Outbox
    desk: ConsentDesk
    run_id: str
    now: datetime

    def put(self, row: Mapping[str, Any], message: Message) -> None:
        """The message of the row is queued, and its file lies in the outbox, unless it waits or lies there already."""
        store, settings, now = self.store, self.settings, self.now
        business, subject, language = row["business"], row["subject"], message.draft.language
        limits = limits_of(settings, row)
        if not store.queue(self.run_id, row["row"], message.hash, row["channel"], limits=limits, at=now):
            return
        via = _ASKED_BY.get(row["channel"]) if row["may_ask"] else None
        request = self.desk.offer(business, via, on=now.date(), language=language) if via is not None else None
        links = links_of(settings, store.keys, business, row["step"])
        if row["channel"] != "email":
            links = with_code(links, settings, store.codes.issue(subject, settings.name, row["step"]))
        name = f"{subject}.{settings.name}.{row['step']}@{domain_of(settings)}"
        if name in self.outbox:
            return
        try:
            data, suffix = write(
                message,
                store.contact(business),
                settings.sender.sender(),
                links,
                message_id=name,
                now=now,
                request=request,
                hours=_hours(row, settings, language, now),
                grounds=_grounds(row),
                by_name=row["agreed"],
            )
        except InputError as error:
            raise _UnprintableError(row["row"], str(error)) from error
        self.outbox.put(name, data, subject=subject, suffix=suffix)


def _hours(row: Mapping[str, Any], settings: Settings, language: str, now: datetime) -> list[str]:
    """The days and hours in which to call; none for what is no call."""
    if row["channel"] != "voice_live":
        return []
    return hours_to_call(row["country"], row["region"], settings, now, language=language)


def _grounds(row: Mapping[str, Any]) -> Grounds:
    """What the message of a call was made of; nothing of other messages, which do not print it."""
    if row["channel"] != "voice_live":
        return NO_GROUNDS
    return Grounds.of(msgspec.json.decode(row["brief"], type=Brief), decode_facts(row["facts"]))


def _may_ask() -> pl.Expr:
    """May the business be asked to agree to e-mail? Not if it has, refuses e-mail, or takes letters only."""
    agreed = pl.col("consented_channels").list.contains("email").fill_null(True)
    refused = pl.col("objected_channels").list.contains("email").fill_null(True)
    return (~agreed & ~refused & ~letters_only()).alias("may_ask")


def _agreed() -> pl.Expr:
    """Did the business agree to be written to on this channel? Only then is its person greeted by name."""
    return pl.col("consented_channels").list.contains(pl.col("channel")).fill_null(False).alias("agreed")


def links_of(settings: Settings, keys: LinkKeys, business: str, step: int) -> Links:
    """The links of one message. The page that stops is also the one-click endpoint (RFC 8058): a POST acts."""
    base = settings.links.base.rstrip("/")
    why = make(keys, business, campaign=settings.name, step=step, purpose="why")
    stop = make(keys, business, campaign=settings.name, step=step, purpose="stop")
    return Links(f"{base}/r/{why}", f"{base}/u/{stop}")


def with_code(links: Links, settings: Settings, code: str) -> Links:
    """The links of a message on paper: the code, and the address that is typed from it."""
    return replace(links, code=code, short=f"{settings.links.base.rstrip('/')}/{code}")


def domain_of(settings: Settings) -> str:
    """The domain of the sender, after which messages are named."""
    return urlsplit(settings.sender.website).hostname or settings.sender.email.rpartition("@")[2]
