"""Which entry of a company register is a business, and what follows for its legal form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.checks.stage import check_stage
from aboveboard.domain.columns import OBSERVED, ROWS, only
from aboveboard.domain.company import COMPANY_SURVEY, GROUNDS, CompanyReading, decode_company
from aboveboard.domain.fact import Fact, decode_facts, encode_facts
from aboveboard.domain.moment import Moment
from aboveboard.facts.stage import AgreeFacts

TODAY = date(2026, 11, 23)
ROW: dict[str, object] = {
    "business": "b-1",
    "name": "The Merrow Bakery",
    "trade": "bakery",
    "locality": "Wickthorne",
    "postcode": "HP39 1AB",
    "country": "GB",
    "register": "List",
    "register_as_of": date(2026, 11, 18),
    "register_form": None,
    "register_number": None,
    "observed": None,
}
ENTRY: dict[str, object] = {
    "business": "b-1",
    "register": "companies-house",
    "country": "GB",
    "number": "99000101",
    "name": "MERROW BAKERY LIMITED",
    "previous": [],
    "postcode": "HP39 1AB",
    "locality": "WICKTHORNE",
    "form": "corporate",
    "status": "active",
    "as_of": date(2026, 11, 1),
    "expires": date(2027, 1, 2),
    "same": None,
}


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    """Rows as the stage takes them."""
    return pl.DataFrame(
        list(rows), schema=only(ROWS, [name for name in ROW if name != "observed"]) | only(OBSERVED, ["observed"])
    )


def moment(*entries: dict[str, object]) -> Moment:
    """A Moment with the survey of these entries."""
    surveys = {"company_register": pl.DataFrame(list(entries), schema=COMPANY_SURVEY)}
    return Moment(now=datetime(2026, 11, 23, 12, tzinfo=UTC), seed="s", campaign="c", rules="r", surveys=surveys)


def stated(**values: str) -> str:
    """What a page states, by the last part of the attribute's name."""
    days = {"as_of": TODAY, "expires": TODAY + timedelta(days=9)}
    return encode_facts(Fact(attribute=f"business.{name}", value=value, **days) for name, value in values.items())


def agreed(row: dict[str, object], *entries: dict[str, object]) -> tuple[str, CompanyReading | None, list[Fact]]:
    """Form, reading and facts of one row."""
    out = AgreeFacts()(frame(ROW | row), moment(*(ENTRY | entry for entry in entries))).row(0, named=True)
    return out["legal_form"], decode_company(out["company"]), decode_facts(out["facts"])


def without(row: dict[str, object]) -> str:
    """The form of one row where no register is asked: a name that ends in "Ltd" tells its own."""
    return str(AgreeFacts()(frame(ROW | row), moment())["legal_form"][0])


NUMBER = {"register_number": "99000101"}
FULL_NAME = {"name": "Merrow Bakery Ltd."}
ELSEWHERE = {"postcode": "ZZ1 1ZZ"}


@pytest.mark.parametrize(
    ("row", "ground"),
    [
        (NUMBER, "number_and_name"),
        (NUMBER | ELSEWHERE, "number_and_name"),
        ({"name": "Crumbs", "observed": stated(register_number="99000101", name="Merrow Bakery")}, "number_and_name"),
        (FULL_NAME, "name_and_postcode"),
        ({"observed": stated(registered_name="Merrow Bakery Limited")}, "name_and_postcode"),
        (FULL_NAME | ELSEWHERE | {"observed": stated(postcode="hp391ab")}, "name_and_postcode"),
    ],
)  # fmt: skip
def test_a_sure_match_gives_the_form_with_its_evidence(row: dict[str, object], ground: str) -> None:
    """Number and name, or the very name and the postcode: the form is the register's, of its day, until it expires."""
    form, reading, facts = agreed(row, {})
    (fact,) = (f for f in facts if f.attribute == "business.legal_form" and f.source.startswith("register:"))

    assert ("corporate", "corporate") == (form, fact.value)
    assert ("register:companies-house", date(2026, 11, 1), date(2027, 1, 2)) == (fact.source, fact.as_of, fact.expires)
    assert "99000101" in fact.excerpt
    assert reading is not None
    assert [(ground, True)] == [(each.ground, each.taken) for each in reading.considered]
    assert () == reading.questions


@pytest.mark.parametrize(
    ("row", "entry", "ground"),
    [
        ({}, {}, "alike_and_postcode"),
        (FULL_NAME | ELSEWHERE, {}, "name_alone"),
        (FULL_NAME | {"postcode": None}, {}, "name_alone"),
        (FULL_NAME, {"postcode": None}, "name_alone"),
        (NUMBER | {"name": "Crumbs"}, {}, "number_alone"),
        (FULL_NAME | {"register_number": "99000999"}, {}, "other_number"),
        (FULL_NAME, {"name": "MB TRADING LIMITED", "previous": ["MERROW BAKERY LIMITED"]}, "previous_and_postcode"),
    ],
)
def test_a_weaker_match_gives_a_question_and_no_form(
    row: dict[str, object], entry: dict[str, object], ground: str
) -> None:
    """A person is asked; until then the form is what it was before."""
    form, reading, facts = agreed(row, entry)

    assert reading is not None
    assert (without(row), without(row)) == (form, reading.without)
    assert [ground] == [each.ground for each in reading.questions]
    assert [] == [fact for fact in facts if fact.source.startswith("register:companies-house")]


@pytest.mark.parametrize(
    ("row", "entry"),
    [
        ({"name": "Another Bakery"}, {}),
        (ELSEWHERE, {}),
        ({"country": "IE"} | FULL_NAME, {}),
        ({"country": None} | FULL_NAME | NUMBER, {}),
        ({"name": "!!!"}, {"name": "???"}),
        ({"name": None}, {}),
        (FULL_NAME, {"expires": TODAY}),
        (FULL_NAME, {"business": "b-2"}),
    ],
)
def test_what_is_not_near_or_stale_says_nothing(row: dict[str, object], entry: dict[str, object]) -> None:
    """Another name, place or country, no letters at all, and an entry on its day of expiry are passed over."""
    assert (without(row), None) == agreed(row, entry)[:2]


def test_a_former_name_with_the_number_is_the_company() -> None:
    """A site that still shows the old name beside the number is that of the company."""
    form, _, _ = agreed(FULL_NAME | NUMBER, {"name": "MB TRADING LIMITED", "previous": ["MERROW BAKERY LIMITED"]})

    assert "corporate" == form


def test_two_entries_are_one_too_many() -> None:
    """Where two entries of a register are as near, neither is taken, and both are questions."""
    form, reading, _ = agreed(FULL_NAME, {}, {"number": "99000102"})

    assert reading is not None
    assert (without(FULL_NAME), ["several", "several"]) == (form, [each.ground for each in reading.questions])


def test_a_sure_match_leaves_nothing_to_ask() -> None:
    """Beside an entry that is the business, weaker ones of the same register are no questions."""
    form, reading, _ = agreed(NUMBER, {}, {"number": "99000102"})

    assert reading is not None
    assert ("corporate", ()) == (form, reading.questions)


def test_each_register_is_judged_by_itself() -> None:
    """Two registers that have the company agree; where one says public body, the form is unknown."""
    assert "corporate" == agreed(FULL_NAME, {}, {"register": "other"})[0]
    assert "unknown" == agreed(FULL_NAME, {}, {"register": "other", "form": "public_body"})[0]


@pytest.mark.parametrize(("same", "form"), [(True, "corporate"), (False, "unknown")])
def test_the_answer_of_a_person_holds(same: bool, form: str) -> None:
    """Yes makes a weak match a match, no leaves the form unknown; neither is asked again."""
    found, reading, _ = agreed({}, {"same": same})

    assert reading is not None
    assert (form, (), same) == (found, reading.questions, reading.considered[0].same)


def test_a_no_outweighs_number_and_name() -> None:
    """A person who says that it is another company is believed over any likeness."""
    assert "unknown" == agreed(NUMBER, {"same": False})[0]
    assert "corporate" == agreed(FULL_NAME, {}, {"number": "99000102", "same": False})[0]


def test_two_answers_of_yes_are_asked_again() -> None:
    """A business is one company of a register, not two."""
    form, reading, _ = agreed({}, {"same": True}, {"number": "99000102", "same": True})

    assert reading is not None
    assert ("unknown", 2) == (form, len(reading.questions))


@pytest.mark.parametrize("status", ["ended", "insolvent", "unknown"])
def test_a_company_that_is_not_active_has_no_form(status: str) -> None:
    """Whatever list and page say: a dissolved company cannot be written to as one, and the reading says why."""
    row = FULL_NAME | {"register_form": "corporate", "observed": stated(legal_form="corporate")}
    form, reading, facts = agreed(row, {"status": status})

    assert reading is not None
    assert ("unknown", status, "corporate") == (form, reading.not_active, reading.without)
    assert [] == [fact for fact in facts if fact.source.startswith("register:companies-house")]


def test_a_register_that_disagrees_makes_the_form_unknown() -> None:
    """A list that says sole trader and a register that says company leave the form unknown, and both facts stay."""
    form, reading, facts = agreed(FULL_NAME | {"register_form": "sole_trader"}, {})

    assert reading is not None
    assert ("unknown", "sole_trader") == (form, reading.without)
    assert {"sole_trader", "corporate"} == {f.value for f in facts if f.attribute == "business.legal_form"}


def test_of_many_near_entries_a_few_are_asked() -> None:
    """Nobody has to answer fifty questions about one business."""
    _, reading, _ = agreed({}, *({"number": f"990001{number:02}"} for number in range(50)))

    assert reading is not None
    assert 5 == len(reading.questions)


def test_the_stage_keeps_the_contract_with_a_survey() -> None:
    """Order, batches and nulls change nothing in what the stage promises."""
    rows = frame(
        ROW, ROW | {"business": "b-2"} | FULL_NAME, ROW | {"business": "b-3"} | NUMBER, ROW | {"business": "b-4"}
    )
    entries = [ENTRY | {"business": f"b-{number}", "status": status} for number, status in
               [(1, "active"), (2, "active"), (3, "ended")]]  # fmt: skip

    check_stage(AgreeFacts(), rows, moment(*entries))


@given(
    row=st.fixed_dictionaries(
        {
            "name": st.sampled_from([None, "The Merrow Bakery", "Merrow Bakery Ltd", "Crumbs"]),
            "postcode": st.sampled_from([None, "HP39 1AB", "ZZ1 1ZZ"]),
            "register_number": st.sampled_from([None, "99000101", "99000999"]),
        }
    ),
    same=st.sampled_from([None, False]),
)
def test_without_a_sure_ground_no_register_opens_a_form(row: dict[str, object], same: bool | None) -> None:
    """A form comes of the sure grounds alone, and never against a person's no."""
    form, reading, _ = agreed(row, {"same": same})
    grounds = [each.ground for each in reading.considered if each.taken] if reading else []

    assert form == ("corporate" if grounds else without(row))
    assert set(grounds) <= {"number_and_name", "name_and_postcode"}
    assert not (same is False and grounds)
    assert set(grounds) <= set(GROUNDS)
