"""The stage looks where it may, and writes down no mailbox."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.columns import LOOK, OBSERVED, ROWS
from aboveboard.domain.fact import Fact, decode_facts
from aboveboard.domain.moment import Moment
from aboveboard.observe.sources import Found, Page, Refusal
from aboveboard.observe.stage import ObservePages

MOMENT = Moment(now=datetime(2026, 11, 20, tzinfo=UTC), seed="s", campaign="c", rules="r")
DAY = date(2026, 11, 18)
HOME = (
    b"<html lang=en><title>Crumb</title><p>Mail info@crumb.example or call 0131 496 0000. "
    b"\xc2\xa9 2014 info@crumb.example"
)


class Sites:
    """Pages by website, kept in memory; remembers what was asked."""

    def __init__(self, sites: dict[str, Sequence[Page] | Refusal]) -> None:
        self.sites = sites
        self.asked: list[str] = []

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        for website in websites:
            self.asked.append(website)
            yield self.sites.get(website, Refusal("page_missing"))


def rows(*given: tuple[str | None, bool | None]) -> pl.DataFrame:
    """A frame with these websites and leaves to look."""
    schema = {name: ROWS[name] for name in ("row", "business", "website", "country")} | {"look": LOOK["look"]}
    return pl.DataFrame(
        [(f"c:{n}:1", f"b{n}", site, "GB", look) for n, (site, look) in enumerate(given)], schema=schema, orient="row"
    )


def observe(source: Sites, *given: tuple[str | None, bool | None]) -> pl.DataFrame:
    """The columns the stage adds."""
    return ObservePages(source)(rows(*given), MOMENT)


def source() -> Sites:
    """Four sites: one to read, one with two pages, one that cannot be parsed, one that refuses."""
    contact = Page("https://two.example/contact?who=jo@two.example", HOME, DAY)
    return Sites(
        {
            "https://one.example": [Page("https://one.example/", HOME, DAY)],
            "https://two.example": [Page("https://two.example/", HOME, DAY), contact],
            "https://pdf.example": [Page("https://pdf.example/", b"%PDF-1.4", DAY)],
            "https://no.example": Refusal("refusal_file"),
        }
    )


def test_what_may_not_be_looked_at_is_not_asked_for() -> None:
    """A row without leave, or whose leave is unknown, stays null in every column, and its site is not asked."""
    asked = source()

    observed = observe(asked, ("https://one.example", False), ("https://one.example", None))

    assert [(None, None, None)] * 2 == observed.rows()
    assert [] == asked.asked


def test_each_way_to_end_has_its_reason() -> None:
    """No website, a refusal, a missing site and an unreadable page give no facts, a reason, and the run goes on."""
    observed = observe(
        source(),
        (None, True),
        (" ", True),
        ("https://no.example", True),
        ("https://gone.example", True),
        ("https://pdf.example", True),
    )

    reasons = ["no_website", "no_website", "refusal_file", "page_missing", "page_unreadable"]
    assert [("[]", reason, 0) for reason in reasons] == observed.rows()


def facts(observed: pl.DataFrame, row: int = 0) -> list[Fact]:
    """The facts of one row."""
    return decode_facts(observed["observed"][row])


def test_no_mailbox_is_written_down() -> None:
    """The column holds the kind of a mailbox and no address, in no value, excerpt or url."""
    observed = observe(source(), ("https://two.example", True))

    assert [{"kind": "role"}] == [fact.value for fact in facts(observed) if fact.attribute == "business.email"]
    assert "@" not in observed["observed"][0]


def test_facts_are_dated_and_expire() -> None:
    """A fact is as old as its page was read, and expires by the days of its attribute."""
    observed = observe(source(), ("https://one.example", True))
    title = next(fact for fact in facts(observed) if fact.attribute == "page.title")

    assert ("Crumb", "https://one.example/", DAY, date(2027, 2, 16)) == (
        title.value,
        title.url,
        title.as_of,
        title.expires,
    )


def test_pages_of_a_site_are_merged() -> None:
    """Facts about a page stand for each page, facts about the business once."""
    found = facts(observe(source(), ("https://two.example", True)))

    assert 2 == len([fact for fact in found if fact.attribute == "page.links"])
    assert 1 == len([fact for fact in found if fact.attribute == "business.telephone"])
    assert {"https://two.example/", "https://two.example/contact"} == {fact.url for fact in found}


SITES = st.sampled_from(
    [None, "", "https://one.example", "https://two.example", "https://pdf.example", "https://no.example"]
)


@given(st.lists(st.tuples(SITES, st.sampled_from([True, False, None])), max_size=5))
def test_columns_rows_and_order_are_kept(given: list[tuple[str | None, bool | None]]) -> None:
    """The stage gives its columns exactly, one row for each, and the same in any batch."""
    whole = observe(source(), *given)
    parts = [observe(source(), row) for row in given]

    assert dict(OBSERVED) == dict(whole.schema)
    assert [row for part in parts for row in part.rows()] == whole.rows()
