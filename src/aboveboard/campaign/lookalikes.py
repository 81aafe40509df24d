"""Lookalikes: rows of one list that are likely one place, for a person to look at; nothing is merged on likelihood."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from aboveboard.domain.errors import InputError
from aboveboard.facts.blocking import doubles
from aboveboard.facts.place import Listing, Place, read_place
from aboveboard.store.entries import RegisterRow

MOST: Final = 250_000
"""Rows that are compared: a row takes about 4 kB while it waits."""


class Lookalikes:
    """The rows of a list as they are compared, with their lines."""

    def __init__(self) -> None:
        self._lines: list[int] = []
        self._listings: list[Listing] = []

    def add(self, rows: Iterable[tuple[int, RegisterRow]]) -> None:
        """More rows will be compared."""
        for line, row in rows:
            self._lines.append(line)
            self._listings.append(read_place(_place(row)))
        if len(self._lines) > MOST:
            raise InputError(f"more than {MOST:,} rows cannot be compared at once", remedy="leave out --lookalikes")

    def write(self, path: Path) -> int:
        """The pairs are in the file: two lines, how likely they are one place, and why; how many pairs."""
        count = 0
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["line", "other_line", "score_millionths", "reasons"])
            for one, other, linked in doubles(self._listings):
                writer.writerow(
                    [self._lines[one], self._lines[other], linked.score_millionths, "; ".join(linked.reasons)]
                )
                count += 1
        return count


def _place(row: RegisterRow) -> Place:
    return Place(
        name=row.name,
        category=row.trade,
        websites=(row.website,) if row.website else None,
        phones=(row.telephone,) if row.telephone else None,
        street=row.street,
        city=row.locality,
        region=row.region,
        postcode=row.postcode,
        country=row.country,
    )
