"""A run looks its businesses up in the company registers that are kept, and says what came of it."""

import itertools
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from aboveboard.campaign.company_import import bring_companies_house
from aboveboard.campaign.errands import decide_review, explain, forget, review_lines
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.report import render_report
from aboveboard.campaign.run import Pipeline, RunResult, open_store, run_campaign
from aboveboard.domain.company import decode_company
from aboveboard.domain.errors import InputError
from aboveboard.domain.fact import decode_facts
from aboveboard.guard.packs import load_packs
from aboveboard.observe.sources import SavedPages

Line = Callable[..., str]
Snapshot = Callable[..., Path]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MINUTES = itertools.count()
# Of the example: two whose form no source tells, of which one has no website, and a company with its number.
SPANIEL, CRUST, BAKERY = "hs-023", "hs-014", "hs-001"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of its own."""
    return Home(tmp_path / "home")


@pytest.fixture
def bring(home: Home, line: Line, snapshot: Snapshot) -> Callable[..., None]:
    """Imports a register with an entry for each: sure by name and place, weak, and sure by number with this status."""

    def done(status: str = "Active") -> None:
        path = snapshot(
            line("SODDEN SPANIEL", "99000123", "HP39 2LS"),
            line("CORNER CRUST LIMITED", "99000777", "HP39 2EB"),
            line("COPPER LANE BAKERY LTD", "99000101", "HP39 1AB", status=status),
            line("UNRELATED LIMITED", "99000778", "HP39 1AB"),
        )
        bring_companies_house([path], home, as_of=None, days=62, today=NOW.date())

    return done


def run(example: Path, home: Home) -> RunResult:
    """A dry run of the example, a minute after the one before."""
    return run_campaign(read_material(example), home, now=NOW + timedelta(minutes=next(MINUTES)))


def row(result: RunResult, business: str) -> dict[str, object]:
    """The row of a business."""
    return result.frame.row(by_predicate=pl.col("business") == business, named=True)


def figures(result: RunResult) -> dict[str, str]:
    """The figures of the report, by their labels."""
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", render_report(result)))


def test_without_a_register_nothing_is_said_of_one(example_run: RunResult) -> None:
    """No row has a reading, and the report has the two counts of unknown forms it had before."""
    assert 62 == example_run.frame["company"].null_count()
    assert 2 == sum("legal form unknown" in label for label in figures(example_run))


def test_a_form_comes_from_the_register_with_its_evidence(
    example: Path, home: Home, bring: Callable[..., None], example_run: RunResult
) -> None:
    """The very name and the postcode are the same: the form is corporate, and `why` names entry and day."""
    bring()
    result = run(example, home)
    found = row(result, SPANIEL)
    (fact,) = (
        f for f in decode_facts(str(found["facts"])) if f.attribute == "business.legal_form" and "house" in f.source
    )

    assert ("unknown", "corporate") == (row(example_run, SPANIEL)["legal_form"], found["legal_form"])
    assert ("register:companies-house", date(2026, 11, 1)) == (fact.source, fact.as_of)
    why = explain(SPANIEL, example, home.folder)
    assert (
        "companies-house of 2026-11-01: SODDEN SPANIEL, 99000123, WICKTHORNE HP392LS, corporate, active: taken" in why
    )
    assert "the very name and the postcode are the same" in why


def test_the_report_counts_before_and_after(example: Path, home: Home, bring: Callable[..., None]) -> None:
    """Unknown by the list, with the pages, with company registers; found, waiting, and what is no company now."""
    bring("Liquidation")
    result = run(example, home)
    said = figures(result)
    counts = [
        int(said[f"legal form unknown, {source}"].split()[0])
        for source in ("list alone", "with the pages", "with company registers")
    ]

    assert [
        result.frame["register_form"].is_in(["unknown"]).sum() + result.frame["register_form"].null_count()
    ] == counts[:1]
    assert counts[1] == counts[2]  # one form more is known, and one company has none now
    assert counts[0] > counts[1] > 0
    assert ("2", "1") == (said["found in a company register"], said["“same company?” waits for a person"])
    assert "1" == said["companies in liquidation, administration or receivership"]
    assert "unknown: company in liquidation, administration or receivership" in render_report(result)


def test_a_dissolved_company_is_not_written_to_as_one(
    example: Path, home: Home, bring: Callable[..., None], example_run: RunResult
) -> None:
    """Whatever directory and page say, the form is unknown again, no e-mail is allowed, and `why` says it."""
    bring("Dissolved")
    found = row(run(example, home), BAKERY)

    assert ("corporate", "unknown") == (row(example_run, BAKERY)["legal_form"], found["legal_form"])
    assert ("email", True) == (row(example_run, BAKERY)["channel"], found["channel"] != "email")
    assert "the company is dissolved or struck off" in explain(BAKERY, example, home.folder)


def test_a_weak_match_waits_for_a_person(example: Path, home: Home, bring: Callable[..., None]) -> None:
    """It is listed with both sides; yes gives the form at the next run, and nothing is asked again."""
    bring()
    run(example, home)
    question = f"{CRUST}@companies-house:99000777"
    listed = "\n".join(review_lines(example, home.folder))
    said = decide_review(example, home.folder, question, by="office", approved=True)
    between = "\n".join(review_lines(example, home.folder))
    after = run(example, home)

    assert f"{question}: is this the same company?" in listed
    assert "ours: Corner Crust, HP392EB" in listed
    assert "CORNER CRUST LIMITED, 99000777, WICKTHORNE HP392EB, corporate, active" in listed
    assert "the same company, says office" in said
    assert question not in between
    assert "corporate" == row(after, CRUST)["legal_form"]
    assert question not in "\n".join(review_lines(example, home.folder))


def test_a_no_is_remembered_and_can_be_taken_back(example: Path, home: Home, bring: Callable[..., None]) -> None:
    """The form stays unknown over runs and snapshots; a later yes to the same question holds."""
    bring()
    run(example, home)
    question = f"{CRUST}@companies-house:99000777"
    decide_review(example, home.folder, question, by="office", approved=False)
    bring()
    second = run(example, home)
    assert ("unknown", False) == (
        row(second, CRUST)["legal_form"],
        question in "\n".join(review_lines(example, home.folder)),
    )
    assert "not the same, a person said" in explain(CRUST, example, home.folder)

    decide_review(example, home.folder, question, by="office", approved=True)
    assert "corporate" == row(run(example, home), CRUST)["legal_form"]


def test_an_answer_to_nothing_is_refused(example: Path, home: Home, bring: Callable[..., None]) -> None:
    """A misspelt question changes nothing."""
    bring()
    run(example, home)
    with pytest.raises(InputError, match="does not wait"):
        decide_review(example, home.folder, f"{CRUST}@companies-house:99000999", by="office", approved=True)


def test_an_erased_business_takes_its_answers_along(example: Path, home: Home, bring: Callable[..., None]) -> None:
    """Nothing in the store says any more which company it is or is not."""
    bring()
    run(example, home)
    decide_review(example, home.folder, f"{CRUST}@companies-house:99000777", by="office", approved=True)
    forget(example, home.folder, CRUST)
    with open_store(home) as store:
        assert {} == store.companies.answers()
        assert CRUST not in store.column("high-street", "company")


def test_who_may_not_be_looked_at_is_not_looked_up(example: Path, home: Home, bring: Callable[..., None]) -> None:
    """A row that objected, or whose personalisation is off, has no reading, though the register has its entry."""
    path = example.parent / "register.csv"
    listed = pl.read_csv(path, infer_schema=False)
    refused = run(example, Home(home.folder / "first")).frame.filter(~pl.col("look"))["business"].to_list()
    lines = [
        ",".join([f'"{name}"', number, "", "", "", postcode, "Private Limited Company", "Active", "", *[""] * 10])
        for name, number, postcode in listed.filter(pl.col("id").is_in(refused) & (pl.col("country") == "GB"))
        .select("name", "register_number", "postcode")
        .fill_null("")
        .iter_rows()
    ]
    header = ["CompanyName", "CompanyNumber", "RegAddress.CareOf", "RegAddress.AddressLine1", "RegAddress.PostTown"]
    header += ["RegAddress.PostCode", "CompanyCategory", "CompanyStatus", "URI"]
    header += [f"PreviousName_{n}.CompanyName" for n in range(1, 11)]
    file = home.folder.parent / "BasicCompanyData-2026-11-01.csv"
    file.write_text("\n".join([",".join(header), *lines]) + "\n", "utf-8")
    bring_companies_house([file], home, as_of=None, days=62, today=NOW.date())
    result = run(example, home)

    assert len(lines) > 3
    assert [] == result.frame.filter(pl.col("business").is_in(refused))["company"].drop_nulls().to_list()


def test_the_survey_is_in_the_moment_so_that_a_run_replays(
    example: Path, home: Home, bring: Callable[..., None]
) -> None:
    """The same rows at the same Moment give the same columns without the register, in any order and batches."""
    bring()
    result = run(example, home)
    material = read_material(example)
    pipeline = Pipeline.of(material, load_packs(), SavedPages(material.pages))
    rows = result.frame.select(pipeline_rows(result))
    again = pipeline(rows.reverse(), result.moment, tell=lambda *_: None)

    assert decode_company(str(row(result, SPANIEL)["company"])) is not None
    assert result.frame["company"].to_list() == again["company"].reverse().to_list()
    assert result.frame["receipt"].to_list() == again["receipt"].reverse().to_list()


def pipeline_rows(result: RunResult) -> list[str]:
    """The columns of the rows as the run was handed them."""
    from aboveboard.domain.columns import ROWS

    return [name for name in result.frame.columns if name in ROWS]
