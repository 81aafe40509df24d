"""Company registers in the store: whole snapshots, found by their keys; answers are sealed, and can be forgotten."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from aboveboard.domain.errors import UnavailableError
from aboveboard.store.company_register import BATCH, MOST_OF_A_NAME, Answer
from aboveboard.store.entries import RegisterRow
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Keep = Callable[..., None]
Save = Callable[..., list[str]]
Shop = Callable[..., RegisterRow]
AS_OF, EXPIRES, TODAY = date(2026, 11, 1), date(2027, 1, 2), date(2026, 11, 23)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def batch(*entries: tuple[str, ...]) -> pl.DataFrame:
    """Entries by number, name and, if need be, former names and postcode."""
    filled = [(number, name, *(rest or ("", "")), "TOWN", "corporate", "active") for number, name, *rest in entries]
    return pl.DataFrame(filled, schema=BATCH, orient="row")


def load(store: Store, *entries: tuple[str, ...], register: str = "town", as_of: date = AS_OF) -> int:
    """A snapshot of these entries is the register; how many it has."""
    with store.companies.snapshot(register, country="GB", as_of=as_of, expires=EXPIRES) as loading:
        loading.add(batch(*entries))
    return loading.kept


def numbers(store: Store, *names: str, postcode: str = "", on: date = TODAY) -> list[str]:
    """The numbers of the entries with one of the names, by a business at this postcode."""
    return [entry.number for entry in store.companies.entries(numbers=(), names={n: {postcode} for n in names}, on=on)]


def test_an_entry_is_found_by_number_and_by_name(store: Store) -> None:
    """By its number, by its name whatever the ending, by a former name at the same postcode, and by nothing else."""
    assert 2 == load(store, ("1", "MERROW LIMITED", "CRUMB LTD\nLOAF LTD", "AB1"), ("2", "KNOT LLP"))
    by_number = store.companies.entries(numbers=["1", "7"], names={}, on=TODAY)

    assert [("1", ("CRUMB LTD", "LOAF LTD"), "AB1")] == [(e.number, e.previous, e.postcode) for e in by_number]
    assert ["1", "2"] == numbers(store, "The Merrow", "Knot Ltd", "Nobody")
    assert ["1"] == numbers(store, "Loaf", postcode="AB1")
    assert [] == numbers(store, "Loaf", postcode="AB2")
    assert [] == numbers(store, "Merrow", on=EXPIRES)


def test_one_name_of_many_entries_is_bounded(store: Store) -> None:
    """Of a thousand firms of one name a few are read, and the one at the postcode is among them."""
    load(store, *((f"{n:04}", "SAME LTD", "", "ZZ") for n in range(1000)), ("9999", "SAME LTD", "", "AB1"))
    found = numbers(store, "Same", postcode="AB1")

    assert MOST_OF_A_NAME + 1 == len(found)
    assert "9999" in found


def test_a_snapshot_is_in_use_when_it_is_whole(store: Store) -> None:
    """While a newer one comes in the older one answers; after an error it still does."""
    load(store, ("1", "MERROW LTD"))
    with store.companies.snapshot("town", country="GB", as_of=TODAY, expires=EXPIRES) as loading:
        loading.add(batch(("2", "MERROW LTD")))
        during = numbers(store, "Merrow")
    after = numbers(store, "Merrow")
    with pytest.raises(KeyboardInterrupt), store.companies.snapshot(
        "town", country="GB", as_of=TODAY, expires=EXPIRES
    ) as loading:  # fmt: skip
        loading.add(batch(("3", "MERROW LTD")))
        raise KeyboardInterrupt

    assert (["1"], ["2"], ["2"]) == (during, after, numbers(store, "Merrow"))
    assert [("town", TODAY)] == [(kept.register, kept.as_of) for kept in store.companies.kept()]


def test_what_a_killed_import_left_is_swept_by_the_next(url: str, keys: Keyring) -> None:
    """A process that ends in the middle changes nothing; the next import takes over, and the old one cannot go on."""
    with Store.open(url, keys) as first:
        load(first, ("1", "MERROW LTD"))
        killed = first.companies.snapshot("town", country="GB", as_of=AS_OF, expires=EXPIRES)
        loading = killed.__enter__()
        loading.add(batch(("2", "MERROW LTD")))
        with Store.open(url, keys) as second:
            before = numbers(second, "Merrow")
            load(second, ("3", "MERROW LTD"))
            after = numbers(second, "Merrow")
        with pytest.raises(UnavailableError, match="another import"):
            loading.add(batch(("4", "MERROW LTD")))
        with pytest.raises(UnavailableError, match="another import"):
            killed.__exit__(None, None, None)

        assert (["1"], ["3"], ["3"]) == (before, after, numbers(first, "Merrow"))


def test_registers_stand_beside_each_other(store: Store) -> None:
    """A new snapshot of one leaves the other as it is."""
    load(store, ("1", "MERROW LTD"))
    load(store, ("7", "MERROW LTD"), register="other")
    load(store, ("2", "MERROW LTD"))

    assert {("town", "2"), ("other", "7")} == {
        (entry.register, entry.number) for entry in store.companies.entries(numbers=(), names={"Merrow": ()}, on=TODAY)
    }


def test_the_latest_answer_holds(store: Store, shop: Shop, keep: Keep) -> None:
    """For the very business and entry; what was queued before it no longer settles."""
    keep(shop(1), shop(2))
    before = store.basis_version("shop-001")
    for same in (True, False):
        store.companies.add_answer("shop-001", Answer(register="town", number="1", same=same, by="office"), at=NOW)

    assert {("shop-001", "town", "1"): False} == store.companies.answers()
    assert before < store.basis_version("shop-001")


def test_an_answer_is_sealed_shown_and_forgotten(
    tmp_path: Path, migrated_file: Path, keys: Keyring, shop: Shop
) -> None:
    """Which company a person is like would name the person: no byte says it, but to whom it is about, until erasure."""
    (tmp_path / "store.db").write_bytes(migrated_file.read_bytes())
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", keys) as store:
        store.import_register([shop(1)], register="list", as_of=AS_OF, acquisition="directory")
        answer = Answer(register="companies-house", number="99000177", same=False, by="office")
        store.companies.add_answer("shop-001", answer, at=NOW)
        shown = store.holdings("shop-001")["company_answers"]
        data = b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
        store.forget("shop-001", now=NOW)

        assert [("99000177", False)] == [(each["number"], each["same"]) for each in shown]
        assert b"99000177" not in data
        assert {} == store.companies.answers()


def test_a_column_of_the_latest_run_is_read_alone(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Of each business of the campaign's latest run, in the order of the rows."""
    keep(shop(1), shop(2))
    save("r1")
    save("r2", campaign="autumn")

    assert ["shop-001", "shop-002"] == list(store.column("spring", "decision"))
    assert "Quern Bakery 001" in store.column("spring", "decision")["shop-001"]
    assert {} == store.column("spring", "no_such_column")
    assert {} == store.column("winter", "decision")
