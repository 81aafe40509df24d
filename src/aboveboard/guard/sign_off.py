"""Who answers for the rules of a country on a day: without a valid signature, what the rules allow is for review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import msgspec
import polars as pl

from aboveboard.domain.sign_off import SignOff
from aboveboard.domain.verdict import decode_verdict, encode_verdict
from aboveboard.guard.columns import Outcomes
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.rule import Pack

OLDEST: Final = timedelta(days=180)
SURVEY: Final = "signatures"
SIGNATURES: Final[dict[str, pl.DataType]] = {"pack": pl.String(), "digest": pl.String(), "until": pl.Date()}
NO_PACK: Final = "(no pack)"
Signed = Mapping[tuple[str, str], date]


@dataclass(frozen=True, slots=True)
class Lack:
    """The packs that name a country and that nobody has signed, and those that were checked too long ago."""

    unsigned: tuple[str, ...]
    outdated: tuple[str, ...]


def standing(events: Iterable[SignOff]) -> dict[tuple[str, str], SignOff]:
    """For each pack and text the signature that stands, of events in their order; a later one takes its place.

    Withdrawing takes back what was signed for any text of the pack. Whether it has run out is not asked here.
    """
    found: dict[tuple[str, str], SignOff] = {}
    for event in events:
        if event.until is not None:
            found[event.pack, event.digest] = event
        else:
            found = {key: kept for key, kept in found.items() if key[0] != event.pack}
    return found


def signatures(events: Iterable[SignOff]) -> pl.DataFrame:
    """The signatures that stand, as a survey of the Moment."""
    kept = sorted((pack, digest, event.until) for (pack, digest), event in standing(events).items())
    return pl.DataFrame(kept, SIGNATURES, orient="row")


def is_outdated(pack: Pack, day: date) -> bool:
    """True if the pack was last checked more than 180 days before that day."""
    return day - pack.as_of > OLDEST


class Answerable:
    """For each country what its packs lack on one day; without a survey of signatures, nothing is signed."""

    def __init__(self, packs: RulePacks, survey: pl.DataFrame | None, day: date) -> None:
        rows = [] if survey is None else survey.select(list(SIGNATURES)).iter_rows()
        self._signed: Signed = {(pack, digest): until for pack, digest, until in rows}
        self._packs, self._everywhere, self._day = packs.by_country, packs.everywhere, day
        self._lacks: dict[str | None, Lack] = {}

    def lack(self, country: str | None) -> Lack:
        """What the packs of law and guidance that name the country lack; a country that none names has no signature.

        The programmes of mailbox providers need none, but grow old as laws do.
        """
        known = self._lacks.get(country)
        if known is None:
            packs = self._packs.get(country or "", ())
            unsigned = tuple(sorted(pack.name for pack in packs if not self._is_signed(pack)))
            outdated = tuple(sorted(pack.name for pack in (*packs, *self._everywhere) if is_outdated(pack, self._day)))
            known = self._lacks[country] = Lack(unsigned if packs else (NO_PACK,), outdated)
        return known

    def _lacks_any(self, country: str | None) -> bool:
        lack = self.lack(country)
        return bool(lack.unsigned or lack.outdated)

    def _is_signed(self, pack: Pack) -> bool:
        until = self._signed.get((pack.name, pack.digest))
        return until is not None and self._day <= until

    def over(self, outcomes: Outcomes, countries: pl.Series) -> Outcomes:
        """The outcomes of rows in these countries: where a pack lacks something, an allow is a review that names it."""
        if not any(self._lacks_any(country) for country in countries.unique().to_list()):
            return outcomes
        pairs = pl.DataFrame({"code": outcomes.codes, "country": countries.cast(pl.String)})
        distinct = pairs.unique(maintain_order=True).with_row_index("at")
        texts = tuple(self._held(outcomes.texts[code], country) for _, code, country in distinct.iter_rows())
        told = pairs.join(distinct, on=["code", "country"], how="left", nulls_equal=True, maintain_order="left")
        return Outcomes(told["at"], texts)

    def _held(self, text: str, country: str | None) -> str:
        verdict, lack = decode_verdict(text), self.lack(country)
        nobody = country not in self._packs and verdict.verdict == "review"  # the rule that asks says so already
        if verdict.verdict == "withhold" or nobody or not self._lacks_any(country):
            return text
        return encode_verdict(
            msgspec.structs.replace(
                verdict,
                verdict="review",
                unsigned=lack.unsigned or msgspec.UNSET,
                outdated=lack.outdated or msgspec.UNSET,
            )
        )
