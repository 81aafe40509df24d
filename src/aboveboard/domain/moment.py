"""The Moment: all a stage may know besides its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Moment:
    """One frozen view of the world, from which a run replays.

    `now` is aware UTC; `seed` keys every row-wise chance; `rules` and `policy` are the digests of the rule packs and of
    the learner's state; `surveys` are tables computed from the whole run before its stages.
    """

    now: datetime
    seed: str
    campaign: str
    rules: str
    policy: str = "none"
    code: str = "0"
    surveys: Mapping[str, pl.DataFrame] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("a Moment needs an aware time, such as datetime.now(UTC)")
