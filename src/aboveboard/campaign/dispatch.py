"""Dispatch: sealed messages of queued rows become files in the outbox; nothing is transmitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import polars as pl

from aboveboard.campaign.home import Home
from aboveboard.campaign.settings import Settings
from aboveboard.deliver import call_sheet, letter, mime
from aboveboard.deliver.envelope import Envelope
from aboveboard.deliver.letter import Posting
from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.contact import Contact
from aboveboard.domain.message import Message
from aboveboard.rights.link import LinkKeys, make
from aboveboard.store.store import Store


def put_out(
    store: Store,
    home: Home,
    settings: Settings,
    frame: pl.DataFrame,
    messages: Mapping[str, Message],
    *,
    run_id: str,
    now: datetime,
) -> int:
    """How many messages were put into the outbox; those of steps that lie there already are passed over.

    Queue and files belong to one transaction: a crash leaves files without an entry at worst, which the next run takes
    up under the same name; an entry without its file cannot be.
    """
    outbox = Outbox(home.outbox)
    queued = frame.filter(pl.col("state") == "queued").select("row", "business", "subject", "channel", "step")
    count = 0
    with store.transaction():
        for row, business, subject, channel, step in queued.iter_rows():
            message = messages[row]
            if not store.queue(run_id, row, message.hash, channel):
                continue
            name = f"{subject}.{settings.name}.{step}@{_domain(settings)}"
            if name not in outbox:
                links = links_of(settings, store.keys, business, step)
                data, suffix = _written(message, store.contact(business), settings, links, name=name, now=now)
                outbox.put(name, data, subject=subject, suffix=suffix)
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses in one message: `why` opens everything the recipient may do, `stop` can refuse and nothing else."""

    why: str
    stop: str
    code: str


def links_of(settings: Settings, keys: LinkKeys, business: str, step: int) -> Links:
    """The links of one message. The page that stops is also the one-click endpoint (RFC 8058): a POST acts."""
    base = settings.links.base.rstrip("/")
    why = make(keys, business, campaign=settings.name, step=step, purpose="why")
    stop = make(keys, business, campaign=settings.name, step=step, purpose="stop")
    return Links(f"{base}/r/{why}", f"{base}/u/{stop}", stop[-8:])


def _domain(settings: Settings) -> str:
    return urlsplit(settings.sender.website).hostname or settings.sender.email.rpartition("@")[2]


def _written(
    message: Message, contact: Contact, settings: Settings, links: Links, *, name: str, now: datetime
) -> tuple[bytes, str]:
    sender, why, stop = settings.sender.sender(), links.why, links.stop
    if message.channel == "email":
        envelope = Envelope(
            sender_name=sender.name,
            sender_address=sender.email,
            recipient=contact.email or "",
            date=now,
            message_id=name,
            unsubscribe_url=stop,
            why_link=why,
            stop_link=stop,
        )
        return mime.write(message, envelope), ".eml"
    if message.channel == "post":
        posting = Posting(
            sender=sender, recipient=contact, on=now.date(), code=links.code, why_link=why, stop_link=stop
        )
        return letter.write_html(message, posting).encode(), ".html"
    sheet = call_sheet.write(message, sender=sender, recipient=contact, code=links.code, why_link=why, stop_link=stop)
    return sheet.encode(), ".txt"
