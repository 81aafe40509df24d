"""The sockets: what anything must offer to be plugged into the house, and the check that stages fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from aboveboard.domain.errors import WiringError

if TYPE_CHECKING:
    import polars as pl

    from aboveboard.domain.brief import Brief
    from aboveboard.domain.draft import Draft
    from aboveboard.domain.findings import Findings
    from aboveboard.domain.moment import Moment

Schema: TypeAlias = "Mapping[str, pl.DataType | type[pl.DataType]]"
SubjectId: TypeAlias = str


class Stage(Protocol):
    """A pure function from rows to the columns it adds; rows stay in order, none dropped, none added.

    A stage MUST NOT read the clock, draw dice, open a file or a connection (observe and deliver apart), and MUST take a
    null in any column it reads as the refusing value. `checks.check_stage` tests all of this.
    """

    @property
    def name(self) -> str:
        """The stage's name, as errors and progress show it."""
        ...

    @property
    def takes(self) -> Schema:
        """The columns it reads, with types."""
        ...

    @property
    def gives(self) -> Schema:
        """The columns it adds, with types."""
        ...

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """Exactly the columns of `gives`, one row for each of `rows`, in their order."""
        ...


class Writer(Protocol):
    """A grammar or a model; never trusted, always verified."""

    name: str

    def write(self, briefs: Sequence[Brief], feedback: Sequence[Findings | None]) -> Sequence[Draft | None]:
        """One draft for each brief, in order; None where this writer has nothing worth saying."""
        ...


@dataclass(frozen=True, slots=True)
class Erasure:
    """What one keeper removed for one subject or for one expiry."""

    keeper: str
    removed: int


class Keeper(Protocol):
    """Anything that remembers a subject: a table, a file, a cache, a run's artefacts, a model state."""

    name: str

    def forget(self, subject: SubjectId) -> Erasure:
        """Afterwards no byte kept here names the subject; calling it again removes nothing and is no error."""
        ...

    def expire(self, now: datetime) -> Erasure:
        """Afterwards nothing is kept here beyond its period."""
        ...


class Ledger(Protocol):
    """An append-only log of salted leaves."""

    def append(self, entries: Sequence[bytes]) -> range:
        """The indexes of `entries`, which MUST be durable before this returns."""
        ...

    def checkpoint(self) -> str:
        """A signed note over the present tree, written after the leaves it covers are durable."""
        ...

    def prove(self, index: int) -> list[bytes]:
        """The inclusion proof of entry `index` in the tree of the last checkpoint."""
        ...


def check_wiring(given: Schema, stages: Sequence[Stage]) -> None:
    """Raises WiringError unless each stage finds every column it takes, of its type, given exactly once before it."""
    have = dict(given)
    source = dict.fromkeys(have, "the rows")
    for stage in stages:
        for column, dtype in stage.takes.items():
            if column not in have:
                later = next((s.name for s in stages if column in s.gives), None)
                hint = f"only {later} gives it, and comes later" if later else "no stage gives it"
                raise WiringError(f"{stage.name} takes the column {column!r}: {hint}")
            if have[column] != dtype:
                raise WiringError(
                    f"{stage.name} takes {column!r} as {dtype}, but {source[column]} gives it as {have[column]}"
                )
        for column, dtype in stage.gives.items():
            if column in have:
                raise WiringError(f"{stage.name} gives {column!r}, which {source[column]} gave already")
            have[column], source[column] = dtype, stage.name
