"""Imports: each can be undone, doubles bring nothing, and nobody who was erased comes back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Origin, RegisterRow, Suppression, TakenIn, Undone
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ON = AT.date()
TOWN = Origin(register="town", as_of=date(2026, 10, 1), acquisition="public_register")
GUIDE = Origin(register="guide", as_of=date(2026, 10, 2), acquisition="directory")
NOTHING = Undone(removed=0, restored=0, used=[], shared=[], changed_since=[])


def _bring(store: Store, name: str, *shops: RegisterRow, origin: Origin = TOWN) -> TakenIn:
    store.begin_import(name, origin, at=AT)
    return store.take_in(name, origin, shops)


def _taken(new: list[int], **other: list[int] | list[tuple[int, str]]) -> TakenIn:
    return msgspec.structs.replace(TakenIn(new=new, changed=[], doubles=[], refused=[]), **other)


def _ids(store: Store) -> list[str]:
    return store.rows("c", 1, on=ON)["business"].to_list()


def test_an_import_says_what_is_new_changed_and_the_same(store: Store, shop: Shop) -> None:
    """The same rows of the same day change nothing; a newer copy changes each, as its day is another."""
    assert _taken([0, 1]) == _bring(store, "a", shop(1), shop(2))
    assert _taken([2], changed=[1]) == _bring(store, "b", shop(1), shop(2, trade="cafe"), shop(3))
    newer = msgspec.structs.replace(TOWN, as_of=date(2026, 10, 9))
    assert _taken([], changed=[0]) == _bring(store, "c", shop(1), origin=newer)


DOUBLES: list[dict[str, str | None]] = [
    {"name": "QUERN BAKERY 001, Ltd."},
    {"street": "1, Quern Ln", "postcode": "hp0011ab"},
    {"website": None, "email": None},
    {"website": "http://www.quern001.example/shop", "email": None},
]
OTHERS: list[dict[str, str | None]] = [
    {"name": "Quern Cafe 001"},
    {"street": "2 Quern Lane"},
    {"postcode": "HP001 9ZZ"},
    {"website": "https://other.example", "email": None},
    {"country": "IE"},
]


@pytest.mark.parametrize("same", DOUBLES)
def test_a_double_brings_nothing(store: Store, shop: Shop, same: dict[str, str | None]) -> None:
    """Name, area and street in one form, and no other domain: the same business, in this list or another."""
    assert _taken([0], doubles=[(1, "shop-001")]) == _bring(store, "a", shop(1), shop(1, id="x", **same))
    assert _taken([], doubles=[(0, "shop-001")]) == _bring(store, "b", shop(1, id="y", **same), origin=GUIDE)
    assert ["shop-001"] == _ids(store)
    assert {"shop-001"} == store.members("guide")


@pytest.mark.parametrize("other", OTHERS)
def test_what_differs_is_no_double(store: Store, shop: Shop, other: dict[str, str | None]) -> None:
    """Another name, door, area, domain or country is another business."""
    assert _taken([0, 1]) == _bring(store, "a", shop(1), shop(1, id="x", **other))


def test_rows_that_cannot_be_used_are_refused(store: Store, shop: Shop) -> None:
    """An unreadable address, an id that stands twice, and an id of another register's business."""
    _bring(store, "a", shop(1), origin=GUIDE)
    done = _bring(store, "b", shop(1), shop(2, email="x"), shop(3), shop(4, id="shop-003"))
    assert _taken([2], refused=[(0, "id_taken"), (1, "email_unreadable"), (3, "id_twice")]) == done


def test_nobody_who_was_erased_comes_back_by_an_import(store: Store, shop: Shop) -> None:
    """The same entry, and one under another id at the same door, are refused again."""
    _bring(store, "a", shop(1))
    store.forget("shop-001")
    again = shop(1, id="x", email=None, telephone=None, website=None, register_number=None, name="Quern Bakery 001 Ltd")
    assert _taken([2], refused=[(0, "erased"), (1, "erased")]) == _bring(store, "b", shop(1), again, shop(2))
    assert store.was_erased("shop-001")
    assert not store.was_erased("shop-002")


def test_an_undone_import_leaves_no_trace(tmp_path: Path, keys: Keyring, shop: Shop) -> None:
    """What it added is gone from the files; the refusals that were made since stay."""
    with Store.open(f"sqlite:///{tmp_path / 's.db'}", keys) as store:
        _bring(store, "a", *(shop(number, "corporate") for number in range(50)))
        _bring(store, "b", shop(99, "corporate"), shop(98))
        store.add_suppressions([Suppression(scope="person", value="shop-099", reason="objected", on=ON)])
        assert msgspec.structs.replace(NOTHING, removed=2) == store.undo_import("b", on=ON)
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("s.db*"))
        assert 50 == len(_ids(store))
        _bring(store, "c", shop(99, "corporate"))
        assert store.rows("c", 1, on=ON).row(-1, named=True)["objected"]
    assert b"Quern Bakery 099" not in kept
    assert b"Quern Bakery 007" in kept


def test_undoing_puts_back_what_was_changed(store: Store, shop: Shop) -> None:
    """The entry, its origin and its contact are as before; one that was changed again since stays, and is named."""
    _bring(store, "a", shop(1), shop(2))
    before = store.rows("c", 1, on=ON), store.contact("shop-001")
    _bring(store, "b", shop(1, trade="cafe", email="new@other.example"), shop(2, trade="cafe"))
    _bring(store, "c", shop(2, trade="bar"))
    done = store.undo_import("b", on=ON)
    assert msgspec.structs.replace(NOTHING, restored=1, changed_since=["shop-002"]) == done
    assert ["bakery", "bar"] == store.rows("c", 1, on=ON)["trade"].to_list()
    assert before[1] == store.contact("shop-001")
    assert before[0].row(0) == store.rows("c", 1, on=ON).row(0)


def test_what_was_used_or_came_again_stays(store: Store, shop: Shop, save: Callable[..., list[str]]) -> None:
    """A row that was decided on stays, and so does one that another import brought; the last to bring it removes it."""
    _bring(store, "a", shop(1))
    save("r1")
    _bring(store, "b", shop(2), shop(3))
    _bring(store, "c", shop(2, id="x"), origin=GUIDE)
    assert msgspec.structs.replace(NOTHING, used=["shop-001"]) == store.undo_import("a", on=ON)
    assert msgspec.structs.replace(NOTHING, removed=1, shared=["shop-002"]) == store.undo_import("b", on=ON)
    assert ["shop-001", "shop-002"] == _ids(store)
    assert msgspec.structs.replace(NOTHING, removed=1) == store.undo_import("c", on=ON)
    assert ["shop-001"] == _ids(store)


def test_an_import_is_undone_once(store: Store, shop: Shop) -> None:
    """A second time, and an unknown name, are refused with what is known."""
    _bring(store, "a-1", shop(1))
    with pytest.raises(InputError, match="did you mean 'a-1'"):
        store.undo_import("a-2", on=ON)
    store.undo_import("a-1", on=ON)
    with pytest.raises(InputError, match="was undone"):
        store.undo_import("a-1", on=ON)
    assert [] == store.registers()


def test_erasure_reaches_what_imports_remember(store: Store, shop: Shop) -> None:
    """A person is in no import any more; a company stays one, and undoing still works."""
    _bring(store, "a", shop(1), shop(2, "corporate"))
    _bring(store, "b", shop(1, trade="cafe"), shop(2, "corporate", trade="cafe"))
    store.forget("shop-001")
    store.forget("shop-002")
    assert {"shop-002"} == store.members("town")
    assert NOTHING == store.undo_import("b", on=ON)


def test_what_an_import_replaced_expires(store: Store, shop: Shop) -> None:
    """After thirty days nothing remains of the former entry, and undoing no longer puts it back."""
    _bring(store, "a", shop(1))
    _bring(store, "b", shop(1, trade="cafe"))
    assert 0 == {e.keeper: e.removed for e in store.expire(AT + timedelta(days=29))}["imported"]
    assert 1 == {e.keeper: e.removed for e in store.expire(AT + timedelta(days=31))}["imported"]
    assert NOTHING == store.undo_import("b", on=ON)
    assert ["cafe"] == store.rows("c", 1, on=ON)["trade"].to_list()
