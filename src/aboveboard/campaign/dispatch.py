"""Dispatch: sealed messages of queued rows become files in the outbox; nothing is transmitted."""

from __future__ import annotations

from collections.abc import Mapping
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
from aboveboard.rights.link import Link
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
            link = Link(subject, settings.name, step)
            name = f"{subject}.{settings.name}.{step}@{_domain(settings)}"
            if name not in outbox:
                data, suffix = _written(
                    message, store.contact(business), settings, link.token(store.keys.links), name, now
                )
                outbox.put(name, data, subject=subject, suffix=suffix)
            count += 1
    return count


def links(settings: Settings, token: str) -> tuple[str, str, str]:
    """The addresses of the page with reasons, of the page that stops, and of the one-click endpoint (RFC 8058)."""
    base = settings.links.base.rstrip("/")
    return f"{base}/r/{token}", f"{base}/r/{token}/stop", f"{base}/u/{token}"


def _domain(settings: Settings) -> str:
    return urlsplit(settings.sender.website).hostname or settings.sender.email.rpartition("@")[2]


def _written(
    message: Message, contact: Contact, settings: Settings, token: str, name: str, now: datetime
) -> tuple[bytes, str]:
    why, stop, one_click = links(settings, token)
    sender = settings.sender.sender()
    if message.channel == "email":
        envelope = Envelope(
            sender_name=sender.name,
            sender_address=sender.email,
            recipient=contact.email or "",
            date=now,
            message_id=name,
            unsubscribe_url=one_click,
            why_link=why,
            stop_link=stop,
        )
        return mime.write(message, envelope), ".eml"
    code = token[-8:]
    if message.channel == "post":
        posting = Posting(sender=sender, recipient=contact, on=now.date(), code=code, why_link=why, stop_link=stop)
        return letter.write_html(message, posting).encode(), ".html"
    sheet = call_sheet.write(message, sender=sender, recipient=contact, code=code, why_link=why, stop_link=stop)
    return sheet.encode(), ".txt"
