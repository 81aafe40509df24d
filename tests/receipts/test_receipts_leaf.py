"""Tests of salted leaves."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.receipts.leaf import commit, is_opened


@given(st.binary(max_size=300), st.binary(min_size=32, max_size=32))
def test_an_entry_is_a_version_and_an_hmac(body, salt):
    """The entry is 0x01 and HMAC-SHA256, computed here by the definition of RFC 2104."""
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in salt) + b"\x36" * 32 + body).digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in salt) + b"\x5c" * 32 + inner).digest()
    assert b"\x01" + outer == commit(body, salt)
    assert is_opened(commit(body, salt), body, salt)
    assert not is_opened(commit(body, salt), body + b"\0", salt)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_salt_of_another_length_is_refused(length):
    """HMAC would take it, and two salts could then open one entry."""
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"body", bytes(length))
    assert not is_opened(commit(b"body", bytes(32)), b"body", bytes(length))
