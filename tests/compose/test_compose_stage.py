"""The stage."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import msgspec
import polars as pl
import pytest

from aboveboard.checks.stage import check_stage
from aboveboard.compose.stage import Compose
from aboveboard.domain.brief import Brief
from aboveboard.domain.columns import DRAFTED
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.fact import JSON, Fact, decode_facts, encode_facts
from aboveboard.domain.moment import Moment
from aboveboard.verify.claims import check_draft

Rows = Callable[..., pl.DataFrame]


def other(attribute: str, value: JSON) -> Fact:
    return Fact(attribute=attribute, value=value, as_of=date(2026, 11, 20), expires=date(2027, 2, 18))


def test_the_stage_passes_the_kit(stage: Compose, rows: Rows, moment: Moment) -> None:
    """Rows stay in order, batches do not matter, and a null in any column is borne."""
    check_stage(stage, rows("email", 20), moment)


def test_rows_without_an_offer_get_nothing(stage: Compose, rows: Rows, moment: Moment) -> None:
    """Where nothing was decided nothing is written, and no reason of ours is added."""
    undecided = rows("email", 3).with_columns(pl.lit(None, pl.String).alias("offer"))
    assert [(None,) * len(DRAFTED)] * 3 == stage(undecided, moment).rows()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("facts", "nothing_worth_a_letter"),
        ("name", "unreadable_row"),
        ("angle", "unreadable_row"),
        ("channel", "unreadable_row"),
    ],
)
def test_a_null_is_the_refusing_value(column: str, expected: str, stage: Compose, rows: Rows, moment: Moment) -> None:
    """Without facts, name, angle or channel there is no letter."""
    table = rows("email", 5).filter(pl.col("personalisation"))
    given = stage(table.with_columns(pl.lit(None, pl.String).alias(column)), moment)
    assert {expected} == set(given["compose_reason"])
    assert given["draft"].null_count() == given.height


@pytest.mark.parametrize("value", [False, None])
def test_personalisation_off_or_unknown_leaves_all_facts_out(
    value: bool | None, stage: Compose, rows: Rows, moment: Moment
) -> None:
    """No byte of what was seen, nor the name, is in the brief or the draft."""
    table = rows("email", 30).with_columns(pl.lit(value, pl.Boolean).alias("personalisation"))
    given = stage(table, moment)
    for name, brief, draft in zip(table["name"], given["brief"], given["draft"], strict=True):
        assert '"fact"' not in brief
        assert name not in brief + draft
        assert "merrow.example" not in brief + draft


def test_what_the_rules_ask_for_is_in_the_brief(stage: Compose, rows: Rows, moment: Moment) -> None:
    """The required elements are those of the row's own cell: offer and channel."""
    brief = msgspec.json.decode(stage(rows("post", 1), moment)["brief"][0], type=Brief)
    assert ("one_click_unsubscribe_headers", "sender_identity", "source_of_data", "unsubscribe") == brief.must_include
    assert "post" == brief.channel


def test_persons_are_told_their_rights(stage: Compose, rows: Rows, moment: Moment) -> None:
    """A business that is a person, or may be one, gets the full notice with its true basis; a company the short one."""
    table = rows("email", 60)
    for form, consented, text in zip(
        table["legal_form"], table["consented_channels"], stage(table, moment)["draft"], strict=True
    ):
        assert (form != "corporate") == ("complain to a data protection authority" in text)
        if form != "corporate":
            assert bool(len(consented)) == ("on the basis of your consent" in text)
            assert bool(len(consented)) != ("legitimate interest" in text)


def test_a_company_gets_the_full_notice_where_the_rules_ask_for_it(stage: Compose, rows: Rows, moment: Moment) -> None:
    """A required privacy notice is given whatever the legal form."""
    table = rows("post", 3).with_columns(
        pl.col("cells").str.replace('"must_include":[', '"must_include":["privacy_notice",', literal=True),
        pl.lit("public_body").alias("legal_form"),
    )
    assert all("complain to a data protection authority" in draft for draft in stage(table, moment)["draft"])


COUNTED = "Of {} websites of the trade bakery that we read in Wickthorne, {} are like this."


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"count": 14, "having": 9}, {COUNTED.format(14, 9)}),
        ({"count": 40, "having": 9, "percent": 23}, {COUNTED.format(40, 9), COUNTED.format(40, "23%")}),
    ],
)
def test_neighbours_are_counted_only_where_they_were_asked_for(
    counts: dict[str, int], expected: set[str], stage: Compose, rows: Rows, moment: Moment
) -> None:
    """A count of neighbours for the same thing, or a share where there is one, is stated and found grounded."""
    table = rows("post", 60).filter(pl.col("personalisation"))
    value = {"trade": "bakery", "place": "Wickthorne", **counts}
    with_counts = [
        encode_facts([*decode_facts(facts), other("survey.neighbours", {**value, "attribute": f"seen.{angle}"})])
        for facts, angle in table.select("facts", "angle").iter_rows()
    ]
    given = stage(table.with_columns(pl.Series("facts", with_counts)), moment)
    found = set()
    for brief, draft in zip(given["brief"], given["draft"], strict=True):
        said = decode_draft(draft)
        told = [s.text for s in said.sentences if s.pattern.startswith("neighbours.")]
        assert 1 == len(told)
        found |= set(told)
        assert () == check_draft(msgspec.json.decode(brief, type=Brief), said).findings
    assert expected == found
    assert not any("websites of the trade" in draft for draft in stage(table, moment)["draft"])


def test_a_name_that_no_fact_gives_is_not_used(stage: Compose, rows: Rows, moment: Moment) -> None:
    """A row's name greets only while a fact in force gives it; an old list, or another name, does not."""
    table = rows("email", 20).filter(pl.col("personalisation"))
    without = [
        encode_facts([fact for fact in decode_facts(facts) if fact.attribute != "business.name"])
        for facts in table["facts"]
    ]
    for changed in (
        table.with_columns(pl.Series("facts", without)),
        table.with_columns(pl.lit("Somebody Else").alias("name")),
    ):
        given = stage(changed, moment)
        assert {"unreadable_row"} == set(given["compose_reason"])
        assert given["brief"].null_count() == given.height


def test_an_expired_reason_is_not_said(stage: Compose, rows: Rows) -> None:
    """A year after its review a reason is silent: letters go without, general ones are not written."""
    table = rows("email", 60).with_columns(
        pl.col("facts").str.replace_all('"expires":"2027-02-18"', '"expires":"2028-02-18"')
    )
    late = Moment(now=datetime(2027, 11, 1, tzinfo=UTC), seed="s", campaign="c", rules="r")
    given = stage(table, late)
    for personal, draft, reason in zip(table["personalisation"], given["draft"], given["compose_reason"], strict=True):
        assert (None if personal else "nothing_worth_a_letter") == reason
        assert draft is None or '"part":"why"' not in draft


def test_the_writer_is_named(stage: Compose, rows: Rows, moment: Moment) -> None:
    """Each draft says who wrote it."""
    assert {"grammar"} == set(stage(rows("email", 4), moment)["writer"])
