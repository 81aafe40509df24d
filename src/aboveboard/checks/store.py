"""`check_store`: does a store send at most once, never against a no, and forget whom it is told to?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, Protocol, TypeVar

from aboveboard.domain.errors import WiringError
from aboveboard.domain.sockets import Erasure

NEEDED: Final = 5


class LeaseLike(Protocol):
    """One queued message taken out to be sent."""

    @property
    def business(self) -> str:
        """Whom it goes to."""
        ...

    @property
    def row(self) -> str:
        """The row it was written for."""
        ...

    @property
    def basis_version(self) -> int:
        """What its verdict rested on."""
        ...


class SettledLike(Protocol):
    """How a lease ended."""

    @property
    def state(self) -> Literal["sent", "withheld", "lost", "later"]:
        """`sent` may go out, `later` is asked again, the others never."""
        ...


Lease = TypeVar("Lease", bound=LeaseLike)


class CheckedStore(Protocol[Lease]):
    """What the kit asks of a store."""

    def queue(self, run_id: str, row: str, message_hash: str, channel: str, /) -> bool:
        """The message waits; False if this step already waits, is under way or is sent."""
        ...

    def lease(self, n: int, /) -> Sequence[Lease]:
        """Up to `n` waiting messages that nobody else is given until `release`."""
        ...

    def release(self) -> int:
        """Unsettled leases wait again, and are lost to their holders."""
        ...

    def settle(self, lease: Lease, /, *, basis_version: int, on: date) -> SettledLike:
        """The message may go out, or never."""
        ...

    def set_preference(self, business: str, personalisation: bool, /) -> None:
        """What the business prefers is kept."""
        ...

    def suppress(self, business: str, /, *, reason: str, on: date) -> int:
        """The business is refused from now on."""
        ...

    def business_of(self, name: str, /) -> str | None:
        """The id of a business that is kept."""
        ...

    def forget(self, subject: str, /) -> Sequence[Erasure]:
        """The subject is erased."""
        ...


def check_store(store: CheckedStore[Lease], *, run: str, rows: Sequence[str], on: date) -> None:
    """Raises WiringError unless the store keeps the promises of an outbox and of a keeper.

    `rows` are at least five rows of a saved run, each of another business that is a person, none queued yet. The kit
    queues, settles, refuses and erases them: it MUST be given a store of its own.
    """
    if len(rows) < NEEDED:
        raise WiringError(f"the kit needs {NEEDED} rows of a saved run, not {len(rows)}")
    _demand([store.queue(run, row, "hash", "email") for row in rows] == [True] * len(rows), "queues a new step")
    _demand([store.queue(run, row, "hash", "email") for row in rows] == [False] * len(rows), "queues a step once")
    first = list(store.lease(len(rows)))
    _demand([lease.row for lease in first] == list(rows), "leases each message, the oldest first")
    _demand(not store.lease(1), "leases a message to one holder at a time")
    store.release()
    leases = list(store.lease(len(rows)))
    _demand([lease.row for lease in leases] == list(rows), "leases again what was released")
    _demand(_settle(store, first[0], on) == "lost", "refuses a lease that was released")
    _once(store, leases[0], on)
    _refused(store, leases[1], on)
    _changed(store, leases[2], on)
    _forgotten(store, leases[3], on)
    _once(store, _leased_anew(store, leases[4]), on)


def _once(store: CheckedStore[Lease], lease: Lease, on: date) -> None:
    _demand(_settle(store, lease, on) == "sent", "sends what nothing speaks against")
    _demand(_settle(store, lease, on) == "lost", "sends a message once")


def _refused(store: CheckedStore[Lease], lease: Lease, on: date) -> None:
    held = _leased_anew(store, lease)
    store.suppress(lease.business, reason="objected", on=on)
    _demand(_settle(store, held, on) == "withheld", "withholds what was refused after it was leased")


def _changed(store: CheckedStore[Lease], lease: Lease, on: date) -> None:
    held = _leased_anew(store, lease)
    store.set_preference(lease.business, False)
    _demand(_settle(store, held, on) == "withheld", "withholds what rests on a ground that has changed")


def _forgotten(store: CheckedStore[Lease], lease: Lease, on: date) -> None:
    held = _leased_anew(store, lease)
    removed = store.forget(lease.business)
    _demand(sum(erasure.removed for erasure in removed) > 0, "says what an erasure removed")
    _demand(store.business_of(lease.business) is None, "keeps nothing of whom it forgot")
    _demand(_settle(store, held, on) == "lost", "sends nothing to whom it forgot")
    _demand(sum(erasure.removed for erasure in store.forget(lease.business)) == 0, "forgets once")


def _leased_anew(store: CheckedStore[Lease], lease: Lease) -> Lease:
    """The lease of the same row: the store may have released all of them since."""
    store.release()
    found = [other for other in store.lease(1000) if other.row == lease.row]
    _demand(len(found) == 1, "leases again what was released")
    return found[0]


def _settle(store: CheckedStore[Lease], lease: Lease, on: date) -> str:
    return store.settle(lease, basis_version=lease.basis_version, on=on).state


def _demand(holds: bool, promise: str) -> None:
    if not holds:
        raise WiringError(f"the store does not keep a promise: it {promise}")
