"""Tests of canonical bytes."""

import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.kernel.canonical import MAX_INT, encode

SCALARS = st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)


@given(VALUES)
def test_any_value_without_floats_has_the_bytes_of_the_reference(value):
    """Bytes are those of the `rfc8785` package for every JSON value without floats."""
    assert rfc8785.dumps(value) == encode(value)


def test_keys_are_ordered_by_utf16_code_units():
    """A key beyond the first plane comes before U+FB33, as in the example of RFC 8785, section 3.2.3."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    expected = '{"\\r":2,"1":4,"\x80":6,"\xf6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'
    assert expected == encode(value).decode()


@pytest.mark.parametrize("value", [1.0, math.nan, MAX_INT + 1, -MAX_INT - 1, b"x", {1: 2}, {"a": [{"b": 0.5}]}, {1, 2}])
def test_what_has_no_exact_form_is_refused(value):
    """Floats, integers beyond 2**53-1 and foreign types are refused at any depth."""
    with pytest.raises(TypeError):
        encode(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}])
def test_a_lone_surrogate_is_refused(value):
    """Text that is not Unicode has no canonical bytes."""
    with pytest.raises(ValueError, match="surrogates"):
        encode(value)
