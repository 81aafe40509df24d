"""Basis: why we may write; and, as a separate vocabulary, the act by which data came to us."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

import msgspec

BasisKind: TypeAlias = Literal["consent", "contract", "legitimate_interest"]
BasisAct: TypeAlias = Literal["given", "withdrawn"]
Acquisition: TypeAlias = Literal[
    "public_register", "own_website", "directory", "filled_form", "met_in_person", "referral", "purchased", "unknown"
]
ConsentSource: TypeAlias = Literal["direct", "third_party_named", "third_party_unnamed"]
BASIS_KINDS: Final[tuple[str, ...]] = get_args(BasisKind)
BASIS_ACTS: Final[tuple[str, ...]] = get_args(BasisAct)
CONSENT_SOURCES: Final[tuple[str, ...]] = get_args(ConsentSource)
ACQUISITIONS: Final[tuple[str, ...]] = get_args(Acquisition)
MARKETING: Final = "marketing"
PERSONALISATION: Final = "personalisation"
"""A purpose of its own: agreeing to be written to says nothing on it, and it says nothing on being written to."""

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
    """One append-only event: a basis was given or withdrawn for a purpose and a channel, with its proof.

    `notice` is the text that was shown, word for word; `source` tells whether it was asked for by us, or by somebody
    else who did, or did not, name us.
    """

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
    source: ConsentSource = "direct"

    @property
    def notice_sha256(self) -> str:
        """The hash by which the notice shown is told from any other."""
        return notice_hash(self.notice)


def notice_hash(text: str) -> str:
    """SHA-256 of a notice in UTF-8, in hexadecimal; empty where nothing was shown, as for a withdrawal."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
