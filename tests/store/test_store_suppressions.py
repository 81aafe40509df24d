"""The list of refusals: whom each covers, whose act undoes what, and what goes out and comes in."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.domain.outcome import Outcome
from aboveboard.store.entries import HashedSuppression, RegisterRow, Said, Scope, Suppression
from aboveboard.store.keys import Keyring, read_key
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
ON = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def _objected(store: Store) -> list[bool]:
    return store.rows("spring", 1, on=ON)["objected"].to_list()


def _refuse(store: Store, scope: str, value: str, **more: str) -> int:
    return store.add_suppressions([Suppression(scope=scope, value=value, reason="objected", on=ON, **more)])


SPELLINGS = [
    ("address", "Orders+News@Quern001.example", {}),
    ("address", "orders@quern001.example", {"email": "orders+berlin@quern001.example"}),
    ("address", "orders+a@quern001.example", {"email": "orders+b@quern001.example"}),
    ("address", "orders@XN--BCKEREI-5wa.example", {"email": "orders@Bäckerei.example"}),
    ("address", "01632 960001", {"telephone": "+44 1632 960 001"}),
    ("domain", "Bäckerei.example", {"email": None, "website": "https://www.xn--bckerei-5wa.example/laden"}),
    ("domain", "xn--bckerei-5wa.example", {"email": "a@bäckerei.example", "website": None}),
    ("domain", "quern001.example", {"email": "orders@mail.quern001.example", "website": None}),
    ("domain", "WWW.quern001.example.", {"email": None, "website": "http://shop.quern001.example/"}),
    ("channel", "+44 (0)1632 960001", {}),
    ("purpose", "https://quern001.example", {}),
    ("purpose", "GB:reg00001", {}),
    ("company", "gb: 123456", {"register_number": "00123456"}),
    ("company", "GB:00123456", {"register_number": "123456"}),
]


@pytest.mark.parametrize("first", ["refusal", "import"])
@pytest.mark.parametrize(("scope", "value", "how"), SPELLINGS)
def test_a_refusal_covers_other_spellings(
    store: Store, shop: Shop, keep: Keep, scope: str, value: str, how: dict[str, str | None], first: str
) -> None:
    """A plus part, an IDN in either form, a host below a domain, a number without noughts; the neighbour is free."""
    both = shop(1, **how), shop(2)
    if first == "import":
        keep(*both)
    more = {"channel": {"channel": "voice_live"}, "purpose": {"purpose": "marketing"}}.get(scope, {})
    _refuse(store, scope, value, **more)
    if first == "refusal":
        keep(*both)
    rows = store.rows("spring", 1, on=ON)
    refused = rows["objected_channels"].list.contains("voice_live") if scope == "channel" else rows["objected"]

    assert [True, False] == refused.to_list()


@pytest.mark.parametrize("scope", ["company", "domain"])
def test_a_stop_for_the_whole_firm_stops_no_mail_service(store: Store, shop: Shop, keep: Keep, scope: Scope) -> None:
    """With a mailbox at a mail service a firm refuses for itself, and not for all others that have theirs there."""
    keep(*(shop(n, email=f"quern{n}@gmail.com") for n in (1, 2)), shop(3, email="quern1@gmail.com"))
    store.suppress("shop-001", scope=scope, reason="objected", on=ON, source="page")

    assert [True, False, scope == "company"] == _objected(store)


def test_a_refused_host_says_nothing_of_the_domain_above(store: Store, shop: Shop, keep: Keep) -> None:
    """Who refuses shop.quern001.example has not refused for the whole of quern001.example."""
    keep(shop(1))
    _refuse(store, "domain", "shop.quern001.example")

    assert [False] == _objected(store)


def test_a_refusal_covers_other_lists(store: Store, shop: Shop, keep: Keep) -> None:
    """The same mailbox under another id in a list that comes later is refused as well."""
    _refuse(store, "address", "orders@quern001.example")
    keep(shop(1))
    row = shop(9, email="ORDERS@quern001.example", website=None, telephone=None)
    store.import_register([row], register="fair", as_of=ON, acquisition="met_in_person")

    assert [True, True] == _objected(store)


def test_who_refuses_is_not_sent_what_was_queued(
    store: Store, shop: Shop, keep: Keep, save: Callable[..., list[str]]
) -> None:
    """A new refusal that is for all channels changes what a queued message rests on; the same one again does not."""
    keep(shop(1), shop(2))
    before = [store.basis_version(name) for name in ("shop-001", "shop-002")]
    again = []
    for _ in range(2):
        _refuse(store, "purpose", "orders@quern001.example", purpose="personalisation")
        again.append([store.basis_version(name) for name in ("shop-001", "shop-002")])

    assert [[before[0] + 1, before[1]]] * 2 == again


# Whose act undoes what


def _stop(store: Store, source: str = "page", scope: str = "address", **more: str) -> None:
    store.suppress("shop-001", scope=scope, reason="objected", on=ON, source=source, **more)


@pytest.mark.parametrize("source", ["page", "one_click"])
def test_a_person_can_take_back_an_own_stop(store: Store, shop: Shop, keep: Keep, source: str) -> None:
    """After it the business may be written to again, what was queued rests on another ground, and a later stop wins."""
    keep(shop(1))
    _stop(store, source)
    before = store.basis_version("shop-001")
    undone = store.suppressions.resubscribe("shop-001", at=AT)
    taken_back = _objected(store)
    _stop(store, source)

    assert (True, [False], [True]) == (undone > 0, taken_back, _objected(store))
    assert store.basis_version("shop-001") > before
    assert 0 == store.suppressions.resubscribe("shop-001", at=AT) - undone


STANDING: list[Callable[[Store], object]] = [
    lambda store: store.suppress("shop-001", reason="objected", on=ON),
    lambda store: store.suppress("shop-001", reason="objected", on=ON, source="import:mailchimp"),
    lambda store: _stop(store, scope="company"),
    lambda store: _stop(store, scope="domain"),
    lambda store: _refuse(store, "address", "orders@quern001.example", source="page"),
    lambda store: store.suppress("shop-002", reason="objected", on=ON, source="page"),
    lambda store: store.add_outcomes([Outcome(business="shop-001", campaign="c", step=1, kind="refusal", on=ON)]),
    lambda store: store.add_outcomes([Outcome(business="shop-001", campaign="c", step=1, kind="complaint", on=ON)]),
]


@pytest.mark.parametrize("other", STANDING)
@pytest.mark.parametrize("own_first", [True, False])
def test_nothing_but_the_own_stop_is_taken_back(
    store: Store, shop: Shop, keep: Keep, other: Callable[[Store], object], own_first: bool
) -> None:
    """An operator's, a list's, a company's, a domain's, a reply's, a complaint's and another person's refusal stand."""
    keep(shop(1), shop(2, email="orders@quern001.example"))
    for act in [_stop, other] if own_first else [other, _stop]:
        act(store)
    store.suppressions.resubscribe("shop-001", at=AT)

    assert _objected(store)[0]


def test_an_erasure_is_not_taken_back(store: Store, shop: Shop, keep: Keep) -> None:
    """A company that was erased stays refused, and who comes back from another list as well."""
    keep(shop(1, legal_form="corporate"))
    _stop(store)
    store.suppressions.resubscribe("shop-001", at=AT)
    store.forget("shop-001", now=AT)
    store.suppressions.resubscribe("shop-001", at=AT)

    assert [True] == store.rows("spring", 1, on=ON)["erased"].to_list()
    again = shop(7, email="orders@quern001.example")
    assert [(1, "erased")] == store.import_register([again], register="n", as_of=ON, acquisition="directory").refused


def test_the_state_of_any_day_can_be_told(store: Store, shop: Shop, keep: Keep) -> None:
    """Before the stop nothing is refused, until the resubscription it is, afterwards not, and the history stays."""
    keep(shop(1))
    _stop(store)
    store.suppressions.resubscribe("shop-001", at=AT + timedelta(days=5))
    days = [ON - timedelta(days=1), ON, ON + timedelta(days=4), ON + timedelta(days=5)]
    said = [bool(store.suppressions.covering("orders@quern001.example", day)) for day in days]
    counted = [{count.in_force for count in store.suppressions.counts(day)} for day in days]

    assert [False, True, True, False] == said
    assert [set(), {True}, {True}, {False}] == counted


def test_no_transaction_is_left_half(store: Store, shop: Shop, keep: Keep) -> None:
    """A list of which a late entry cannot be read leaves none of the earlier ones, in however many parts it comes."""
    good = (Suppression(scope="person", value=f"p{n}", reason="objected", on=ON) for n in range(12_000))
    bad = Suppression(scope="address", value="nobody", reason="objected", on=ON)
    with pytest.raises(InputError, match="refusal 12001"):
        store.suppressions.add([*good, bad])

    assert [] == store.suppressions.counts()


@pytest.mark.parametrize("source", ["", "Page", "a@b.example", "x" * 81])
def test_a_source_is_one_word(store: Store, source: str) -> None:
    """What might hold an address is refused."""
    with pytest.raises(InputError, match="the source of a refusal"):
        _refuse(store, "person", "shop-001", source=source)


# Asking


def test_an_address_is_asked_about(store: Store, shop: Shop, keep: Keep) -> None:
    """By address, domain, or what its business is refused by; with source and reason, and without the address."""
    keep(shop(1), shop(2))
    _refuse(store, "company", "GB:REG00001", source="operator")
    said = [Said(scope="company", channel="", purpose="", reason="objected", source="operator", on=ON)]

    assert said == store.suppressions.covering("Orders@quern001.example")
    assert said == store.suppressions.covering("gb:reg00001")
    assert [] == store.suppressions.covering("orders@quern002.example")
    assert [None, None] == [store.suppressions.covering(value) for value in ("nobody", "")]


# Out and in


def _known(store: Store) -> list[tuple[bool, list[str]]]:
    rows = store.rows("spring", 1, on=ON)
    return list(rows.select("objected", "objected_channels").iter_rows())


def _fill(store: Store) -> None:
    _refuse(store, "address", "orders@quern001.example", source="import:mailchimp")
    _refuse(store, "channel", "01632 960002", channel="voice_live")
    _refuse(store, "domain", "quern003.example")
    _refuse(store, "address", "gone@elsewhere.example")
    store.suppress("shop-004", reason="objected", on=ON, source="page")


def test_a_hashed_list_holds_in_a_store_with_the_same_key(
    store: Store, keys: Keyring, shop: Shop, keep: Keep, tmp_path: Path
) -> None:
    """Every refusal in force does what it did, is no longer anybody's own to take back, and comes in once."""
    keep(*(shop(number) for number in range(1, 6)))
    _fill(store)
    out = list(store.suppressions.hashed())
    with Store.open(f"sqlite:///{tmp_path / 'other.db'}", keys) as other:
        other.import_register([shop(n) for n in range(1, 6)], register="t", as_of=ON, acquisition="directory")
        new = [other.suppressions.add_hashed(out), other.suppressions.add_hashed(out)]
        undone = other.suppressions.resubscribe("shop-004", at=AT)

        assert _known(store) == _known(other)
        assert ([len({entry.mark for entry in out}), 0], 0) == (new, undone)
        assert {"import:mailchimp", "import:operator", "import:page"} == {c.source for c in other.suppressions.counts()}


def test_a_list_of_our_own_brings_nothing_back(store: Store, shop: Shop, keep: Keep) -> None:
    """What a store gave out is known to it, also what was taken back since; what is taken back is not given out."""
    keep(shop(1))
    _stop(store)
    out = list(store.suppressions.hashed())
    store.suppressions.resubscribe("shop-001", at=AT)

    assert (0, [False]) == (store.suppressions.add_hashed(out), _objected(store))
    assert [] == list(store.suppressions.hashed())


def test_a_hashed_list_under_an_unknown_key_is_refused(store: Store, keys: Keyring, tmp_path: Path) -> None:
    """With the place and the remedy; after the key was adopted it holds, for who is kept and who comes."""
    other = Keyring.open(tmp_path / "other", create=True)
    mark = other.mark(1, "address", "orders@quern001.example")
    entry = HashedSuppression(
        mark=mark, key=other.fingerprint(1), scope="address", reason="objected", source="page", on=ON
    )
    with pytest.raises(InputError, match=r"refusal 1: .*a key that this store does not have .*keys adopt"):
        store.suppressions.add_hashed([entry])
    version, _ = store.suppressions.new_key(tmp_path / "keys", read_key(tmp_path / "other" / "suppression.v1"))

    assert (2, 1) == (version, store.suppressions.add_hashed([entry]))
    assert [(1, False), (2, True)] == [(v, adopted) for v, _, adopted in store.suppressions.hashing_keys()]
    assert other.fingerprint(1) == store.suppressions.hashing_keys()[1][1]
    with pytest.raises(InputError, match="has that key already"):
        store.suppressions.new_key(tmp_path / "keys", read_key(tmp_path / "other" / "suppression.v1"))


def test_a_hash_is_not_what_anybody_can_compute(store: Store) -> None:
    """Without the key no common hash of the address is what goes out: a plain SHA-256 is guessed back in no time."""
    _refuse(store, "address", "orders@quern001.example")
    (entry,) = store.suppressions.hashed()
    address = b"orders@quern001.example"
    guesses = [hashlib.new(name, address).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "sha3_256")]

    assert not any(guess.startswith(entry.mark) or entry.mark in guess for guess in guesses)
    assert len(entry.mark) == 32


def test_the_plain_list_says_what_it_cannot_say(store: Store, shop: Shop, keep: Keep) -> None:
    """It has what kept businesses still show, in a form that can be taken in again, and counts the rest."""
    keep(*(shop(number) for number in range(1, 6)))
    _fill(store)
    found = store.suppressions.plain()
    shown = {(entry.scope, entry.value, entry.channel, entry.source) for entry in found.entries}

    assert {
        ("address", "orders@quern001.example", None, "import:mailchimp"),
        ("address", "632960002", "voice_live", "operator"),
        ("domain", "quern003.example", None, "operator"),
        ("person", "shop-004", None, "page"),
        ("address", "orders@quern004.example", None, "page"),
        ("address", "632960004", None, "page"),
    } == shown
    assert (6, 8) == (found.covered, found.hashes)


def test_the_plain_list_names_nobody_who_was_erased(store: Store, shop: Shop, keep: Keep) -> None:
    """Neither a person nor the contact of a company."""
    keep(shop(1), shop(2, legal_form="corporate"))
    for name in ("shop-001", "shop-002"):
        store.suppress(name, reason="objected", on=ON)
        store.forget(name, now=AT)

    assert [] == store.suppressions.plain().entries
    assert store.suppressions.plain().hashes > 0


# Keys


def test_a_new_key_loses_no_refusal(store: Store, shop: Shop, keep: Keep, tmp_path: Path) -> None:
    """Old refusals cover old and new businesses, and new ones too, also by an address from before the key."""
    keep(shop(1), shop(2), shop(3))
    _refuse(store, "address", "orders@quern001.example")
    _refuse(store, "address", "orders@quern004.example")
    store.import_register([shop(3, email="moved@quern003.example")], register="n", as_of=ON, acquisition="directory")
    done = store.suppressions.new_key(tmp_path / "keys")
    _refuse(store, "address", "orders@quern002.example")
    _refuse(store, "address", "orders@quern003.example")
    _refuse(store, "address", "orders@quern005.example")
    keep(shop(4), shop(5), shop(6))

    assert (2, 3) == done
    assert [True, True, True, True, True, False] == _objected(store)
    assert 0o600 == (tmp_path / "keys" / "suppression.v2").stat().st_mode & 0o777


def test_new_refusals_are_hashed_under_the_new_key_alone(store: Store, tmp_path: Path) -> None:
    """Of whom nobody knows an older hash; under an adopted key nothing new is hashed."""
    store.suppressions.new_key(tmp_path / "keys")
    store.suppressions.new_key(tmp_path / "keys", b"k" * 32)
    _refuse(store, "address", "orders@quern002.example")

    assert [2] == [count.key_version for count in store.suppressions.counts()]


def test_a_crash_before_the_marks_loses_no_refusal(url: str, keys: Keyring, shop: Shop, tmp_path: Path) -> None:
    """A key whose file was written, and no business marked under it: a refusal still finds who is kept."""
    with Store.open(url, keys) as store:
        store.import_register([shop(1)], register="t", as_of=ON, acquisition="directory")
    with Store.open(url, keys.with_key(tmp_path / "keys")) as store:
        _refuse(store, "address", "orders@quern001.example")
        assert [True] == _objected(store)


def test_a_process_with_old_keys_takes_nobody_in(url: str, keys: Keyring, shop: Shop, tmp_path: Path) -> None:
    """It would leave a business without marks under the new key; it is told to start again."""
    with Store.open(url, keys) as old:
        with Store.open(url, keys) as store:
            store.suppressions.new_key(tmp_path / "keys")
        with pytest.raises(LedgerError, match="start it again"):
            old.import_register([shop(1)], register="t", as_of=ON, acquisition="directory")


def test_a_key_that_could_not_be_used_is_not_left(
    store: Store, shop: Shop, keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error amid the marking takes the file away with the transaction."""
    keep(shop(1))
    monkeypatch.setattr("aboveboard.store.rekeying._mark", lambda session: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        store.suppressions.new_key(tmp_path / "keys")

    assert not (tmp_path / "keys" / "suppression.v2").exists()
    assert [1] == [version for version, _, _ in store.suppressions.hashing_keys()]


@pytest.mark.parametrize("content", ["", "ab", "zz" * 32, "ü" * 32])
def test_what_is_no_key_is_not_adopted(tmp_path: Path, content: str) -> None:
    """The file is named, and nothing of it is shown."""
    (tmp_path / "key").write_text(content, "utf-8")
    with pytest.raises(InputError, match="this is no key") as caught:
        read_key(tmp_path / "key")
    assert not content or content not in str(caught.value)


# Earlier stores


def test_refusals_of_an_earlier_version_hold(
    keys: Keyring, url: str, shop: Shop, as_of_revision: Callable[[str], str]
) -> None:
    """With their day and a source that nobody recorded, and nobody can take them back."""
    with Store.open(url, keys) as store:
        store.import_register([shop(1), shop(2)], register="t", as_of=ON, acquisition="directory")
        kept = [c.mark for c in store.suppressions.hashed()]
    old = as_of_revision("0004")
    engine = create_engine(old)
    with engine.begin() as connection:
        mark = keys.mark(1, "address", "orders@quern001.example")
        values = {"mark": mark, "day": ON.isoformat()}
        connection.execute(
            text("INSERT INTO suppressions VALUES (:mark, '', '', 'objected', 'address', 1, :day)"), values
        )
    engine.dispose()
    with Store.open(old, keys) as store:
        store.suppressions.resubscribe("shop-001", at=AT)

        assert [] == kept
        assert [True, False] == _objected(store)
        assert [("unrecorded", ON)] == [(c.source, c.on) for c in store.suppressions.hashed()]
        assert [True] == [bool(store.suppressions.covering("orders@quern001.example", ON))]
