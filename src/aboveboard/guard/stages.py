"""The guard's three stages: may we look, may we write, and the final word on the message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import polars as pl

from aboveboard.domain.columns import CELLS, DECIDED, DRAFTED, FINAL, LOOK, ROWS, VERIFIED, only
from aboveboard.domain.moment import Moment
from aboveboard.domain.sockets import Schema
from aboveboard.domain.verdict import Cell, Verdict, decode_verdict, encode_cells, encode_verdict
from aboveboard.guard.columns import Outcomes, evaluate_outcomes
from aboveboard.guard.context import Context
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.sign_off import SURVEY, Answerable

REFUSED: Final = encode_verdict(
    Verdict(verdict="withhold")
)  # for a message whose offer, channel or facts cannot be told
UNREADABLE: Final = pl.col("unreadable")


class Look:
    """Gives `look` and, where it is no, its reason. What the store could not tell counts as a no."""

    name = "guard.look"

    def __init__(self) -> None:
        self.takes: Schema = only(ROWS, ("business", "website", "erased", "objected", "rest", "personalisation"))
        self.gives: Schema = LOOK

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """One answer a row: erasure, objection, rest and personalisation in this order, and whether a site is known."""
        refusals = (
            ("suppression_unknown", pl.col("erased").is_null()),
            ("erased", pl.col("erased")),
            ("suppression_unknown", pl.col("objected").is_null()),
            ("objected", pl.col("objected")),
            ("suppression_unknown", pl.col("rest").is_null()),
            ("rest", pl.col("rest") != ""),  # its own text is the reason
            ("personalisation_off", pl.col("personalisation").ne_missing(pl.lit(True))),
            ("unreadable_row", pl.col("business").fill_null("") == ""),
            ("no_website", pl.col("website").fill_null("") == ""),
        )
        reason = pl.coalesce(
            pl.when(refused).then(pl.col(code) if code == "rest" else pl.lit(code)) for code, refused in refusals
        )
        return rows.select(reason.is_null().alias("look"), reason.alias("look_reason"))


@dataclass(frozen=True, slots=True)
class CellSpec:
    """One offer over one channel, with the rules' facts that the offer fixes."""

    offer: str
    channel: str
    inputs: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


class MayWrite:
    """Gives `cells`: for each row, in the order of the specs, each offer over each channel it can be reached by.

    A row with a fact that cannot be so is not put to the rules: it has no cells, and `unreadable` says which fact.
    """

    name = "guard.may_write"

    def __init__(self, packs: RulePacks, cells: Sequence[CellSpec], *, context: Schema) -> None:
        self.packs, self.cells = packs, tuple(cells)
        self.context = Context(packs, context)
        for cell in self.cells:
            self.context.check(cell.channel, cell.inputs, cell.offer)
        self.takes: Schema = {**context, **only(ROWS, ("reachable",))}
        self.gives: Schema = CELLS

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The text of each row's cells, made once for each distinct context."""
        reach = [
            pl.col("reachable").list.contains(pl.lit(channel)).fill_null(False).alias(f"reach.{channel}")
            for channel in sorted({cell.channel for cell in self.cells})
        ]
        keys = rows.select(pl.repeat(0, pl.len(), dtype=pl.UInt8).alias("all"), *self.context.schema, *reach)
        varying = [name for name, same in _same_everywhere(keys).items() if not same] or ["all"]
        told = self._told(keys.unique(subset=varying), moment).select(*varying, *self.gives)
        return (
            keys.select(varying)
            .join(told, on=varying, how="left", nulls_equal=True, maintain_order="left")
            .select(list(self.gives))
        )

    def _told(self, distinct: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The contexts with what is given of each; the rules are asked only of those that can be read."""
        distinct = distinct.with_columns(self.context.unreadable())
        clear, wrong = (distinct.filter(part) for part in (UNREADABLE.is_null(), UNREADABLE.is_not_null()))
        nothing = pl.lit(encode_cells(())).alias("cells")
        return pl.concat([clear.with_columns(self._texts(clear, moment)), wrong.with_columns(nothing)])

    def _texts(self, distinct: pl.DataFrame, moment: Moment) -> pl.Series:
        """The text of the cells of each context, made once for each combination of verdicts."""
        if not self.cells or distinct.is_empty():
            return pl.Series("cells", [encode_cells(())] * distinct.height, pl.String)
        offered = tuple((cell.offer, cell.channel) for cell in self.cells)
        codes, texts = self._verdicts(distinct, moment)
        combinations = codes.unique()
        made = [
            _cells(offered, tuple(None if n is None else texts[n] for n in row)) for row in combinations.iter_rows()
        ]
        told = combinations.with_columns(pl.Series("cells", made, pl.String))
        return codes.join(told, on=codes.columns, how="left", nulls_equal=True, maintain_order="left")["cells"]

    def _verdicts(self, distinct: pl.DataFrame, moment: Moment) -> tuple[pl.DataFrame, list[str]]:
        """A column for each cell with the number of its verdict's text, null where its channel does not reach.

        Cells that give the same facts are evaluated together.
        """
        frames = [self.context.frame(distinct, cell.channel, cell.inputs, offer=cell.offer) for cell in self.cells]
        alike: dict[tuple[str, ...], list[int]] = {}
        for n, frame in enumerate(frames):
            alike.setdefault(tuple(sorted(frame.columns)), []).append(n)
        found: dict[int, pl.Expr] = {}
        texts: list[str] = []
        for names, mine in alike.items():
            stacked = pl.concat([frames[n].select(names) for n in mine], how="vertical_relaxed")
            outcomes = _answered(stacked, self.packs, moment)
            for at, n in enumerate(mine):
                codes = outcomes.codes.slice(at * distinct.height, distinct.height) + len(texts)
                found[n] = pl.when(f"reach.{self.cells[n].channel}").then(pl.lit(codes)).alias(str(n))
            texts += outcomes.texts
        return distinct.select(found[n] for n in range(len(self.cells))), texts


def _same_everywhere(frame: pl.DataFrame) -> dict[str, bool]:
    if frame.is_empty():
        return dict.fromkeys(frame.columns, True)
    return frame.select(pl.all().eq_missing(pl.all().first()).all()).row(0, named=True)


@lru_cache(maxsize=16_384)
def _cells(offered: tuple[tuple[str, str], ...], verdicts: tuple[str | None, ...]) -> str:
    return encode_cells(
        tuple(
            Cell(offer=offer, channel=channel, verdict=decode_verdict(text))
            for (offer, channel), text in zip(offered, verdicts, strict=True)
            if text is not None
        )
    )


class FinalVerdict:
    """Gives `final`: where a draft passed, the verdict on its channel with what it contains and who wrote it."""

    name = "guard.final_verdict"

    def __init__(self, packs: RulePacks, *, context: Schema, by_offer: Mapping[str, Mapping[str, object]]) -> None:
        known = {name: kind for name, kind in context.items() if name != "ctx.generated_by_ai"}
        self.packs, self.context = packs, Context(packs, known)
        self.by_offer = dict(by_offer)
        for offer, inputs in self.by_offer.items():
            for channel in packs.facts.facts["channel"].values:
                self.context.check(channel, inputs, offer)
        self.takes: Schema = {
            **known,
            **only(DECIDED, ("offer", "channel")),
            **only(DRAFTED, ("writer",)),
            **only(VERIFIED, ("message_has", "passed")),
        }
        self.gives: Schema = FINAL

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The text of each final verdict, null where no draft passed.

        An offer or channel that is unknown withholds, and so does a fact that cannot be so. Offers that fix the same
        facts are evaluated together.
        """
        rows = rows.with_row_index("at").with_columns(self.context.unreadable())
        passed = rows.filter(pl.col("passed").fill_null(False))
        parts = [passed.filter(UNREADABLE.is_not_null()).select("at", final=pl.lit(REFUSED))]
        passed = passed.filter(UNREADABLE.is_null())
        alike: dict[tuple[str, object], list[tuple[pl.DataFrame, pl.DataFrame]]] = {}
        for (offer, channel), part in passed.partition_by("offer", "channel", as_dict=True).items():
            fixed = self.by_offer.get(str(offer)) if offer is not None else None
            if fixed is None or channel not in self.packs.facts.facts["channel"].values:
                parts.append(part.select("at", final=pl.lit(REFUSED)))
                continue
            contexts = self._contexts(part, str(offer), str(channel), fixed)
            alike.setdefault((repr(fixed), channel), []).append((part.select("at"), contexts))
        for same in alike.values():
            final = _answered(pl.concat([contexts for _, contexts in same]), self.packs, moment).column("final")
            parts.append(pl.concat([at for at, _ in same]).with_columns(final))
        told = pl.concat(parts)
        return rows.select("at").join(told, on="at", how="left", maintain_order="left").select("final")

    def _contexts(self, part: pl.DataFrame, offer: str, channel: str, inputs: Mapping[str, object]) -> pl.DataFrame:
        written = pl.when(pl.col("writer").str.starts_with("grammar")).then(pl.lit("template"))
        return self.context.frame(part, channel, inputs, offer=offer).with_columns(
            part.select(
                pl.col("message_has").fill_null([]),
                written.otherwise(pl.lit("generative")).alias("generated_by_ai"),
            )
        )


def _answered(contexts: pl.DataFrame, packs: RulePacks, moment: Moment) -> Outcomes:
    """The verdicts of the rules; for a country for whose rules nobody answers, what they allow is for review."""
    outcomes = evaluate_outcomes(contexts, packs, day_of(moment))
    if "recipient_country" in contexts.columns:
        countries = contexts["recipient_country"]
    else:
        countries = pl.repeat(None, contexts.height, dtype=pl.String, eager=True)
    return Answerable(packs, moment.surveys.get(SURVEY), day_of(moment)).over(outcomes, countries)


def day_of(moment: Moment) -> date:
    """The day of the moment, in UTC."""
    return moment.now.astimezone(UTC).date()
