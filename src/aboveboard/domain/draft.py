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


class Made(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """How a model came to write a text: which model, which parameters, and which prompt, by its SHA-256.

    `served` is the name the endpoint gave its model, `attempt` how often it was asked for this text. There are no
    floats, as in receipts: a temperature is in thousandths.
    """

    model: str
    served: str
    prompt: str
    temperature_thousandths: int
    seed: int | None
    attempt: int


DIGITAL_SOURCE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""The vocabulary in which media say how they were made (IPTC NewsCodes, Digital Source Type)."""


class Draft(msgspec.Struct, gc=False, frozen=True, kw_only=True, omit_defaults=True):
    """A subject and sentences in order; a change of `part` starts a new paragraph.

    `made` says that a model wrote sentences of it: those without a pattern. A grammar's draft has none.
    """

    subject: str
    subject_items: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    language: str
    writer: str
    made: Made | None = None

    @property
    def source_type(self) -> str:
        """How it was made, as an address in the vocabulary of `DIGITAL_SOURCE`; "" where no model wrote any of it."""
        if self.made is None:
            return ""
        mixed = any(sentence.pattern for sentence in self.sentences)
        return DIGITAL_SOURCE + ("compositeWithTrainedAlgorithmicMedia" if mixed else "trainedAlgorithmicMedia")

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


def encode_made(draft: Draft) -> str | None:
    """How a model made the draft, with its source type, as the column `made` has it; None where none did."""
    if draft.made is None:
        return None
    return _ENCODER.encode({**msgspec.structs.asdict(draft.made), "source_type": draft.source_type}).decode()


def decode_draft(text: str) -> Draft:
    """The draft of `encode_draft`'s text."""
    return _DECODER.decode(text)
