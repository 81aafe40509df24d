"""Groups to assess by, held apart. Importable by audit alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupTable:
    """For each business its group memberships (name -> value); nothing here was inferred from a name, photo or review."""

    groups: Mapping[str, Mapping[str, str]]
