"""The refusal file is read leniently, and what it says strictly; the robots file is read as RFC 9309 says."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.observe.leave import OUTREACH_BYTES, STRICTEST_FIRST, Robots, read_outreach, strictest

WORDS = st.sampled_from(STRICTEST_FIRST)
LINE = st.builds(
    lambda before, key, between, word, comment: f"{before}{key}{between}{word}{comment}",
    st.sampled_from(["", "  ", "\t"]),
    st.sampled_from(["outreach:", "Outreach :", "OUTREACH: ", "outreach=", ""]),
    st.sampled_from(["", " ", "\t"]),
    WORDS.map(str.upper) | WORDS,
    st.sampled_from(["", " # thank you", "#no"]),
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("outreach: refuse\n", "refuse"),
        ("refuse", "refuse"),
        ("Outreach: POST\r\n", "post"),
        ("outreach:ask", "ask"),
        ("# to whom it may concern\n\n  outreach : ask # please\n", "ask"),
        ("outreach: post\noutreach: refuse\n", "refuse"),
        ("outreach: post, ask", "ask"),
        ("outreach: telephone, post", "post"),
        ("outreach: maybe\nlanguage: en\n", None),
        ("# outreach: refuse", None),
        ("we never refuse bread", None),
        ("outreach: refused", None),
        ("", None),
        ("<!doctype html>\n<p>\npost\n</p>", None),
        ("<html>\noutreach: refuse\n", "refuse"),
        ("post\rask", "ask"),
    ],
)
def test_refusal_files(text: str, says: str | None) -> None:
    """Known words count as the answer to outreach or alone on a line, outside comments; the strictest wins."""
    assert says == read_outreach(text.encode())


@settings(deadline=None)
@given(st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r\n", "\r"])), min_size=1, max_size=5))
def test_the_strictest_word_wins_in_any_form(lines: list[tuple[str, str]]) -> None:
    """Whatever capitals, blanks, comments and line ends: the answer is the strictest of the words, in any coding."""
    text = "".join(line + end for line, end in lines)
    words = [next(word for word in STRICTEST_FIRST if word in line.lower()) for line, _ in lines]
    expected = min(words, key=STRICTEST_FIRST.index)

    assert expected == read_outreach(text.encode())
    assert expected == read_outreach(codecs.BOM_UTF8 + text.encode())
    assert expected == read_outreach(codecs.BOM_UTF16_LE + text.encode("utf-16-le"))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(file: bytes) -> None:
    """Any bytes are read: as a word or as nothing, and as rules for robots that answer yes or no."""
    assert read_outreach(file) in (*STRICTEST_FIRST, None)
    robots = Robots(file)
    assert robots.allows("https://a.example/x") in (True, False)
    assert robots.pause >= 0


def test_a_long_file_is_read_to_its_limit() -> None:
    """What stands beyond 64 KiB is not read."""
    assert read_outreach(b"#" * OUTREACH_BYTES + b"\nrefuse") is None


def test_no_word_is_no_answer() -> None:
    """The strictest of nothing is nothing."""
    assert strictest([None, None]) is None
    assert "ask" == strictest([None, "post", "ask"])


@pytest.mark.parametrize(("asked", "pause"), [("5", 5.0), ("0.5", 0.5), ("-3", 0.0), ("nan", 0.0), ("soon", 0.0)])
def test_pauses(asked: str, pause: float) -> None:
    """The delay that a robots file asks for is a number of seconds, or there is none."""
    assert pause == Robots(f"User-agent: *\nCrawl-delay: {asked}\n".encode()).pause


def test_our_own_group_comes_before_all_others() -> None:
    """A group for our agent is the one that counts (RFC 9309, section 2.2.1)."""
    robots = Robots(b"User-agent: *\nDisallow: /\n\nUser-agent: aboveboard\nDisallow: /private\n")

    assert [True, False] == [robots.allows(f"https://a.example/{path}") for path in ("", "private")]
