"""Relation: what was between a business and us, such as a sale; it is no basis, and the rules say what follows."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, TypeAlias, get_args

import msgspec

RelationKind: TypeAlias = Literal["sale", "running_contract", "inquiry", "introduction", "membership", "dealings"]
RelationAct: TypeAlias = Literal["made", "ended"]
RELATION_KINDS: Final[tuple[str, ...]] = get_args(RelationKind)
RELATION_ACTS: Final[tuple[str, ...]] = get_args(RelationAct)


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """One append-only event: a sale, a contract, an inquiry was made on a day; or all of its kind until then ended.

    Of a sale or contract: `address_given` says that the e-mail address was obtained in it, `refusal_offered` that the
    business could refuse advertising when it gave the address, and `similar` which of our offers are like what was
    sold. `until` is the last day of a contract, where it is known.
    """

    business: str
    kind: RelationKind
    act: RelationAct
    on: date
    by: str
    evidence: str
    until: date | None = None
    address_given: bool = False
    refusal_offered: bool = False
    similar: tuple[str, ...] = ()
