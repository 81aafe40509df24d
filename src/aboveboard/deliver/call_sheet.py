"""Call sheets for live calls, one page as a PDF: whom to call, what may be said, what must be answered, and boxes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from aboveboard.deliver.card import Words, filled, words
from aboveboard.deliver.grounds import NO_GROUNDS, Grounds
from aboveboard.deliver.paper import Paper
from aboveboard.deliver.press import Print, square
from aboveboard.domain.draft import FOOTER, Draft, Part, Sentence
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message
from aboveboard.text.wording import town_line

_FIRST: Final[frozenset[Part]] = frozenset({"greeting"})
_BY_RULE: Final = "grammar"
"""The writer that is a program and no artificial intelligence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling(Paper):
    """All that a call sheet needs besides its message; `grounds` trace its sentences to where they are from.

    `hours` are the days and hours, by the recipient's clock, in which to call, a line each. A request comes at the end.
    """

    grounds: Grounds = NO_GROUNDS
    hours: Sequence[str] = ()

    def __post_init__(self) -> None:
        Paper.__post_init__(self)
        if not self.recipient.telephone:
            raise InputError("a call sheet needs the telephone number of its recipient")


def write(message: Message, calling: Calling) -> bytes:
    """The sheet as a PDF of exactly one page; nothing on it is ticked, and the same sheet has the same bytes.

    Raises InputError where the page does not hold its text in the smallest type, or where no font has its letters.
    """
    return Print("call_sheet", _content(message.draft, calling, words(message.draft.language))).pdf()


def _content(draft: Draft, calling: Calling, said: Words) -> dict[str, object]:
    """Everything that the sheet shows, as plain texts."""
    sender, recipient, language = calling.sender, calling.recipient, draft.language.partition("-")[0].lower()
    links = calling.slots(said, language)
    sheet = _Sheet(draft, calling.grounds, said, links)
    return {
        "language": language,
        "subject": draft.subject,
        "call": said.call,
        "who": (recipient.addressee or "") + links["[[addressee]]"],
        "number": recipient.telephone,
        "place": town_line(recipient.postcode, recipient.locality, recipient.country),
        "call-for": said.call_for,
        "sender": [name for name in (sender.on_behalf_of, sender.name) if name],
        "phone": sender.phone,
        "call-within": said.call_within,
        "hours": calling.hours,
        "first-is": said.say_first,
        "first": sheet.spoken(_FIRST),
        "may-say": said.may_say,
        "then": sheet.spoken({sentence.part for sentence in draft.sentences} - FOOTER - _FIRST),
        "truth": said.truth,
        "asked": [asked for asked in sheet.asked() if asked[1]],
        "if-no": said.if_no,
        "no": said.no,
        "refusals": said.refusals,
        "outcome": said.outcome,
        "outcomes": said.outcomes,
        "called-on": said.called_on,
        "qr": square(calling.why_link),
        "square": said.square_call,
        "short": calling.short,
        "code-is": said.code,
        "code": calling.code,
        "enter": said.enter,
        "command": ["aboveboard refusals", f"  --stop {calling.code}"],
        "request": None if calling.request is None else asdict(calling.request),
    }


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The parts of one sheet that are made of the message's sentences, as they were sealed."""

    draft: Draft
    grounds: Grounds
    said: Words
    links: dict[str, str]

    def spoken(self, parts: Collection[Part]) -> list[tuple[list[str], str]]:
        """The sentences of these parts in order, those that follow each other from one place together with it."""
        told = (
            (self._text(s), self.grounds.line(s, self.draft.language)) for s in self.draft.sentences if s.part in parts
        )
        return [([text for text, _ in group], place) for place, group in groupby(told, key=itemgetter(1))]

    def asked(self) -> Iterator[tuple[str, list[str]]]:
        """What may be asked, each with its true answer: the message's own, and what only the sheet can tell."""
        said = self.said
        written = said.by_program if self.draft.writer.startswith(_BY_RULE) else said.by_machine
        yield said.ask_who, self._footer("who")
        yield said.ask_source, self._footer("source")
        yield said.ask_advert, self._footer("advert")
        yield said.ask_recorded, [f"{said.recorded} {written}"]
        yield said.ask_held, [said.held, *self._footer("notice")]
        yield said.ask_cost, self._paragraph(filter(self.grounds.is_price, self.draft.sentences))
        yield said.ask_stop, self._footer("refuse")

    def _footer(self, part: Part) -> list[str]:
        """What the message says in one part of its footer."""
        return self._paragraph(sentence for sentence in self.draft.sentences if sentence.part == part)

    def _paragraph(self, sentences: Iterable[Sentence]) -> list[str]:
        """The sentences as one paragraph; none where there are none."""
        found = " ".join(map(self._text, sentences))
        return [found] if found else []

    def _text(self, sentence: Sentence) -> str:
        return filled(sentence.text, self.links)
