"""Bases, relations and agreements in the store: kept as events, sealed, seen, forgotten, on either database."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
import polars as pl
import pytest
from sqlalchemy import create_engine, select, text

from aboveboard.domain.agreement import CONFIRM_DAYS, Agreement
from aboveboard.domain.basis import Basis, notice_hash
from aboveboard.domain.errors import InputError
from aboveboard.domain.relation import Relation
from aboveboard.rights import requests
from aboveboard.store.entries import RegisterRow, Suppression
from aboveboard.store.schema import BASES
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
ON = date(2026, 11, 2)
ADDRESS = "owner@other.example"
NOTICE = "You may write to me by e-mail."


def basis(business: str = "shop-001", **changes: object) -> Basis:
    """A consent to e-mail."""
    fields = {"kind": "consent", "act": "given", "purpose": "marketing", "channel": "email", "on": ON, "how": "form"}
    return Basis(**{"business": business, "by": "owner", "notice": NOTICE, "evidence": "form 7", **fields, **changes})


def agreement(act: str, request: str = "r1", business: str = "shop-001", on: date = ON) -> Agreement:
    """One event of the question about e-mail."""
    fields = {"question": "email", "via": "card", "by": "owner", "notice": NOTICE, "evidence": "card 7"}
    return Agreement(request=request, business=business, act=act, on=on, **fields)


def confirmed(store: Store, business: str = "shop-001", on: date = ON) -> None:
    """The business typed an address and confirmed it."""
    request = f"r-{business}-{on}"
    store.agreements.add(agreement("asked", request, business, on), address=f" {ADDRESS.title()} ")
    store.agreements.add(agreement("sent", request, business, on))
    store.agreements.add(agreement("confirmed", request, business, on))
    store.agreements.take_over(request)


def test_a_basis_comes_back_with_its_notice_and_hash(store: Store, shop: Shop, keep: Keep) -> None:
    """What is kept is the event itself, each once; on the day before it there is none."""
    keep(shop(1))
    given = basis(source="third_party_named", written=True)
    assert (1, 0) == (store.add_bases([given]), store.add_bases([given]))
    assert {"shop-001": [given]} == store.bases(ON)
    assert {} == store.bases(ON - timedelta(days=1))
    assert notice_hash(NOTICE) == store.bases(ON)["shop-001"][0].notice_sha256
    assert notice_hash(NOTICE) == store.holdings("shop-001")["bases"][0]["notice_sha256"]


def test_a_day_can_be_seen_as_it_was_known_then(store: Store, shop: Shop, keep: Keep, url: str) -> None:
    """What was entered later is left out; what an earlier version kept without a day counts as entered."""
    keep(shop(1))
    store.add_bases([basis()])
    today = datetime.now(UTC).date()
    assert {} == store.bases(today, known=today - timedelta(days=1))
    assert ["shop-001"] == list(store.bases(today, known=today))
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE bases SET entered = NULL"))
    engine.dispose()
    assert ["shop-001"] == list(store.bases(today, known=today - timedelta(days=1)))


def test_an_event_of_an_earlier_version_is_known_again(store: Store, shop: Shop, keep: Keep, url: str) -> None:
    """The digest of a basis without a source of its own is over the twelve fields of the first version."""
    keep(shop(1))
    event = basis()
    store.add_bases([event])
    names = (
        "business",
        "kind",
        "act",
        "purpose",
        "channel",
        "on",
        "how",
        "by",
        "notice",
        "evidence",
        "expires",
        "written",
    )
    first = msgspec.json.encode({name: getattr(event, name) for name in names})
    secret = store.keys.suppression[min(store.keys.suppression)]
    engine = create_engine(url)
    with engine.connect() as connection:
        kept = connection.execute(select(BASES.c.digest)).scalar_one()
    engine.dispose()
    assert hmac.digest(secret, b"basis\0" + first, "sha256").hex() == kept


def test_relations_are_kept_once_and_come_back(store: Store, shop: Shop, keep: Keep) -> None:
    """The same event again is no second one; of a business that is not kept, none is taken."""
    keep(shop(1))
    sale = Relation(
        business="shop-001", kind="sale", act="made", on=ON, by="owner", evidence="invoice 7", address_given=True,
        refusal_offered=True, similar=("mend",),
    )  # fmt: skip
    contract = Relation(
        business="shop-001", kind="running_contract", act="made", on=ON, by="owner", evidence="c 1", until=ON
    )
    assert (2, 0) == (store.relations.add([sale, contract]), store.relations.add([contract, sale]))
    assert {sale, contract} == set(store.relations.all(ON)["shop-001"])
    assert {} == store.relations.all(ON - timedelta(days=1))
    with pytest.raises(InputError, match="not kept"):
        store.relations.add([msgspec.structs.replace(sale, business="shop-009")])


def test_a_new_event_unsettles_what_was_queued(store: Store, shop: Shop, keep: Keep) -> None:
    """A relation changes what a verdict rests on; the same one again does not."""
    keep(shop(1))
    before = store.basis_version("shop-001")
    sale = Relation(business="shop-001", kind="sale", act="ended", on=ON, by="owner", evidence="refund")
    store.relations.add([sale])
    after = store.basis_version("shop-001")
    store.relations.add([sale])
    assert (before + 1, after) == (after, store.basis_version("shop-001"))


def test_an_unconfirmed_address_reaches_nothing(store: Store, shop: Shop, keep: Keep) -> None:
    """Contact and row are those of the register until the address is confirmed, and then its own."""
    keep(shop(1, email=None), shop(2))
    for business in ("shop-001", "shop-002"):
        store.agreements.add(agreement("asked", business, business), address=ADDRESS)
    assert (None, False) == (store.contact("shop-001").email, _by_email(store, "shop-001"))

    confirmed(store)
    assert (ADDRESS, True) == (store.contact("shop-001").email, _by_email(store, "shop-001"))
    assert "orders@quern002.example" == store.contact("shop-002").email


def _by_email(store: Store, business: str) -> bool:
    row = store.rows("c", 1, on=ON).row(by_predicate=pl.col("business") == business, named=True)
    return "email" in row["reachable"]


def test_a_withdrawal_gives_the_address_back(store: Store, shop: Shop, keep: Keep) -> None:
    """From the day of the withdrawal the register's address counts again; a later yes brings a new one."""
    keep(shop(1))
    confirmed(store)
    store.add_bases([basis(act="withdrawn", notice="", evidence="")])
    assert "orders@quern001.example" == store.contact("shop-001").email
    confirmed(store, on=ON + timedelta(days=1))
    assert ADDRESS == store.contact("shop-001").email


@pytest.mark.parametrize(
    ("refusal", "refused"),
    [
        ({"scope": "address", "value": ADDRESS}, True),
        ({"scope": "domain", "value": "other.example"}, True),
        ({"scope": "person", "value": "shop-001"}, True),
        ({"scope": "channel", "value": "shop-001", "channel": "email"}, True),
        ({"scope": "channel", "value": ADDRESS, "channel": "email"}, True),
        ({"scope": "channel", "value": "shop-001", "channel": "post"}, False),
        ({"scope": "purpose", "value": ADDRESS, "purpose": "personalisation"}, False),
        ({"scope": "address", "value": "another@shop.example"}, False),
    ],
)
def test_suppression_is_asked_of_the_address_and_the_business(
    store: Store, shop: Shop, keep: Keep, refusal: dict[str, str], refused: bool
) -> None:
    """A refusal of either that covers e-mail refuses; another channel, purpose or address does not."""
    keep(shop(1))
    store.add_suppressions([Suppression(reason="objected", on=ON, **refusal)])
    assert refused is store.agreements.is_refused("shop-001", ADDRESS)
    assert store.agreements.is_refused("shop-001", "no address")


def test_what_lapsed_is_gone_and_what_was_answered_stays(store: Store, shop: Shop, keep: Keep) -> None:
    """After its days an asking is removed whole; the offer, a confirmed one and a no are kept."""
    keep(shop(1), shop(2), shop(3))
    store.agreements.add(agreement("offered", "o1"))
    store.agreements.add(agreement("asked", "a1"), address=ADDRESS)
    store.agreements.add(agreement("sent", "a1"))
    confirmed(store, "shop-002")
    store.agreements.add(agreement("declined", "d1", "shop-003"))

    last = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=CONFIRM_DAYS)
    assert [0, 2, 0] == [_expired(store, last + timedelta(days=n)) for n in range(3)]
    kept = {business: [e.act for e in events] for business, events in store.agreements.of().items()}
    assert {"shop-001": ["offered"], "shop-002": ["asked", "sent", "confirmed"], "shop-003": ["declined"]} == kept


def _expired(store: Store, now: datetime) -> int:
    return next(erasure.removed for erasure in store.expire(now) if erasure.keeper == "agreements")


def test_whoever_asks_sees_what_was_agreed_and_shown(store: Store, shop: Shop, keep: Keep) -> None:
    """`see` and `take_along` have bases, agreements and relations with notice and address; after erasure nothing."""
    keep(shop(1))
    store.add_bases([basis()])
    confirmed(store)
    store.relations.add(
        [Relation(business="shop-001", kind="inquiry", act="made", on=ON, by="owner", evidence="call 3")]
    )
    shown = {kind["kind"]: kind for kind in requests.see(store, "shop-001", at=datetime.now(UTC))["data"]}
    taken = requests.take_along(store, "shop-001", at=datetime.now(UTC))

    assert {"bases", "agreements", "relations"} <= shown.keys()
    assert all(shown[kind]["what"] for kind in ("bases", "agreements", "relations"))
    assert NOTICE == shown["agreements"]["entries"][0]["notice"]
    assert all(part in taken for part in (NOTICE, notice_hash(NOTICE), ADDRESS, "call 3"))
    store.forget("shop-001")
    assert ({}, {}, {}) == (store.bases(ON), store.relations.all(ON), store.agreements.of())


def test_no_row_of_the_database_has_an_address_in_the_clear(store: Store, shop: Shop, keep: Keep, url: str) -> None:
    """The typed address, the notice and who agreed are sealed in every table."""
    keep(shop(1))
    store.add_bases([basis(by="the owner herself")])
    confirmed(store)
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in ("bases", "agreements", "relations", "contacts", "marks"):
            rows = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert not any(part in rows for part in (ADDRESS, NOTICE, "the owner herself", "card 7"))
    engine.dispose()
