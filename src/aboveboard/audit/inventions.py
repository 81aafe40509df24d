"""What a model invented, per group of those it wrote to and per language; too few texts are a result of their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from aboveboard.audit.groups import Bounds, GroupLine, GroupTally
from aboveboard.domain.vault import GroupTable

ATTEMPT = "attempt"


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One text that a model gave: for whom, in which language, at which attempt, and what was found of it."""

    business: str
    legal_form: str
    language: str
    attempt: int
    kinds: tuple[str, ...]


class InventionLine(msgspec.Struct, frozen=True, kw_only=True):
    """How often the texts for one group in one language stood at once, and how often each kind of finding was made."""

    language: str
    line: GroupLine
    kinds: Mapping[str, int]


def inventions(table: GroupTable, tried: Iterable[Tried], bounds: Bounds) -> list[InventionLine]:
    """The lines of every language by attempt, and of first attempts by legal form and by each group.

    The rate of a line is the share of its texts of which nothing was found.
    """
    by_language: dict[str, list[Tried]] = defaultdict(list)
    for text in tried:
        by_language[text.language].append(text)
    return [line for language, texts in sorted(by_language.items()) for line in _lines(language, texts, table, bounds)]


def _lines(language: str, texts: Sequence[Tried], table: GroupTable, bounds: Bounds) -> list[InventionLine]:
    tally = GroupTally()
    kinds: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for text in texts:
        groups = {ATTEMPT: str(text.attempt)}
        if text.attempt == 1:
            groups |= {"legal form": text.legal_form, **table.groups.get(text.business, {})}
        tally.add(groups, selected=not text.kinds)
        for group in groups.items():
            kinds[group].update(text.kinds)
    return [
        InventionLine(language=language, line=line, kinds=dict(sorted(kinds[line.name, line.value].items())))
        for line in tally.lines(bounds)
    ]
