"""Erasure: no byte left, nobody else touched, nobody written to again."""

import random
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from aboveboard.domain.agreement import Agreement
from aboveboard.domain.basis import Basis
from aboveboard.domain.errors import UnavailableError
from aboveboard.domain.outcome import Outcome
from aboveboard.domain.relation import Relation
from aboveboard.domain.sockets import Erasure
from aboveboard.store.company_register import Answer
from aboveboard.store.entries import RegisterRow, Review
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
Save = Callable[..., list[str]]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def _live(store: Store, rows: list[str]) -> None:
    """Everything that can be kept about a business is kept about each of them."""
    names = [row.split(":")[1] for row in rows]
    told = {"how": "ticked", "by": "the shop", "notice": "n", "evidence": "form"}
    store.add_bases(
        Basis(business=b, kind="consent", act="given", purpose="marketing", channel="email", on=NOW.date(), **told)
        for b in names
    )
    sale = {"on": NOW.date(), "by": "the shop", "evidence": "invoice"}
    store.relations.add([Relation(business=b, kind="sale", act="made", **sale) for b in names])
    for b in names:
        asked = Agreement(request=f"r-{b}", business=b, question="email", act="asked", on=NOW.date(), via="card", by=b)
        store.agreements.add(asked, address=f"owner@{b}.example")
    store.add_outcomes([Outcome(business=b, campaign="spring", step=1, kind="reply", on=NOW.date()) for b in names])
    store.set_groups({b: {"size": "under 10"} for b in names})
    n = len(rows)
    store.append_receipts(
        "r1", range(n), [b"body %s" % b.encode() for b in names], [b"salt %s" % b.encode() for b in names]
    )
    for row, business in zip(rows, names, strict=True):
        store.set_preference(business, True)
        store.queue("r1", row, "hash-" + business, "email")
        store.add_request(store.keys.pseudonym(business), "see", at=NOW, done={"tables": 12})
        review = Review(row=row, message="hash-" + business, by="office", approved=True, on=NOW.date())
        store.add_review(review)
        store.add_correction(business, ["0123456789ab"], f"We are not {business}.", at=NOW)
        answer = Answer(register="companies-house", number=f"no. of {business}", same=False, by="office")
        store.companies.add_answer(business, answer, at=NOW)
        store.model_answers.keep(business, row, "0123", f"Dear {business}", at=NOW)


def test_afterwards_nothing_of_the_person_is_kept(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Each table gives up what it had, the others keep all of theirs, and a second call removes nothing."""
    keep(shop(1), shop(2))
    _live(store, save("r1"))
    others = store.holdings("shop-002")
    removed = {e.keeper: e.removed for e in store.forget("shop-001", now=NOW)}
    assert {
        "facts": 1, "decisions": 1, "messages": 1, "outbox": 1, "outcomes": 1, "reviews": 1, "salts": 1, "groups": 1,
        "bases": 1, "preferences": 1, "contacts": 1, "requests": 1, "marks": 8, "businesses": 1, "subject_keys": 1,
        "corrections": 1, "company_answers": 1, "imported": 0, "resubscriptions": 0, "relations": 1, "agreements": 1,
        "model_answers": 1,
    } == removed  # fmt: skip
    assert None is store.business_of("shop-001")
    assert None is store.message("spring:shop-001:1")
    assert others == store.holdings("shop-002")
    assert [] == store.forget("shop-001")


def test_of_a_company_the_contact_is_erased(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """The company stays, without contact, messages or facts; it is refused, and its next run still ends in receipts."""
    keep(shop(1, "corporate"))
    _live(store, save("r1"))
    store.forget(store.keys.pseudonym("shop-001"), now=NOW)
    row = store.rows("spring", 1, on=NOW.date()).row(0, named=True)
    assert ("Quern Bakery 001", True) == (row["name"], row["erased"])
    shown = (
        {name: rows for name, rows in store.holdings("shop-001").items() if rows}
        if save("r2", state="withheld")
        else {}
    )
    assert {"businesses", "decisions", "facts", "messages"} == shown.keys()
    assert ["r2"] == [row["run"] for row in shown["decisions"]]


def test_the_tombstone_says_when_and_how_much_and_no_more(store: Store, shop: Shop, keep: Keep) -> None:
    """Under the pseudonym; a second erasure of the company leaves the first one on record."""
    keep(shop(1, "corporate"))
    pseudonym = store.keys.pseudonym("shop-001")
    for _ in range(2):
        store.forget("shop-001", now=NOW)
    (found,) = store.requests(pseudonym)
    assert ("erase", "2026-11-02T09:00:00+00:00", {"contacts": 1, "subject_keys": 1}) == (
        found.kind,
        found.at,
        found.done,
    )


def test_entries_of_one_address_are_forgotten_together(store: Store, shop: Shop, keep: Keep) -> None:
    """Who stands in two lists, with one mailbox or one name and postcode, is erased from both; a neighbour stays."""
    same_place = {"name": "Quern Bakery 001", "postcode": "HP001 1AB"}
    keep(shop(1), shop(2, email="orders@quern001.example"), shop(3, **same_place), shop(4))
    store.forget("shop-001")
    assert ["shop-004"] == store.rows("c", 1, on=NOW.date())["business"].to_list()


def test_no_byte_of_the_files_names_the_erased(tmp_path: Path, migrated_file: Path, keys: Keyring, shop: Shop) -> None:
    """Of 300 businesses in all tables, every third is erased in a random order: no id, name or key of one is left."""
    shutil.copy(migrated_file, tmp_path / "store.db")
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", keys) as store:
        forms = ["sole_trader", None, "partnership"]
        shops = [shop(number, forms[number % 3], id=f"shop-no-{number:03d}-x") for number in range(300)]
        store.import_register(shops, register="town", as_of=NOW.date(), acquisition="directory")
        rows = _save(store)
        with store.transaction():
            _live(store, rows)
        doomed = [shop.id for shop in shops[::3]]
        before = _bytes(tmp_path)
        assert all(name.encode() in before for name in doomed)
        random.Random(5).shuffle(doomed)
        with store.transaction():
            for name in doomed[:90]:
                store.forget(name, now=NOW)
        for name in doomed[90:]:
            store.forget(name, now=NOW)
        after = _bytes(tmp_path)
        assert [] == [name for name in doomed if name.encode() in after]
        assert [] == [name for name in doomed if f"salt {name}".encode() in after]
        assert all(shop.id.encode() in after for shop in shops if shop.id not in doomed)


def _save(store: Store) -> list[str]:
    frame = store.rows("spring", 1, on=NOW.date())
    columns = {"state": "queued", "state_reason": None, "facts": "[]", "draft": "d" * 900}
    frame = frame.with_columns(pl.lit(value, pl.String).alias(name) for name, value in columns.items())
    frame = frame.with_columns((pl.lit("hash-") + pl.col("business")).alias("message"))
    store.save_run("r1", "spring", frame, dry=False, now=NOW)
    return frame["row"].to_list()


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("store.db*")))


def test_an_erasure_that_fails_midway_erases_nothing(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """It is one transaction: undone, all is as it was, and the data still open."""
    keep(shop(1))
    _live(store, save("r1"))
    before = store.holdings("shop-001")
    with pytest.raises(KeyboardInterrupt), store.transaction():
        store.forget("shop-001")
        raise KeyboardInterrupt
    assert before == store.holdings("shop-001")
    assert [False] == store.rows("spring", 1, on=NOW.date())["erased"].to_list()


def test_a_reader_in_the_way_is_named_and_the_erasure_holds(
    tmp_path: Path, migrated_file: Path, keys: Keyring, shop: Shop
) -> None:
    """While another process reads old pages they cannot be emptied: the caller is told, and calls again."""
    shutil.copy(migrated_file, tmp_path / "store.db")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with Store.open(url, keys) as store, Store.open(url, keys) as reader:
        store.import_register([shop(1)], register="town", as_of=NOW.date(), acquisition="directory")
        with reader.snapshot():
            assert 1 == reader.rows("spring", 1, on=NOW.date()).height
            with pytest.raises(UnavailableError, match="another process still uses"):
                store.forget("shop-001")
        assert [] == store.forget("shop-001")
        assert b"shop-001" not in _bytes(tmp_path)


def test_what_was_not_sent_expires_after_thirty_days(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Facts and texts of withheld rows and dry runs go, their reasons stay; what was queued stays whole."""
    keep(shop(1))
    old = NOW - timedelta(days=31)
    save("withheld", state="withheld", at=old)
    save("dry", step=2, dry=True, at=old)
    save("queued", step=3, at=old)
    save("young", step=2, state="withheld", at=NOW - timedelta(days=29))
    first = {e.keeper: e.removed for e in store.expire(NOW)}
    nothing = dict.fromkeys(("imported", "call_marks", "agreements", "model_answers"), 0)
    assert {"facts": 2, "messages": 2, "decisions": 2, **nothing} == first
    assert [Erasure(name, 0) for name in first] == store.expire(NOW)
    kept = store.holdings("shop-001")
    assert ["queued", "young"] == [row["run"] for row in kept["facts"]] == [row["run"] for row in kept["messages"]]
    reasons = [(row["run"], row.get("state_reason"), row.get("decision") is None) for row in kept["decisions"]]
    assert [
        ("dry", None, True),
        ("queued", None, False),
        ("withheld", "nothing_fits", True),
        ("young", "nothing_fits", False),
    ] == reasons


def test_the_keys_of_two_versions_know_the_same_people(
    tmp_path: Path, migrated_file: Path, keys: Keyring, shop: Shop
) -> None:
    """With a second key, old refusals cover new imports and new refusals cover old ones."""
    shutil.copy(migrated_file, tmp_path / "store.db")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    how = {"register": "town", "as_of": date(2026, 9, 1), "acquisition": "directory"}
    with Store.open(url, keys) as store:
        store.import_register([shop(1), shop(2)], **how)
        store.suppress("shop-001", reason="objected", on=NOW.date())
        store.forget("shop-002")
    both = Keyring(keys.kek, keys.links, {**keys.suppression, 2: b"2" * 32})
    with Store.open(url, both) as store:
        assert [(1, "erased")] == store.import_register([shop(2), shop(3)], **how).refused
        store.suppress("shop-003", reason="objected", on=NOW.date())
        assert [True, True] == store.rows("c", 1, on=NOW.date())["objected"].to_list()


def test_the_store_says_whom_an_erasure_reaches(store: Store, shop: Shop, keep: Keep) -> None:
    """All entries that are forgotten together, by id or pseudonym, so that other keepers forget them too."""
    keep(shop(1), shop(2, email="orders@quern001.example"), shop(3))
    for name in ("shop-001", "shop-002", store.keys.pseudonym("shop-001")):
        assert ["shop-001", "shop-002"] == store.same_subject(name)
    store.forget("shop-001")
    assert [] == store.same_subject("shop-001")
