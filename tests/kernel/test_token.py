"""Tests of signed tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.kernel.token import read, sign

KEY = b"k" * 32


@given(st.text(), st.text())
def test_a_token_gives_its_payload_back(purpose, payload):
    """Any payload comes back under its key and purpose, from URL-safe letters alone."""
    token = sign(KEY, purpose, payload)
    assert payload == read(KEY, purpose, token)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(st.text(max_size=8), st.data())
def test_an_altered_token_says_nothing(payload, data):
    """A token with one letter changed, one left out or one added is no token."""
    token = sign(KEY, "stop", payload)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("AQgw=./+ é"))
    for other in (token[:place] + letter + token[place + 1 :], token[:place] + token[place + 1 :], token + letter):
        assert other == token or read(KEY, "stop", other) is None


def test_a_token_serves_one_key_and_one_purpose():
    """A token for seeing is none for stopping, and none under another key."""
    token = sign(KEY, "why", "row-1")
    assert read(KEY, "stop", token) is None
    assert read(b"x" * 32, "why", token) is None


def test_purpose_and_payload_do_not_run_together():
    """Moving letters from purpose to payload gives another signature."""
    assert sign(KEY, "ab", "c").partition(".")[2] != sign(KEY, "a", "bc").partition(".")[2]


@pytest.mark.parametrize("text", ["", ".", "a", "a.b", "....", "é.é", "\ud800", "-" * 99])
def test_any_other_text_is_no_token(text):
    """Text that was never signed gives None and no error."""
    assert read(KEY, "why", text) is None


def test_a_short_key_is_refused():
    """A key that could be guessed signs nothing."""
    with pytest.raises(ValueError, match="at least 16 bytes"):
        sign(b"short", "why", "row-1")
