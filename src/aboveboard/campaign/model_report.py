"""What a model did in a run: how often it was asked, what it wrote, what it invented, and where the grammar wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from aboveboard.audit.assessment import vault
from aboveboard.audit.groups import Bounds
from aboveboard.audit.inventions import InventionLine, Tried, inventions
from aboveboard.campaign.pace import Budget
from aboveboard.campaign.rewrite import FELL_BACK, Rewriter, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRun:
    """One run of a model in figures; `reused` are answers that were kept by an earlier run and not asked for again."""

    model: str
    requests: int
    tokens: int
    reused: int
    texts: int
    rewritten: int
    fell_back: Mapping[str, int]
    inventions: Sequence[InventionLine]

    @classmethod
    def of(
        cls,
        writer: Rewriter,
        budget: Budget,
        frame: pl.DataFrame,
        groups: Mapping[str, Mapping[str, str]],
        bounds: Bounds,
    ) -> ModelRun:
        """What became of every brief that the model was to write; the groups are opened by audit alone."""
        told = writer.told
        rows = frame.filter(pl.col("row").is_in(list(told))).select("row", "business", "legal_form").iter_rows()
        tried = [text for row, business, form in rows for text in _tried(told[row], business, form or "unknown")]
        by_model = [one for one in told.values() if not one.fell_back]
        return cls(
            model=writer.model,
            requests=budget.requests,
            tokens=budget.tokens,
            reused=len(writer.reused),
            texts=len(by_model),
            rewritten=sum(len(one.attempts) > 1 for one in by_model),
            fell_back=dict(sorted(Counter(one.fell_back for one in told.values() if one.fell_back).items())),
            inventions=inventions(vault(groups), tried, bounds),
        )

    def record(self) -> dict[str, object]:
        """The run as figures for its summary; nobody is named."""
        return {
            "model": self.model,
            "requests": self.requests,
            "tokens": self.tokens,
            "answers_reused": self.reused,
            "texts": self.texts,
            "rewritten": self.rewritten,
            "by_the_grammar": dict(self.fell_back),
            "inventions": [self._line(one) for one in self.inventions],
        }

    def lines(self) -> list[str]:
        """The run in a few lines for a terminal."""
        grammar = sum(self.fell_back.values())
        asked = f"{self.requests:,} requests, {self.tokens:,} tokens"
        kept = f", {self.reused:,} answers kept by an earlier run" if self.reused else ""
        lines = [
            f"model {self.model}: {self.texts:,} texts, {self.rewritten:,} of them rewritten; {asked}{kept}; "
            f"{grammar:,} texts by the grammar instead"
        ]
        return lines + [f"  {count:>4}  {FELL_BACK[reason]}" for reason, count in self.fell_back.items()]

    def view(self) -> dict[str, object]:
        """The run as its report shows it."""
        return {
            "lines": self.lines(),
            "inventions": [
                self._line(one)
                | {
                    "rate": f"{one.line.rate:.0%}",
                    "interval": f"{one.line.low:.0%} to {one.line.high:.0%}",
                    "kinds": ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in one.kinds.items()),
                }
                for one in self.inventions
            ],
        }

    def _line(self, one: InventionLine) -> dict[str, object]:
        line = one.line
        return {
            "language": one.language,
            "name": line.name,
            "value": line.value,
            "n": line.n,
            "stood": round(line.rate, 4),
            "low": round(line.low, 4),
            "high": round(line.high, 4),
            "result": line.result,
            "kinds": dict(one.kinds),
        }


def _tried(told: Told, business: str, form: str) -> list[Tried]:
    return [
        Tried(
            business=business,
            legal_form=form,
            language=told.language,
            attempt=number,
            kinds=tuple(f"{finding.check} {finding.kind}" for finding in found),
        )
        for number, found in enumerate(told.attempts, 1)
    ]
