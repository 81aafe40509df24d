"""What letters and call sheets say in fixed words, none of them about a business, and what fills their slots."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import msgspec

from aboveboard.domain.errors import InputError, did_you_mean


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language; answers, refusals and outcomes are boxes, none ticked."""

    addressee: str
    subject: str
    turn: str
    about: str
    square_link: str
    square: str
    type_in: str
    ring: str
    reply_card: str
    answers: tuple[str, ...]
    return_to: str
    code: str
    call: str
    call_for: str
    call_within: str
    say_first: str
    may_say: str
    seen_on: str
    as_of: str
    our_terms: str
    counted: str
    our_records: str
    truth: str
    ask_who: str
    ask_source: str
    ask_advert: str
    ask_recorded: str
    recorded: str
    by_program: str
    by_machine: str
    ask_held: str
    held: str
    ask_cost: str
    ask_stop: str
    if_no: str
    no: str
    refusals: tuple[str, ...]
    outcome: str
    outcomes: tuple[str, ...]
    square_call: str
    enter: str
    called_on: str


def greeted(name: str, language: str) -> str:
    """What a greeting says of the person it is for; nothing without a name."""
    printable = " ".join("".join(filter(str.isprintable, part)) for part in name.split())
    return words(language).addressee.format(name=printable) if printable else ""


def filled(text: str, slots: Mapping[str, str]) -> str:
    """The text with what is said for its slots."""
    if "[[" in text:
        for slot, said in slots.items():
            text = text.replace(slot, said)
    return text


@lru_cache(maxsize=16)
def words(language: str) -> Words:
    """The words of a language tag; raises InputError for a language that has none."""
    tag = language.partition("-")[0].lower()
    known = [folder.name for folder in resources.files("aboveboard.phrases").iterdir() if _file(folder.name).is_file()]
    if tag not in known:
        raise InputError(f"there are no letters in {language!r} yet", remedy=did_you_mean(tag, sorted(known)))
    return msgspec.toml.decode(_file(tag).read_bytes(), type=Words)


def _file(language: str) -> resources.abc.Traversable:
    return resources.files("aboveboard.phrases") / language / "paper.toml"
