"""Corrections: sealed, read by a person, and heeded before one has read them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Correction, Settled
from aboveboard.store.store import Store

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WORDS = "Wir heißen anders, seit 2019."


def test_a_correction_is_read_as_it_was_written(
    store: Store, shop: Callable[..., object], keep: Callable[..., None]
) -> None:
    """Facts and words come back, the oldest first, and stand among what is kept about the business."""
    keep(shop(1), shop(2))
    store.add_correction("shop-002", ["0123456789ab"], WORDS, at=NOW)
    store.add_correction("shop-001", [], "x", at=NOW)
    expected = Correction(business="shop-002", at="2026-11-02T09:00:00+00:00", facts=("0123456789ab",), words=WORDS)
    assert expected == store.corrections()[0]
    assert ["shop-002", "shop-001"] == [entry.business for entry in store.corrections()]
    assert WORDS == store.holdings("shop-002")["corrections"][0]["words"]


def test_the_words_are_sealed(store: Store, shop: Callable[..., object], keep: Callable[..., None], url: str) -> None:
    """No byte of them stands in the file."""
    keep(shop(1))
    store.add_correction("shop-001", [], "Quernstone", at=NOW)
    store.close()
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        assert all(b"Quernstone" not in path.read_bytes() for path in folder.glob("store.db*"))


def test_what_was_queued_before_a_correction_does_not_go_out(
    store: Store, shop: Callable[..., object], keep: Callable[..., None], save: Callable[..., list[str]]
) -> None:
    """It may rest on the very fact that is not right."""
    keep(shop(1))
    (row,) = save("r1")
    store.queue("r1", row, "hash-shop-001", "email")
    (lease,) = store.lease(1)
    store.add_correction("shop-001", [], WORDS, at=NOW)
    settled = store.settle(lease, basis_version=lease.basis_version, on=NOW.date())
    assert Settled(state="withheld", reason="basis_changed") == settled


def test_nobody_corrects_what_is_not_kept(store: Store) -> None:
    """An unknown business is refused."""
    with pytest.raises(InputError):
        store.add_correction("shop-001", [], WORDS, at=NOW)
