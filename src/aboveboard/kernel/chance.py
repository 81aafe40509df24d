"""Row-wise chance as a keyed hash, so that neither order nor batching can change a choice."""

import hashlib

MILLION = 1_000_000


def keyed_int(seed: str, *words: str) -> int:
    """A uniform integer in [0, 2**64) that depends on nothing but `seed` and `words`.

    Words are length-prefixed before hashing (BLAKE2b), so that no two lists of words share a value by concatenation.
    """
    state = hashlib.blake2b(digest_size=8, key=hashlib.sha256(seed.encode()).digest())
    for word in words:
        data = word.encode()
        state.update(len(data).to_bytes(4, "big"))
        state.update(data)
    return int.from_bytes(state.digest(), "big")


def keyed_millionths(seed: str, *words: str) -> int:
    """A uniform integer in [0, 1_000_000); the bias of the reduction is below 1e-13."""
    return keyed_int(seed, *words) % MILLION
