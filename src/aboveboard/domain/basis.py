"""Basis: why we may write; and, as a separate vocabulary, the act by which data came to us."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, TypeAlias, get_args

import msgspec

BasisKind: TypeAlias = Literal["consent", "contract", "legitimate_interest"]
BasisAct: TypeAlias = Literal["given", "withdrawn"]
Acquisition: TypeAlias = Literal[
    "public_register", "own_website", "directory", "filled_form", "met_in_person", "referral", "purchased", "unknown"
]
BASIS_KINDS: Final[tuple[str, ...]] = get_args(BasisKind)
ACQUISITIONS: Final[tuple[str, ...]] = get_args(Acquisition)

# How the rules name the place an address came from; a purchased or unknown source stays what it is.
ADDRESS_SOURCE: Final[dict[str, str]] = {
    "public_register": "published_by_third_party",
    "own_website": "published_by_recipient",
    "directory": "published_by_third_party",
    "filled_form": "given_by_recipient",
    "met_in_person": "given_by_recipient",
    "referral": "published_by_third_party",
    "purchased": "purchased_list",
    "unknown": "unknown",
}


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """One append-only event: a basis was given or withdrawn for a purpose and a channel, with its proof."""

    business: str
    kind: BasisKind
    act: BasisAct
    purpose: str
    channel: str
    on: date
    how: str
    by: str
    notice: str
    evidence: str
    expires: date | None = None
    written: bool = False
