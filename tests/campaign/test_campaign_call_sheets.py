"""Call sheets as a campaign puts them out, and as long as the grammar can make them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PageObject, PdfReader

from aboveboard.campaign.consent_texts import wording
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import open_store, run_campaign
from aboveboard.compose.brief import Ground, Notice, Source, build_brief, lay_ground
from aboveboard.compose.grammar import Grammar
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.deliver import call_sheet
from aboveboard.deliver.call_sheet import Calling
from aboveboard.deliver.card import words
from aboveboard.deliver.grounds import Grounds
from aboveboard.domain.brief import Brief
from aboveboard.domain.contact import Contact
from aboveboard.domain.draft import FOOTER, decode_draft
from aboveboard.domain.fact import JSON, Fact, by_id, decode_facts
from aboveboard.domain.message import Message, Seal
from aboveboard.domain.offer import Offer, Price
from aboveboard.domain.preference import WRITTEN
from aboveboard.domain.sender import Sender
from aboveboard.store.entries import Review

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SEEN: dict[str, JSON] = {
    "hours_conflict": {"day": "we", "page": "closed", "markup": "09:00-12:00, 13:00-17:30", "path": "/contact.html"},
    "telephone_conflict": {"page": "01632 960123", "markup": "+44 1632 960 124", "path": "/contact.html"},
    "broken_link": {"target": "/old/offers/2019/winter.html", "status": 404, "path": "/old/page3.html"},
    "images_without_alt": {"count": 3, "images": 7, "path": "/contact.html"},
    "mixed_content": {"path": "/old/page3.html"},
    "trackers": {"count": 4, "path": "/contact.html"},
}
LONG = {
    "en": "responsible", "de": "Barrierefreiheit", "fr": "fonctionnement", "es": "posibilidades", "nl": "toegankelijk",
}  # fmt: skip
FIRM = "Vereinigte Handwerksbetriebe Norddeutschland GmbH & Co. KG"
SHOP = "Bäckerei und Konditorei Müller-Lüdenscheidt, Inhaberin Annegret von Hohenstein-Wackerbarth e.K., Filiale 12"
AGENCY = Sender(
    name="Lindenstrasse Webgestaltung und Beratung GmbH", person="A. Kranich", email="hallo@lindenstrasse.example",
    phone="+49 30 23125 188", street="Lindenstrasse 1", locality="Rostock", postcode="18055", country="DE",
    website="https://lindenstrasse.example", registered="Amtsgericht Rostock, HRB 00000", on_behalf_of=FIRM,
)  # fmt: skip


def joined(text: str) -> str:
    """The text without blanks, as a line may end wherever a hyphen is."""
    return "".join(text.split())


def text_of(page: PageObject) -> str:
    """The text of a page, without blanks."""
    return joined(page.extract_text())


def test_each_queued_call_lies_in_the_outbox_as_one_page(
    example: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """Number, hours, every sentence that was sealed, and for each fact its page and day, in the message's language."""
    home = signed(Home(tmp_path / "home"))
    asked = run_campaign(read_material(example), home, now=NOW)
    with open_store(home, existing=True) as store:
        for row, message in asked.frame.filter(channel="voice_live").select("row", "message").iter_rows():
            store.add_review(Review(row=row, message=message, by="the office", approved=True, on=NOW.date()))
    run = run_campaign(read_material(example), home, now=NOW, send=True)
    sheets = [PdfReader(path) for path in (home.outbox / "sent").glob("*.pdf")]
    called = {
        sheet.metadata.title: sheet for sheet in sheets if sheet.metadata and "--stop" in sheet.pages[0].extract_text()
    }
    rows = [
        row for row in run.frame.iter_rows(named=True) if row["state"] == "queued" and row["channel"] == "voice_live"
    ]

    assert {decode_draft(row["draft"]).subject for row in rows} == set(called)
    assert {"de", "nl"} == {row["language"] for row in rows}
    shown = 0
    for row in rows:
        draft, said = decode_draft(row["draft"]), words(row["language"])
        (page,) = called[draft.subject].pages
        text = text_of(page)
        for sentence in draft.sentences:
            assert joined(re.split(r"\[\[\w+\]\]", sentence.text)[0]) in text
        assert joined(said.call_within) in text
        assert re.search(r"--stop[A-Z0-9]{4}-[A-Z0-9]{4}", text)
        resting = {item for s in draft.sentences if s.part not in FOOTER for item in s.items}
        facts = by_id(decode_facts(row["facts"]))
        pages = [facts[ref].url for ref in refs(row, resting) if ref in facts]
        shown += len(pages)
        for url in pages:
            assert url.partition("://")[2].removesuffix("/") in text
    assert shown
    assert not list((home.outbox / "sent").glob("*.txt"))


def refs(row: dict[str, Any], numbers: set[int]) -> list[str]:
    """The facts that the items of these numbers are."""
    brief = msgspec.json.decode(row["brief"], type=Brief)
    return [item.ref for item in brief.items if item.kind == "fact" and item.number in numbers]


def filler(language: str, letters: int) -> str:
    """A text of so many letters, in long words of the language."""
    word = LONG[language]
    return (word.capitalize() + f" {word} a" * letters)[:letters].strip()


def longest(language: str, angle: str) -> Ground:
    """The ground of a call whose texts are longer than any offer of the example's."""
    book = load_phrasebook(language)
    price = Price(amount=Decimal("1229.50"), currency="EUR", tax_included=True, tax_rate=Decimal("0.19"), per="month")
    offer = Offer(
        id="care", name=filler(language, 60), summary=filler(language, 160) + ".", price=price, setup=price,
        term_months=24, notice_days=30, renewal="rolling", owner_keeps=(filler(language, 38),) * 4, does=(),
        does_not=(filler(language, 109) + ".",) * 4, does_by_angle={angle: filler(language, 119) + "."},
        answers=(angle,), fits="True", never="False",
    )  # fmt: skip
    return lay_ground(
        offer,
        AGENCY,
        angle=angle,
        channel="voice_live",
        general=False,
        reasons=[
            book.reasons[reason] for reason in dict.fromkeys(book.angle_reasons[angle] + book.mend_reasons[angle])
        ],
        source=Source(register="Public Register of Shops " * 3, as_of=date(2026, 10, 1), acquisition="purchased"),
        notice=Notice(person=True, basis="consent", keep_days=180),
        word_limit=book.plans["voice_live", False].words,
        language=language,
    )


@pytest.mark.parametrize("language", sorted(WRITTEN))
@pytest.mark.parametrize("angle", sorted(SEEN))
def test_the_longest_call_is_one_page_that_can_be_read(language: str, angle: str) -> None:
    """With names of a hundred letters, texts up to the limit of words, and a question, in 8.5 points or more."""
    url = f"https://www.{'vereinigte-handwerksbetriebe' * 2}.example/kontakt/impressum/seite.html?x=1"
    fact = Fact(
        attribute=f"seen.{angle}", value=SEEN[angle], url=url, as_of=date(2026, 11, 20), expires=date(2027, 2, 1)
    )
    brief = build_brief("r", longest(language, angle), name=SHOP, facts=[fact])
    draft = Grammar(load_phrasebook(language)).write([brief], [None])[0]
    assert draft is not None
    sheet = Calling(
        sender=AGENCY,
        recipient=Contact(subject="p", addressee=SHOP, telephone="+49 381 000 0001", locality="Rostock", country="DE"),
        code="K7QM-2XRA",
        why_link=f"https://say.lindenstrasse.example/r/{'a1B2c3' * 20}",
        short_link="https://say.lindenstrasse.example/K7QM-2XRA",
        grounds=Grounds.of(brief, [fact]),
        hours=["Wednesday, 25 November 2026, 9 am to 5 pm (America/Argentina/Buenos_Aires)"] * 5,
        request=wording("email", "call_sheet", AGENCY, language=language),
        addressee="Dr. Annegret von Hohenstein-Wackerbarth",
    )
    (page,) = PdfReader(io.BytesIO(call_sheet.write(Message("r", "voice_live", draft, Seal("f", "v")), sheet))).pages
    text, said, sizes = text_of(page), words(language), sizes_of(page)

    for part in (SHOP, draft.sentences[-4].text.partition("[[")[0], said.held, *said.outcomes, said.called_on):
        assert joined(part) in text
    assert min(sizes) >= 8.5
    assert (595, 842) == (round(page.mediabox.width), round(page.mediabox.height))


def sizes_of(page: PageObject) -> set[float]:
    """The sizes in points in which anything is set."""
    found: set[float] = set()

    def visit(text: str, _outer: list[float], matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(matrix[3]), 2))

    page.extract_text(visitor_text=visit)
    return found
