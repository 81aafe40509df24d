"""Tests of call sheets: one page with all that a caller may say and must answer."""

import io
from datetime import date

import pytest
from msgspec import structs
from pypdf import PdfReader

from aboveboard.deliver import call_sheet
from aboveboard.deliver.call_sheet import Calling
from aboveboard.deliver.card import words
from aboveboard.deliver.grounds import Grounds
from aboveboard.domain.agreement import Wording
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.contact import Contact
from aboveboard.domain.draft import Draft, Sentence
from aboveboard.domain.errors import InputError
from aboveboard.domain.fact import Fact
from aboveboard.domain.message import Message, Seal
from aboveboard.domain.preference import WRITTEN
from aboveboard.domain.sender import Sender

SENDER = Sender(
    name="Brook & Vale Studio", person="the owner", email="hello@studio.example", phone="+44 131 496 0000",
    street="1 Mill Lane", locality="Edinburgh", postcode="EH1 1AA", country="GB", website="https://studio.example",
)  # fmt: skip
BAKERY = Contact(
    subject="p-1", addressee="Corner Bakery <Ltd>", name="Ann Lee", street="2 High Street", locality="Leith",
    postcode="EH6 6AA", country="GB", telephone="+44 131 496 0001",
)  # fmt: skip
QUESTION = Wording(
    "A separate question", "Do nothing, and nothing happens.", "The notice.", "Yes: ____", "Then confirm."
)
HOURS = ["Friday, 27 November 2026, 9 am to 5 pm (Europe/London)"]
SEEN = Fact(
    attribute="seen.old_copyright", value={"year": 2014}, url="https://bakery.example/about/",
    as_of=date(2026, 11, 20), expires=date(2027, 1, 1),
)  # fmt: skip
COUNTED = Fact(
    attribute="survey.neighbours", value={"count": 40}, source="survey:neighbours", as_of=date(2026, 11, 19),
    expires=date(2027, 1, 1),
)  # fmt: skip
ITEMS = (
    Item(1, "offer", "first_year_total", {"amount": "348", "currency": "GBP"}, "first_year_total"),
    Item(2, "reason", "browsers", {"statement": "s", "source": "MDN: Copyright", "url": "https://m.example/c"}, "b"),
    Item(3, "element", "source_of_data", {"register": "Town Register", "as_of": "2026-10-01"}, "source_of_data"),
    Item(4, "fact", "business.name", "Corner Bakery", "business.name"),
    Item(5, "fact", "seen.old_copyright", {"year": 2014}, SEEN.id),
    Item(6, "fact", "survey.neighbours", {"count": 40}, COUNTED.id),
    Item(7, "sender", "name", "Brook & Vale Studio", "name"),
)
BRIEF = Brief(
    row="a:b:1", language="en", channel="voice_live", offer="care", angle="old_copyright", general=False, items=ITEMS,
    must_include=(),
)  # fmt: skip
SENTENCES = (
    Sentence(text="Good day to Corner Bakery[[addressee]], this is advertising.", part="greeting", items=(4, 7)),
    Sentence(text="Your page says 2014.", part="seen", items=(5,)),
    Sentence(text="Your year was read again.", part="seen", items=(5,)),
    Sentence(text="Visitors look at the year.", part="why", items=(2,)),
    Sentence(text="40 others have none.", part="why", items=(6,)),
    Sentence(text="It costs £348 in the first year.", part="terms", items=(1,)),
    Sentence(text="Shall we?", part="question"),
    Sentence(text="Give your own name.", part="who", items=(7,)),
    Sentence(text="From the Town Register.", part="source", items=(3,)),
    Sentence(text="Yes, a sales call.", part="advert"),
    Sentence(text="Kept for 30 days: [[why_link]]", part="notice"),
    Sentence(text="You may object: [[stop_link]]", part="refuse"),
)


def message(language="en", sentences=SENTENCES, writer="grammar", subject="Call sheet: Corner Bakery"):
    draft = Draft(subject=subject, subject_items=(), sentences=sentences, language=language, writer=writer)
    return Message("a:b:1", "voice_live", draft, Seal("f", "v"))


def calling(**changes):
    given = {
        "sender": SENDER, "recipient": BAKERY, "code": "K7QM-2XRA", "why_link": "https://o.example/why",
        "short_link": "https://o.example/K7QM-2XRA", "grounds": Grounds.of(BRIEF, [SEEN, COUNTED]), "hours": HOURS,
    }  # fmt: skip
    return Calling(**(given | changes))


def page(pdf):
    """The text of the one page there is, words separated by one blank."""
    (only,) = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(only.extract_text().split())


def in_order(text, parts):
    """True if the text has all the parts, one after the other."""
    at = 0
    for part in parts:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


def test_a_call_sheet_has_all_that_a_caller_needs_in_the_order_of_a_call():
    """Whom, when and for whom; what is said first and then; each question with its answer; the boxes; the code."""
    said = words("en")
    text = page(call_sheet.write(message(), calling(request=QUESTION)))
    assert in_order(
        text,
        [
            "CALL SHEET", "Corner Bakery <Ltd>", "+44 131 496 0001", "Leith EH6 6AA", said.call_for,
            "Brook & Vale Studio", "+44 131 496 0000", said.call_within, *HOURS,
            said.say_first, "Good day to Corner Bakery, this is advertising.",
            said.may_say, "Your page says 2014.", "Visitors look", "It costs £348", "Shall we?",
            said.truth, said.ask_who, "Give your own name.", said.ask_source, "From the Town Register.",
            said.ask_advert, "Yes, a sales call.", said.ask_recorded, said.recorded, said.by_program,
            said.ask_held, said.held, "Kept for 30 days: the square code below", said.ask_cost, "It costs £348",
            said.ask_stop, "You may object: o.example/K7QM-2XRA",
            said.outcome, said.no, "A separate question", "The notice.", "Yes: ____", "Then confirm.", said.called_on,
        ],
    )  # fmt: skip
    for part in (*said.refusals, *said.outcomes, "K7QM-2XRA", "aboveboard refusals --stop K7QM-2XRA", said.enter):
        assert part in text
    assert "[[" not in text


def test_each_sentence_stands_beside_what_it_rests_on():
    """A page with its day, a register with its day, our count, the source of a statement, or our terms; each once."""
    text = page(call_sheet.write(message(), calling()))
    assert in_order(
        text,
        [
            "this is advertising.", "Town Register, as of 1 October 2026",
            "Your page says 2014.", "bakery.example/about, seen on 20 November 2026",
            "Visitors look at the year.", "MDN: Copyright",
            "40 others have none.", "our own count, as of 19 November 2026",
            "It costs £348 in the first year.", words("en").our_terms,
        ],
    )  # fmt: skip
    assert 1 == text.count("bakery.example/about")
    lost = page(call_sheet.write(message(), calling(grounds=Grounds.of(BRIEF, []))))
    assert "seen on" not in lost
    assert words("en").our_records in lost


def test_a_machine_that_wrote_says_so():
    """The answer to whether a machine wrote is that of the draft's own writer."""
    said = words("en")
    by_model = page(call_sheet.write(message(writer="model:x"), calling()))
    assert said.by_machine in by_model
    assert said.by_program not in by_model


def test_a_question_without_an_answer_is_not_printed():
    """A message that says nothing of the source leaves no empty line for it."""
    told = tuple(sentence for sentence in SENTENCES if sentence.part != "source")
    assert words("en").ask_source not in page(call_sheet.write(message(sentences=told), calling()))


def test_the_person_is_named_only_where_it_may_be():
    """Without leave neither the head nor the greeting has the name."""
    assert "Ann Lee" not in page(call_sheet.write(message(), calling()))
    assert 2 == page(call_sheet.write(message(), calling(addressee="Ann Lee"))).count("(for Ann Lee)")


@pytest.mark.parametrize("language", sorted(WRITTEN))
def test_the_sheet_is_in_the_language_of_the_message_and_tagged(language):
    """Title, language and tags for screen readers; one page; the same sheet has the same bytes."""
    pdf = call_sheet.write(message(language), calling(hours=()))
    reader = PdfReader(io.BytesIO(pdf))
    root, said = reader.trailer["/Root"], words(language)
    assert (language, True) == (root["/Lang"], root["/MarkInfo"]["/Marked"])
    assert root["/StructTreeRoot"]
    assert "Call sheet: Corner Bakery" == reader.metadata.title
    for part in (
        said.call.upper(),
        said.truth,
        said.ask_who,
        *said.refusals,
        *said.outcomes,
        said.held,
        said.our_terms,
    ):
        assert part.replace("\u00a0", " ") in page(pdf)
    assert pdf == call_sheet.write(message(language), calling(hours=()))
    assert b"CreationDate" not in pdf


HOSTILE = [
    '#import "x": y', "*a* _b_ `c` $d$ @e <f>", "\\\\ // /* x", "#panic(1)", "= Big", "“quoted” l'Œuf", "a \\ b", "- x",
    "{name} {0}", "#sys.inputs", "~~ -- ... 'x'",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_printed_as_it_is(name):
    """What is a command to the typesetter in a file is text on the sheet, wherever a text from outside may stand."""
    pdf = call_sheet.write(
        message(sentences=(Sentence(text=name, part="seen", items=(5,)), *SENTENCES), subject=name),
        calling(recipient=structs.replace(BAKERY, addressee=name), sender=structs.replace(SENDER, on_behalf_of=name)),
    )
    assert 3 == page(pdf).count(name)
    assert name == PdfReader(io.BytesIO(pdf)).metadata.title


@pytest.mark.parametrize("name", ["", "\u200b\u202e", "\U0001f9c1"])
def test_a_name_that_nobody_can_read_leaves_the_number_in_its_place(name):
    """A heading has words, as screen readers need them: of a name without letters the number is left."""
    text = page(call_sheet.write(message(), calling(recipient=structs.replace(BAKERY, addressee=name))))
    assert 2 == text.replace("\U0001f9c1", "").count("+44 131 496 0001")


@pytest.mark.parametrize("mark", ["\u202e", "\u2067", "\u200f", "\x00", "\x07", "\x1b[2J", "\ufeff", "\u200b"])
def test_marks_that_nobody_sees_change_nothing(mark):
    """Control characters and marks of direction are left out: the letters stay in the order in which they are read."""
    hostile = structs.replace(BAKERY, addressee=f"Cor{mark}ner Bakery")
    text = page(call_sheet.write(message(), calling(recipient=hostile)))
    seen = "".join(letter for letter in mark if letter.isprintable())
    assert f"Cor{seen}ner Bakery" in text


def test_a_word_without_an_end_stays_within_its_column():
    """A name or address of four hundred letters and no blank is broken, and none of its letters is lost."""
    name, url = "W" * 400, f"https://{'w' * 60}.example/{'p' * 200}"
    facts = [structs.replace(SEEN, url=url)]
    brief = structs.replace(BRIEF, items=(Item(5, "fact", "seen.old_copyright", {}, facts[0].id),))
    pdf = call_sheet.write(
        message(), calling(recipient=structs.replace(BAKERY, addressee=name), grounds=Grounds.of(brief, facts))
    )
    text = page(pdf).replace(" ", "")
    assert name in text
    assert url.partition("://")[2] in text
    lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
    assert 20 >= max(line.count("W") for line in lines), "88 mm hold no more at the smallest size of a heading"
    assert 130 >= max(line.count("p") for line in lines if "ppp" in line), "178 mm hold no more in 8.5 points"


@pytest.mark.parametrize(("more", "beside"), [(1, True), (60, False)])
def test_what_is_too_much_runs_on_and_what_is_still_too_much_is_refused(more, beside):
    """Nothing is cut off: the last words are there, in as many lines as there is room for, or there is no sheet."""
    sentences = tuple(Sentence(text=f"Sentence {n} of many.", part="terms", items=(1,)) for n in range(more))
    pdf = call_sheet.write(message(sentences=(*SENTENCES, *sentences)), calling(request=QUESTION))
    lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
    assert beside is ("Your page says 2014." in [line.strip() for line in lines])
    assert words("en").called_on in page(pdf)
    assert f"Sentence {more - 1} of many." in page(pdf)
    with pytest.raises(InputError, match="call sheet does not fit"):
        call_sheet.write(message(), calling(request=Wording("Q", "i", "notice " * 3000, "box", "then")))


def test_what_cannot_be_called_is_refused():
    """No number, no sound link, no words in the language, or letters that no font has: InputError."""
    with pytest.raises(InputError, match="telephone"):
        calling(recipient=Contact(subject="p-1"))
    with pytest.raises(InputError, match="links"):
        calling(short_link="javascript:x")
    with pytest.raises(InputError, match="no letters in 'fi'"):
        call_sheet.write(message("fi"), calling())
    with pytest.raises(InputError, match="no font"):
        call_sheet.write(message(), calling(recipient=structs.replace(BAKERY, addressee="\U00012000\U00012001")))
