"""The stage that chooses offer, angle and channel among the cells that the guard allowed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec
import polars as pl

from aboveboard.decide.decision import Desk, Draw, Options, decided
from aboveboard.domain.columns import CELLS, DECIDED, FACTS, ROWS, only
from aboveboard.domain.decision import Alternative, Decision
from aboveboard.domain.environment import Value, angles, environment
from aboveboard.domain.fact import Statement, decode_statements
from aboveboard.domain.moment import Moment
from aboveboard.domain.preference import Wishes, decode_wishes
from aboveboard.domain.verdict import Cell, decode_cells
from aboveboard.text.languages import readable

Languages: TypeAlias = Mapping[str, str]
"""The language in which each offer would be made, by the offer's id."""
_ENCODER = msgspec.json.Encoder(order="deterministic")
_REMEMBERED: Final = 16_384
_CANNOT_TELL: Final = Options(reason="suppression_unknown")


class Decide:
    """Offer, angle and channel, or the reason why none.

    With personalisation off (or unknown) no fact is read: offer and angle are drawn from what the offers answer in
    general. What the business does not want is left aside, and everything where its wishes cannot be told. A business
    in the hold-out gets nothing.
    """

    name = "decide"
    takes = (
        only(ROWS, ["row", "business", "country", "personalisation", "wishes"])
        | only(FACTS, ["facts"])
        | only(CELLS, ["cells"])
    )
    gives = DECIDED

    def __init__(self, desk: Desk) -> None:
        self._desk, self._limits = desk, desk.limits()
        self._options: dict[tuple[object, ...], tuple[Options, Languages]] = {}

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns of `gives`."""
        decisions = [self._decide(row, moment) for row in rows.select(list(self.takes)).iter_rows(named=True)]
        languages = [spoken.get(d.offer or "") for d, _, spoken in decisions]
        return pl.DataFrame(
            {
                "offer": [d.offer for d, _, _ in decisions],
                "angle": [d.angle for d, _, _ in decisions],
                "channel": [d.channel for d, _, _ in decisions],
                "language": languages,
                "probability_millionths": [d.probability_millionths if d.offer else None for d, _, _ in decisions],
                "decision": [text for _, text, _ in decisions],
                "decide_reason": [d.reason for d, _, _ in decisions],
            },
            schema=dict(self.gives),
        )

    def _decide(self, row: dict[str, Any], moment: Moment) -> tuple[Decision, str, Languages]:
        options, languages = self._remembered(row)
        key = Draw(seed=moment.seed, campaign=moment.campaign, business=row["business"], row=row["row"])
        return *_told(options, self._desk.choose(options, key)), languages

    def _remembered(self, row: dict[str, Any]) -> tuple[Options, Languages]:
        """The options and the language of each offer, remembered by all that they rest on.

        Of a count, that is between which limits of the offers it lies.
        """
        cells, country, personal = row["cells"], row["country"], row["personalisation"] is True
        if row["wishes"] is None:
            return _CANNOT_TELL, {}
        known = decode_statements(row["facts"]) if personal else []
        seen = angles(known)
        limits = self._limits
        read = [_read(said, limits[said.attribute]) for said in known if said.attribute in limits]
        observed = any(said.attribute == "page.bytes" for said in known)
        wishes = decode_wishes(row["wishes"])
        wished = (wishes.unwanted, wishes.wanted, wishes.refused, wishes.order, wishes.language)
        site = next((str(said.value) for said in known if said.attribute == "page.lang"), None)
        key = (cells, country, personal, observed, wished, site, *seen, *read)
        found = self._options.get(key)
        if found is None:
            if len(self._options) >= _REMEMBERED:
                self._options.clear()
            languages = self._desk.languages(readable(site, country), wishes)
            allowed = _open_cells(cells)
            inputs = environment(known) if personal else None
            options = self._options_of(inputs, seen, country=country, allowed=allowed, wishes=wishes)
            found = self._options[key] = options, languages
        return found

    def _options_of(
        self,
        inputs: dict[str, Value] | None,
        seen: list[str],
        *,
        country: str | None,
        allowed: set[tuple[str, str]],
        wishes: Wishes,
    ) -> Options:
        """What may be chosen; without inputs, what may be chosen in general."""
        cells = self._desk.readable(allowed, wishes)
        if allowed and not cells:
            return Options(reason="language_not_written")
        if inputs is None:
            return self._desk.general(country=country, allowed=cells, wishes=wishes)
        return self._desk.personal(inputs, country=country, angles=seen, allowed=cells, wishes=wishes)


def _read(said: Statement, limits: list[int]) -> tuple[str, object, object]:
    """What a condition can tell of a value: of a whole number, its place among the limits it is compared with."""
    value = said.value
    if isinstance(value, bool):
        return said.attribute, "is", value
    if isinstance(value, int):
        return said.attribute, bisect_left(limits, value), bisect_right(limits, value)
    return said.attribute, "says", value if isinstance(value, str) else None


@lru_cache(maxsize=_REMEMBERED)
def _told(options: Options, chosen: Alternative | str) -> tuple[Decision, str]:
    decision = decided(options, chosen)
    return decision, _ENCODER.encode(decision).decode()


def _open_cells(text: str | None) -> set[tuple[str, str]]:
    """The (offer, channel) allowed; where none is, those on which a person may decide, reading the very text."""
    cells = decode_cells(text)
    return _named(cell for cell in cells if cell.verdict.rules_allow) or _named(
        cell for cell in cells if cell.verdict.verdict == "review"
    )


def _named(cells: Iterable[Cell]) -> set[tuple[str, str]]:
    return {(cell.offer, cell.channel) for cell in cells}
