"""The phrases as data."""

import re
from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from aboveboard.compose.pattern import Pattern, split
from aboveboard.compose.phrasebook import LEAST, Phrasebook, load_phrasebook, load_reasons
from aboveboard.compose.slots import Words, page_name
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft
from aboveboard.domain.errors import InputError

WORDS = Words(pages={"contact": "your contact page"}, page={"home": "your home page", "other": "{path}"}, tax={})
Written = Callable[..., list[tuple[Brief, Draft]]]


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    return load_phrasebook("en")


def every_pattern(book: Phrasebook) -> list[Pattern]:
    return [pattern for patterns in book.patterns.values() for pattern in patterns]


def literal(pattern: Pattern) -> str:
    return " ".join(piece for piece in pattern.pieces if isinstance(piece, str))


@pytest.mark.parametrize("angle", ANGLES)
def test_every_angle_can_lead_a_letter(book: Phrasebook, angle: str) -> None:
    """Each angle has several ways to be said, several subjects, cures and questions, and a reason why it matters."""
    for name, least in LEAST.items():
        assert len(book.patterns[f"{angle}.{name}"]) >= least
    assert book.angle_reasons[angle]


@pytest.mark.parametrize("angle", ANGLES)
def test_every_angle_has_a_subject_that_always_fits(book: Phrasebook, angle: str) -> None:
    """One subject of each angle quotes nothing that could be long."""
    fixed = [pattern for pattern in book.patterns[f"{angle}.subject"] if len(pattern.pieces) == 1 and not pattern.when]
    assert any(len(literal(pattern)) <= 55 for pattern in fixed)


@pytest.mark.parametrize(
    "word",
    ["!", r"\bjust\b", "noticed", r"\bamazing", r"\bgreat\b", r"\bbest\b", r"\bhurry", r"\bonly today", r"\blosing\b",
     r"\bunfortunately", r"\bimpress", r"\blove\b", r"\bguarantee", r"\d %", r"\bdon't miss"],
)  # fmt: skip
def test_no_phrase_praises_or_presses(book: Phrasebook, word: str) -> None:
    """No pattern and no reason holds a word of a salesman."""
    texts = [literal(pattern) for pattern in every_pattern(book)]
    texts += [reason.statement for reason in book.reasons.values()]
    assert [] == [text for text in texts if re.search(word, text, re.IGNORECASE)]


def test_every_pattern_is_used_by_some_letter(book: Phrasebook, written: Written) -> None:
    """No phrase of the angles and of the offer's terms is dead: each is found in letters over many rows."""
    found: set[str] = set()
    for channel in ("email", "post", "voice_live"):
        for _, draft in written(channel, 1500 if channel == "email" else 200):
            found |= {sentence.pattern for sentence in draft.sentences}
    tables = [f"{angle}.{name}" for angle in ANGLES for name in ("seen", "mend")]
    tables += ["greeting", "opening", "general", "why", "offer", "refuse_email", "refuse_post", "call_start"]
    expected = {pattern.id for table in tables for pattern in book.patterns[table]}
    assert set() == expected - found


def test_every_reason_is_used_sourced_and_in_force(book: Phrasebook) -> None:
    """A reason has a public page, a reviewer and an end, and some phrase rests on it."""
    used = {name for names in (*book.angle_reasons.values(), *book.mend_reasons.values()) for name in names}
    assert used == set(book.reasons)
    for reason in book.reasons.values():
        assert reason.url.startswith("https://")
        assert reason.as_of < date(2026, 11, 23) < reason.expires
        assert reason.statement.endswith(".")
        assert reason.source
        assert reason.reviewed_by


def test_every_element_of_the_rules_has_a_carrier(book: Phrasebook) -> None:
    """What words carry is carried by some pattern, or by a mark; headers and set-up carry the rest."""
    carried = {element for pattern in every_pattern(book) for element in pattern.elements}
    by_text = {name for name, element in book.elements.items() if element.by == "text"}
    marked = {name for name, element in book.elements.items() if element.subject or element.start}
    assert by_text == carried | marked


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Costs {offer.prise}", "did you mean 'offer.price'"),
        ("On {seen.dya}", "did you mean 'day'"),
        ("{offer.price|muney}", "did you mean 'money'"),
        ("See [[wy_link]]", "why_link"),
        ("{offer.price", "not closed"),
    ],
)
def test_a_slot_that_nobody_declared_is_refused(text: str, problem: str) -> None:
    """A misspelt slot, way or link is an error when the phrases are loaded, with the nearest known one."""
    with pytest.raises(InputError, match=re.escape(problem)):
        split(text, angle="hours_conflict", language="en", words=WORDS, place="phrases/en/x.toml, x.a")


def test_a_language_without_phrases_is_refused() -> None:
    """Nothing is written in a language that nobody wrote phrases for."""
    with pytest.raises(InputError, match="no phrases for the language 'xx'"):
        load_reasons("xx")


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_reason_rests_on_the_same_source_in_every_language(language: str) -> None:
    """A translated reason keeps its id, source, page, reviewer and dates, and every number of its statement."""
    translated = load_reasons(language)
    assert list(load_reasons("en")) == list(translated)
    for name, reason in load_reasons("en").items():
        other = translated[name]
        assert msgspec.structs.replace(reason, statement="") == msgspec.structs.replace(other, statement="")
        assert numbers(reason.statement) == numbers(other.statement), name
        assert reason.statement != other.statement
        assert other.statement.endswith(".")


def numbers(statement: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:\.\d+)*", statement.replace(",", "")))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "your home page"),
        ("/index.html", "your home page"),
        ("/contact.html", "your contact page"),
        ("/en/Contact/", "your contact page"),
        ("/old/page3.html", "/old/page3.html"),
        ("/en/index.html", "/en/index.html"),
    ],
)
def test_pages_are_named_as_their_owner_would(path: str, expected: str) -> None:
    """Known pages have names, others are named by their path."""
    assert expected == page_name(path, WORDS)


def test_a_page_is_said_in_the_case_that_the_sentence_needs() -> None:
    """A language may have several forms of a page; with a capital at the start of a sentence."""
    forms = {
        "home": ("Ihre Startseite", "auf Ihrer Startseite"),
        "other": ("Ihre Seite {path}", "auf Ihrer Seite {path}"),
    }
    words = Words(pages={}, page=forms, tax={}, cases=("page", "on"))
    pieces = split(
        "{seen.path|On}, {seen.path|on}, {seen.path}", angle="no_title", language="de", words=words, place="x"
    )
    said = [piece if isinstance(piece, str) else piece.fill({"path": "/a.html"}) for piece in pieces]
    assert "Auf Ihrer Seite /a.html, auf Ihrer Seite /a.html, Ihre Seite /a.html" == "".join(said)
