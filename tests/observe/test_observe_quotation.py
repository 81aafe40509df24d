"""Excerpts of pages: short, and nobody is named in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aboveboard.observe import quotation


def quoted(text: str, match: str, keep: frozenset[str] = quotation.NOBODY) -> str:
    start = text.index(match)
    return quotation.quote(text, start, start + len(match), keep=keep)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Please call our office on 0131 496 0000 from Monday to Friday",
            "call our office on 0131 496 0000 from Monday to",
        ),
        ("Ask Zxqw on 0131 496 0000", "on 0131 496 0000"),
        ("Zxqw: 0131 496 0000 Vbnmk Tel 1", "0131 496 0000"),
        ("Owner Zxqw Vbnmk 0131 496 0000", "Owner [person] 0131 496 0000"),
        ("see www.zxqw.example/vbnmk 0131 496 0000", "0131 496 0000"),
        ("write to jo@zxqw.example or 0131 496 0000", "to [mailbox] or 0131 496 0000"),
        ("maria 0131 496 0000 maria", "0131 496 0000"),
    ],
)
def test_around_a_match_only_plain_words_are_shown(text: str, expected: str) -> None:
    """The excerpt ends before a word that may be a part of a name, whatever list knows it."""
    assert expected == quoted(text, "0131 496 0000")


def test_words_of_a_trading_name_are_shown() -> None:
    """What the business calls itself may stand beside a match."""
    text = "Zxqw Bakery 0131 496 0000"
    assert ("Bakery 0131 496 0000", text) == (
        quoted(text, "0131 496 0000"),
        quoted(text, "0131 496 0000", frozenset({"Zxqw Bakery"})),
    )


def test_a_name_inside_the_match_is_left_out() -> None:
    """The matched words are searched for names with what stands around them."""
    assert "Copyright 2014 [person]" == quoted("Copyright 2014 Maria Rossi", "Copyright 2014 Maria")


@given(st.text(alphabet="Ab c.,'’MJohnSmith@\n", max_size=120), st.data())
def test_an_excerpt_adds_at_most_forty_characters(text: str, data: st.DataObject) -> None:
    """Twenty characters on each side at most, placeholders and the match aside."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    placeholders = quotation.quote(text, start, end).count("[")
    assert len(quotation.quote(text, start, end)) <= end - start + 2 * quotation.AROUND + 2 + 9 * placeholders


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('<img src="/team/maria-zxqw.jpg" alt="Team">', '<img src="[person]" alt="Team">'),
        ('<img src="/pictures/bread.jpg" alt="Maria Zxqw">', '<img src="/pictures/bread.jpg" alt="[person]">'),
        ('<meta name="viewport" content="width=device-width">', '<meta name="viewport" content="width=device-width">'),
    ],
)
def test_a_start_tag_names_nobody(tag: str, expected: str) -> None:
    """Neither the words nor the addresses in an element's attributes spell a name."""
    node = LexborHTMLParser(tag).css_first("img, meta")
    assert node is not None
    assert expected == quotation.start_tag(node)


def test_a_text_of_two_million_characters_is_cleaned() -> None:
    """Every name is replaced, also in a text that no page needs."""
    assert 100_000 == quotation.clean("Maria Rossi bakes. " * 100_000).count("[person]")
