"""The public kit for stores: ours pass it, and broken ones do not."""

from collections.abc import Callable
from datetime import date

import pytest

from aboveboard.checks.store import check_store
from aboveboard.domain.errors import WiringError
from aboveboard.domain.sockets import Erasure
from aboveboard.store.entries import Lease, RegisterRow, Settled
from aboveboard.store.store import Store

ON = date(2026, 11, 3)


@pytest.fixture
def rows(shop: Callable[..., RegisterRow], keep: Callable[..., None], save: Callable[..., list[str]]) -> list[str]:
    """Five rows of a saved run."""
    keep(*(shop(number) for number in range(5)))
    return save("r1")


def test_our_stores_pass_the_kit(store: Store, rows: list[str]) -> None:
    """SQLite and PostgreSQL alike."""
    check_store(store, run="r1", rows=rows, on=ON)


class Broken:
    """Our store with one promise broken."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


class QueuesTwice(Broken):
    """Says yes to a step that waits already."""

    def queue(self, *given: str) -> bool:
        """True, always."""
        self._store.queue(*given)
        return True


class SendsTwice(Broken):
    """Lets a lease be settled again."""

    def settle(self, lease: Lease, *, basis_version: int, on: date) -> Settled:
        """`lost` becomes `sent`."""
        found = self._store.settle(lease, basis_version=basis_version, on=on)
        return Settled(state="sent") if found.state == "lost" else found


class SendsAgainstANo(Broken):
    """Asks no refusals when it settles."""

    def suppress(self, *_: str, **__: object) -> int:
        """Nothing is kept."""
        return 0


class HeedsNoChange(Broken):
    """Sends on a ground that has changed."""

    def set_preference(self, *_: object) -> None:
        """Nothing is kept."""


class ForgetsNobody(Broken):
    """Says that it forgot, and did not."""

    def forget(self, _: str) -> list[Erasure]:
        """Nothing is removed."""
        return [Erasure("facts", 1)]


class NeverReleases(Broken):
    """Keeps leases for ever."""

    def release(self) -> int:
        """Nothing is released."""
        return 0


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (QueuesTwice, "queues a step once"),
        (SendsTwice, "refuses a lease that was released"),
        (SendsAgainstANo, "withholds what was refused"),
        (HeedsNoChange, "withholds what rests on a ground"),
        (ForgetsNobody, "keeps nothing of whom it forgot"),
        (NeverReleases, "leases again what was released"),
    ],
)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_store_that_breaks_a_promise_is_named_with_it(
    store: Store, rows: list[str], broken: type[Broken], promise: str
) -> None:
    """The kit goes red for each promise that it is there to check."""
    with pytest.raises(WiringError, match=promise):
        check_store(broken(store), run="r1", rows=rows, on=ON)


def test_the_kit_wants_enough_rows(store: Store) -> None:
    """With fewer than five rows it could not check every promise."""
    with pytest.raises(WiringError, match="needs 5 rows"):
        check_store(store, run="r1", rows=["a"], on=ON)
