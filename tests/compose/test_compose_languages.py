"""The phrases of every language, held against the English ones."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files

import pytest

from aboveboard.compose.pattern import Pattern
from aboveboard.compose.phrasebook import languages, load_phrasebook
from aboveboard.compose.slots import Slot
from aboveboard.domain.fact import JSON

ENGLISH = load_phrasebook("en")
OTHERS = [language for language in languages() if language != "en"]
SEEN: dict[str, list[JSON]] = {
    "day": ["mo", "we"],
    "page": ["09:00-12:00, 13:00-17:30", "08:00-17:00"],
    "markup": ["09:00-17:30", "08:00-12:00"],
    "target": ["/menu.html"],
    "status": [404],
    "kilobytes": [2310],
    "count": [1, 3],
    "images": [7, 12],
    "printed": ["030 23125 188"],
    "year": [2014],
    "path": ["/", "/contact.html", "/old/page3.html"],
    "as_of": ["2026-11-20"],
}
OTHER: dict[str, JSON] = {
    "price": {"amount": "29.50", "currency": "EUR", "tax_rate": "0.19"},
    "setup": {"amount": "120", "currency": "EUR"},
    "first_year_total": {"amount": "474", "currency": "EUR"},
    "owner_keeps": ["a", "b", "c"],
    "survey.neighbours": {"count": 40, "having": 1, "percent": 3, "trade": "x", "place": "y"},
    "source_of_data": {"register": "Register", "as_of": "2026-11-18"},
    "privacy_notice": {"keep_days": 30},
    "seen.*": {"path": "/", "as_of": "2026-11-20"},
    "*": {"statement": "A statement."},
    "country": "DE",
    "term_months": 12,
    "notice_days": 1,
}


def realised(pattern: Pattern, turn: int) -> str:
    """The pattern with values in all its slots; another turn takes other values."""
    seen = {key: values[turn % len(values)] for key, values in SEEN.items()}

    def fill(slot: Slot) -> str:
        kind, name = slot.item
        return slot.fill(
            seen if kind == "fact" and name.startswith("seen.") and name != "seen.*" else OTHER.get(name, "Text")
        )

    return "".join(piece if isinstance(piece, str) else fill(piece) for piece in pattern.pieces)


def every_pattern(language: str) -> list[Pattern]:
    return [pattern for patterns in load_phrasebook(language).patterns.values() for pattern in patterns]


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_all_that_english_has(language: str) -> None:
    """The same tables and patterns under the same conditions, plans, elements and links; none more, none less."""
    book = load_phrasebook(language)
    assert {p.id: (p.when, p.part, p.elements, p.reasons) for p in every_pattern("en")} == {
        p.id: (p.when, p.part, p.elements, p.reasons) for p in every_pattern(language)
    }
    assert ENGLISH.plans.keys() == book.plans.keys()
    assert {n: (e.by, e.subject, e.start, bool(e.sentence)) for n, e in ENGLISH.elements.items()} == {
        n: (e.by, e.subject, e.start, bool(e.sentence)) for n, e in book.elements.items()
    }
    assert ENGLISH.angle_reasons == book.angle_reasons
    for one, other in zip(every_pattern("en"), every_pattern(language), strict=True):
        links = [re.findall(r"\[\[.*?\]\]", str(p.pieces)) for p in (one, other)]
        assert links[0] == links[1], other.id
        assert set(one.reads) == set(other.reads), other.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_reason_rests_on_the_same_source_in_every_language(language: str) -> None:
    """Statement apart, a reason is the same: id, source, address, dates and reviewer; and it names the same numbers."""
    book = load_phrasebook(language)
    assert ENGLISH.reasons.keys() == book.reasons.keys()
    for name, reason in ENGLISH.reasons.items():
        said = book.reasons[name]
        assert (reason.source, reason.url, reason.as_of, reason.expires) == (
            said.source,
            said.url,
            said.as_of,
            said.expires,
        )
        assert said.statement != reason.statement
        assert said.statement.endswith(".")
        assert said.as_of < date(2026, 11, 23) < said.expires
        digits = [re.sub(r"[.,]", "", number) for number in re.findall(r"\d[\d.,]*(?<=\d)", reason.statement)]
        assert sorted(digits) == sorted(re.sub(r"[.,]", "", n) for n in re.findall(r"\d[\d.,]*(?<=\d)", said.statement))


@pytest.mark.parametrize("turn", range(6))
@pytest.mark.parametrize("language", languages())
def test_every_pattern_can_be_said(language: str, turn: int) -> None:
    """With values of every shape there are no gaps, no doubled spaces and no unfilled slot."""
    for pattern in every_pattern(language):
        said = realised(pattern, turn)
        assert None is re.search(r"  |^ | $| [,;.](?!\w)|\{|\}|\|", said), f"{pattern.id}: {said}"


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("en", r"\b1 (?:images|pictures|links|scripts|months|days|measuring scripts)\b"),
        (
            "de",
            r"\b1 (?:Bilder\b|Links|Skripte|Messskripte|Monate|Tage)|\b[23] (?:Bild|Link|Skript|Monat|Tag)\b"
            r"|\b1 \w+ (?:haben|sind)\b",
        ),
        (
            "nl",
            r"\b1 (?:afbeeldingen|links|scripts|maanden|dagen)\b|\b[23] (?:afbeelding|link|script|maand|dag)\b"
            r"|\b1 \w+ (?:hebben|zijn)\b",
        ),
        (
            "fr",
            r"\b1 (?:images|liens|scripts|jours|sites)\b|\b[23] (?:image|lien|script|jour|site)\b"
            r"|\b1 \w+(?: sur \d+)? (?:n'ont|n'avaient|n'y ont|sont)\b"
            r"|\b[23] \w+(?: sur \d+)? (?:n'a|n'avait|n'y a|est)\b",
        ),
        (
            "es",
            r"\b1 (?:imágenes|enlaces|scripts|meses|días|sitios)\b|\b[23] (?:imagen|enlace|script|mes|día|sitio)\b"
            r"|\b1 (?:\w+|de (?:las|sus) \d+ \w+) no (?:tienen|tenían)\b"
            r"|\b[23] (?:\w+|de (?:las|sus) \d+ \w+) no (?:tiene|tenía)\b",
        ),
    ],
)
def test_nouns_and_verbs_agree_with_their_number(language: str, wrong: str) -> None:
    """One is one thing that has; three are things that have."""
    for pattern in every_pattern(language):
        for turn in range(6):
            said = realised(pattern, turn)
            allowed = "count" not in dict(pattern.when)
            assert not (allowed and re.search(wrong, said)), f"{pattern.id}: {said}"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        (
            "de",
            r"\b(?:nur heute|jetzt|sofort|schnell|leider|toll|beste[rsn]?|perfekt|garantiert|"
            r"unverbindlich|einzigartig|verpassen)\b|!",
        ),
        (
            "nl",
            r"\b(?:alleen vandaag|nu|meteen|snel|helaas|geweldig|beste(?! (?:mensen|lezer))|perfect|"
            r"gegarandeerd|vrijblijvend|uniek|mis)\b|!",
        ),
        (
            "fr",
            r"\b(?:aujourd'hui|maintenant|vite|rapidement|hélas|malheureusement|excellent\w*|superbe\w*|meilleure?s?|"
            r"parfait\w*|garanti\w*|unique\w*|profitez|ratez|offre limitée|exclusi\w+)\b|!",
        ),
        (
            "es",
            r"\b(?:hoy|ya mismo|rápid\w+|pronto|desgraciadamente|excelente|estupend\w+|mejor\w*|perfect\w+|garanti\w+|"
            r"únic\w+|aproveche|pierda|exclusiv\w+|sin compromiso)\b|!",
        ),
    ],
)
def test_no_phrase_praises_or_presses_in_any_language(language: str, word: str) -> None:
    """No pattern and no reason holds a word of a salesman, but for what a page does the moment it opens."""
    texts = [realised(pattern, 0) for pattern in every_pattern(language)]
    texts += [reason.statement for reason in load_phrasebook(language).reasons.values()]
    innocent = re.compile("meteen bij het openen|jetzt folgt|jetzt steht|nu staat|se trouve maintenant")
    assert [] == [text for text in texts if re.search(word, innocent.sub("", text), re.IGNORECASE)]


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        (
            "fr",
            r"\b(?:de|à) les?\b(?! (?:voir|faire|confirmer))|\bsi ils?\b"
            r"|(?<!-)\b(?:de|le|la|que|ne|je|se|me|te) [aeiouyéèêàâîôû]"
            r"| [;:?!»%]|[^\W\d_][;?!»]|(?<!\btel)(?<=\w):(?!\d|//)|«(?!\u00a0)",
        ),
        ("es", r"\b[dD]e el\b|\b[aA] el\b|« | »|^[^¿]*\?|^[^¡]*!|\by i|\bo [oO]"),
    ],
)
def test_words_are_joined_and_set_as_the_language_does(language: str, wrong: str) -> None:
    """French elides and contracts and sets no-break spaces; Spanish contracts and opens what it asks."""
    texts = [realised(pattern, turn) for pattern in every_pattern(language) for turn in range(6)]
    texts += [reason.statement for reason in load_phrasebook(language).reasons.values()]
    for file in ("consent.toml", "paper.toml"):
        texts += told(tomllib.loads((files("aboveboard.phrases") / language / file).read_text(encoding="utf-8")))
    assert [] == [text for text in dict.fromkeys(texts) if re.search(wrong, text)]


def told(table: object) -> list[str]:
    """Every line of text in nested tables."""
    if isinstance(table, str):
        return table.splitlines()
    inner = table.values() if isinstance(table, dict) else table if isinstance(table, list) else ()
    return [text for one in inner for text in told(one)]
