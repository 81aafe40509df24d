"""Tests of letters."""

import email
import io
from datetime import UTC, date, datetime
from email import policy

import pytest
from msgspec import structs
from pypdf import PdfReader

from aboveboard.deliver import letter
from aboveboard.deliver.card import words
from aboveboard.deliver.letter import Posting
from aboveboard.deliver.press import square
from aboveboard.deliver.writing import Links, write
from aboveboard.domain.agreement import Wording
from aboveboard.domain.contact import Contact
from aboveboard.domain.draft import Draft, Made, Sentence
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
    links = {"why_link": "https://o.example/why", "short_link": "https://o.example/K7QM-2XRA"}
    given = {"sender": SENDER, "recipient": BAKERY, "on": date(2026, 11, 3), "code": "K7QM-2XRA", **links}
    return Posting(**(given | changes))


def sides(pdf):
    """The text of each page, words separated by one blank."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def in_order(text, parts):
    """True if the text has all the parts, one after the other."""
    places = [text.find(part) for part in parts]
    return -1 not in places and sorted(places) == places


def test_a_letter_is_one_sheet_with_the_message_on_one_side_and_the_rights_on_the_other():
    """In front sender, recipient, date, subject and text; on the back the refusal, its address, telephone and card."""
    front, back = sides(letter.write(message(), posting()))
    assert in_order(
        front,
        [
            "Brook & Vale Studio", "Corner Bakery <Ltd> 2 High Street Leith EH6 6AA United Kingdom", "3 November 2026",
            "Two opening hours", "Your page says 8:30 & your map says 9:00.", "turn over",
        ],
    )  # fmt: skip
    assert in_order(
        back,
        [
            "Why we wrote: the square code below Stop: o.example/K7QM-2XRA", "type this address", "+44 131 496 0000",
            "Reply card", *words("en").answers, "Return to", "EH1 1AA", "Code:",
        ],
    )  # fmt: skip
    assert "[[" not in front + back


def test_the_same_letter_has_the_same_bytes_and_says_its_language():
    """No day and no chance is in the file; it has tags, a title and a language for screen readers."""
    pdf = letter.write(message(), posting())
    assert pdf == letter.write(message(), posting())
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert ("en", True) == (root["/Lang"], root["/MarkInfo"]["/Marked"])
    assert b"CreationDate" not in pdf


@pytest.mark.parametrize(
    "name", ['#import "x": y', "*a* _b_ `c` $d$ @e <f>", "\\\\ // /* x", "#panic(1)", "= Big", "“quoted” l'Œuf"]
)
def test_a_hostile_name_is_printed_as_it_is(name):
    """What is a command to the typesetter in a file is text in a letter."""
    front, _ = sides(letter.write(message(), posting(recipient=structs.replace(BAKERY, name=name))))
    assert name in front


def test_a_long_letter_is_set_smaller_and_a_too_long_one_is_refused():
    """Nothing is cut off: the last words are there, or there is no letter."""
    long = posting(request=Wording("Q", "i " * 60, "n " * 200, "box", "then, the end"))
    assert sides(letter.write(message(), long))[1].count("then, the end") == 1
    with pytest.raises(InputError, match="does not fit"):
        letter.write(message(), posting(request=Wording("Q", "i", "notice " * 3000, "box", "then")))


def test_a_picture_in_a_name_is_left_out_and_letters_that_no_font_has_are_refused():
    """No letter is printed with boxes for what could not be drawn."""
    front, _ = sides(letter.write(message(), posting(recipient=structs.replace(BAKERY, name="Café \U0001f9c1 Été"))))
    assert "Café Été" in " ".join(front.replace("\U0001f9c1", "").split())
    with pytest.raises(InputError, match="no font"):
        letter.write(message(), posting(recipient=structs.replace(BAKERY, name="\U00012000\U00012001")))


def test_the_square_code_is_the_link_to_the_page():
    """The drawing in the letter is the one that the library makes of that link."""
    drawn = square("https://o.example/why")
    assert drawn == square("https://o.example/why") != square("https://o.example/wh")
    assert drawn.startswith("<svg")


@pytest.mark.parametrize(
    ("language", "day", "card"),
    [
        ("de-AT", "3. November 2026", "Antwortkarte"),
        ("fr", "3 novembre 2026", "Carte-réponse"),
        ("es", "3 de noviembre de 2026", "Tarjeta de respuesta"),
        ("nl", "3 november 2026", "Antwoordkaart"),
    ],
)
def test_a_letter_is_in_one_language_throughout(language, day, card):
    """Date and card are in the language of the message, and every word that English has is said in it."""
    front, back = sides(letter.write(message(language), posting()))
    assert day in front
    assert card in back
    english, other = words("en"), words(language)
    same = {name for name in english.__struct_fields__ if getattr(english, name) == getattr(other, name)}
    assert same <= {"code"}
    assert {len(english.answers): 5, len(english.refusals): 3} == {len(other.answers): 5, len(other.refusals): 3}
    assert len(english.outcomes) == len(other.outcomes)
    assert not any("e-mail" in answer for answer in english.answers)


def test_what_cannot_be_posted_is_refused():
    """No address, no sound link or no words in the language: InputError."""
    with pytest.raises(InputError, match="street"):
        posting(recipient=Contact(subject="p-1", name="x"))
    with pytest.raises(InputError, match="links"):
        posting(why_link="javascript:x")
    with pytest.raises(InputError, match="no letters in 'fi'"):
        letter.write(message("fi"), posting())


def test_a_request_to_agree_stands_on_the_card_apart_from_the_offer():
    """Below the card's own answers, with its notice and one box; without a request nothing of it is there."""
    front, back = sides(letter.write(message(), posting(request=QUESTION)))
    card = back.partition("Reply card")[2]
    assert "separate question" not in front + back.partition("Reply card")[0]
    asked = ["A separate question", "nothing happens", "The notice.", "Yes: ____", "Then confirm."]
    assert in_order(card, [words("en").answers[-1], *asked])
    assert "separate question" not in sides(letter.write(message(), posting()))[1]


def test_a_letter_says_that_a_model_wrote_and_only_then():
    """The PDF has the source type among its keywords where a model wrote, and no keyword where none did."""
    made = Made(model="m", served="", prompt="0" * 64, temperature_thousandths=0, seed=None, attempt=1)
    plain = message()
    written = Message("r", "post", structs.replace(plain.draft, made=made), plain.seal)
    said = [PdfReader(io.BytesIO(letter.write(one, posting()))).metadata.get("/Keywords") for one in (plain, written)]

    assert [None, f"Digital-Source-Type: {written.draft.source_type}"] == said


def greeted_message(channel="post"):
    """A message whose greeting has the place for a name."""
    sentences = (Sentence(text="Hello Corner Bakery[[addressee]], this is advertising.", part="greeting"),)
    draft = Draft(subject="Hours", subject_items=(), sentences=sentences, language="en", writer="grammar")
    return Message("a:b:1", channel, draft, Seal("f", "v"))


@pytest.mark.parametrize("channel", ["post", "email"])
@pytest.mark.parametrize(("by_name", "expected"), [(True, "Corner Bakery (for Ann <Lee>),"), (False, "Corner Bakery,")])
def test_a_greeting_names_the_person_only_where_it_may(channel, by_name, expected):
    """The name comes from the contact at the moment of writing; without leave nothing stands in its place."""
    contact = structs.replace(BAKERY, name="Ann\n <Lee>\x07", addressee="Corner Bakery", email="info@shop.example")
    links = Links("https://o.example/w", "https://o.example/s", "https://o.example/K7QM-2XRA", "K7QM-2XRA")
    now = datetime(2026, 11, 3, 9, tzinfo=UTC)
    data, _ = write(
        greeted_message(channel), contact, SENDER, links, message_id="a@o.example", now=now, by_name=by_name
    )
    if channel == "post":
        assert expected in sides(data)[0]
    else:
        mail = email.message_from_bytes(data, policy=policy.default)
        assert expected in mail.get_body(("plain",)).get_content()
        assert "<Lee>" not in mail.get_body(("html",)).get_content()


def test_an_address_that_its_window_does_not_hold_is_set_smaller_or_refused():
    """No line of it runs out of the window or over the text below it; a name of a hundred letters fits."""
    name = "Bäckerei und Konditorei Müller-Lüdenscheidt, Inhaberin Annegret von Hohenstein-Wackerbarth e.K., Filiale 12"
    front, _ = sides(letter.write(message(), posting(recipient=structs.replace(BAKERY, name=name))))
    assert name.replace(" ", "") in front.replace(" ", "")
    endless = PdfReader(io.BytesIO(letter.write(message(), posting(recipient=structs.replace(BAKERY, name="W" * 60)))))
    assert 30 >= max(line.count("W") for line in endless.pages[0].extract_text().splitlines())
    with pytest.raises(InputError, match="does not fit"):
        letter.write(message(), posting(recipient=structs.replace(BAKERY, name="W" * 400)))
