"""Letters for post: the message between its addresses, with a card to answer on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from aboveboard.deliver.card import words
from aboveboard.deliver.envelope import is_link
from aboveboard.domain.agreement import Wording
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message
from aboveboard.domain.sender import Sender
from aboveboard.text.wording import country_name, date_long, town_line

_BOX: Final = "[ ]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """All that a letter needs besides its message; `code` tells the card apart and names nobody.

    `request` is a question to agree to something; it stands on the card, apart from the message and from its answers.
    """

    sender: Sender
    recipient: Contact
    on: date
    code: str
    why_link: str
    stop_link: str
    request: Wording | None = None

    def __post_init__(self) -> None:
        if not (is_link(self.why_link) and is_link(self.stop_link)):
            raise InputError("the links of a letter have to be web addresses")
        if not (self.recipient.street and self.recipient.locality):
            raise InputError("a letter needs the street and the place of its recipient")


def write_text(message: Message, posting: Posting) -> str:
    """The letter as plain text, ready to print."""
    return "\n\n".join("\n".join(block) for block in _blocks(message, posting)) + "\n"


def write_html(message: Message, posting: Posting) -> str:
    """The letter as HTML for one or two printed pages; nothing in it is loaded from elsewhere."""
    blocks = ["<br>\n".join(map(escape, block)) for block in _blocks(message, posting)]
    body = "".join("<hr>\n" if block == "--" else f"<p>{block}</p>\n" for block in blocks)
    language = escape(message.draft.language)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(message.draft.subject)}</title>\n"
        "<style>@page{size:A4;margin:25mm 20mm}body{font:11pt/1.45 serif;max-width:170mm;margin:auto;"
        "overflow-wrap:anywhere}</style>\n"
        f"</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _blocks(message: Message, posting: Posting) -> list[list[str]]:
    """The letter's paragraphs, each as its lines."""
    draft, said = message.draft, words(message.draft.language)
    text = draft.text.replace("[[why_link]]", posting.why_link).replace("[[stop_link]]", posting.stop_link)
    return [
        _sender_lines(posting.sender),
        _recipient_lines(posting.recipient),
        [date_long(posting.on, draft.language)],
        [f"{said.subject}: {draft.subject}"],
        *(paragraph.split("\n") for paragraph in text.rstrip("\n").split("\n\n")),
        ["--"],
        [said.reply_card],
        *([f"{_BOX} {answer}"] for answer in said.answers),
        *_request_blocks(posting.request),
        [f"{said.return_to}: {posting.sender.name}, {posting.sender.postal_address}", f"{said.code}: {posting.code}"],
    ]


def _request_blocks(request: Wording | None) -> list[list[str]]:
    if request is None:
        return []
    return [["--"], [request.heading], [request.intro], [request.notice], [f"{_BOX} {request.box}"], [request.then]]


def _sender_lines(sender: Sender) -> list[str]:
    place = town_line(sender.postcode, sender.locality, sender.country)
    return [sender.name, sender.street, place, country_name(sender.country), sender.phone, sender.email]


def _recipient_lines(contact: Contact) -> list[str]:
    place = town_line(contact.postcode, contact.locality, contact.country)
    lines = (contact.addressee, contact.name, contact.street, place, country_name(contact.country or ""))
    return [line for line in dict.fromkeys(lines) if line]
