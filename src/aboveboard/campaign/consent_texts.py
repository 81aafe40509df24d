"""The words of the request to agree and of its confirmation, from the phrases of a language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec

from aboveboard.deliver.confirmation import Confirmation
from aboveboard.domain.agreement import CONFIRM_DAYS, Question, Via, Wording
from aboveboard.domain.errors import InputError
from aboveboard.domain.preference import WRITTEN
from aboveboard.domain.sender import Sender
from aboveboard.text.wording import date_long


class _Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    heading: str
    intro: str
    box: str
    then: str


class _Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    notice: str
    letter: _Put | None = None
    call_sheet: _Put | None = None
    page: _Put | None = None


class _Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    subject: str
    text: str


class _Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: _Question
    personalisation: _Question
    ways: dict[str, str]
    confirmation: _Mail


@lru_cache(maxsize=8)
def _texts(language: str) -> _Texts:
    file = resources.files("aboveboard.phrases") / language / "consent.toml"
    return msgspec.toml.decode(file.read_bytes(), type=_Texts)


def wording(question: Question, via: Via, sender: Sender, *, language: str = "en") -> Wording:
    """The question as it is put there, with the sender's name in it; InputError where it is not put that way."""
    asked: _Question = getattr(_texts(language), question)
    put: _Put | None = getattr(asked, via, None)
    if put is None:
        raise InputError(f"the question on {question} is not put by {via}")
    slots = _slots(sender, language)
    return Wording(
        heading=put.heading.format(**slots),
        intro=put.intro.format(**slots),
        notice=asked.notice.format(**slots),
        box=put.box.format(**slots),
        then=put.then.format(**slots),
    )


def language_of(question: Question, notice: str, sender: Sender) -> str | None:
    """The language in which this very notice is put; None where it is not one of ours, or no longer."""
    notices = (
        (language, getattr(_texts(language), question).notice.format(**_slots(sender, language)))
        for language in WRITTEN
    )
    return next((language for language, ours in notices if ours == notice), None)


def confirmation(
    sender: Sender, *, notice: str, via: Via, asked_on: date, until: date, link: str, language: str = "en"
) -> Confirmation:
    """The mail that asks to confirm: what was agreed to, by whom it was asked, when, how to confirm and how not to."""
    texts = _texts(language)
    slots = {
        **_slots(sender, language),
        "notice": notice,
        "way": texts.ways[via],
        "day": date_long(asked_on, language),
        "until": date_long(until, language),
        "confirm_link": link,
    }
    return Confirmation(texts.confirmation.subject, texts.confirmation.text.strip().format(**slots) + "\n")


def _slots(sender: Sender, language: str) -> Mapping[str, str | int]:
    return {
        "sender": sender.name,
        "person": sender.person,
        "postal": sender.address_in(language),
        "reply": sender.email,
        "phone": sender.phone,
        "days": CONFIRM_DAYS,
    }
