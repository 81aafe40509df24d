"""Letters in every language that is written: plain, complete, and seen to be so in that language alone."""

from __future__ import annotations

import re

import msgspec
import pytest

from aboveboard.compose.phrasebook import languages
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import FOOTER, Draft
from aboveboard.text.readability import PLAIN, count_words, lix
from aboveboard.verify import lexicon
from aboveboard.verify.claims import check_draft
from aboveboard.verify.disclosure import IN_TEXT, marks_of

Letters = tuple[tuple[Brief, Draft], ...]


def body(draft: Draft) -> str:
    return " ".join(sentence.text for sentence in draft.sentences if sentence.part not in FOOTER)


def test_letters_are_short_and_plain(spoken: Letters) -> None:
    """E-mails have at most 130 words and 55 characters of subject, and a LIX below the bound of what is plain."""
    for brief, draft in spoken:
        if brief.channel == "email":
            assert count_words(body(draft)) <= 130, draft.subject
            assert len(draft.subject) <= 55
        assert lix(body(draft)) < PLAIN, body(draft)


def test_letters_are_set_cleanly(spoken: Letters) -> None:
    """No two spaces, no space before a comma, no empty quotation, one question, no exclamation."""
    for brief, draft in spoken:
        assert None is re.search(r"  | [,.](?!\w)|„“|‘’|“”|«\s*»|\{|\}|!", draft.text), draft.text
        if brief.channel == "email":
            assert 1 == body(draft).count("?")


def test_what_sentences_are_said_to_carry_is_there_to_be_seen(spoken: Letters) -> None:
    """Each element that a pattern claims is seen by its words, and each that the brief asks for is carried."""
    for brief, draft in spoken[:200]:
        seen = set(check_draft(brief, draft).elements)
        claimed = {element for sentence in draft.sentences for element in sentence.elements}
        assert set() == claimed - seen - {"free_single_step_unsubscribe"}, brief.row
        assert set() == (set(brief.must_include) & IN_TEXT) - seen, brief.row


@pytest.mark.parametrize("part", ["refuse", "advert", "source"])
def test_an_element_in_another_language_does_not_count(spoken: Letters, language: str, part: str) -> None:
    """What a reader of the language has to be told is missing where it is told in another one."""
    others = {
        "refuse": "You can object at any time, free of charge. To stop, press once on this page: [[stop_link]]",
        "advert": "This message is an advertisement, which we sell.",
        "source": "Your name is from a public register, as of 1 October 2026.",
    }
    if language == "en":
        others["refuse"] = "Sie können jederzeit widersprechen. Antworten Sie mit dem Wort Halt, das ist kostenlos."
        others["advert"] = "Diese Nachricht ist Werbung."
        others["source"] = "Ihr Name stammt aus einem öffentlichen Verzeichnis, Stand 1. Oktober 2026."
    wanted = {"refuse": "unsubscribe", "advert": "ad_identification", "source": "source_of_data"}[part]
    brief, draft = next((b, d) for b, d in spoken if b.channel == "email")
    told = [s for s in draft.sentences if s.part not in (part, "greeting")]
    other = next(s for s in draft.sentences if s.part == part)
    told.append(msgspec.structs.replace(other, text=others[part]))
    found = check_draft(brief, msgspec.structs.replace(draft, sentences=tuple(told)))
    assert wanted not in found.elements


def test_every_written_language_can_be_checked() -> None:
    """Each language that has phrases has every lexicon of the checks."""
    for name in ("disclosure", "polarity", "hours", "names"):
        assert set() == set(languages()) - set(lexicon.languages(name)), name


@pytest.mark.parametrize(
    ("language", "sentence", "marks"),
    [
        ("de", "Sie können dieser Werbung jederzeit widersprechen.", {"object", "stop"}),
        ("de", "Dies ist keine Werbung.", set()),
        ("de", "Sie können nicht widersprechen.", set()),
        ("de", "Wir speichern Ihre Daten 30 Tage auf Grundlage Ihrer Einwilligung.", {"period", "basis"}),
        ("nl", "U kunt altijd bezwaar maken tegen deze reclame.", {"object", "stop"}),
        ("nl", "Dit is geen reclame.", set()),
        ("nl", "U kunt niet stoppen.", set()),
        ("nl", "We bewaren uw gegevens 30 dagen op grond van uw toestemming.", {"period", "basis"}),
        ("fr", "Vous pouvez vous opposer à cette publicité à tout moment.", {"object", "stop"}),
        ("fr", "Ceci n'est pas une publicité.", set()),
        ("fr", "Vous ne pouvez pas vous désinscrire.", set()),
        ("fr", "Nous gardons vos données 30 jours sur la base de votre consentement.", {"period", "basis"}),
        ("es", "Puede oponerse a esta publicidad en cualquier momento.", {"object", "stop"}),
        ("es", "Esto no es publicidad.", set()),
        ("es", "No puede darse de baja.", set()),
        ("es", "Guardamos sus datos 30 días sobre la base de su consentimiento.", {"period", "basis"}),
    ],
)
def test_what_sentences_say_of_refusal_and_advertising(language: str, sentence: str, marks: set[str]) -> None:
    """What is denied is not said, and objecting to advertising does not say that this is some."""
    assert marks == marks_of(sentence, language) & {"advert", "stop", "object", "period", "basis"}
