"""Relations in a campaign: what a recorded sale opens, for which offer, and what its absence leaves closed."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import polars as pl
import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.relation_file import COLUMNS, read_relations
from aboveboard.campaign.run import RunResult, run_campaign
from aboveboard.domain.errors import InputError
from aboveboard.domain.verdict import Cell, decode_cells, decode_verdict

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HEAD = ",".join(COLUMNS)
SOFT_OPT_IN, BAN = "gb-pecr-22-soft-opt-in", "gb-pecr-22-consent"


@pytest.fixture(scope="module")
def material(example: Path) -> Material:
    """The example with its recorded sales."""
    found = read_material(example)
    offers = [candidate.offer.id for candidate in found.offers]
    return dataclasses.replace(found, relations=tuple(read_relations(example.parent / "relations.csv", None, offers)))


@pytest.fixture(scope="module")
def with_sales(
    material: Material, tmp_path_factory: pytest.TempPathFactory, signed: Callable[[Home], Home]
) -> RunResult:
    """A run of the example with its recorded sales."""
    return run_campaign(material, signed(Home(tmp_path_factory.mktemp("sales") / "home")), now=NOW)


def by_email(run: RunResult, business: str) -> dict[str, Cell]:
    """The e-mail cells of a business, by offer."""
    row = run.frame.row(by_predicate=pl.col("business") == business, named=True)
    return {cell.offer: cell for cell in decode_cells(row["cells"]) if cell.channel == "email"}


def test_a_sale_opens_email_to_a_sole_trader_for_similar_offers_alone(
    with_sales: RunResult, example_run: RunResult
) -> None:
    """With address, refusal and likeness on record the ban is lifted (PECR reg. 22(3)); without the record it holds."""
    told, untold = by_email(with_sales, "hs-015"), by_email(example_run, "hs-015")

    assert {"mend": "allow", "secure_move": "allow", "small_site": "withhold", "access_check": "withhold"} == {
        offer: cell.verdict.verdict for offer, cell in told.items()
    }
    assert BAN in told["mend"].verdict.lifted
    assert SOFT_OPT_IN in told["mend"].verdict.rules
    assert BAN in told["small_site"].verdict.rules
    assert {"withhold"} == {cell.verdict.verdict for cell in untold.values()}


def test_a_sale_without_an_offered_refusal_opens_nothing(material: Material, tmp_path: Path) -> None:
    """A customer who was never offered to refuse is written to by e-mail no more than a stranger."""
    sales = tuple(msgspec.structs.replace(event, refusal_offered=False) for event in material.relations)
    run = run_campaign(dataclasses.replace(material, relations=sales), Home(tmp_path / "home"), now=NOW)

    assert {"withhold"} == {cell.verdict.verdict for cell in by_email(run, "hs-015").values()}


def test_the_final_verdict_is_of_the_offer_that_was_chosen(
    material: Material, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """With e-mail as the only channel the message is for an offer like what was sold, and its last verdict allows."""
    only_email = material.settings.model_copy(update={"channels": ("email",)})
    run = run_campaign(dataclasses.replace(material, settings=only_email), signed(Home(tmp_path / "home")), now=NOW)
    row = run.frame.row(by_predicate=pl.col("business") == "hs-015", named=True)

    assert row["offer"] in ("mend", "secure_move")
    assert "queued" == row["state"]
    assert SOFT_OPT_IN in decode_verdict(row["final"]).rules


def test_what_the_relations_do_not_touch_stays_as_it_was(with_sales: RunResult, example_run: RunResult) -> None:
    """The cells of every business without a record are the same with and without the file."""
    named = ["hs-015", "hs-020", "hs-038", "hs-042"]
    others = [run.frame.filter(~pl.col("business").is_in(named))["cells"] for run in (with_sales, example_run)]

    assert others[0].equals(others[1])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("hs-999,sale,made,2026-03-04,owner,invoice,,,,", "'hs-999' is not in the register"),
        ("hs-015,sail,made,2026-03-04,owner,invoice,,,,", "kind 'sail' is not known"),
        ("hs-015,sale,made,2026-03-04,owner,,,,,", "evidence is empty"),
        ("hs-015,sale,made,2026-02-30,owner,invoice,,,,", "on '2026-02-30' is not a date"),
        ("hs-015,sale,made,2026-03-04,owner,invoice,,yes,,", "address_given 'yes' is not known"),
        ("hs-015,sale,made,2026-03-04,owner,invoice,,true,true,mand", "similar names no offer of this campaign"),
        ("hs-015,inquiry,made,2026-03-04,owner,note,,true,,", "address_given is said of a relation of kind inquiry"),
        ("hs-015,sale,made,2026-03-04,owner,invoice,2027-01-01,,,", "until is said of something that does not run"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path: Path, line: str, problem: str) -> None:
    """Each names file, line and remedy, and nothing of the file is read."""
    file = tmp_path / "relations.csv"
    file.write_text(f"{HEAD}\n{line}\n", "utf-8")

    with pytest.raises(InputError, match=problem) as caught:
        read_relations(file, {"hs-015"}, ["mend"])
    assert f"{file}:2" == caught.value.place
    assert caught.value.remedy
