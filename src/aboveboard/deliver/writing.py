"""Writing: a sealed message becomes the bytes of its channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aboveboard.deliver import call_sheet, letter, mime
from aboveboard.deliver.call_sheet import Calling
from aboveboard.deliver.envelope import Envelope
from aboveboard.deliver.grounds import NO_GROUNDS, Grounds
from aboveboard.deliver.letter import Posting
from aboveboard.domain.agreement import Wording
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message
from aboveboard.domain.sender import Sender


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses in one message: `why` opens everything the recipient may do, `stop` can refuse and nothing else.

    `code` is the short code on paper, and `short` the address that is typed from it, which can refuse as well.
    """

    why: str
    stop: str
    short: str = ""
    code: str = ""


def write(
    message: Message,
    contact: Contact,
    sender: Sender,
    links: Links,
    *,
    message_id: str,
    now: datetime,
    request: Wording | None = None,
    hours: Sequence[str] = (),
    grounds: Grounds = NO_GROUNDS,
    by_name: bool = False,
) -> tuple[bytes, str]:
    """The bytes of the message for its channel, and the suffix of their file: .eml or .pdf.

    `request` stands on a letter's card or at the end of a call sheet; no e-mail has one. `hours` are the days and hours
    in which to call and `grounds` what the message was made of, as a call sheet prints them. `by_name` greets the
    person of the contact, who MUST have agreed.
    """
    why, stop = links.why, links.stop
    addressee = (contact.name or "") if by_name else ""
    if message.channel == "email":
        envelope = Envelope(
            sender_name=sender.name,
            sender_address=sender.email,
            recipient=contact.email or "",
            date=now,
            message_id=message_id,
            unsubscribe_url=stop,
            why_link=why,
            stop_link=stop,
            addressee=addressee,
        )
        return mime.write(message, envelope), ".eml"
    if message.channel == "post":
        posting = Posting(
            sender=sender,
            recipient=contact,
            on=now.date(),
            code=links.code,
            why_link=why,
            short_link=links.short,
            request=request,
            addressee=addressee,
        )
        return letter.write(message, posting), ".pdf"
    if message.channel == "voice_live":
        calling = Calling(
            sender=sender,
            recipient=contact,
            code=links.code,
            why_link=why,
            short_link=links.short,
            grounds=grounds,
            hours=hours,
            request=request,
            addressee=addressee,
        )
        return call_sheet.write(message, calling), ".pdf"
    raise InputError(f"nothing is written for the channel {message.channel!r}", remedy="email, post or voice_live")
