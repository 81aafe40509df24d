"""Preferences: events that no import undoes, heard under every entry of a subject, and asked again at settling."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from aboveboard.domain.errors import InputError
from aboveboard.domain.preference import NOTHING, Kind, Preference, Voice, Wishes, decode_wishes
from aboveboard.domain.reasons import REASONS
from aboveboard.store.entries import RegisterRow, Settled
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
Save = Callable[..., list[str]]
ON = date(2026, 11, 3)


def said(
    kind: Kind, value: str, *, by: Voice = "operator", name: str = "", on: date | None = ON, business: str = "shop-001"
) -> Preference:
    """One event."""
    how = "" if by == "browser" else "said by telephone"
    return Preference(business=business, kind=kind, name=name, value=value, by=by, how=how, on=on)


def test_events_stay_and_the_state_is_told_for_any_day(store: Store, shop: Shop, keep: Keep) -> None:
    """A day in the past gives what had been said by then; nothing is overwritten."""
    keep(shop(1))
    store.preferences.add([said("topic", "unwanted", name="mend", by="business")])
    store.preferences.add([said("topic", "open", name="mend", by="business", on=ON + timedelta(days=9))])
    store.preferences.add([said("every_days", "30", on=ON + timedelta(days=2))])

    told = [store.preferences.wishes("shop-001", on=ON + timedelta(days=d)) for d in (-1, 0, 2, 9)]
    noes = ("mend",)
    assert [NOTHING, Wishes(unwanted=noes), Wishes(unwanted=noes, every_days=30), Wishes(every_days=30)] == told
    assert 3 == len(store.holdings("shop-001")["preferences"])


def test_each_event_is_shown_with_day_voice_and_way(store: Store, shop: Shop, keep: Keep) -> None:
    """Whom it is about sees what was noted, by whom, when and how; how it was said lies sealed."""
    keep(shop(1))
    store.preferences.add([said("channel", "refused", name="post")])
    (shown,) = store.holdings("shop-001")["preferences"]
    del shown["id"]
    assert {
        "business": "shop-001", "kind": "channel", "name": "post", "value": "refused", "by": "operator",
        "on": "2026-11-03", "how": "said by telephone",
    } == shown  # fmt: skip


def test_how_it_was_said_is_not_read_without_the_key(store: Store, url: str, shop: Shop, keep: Keep) -> None:
    """Words about a call may name a person, so the table does not have them in clear."""
    keep(shop(1))
    store.preferences.add([said("language", "de")])
    engine = create_engine(url)
    with engine.connect() as connection:
        (sealed,) = connection.execute(text("SELECT sealed FROM preferences")).scalars()
    engine.dispose()
    assert b"telephone" not in bytes(sealed)


def test_a_line_without_a_day_is_kept_once_and_never_against_a_later_word(store: Store, shop: Shop, keep: Keep) -> None:
    """The same file is read at each run: what the business itself said since is not undone by it."""
    keep(shop(1))
    line = said("personalisation", "off", on=None)
    assert [1, 0] == [store.preferences.add([line, line], today=ON), store.preferences.add([line])]
    store.set_preference("shop-001", True, on=ON + timedelta(days=1))
    assert 0 == store.preferences.add([line], today=ON + timedelta(days=2))
    assert store.preferences.wishes("shop-001").personalisation
    dated = said("personalisation", "off", on=ON + timedelta(days=2))
    assert 1 == store.preferences.add([dated])
    assert not store.preferences.wishes("shop-001").personalisation


def test_all_or_nothing(store: Store, shop: Shop, keep: Keep) -> None:
    """One event that cannot be, or that is of nobody who is kept, and none is kept."""
    keep(shop(1))
    good = said("every_days", "30")
    for bad in (
        said("every_days", "thirty"),
        said("every_days", "99999"),
        said("channel", "refused", name="fax"),
        said("channel_order", "post,fax"),
        said("personalisation", "maybe"),
        said("topic", "unwanted", name="A topic"),
        said("pause_until", "2026-02-30"),
        said("language", "en de"),
        said("topic", "open", name="mend", business="nobody"),
    ):
        with pytest.raises(InputError):
            store.preferences.add([good, bad])
    assert [] == store.holdings("shop-001")["preferences"]


def test_both_entries_of_a_subject_have_its_wishes(store: Store, shop: Shop, keep: Keep) -> None:
    """What was said under one list's entry holds for the other's, and their neighbour wishes nothing."""
    keep(shop(1), shop(2, email="orders@quern001.example"), shop(3))
    store.preferences.add([said("channel", "refused", name="email"), said("personalisation", "off")])
    rows = store.rows("spring", 1, on=ON)
    assert [("email",), ("email",), ()] == [decode_wishes(wishes).refused for wishes in rows["wishes"]]
    assert [False, False, True] == rows["personalisation"].to_list()


def test_a_signal_is_kept_once_with_day_and_page_alone(store: Store, shop: Shop, keep: Keep) -> None:
    """However often a browser comes, there is one event; it says which page and which day, and nothing more."""
    keep(shop(1), shop(2, email="orders@quern001.example"))
    noted = [store.preferences.note_signal("shop-001", "why", on=ON + timedelta(days=n // 2)) for n in range(6)]
    assert [True] + [False] * 5 == noted
    assert False is store.preferences.note_signal("shop-002", "stop", on=ON)
    (shown,) = store.holdings("shop-001")["preferences"]
    del shown["id"]
    assert {
        "business": "shop-001", "kind": "gpc", "name": "", "value": "why", "by": "browser", "on": "2026-11-03"
    } == shown  # fmt: skip
    assert [(True, False)] * 2 == store.rows("spring", 1, on=ON).select("gpc", "personalisation").rows()


@pytest.mark.parametrize(
    ("acts", "abroad", "at_home"),
    [
        ([], (False, True), (False, True)),
        (["signal"], (True, False), (True, False)),
        (["on", "signal"], (True, True), (True, False)),
        (["on", "signal", "on"], (False, True), (False, True)),
        (["signal", "on"], (False, True), (False, True)),
        (["signal", "on", "signal"], (False, True), (False, True)),
        (["signal", "on", "off"], (True, False), (True, False)),
        (["off", "signal", "on"], (False, True), (False, True)),
    ],
)
def test_an_explicit_choice_and_a_signal(
    store: Store,
    shop: Shop,
    keep: Keep,
    acts: list[str],
    abroad: tuple[bool, bool],
    at_home: tuple[bool, bool],
) -> None:
    """A choice after the signal answers it everywhere; one before it stands, but not in the United States."""
    keep(shop(1), shop(2, country="US"))
    for business in ("shop-001", "shop-002"):
        for act in acts:
            if act == "signal":
                store.preferences.note_signal(business, "why", on=ON)
            else:
                store.set_preference(business, act == "on", on=ON)
    assert [abroad, at_home] == store.rows("spring", 1, on=ON).select("gpc", "personalisation").rows()


def test_a_pause_and_a_cadence_are_told_in_the_rows(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """A message that went out, or waits in another campaign, counts; that of this very step does not."""
    keep(shop(1), shop(2), shop(3))
    later = (ON + timedelta(days=10)).isoformat()
    store.preferences.add([said("pause_until", later), said("every_days", "30", business="shop-002")])
    rows = save("r1", at=datetime(2026, 11, 3, tzinfo=UTC))
    store.queue("r1", rows[1], "hash-shop-002", "email")
    store.queue("r1", rows[2], "hash-shop-003", "email")

    def told(campaign: str, days: int) -> list[str]:
        return store.rows(campaign, 1, on=ON + timedelta(days=days))["rest"].to_list()

    assert ["paused", "", ""] == told("spring", 9)
    assert ["paused", "less_often", ""] == told("summer", 9)
    assert ["", "less_often", ""] == told("summer", 29)
    assert ["", "", ""] == told("summer", 30)


def _queued(store: Store, save: Save, campaign: str) -> None:
    for row in save(f"run {campaign}", campaign=campaign):
        store.queue(f"run {campaign}", row, "hash", "email")


def test_settling_asks_again(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """What was wished after queueing withholds with its own reason, also under the other entry of the subject."""
    keep(shop(1), shop(2), shop(3), shop(4, email="orders@quern003.example"), shop(5))
    _queued(store, save, "spring")
    pause = (ON + timedelta(days=1)).isoformat()
    store.preferences.add(
        [
            said("pause_until", pause),
            said("channel", "refused", name="email", business="shop-002"),
            said("language", "de", business="shop-004"),
            said("channel", "refused", name="post", business="shop-005"),
        ]
    )
    told = [store.settle(lease, basis_version=lease.basis_version, on=ON) for lease in store.lease(9)]
    reasons = ["paused", "channels_not_wanted", "basis_changed", "basis_changed"]
    assert [Settled(state="withheld", reason=reason) for reason in reasons] == told
    assert set(reasons) <= REASONS.keys()


def test_a_cadence_is_kept_over_campaigns_at_settling(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Both campaigns had queued by the time the first went out; the second waits for its own day."""
    keep(shop(1))
    store.preferences.add([said("every_days", "14")])
    _queued(store, save, "spring")
    _queued(store, save, "summer")
    first, second = store.lease(2)
    assert "sent" == store.settle(first, basis_version=first.basis_version, on=ON).state
    told = store.settle(second, basis_version=second.basis_version, on=ON + timedelta(days=13))
    assert Settled(state="withheld", reason="less_often") == told
    _queued(store, save, "autumn")
    (third,) = store.lease(1)
    assert "sent" == store.settle(third, basis_version=third.basis_version, on=ON + timedelta(days=14)).state


def test_earlier_preferences_become_events(keys: Keyring, url: str, as_of_revision: Callable[[str], str]) -> None:
    """A store of the version before keeps each no as a no; a yes of which nobody noted who said it is no choice."""
    with Store.open(url, keys) as store:
        rows = [RegisterRow(id=name, name=name, country="GB", legal_form="corporate") for name in ("a", "b", "c")]
        store.import_register(rows, register="town", as_of=ON, acquisition="directory")
    old = as_of_revision("0006")
    engine = create_engine(old)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO preferences VALUES ('a', false), ('b', true)"))
    engine.dispose()
    with Store.open(old, keys) as store:
        assert [False, True, True] == store.rows("spring", 1, on=ON)["personalisation"].to_list()
        store.preferences.note_signal("b", "why", on=ON)
        assert not store.preferences.wishes("b").personalisation
        assert 1 == store.preferences.add([said("personalisation", "off", business="c")])
