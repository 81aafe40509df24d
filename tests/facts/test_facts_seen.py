"""What facts derives from observed ones, and what several sources say together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.checks.stage import check_stage
from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import (
    JSON,
    Fact,
    decode_facts,
    encode_facts,
    first,
    join_facts,
    split_facts,
    write_fact,
)
from aboveboard.domain.moment import Moment
from aboveboard.facts.agreement import legal_form
from aboveboard.facts.seen import HEAVY_BYTES, derive
from aboveboard.facts.site import path_of
from aboveboard.facts.stage import AgreeFacts
from aboveboard.facts.survey import neighbours, told

TODAY = date(2026, 11, 23)
SEEN_ON = date(2026, 11, 20)
HOME = "https://shop.example/"
WHOLE: dict[str, JSON] = {
    "page.bytes": 9000,
    "page.status": 200,
    "page.https": True,
    "page.title": "Shop",
    "page.viewport": "width=device-width",
    "page.meta_description": "Bread and rolls",
    "page.tel_links": 1,
}


def said(attribute: str, value: JSON, *, url: str = HOME, days: int = 90, source: str = "page") -> Fact:
    """One observed fact, which holds for so many days from the day on which the page was read."""
    return Fact(
        attribute=attribute,
        value=value,
        source=source,
        url=url,
        as_of=SEEN_ON,
        expires=SEEN_ON + timedelta(days=days),
    )


def site(**others: JSON) -> list[Fact]:
    """A page that lacks nothing, but for what is given; a None takes the attribute away."""
    values = WHOLE | {name.replace("__", "."): value for name, value in others.items()}
    return [said(name, value) for name, value in values.items() if value is not None]


def a_row(observed: list[Fact] | None, **others: object) -> dict[str, object]:
    """One row as the observe stage leaves it."""
    text = None if observed is None else encode_facts(observed)
    row = {
        "business": "b-1",
        "postcode": "EH6 1AA",
        "name": "Merrow Bakery",
        "trade": "bakery",
        "locality": "Leith",
        "country": "GB",
        "register": "List",
    }
    return {**row, "register_as_of": SEEN_ON, "register_form": None, "observed": text, **others}


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """The rows with the columns that the stage takes."""
    return pl.DataFrame(rows, schema=AgreeFacts.takes)


def moment(**surveys: pl.DataFrame) -> Moment:
    """The moment of a run on the day after the pages were read."""
    return Moment(now=datetime(2026, 11, 23, 12, tzinfo=UTC), seed="s", campaign="c", rules="r", surveys=surveys)


def test_nothing_is_seen_on_a_page_that_lacks_nothing() -> None:
    """A page with all that a page should have gives no `seen.` fact."""
    assert [] == derive(site(), TODAY)


@pytest.mark.parametrize(
    ("others", "attribute", "grounds"),
    [
        ({"page__viewport": None}, "seen.no_viewport", {"page.bytes"}),
        ({"page__https": False}, "seen.no_https", {"page.https"}),
        ({"page__flash": True}, "seen.flash", {"page.flash"}),
        ({"page__title": None}, "seen.no_title", {"page.bytes"}),
        ({"page__meta_description": None}, "seen.no_meta_description", {"page.bytes"}),
        ({"page__noindex": True}, "seen.noindex", {"page.noindex"}),
        ({"page__copyright_year": 2019}, "seen.old_copyright", {"page.copyright_year"}),
        (
            {"page__images": 4, "page__images_without_alt": 3},
            "seen.images_without_alt",
            {"page.images", "page.images_without_alt"},
        ),
        ({"page__links_without_text": 2}, "seen.links_without_text", {"page.links_without_text"}),
        ({"page__mixed_content": True}, "seen.mixed_content", {"page.mixed_content"}),
        ({"page__bytes": 1_945_601}, "seen.heavy_page", {"page.bytes"}),
        ({"page__trackers_before_consent": 1}, "seen.trackers", {"page.trackers_before_consent"}),
        (
            {"site__broken_link": {"target": "/menu.html", "status": 404, "page": "/"}},
            "seen.broken_link",
            {"site.broken_link"},
        ),
        (
            {"page__tel_links": 0, "business__telephone": {"value": "+441632960123", "printed": "01632 960 123"}},
            "seen.no_tel_link",
            {"page.tel_links", "business.telephone"},
        ),
    ],
)
def test_what_is_seen_names_its_grounds(others: dict[str, JSON], attribute: str, grounds: set[str]) -> None:
    """Each `seen.` fact is found alone, names the observed facts it rests on, and dates from the oldest of them."""
    facts = site(**others)
    (found,) = derive(facts, TODAY)
    assert attribute == found.attribute
    assert grounds == {fact.attribute for fact in facts if fact.id in found.from_facts}
    assert (SEEN_ON, "derived", HOME) == (found.as_of, found.source, found.url)


def test_a_derived_fact_expires_with_its_first_ground() -> None:
    """What was seen may be used no longer than the shortest-lived fact that it rests on."""
    images = said("page.images_without_alt", 3, days=7)
    (found,) = derive([*site(page__images=4), images], TODAY)
    assert images.expires == found.expires
    (plain,) = derive(site(page__viewport=None), TODAY)
    assert SEEN_ON + timedelta(days=90) == plain.expires


def test_hours_that_differ_are_a_conflict() -> None:
    """Page and markup that give other hours for a day are seen as a conflict of that day."""
    printed = said("business.opening_hours", {"days": ["we"], "closed": True})
    data = {"days": ["we"], "opens": "09:00", "closes": "17:00"}
    found = derive([*site(), printed, said("business.opening_hours", data, source="markup")], TODAY)
    conflict = first(found, "seen.hours_conflict")
    assert conflict is not None
    assert {"day": "we", "page": "closed", "markup": "09:00-17:00", "path": "/"} == conflict.value


def test_a_page_that_is_not_there_shows_nothing() -> None:
    """A page that answered with an error is no ground for what a page lacks."""
    assert [] == derive(site(page__status=404, page__viewport=None), TODAY)


def test_what_stood_on_a_page_that_was_gone_is_no_ground_later() -> None:
    """That an address answered with an error is remembered when the answer itself has expired."""
    rest = [fact for fact in site(page__viewport=None) if fact.attribute != "page.status"]
    later = SEEN_ON + timedelta(days=30)
    assert [] == derive([*rest, said("page.status", 404, days=7)], later)
    assert ["seen.no_viewport"] == [fact.attribute for fact in derive([*rest, said("page.status", 200, days=7)], later)]


@pytest.mark.parametrize(
    ("target", "status", "page"),
    [
        ("/menu.html", 500, "/"),
        ("/menu.html", 0, "/"),
        ("/menu.html", 403, "/"),
        ("/", 404, "/"),
        ("https://shop.example", 404, "/"),
        ("/team/?who=somebody", 404, "/"),
        ("/mail@shop.example", 404, "/"),
        ("/a b", 404, "/"),
        ("/" + "x" * 70, 404, "/"),
        ("http://[", 404, "/"),
        ("/menu.html", "404", "/"),
        ("/menu.html", 404, None),
        ("/menu.html", 404, "/a[[stop_link]]"),
    ],
)
def test_a_link_that_may_be_mended_by_itself_or_says_more_is_passed_over(
    target: str, status: JSON, page: str | None
) -> None:
    """Errors that may pass, the home page, and addresses that hold more than a plain path lead no letter."""
    value = {"target": target, "status": status, "page": page}
    assert [] == derive([*site(), said("site.broken_link", value)], TODAY)  # type: ignore[arg-type]


def test_the_broken_link_on_the_home_page_is_told_first() -> None:
    """Of several the one on the home page, then by the page; whole addresses are told by their paths."""
    links = [("/b.html", "https://shop.example/old.html"), ("https://shop.example/x.html", "https://shop.example")]
    facts = [said("site.broken_link", {"target": to, "status": 410, "page": on}, url=HOME) for to, on in links]
    found = first(derive([*site(), *facts], TODAY), "seen.broken_link")
    assert found is not None
    assert {"target": "/x.html", "status": 410, "path": "/"} == found.value


def test_a_page_is_heavy_only_beyond_the_median_of_whole_pages() -> None:
    """A page's own text as large as the median page with its pictures is not yet heavy."""
    assert [] == derive(site(page__bytes=HEAVY_BYTES), TODAY)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_footer_of_last_year_is_not_old(year: int) -> None:
    """A copyright year is old only from two years back."""
    assert [] == derive(site(page__copyright_year=year), TODAY)


@given(st.from_regex(r"https?://[A-Za-z0-9.\[\]:-]{0,9}([/?#][!-~]{0,9})?", fullmatch=True))
def test_the_path_of_a_url_is_that_of_the_standard_library(url: str) -> None:
    """The path is the standard library's for every URL that it can read, "/" where there is none."""
    from urllib.parse import urlsplit

    try:
        expected = urlsplit(url).path or "/"
    except ValueError:
        return
    assert expected == path_of(url)


@given(st.lists(st.tuples(st.sampled_from(["page.title", "page.h1", "page.lang"]), st.text(max_size=30)), max_size=6))
def test_the_text_of_facts_is_cut_where_facts_begin(values: list[tuple[str, str]]) -> None:
    """Whatever a page says, the text of many facts is cut into those of each, named and joined again as they were."""
    facts = [said(name, text) for name, text in [*values, ("page.h1", 'x",{"attribute":"y')]]
    text = encode_facts(facts)
    read, written = split_facts(text)
    ids = [fact.id for fact in read]
    assert decode_facts(text) == read
    assert ids == [name for _, name in written]
    assert [write_fact(fact) for fact in read] == written
    assert (text, msgspec.json.encode(ids).decode()) == join_facts(list(reversed(written)))
    spaced = text.replace(',{"attribute":', ' , {"attribute":')
    assert (read, written) == split_facts(spaced)


@given(st.sets(st.sampled_from(sorted(ATTRIBUTES)), max_size=12), st.text(max_size=9))
def test_facts_of_known_attributes_are_joined_in_their_order(names: set[str], value: str) -> None:
    """Facts that are written one by one are joined into the very text of all of them, whatever their attributes are."""
    facts = [said(name, value) for name in names]
    text, ids = join_facts([write_fact(fact) for fact in facts])
    assert encode_facts(facts) == text
    assert [fact.id for fact in decode_facts(text)] == msgspec.json.decode(ids)


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ((), "unknown"),
        (("corporate",), "corporate"),
        (("corporate", "corporate"), "corporate"),
        (("corporate", "sole_trader"), "unknown"),
        (("unknown", "partnership"), "partnership"),
        (("of some kind",), "unknown"),
    ],
)
def test_a_legal_form_is_what_all_sources_say(forms: tuple[str, ...], expected: str) -> None:
    """Where two sources disagree, or none speaks, the legal form is unknown."""
    assert expected == legal_form([said("business.legal_form", form) for form in forms])


def test_register_and_page_that_disagree_are_both_kept() -> None:
    """The stage keeps both legal forms as facts and takes the form for unknown."""
    observed = [*site(), said("business.legal_form", "sole_trader")]
    out = AgreeFacts()(frame([a_row(observed, register_form="corporate")]), moment())
    forms = [fact for fact in decode_facts(out["facts"][0]) if fact.attribute == "business.legal_form"]
    assert {("list:List", "corporate"), ("page", "sole_trader")} == {(f.source, f.value) for f in forms}
    assert ["unknown"] == out["legal_form"].to_list()


def test_expired_facts_are_left_out() -> None:
    """A fact is gone on the day it expires, and so is all that would be derived from it."""
    old = [said(name, value, days=3) for name, value in WHOLE.items() if name != "page.viewport"]
    out = AgreeFacts()(frame([a_row(old)]), moment())
    assert {"list:List"} == {fact.source for fact in decode_facts(out["facts"][0])}


def test_neighbours_are_counted_from_ten_sites_on() -> None:
    """A group of ten observed sites is counted; one of nine, or with a site that was not observed, never shows."""
    lacking, whole = site(page__viewport=None), site()
    ten = [a_row(lacking if n < 4 else whole) for n in range(10)]
    nine = [a_row(lacking, locality="Perth") for _ in range(9)] + [a_row(None, locality="Perth")]
    survey = neighbours(frame([*ten, *nine]), TODAY)
    assert [("bakery", "Leith", "GB", "seen.no_viewport", 10, 4)] == survey.rows()
    assert 0 == neighbours(frame(nine), TODAY).height


def test_neighbours_are_told_only_where_they_were_asked_for() -> None:
    """Without the survey nothing is told of neighbours; with it, only of what was seen at this very business."""
    lacking, whole = site(page__viewport=None), site()
    rows = frame([a_row(lacking), *[a_row(whole) for _ in range(9)]])
    plain = AgreeFacts()(rows, moment())
    assert not any("survey.neighbours" in text for text in plain["facts"])
    asked = AgreeFacts()(rows, moment(neighbours=neighbours(rows, TODAY)))
    found = first(decode_facts(asked["facts"][0]), "survey.neighbours")
    assert found is not None
    expected = {"trade": "bakery", "place": "Leith", "count": 10, "having": 1, "attribute": "seen.no_viewport"}
    assert expected == found.value
    assert not any("survey.neighbours" in text for text in asked["facts"][1:])


@pytest.mark.parametrize(
    ("count", "having", "expected"),
    [
        (12, 7, {"count": 12, "having": 7}),
        (29, 29, {"count": 29, "having": 29}),
        (30, 1, {"count": 30, "having": 1, "percent": 3}),
        (200, 1, {"count": 200, "having": 1, "percent": 1}),
        (40, 27, {"count": 40, "having": 27, "percent": 68}),
    ],
)
def test_a_share_is_told_from_thirty_on(count: int, having: int, expected: dict[str, int]) -> None:
    """Below thirty there are counts alone; the share is rounded to whole per cent, halves up."""
    assert expected == told(count, having)


def test_the_stage_keeps_the_contract_of_stages() -> None:
    """Order, batches, nulls and empty frames do not matter."""
    rows = frame([a_row(site()), a_row(site(page__viewport=None)), a_row(None), a_row([], name=None, register=None)])
    check_stage(AgreeFacts(), rows, moment())


def test_the_stage_names_the_facts_that_it_gives() -> None:
    """Beside the facts stand their ids, in the same order: read, listed, derived, or none."""
    rows = frame([a_row(site(page__viewport=None, page__https=False)), a_row(None), a_row(None, register=None)])
    out = AgreeFacts()(rows, moment())
    expected = [[fact.id for fact in decode_facts(text)] for text in out["facts"]]
    assert expected == [msgspec.json.decode(ids) for ids in out["fact_ids"]]
    assert 0 == len(expected[2]) < len(expected[1]) < len(expected[0])


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        ("Third Kettle Ltd", None, "corporate"),
        ("Third Kettle Ltd", "unknown", "corporate"),
        ("Third Kettle Ltd", "sole_trader", "sole_trader"),
        ("The Limited Edition", None, "unknown"),
    ],
)
def test_the_ending_of_a_listed_name_tells_the_form(name: str, stated: str | None, expected: str) -> None:
    """Where the list gives no form, the name's legal ending does; what the list says of the form comes first."""
    row = a_row(None, name=name, register_form=stated)
    found = AgreeFacts()(frame([row]), moment())

    assert expected == found["legal_form"][0]
