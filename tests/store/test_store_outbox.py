"""The outbox: at most once, and never against a no."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.domain.basis import Basis
from aboveboard.domain.errors import InputError
from aboveboard.domain.outcome import Outcome
from aboveboard.domain.reasons import REASONS
from aboveboard.store.entries import Lease, RegisterRow, Settled, Suppression
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
Save = Callable[..., list[str]]
ON = date(2026, 11, 3)
SENT, LOST = Settled(state="sent"), Settled(state="lost")


def _withheld(reason: str) -> Settled:
    assert reason in REASONS
    return Settled(state="withheld", reason=reason)


def _queue_all(store: Store, run: str, rows: list[str]) -> list[bool]:
    return [store.queue(run, row, "hash-" + row.split(":")[1], "email") for row in rows]


def _settle(store: Store, lease: Lease, on: date = ON) -> Settled:
    return store.settle(lease, basis_version=lease.basis_version, on=on)


def test_a_message_is_leased_once_and_sent_once(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Queued twice it waits once; leased it is given to nobody else; settled twice it goes out once."""
    keep(shop(1), shop(2))
    rows = save("r1")
    assert [[True, True], [False, False]] == [_queue_all(store, "r1", rows), _queue_all(store, "r1", rows)]
    first, second = store.lease(1), store.lease(5)
    assert [["shop-001"], ["shop-002"], []] == [
        [x.business for x in leases] for leases in (first, second, store.lease(5))
    ]
    assert [SENT, LOST] == [_settle(store, first[0]), _settle(store, first[0])]
    assert False is store.queue("r1", rows[0], "hash-shop-001", "email")


def test_another_run_does_not_write_the_same_step_again(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """What waits or was sent is not queued again, and the rows say so; the next step is another message."""
    keep(shop(1))
    _queue_all(store, "r1", save("r1"))
    assert [False] == _queue_all(store, "r2", save("r2"))
    assert [(True, True)] == store.rows("spring", 1, on=ON).select("written_before", "first_message").rows()
    assert SENT == _settle(store, store.lease(1)[0])
    assert [(True, False)] == store.rows("spring", 1, on=ON).select("written_before", "first_message").rows()
    assert [(False, False)] == store.rows("spring", 2, on=ON).select("written_before", "first_message").rows()
    assert [True] == _queue_all(store, "r3", save("r3", step=2))


def _object(store: Store, business: str = "shop-001") -> None:
    domain = business.replace("shop-", "quern") + ".example"
    store.add_suppressions([Suppression(scope="domain", value=domain, reason="objected", on=ON)])


def _object_by_channel(store: Store, business: str) -> None:
    store.suppress(business, scope="channel", channel="email", reason="objected", on=ON)


def _withdraw(store: Store, business: str) -> None:
    told = {"how": "by reply", "by": "the shop", "notice": "", "evidence": "reply 7"}
    what = {"kind": "consent", "act": "withdrawn", "purpose": "marketing", "channel": "email"}
    store.add_bases([Basis(business=business, on=ON, **what, **told)])


def _reply(store: Store, business: str) -> None:
    store.add_outcomes([Outcome(business=business, campaign="spring", step=1, kind="reply", on=ON)])


def _complain(store: Store, business: str) -> None:
    store.add_outcomes([Outcome(business=business, campaign="winter", step=1, kind="complaint", on=ON)])


def _turn_off(store: Store, business: str = "shop-001") -> None:
    store.set_preference(business, False)


def _state_form(store: Store, business: str) -> None:
    store.set_legal_form(business, "individual")


CHANGES: list[tuple[Callable[[Store, str], None], str]] = [
    (_object, "objected"),
    (_object_by_channel, "objected"),
    (_complain, "objected"),
    (_withdraw, "basis_changed"),
    (_reply, "basis_changed"),
    (_turn_off, "basis_changed"),
    (_state_form, "basis_changed"),
]


@pytest.mark.parametrize("moment", ["queued", "leased", "leased again"])
def test_what_changes_before_settling_withholds(store: Store, shop: Shop, keep: Keep, save: Save, moment: str) -> None:
    """Whether the message waits, is leased, or came back from a lease; the neighbour's goes out all the same."""
    keep(*(shop(number) for number in range(len(CHANGES) + 1)))
    _queue_all(store, "r1", save("r1"))
    leases = [] if moment == "queued" else store.lease(20)
    if moment == "leased again":
        assert len(CHANGES) + 1 == store.release()
        leases = store.lease(20)
    for number, (change, _) in enumerate(CHANGES):
        change(store, f"shop-{number:03d}")
    expected = [_withheld(reason) for _, reason in CHANGES] + [SENT]
    assert expected == [_settle(store, lease) for lease in leases or store.lease(20)]


def test_a_refusal_of_another_channel_does_not_withhold(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Who wants no calls may still get the e-mail they agreed to."""
    keep(shop(1))
    _queue_all(store, "r1", save("r1"))
    store.suppress("shop-001", scope="channel", channel="voice_live", reason="objected", on=ON)
    assert SENT == _settle(store, store.lease(1)[0])


def test_what_is_said_again_changes_nothing(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """The same register, basis, preference, form and outcome once more do not withhold what waits."""
    keep(shop(1, "sole_trader"))
    said = [_withdraw, _turn_off, _state_form, _reply]
    for say in said:
        say(store, "shop-001")
    _queue_all(store, "r1", save("r1"))
    keep(shop(1, "sole_trader"))
    for say in said:
        say(store, "shop-001")
    assert SENT == _settle(store, store.lease(1)[0])
    assert 1 == store.sent()


def test_a_ground_older_than_the_queue_withholds(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """The version taken when the rows were read is the one that counts, not that of queueing."""
    keep(shop(1))
    version = store.basis_version("shop-001")
    rows = save("r1")
    _turn_off(store)
    assert True is store.queue("r1", rows[0], "hash-shop-001", "email", basis_version=version)
    assert _withheld("basis_changed") == _settle(store, store.lease(1)[0])


def test_a_withheld_step_may_be_queued_anew(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """After what withheld it was looked at afresh, the step may go out, once."""
    keep(shop(1))
    rows = save("r1")
    _queue_all(store, "r1", rows)
    lease = store.lease(1)[0]
    _turn_off(store)
    assert _withheld("basis_changed") == _settle(store, lease)
    assert [False] == store.rows("spring", 1, on=ON)["written_before"].to_list()
    assert [True, False] == _queue_all(store, "r1", rows) + _queue_all(store, "r1", rows)
    assert SENT == _settle(store, store.lease(1)[0])


def test_a_released_lease_is_lost_to_its_holder(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """A process that was thought dead cannot settle what another one was given."""
    keep(shop(1))
    _queue_all(store, "r1", save("r1"))
    old = store.lease(1)[0]
    assert 1 == store.release()
    new = store.lease(1)[0]
    assert [LOST, SENT, LOST] == [_settle(store, lease) for lease in (old, new, old)]


def test_an_erased_business_gets_nothing(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Its leased message is lost, and that of a company whose contact was erased is gone as well."""
    keep(shop(1), shop(2, "corporate"))
    _queue_all(store, "r1", save("r1"))
    leases = store.lease(2)
    store.forget("shop-001")
    store.forget("shop-002")
    assert [LOST, LOST] == [_settle(store, lease) for lease in leases]


def test_no_more_than_three_in_thirty_days(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Counted over campaigns, and over two entries of one address; the thirty-first day counts anew."""
    keep(shop(1), shop(2, email="orders@quern001.example"))
    answers = []
    for place, (campaign, day) in enumerate([("a", 0), ("b", 3), ("c", 6), ("d", 29), ("e", 30)]):
        rows = save(f"run {campaign}", campaign=campaign)
        _queue_all(store, f"run {campaign}", [rows[place % 2]])
        answers += [_settle(store, lease, ON + timedelta(days=day)) for lease in store.lease(2)]
    assert [SENT, SENT, SENT, _withheld("frequency_cap"), SENT] == answers


def test_two_entries_of_one_recipient_get_a_step_once(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """One mailbox, or one name and postcode, in two lists: the first entry is written to, and all rows say so."""
    same_place = {"name": "Quern Bakery 001", "postcode": "HP001 1AB"}
    keep(shop(1), shop(2, email="orders@quern001.example"), shop(3, **same_place), shop(4))
    assert [True, False, False, True] == _queue_all(store, "r1", save("r1"))
    assert [True] * 4 == store.rows("spring", 1, on=ON)["written_before"].to_list()
    assert [False] * 4 == store.rows("spring", 2, on=ON)["written_before"].to_list()


def test_a_row_that_was_never_saved_is_not_queued(store: Store, shop: Shop, keep: Keep) -> None:
    """Nothing goes out that has no decision on record."""
    keep(shop(1))
    with pytest.raises(InputError, match="no such row"):
        store.queue("r1", "spring:shop-001:1", "hash", "email")


def test_many_hands_send_each_message_once(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Four workers that lease and settle at the same time send each of forty messages exactly once."""
    keep(*(shop(number) for number in range(40)))
    _queue_all(store, "r1", save("r1"))

    def work(_: int) -> list[str]:
        sent: list[str] = []
        while leases := store.lease(3):
            sent += [lease.business for lease in leases if SENT == _settle(store, lease)]
        return sent

    with ThreadPoolExecutor(4) as pool:
        sent = [business for part in pool.map(work, range(4)) for business in part]
    assert [f"shop-{number:03d}" for number in range(40)] == sorted(sent)


ACTS = st.lists(
    st.sampled_from(["queue", "lease", "settle", "release", "object", "turn off", "import"]), min_size=1, max_size=20
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_order_of_events_sends_twice_or_after_a_no(
    acts: list[str], tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, keys: Keyring, shop: Shop
) -> None:
    """Whatever happens in whatever order: at most one message is sent, and none after the refusal."""
    folder = tmp_path_factory.mktemp("acts")
    shutil.copy(migrated_file, folder / "s.db")
    leases: list[Lease] = []
    sent, refused = 0, False
    with Store.open(f"sqlite:///{folder / 's.db'}", keys) as store:
        imported = {"register": "town", "as_of": ON, "acquisition": "directory"}
        store.import_register([shop(1)], **imported)
        decided = [pl.lit("queued").alias("state"), pl.lit(None, pl.String).alias("state_reason")]
        rows = store.rows("spring", 1, on=ON).with_columns(decided)
        store.save_run("r1", "spring", rows, dry=False, now=datetime(2026, 11, 2, tzinfo=UTC))
        for act in acts:
            if act == "queue":
                store.queue("r1", "spring:shop-001:1", "hash", "email")
            elif act == "lease":
                leases += store.lease(1)
            elif act == "release":
                store.release()
            elif act == "object":
                _object(store)
                refused = True
            elif act == "turn off":
                _turn_off(store)
            elif act == "import":
                store.import_register([shop(1, trade=f"trade {len(leases)}")], **imported)
            else:
                answers = [_settle(store, lease) for lease in leases]
                assert not refused or SENT not in answers
                sent += answers.count(SENT)
    assert sent <= 1


def test_days_are_those_of_utc(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Without a day given, a message is sent today."""
    keep(shop(1))
    _queue_all(store, "r1", save("r1"))
    lease = store.lease(1)[0]
    assert SENT == store.settle(lease, basis_version=lease.basis_version)
    sent = store.holdings("shop-001")["outbox"][0]["sent_on"]
    assert sent in {datetime.now(UTC).date().isoformat(), (datetime.now(UTC) - timedelta(minutes=1)).date().isoformat()}
