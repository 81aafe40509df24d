"""The groups of a campaign, held apart, and how each of them fared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aboveboard.audit.groups import Bounds, GroupLine, GroupTally
from aboveboard.domain.vault import GroupTable


def vault(groups: Mapping[str, Mapping[str, str]]) -> GroupTable:
    """The groups of each business, where only audit can read them."""
    return GroupTable(groups)


def assess(table: GroupTable, rows: Iterable[tuple[str, str, bool]], bounds: Bounds) -> list[GroupLine]:
    """How often each group was selected, of (business, legal form, selected); the legal form is a group of its own."""
    tally = GroupTally()
    for business, form, selected in rows:
        tally.add({"legal form": form, **table.groups.get(business, {})}, selected=selected)
    return tally.lines(bounds)
