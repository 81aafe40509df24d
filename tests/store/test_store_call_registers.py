"""Do-not-call registers: a stale answer is none, and no number is kept in the clear."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aboveboard.domain.errors import InputError
from aboveboard.store.entries import CallRegister, RegisterRow
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
TAKEN = date(2026, 11, 2)
LISTED, FREE = "(212) 555-0101", "+1 312 555 0199"
NEEDED = {"US": frozenset(["National DNC Registry"]), "GB": frozenset(["TPS", "CTPS"])}


def _register(name: str = "National DNC Registry", country: str = "US", as_of: date = TAKEN) -> CallRegister:
    return CallRegister(name=name, country=country, as_of=as_of, until=as_of + timedelta(days=31))


def _american(shop: Shop, number: int, telephone: str | None) -> RegisterRow:
    return shop(number, country="US", region="US-NY", telephone=telephone)


def _answers(store: Store, on: date, needed: dict[str, frozenset[str]] = NEEDED) -> list[bool | None]:
    return store.rows("c", 1, on=on, call_registers=needed)["on_dnc_register"].to_list()


def test_a_fresh_register_says_yes_or_no(store: Store, shop: Shop, keep: Keep) -> None:
    """Of numbers of its own country alone: without a number, or with a foreign one, nobody can say."""
    keep(_american(shop, 1, LISTED), _american(shop, 2, FREE), _american(shop, 3, None))
    keep(_american(shop, 4, "+44 20 7946 0123"), shop(5, telephone="020 7946 0123"))
    assert [None] * 5 == _answers(store, TAKEN)
    assert 1 == store.replace_call_register(_register(), ["+12125550101"])
    assert [True, False, None, None, None] == _answers(store, TAKEN)


def test_a_number_that_differs_in_its_first_digit_is_another(store: Store, shop: Shop, keep: Keep) -> None:
    """The whole number is compared: with 200 million entries, nearly every shorter one would be found."""
    keep(_american(shop, 1, "(312) 555-0101"))
    store.replace_call_register(_register(), ["+12125550101"])
    assert [False] == _answers(store, TAKEN)


@pytest.mark.parametrize(("day", "answer"), [(-1, None), (0, True), (31, True), (32, None)])
def test_a_stale_answer_is_none(store: Store, shop: Shop, keep: Keep, day: int, answer: bool | None) -> None:
    """From its own day until its last day the register answers, before and after it does not, also not with no."""
    keep(_american(shop, 1, LISTED), _american(shop, 2, FREE))
    store.replace_call_register(_register(), ["+12125550101"])
    expected = [answer, None if answer is None else False]
    assert expected == _answers(store, TAKEN + timedelta(days=day))


def test_no_is_said_only_when_all_needed_registers_were_asked(store: Store, shop: Shop, keep: Keep) -> None:
    """One of two is not enough for a no, and enough for a yes; a country that names none is content with any."""
    keep(shop(1, telephone="020 7946 0123"), shop(2, telephone="020 7946 0999"))
    store.replace_call_register(_register("TPS", "GB"), ["+442079460123"])
    assert [True, None] == _answers(store, TAKEN)
    assert [True, False] == _answers(store, TAKEN, {})
    store.replace_call_register(_register("ctps", "GB"), ["+442079460555"])
    assert [True, False] == _answers(store, TAKEN)


def test_a_new_copy_replaces_the_old_one(store: Store, shop: Shop, keep: Keep) -> None:
    """Who left the register is no longer on it; an older copy than the kept one is refused."""
    keep(_american(shop, 1, LISTED))
    store.replace_call_register(_register(), ["+12125550101"])
    store.replace_call_register(_register(as_of=TAKEN + timedelta(days=7)), ["+13125550199"])
    assert [False] == _answers(store, TAKEN + timedelta(days=8))
    with pytest.raises(InputError, match="newer copy of National DNC Registry is kept, of 2026-11-09"):
        store.replace_call_register(_register(), ["+12125550101"])


def test_no_number_stands_in_the_files(tmp_path: Path, keys: Keyring) -> None:
    """Not one digit of it: the register is kept as keyed hashes."""
    with Store.open(f"sqlite:///{tmp_path / 's.db'}", keys) as store:
        store.replace_call_register(_register(), ["+12125550101"])
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("s.db*"))
    assert b"5550101" not in kept


def test_the_numbers_go_when_the_answer_is_too_old(store: Store) -> None:
    """A register that no longer answers keeps its name and day, and none of its numbers."""
    store.replace_call_register(_register(), ["+12125550101", "+13125550199"])
    at = datetime(2026, 12, 3, 23, tzinfo=UTC)
    assert 0 == {e.keeper: e.removed for e in store.expire(at)}["call_marks"]
    assert 2 == {e.keeper: e.removed for e in store.expire(at + timedelta(days=1))}["call_marks"]
    assert [] == store.call_registers(at.date() + timedelta(days=1))
