"""The row door of linkage: two listings in the field names of Overture Maps, and whether they are one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.facts.linkage import same_place
from aboveboard.facts.place import Listing, Place, read_place

_KEYS: Final = ("id", "a", "b")


def answer(record: dict[str, object]) -> Mapping[str, object]:
    """`{"id", "same", "score_millionths", "reasons"}` for `{"id", "a", "b"}`; InputError names what cannot be read."""
    for key in record:
        if key not in _KEYS:
            raise InputError(f"unknown key {key!r}", remedy=did_you_mean(key, _KEYS))
    linked = same_place(_listing(record, "a"), _listing(record, "b"))
    return {"id": record["id"], **msgspec.structs.asdict(linked)}


def _listing(record: dict[str, object], side: str) -> Listing:
    if side not in record:
        raise InputError(f"`{side}` is missing", remedy="two listings are compared, `a` and `b`")
    try:
        return read_place(msgspec.convert(record[side], Place))
    except msgspec.ValidationError as error:
        raise InputError(f"`{side}` is no listing: {error}", remedy="name, street, city, phones and so on") from None
