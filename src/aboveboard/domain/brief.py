"""Brief: what a writer may use, and nothing else."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from aboveboard.domain.fact import JSON

ItemKind: TypeAlias = Literal["fact", "offer", "reason", "sender", "element"]


class Item(msgspec.Struct, gc=False, frozen=True):
    """One numbered thing a sentence may rest on.

    `name` is the attribute of a fact, the dotted term of an offer, the id of a reason, the field of the sender or the
    id of a required element; `ref` is the fact's id, else the same as `name`.
    """

    number: int
    kind: ItemKind
    name: str
    value: JSON
    ref: str


class Brief(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """Everything one message may say. `general` leaves out every fact about this very business."""

    row: str
    language: str
    channel: str
    offer: str
    angle: str | None
    general: bool
    items: tuple[Item, ...]
    must_include: tuple[str, ...]
    word_limit: int = 130
    subject_limit: int = 55
