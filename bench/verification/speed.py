"""How many texts a second are written and checked, on one core, by CPU time.

Grammar: the stages `compose` and `verify` over the rows of `bench/mail_merge.py`, each row another business. Free
text: whole texts through the door of `aboveboard verify text` with all its checks, from parsed JSON to findings: what
language models wrote of products and of entities of Wikidata with the whole record they were given
(`quintd_llm_d2t_errors`), of restaurants with theirs (`e2e_faithfulness`), and letters with the facts of their
business. Each text is checked once, as what is remembered of it would flatter the second time; the figure is that of
the best third.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl

import mail_merge
from aboveboard.campaign.material import read_material
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.fact import decode_statements
from aboveboard.runners.local import run_stages
from aboveboard.verify.door import check_text

ROWS: Final = 12_000
ROUNDS: Final = 3
COMPOSED, VERIFIED, FREE = 60_000, 30_000, 4_000
Row = dict[str, object]
_SLOT: Final = re.compile(r"(\w[\w ]*)\[([^\]]*)\]")


def measure(data: Path) -> Iterator[str]:
    """One line a figure, with its target."""
    frame, figures = grammar(ROWS)
    yield line("grammar compose", figures["compose"], COMPOSED)
    yield line("verify of grammar text", figures["verify"], VERIFIED)
    texts = {
        "product pages": quintd(data, "gsmarena"),
        "wikidata pages": quintd(data, "wikidata"),
        "restaurants": restaurants(data),
        "letters": letters(frame),
    }
    for name, rows in texts.items():
        yield line(f"verify of free text, {name}", free(rows), FREE)


def line(what: str, figure: float, target: int) -> str:
    """One figure with its target."""
    return f"{what}: {figure:,.0f} a second a core (target {target:,})"


def seconds(run: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    run()
    return time.process_time() - start


def grammar(count: int) -> tuple[pl.DataFrame, dict[str, float]]:
    """Rows with their letters, and for either stage the letters a second of its best round."""
    rows = mail_merge.make_rows(count * ROUNDS)
    pipeline, moment = mail_merge.prepared(rows, read_material(mail_merge.EXAMPLE))
    rates: dict[str, float] = {}
    parts: list[pl.DataFrame] = []
    for start in range(0, rows.height, count):
        frame, spent = rows.slice(start, count), {}
        for stage in pipeline.after:
            before = frame
            spent[stage.name] = time.process_time()
            frame = run_stages(before, [stage], moment)
            spent[stage.name] = time.process_time() - spent[stage.name]
        written = frame["draft"].drop_nulls().len()
        for name in ("compose", "verify"):
            rates[name] = max(rates.get(name, 0.0), written / spent[name])
        parts.append(frame)
    return pl.concat(parts), rates


def free(rows: list[Row]) -> float:
    """Texts a second of the best third."""
    size = len(rows) // ROUNDS
    parts = [rows[start : start + size] for start in range(0, size * ROUNDS, size)]
    return max(size / seconds(lambda part=part: [check_text(row) for row in part]) for part in parts)


def quintd(data: Path, domain: str) -> list[Row]:
    """What models wrote of each record, the models in turn, with the record."""
    folder = data / "quintd_llm_d2t_errors" / "public"
    inputs = json.loads((folder / f"{domain}_inputs.json").read_text())
    written = [json.loads(each) for each in (folder / f"{domain}_outputs.jsonl").read_text().splitlines()]
    written.sort(key=lambda one: (one["model"], one["input_idx"]))
    spread = [one for start in range(ROUNDS) for one in written[start::ROUNDS]]
    return [
        {"id": str(number), "text": one["text"], "facts": inputs[str(one["input_idx"])]}
        for number, one in enumerate(spread)
    ]


def restaurants(data: Path) -> list[Row]:
    """What the systems wrote of restaurants, with all their attributes as what has to be said."""
    path = data / "e2e_faithfulness" / "public" / "system_outputs_human.jsonl"
    rows: list[Row] = []
    for number, each in enumerate(path.read_text().splitlines()):
        one = json.loads(each)
        facts = {key.strip(): value for key, value in _SLOT.findall(one["mr"])}
        rows.append({"id": str(number), "text": one["text"], "facts": facts, "must_say": list(facts)})
    return rows


def letters(frame: pl.DataFrame) -> list[Row]:
    """The letters of some businesses as a stranger would check them: whole, with the facts of the business."""
    chosen = frame.filter(pl.col("draft").is_not_null()).head(3_000).select("row", "draft", "facts")
    return [
        {
            "id": row,
            "text": decode_draft(draft).text,
            "facts": {statement.attribute: statement.value for statement in decode_statements(facts)},
        }
        for row, draft, facts in chosen.iter_rows()
    ]
