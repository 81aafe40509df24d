"""Letters for post: one sheet, two sides, as a PDF; what the law asks for and the card to answer on are on the back."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Final

from aboveboard.deliver.card import Words, greeted, words
from aboveboard.deliver.envelope import is_link
from aboveboard.domain.agreement import Wording
from aboveboard.domain.contact import Contact
from aboveboard.domain.draft import FOOTER, Draft
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message
from aboveboard.domain.sender import Sender
from aboveboard.text.wording import country_name, date_long, town_line

if TYPE_CHECKING:
    import typst

POINTS: Final = (10.5, 10.0, 9.5, 9.0, 8.5)
"""The sizes of type that are tried in turn until both sides hold what they have to; smaller nothing is printed."""
_FRONT: Final = frozenset({"who"})
"""The part of a footer that stands on the front, as it says who writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """All that a letter needs besides its message; `code` tells the card apart and names nobody.

    `why_link` stands in the square code; `short_link` is the address that a person can type, and it can refuse and
    nothing else. `request` is a question to agree to something; it stands on the card, apart from its answers.
    """

    sender: Sender
    recipient: Contact
    on: date
    code: str
    why_link: str
    short_link: str
    request: Wording | None = None
    addressee: str = ""

    def __post_init__(self) -> None:
        if not (is_link(self.why_link) and is_link(self.short_link)):
            raise InputError("the links of a letter have to be web addresses")
        if not (self.recipient.street and self.recipient.locality):
            raise InputError("a letter needs the street and the place of its recipient")


def write(message: Message, posting: Posting) -> bytes:
    """The letter as a PDF of two pages with tags for screen readers (PDF/UA-1); the same letter has the same bytes.

    Raises InputError where a side does not hold its text in the smallest type, or where no font has its letters:
    nothing is ever cut off or printed as a box.
    """
    content = _content(message.draft, posting, words(message.draft.language))
    for system_fonts, text in ((False, _unseen), (True, _unseen), (True, _plain)):
        pdf = _set(json.loads(json.dumps(content), object_hook=partial(_each, text)), system_fonts)
        if pdf is not None:
            return pdf
    raise InputError("no font here has the letters of this letter", remedy="install one that has them")


def _set(content: dict[str, object], system_fonts: bool) -> bytes | None:
    """The PDF in the largest type that fits; None where the fonts lack a letter."""
    import typst

    for points in POINTS:
        given = {"letter": json.dumps({**content, "points": points})}
        try:
            pdf = _press(system_fonts).compile(sys_inputs=given, format="pdf", pdf_standards="ua-1")
        except typst.TypstError as error:
            if "does not fit" in error.message:
                continue
            if "could not be displayed" in error.message:
                return None
            raise
        assert isinstance(pdf, bytes)
        return pdf
    raise InputError("a letter does not fit on its sheet", remedy="shorten the texts of the offer, or the name")


@lru_cache(maxsize=2)
def _press(system_fonts: bool) -> typst.Compiler:
    """The compiler, with its own fonts, so that every machine prints alike; 3 ms a letter once it is there.

    With `system_fonts` those of the machine as well, for names in letters that its own have not.
    """
    import typst

    with resources.as_file(resources.files(__package__) / "data" / "letter.typ") as path:
        return typst.Compiler(str(path), root=str(path.parent), ignore_system_fonts=not system_fonts)


def _each(text: Callable[[str], str], part: dict[str, object]) -> dict[str, object]:
    """The same with each of its texts put through `text`; the drawing of the square code is left alone."""
    found: dict[str, object] = {}
    for name, value in part.items():
        if isinstance(value, str) and name != "qr":
            found[name] = text(value)
        elif isinstance(value, list):
            found[name] = [text(one) for one in value]
        else:
            found[name] = value
    return found


def _unseen(text: str) -> str:
    """The text without control characters and marks that nobody sees."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cn", "Co", "Cs"))


def _plain(text: str) -> str:
    """The text without signs that are no letters, such as pictures, where no font draws them."""
    return " ".join("".join(c for c in _unseen(text) if unicodedata.category(c) not in ("So", "Sk", "Mn")).split())


def _content(draft: Draft, posting: Posting, said: Words) -> dict[str, object]:
    """Everything that the sheet shows, as plain texts."""
    sender, request, language = posting.sender, posting.request, draft.language.partition("-")[0].lower()
    short = posting.short_link.partition("://")[2]
    links = {"[[why_link]]": said.square_link, "[[stop_link]]": short}
    links["[[addressee]]"] = greeted(posting.addressee, language)
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
        "qr": _square(posting.why_link),
        "short": short,
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
        "request": None
        if request is None
        else {name: getattr(request, name) for name in ("heading", "intro", "notice", "box", "then")},
    }


def _paragraphs(draft: Draft, links: dict[str, str], *, front: bool) -> list[str]:
    """The paragraphs of one side, one a part of the message."""
    found: list[str] = []
    last = None
    for sentence in draft.sentences:
        if (sentence.part not in FOOTER or sentence.part in _FRONT) is not front:
            continue
        text = sentence.text
        for slot, link in links.items():
            text = text.replace(slot, link)
        if sentence.part == last:
            found[-1] += f" {text}"
        else:
            found.append(text)
        last = sentence.part
    return found


def _square(link: str) -> str:
    """The link as a QR code (ISO/IEC 18004, level M, with its quiet zone of four modules), as SVG."""
    import segno

    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=4)
    return drawn.getvalue().decode()


def _recipient_lines(contact: Contact, language: str) -> list[str]:
    place = town_line(contact.postcode, contact.locality, contact.country)
    lines = (contact.addressee, contact.name, contact.street, place, country_name(contact.country or "", language))
    return [line for line in dict.fromkeys(lines) if line]
