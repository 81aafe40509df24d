"""The laws of facts, held on runs of the example: nothing below the floor is said, and what is never used never is."""

import dataclasses
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import msgspec
import polars as pl
import pytest

from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import Pipeline, RunResult
from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.brief import Brief
from aboveboard.domain.columns import LOOK, OBSERVED, ROWS
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.fact import Fact, decode_facts, encode_facts
from aboveboard.facts.agreement import agree
from aboveboard.facts.survey import neighbours
from aboveboard.guard.packs import load_packs
from aboveboard.observe.sources import SavedPages

SECRET = "zibbelwurz"
DAYS = (0, 20, 40, 63, 64, 85)
LAST_DAY = 63  # three days after the pages were read, so that what they say is 66 of its 90 days old


@pytest.fixture(scope="module")
def pipeline(example: Path) -> Pipeline:
    """The example's pipeline."""
    material = read_material(example)
    return Pipeline.of(material, load_packs(), SavedPages(material.pages))


def seen_rows(run: RunResult) -> pl.DataFrame:
    """The rows of the run as the pages left them."""
    return run.frame.select([*ROWS, *LOOK, *OBSERVED])


def at_age(pipeline: Pipeline, run: RunResult, days: int) -> tuple[pl.DataFrame, date]:
    """The same pages, written about so many days later, with neighbours counted."""
    rows, now = seen_rows(run), run.moment.now + timedelta(days=days)
    surveys = {**run.moment.surveys, "neighbours": neighbours(rows, now.date())}
    return pipeline.run(pipeline.after, rows, dataclasses.replace(run.moment, now=now, surveys=surveys)), now.date()


@pytest.mark.parametrize("days", DAYS)
def test_no_sentence_rests_on_a_fact_below_the_floor(pipeline: Pipeline, example_run: RunResult, days: int) -> None:
    """Each fact in a brief is, by all that its row's facts say together, believed enough to be said."""
    frame, today = at_age(pipeline, example_run, days)
    briefs = Counter[str]()
    for facts, brief in frame.select("facts", "brief").iter_rows():
        if brief is None:
            continue
        agreed = agree(decode_facts(facts), today)
        usable = {fact.id for one in agreed if one.usable for fact in one.support}
        usable |= {"business.name" for one in agreed if one.attribute == "business.name" and one.usable}
        items = [item for item in msgspec.json.decode(brief, type=Brief).items if item.kind == "fact"]
        assert [] == [item.name for item in items if item.ref not in usable]
        briefs.update({item.name.partition(".")[0] for item in items} or {"general"})
    assert briefs["general"] > 0
    assert (briefs["seen"] > 20) == (days <= LAST_DAY)
    assert (briefs["survey"] > 0) == (days <= LAST_DAY)


def test_the_floor_leaves_out_what_has_not_yet_expired(pipeline: Pipeline, example_run: RunResult) -> None:
    """After 67 of their 90 days the facts of a page are still there, and nothing may be made of them any more.

    An address holds for longer, and so does what was seen of it.
    """
    frame, today = at_age(pipeline, example_run, LAST_DAY + 1)
    held = [fact for text in frame["facts"] for fact in decode_facts(text)]
    assert [] == [fact for fact in held if fact.expires <= today]
    assert any(fact.attribute == "page.images_without_alt" and fact.value for fact in held)
    assert {"seen.address_conflict"} == {fact.attribute for fact in held if fact.attribute.startswith("seen.")}


def test_a_name_that_is_too_old_greets_nobody(pipeline: Pipeline, example_run: RunResult) -> None:
    """A list of more than a year ago names no business any more; general letters, which name none, go on."""
    rows = seen_rows(example_run).with_columns(pl.lit(date(2025, 11, 1)).alias("register_as_of"))
    frame = pipeline.run(pipeline.after, rows, example_run.moment)
    briefs = [msgspec.json.decode(text, type=Brief) for text in frame["brief"].drop_nulls()]
    markup = {row for row, facts in frame.select("row", "facts").iter_rows() if '"business.name"' in facts}
    assert briefs
    assert [] == [brief.row for brief in briefs if not brief.general and brief.row not in markup]
    assert "unreadable_row" in frame["compose_reason"].to_list()


def planted(url: str, as_of: date) -> list[Fact]:
    """Personal facts in every shape in which a source might give them."""
    whatever = {
        "health.condition": SECRET,
        "family.status": SECRET,
        "review.text": f"{SECRET} was rude",
        "person.name": SECRET,
        "belief.religion": SECRET,
        "seen.owner_is_ill": {"path": f"/{SECRET}"},
    }
    known = [
        ("page.title", SECRET, "sensitive", "page", "html > head > title"),
        ("seen.no_viewport", {"path": f"/{SECRET}"}, "individual", "page", "html"),
        ("business.name", SECRET, "entity", "markup", "/0/founder/name"),
        ("business.telephone", {"value": SECRET, "printed": SECRET}, "entity", "markup", "/0/employee/0/telephone"),
        ("business.category", "Patient", "entity", "markup", "/0"),
        ("page.jsonld_type", "Review", "entity", "markup", "/0/review/0"),
    ]
    expires = as_of + timedelta(days=90)
    facts = [
        Fact(attribute=name, value=value, url=url, where="html", as_of=as_of, expires=expires)
        for name, value in whatever.items()
    ]
    return facts + [
        msgspec.convert(
            dict(zip(("attribute", "value", "level", "source", "where"), one, strict=True))
            | {"url": url, "as_of": as_of, "expires": expires},
            Fact,
        )
        for one in known
    ]


def test_what_is_never_used_reaches_no_fact_brief_or_message(pipeline: Pipeline, example_run: RunResult) -> None:
    """With personal facts planted in what was observed of every row, the run is the same, but for them."""
    rows = seen_rows(example_run)
    texts = [
        text and encode_facts([*decode_facts(text), *planted(website, date(2026, 11, 20))])
        for text, website in rows.select("observed", "website").iter_rows()
    ]
    spoilt = rows.with_columns(pl.Series("observed", texts, pl.String))
    frame = pipeline.run(pipeline.after, spoilt, example_run.moment)
    assert sum(SECRET in (text or "") for text in spoilt["observed"]) > 40
    for column in ("facts", "legal_form", "cells", "decision", "brief", "draft", "findings", "state", "receipt"):
        assert example_run.frame[column].to_list() == frame[column].to_list(), column
    messages = [decode_draft(text).text for text in frame["draft"].drop_nulls()]
    assert messages
    assert [] == [text for text in [*messages, *frame["facts"].drop_nulls()] if SECRET in text.lower()]


def test_every_fact_of_a_run_is_of_a_known_attribute_about_the_entity(example_run: RunResult) -> None:
    """No individual's fact stands in a row whose contact has not agreed: none stands in any."""
    facts = [fact for text in example_run.frame["facts"] for fact in decode_facts(text)]
    assert len(facts) > 1000
    assert {"entity"} == {fact.level for fact in facts}
    assert set() == {fact.attribute for fact in facts} - set(ATTRIBUTES)
