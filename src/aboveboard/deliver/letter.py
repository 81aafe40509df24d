"""Letters for post: one sheet, two sides, as a PDF; what the law asks for and the card to answer on are on the back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from aboveboard.deliver.card import Words, filled, words
from aboveboard.deliver.paper import Paper
from aboveboard.deliver.press import Print, square
from aboveboard.domain.contact import Contact
from aboveboard.domain.draft import FOOTER, Draft
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message
from aboveboard.text.wording import country_name, date_long, town_line

_FRONT: Final = frozenset({"who"})
"""The part of a footer that stands on the front, as it says who writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting(Paper):
    """All that a letter needs besides its message; a request stands on the card, apart from its answers."""

    on: date

    def __post_init__(self) -> None:
        Paper.__post_init__(self)
        if not (self.recipient.street and self.recipient.locality):
            raise InputError("a letter needs the street and the place of its recipient")


def write(message: Message, posting: Posting) -> bytes:
    """The letter as a PDF of two pages; the same letter has the same bytes.

    Raises InputError where a side does not hold its text in the smallest type, or where no font has its letters.
    """
    return Print("letter", _content(message.draft, posting, words(message.draft.language))).pdf()


def _content(draft: Draft, posting: Posting, said: Words) -> dict[str, object]:
    """Everything that the sheet shows, as plain texts."""
    sender, request, language = posting.sender, posting.request, draft.language.partition("-")[0].lower()
    links = posting.slots(said, language)
    address = [sender.name, sender.street, town_line(sender.postcode, sender.locality, sender.country)]
    address.append(country_name(sender.country, language))
    return {
        "language": language,
        "subject": draft.subject,
        "source-type": draft.source_type,
        "sender": [*address, sender.phone, sender.email],
        "address-lines": len(address),
        "sender-line": " · ".join(address[:3]),
        "recipient": _recipient_lines(posting.recipient, language),
        "date": date_long(posting.on, language),
        "front": _paragraphs(draft, links, front=True),
        "back": _paragraphs(draft, links, front=False),
        "qr": square(posting.why_link),
        "short": posting.short,
        "phone": sender.phone,
        "card": said.reply_card,
        "answers": said.answers,
        "return-to": said.return_to,
        "code-is": said.code,
        "code": posting.code,
        "turn": said.turn,
        "about": said.about,
        "square": said.square,
        "type-in": said.type_in,
        "ring": said.ring,
        "request": None if request is None else asdict(request),
    }


def _paragraphs(draft: Draft, links: dict[str, str], *, front: bool) -> list[str]:
    """The paragraphs of one side, one a part of the message."""
    found: list[str] = []
    last = None
    for sentence in draft.sentences:
        if (sentence.part not in FOOTER or sentence.part in _FRONT) is not front:
            continue
        text = filled(sentence.text, links)
        if sentence.part == last:
            found[-1] += f" {text}"
        else:
            found.append(text)
        last = sentence.part
    return found


def _recipient_lines(contact: Contact, language: str) -> list[str]:
    place = town_line(contact.postcode, contact.locality, contact.country)
    lines = (contact.addressee, contact.name, contact.street, place, country_name(contact.country or "", language))
    return [line for line in dict.fromkeys(lines) if line]
