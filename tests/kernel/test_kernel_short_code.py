"""Codes for paper."""

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.kernel.short_code import ALPHABET, read_code, short_code

codes = st.binary(min_size=5, max_size=32).map(short_code)


@given(codes)
def test_a_code_is_read_back_however_it_is_typed(code: str) -> None:
    """Small letters, no hyphen, blanks, and the letters that look like digits."""
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} ", code.replace("0", "o").replace("1", "l")):
        assert code == read_code(typed)


@given(codes, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, other: str) -> None:
    """Whatever stands in its place."""
    bare = code.replace("-", "")
    changed = bare[:place] + other + bare[place + 1 :]
    assert (code if changed == bare else None) == read_code(changed)


@given(codes, st.integers(0, 7), st.integers(0, 7))
def test_two_characters_that_changed_places_are_always_found(code: str, one: int, other: int) -> None:
    """Beside each other or not."""
    bare = list(code.replace("-", ""))
    bare[one], bare[other] = bare[other], bare[one]
    changed = "".join(bare)
    assert (code if changed == code.replace("-", "") else None) == read_code(changed)


@given(st.text(max_size=20))
def test_anything_else_is_no_code(text: str) -> None:
    """No text is an error, and what is read is in the one form."""
    found = read_code(text)
    assert found is None or found == read_code(found)
    assert read_code("SHOP-2026") is None
