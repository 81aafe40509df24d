"""The context columns of the rows, read as the rules' facts for one channel and one offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from aboveboard.domain.columns import PER_OFFER, context_column
from aboveboard.domain.errors import WiringError, did_you_mean
from aboveboard.domain.sockets import Schema
from aboveboard.guard.fact_table import REGION, RuleFact
from aboveboard.guard.packs import RulePacks

REGION_FACT, COUNTRY_FACT = "recipient_region", "recipient_country"


@dataclass(frozen=True, slots=True)
class Context:
    """The context columns there are: `ctx.<fact>` for the row, `ctx.<fact>.<of>` for a channel or an offer of it."""

    packs: RulePacks
    schema: Schema

    def facts(self, channel: str, offer: str = "") -> dict[str, str]:
        """The column of each fact for this channel and offer; one of these goes before one of the row."""
        found: dict[str, str] = {}
        for column in self.schema:
            fact, _, of = column.removeprefix("ctx.").partition(".")
            own = offer if fact in PER_OFFER else channel
            if of in ("", own) and found.get(fact) != context_column(fact, own):
                found[fact] = column
        return found

    def check(self, channel: str, inputs: Mapping[str, object], offer: str = "") -> None:
        """Raises WiringError unless each column and input is a fact of the rules that only one of them gives."""
        table = self.packs.facts.facts
        if channel not in table["channel"].values:
            raise WiringError(f"unknown channel {channel!r}: {did_you_mean(channel, table['channel'].values)}")
        columns = self.facts(channel, offer)
        for name in (*columns, *inputs):
            if name not in table:
                raise WiringError(f"the rules have no fact {name!r}: {did_you_mean(name, table)}")
            if name in ("as_of", "channel"):
                raise WiringError(f"{name!r} is not for the context or an offer to say")
            if name in columns and name in inputs:
                raise WiringError(f"{name!r} is given by the context and by an offer")

    def frame(self, rows: pl.DataFrame, channel: str, inputs: Mapping[str, object], *, offer: str = "") -> pl.DataFrame:
        """The contexts of the rows for this channel, offer and its inputs, columns named by the rules' facts."""
        columns = [pl.col(column).alias(fact) for fact, column in self.facts(channel, offer).items()]
        fixed = [pl.lit(value).alias(fact) for fact, value in inputs.items()]
        return rows.select(pl.repeat(channel, pl.len(), dtype=pl.String).alias("channel"), *columns, *fixed)

    def unreadable(self) -> pl.Expr:
        """The first fact of a row that cannot be so, as `fact:code` with the codes of `guard check`, else null.

        A region of another country than the recipient's is `region_elsewhere`: its rules could lift the country's.
        """
        found = [
            pl.when(self._is_wrong(fact, pl.col(column))).then(pl.lit(f"{fact.name}:{code}"))
            for column, fact, code in self._checked()
        ]
        if {context_column(REGION_FACT), context_column(COUNTRY_FACT)} <= self.schema.keys():
            country = pl.col(context_column(REGION_FACT)).cast(pl.String).str.slice(0, 2)
            elsewhere = country != pl.col(context_column(COUNTRY_FACT)).cast(pl.String)
            found.append(pl.when(elsewhere).then(pl.lit(f"{REGION_FACT}:region_elsewhere")))
        return pl.coalesce(*found, pl.lit(None, pl.String)).alias("unreadable")

    def _checked(self) -> list[tuple[str, RuleFact, str]]:
        """Each column whose fact can be wrong though its type is right, and the code of what is wrong then."""
        checked = []
        for column in self.schema:
            fact = self.packs.facts.facts[column.removeprefix("ctx.").partition(".")[0]]
            if fact.values:
                checked.append((column, fact, "unknown_value"))
            elif fact.type in ("country", "region"):
                checked.append((column, fact, "unknown_country"))
            elif fact.minimum is not None or fact.maximum is not None:
                checked.append((column, fact, "out_of_range"))
        return checked

    def _is_wrong(self, fact: RuleFact, column: pl.Expr) -> pl.Expr:
        countries = sorted(self.packs.facts.countries)
        if fact.values:
            return ~column.cast(pl.String).is_in(fact.values)
        if fact.type == "country":
            return ~column.cast(pl.String).is_in(countries)
        if fact.type == "region":
            code = column.cast(pl.String)
            return ~(code.str.contains(f"^(?:{REGION})$") & code.str.slice(0, 2).is_in(countries))
        number = column.cast(pl.Float64).fill_nan(None)
        below = number < fact.minimum if fact.minimum is not None else pl.lit(False)
        return below | (number > fact.maximum) if fact.maximum is not None else below
