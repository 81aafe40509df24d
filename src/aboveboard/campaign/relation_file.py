"""The file of relations: sales, contracts, inquiries and the like, each with its evidence."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.files import Line, read_table
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.relation import RELATION_ACTS, RELATION_KINDS, Relation

COLUMNS: Final = (
    "business", "kind", "act", "on", "by", "evidence", "until", "address_given", "refusal_offered", "similar",
)  # fmt: skip
_SALES: Final = ("sale", "running_contract")


def read_relations(path: Path, known: Collection[str] | None, offers: Collection[str]) -> list[Relation]:
    """The relation events of a file, each of a business that is known; `similar` names some of the offers."""
    return [_relation(line, known, offers) for line in read_table(path, COLUMNS, COLUMNS[:6])]


def _relation(line: Line, known: Collection[str] | None, offers: Collection[str]) -> Relation:
    kind = line.one_of("kind", RELATION_KINDS)
    if kind not in _SALES:
        for column in ("address_given", "refusal_offered", "similar"):
            if line.text(column) not in (None, "false"):
                remedy = f"it is of a {' or a '.join(_SALES)} alone"
                raise InputError(f"{column} is said of a relation of kind {kind}", place=line.place, remedy=remedy)
    until = line.day_or_none("until")
    if until is not None and kind != "running_contract":
        raise InputError("until is said of something that does not run", place=line.place, remedy="leave it empty")
    return msgspec.convert(
        {
            "business": line.business(known),
            "kind": kind,
            "act": line.one_of("act", RELATION_ACTS),
            "on": line.day("on"),
            "by": line.need("by"),
            "evidence": line.need("evidence"),
            "until": until,
            "address_given": line.flag("address_given"),
            "refusal_offered": line.flag("refusal_offered"),
            "similar": _similar(line, offers),
        },
        Relation,
    )


def _similar(line: Line, offers: Collection[str]) -> list[str]:
    named = (line.text("similar") or "").split()
    for name in named:
        if name not in offers:
            remedy = did_you_mean(name, offers)
            raise InputError(f"similar names no offer of this campaign: {name!r}", place=line.place, remedy=remedy)
    return named
