"""Tests of letters and call sheets."""

from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from aboveboard.deliver import call_sheet, letter
from aboveboard.deliver.card import words
from aboveboard.deliver.letter import Posting
from aboveboard.domain.agreement import Wording
from aboveboard.domain.contact import Contact
from aboveboard.domain.draft import Draft, Sentence
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message, Seal
from aboveboard.domain.sender import Sender

SENDER = Sender(
    name="Brook & Vale Studio", person="the owner", email="hello@studio.example", phone="+44 131 496 0000",
    street="1 Mill Lane", locality="Edinburgh", postcode="EH1 1AA", country="GB", website="https://studio.example",
)  # fmt: skip
BAKERY = Contact(
    subject="p-1", name="Corner Bakery <Ltd>", street="2 High Street", locality="Leith", postcode="EH6 6AA",
    country="GB", telephone="+441314960001",
)  # fmt: skip


QUESTION = Wording(
    "A separate question", "Do nothing, and nothing happens.", "The notice.", "Yes: ____", "Then confirm."
)


def message(language="en"):
    sentences = (
        Sentence(text="Your page says 8:30 & your map says 9:00.", part="seen"),
        Sentence(text="Why we wrote: [[why_link]] Stop: [[stop_link]]", part="refuse"),
    )
    draft = Draft(
        subject="Two opening hours", subject_items=(), sentences=sentences, language=language, writer="grammar"
    )
    return Message("a:b:1", "post", draft, Seal("f", "v"))


def posting(**changes):
    links = {"why_link": "https://o.example/why", "stop_link": "https://o.example/stop"}
    return Posting(
        **({"sender": SENDER, "recipient": BAKERY, "on": date(2026, 11, 3), "code": "K7", **links} | changes)
    )


def test_a_letter_is_its_message_between_addresses_and_card():
    """Sender, recipient, date, subject, body, and a card with boxes of which none is ticked, in this order."""
    text = letter.write_text(message(), posting())
    wanted = [
        "Brook & Vale Studio", "Corner Bakery <Ltd>\n2 High Street\nLeith EH6 6AA\nUnited Kingdom", "3 November 2026",
        "Subject: Two opening hours", "Your page says 8:30 & your map says 9:00.", "https://o.example/why",
        "https://o.example/stop", "Reply card", "[ ] Please do not write to us again.",
        "1 Mill Lane, Edinburgh EH1 1AA, United Kingdom",
        "Reference: K7",
    ]  # fmt: skip
    places = [text.find(part) for part in wanted]
    assert sorted(places) == places
    assert -1 not in places
    assert "[[" not in text
    assert len(words("en").answers) == text.count("[ ]")


def test_a_letter_in_html_says_the_same():
    """The words of the HTML letter are those of the plain one."""
    html = letter.write_html(message(), posting())
    page = LexborHTMLParser(html).body.text(separator=" ")
    plain = letter.write_text(message(), posting()).replace("--", "")
    assert plain.split() == page.split()
    assert "<Ltd>" not in html


def test_a_call_sheet_has_the_number_the_sentences_and_what_to_do_at_a_no():
    """Every sentence of the message is on the sheet with its links, and nothing is ticked."""
    sheet = call_sheet.write(
        message(),
        sender=SENDER,
        recipient=BAKERY,
        code="K7",
        why_link="https://o.example/w",
        stop_link="https://o.example/s",
        hours=["Friday, 27 November 2026, 09:00 to 17:00 (Europe/London)"],
    )
    for part in (
        "+441314960001",
        "Call within these hours only (their time):\n  Friday, 27 November 2026, 09:00 to 17:00 (Europe/London)\n",
        "Your page says 8:30 & your map says 9:00.",
        "https://o.example/w",
        "nobody will call again",
        "K7",
    ):
        assert part in sheet
    assert len(words("en").outcomes) == sheet.count("[ ]")
    assert "[[" not in sheet


def test_a_german_letter_is_german_throughout():
    """Date and card are in the language of the message."""
    text = letter.write_text(message("de-AT"), posting())
    assert "3. November 2026" in text
    assert "Antwortkarte" in text
    assert "Reply" not in text


def test_what_cannot_be_posted_or_called_is_refused():
    """No address, no number, no sound link or no words in the language: InputError."""
    with pytest.raises(InputError, match="street"):
        posting(recipient=Contact(subject="p-1", name="x"))
    with pytest.raises(InputError, match="links"):
        posting(why_link="javascript:x")
    with pytest.raises(InputError, match="telephone"):
        call_sheet.write(message(), sender=SENDER, recipient=Contact(subject="p-1"), code="", why_link="", stop_link="")
    with pytest.raises(InputError, match="known are de, en"):
        letter.write_text(message("fi"), posting())


def test_a_request_to_agree_stands_on_the_card_apart_from_the_offer():
    """After the message and the card's answers, between rules, one box that is not ticked; without a request, none."""
    text = letter.write_text(message(), posting(request=QUESTION))
    card = text.partition("Reply card")[2]
    own, rule, asked = card.partition("\n\n--\n\n")

    assert "--" == rule.strip()
    assert "A separate question" not in own + text.partition("Reply card")[0]
    wanted = ["A separate question", "nothing happens", "The notice.", "[ ] Yes: ____", "Then confirm.", "Return to"]
    assert sorted(asked.find(part) for part in wanted) == [asked.find(part) for part in wanted]
    assert len(words("en").answers) + 1 == text.count("[ ]")
    assert "separate question" not in letter.write_text(message(), posting())
    html = letter.write_html(message(), posting(request=QUESTION))
    assert text.replace("--", "").split() == LexborHTMLParser(html).body.text(separator=" ").split()


def test_a_call_sheet_asks_at_the_end():
    """The question comes after what came of the call, and no answer on the card gives an address without a notice."""
    sheet = call_sheet.write(
        message(), sender=SENDER, recipient=BAKERY, code="K7", why_link="w", stop_link="s", request=QUESTION
    )
    assert sheet.index("What came of it") < sheet.index("A separate question") < sheet.index("Called on")
    assert sheet.index("The notice.") < sheet.index("[ ] Yes: ____")
    assert not any("e-mail" in answer for answer in words("en").answers)
