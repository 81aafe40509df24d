"""Quantities are looked for only where one may begin, and found as if they were looked for everywhere."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from aboveboard.text import quantities
from aboveboard.text.number_words import ONLY_IN
from aboveboard.text.tokens import places, starts

WRITTEN = """
0 1 20 2026 1.234,56 10:30 7h 12 noon midday £ € $ A$ US$ NZ$ USA$ GBP EUR gbp20 March mar. may. Mai of + ( ) - / . , :
% p pence x x0 0123 st th k million mm °C a.m. pm uhr o'clock _ é mid-March twenty-five one half
once tres siete uno neuf
"""
PIECES = st.sampled_from(WRITTEN.split())


@settings(max_examples=2_000)
@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "-"])), max_size=9))
@example([("x", ""), ("0123", ""), ("2026", " "), ("20", "")])
@example([("USA$", ""), ("20", "")])
def test_numbers_are_found_as_if_looked_for_everywhere(pieces: list[tuple[str, str]]) -> None:
    """The places at which the pattern is tried are all at which it matches."""
    text = "".join(piece + gap for piece, gap in pieces)
    found, until = [], 0
    for start in quantities._starts(text):
        match = quantities._NUMERIC.match(text, start) if start >= until else None
        if match:
            found.append(match.span())
            until = match.end()
    assert [match.span() for match in quantities._NUMERIC.finditer(text)] == found


@settings(max_examples=500)
@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "-"])), max_size=9), st.sampled_from(["en", "fr", "es"]))
def test_words_are_found_as_if_looked_for_everywhere(pieces: list[tuple[str, str]], language: str) -> None:
    """Each word that may begin a quantity is among those that are read."""
    text = "".join(piece + gap for piece, gap in pieces)
    own = ONLY_IN.get(language, quantities._NONE)
    words = list(quantities._WORD.finditer(text))
    found, at = [], 0
    while at < len(words):
        made, at = quantities._word(words, at, text, own)
        found += [made] if made else []
    assert found == quantities._worded(text, own)


def test_a_word_is_known_by_its_small_letters_and_all_its_places() -> None:
    """Marks, digits and hyphens part words; capitals do not."""
    text = "Open on Monday, MONDAY2 and mid-monday."
    assert [8, 16, 32] == sorted(starts(text, {"monday", "friday"}))
    assert {"open", "on", "monday", "and", "mid"} == places(text).keys()
