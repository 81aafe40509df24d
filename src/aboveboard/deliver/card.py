"""The fixed words of letters and call sheets: nothing about a business stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aboveboard.domain.errors import InputError, did_you_mean


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; answers are boxes to tick, none ticked."""

    subject: str
    reply_card: str
    answers: tuple[str, ...]
    return_to: str
    code: str
    call: str
    call_within: str
    may_say: str
    if_no: str
    no: str
    outcome: str
    outcomes: tuple[str, ...]
    called_on: str


_WORDS: Final[dict[str, Words]] = {
    "en": Words(
        subject="Subject",
        reply_card="Reply card",
        answers=(
            "Please do not write to us again.",
            "Please send us more about this, by letter.",
            "Something you wrote is not right: ____________________",
        ),
        return_to="Return to",
        code="Reference",
        call="Call sheet",
        call_within="Call within these hours only (their time)",
        may_say="What may be said",
        if_no="If they say no",
        no="Thank them, say that nobody will call again, tick the first box and hang up.",
        outcome="What came of it",
        outcomes=(
            "They do not want to be called again.",
            "They would like a letter.",
            "A meeting was agreed.",
            "Nobody answered.",
        ),
        called_on="Called on (date, time, by whom)",
    ),
    "de": Words(
        subject="Betreff",
        reply_card="Antwortkarte",
        answers=(
            "Bitte schreiben Sie uns nicht mehr.",
            "Bitte schicken Sie uns per Brief mehr dazu.",
            "Etwas in Ihrem Brief stimmt nicht: ____________________",
        ),
        return_to="Zurück an",
        code="Zeichen",
        call="Gesprächsbogen",
        call_within="Nur in diesen Zeiten anrufen (dortige Zeit)",
        may_say="Was gesagt werden darf",
        if_no="Bei einem Nein",
        no="Bedanken, zusagen, dass niemand mehr anruft, das erste Kästchen ankreuzen und auflegen.",
        outcome="Ergebnis",
        outcomes=(
            "Möchte nicht mehr angerufen werden.",
            "Möchte einen Brief.",
            "Ein Termin ist vereinbart.",
            "Niemand erreicht.",
        ),
        called_on="Angerufen am (Datum, Uhrzeit, durch wen)",
    ),
}


def words(language: str) -> Words:
    """The words of a language tag; raises InputError for a language that has none."""
    tag = language.partition("-")[0].lower()
    if tag not in _WORDS:
        raise InputError(f"there are no letters in {language!r} yet", remedy=did_you_mean(tag, _WORDS))
    return _WORDS[tag]
