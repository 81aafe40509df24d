"""The letters."""

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.checks.writer import check_writer
from aboveboard.compose.grammar import Grammar
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.draft import FOOTER, Draft
from aboveboard.domain.errors import WiringError
from aboveboard.domain.fact import JSON
from aboveboard.domain.findings import Finding, Findings
from aboveboard.text.readability import PLAIN, lix
from aboveboard.verify.claims import check_draft

Written = Callable[..., list[tuple[Brief, Draft]]]
CHANNELS = ("email", "post", "voice_live")
GRAMMAR = Grammar()
REFUSED = Findings(findings=(Finding("claims", "unsupported", 0, 1, "x", "y"),))


def words(draft: Draft) -> int:
    return sum(len(sentence.text.split()) for sentence in draft.sentences if sentence.part not in FOOTER)


def body(draft: Draft) -> str:
    return " ".join(sentence.text for sentence in draft.sentences if sentence.part not in FOOTER)


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_grammar_passes_the_kit_for_writers(channel: str, written: Written) -> None:
    """It is deterministic, whatever the order and the batch, and cites only what its briefs hold."""
    check_writer(GRAMMAR, [brief for brief, _ in written(channel)])


def test_an_email_is_short(written: Written) -> None:
    """Under 130 words above the footer and at most 55 characters in the subject, for every offer and angle."""
    for brief, draft in written("email", 1000):
        assert words(draft) < 130, brief.row
        assert len(draft.subject) <= 55, draft.subject


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_letter_stands_up_to_the_verifier(channel: str, written: Written) -> None:
    """What the grammar writes rests on its brief: verification finds nothing in it."""
    found = [(finding.kind, finding.text) for b, d in written(channel, 500) for finding in check_draft(b, d).findings]
    assert [] == found


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_verifier_sees_the_elements_that_the_sentences_claim(channel: str, written: Written) -> None:
    """An element that a sentence is said to carry is there for a reader to see."""
    for brief, draft in written(channel, 60):
        claimed = {element for sentence in draft.sentences for element in sentence.elements}
        assert set() == claimed - set(check_draft(brief, draft).elements) - {"free_single_step_unsubscribe"}, brief.row


def test_each_letter_keeps_to_the_plan(written: Written) -> None:
    """What was seen comes before why, cure, offer, terms and one question; who, source and refusal stand below."""
    order = ["greeting", "seen", "why", "mend", "offer", "terms", "question"]
    order += ["who", "source", "advert", "notice", "refuse"]
    for brief, draft in written("email", 200):
        parts = list(dict.fromkeys(sentence.part for sentence in draft.sentences))
        assert [part for part in order if part != "mend" or not brief.general] == parts
        assert 1 == body(draft).count("?")
        assert "!" not in draft.text


def test_the_price_comes_with_tax_and_the_total(written: Written) -> None:
    """Each e-mail states the price, the tax in it, and what the first year costs."""
    for _, draft in written("email", 200):
        terms = " ".join(sentence.text for sentence in draft.sentences if sentence.part == "terms")
        assert "20% VAT" in terms
        assert "first year" in terms


def test_a_general_letter_says_so_and_states_no_fact(written: Written) -> None:
    """Where personalisation is off, no item is a fact and the text says that the website was not read."""
    general = [(brief, draft) for brief, draft in written("email", 200) if brief.general]
    assert general
    for brief, draft in general:
        assert not [item for item in brief.items if item.kind == "fact"]
        assert any(sentence.pattern.startswith("general.") for sentence in draft.sentences)


def test_neighbours_do_not_get_the_same_letter(written: Written) -> None:
    """Of the letters to two hundred businesses with one angle and one offer, hardly any two read the same."""
    brief = next(brief for brief, _ in written("email") if brief.angle == "no_viewport" and not brief.general)
    briefs = [msgspec.structs.replace(brief, row=f"high-street:hs-{number}:1") for number in range(200)]
    drafts = [draft for draft in GRAMMAR.write(briefs, [None] * 200) if draft is not None]
    assert 200 == len(drafts)
    assert max(Counter(body(draft) for draft in drafts).values()) <= 4
    first = [draft.sentences[2].text for draft in drafts]
    assert len(set(first)) >= 3


def test_what_was_refused_is_written_in_other_words(written: Written) -> None:
    """After findings a brief is written differently, and shorter or as short."""
    pairs = written("email", 60)
    again = GRAMMAR.write([brief for brief, _ in pairs], [REFUSED] * len(pairs))
    for (brief, draft), other in zip(pairs, again, strict=True):
        assert other is not None
        assert other != draft, brief.row
        assert words(other) < 130


def test_passed_findings_change_nothing(written: Written) -> None:
    """A draft that passed is written the same again."""
    pairs = written("email", 20)
    again = GRAMMAR.write([brief for brief, _ in pairs], [Findings()] * len(pairs))
    assert [draft for _, draft in pairs] == again


@settings(max_examples=25)
@given(st.integers(0, 119), st.integers(0, 119))
def test_what_the_grammar_remembers_never_changes_a_word(written: Written, first: int, second: int) -> None:
    """A grammar that has written other briefs, even of changed prices, writes as one that has written none."""
    pairs = written("email")
    brief = pairs[second][0]
    items = tuple(_dearer(item) for item in brief.items)
    dearer = msgspec.structs.replace(brief, items=items)
    busy, fresh = Grammar(), Grammar()
    busy.write([pairs[first][0], brief], [None, None])
    assert fresh.write([dearer], [None]) == busy.write([dearer], [None])


def _dearer(item: Item) -> Item:
    if item.kind == "offer" and item.name == "price" and isinstance(item.value, dict):
        return msgspec.structs.replace(item, value={**item.value, "amount": "999.00"})
    return item


@pytest.mark.parametrize("missing", ["offer.price", "sender.name", "sender.phone", "fact.seen"])
def test_without_something_essential_there_is_no_letter(missing: str, written: Written) -> None:
    """A brief that lacks a price, the sender or what was seen gives no draft instead of half a letter."""
    brief = next(brief for brief, _ in written("email") if not brief.general)
    kept = tuple(item for item in brief.items if not f"{item.kind}.{item.name}".startswith(missing))
    assert [None] == GRAMMAR.write([msgspec.structs.replace(brief, items=kept)], [None])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("business.name", "Hobb [[stop_link]] Lane"),
        ("seen.hours_conflict", {"day": "Monday", "page": "closed", "markup": "09:00-17:00", "path": "/"}),
        ("seen.hours_conflict", {"day": "mo", "page": "by appointment", "markup": "closed", "path": "/"}),
        ("seen.hours_conflict", {"day": "mo", "page": "closed", "markup": "09:00-17:00"}),
        ("seen.hours_conflict", "closed"),
    ],
)
def test_a_value_that_cannot_be_said_gives_no_letter(name: str, value: JSON, written: Written) -> None:
    """A name that would be taken for a link, or a payload of another shape, is refused and stops no other row."""
    brief = next(brief for brief, _ in written("email") if brief.angle == "hours_conflict" and not brief.general)
    items = tuple(msgspec.structs.replace(item, value=value) if item.name == name else item for item in brief.items)
    drafts = GRAMMAR.write([msgspec.structs.replace(brief, items=items), brief], [None, None])
    assert drafts[0] is None
    assert drafts[1] is not None


def test_a_name_on_several_lines_stays_on_one(written: Written) -> None:
    """Line breaks in a value do not break the letter into other paragraphs, nor a subject into headers."""
    for channel in CHANNELS:
        brief = next(brief for brief, _ in written(channel) if not brief.general)
        items = tuple(
            msgspec.structs.replace(item, value="Hobb\r\nBcc: Lane") if item.name == "business.name" else item
            for item in brief.items
        )
        (draft,) = GRAMMAR.write([msgspec.structs.replace(brief, items=items)], [None])
        assert draft is not None
        assert not any("\n" in text or "\r" in text for text in (draft.subject, *(s.text for s in draft.sentences)))


@pytest.mark.parametrize(("field", "value"), [("language", "xx"), ("channel", "sms")])
def test_what_the_grammar_does_not_speak_it_does_not_write(field: str, value: str, written: Written) -> None:
    """A language or a channel without phrases gives no draft."""
    brief = msgspec.json.decode(
        msgspec.json.encode({**msgspec.to_builtins(written("email")[0][0]), field: value}), type=Brief
    )
    assert [None] == GRAMMAR.write([brief], [None])


@pytest.mark.parametrize(
    ("element", "subject", "start"),
    [("adv_label_in_subject", "<ADV> ", ""), ("kr_ad_label_at_start", "(광고)", "(광고)")],
)
def test_marks_that_must_come_first_come_first(element: str, subject: str, start: str, written: Written) -> None:
    """A label that a country asks for stands at the very start, and the subject still fits."""
    for brief, _ in written("email", 40):
        (draft,) = GRAMMAR.write([msgspec.structs.replace(brief, must_include=(element,))], [None])
        assert draft is not None
        assert draft.subject.startswith(subject)
        assert draft.text.startswith(start)
        assert len(draft.subject) <= 55


def test_long_names_do_not_lengthen_the_subject(written: Written) -> None:
    """Whatever path and name a business has, a subject that fits is found."""
    for brief, _ in written("email"):
        items = tuple(_longer(item) for item in brief.items)
        (draft,) = GRAMMAR.write([msgspec.structs.replace(brief, items=items)], [None])
        assert draft is not None
        assert len(draft.subject) <= 55


def _longer(item: Item) -> Item:
    if item.kind == "fact" and isinstance(item.value, dict):
        return msgspec.structs.replace(item, value={**item.value, "path": "/" + "long-way/" * 12 + "page.html"})
    return item


class Careless:
    """A writer that cites what is not there."""

    name = "careless"

    def write(self, briefs: list[Brief], feedback: list[Findings | None]) -> list[Draft | None]:
        drafts = GRAMMAR.write(briefs, feedback)
        return [msgspec.structs.replace(d, subject_items=(999,), writer=self.name) if d else None for d in drafts]


class Hasty(Careless):
    """A writer that leaves briefs out."""

    name = "hasty"

    def write(self, briefs: list[Brief], feedback: list[Findings | None]) -> list[Draft | None]:
        return []


@pytest.mark.parametrize(("writer", "problem"), [(Careless(), "cites items"), (Hasty(), "gave 0 drafts")])
def test_the_kit_catches_writers_that_break_their_word(writer: Careless, problem: str, written: Written) -> None:
    """A writer that invents an item or drops a brief does not pass."""
    with pytest.raises(WiringError, match=problem):
        check_writer(writer, [brief for brief, _ in written("email", 3)])


def test_the_phrasebook_is_loaded_once() -> None:
    """Loading and checking the phrases again costs nothing."""
    assert load_phrasebook("en") is load_phrasebook("en")


def test_a_malformed_fact_changes_no_other_letter(written: Written) -> None:
    """A brief whose fact lacks its keys is not written, and the same grammar writes the next one as ever."""
    (brief, draft), *_ = written("email")
    items = tuple(
        msgspec.structs.replace(item, value={}) if item.kind == "fact" and item.name.startswith("seen.") else item
        for item in brief.items
    )
    fresh = Grammar()

    assert [None] == fresh.write([msgspec.structs.replace(brief, items=items)], [None])
    assert [draft] == fresh.write([brief], [None])


@pytest.mark.parametrize("channel", CHANNELS)
def test_letters_are_plain_to_read(channel: str, written: Written) -> None:
    """Above the footer no message is beyond plain language, measured by LIX."""
    for _, draft in written(channel):
        assert lix(body(draft)) < PLAIN, body(draft)
