"""Timing in the store: caps over all campaigns, hours by the recipient's clock, and a day's volume by provider."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import create_engine, text

from aboveboard.domain.limits import Caps, Hours, Limits
from aboveboard.domain.outcome import Outcome
from aboveboard.domain.volume import Volume
from aboveboard.store.entries import Lease, RegisterRow, Settled
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
Save = Callable[..., list[str]]
# A Monday, ten in the morning in London.
AT = datetime(2026, 11, 9, 10, tzinfo=UTC)
ON = AT.date()
DAY = timedelta(days=1)
SENT = Settled(state="sent")
BY_HOURS = Limits(hours=Hours())


def _settle(store: Store, lease: Lease, at: datetime = AT) -> Settled:
    return store.settle(lease, basis_version=lease.basis_version, at=at)


def _send(store: Store, save: Save, campaign: str, at: datetime, *, channel: str = "email", step: int = 1) -> list[str]:
    """What came of one message of a campaign to everybody."""
    for row in save(f"{campaign} {step} {at}", campaign=campaign, step=step, at=at):
        store.queue(f"{campaign} {step} {at}", row, "hash", channel)
    settled = [_settle(store, lease, at) for lease in store.lease(100, at=at)]
    return [found.reason or found.state for found in settled]


def test_each_limit_holds_over_all_campaigns(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Days between two messages, messages in thirty days, one call, two letters; each has its own reason."""
    keep(shop(1))
    sends = [("a", 0, "email"), ("b", 2, "email"), ("c", 3, "voice_live"), ("d", 10, "voice_live"), ("e", 20, "post")]
    sends += [("f", 29, "email"), ("g", 30, "email"), ("h", 33, "voice_live"), ("i", 34, "post")]
    found = [_send(store, save, campaign, AT + days * DAY, channel=channel) for campaign, days, channel in sends]

    expected = ["sent", "cooling_off", "sent", "channel_cap", "sent", "frequency_cap", "sent", "sent"]
    assert [*expected, "frequency_cap"] == [answer for (answer,) in found]


def test_a_campaign_that_got_no_answer_is_followed_by_a_long_rest(
    store: Store, shop: Shop, keep: Keep, save: Save
) -> None:
    """After the third step, or after an outcome of nothing; whoever answered is written to again after days."""
    keep(shop(1), shop(2), shop(3))
    assert ["sent"] * 3 == _send(store, save, "a", AT, step=3)
    store.add_outcomes([Outcome(business="shop-002", campaign="a", step=3, kind="reply", on=ON + DAY)])
    assert ["resting", "sent", "resting"] == _send(store, save, "b", AT + 10 * DAY)
    store.add_outcomes([Outcome(business="shop-002", campaign="b", step=1, kind="none", on=ON + 12 * DAY)])
    assert ["resting"] * 3 == _send(store, save, "c", AT + 89 * DAY)
    assert ["sent", "resting", "sent"] == _send(store, save, "d", AT + 90 * DAY)


def test_a_company_is_written_to_four_times(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """All entries of one domain or register number count together, those of one mail service do not."""
    branches = [
        shop(number, website="https://mill.example/", email=f"branch{number}@mill.example") for number in range(5)
    ]
    strangers = [shop(number, website=None, email=f"shop{number}@gmail.com") for number in range(10, 16)]
    platform = [shop(number, website="https://facebook.com/x", email=None) for number in range(20, 26)]
    numbered = [shop(30, register_number="REG7"), *(shop(n, register_number="reg 7") for n in range(31, 35))]
    keep(*branches, *strangers, *platform, *numbered)

    four = ["sent"] * 4 + ["company_cap"]
    assert [*four, *["sent"] * 12, *four] == _send(store, save, "a", AT)


def test_what_waits_counts_as_soon_as_it_is_queued(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """A second campaign queued on the same day is kept as withheld, and its rows say so before anything is written."""
    keep(shop(1), shop(2, email="orders@quern001.example"))
    rows = {name: save(f"run {name}", campaign=name, at=AT) for name in ("a", "b")}
    assert [True] == [store.queue("run a", rows["a"][0], "hash", "email", limits=BY_HOURS, at=AT)]
    assert [False] == [store.queue("run b", rows["b"][1], "hash", "email", limits=BY_HOURS, at=AT)]

    entry = store.holdings("shop-002")["outbox"][0]
    assert ("withheld", "cooling_off") == (entry["state"], entry["reason"])
    told = store.rows("b", 1, on=ON).select("pause", "reachable")
    assert [("cooling_off", [])] * 2 == told.rows()
    # The campaign's own step is not counted against itself: of that, the rows say that it was written.
    assert ["none", "none"] == store.rows("a", 1, on=ON)["pause"].to_list()
    assert ["none", "none"] == store.rows("b", 1, on=ON + 3 * DAY)["pause"].to_list()


def test_a_channel_whose_cap_is_met_is_left_out(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """The others stay; where it was the only one, that is the reason."""
    keep(shop(1), shop(2, email=None, street=None, postcode=None))
    _send(store, save, "a", AT, channel="voice_live")
    told = store.rows("b", 1, on=ON + 10 * DAY).select("pause", "reachable")

    assert [("none", ["email", "post"]), ("channel_cap", [])] == told.rows()


def test_the_caps_of_a_campaign_are_heeded_when_settling(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """They travel with the message; looser ones than the house's do not loosen."""
    keep(shop(1))
    _send(store, save, "a", AT)
    for campaign, caps, expected in [
        ("b", Caps(between=14), "cooling_off"),
        ("c", Caps(between=0, recipient=99), "sent"),
    ]:
        at = AT + 10 * DAY
        row = save(f"run {campaign}", campaign=campaign, at=at)[0]
        queued = store.queue(f"run {campaign}", row, "hash", "email", limits=Limits(caps=caps), at=at)
        assert (expected == "sent") is queued
    settled = [_settle(store, lease, AT + 10 * DAY) for lease in store.lease(9, at=AT + 10 * DAY)]
    assert [SENT] == settled
    assert ["cooling_off"] == _send(store, save, "d", AT + 11 * DAY)


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_campaigns_overruns_a_cap(store: Store, shop: Shop, keep: Keep, save: Save, seed: int) -> None:
    """Six entries of four recipients of two companies, campaigns that queue, lease, crash and settle in any order.

    What was sent is counted here anew, from what settling answered alone.
    """
    dice = random.Random(seed)
    firms = {1: "mill", 2: "mill", 3: "mill", 4: "quay", 5: "quay", 6: "quay"}
    whose = {1: "a", 2: "a", 3: "b", 4: "c", 5: "d", 6: "d"}  # entries of one mailbox
    keep(*(shop(n, email=f"{whose[n]}@{firms[n]}.example", website=f"https://{firms[n]}.example") for n in firms))
    now, leases, sent = AT, list[Lease](), list[tuple[str, str, str, date]]()
    for number in range(90):
        act = dice.choice(["queue", "queue", "lease", "settle", "settle", "crash", "wait"])
        if act == "queue":
            campaign, run = f"c{number}", f"r{number}"
            for row in dice.sample(save(run, campaign=campaign, at=now), 3):
                limits = dice.choice([None, Limits(), Limits(caps=Caps(recipient=9, between=0))])
                store.queue(run, row, "hash", dice.choice(["email", "post", "voice_live"]), limits=limits, at=now)
        elif act == "lease":
            leases += store.lease(dice.randint(1, 4), at=now)
        elif act == "crash":
            store.release()
        elif act == "wait":
            now += dice.randint(1, 6) * DAY
        for lease in leases if act == "settle" else []:
            if _settle(store, lease, now) == SENT:
                entry = int(lease.business[-3:])
                sent.append((whose[entry], firms[entry], lease.channel, now.date()))
    assert len(sent) > 5
    for recipient, firm, channel, day in sent:
        month = [s for s in sent if timedelta() <= s[3] - day < 30 * DAY]
        assert sum(s[0] == recipient for s in month) <= 3
        assert sum(s[1] == firm for s in month) <= 4
        assert sum(s[0] == recipient and s[2] == channel for s in month) <= Caps().of(channel)
        assert 1 == sum(s[0] == recipient and s[3] - day < 3 * DAY for s in month)


def test_two_campaigns_that_are_settled_at_once_do_not_overrun(
    store: Store, shop: Shop, keep: Keep, save: Save
) -> None:
    """Queued before either was sent and settled by four hands: one message to each of ten recipients."""
    keep(*(shop(number) for number in range(10)))
    for campaign in ("a", "b", "c", "d"):
        for row in save(f"run {campaign}", campaign=campaign):
            store.queue(f"run {campaign}", row, "hash", "email")

    def work(_: int) -> list[str]:
        sent: list[str] = []
        while leases := store.lease(3, at=AT):
            sent += [lease.business for lease in leases if _settle(store, lease) == SENT]
        return sent

    with ThreadPoolExecutor(4) as pool:
        sent = [business for part in pool.map(work, range(4)) for business in part]
    assert [f"shop-{number:03d}" for number in range(10)] == sorted(sent)


def _queue(store: Store, save: Save, limits: Limits, *, channel: str = "email", at: datetime = AT) -> list[bool]:
    with store.transaction():
        return [store.queue("r1", row, "hash", channel, limits=limits, at=at) for row in save("r1", at=at)]


def test_a_message_goes_out_within_its_window_alone(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """By the clocks of each place: leased only while open there, and refused when settled after it has closed."""
    keep(shop(1), shop(2, country="US", region="US-NY"), shop(3, country="US", region=None), shop(4, country="ZZ"))
    night = AT - timedelta(hours=8)
    assert [True] * 4 == _queue(store, save, BY_HOURS, at=night)

    def due(at: datetime) -> list[str]:
        found = [lease.business for lease in store.lease(9, at=at)]
        store.release()
        return found

    hours = (8, 9, 14, 16, 17, 19, 21, 22)
    answers = [due(AT.replace(hour=hour)) for hour in hours]
    gb, ny, us = "shop-001", "shop-002", "shop-003"
    assert [[], [gb], [gb, ny], [gb, ny], [ny], [ny, us], [ny, us], []] == answers
    lease = store.lease(1, at=AT + DAY)[0]
    evening = AT.replace(hour=17) + DAY
    assert Settled(state="later", until=AT.replace(hour=9) + 2 * DAY) == _settle(store, lease, evening)
    entry = store.holdings(gb)["outbox"][0]
    assert ("queued", None) == (entry["state"], entry.get("reason"))
    assert Settled(state="lost") == _settle(store, lease, evening)
    assert [] == [x for x in store.lease(9, at=evening) if x.business == gb]
    again = [x for x in store.lease(9, at=AT + 2 * DAY) if x.business == gb]
    assert [SENT] == [_settle(store, x, AT + 2 * DAY) for x in again]


def test_no_window_opens_over_a_weekend_or_beyond_a_campaigns_hours(
    store: Store, shop: Shop, keep: Keep, save: Save
) -> None:
    """From Friday afternoon on: the Tuesday on which the campaign writes; a letter goes out at any time."""
    friday = datetime(2026, 11, 6, 17, 30, tzinfo=UTC)
    keep(shop(1))
    hours = Hours(days=(1,), opens=14, closes=16)
    assert [True] == _queue(store, save, Limits(hours=hours), at=friday)
    opens = datetime(2026, 11, 10, 14, tzinfo=UTC)
    found = [h for h in range(24 * 7) if store.lease(1, at=friday + h * timedelta(hours=1)) and store.release()]
    assert [opens - timedelta(hours=-0.5), opens + timedelta(hours=1.5)] == [
        friday + h * timedelta(hours=1) for h in (found[0], found[-1])
    ]
    row = save("letters", campaign="letters", at=friday)[0]
    store.release()
    assert True is store.queue(
        "letters", row, "hash", "post", limits=Limits(caps=Caps(), hours=None), at=friday + 5 * DAY
    )
    assert ["letters"] == [x.campaign for x in store.lease(9, at=friday)]


def test_many_that_wait_for_the_morning_are_put_off_once(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Leasing by night puts all of them off, the one that is due is found."""
    keep(*(shop(number) for number in range(1_100)), shop(1_100, country="AU", region="AU-QLD"))
    night = AT.replace(hour=2)
    assert all(_queue(store, save, BY_HOURS, at=AT - 3 * DAY))
    assert ["shop-1100"] == [lease.business for lease in store.lease(1, at=night)]
    waiting = [store.holdings(f"shop-{number:03d}")["outbox"][0]["not_before"] for number in (0, 1_099)]
    assert ["2026-11-09T09:00:00"] * 2 == [str(when)[:19] for when in waiting]


def test_a_new_sender_begins_with_fifty_a_day_to_each_provider(
    store: Store, shop: Shop, keep: Keep, save: Save
) -> None:
    """The fifty-first to Gmail waits for the next day's window, one to another provider goes out; then come 75."""
    keep(
        *(shop(number, email=f"shop{number}@gmail.com", website=None) for number in range(140)),
        shop(140, email="shop@web.de", website=None),
        shop(141),
    )
    assert all(_queue(store, save, BY_HOURS))

    def sent(at: datetime) -> dict[str, int]:
        answers: dict[str, int] = {}
        while leases := store.lease(50, at=at):
            for lease in leases:
                found = _settle(store, lease, at)
                assert found.state == "sent" or found.until == (at + DAY).replace(hour=9)
                answers[found.state] = answers.get(found.state, 0) + 1
        return answers

    assert {"sent": 52, "later": 90} == sent(AT)
    told = {name: (volume.sent, volume.today) for name, volume in store.volumes(ON).items()}
    assert {"gmail": (50, 140), "other": (1, 1), "": (1, 1)} == told
    assert {} == sent(AT + timedelta(hours=1))
    assert {"sent": 75, "later": 15} == sent(AT + DAY)
    assert {"sent": 15} == sent(AT + 2 * DAY)
    assert Volume(today=15, fullest=75, sent=140) == store.volumes(ON + 2 * DAY)["gmail"]


def test_complaints_are_counted_once_and_outlive_who_complained(
    store: Store, shop: Shop, keep: Keep, save: Save
) -> None:
    """By the provider of the mailbox; saying it again, or erasing the business, changes nothing."""
    keep(shop(1, email="shop@gmail.com"), shop(2))
    _send(store, save, "a", AT)
    complaint = Outcome(business="shop-001", campaign="a", step=1, kind="complaint", on=ON)
    others = [msgspec.structs.replace(complaint, business="shop-002", kind="refusal")]
    for _ in range(2):
        store.add_outcomes([complaint, complaint, *others])
    store.forget("shop-001")

    assert {"gmail": Volume(1, 1, 1, 1), "": Volume(1, 1, 1, 0)} == store.volumes(ON)
    assert {"gmail": Volume(0, 1), "": Volume(0, 1)} == store.volumes(ON + 30 * DAY)


def test_what_waits_counts_to_the_volume_of_its_day(store: Store, shop: Shop, keep: Keep, save: Save) -> None:
    """Sent, leased and queued e-mails count together, letters do not."""
    keep(*(shop(number, email=f"shop{number}@yahoo.com", website=None) for number in range(4)))
    rows = save("r1", at=AT)
    for row, channel in zip(rows, ["email", "email", "email", "post"], strict=True):
        store.queue("r1", row, "hash", channel, limits=Limits(), at=AT)
    leases = store.lease(2, at=AT)
    assert SENT == _settle(store, leases[0])

    assert 3 == store.volumes(ON)["yahoo"].today
    assert 0 == store.volumes(ON + DAY)["yahoo"].today


def test_rows_name_the_provider_and_no_address(store: Store, shop: Shop, keep: Keep) -> None:
    """One of the rules' categories, or nothing where it cannot be told."""
    keep(shop(1, email="x@googlemail.com"), shop(2, email="x@hotmail.de"), shop(3), shop(4, email=None))

    found = store.rows("a", 1, on=ON)["mailbox_provider"].to_list()
    assert ["gmail", "outlook_consumer", None, None] == found


def test_a_store_of_before_keeps_its_count_of_messages(
    keys: Keyring, url: str, as_of_revision: Callable[[str], str]
) -> None:
    """E-mails that were sent before volumes were counted are counted when the tables are brought up to date."""
    Store.open(url, keys).close()
    old = as_of_revision("0007")
    engine = create_engine(old)
    with engine.begin() as connection:
        for n, channel in enumerate(["email", "email", "post"]):
            connection.execute(
                text(
                    "INSERT INTO outbox (run, row, campaign, business, step, message, channel, state, basis_version, "
                    f"sent_on) VALUES ('r', 'x', 'c', 'b{n}', 1, 'm', '{channel}', 'sent', 1, '2026-11-09')"
                )
            )
    engine.dispose()
    with Store.open(old, keys) as store:
        assert {"": Volume(today=2, fullest=2, sent=2)} == store.volumes(ON)
