"""Verdict: allow, review or withhold, with every reason."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec

Answer: TypeAlias = Literal["allow", "review", "withhold"]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules say of one context. Lists are sorted; `rules` are those active and not lifted.

    `deciding` are the rules that made it a withhold or a review, `missing` the required elements a draft lacks.
    `unsigned` and `outdated` are the rule packs for which nobody answers on that day and those checked too long ago;
    they make an allow a review. Both are left out of the text where they are empty.
    """

    verdict: Answer
    rules: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    must_include: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    must_do: tuple[str, ...] = ()
    deadlines: dict[str, str] = {}
    unsigned: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    outdated: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def waits_for_signature(self) -> bool:
        """True where the rules allow, and only nobody has signed for them, or they were checked too long ago."""
        return self.verdict == "review" and not self.deciding and bool(self.unsigned or self.outdated)

    @property
    def rules_allow(self) -> bool:
        """True where the rules allow, whether or not somebody has signed for them."""
        return self.verdict == "allow" or self.waits_for_signature


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one offer over one channel of a row."""

    offer: str
    channel: str
    verdict: Verdict


_ENCODER = msgspec.json.Encoder(order="deterministic")


def encode_verdict(verdict: Verdict) -> str:
    """The one text form of a verdict."""
    return _ENCODER.encode(verdict).decode()


def encode_cells(cells: tuple[Cell, ...]) -> str:
    """The one text form of a row's cells; the column `cells`. Few distinct texts occur in a run."""
    return _ENCODER.encode(cells).decode()


@lru_cache(maxsize=16_384)
def decode_verdict(text: str) -> Verdict:
    """The verdict of `encode_verdict`'s text; remembered, as few distinct ones occur."""
    return msgspec.json.decode(text, type=Verdict)


@lru_cache(maxsize=16_384)
def decode_cells(text: str | None) -> tuple[Cell, ...]:
    """The cells of the column `cells`; null gives none, and no cell means nothing is allowed."""
    return msgspec.json.decode(text, type=tuple[Cell, ...]) if text else ()
