"""Drafts held against their briefs."""

from __future__ import annotations

import msgspec
import pytest

from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.draft import Draft, Sentence
from aboveboard.domain.errors import EvidenceError
from aboveboard.domain.findings import Findings, encode_findings
from aboveboard.domain.verdict import Verdict, encode_verdict
from aboveboard.verify import statement
from aboveboard.verify.claims import Terms, check_draft, check_grounded, text_of
from aboveboard.verify.ground import ground_of
from aboveboard.verify.seal import seal

Letters = list[tuple[Brief, Draft]]

ITEMS = (
    Item(1, "offer", "price", {"amount": "29.00", "currency": "GBP", "per": "month", "tax_rate": "0.2"}, "price"),
    Item(2, "offer", "notice_days", 30, "notice_days"),
    Item(3, "fact", "seen.images_without_alt", {"count": 3, "images": 7, "path": "/", "as_of": "2026-11-20"}, "abc"),
    Item(4, "fact", "business.name", "Harbour Bakery", "def"),
    Item(5, "sender", "name", "Lantern Web Works", "name"),
    Item(6, "sender", "email", "hello@lantern.example", "email"),
    Item(
        7, "fact", "seen.hours_conflict", {"day": "we", "page": "closed", "markup": "09:00-17:00", "path": "/"}, "fed"
    ),
    Item(8, "offer", "does_not.1", "It does not include photographs.", "does_not.1"),
    Item(9, "reason", "r", {"statement": "Since July 2018 Chrome marks such pages.", "source": "Google"}, "r"),
)
BRIEF = Brief(
    row="a:b:1", language="en", channel="email", offer="care", angle=None, general=False, items=ITEMS, must_include=()
)


def said(text: str, *items: int, part: str = "terms") -> Findings:
    """The findings of a draft of this one sentence."""
    sentence = msgspec.convert({"text": text, "part": part, "items": items}, Sentence)
    draft = Draft(subject="Your website", subject_items=(), sentences=(sentence,), language="en", writer="hand")
    return check_draft(BRIEF, draft)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("It costs £29 a month.", (1,)),
        ("It costs 29 pounds a month, 20% VAT included.", (1,)),
        ("It costs £29.00 per month.", (1,)),
        ("Notice is thirty days.", (2,)),
        ("Three of the 7 pictures have no description, on 20 November 2026.", (3,)),
        ("Hello Harbour Bakery,", (4,)),
        ("Lantern Web Works writes to you, hello@lantern.example.", (5, 6)),
        ("On Wednesday the page says closed, and the data 9 am to 5 pm.", (7,)),
        ("It does not include photographs.", (8,)),
        ("Since July 2018 Chrome marks such pages.", (9,)),
        ("Press once: [[stop_link]]", ()),
    ],
)
def test_what_rests_on_its_items_passes(text: str, items: tuple[int, ...]) -> None:
    """Typed values count, not their print."""
    assert () == said(text, *items).findings


@pytest.mark.parametrize(
    ("text", "items", "wrong"),
    [
        ("It costs £28 a month.", (1,), "£28"),
        ("It costs €29 a month.", (1,), "€29"),
        ("It costs £29 a year.", (1,), "£29"),
        ("It costs £29 a month.", (2,), "£29"),
        ("Notice is 30 months.", (2,), "30"),
        ("Four of the 7 pictures have no description.", (3,), "Four"),
        ("We saw it on 21 November 2026.", (3,), "21 November 2026"),
        ("Hello Thistle Bakery,", (4,), "Thistle"),
        ("On Thursday the page says closed.", (7,), "Thursday"),
        ("It opens at 10 am on Wednesday.", (7,), "10 am"),
        ("It costs £29 a month, the best price.", (1,), "best"),
        ("It costs £29 a month, guaranteed.", (1,), "guaranteed"),
        ("It costs £29 a month plus VAT.", (1,), "plus VAT"),
        ("It does include photographs.", (8,), "It does include photographs."),
        ("Press once: [[stop_lnk]]", (), "[[stop_lnk]]"),
        ("Answer to other@lantern.example.", (6,), "other@lantern.example"),
        ("See www.elsewhere.example now.", (), "www.elsewhere.example"),
    ],
)
def test_what_no_item_bears_out_is_found(text: str, items: tuple[int, ...], wrong: str) -> None:
    """The smallest wrong span is named, in the text in which offsets count."""
    findings = said(text, *items).findings
    whole = f"Your website\n\n{text}"
    assert wrong in [whole[f.start : f.end] for f in findings]


def test_items_beyond_the_brief_are_found() -> None:
    """A sentence cannot rest on an item that the brief does not have."""
    assert ["99"] == [f.text for f in said("Good day.", 99).findings]


def test_a_mailbox_of_a_person_is_no_fact_to_write_about() -> None:
    """Facts that are not about the business are refused, cited or not in words."""
    named = Item(10, "fact", "business.email", {"value": "a@b.example", "kind": "named"}, "x")
    unknown = Item(11, "fact", "owner.age", 50, "y")
    brief = msgspec.structs.replace(BRIEF, items=(*ITEMS, named, unknown))
    sentence = Sentence(text="Good day.", part="seen", items=(10, 11))
    draft = Draft(subject="Hello", subject_items=(), sentences=(sentence,), language="en", writer="hand")
    assert ["business.email", "owner.age"] == sorted(f.text for f in check_draft(brief, draft).findings)


def test_letters_of_the_grammar_pass(letters: Letters) -> None:
    """At most one in a hundred grammar letters is flagged."""
    flagged = [text_of(draft) for brief, draft in letters if not check_draft(brief, draft).passed]
    assert len(flagged) <= len(letters) // 100, flagged[0]


def test_remembering_changes_nothing(letters: Letters) -> None:
    """Remembered and plain checks give the same findings and elements."""
    for brief, draft in letters[::10]:
        grounds = {i.number: ground_of(i.kind, i.name, msgspec.json.encode(i.value)) for i in brief.items}
        terms = Terms(
            language=brief.language,
            general=brief.general,
            must_include=brief.must_include,
            word_limit=brief.word_limit,
            subject_limit=brief.subject_limit,
        )
        plain = check_grounded(terms, grounds, draft, check=statement.check)
        assert plain == check_draft(brief, draft)


def test_an_element_counts_only_where_its_words_stand(letters: Letters) -> None:
    """A draft that claims an element without saying it is told that the element is missing."""
    for brief, draft in letters[:60]:
        kept = [s for s in draft.sentences if s.part != "refuse"]
        kept[0] = msgspec.structs.replace(kept[0], elements=("unsubscribe", "opt_out_notice"))
        bare = msgspec.structs.replace(draft, sentences=tuple(kept))
        found = check_draft(brief, bare)
        assert "unsubscribe" not in found.elements
        assert "unsubscribe" in [f.text for f in found.findings if f.kind == "missing_element"]


def test_only_passed_and_allowed_drafts_are_sealed(letters: Letters) -> None:
    """A finding, a verdict that does not allow, or a missing element each keep a draft from becoming a Message."""
    brief, draft = letters[0]
    passed = check_draft(brief, draft)
    message = seal(
        brief.row,
        brief.channel,
        draft=draft,
        findings=encode_findings(passed),
        verdict=encode_verdict(Verdict(verdict="allow")),
    )
    assert draft == message.draft
    failed = said("It costs £28.", 1)
    for findings, verdict in [
        (failed, Verdict(verdict="allow")),
        (passed, Verdict(verdict="review")),
        (passed, Verdict(verdict="withhold", deciding=("x",))),
        (passed, Verdict(verdict="allow", missing=("postal_address",))),
    ]:
        with pytest.raises(EvidenceError):
            seal(
                brief.row,
                brief.channel,
                draft=draft,
                findings=encode_findings(findings),
                verdict=encode_verdict(verdict),
            )


def test_in_a_language_that_nobody_wrote_words_for_nothing_counts_as_disclosed(letters: Letters) -> None:
    """An unknown language is read in the strictest way: no element is seen, and what is lacking is not seen to be."""
    brief, draft = next((b, d) for b, d in letters if b.angle == "no_title" and not b.general)
    found = check_draft(msgspec.structs.replace(brief, language="xx"), draft)
    assert () == found.elements
    missing = {f.text for f in found.findings if f.kind == "missing_element"}
    assert {"unsubscribe", "sender_identity", "ad_identification"} <= missing
    assert any(f.kind == "contradicted" and "seen.no_title" in f.reason for f in found.findings)
