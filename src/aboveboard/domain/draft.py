"""Draft: unverified text and the items its sentences claim to rest on. Not sendable."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import msgspec

Part: TypeAlias = Literal[
    "greeting",
    "seen",
    "why",
    "mend",
    "offer",
    "terms",
    "question",
    "closing",
    "who",
    "source",
    "advert",
    "refuse",
    "notice",
]
FOOTER: Final[frozenset[str]] = frozenset({"who", "source", "advert", "refuse", "notice"})
"""The parts that stand below the rule and do not count towards the word limit."""

SLOTS: Final[dict[str, str]] = {
    "[[addressee]]": "the person whom a greeting names where they agreed to be written to, and nothing everywhere else",
    "[[why_link]]": "the page that shows this message's reasons and facts, and takes a stop, a correction, an erasure",
    "[[stop_link]]": "the page on which one press stops all further messages",
}
"""Places that only deliver fills; the text that is verified and hashed still has them."""


class Sentence(msgspec.Struct, gc=False, frozen=True, kw_only=True, omit_defaults=True):
    """One sentence, the part of the plan it fills, and the numbers of the items it rests on."""

    text: str
    part: Part
    items: tuple[int, ...] = ()
    pattern: str = ""
    elements: tuple[str, ...] = ()


class Draft(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """A subject and sentences in order; a change of `part` starts a new paragraph."""

    subject: str
    subject_items: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    language: str
    writer: str

    @property
    def text(self) -> str:
        """The body as plain text, an empty line between paragraphs."""
        return "\n\n".join(self.paragraphs) + "\n"

    @property
    def paragraphs(self) -> list[str]:
        """One paragraph a part, a rule of two dashes above the footer."""
        found: list[str] = []
        last: str | None = None
        in_footer = False
        for sentence in self.sentences:
            part = sentence.part
            if part == last:
                found[-1] += " " + sentence.text
                continue
            if not in_footer and part in FOOTER:
                found.append("--")
                in_footer = True
            found.append(sentence.text)
            last = part
        return found


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Draft)


def encode_draft(draft: Draft) -> str:
    """The one text form of a draft; the column `draft`."""
    return _ENCODER.encode(draft).decode()


def decode_draft(text: str) -> Draft:
    """The draft of `encode_draft`'s text."""
    return _DECODER.decode(text)
