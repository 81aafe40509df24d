"""The one e-mail that asks to confirm an agreement: plain text, one link, and no advertising."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aboveboard.deliver.envelope import is_address, is_one_line
from aboveboard.deliver.headers import date, mailbox, unstructured
from aboveboard.deliver.mime import part
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError
from aboveboard.domain.sender import Sender


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Subject and text of the mail; the text has the link in it."""

    subject: str
    text: str


def write(confirmation: Confirmation, *, sender: Sender, recipient: Contact, message_id: str, now: datetime) -> bytes:
    """The whole mail, ready for a mail server. It is no bulk mail, so it has no unsubscribe header: silence ends it.

    Auto-Submitted keeps answering machines quiet (RFC 3834, section 5).
    """
    address = recipient.email or ""
    if not is_address(address):
        raise InputError("a confirmation needs an address of the form name@domain in plain letters")
    if not is_one_line(confirmation.subject):
        raise InputError("the subject has control characters or line breaks")
    head = (
        f"From: {mailbox(sender.name, sender.email)}\r\n"
        f"To: {address}\r\n"
        f"Subject: {unstructured(confirmation.subject)}\r\n"
        f"Date: {date(now)}\r\n"
        f"Message-ID: <{message_id}>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
    )
    return head.encode("ascii") + part("plain", [confirmation.text], "\n")
