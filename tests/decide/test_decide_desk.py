"""What is chosen, with which probability, and why not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.checks.stage import check_stage
from aboveboard.decide.choice import draw, held_out, uniform
from aboveboard.decide.decision import Desk, Draw, decided, weightiest
from aboveboard.decide.door import answer
from aboveboard.decide.stage import Decide
from aboveboard.decide.suitability import SuitableOffer
from aboveboard.domain.attributes import ANGLES, ATTRIBUTES
from aboveboard.domain.columns import CELLS, FACTS, ROWS, only
from aboveboard.domain.decision import Alternative, Decision
from aboveboard.domain.errors import InputError
from aboveboard.domain.fact import JSON, Fact, encode_facts
from aboveboard.domain.moment import Moment
from aboveboard.domain.offer import Offer, OfferWords, Price
from aboveboard.domain.verdict import Answer, Cell, Verdict, encode_cells

MOMENT = Moment(now=datetime(2026, 11, 23, 12, tzinfo=UTC), seed="s", campaign="c", rules="r")
KEY = Draw(seed="s", campaign="c", business="b", row="c:b:1")


def an_offer(name: str, answers: tuple[str, ...], *, fits: str = "page.bytes > 0", never: str = "False") -> Offer:
    """An offer that answers these angles."""
    return Offer(
        id=name,
        name=name,
        summary="We mend it.",
        price=Price(amount=Decimal(10), currency="GBP", tax_included=True, tax_rate=Decimal("0.2"), per="once"),
        term_months=0,
        notice_days=0,
        renewal="none",
        owner_keeps=(),
        does=(),
        does_not=(),
        answers=answers,
        fits=fits,
        never=never,
    )


def a_desk(*offers: Offer, hold_out: int = 0, ladder: tuple[str, ...] = ("email", "post", "voice_live")) -> Desk:
    """The desk with these offers."""
    return Desk(tuple(SuitableOffer.of(offer, "a test") for offer in offers), ladder, hold_out)


def choose(desk: Desk, values: dict[str, object], angles: list[str], allowed: set[tuple[str, str]]) -> Decision:
    """The decision on one business."""
    options = desk.personal(values, country="GB", angles=angles, allowed=allowed)
    return decided(options, desk.choose(options, KEY))


MEND = an_offer("mend", ("no_viewport", "no_title"), never="page.booking")
SEEN: dict[str, object] = {"page.bytes": 9, "page.booking": False}


@given(st.lists(st.tuples(*[st.sampled_from("abcdefg")] * 3), min_size=1, max_size=60))
def test_probabilities_sum_to_a_million(actions: list[tuple[str, str, str]]) -> None:
    """However many actions there are, their millionths sum to 1,000,000 and differ by at most one."""
    millionths = [alternative.probability_millionths for alternative in uniform(actions)]
    assert 1_000_000 == sum(millionths)
    assert max(millionths) - min(millionths) <= 1


def test_each_alternative_is_drawn_as_often_as_it_says() -> None:
    """Over 20,000 keys the draws differ from the stated probabilities by no more than chance would have it."""
    shares = {"a": 500_000, "b": 300_000, "c": 150_000, "d": 50_000}
    alternatives = [
        Alternative(offer=name, angle="x", channel="email", probability_millionths=share)
        for name, share in shares.items()
    ]
    drawn = [draw(alternatives, seed="s", words=(str(n),)).offer for n in range(20_000)]
    expected = {name: share / 50 for name, share in shares.items()}
    chi_square = sum((drawn.count(name) - count) ** 2 / count for name, count in expected.items())
    assert chi_square < 16.3  # three degrees of freedom, one in a thousand


def test_the_hold_out_is_the_same_in_every_run_and_near_its_share() -> None:
    """Who is held out depends on seed, campaign and business alone; ten percent of 20,000 are within half a percent."""
    held = [held_out(seed="s", campaign="c", business=str(n), percent=10) for n in range(20_000)]
    assert held == [held_out(seed="s", campaign="c", business=str(n), percent=10) for n in range(20_000)]
    assert abs(sum(held) / 20_000 - 0.1) < 0.008
    assert not any(held_out(seed="s", campaign="c", business=str(n), percent=0) for n in range(1000))


def test_a_business_that_is_held_out_gets_nothing() -> None:
    """With all held out, the reason is `hold_out` and nothing is chosen."""
    decision = choose(a_desk(MEND, hold_out=100), SEEN, ["no_viewport"], {("mend", "email")})
    assert (None, "hold_out", ()) == (decision.offer, decision.reason, decision.alternatives)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"page.booking": False}, "does_not_fit"),
        ({"page.bytes": 0, "page.booking": False}, "does_not_fit"),
        ({"page.bytes": 9}, "never_condition"),
        ({"page.bytes": 9, "page.booking": True}, "never_condition"),
    ],
)
def test_an_offer_has_to_be_known_to_fit(values: dict[str, object], reason: str) -> None:
    """Unknown is no: an offer is left aside unless it is known to fit and known not to be excluded."""
    decision = choose(a_desk(MEND), values, ["no_viewport"], {("mend", "email")})
    assert "nothing_fits" == decision.reason
    assert [("mend", reason)] == [(one.offer, one.reason) for one in decision.rejected]


def test_an_offer_has_to_mend_what_was_seen() -> None:
    """An offer that answers nothing that was seen is left aside, and says so."""
    decision = choose(a_desk(MEND), SEEN, ["flash"], {("mend", "email")})
    assert ("nothing_fits", "mends_nothing_seen") == (decision.reason, decision.rejected[0].reason)


def test_nothing_seen_and_nothing_allowed_are_reasons() -> None:
    """Without a cell nothing is allowed; without an angle nothing is worth a letter."""
    assert "nothing_allowed" == choose(a_desk(MEND), SEEN, ["no_viewport"], set()).reason
    assert "nothing_worth_a_letter" == choose(a_desk(MEND), SEEN, [], {("mend", "email")}).reason


def test_the_first_allowed_channel_of_the_ladder_is_taken() -> None:
    """A letter is written only where an e-mail may not be, in the order of the ladder."""
    desk = a_desk(MEND)
    assert {"mend": "email"} == desk.channels({("mend", "post"), ("mend", "email")})
    assert {"mend": "post"} == desk.channels({("mend", "voice_live"), ("mend", "post")})
    assert {} == desk.channels({("other", "email")})


@given(st.sets(st.sampled_from(ANGLES), min_size=1))
def test_what_a_customer_would_notice_goes_first(angles: set[str]) -> None:
    """Angles that the owner alone would notice are considered only where there is none that a customer would."""
    customers = {angle for angle in angles if ATTRIBUTES[f"seen.{angle}"].noticed_by == "customer"}
    decision = choose(a_desk(an_offer("all", ANGLES)), SEEN, sorted(angles), {("all", "email")})
    assert (customers or angles) == {one.angle for one in decision.alternatives}
    assert weightiest([]) == []


def test_an_angle_that_no_offer_mends_does_not_stand_in_the_way() -> None:
    """Where only the owner's angle can be mended, it is, though a customer would notice another."""
    decision = choose(a_desk(an_offer("title", ("no_title",))), SEEN, ["flash", "no_title"], {("title", "email")})
    assert ("title", "no_title", 1_000_000) == (decision.offer, decision.angle, decision.probability_millionths)


def test_the_door_answers_with_the_alternatives() -> None:
    """`decide one` tells the offer, the angle, the channel and how likely each alternative was."""
    record: dict[str, object] = {
        "id": "1",
        "facts": SEEN | {"seen.no_viewport": True},
        "allowed": {"mend": ["post"]},
    }
    found = answer(record, a_desk(MEND), seed="s", campaign="c")
    assert ("1", "mend", "no_viewport", "post") == (found["id"], found["offer"], found["angle"], found["channel"])
    assert 1_000_000 == found["probability_millionths"]
    assert [] == found["reasons"]


def test_the_door_names_the_nearest_fact() -> None:
    """A misspelt fact is refused with the nearest known one."""
    record: dict[str, object] = {"id": "1", "facts": {"page.viewprot": "x"}, "allowed": {}}
    with pytest.raises(InputError, match=r"page\.viewport"):
        answer(record, a_desk(MEND), seed="s", campaign="c")
    with pytest.raises(InputError):
        answer({"id": "1", "facts": {}}, a_desk(MEND), seed="s", campaign="c")


def some_facts(**values: JSON) -> str:
    """The text of facts of one page."""
    day, last = date(2026, 11, 20), date(2027, 2, 1)
    named = {name.replace("__", "."): value for name, value in values.items()}
    return encode_facts(Fact(attribute=name, value=value, as_of=day, expires=last) for name, value in named.items())


def cells(answer: Answer, *channels: str, offer: str = "mend") -> str:
    """The text of cells with one verdict."""
    return encode_cells(tuple(Cell(offer=offer, channel=one, verdict=Verdict(verdict=answer)) for one in channels))


def frame(rows: list[tuple[str, bool | None, str | None, str | None]]) -> pl.DataFrame:
    """Rows of personalisation, facts and cells, as the stage takes them."""
    schema = only(ROWS, ["row", "business", "country", "personalisation", "wishes"]) | only(FACTS, ["facts"])
    schema |= only(CELLS, ["cells"])
    full = [(f"c:{name}:1", name, "GB", personal, "{}", facts, cell) for name, personal, facts, cell in rows]
    return pl.DataFrame(full, schema=schema, orient="row")


FOUND = some_facts(page__bytes=900, page__booking=False, seen__no_viewport={"path": "/"})


def test_with_personalisation_off_no_fact_is_read() -> None:
    """Turned off, or unknown, the choice is the same whatever is known of the business, even if it cannot be read."""
    row = [("b", False, facts, cells("allow", "email")) for facts in (FOUND, None, "no facts")]
    out = Decide(a_desk(MEND))(frame([*row, ("b", None, FOUND, cells("allow", "email"))]), MOMENT)
    assert 1 == out.unique().height
    (decision,) = out["decision"].unique().to_list()
    assert {"no_viewport", "no_title"} == {one["angle"] for one in msgspec.json.decode(decision)["alternatives"]}


def test_a_cell_in_review_is_open_only_where_none_is_allowed() -> None:
    """What a person has to decide is drafted for that person, unless something is allowed outright."""
    both = encode_cells(
        (
            Cell(offer="mend", channel="email", verdict=Verdict(verdict="review")),
            Cell(offer="mend", channel="post", verdict=Verdict(verdict="allow")),
        )
    )
    rows = [("b", True, FOUND, text) for text in (both, cells("review", "email"), cells("withhold", "email"), None)]
    assert ["post", "email", None, None] == Decide(a_desk(MEND))(frame(rows), MOMENT)["channel"].to_list()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6), st.booleans() | st.none()), max_size=12))
def test_what_is_remembered_changes_nothing(sites: list[tuple[int, int, bool | None]]) -> None:
    """A stage that has decided on other businesses decides as a new one, at and between the limits of the offers."""
    desk = a_desk(
        an_offer("few", ("no_viewport",), fits="page.images in [2, 5] or page.images > 9", never="page.forms == 3"),
        an_offer("many", ("no_viewport",), fits="page.images >= 4 and page.images != 7", never="page.booking"),
    )
    both = encode_cells(
        tuple(Cell(offer=name, channel="email", verdict=Verdict(verdict="allow")) for name in ("few", "many"))
    )
    texts = [
        some_facts(
            page__bytes=1, page__images=images, page__forms=forms, seen__no_viewport={"path": "/"},
            **({} if booking is None else {"page__booking": booking}),
        )
        for images, forms, booking in sites
    ]  # fmt: skip
    rows = frame([(str(n), True, text, both) for n, text in enumerate(texts)])
    alone = [Decide(desk)(rows.slice(n, 1), MOMENT) for n in range(rows.height)]
    assert [part.row(0) for part in alone] == Decide(desk)(rows, MOMENT).rows()


def test_the_stage_keeps_the_contract_of_stages() -> None:
    """Order, batches, nulls and empty frames do not matter."""
    kinds = [(True, FOUND, cells("allow", "email", "post")), (False, FOUND, cells("allow", "post")), (True, None, None)]
    check_stage(Decide(a_desk(MEND, hold_out=20)), frame([(str(n), *kinds[n % 3]) for n in range(12)]), MOMENT)


GERMAN = OfferWords(name="Heilen", summary="Wir heilen.", owner_keeps=(), does=(), does_not=())
BOTH = msgspec.structs.replace(MEND, id="both", translated={"de": GERMAN})
GERMAN_SITE = some_facts(page__bytes=900, page__booking=False, page__lang="de-DE", seen__no_viewport={"path": "/"})


@pytest.mark.parametrize(
    ("facts", "country", "wishes", "expected"),
    [
        (FOUND, "GB", "{}", "en"),
        (FOUND, "DE", "{}", "de"),
        (FOUND, "FR", "{}", "en"),
        (GERMAN_SITE, "GB", "{}", "de"),
        (GERMAN_SITE, "DE", '{"language":"en"}', "en"),
        (FOUND, "GB", '{"language":"de-AT"}', "de"),
    ],
)
def test_the_language_is_the_wished_one_then_the_websites_then_the_countrys(
    facts: str, country: str, wishes: str, expected: str
) -> None:
    """An offer is made in the first of these in which it is written, or else in the campaign's own language."""
    rows = frame([("b", True, facts, cells("allow", "email", offer="both"))])
    rows = rows.with_columns(pl.lit(country).alias("country"), pl.lit(wishes).alias("wishes"))
    assert [expected] == Decide(a_desk(BOTH))(rows, MOMENT)["language"].to_list()


def test_an_offer_that_is_not_written_in_the_wished_language_is_not_made() -> None:
    """Of two offers the one that can be read is chosen; where none can, the reason says so."""
    both = encode_cells(
        tuple(Cell(offer=name, channel="email", verdict=Verdict(verdict="allow")) for name in ("mend", "both"))
    )
    rows = frame([(str(n), True, FOUND, both) for n in range(20)]).with_columns(
        pl.lit('{"language":"de"}').alias("wishes")
    )
    assert {"both"} == set(Decide(a_desk(MEND, BOTH))(rows, MOMENT)["offer"])
    none = Decide(a_desk(MEND))(rows, MOMENT)
    assert {"language_not_written"} == set(none["decide_reason"])
    assert rows.height == none["language"].null_count()


def test_a_translation_changes_words_and_no_number() -> None:
    """The offer in another language has its texts in that language, and price and terms as they were."""
    said = BOTH.said_in("de")
    assert ("Heilen", "Wir heilen.") == (said.name, said.summary)
    assert (BOTH.price, BOTH.term_months, BOTH.answers) == (said.price, said.term_months, said.answers)
    assert BOTH is BOTH.said_in("nl")
