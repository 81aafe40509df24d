"""The list of refusals as a privacy officer asks it: counts without an address, and one address without its echo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from aboveboard.campaign.arrivals import withdraw_refused
from aboveboard.campaign.home import Home
from aboveboard.campaign.run import open_store
from aboveboard.domain.errors import InputError
from aboveboard.rights import requests
from aboveboard.store.entries import Said
from aboveboard.store.keys import read_key
from aboveboard.store.register import ERASED
from aboveboard.store.store import Store
from aboveboard.store.suppression import PERSONALISATION


def refusal_counts(home: Home, on: date | None) -> list[dict[str, object]]:
    """How many hashes there are of each scope, source, reason and key, as they stand now or stood after a day."""
    with open_store(home, existing=True) as store:
        return [msgspec.structs.asdict(count) for count in store.suppressions.counts(on)]


def note_stop(home: Home, name: str, *, now: datetime) -> dict[str, object]:
    """What a business said on a card or a call holds: nothing more goes out, and what lay in the outbox is gone.

    `name` is the code on the paper, or the business's id or pseudonym; InputError where nobody kept has it.
    """
    with open_store(home, existing=True) as store:
        business = store.business_of(name)
        if business is None:
            raise InputError("no letter and no business that is kept has this code or name", remedy="read it again")
        requests.stop(store, business, at=now, source="operator")
        withdrawn = withdraw_refused(home, store.suppressions.standing())
    return {"business": business, "stopped": True, "withdrawn": withdrawn}


def question(home: Home, on: date | None) -> Questions:
    """What answers whether addresses are on the list; it has to be closed."""
    return Questions(open_store(home, existing=True), on)


class Questions:
    """Answers for one value at a time, with reason codes and never with the value."""

    def __init__(self, store: Store, on: date | None) -> None:
        self._store, self._on = store, on

    def close(self) -> None:
        """The store is closed."""
        self._store.close()

    def answer(self, value: str) -> Mapping[str, object]:
        """Whether the value is refused, on which channels, and what says so."""
        said = self._store.suppressions.covering(value, self._on)
        if said is None:
            remedy = "an e-mail address, a telephone number, a domain, or a register number as GB:01234567"
            raise InputError("the line is nothing that can be refused", remedy=remedy)
        writing = [one for one in said if one.purpose != PERSONALISATION]
        channels = sorted({one.channel or "all" for one in writing})
        return {
            "refused": bool(writing),
            "channels": ["all"] if "all" in channels else channels,
            "reasons": _codes(said),
            "entries": [msgspec.structs.asdict(one) for one in said],
        }


def _codes(said: list[Said]) -> list[str]:
    """The reason codes that a row of a run would end with."""
    codes = {
        "erased" if one.reason == ERASED else "personalisation_off" if one.purpose == PERSONALISATION else "objected"
        for one in said
    }
    return sorted(codes)


def key_lines(home: Home) -> list[dict[str, object]]:
    """The hashing keys of a home by version and fingerprint; no key is shown."""
    with open_store(home, existing=True) as store:
        return [
            {"version": version, "fingerprint": print_of, "adopted": adopted}
            for version, print_of, adopted in store.suppressions.hashing_keys()
        ]


def add_key(home: Home, adopted: Path | None = None) -> dict[str, object]:
    """Refusals are hashed under a new key from now on; or hashes under another store's key are recognised as well."""
    key = None if adopted is None else read_key(adopted)
    with open_store(home, existing=True) as store:
        version, marked = store.suppressions.new_key(home.keys, key)
        found = {number: print_of for number, print_of, _ in store.suppressions.hashing_keys()}
    return {
        "version": version,
        "fingerprint": found[version],
        "adopted": adopted is not None,
        "businesses": marked,
    }
