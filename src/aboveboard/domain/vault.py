"""Groups to assess by, held apart. Importable by audit alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupTable:
    """For each business its groups (name -> value), none inferred from a name, a photo or a review."""

    groups: Mapping[str, Mapping[str, str]]
