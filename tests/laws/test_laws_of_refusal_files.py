"""What a site's refusal file says holds, whatever the rules allow."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from aboveboard.campaign.arrivals import with_sites, withdraw
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.run import Pipeline, RunResult, run_campaign
from aboveboard.domain.columns import ROWS
from aboveboard.domain.verdict import decode_cells
from aboveboard.guard.packs import load_packs
from aboveboard.observe.leave import REFUSING, Word
from aboveboard.observe.sources import Found, PageSource, Refusal, SavedPages, post_only

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ALL = ["email", "post", "voice_live"]


class Saying:
    """The saved sites, as if each had a refusal file with this word."""

    def __init__(self, source: PageSource, word: Word | None) -> None:
        self._source, self._word = source, word

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        """For each website its pages, or its refusal."""
        return map(self._said, self._source.read(websites))

    def _said(self, pages: Found) -> Found:
        if self._word in REFUSING:
            return Refusal(REFUSING[self._word])
        if isinstance(pages, Refusal):
            return pages
        return [replace(pages[0], seen=post_only(self._word)), *pages[1:]]


@pytest.fixture(scope="module")
def material(example: Path) -> Material:
    """What the example brings."""
    return read_material(example)


def consenting(run: RunResult) -> pl.DataFrame:
    """The rows of the example as if everybody had agreed to everything in writing, and could be reached anyhow."""
    everything = pl.lit(ALL, pl.List(pl.String))
    return run.frame.select(list(ROWS)).with_columns(
        consented_channels=everything, written_consent_channels=everything, reachable=everything
    )


def answered(material: Material, run: RunResult, rows: pl.DataFrame, word: Word | None) -> pl.DataFrame:
    """What the pipeline makes of rows whose sites all say this word."""
    source = Saying(SavedPages(material.pages), word)
    pipeline = Pipeline.of(material, load_packs(), source)
    return pipeline(rows, run.moment, tell=lambda *_: None)


def open_channels(frame: pl.DataFrame) -> set[str]:
    """The channels on which any row may be written to, or may be after a review."""
    cells = [cell for text in frame["cells"].to_list() for cell in decode_cells(text)]
    return {cell.channel for cell in cells if cell.verdict.verdict != "withhold"}


def test_a_site_that_says_post_gets_letters_only(material: Material, example_run: RunResult) -> None:
    """Though all agreed to everything, no e-mail and no call is made for a site that says `post`; letters are."""
    rows = consenting(example_run).filter(pl.col("website") != "")
    free = answered(material, example_run, rows, None)
    held = answered(material, example_run, rows, "post")
    read = held.filter(pl.col("observed").str.contains("site.outreach"))

    assert {"email", "post"} <= open_channels(free)
    assert read.height > 30
    assert {"post"} == open_channels(read)
    assert {"post"} == set(read.filter(pl.col("state") == "queued")["channel"])


def test_no_country_opens_what_a_site_refuses(material: Material, example_run: RunResult) -> None:
    """In no country that the rules know does any rule lift the word of a site that says `post`."""
    packs = load_packs()
    row = consenting(example_run).filter(pl.col("business") == "hs-001")
    countries = sorted(packs.countries)
    rows = pl.concat(
        row.with_columns(country=pl.lit(country), register_form=pl.lit(form))
        for country in countries
        for form in ("corporate", "sole_trader", "public_body")
    )
    free, held = (answered(material, example_run, rows, word) for word in (None, "post"))

    assert len(countries) > 20
    assert "email" in open_channels(free)
    assert open_channels(held) <= {"post"}


@pytest.mark.parametrize(("word", "reason"), [("refuse", "refusal_file"), ("ask", "asks_first")])
def test_a_site_that_refuses_or_asks_gets_nothing(
    material: Material, example_run: RunResult, word: Word, reason: str
) -> None:
    """Each row whose site would have been read is withheld for that reason, and nothing of it was read."""
    rows = consenting(example_run)
    held = answered(material, example_run, rows, word).filter(pl.col("look"))

    assert held.height > 30
    assert {("withheld", reason, "[]")} == set(held.select("state", "state_reason", "observed").iter_rows())


@pytest.mark.parametrize("word", ["refuse", "ask", "post"])
def test_what_lies_ready_is_withdrawn(
    material: Material, tmp_path: Path, signed: Callable[[Home], Home], word: Word
) -> None:
    """Mail that was put out before a site said so is gone after the next run; letters stay where `post` was said."""
    home = signed(Home(tmp_path / "home"))
    first = run_campaign(material, home, now=NOW, send=True)
    sent = home.outbox / "sent"
    before = {suffix: len(list(sent.glob(f"*{suffix}"))) for suffix in (".eml", ".html")}
    source = Saying(SavedPages(material.pages), word)
    second = run_campaign(material, home, now=NOW, source=source)
    withdraw(home, with_sites(second.frame))
    asked = set(second.frame.filter(pl.col("look"))["subject"])
    left = {path.suffix for path in sent.iterdir() if path.name.partition(".")[0] in asked}

    assert "queued" in first.frame["state"].to_list()
    assert min(before.values()) > 5
    assert ({".html"} if word == "post" else set()) == left
