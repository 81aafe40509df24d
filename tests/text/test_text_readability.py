"""How hard a text is to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text.readability import PLAIN, lix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We read your page.", 4.0),
        ("We read your website today.", 5 + 100 / 5),
        ("One two three. Four five six: seven eight nine.", 3.0),
        ("no full stop at the end", 6.0),
        ("Write to hello@thistleandplumb.example today.", 3.0),
        ("", 0.0),
    ],
)
def test_lix_is_words_a_sentence_and_the_share_of_long_words(text: str, expected: float) -> None:
    """Seven letters make a long word; a colon ends a sentence; an address is no word."""
    assert expected == lix(text)


def test_the_language_of_contracts_is_not_plain() -> None:
    """A sentence of many long words is beyond the bound."""
    assert PLAIN < lix(
        "Notwithstanding anything hereinbefore contained, the contracting parties acknowledge liability."
    )


@given(st.text())
def test_any_text_has_a_level(text: str) -> None:
    """No text is an error, and none is below nothing."""
    assert lix(text) >= 0
