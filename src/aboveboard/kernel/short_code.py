"""Short codes: eight characters that a person can read from paper and type, with one that checks the others."""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are read as others or make words."""
DATA: Final = 7
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, irreducible over GF(2)


def short_code(digest: bytes) -> str:
    """The code of the first 35 bits of a digest, as "K7QM-2XRA"; the last character checks the seven before it."""
    number = int.from_bytes(digest[:5], "big") >> 5
    data = [(number >> 5 * place) & 31 for place in reversed(range(DATA))]
    text = "".join(ALPHABET[digit] for digit in (*data, _check(data)))
    return f"{text[:4]}-{text[4:]}"


def read_code(typed: str) -> str | None:
    """The code that was typed, in its one form: small letters, hyphens, and I, L and O for 1 and 0 are understood.

    None for what is no code; a single wrong character or two that changed places are always found.
    """
    text = typed.upper().translate(_READ_AS)
    if len(text) != DATA + 1 or any(letter not in ALPHABET for letter in text):
        return None
    *data, check = (ALPHABET.index(letter) for letter in text)
    return f"{text[:4]}-{text[4:]}" if _check(data) == check else None


def _check(data: list[int]) -> int:
    """The sum over GF(32) of each digit times a weight of its own, none of them 0 or 1.

    One wrong digit changes its term and so the sum; two digits change places unseen only if their weights are equal,
    and a digit and the check only if its weight is 1.
    """
    total = 0
    for place, digit in enumerate(data):
        total ^= _product(digit, place + 2)
    return total


def _product(one: int, other: int) -> int:
    """The product of two elements of GF(32)."""
    total = 0
    while other:
        if other & 1:
            total ^= one
        other >>= 1
        one <<= 1
        if one & 32:
            one ^= _FIELD
    return total
