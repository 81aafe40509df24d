"""Runs: what is kept of each row, and its receipt."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.store.entries import RegisterRow, Review, StoredReceipt
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
Save = Callable[..., list[str]]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_what_was_saved_comes_back(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """By the row and by the hash of its message: the same facts, draft, decision and state."""
    keep(shop(1), shop(2))
    row = save("r1")[1]
    kept = store.message(row)
    assert kept is not None
    assert ("r1", "shop-002", 1, "queued", None) == (kept.run, kept.business, kept.step, kept.state, kept.state_reason)
    assert ("Dear Quern Bakery 002", "hash-shop-002", "mend", "email") == (
        kept.draft,
        kept.message,
        kept.offer,
        kept.channel,
    )
    assert '[{"attribute":"business.name","value":"Quern Bakery 002"}]' == kept.facts
    assert {"decision": '{"angle":"of Quern Bakery 002"}'} == kept.columns
    assert kept == store.message("hash-shop-002")
    assert None is store.message("spring:shop-009:1")


def test_the_latest_run_answers(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Of two runs over one row, `why` shows the later one, in whatever order they were saved."""
    keep(shop(1))
    save("b", at=NOW)
    save("a", at=NOW - timedelta(days=1), state="withheld")
    kept = store.message("spring:shop-001:1")
    assert kept is not None
    assert ("b", "queued") == (kept.run, kept.state)


def test_a_run_may_be_saved_in_parts(store: Store, shop: Shop, keep: Keep) -> None:
    """Each part continues the run, and receipts find their rows in the order of saving."""
    keep(*(shop(number) for number in range(4)))
    rows = store.rows("spring", 1, on=NOW.date()).with_columns(
        pl.lit("withheld").alias("state"), pl.lit("nothing_fits").alias("state_reason")
    )
    for part in (rows.slice(2, 2), rows.slice(0, 2)):
        store.save_run("r1", "spring", part, dry=True, now=NOW)
    store.append_receipts("r1", range(10, 14), [b"body-%d" % n for n in range(4)], [b"salt-%d" % n for n in range(4)])
    expected = [StoredReceipt(body=b"body-%d" % n, salt=b"salt-%d" % n, index=10 + n) for n in (2, 3, 0, 1)]
    assert expected == [store.receipt(row) for row in rows["row"]]


def test_every_row_has_one_receipt(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Fewer or more bodies than rows, or a second set, are refused whole."""
    keep(shop(1), shop(2))
    save("r1")
    for n in (1, 3):
        with pytest.raises(LedgerError, match="exactly one receipt"):
            store.append_receipts("r1", range(n), [b"b"] * n, [b"s"] * n)
    store.append_receipts("r1", range(2), [b"b"] * 2, [b"s"] * 2)
    with pytest.raises(LedgerError, match="0 rows without a receipt"):
        store.append_receipts("r1", range(2, 4), [b"b"] * 2, [b"s"] * 2)


def test_one_erased_between_saving_and_receipts_gets_none(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Receipts named by their rows reach the others, and the salt of the erased row is not written."""
    keep(shop(1), shop(2))
    rows = save("r1")
    store.forget("shop-001")
    store.append_receipts("r1", range(2), [b"b1", b"b2"], [b"s1", b"s2"], rows=rows)
    assert [None, StoredReceipt(body=b"b2", salt=b"s2", index=1)] == [store.receipt(row) for row in rows]


def test_a_run_over_somebody_who_is_gone_is_not_kept(store: Store, shop: Shop, keep: Keep) -> None:
    """What was found out about a business that was erased meanwhile is not written down again."""
    keep(shop(1), shop(2))
    rows = store.rows("spring", 1, on=NOW.date()).with_columns(
        pl.lit("queued").alias("state"), pl.lit(None, pl.String).alias("state_reason")
    )
    store.forget("shop-001")
    with pytest.raises(InputError, match="1 businesses of the run are not kept"):
        store.save_run("r1", "spring", rows, dry=False, now=NOW)
    assert None is store.message("spring:shop-002:1")


def test_a_frame_without_states_is_refused(store: Store) -> None:
    """The missing column is named."""
    with pytest.raises(InputError, match="'state'"):
        store.save_run("r1", "spring", store.rows("spring", 1, on=NOW.date()), dry=True, now=NOW)


def test_what_a_run_found_is_sealed(tmp_path: Path, keys: Keyring, shop: Shop) -> None:
    """Facts, drafts and decisions do not stand in clear in the files, not even those of a company."""
    with Store.open(f"sqlite:///{tmp_path / 's.db'}", keys) as store:
        store.import_register([shop(1)], register="town", as_of=date(2026, 9, 1), acquisition="directory")
        frame = store.rows("spring", 1, on=NOW.date()).with_columns(
            [pl.lit("queued").alias("state"), pl.lit(None, pl.String).alias("state_reason")]
            + [pl.lit(f"secret-{name}").alias(name) for name in ("facts", "draft", "decision", "findings")]
        )
        store.save_run("r1", "spring", frame, dry=False, now=NOW)
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("s.db*"))
        message = store.message("spring:shop-001:1")
    assert message is not None
    assert {"decision": "secret-decision", "findings": "secret-findings"} == message.columns
    assert b"secret-" not in kept


def test_only_the_latest_run_waits_for_a_person(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Rows in review are listed in their order, with their texts; those of an earlier run no longer."""
    keep(shop(1), shop(2))
    save("r1", state="review", at=NOW - timedelta(days=1))
    assert ["Dear Quern Bakery 001", "Dear Quern Bakery 002"] == [kept.draft for kept in store.waiting("spring")]
    assert [] == store.waiting("autumn")
    save("r2", state="queued")
    assert [] == store.waiting("spring")


def test_a_review_holds_for_one_text(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """An answer about a text that was never written is refused; a later answer takes the place of an earlier."""
    keep(shop(1))
    row = save("r1", state="review")[0]
    yes = Review(row=row, message="hash-shop-001", by="the office", approved=True, on=NOW.date())
    no = Review(row=row, message="hash-shop-001", by="the office", approved=False, on=NOW.date())
    store.add_review(yes)
    store.add_review(no)
    assert [no] == store.reviews()
    with pytest.raises(InputError, match="no such message"):
        store.add_review(Review(row=row, message="another", by="the office", approved=True, on=NOW.date()))


def test_sums_and_groups_come_back(store: Store, shop: Shop, keep: Keep) -> None:
    """The learner's sums with their digest; the groups of those who are kept, and of nobody else."""
    keep(shop(1), shop(2))
    store.save_statistics("policy", b"\0\1", digest="d1", on=NOW.date())
    store.save_statistics("policy", b"\0\2", digest="d2", on=NOW.date())
    assert (("d2", b"\0\2"), None) == (store.statistics("policy"), store.statistics("other"))
    assert 1 == store.set_groups({"shop-002": {"size": "under 10"}, "shop-009": {"size": "10 or more"}})
    assert {"shop-002": {"size": "under 10"}} == store.groups()
