"""Requests: done in one transaction, and on record."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from aboveboard.domain.errors import LedgerError
from aboveboard.rights import requests
from aboveboard.store.entries import RegisterRow, Settled
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
Ask = Callable[..., object]


def correct(store: Store, name: str, *, at: datetime) -> object:
    """One correction."""
    return requests.correct(store, name, at=at, facts=["0123456789ab"], words="We moved.")


ASKS: list[Ask] = [
    correct,
    requests.see,
    requests.take_along,
    requests.stop,
    requests.personalisation_off,
    requests.not_a_company,
    requests.resume,
    requests.erase,
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one company that has a queued message."""
    keys = Keyring.open(tmp_path / "keys", create=True)
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", keys) as opened:
        company = RegisterRow(
            id="shop-001", name="Quern Bakery", country="GB", legal_form="corporate", email="orders@quern.example"
        )
        opened.import_register([company], register="town", as_of=AT.date(), acquisition="public_register")
        texts = {"state": "queued", "state_reason": None, "facts": "[]", "draft": '{"subject":"x"}', "message": "h"}
        frame = opened.rows("spring", 1, on=AT.date())
        frame = frame.with_columns(pl.lit(text, pl.String).alias(name) for name, text in texts.items())
        opened.save_run("r1", "spring", frame, dry=False, now=AT)
        opened.queue("r1", "spring:shop-001:1", "h", "email")
        yield opened


@pytest.fixture
def subject(store: Store) -> str:
    """The pseudonym of the company, as its links hold it."""
    return store.keys.pseudonym("shop-001")


def _settled(store: Store) -> Settled:
    (lease,) = store.lease(1)
    return store.settle(lease, basis_version=lease.basis_version, on=AT.date())


def test_everything_kept_is_shown(store: Store, subject: str) -> None:
    """With the name, the mailbox, the facts and the message, each kind under a sentence of its own."""
    seen = requests.see(store, subject, at=AT)
    assert (subject, True, []) == (seen["subject"], seen["kept"], seen["requests"])
    kinds = {part["kind"]: part["entries"][0] for part in seen["data"]}
    assert {"businesses", "contacts", "decisions", "facts", "messages", "outbox"} == kinds.keys()
    assert ("Quern Bakery", "orders@quern.example") == (kinds["businesses"]["name"], kinds["contacts"]["email"])
    assert ("x", "queued") == (kinds["messages"]["subject"], kinds["outbox"]["state"])
    assert all(part["what"] for part in seen["data"])


def test_every_table_that_is_shown_is_explained(store: Store) -> None:
    """Each kind of entry that a store can hold has its sentence."""
    assert requests.CONTENTS.keys() == store.holdings("shop-001").keys()


def test_the_data_can_be_taken_along(store: Store, subject: str) -> None:
    """As JSON with a named format, that holds what is shown."""
    taken = json.loads(requests.take_along(store, subject, at=AT))
    assert ("aboveboard-holdings", 1) == (taken["format"], taken["version"])
    assert "orders@quern.example" == taken["data"]["contacts"][0]["email"]


def test_a_stop_holds_at_once(store: Store, subject: str) -> None:
    """What is queued is withheld, and the next rows say no."""
    assert {"stopped": True, "channel": "all", "kept": True} == requests.stop(store, subject, at=AT)
    assert Settled(state="withheld", reason="objected") == _settled(store)
    assert [True] == store.rows("spring", 2, on=AT.date())["objected"].to_list()


def test_a_stop_of_one_channel_leaves_the_others(store: Store, subject: str) -> None:
    """Only calls are refused: the e-mail goes out."""
    requests.stop(store, subject, at=AT, channel="voice_live")
    assert [["voice_live"]] == store.rows("spring", 2, on=AT.date())["objected_channels"].to_list()
    assert Settled(state="sent") == _settled(store)


def test_personalisation_can_be_turned_off(store: Store, subject: str) -> None:
    """The rows say so, and what was written with it no longer goes out."""
    requests.personalisation_off(store, subject, at=AT)
    assert [False] == store.rows("spring", 2, on=AT.date())["personalisation"].to_list()
    assert Settled(state="withheld", reason="basis_changed") == _settled(store)


def test_who_is_no_company_says_so(store: Store, subject: str) -> None:
    """From then on the rules see a sole trader."""
    requests.not_a_company(store, subject, at=AT)
    assert ["sole_trader"] == store.rows("spring", 2, on=AT.date())["register_form"].to_list()


def test_of_a_company_the_contact_and_the_messages_are_erased(store: Store, subject: str) -> None:
    """Its entry stays and is refused; a second request finds nothing more to remove."""
    done = {"facts": 1, "decisions": 1, "messages": 1, "outbox": 1, "contacts": 1, "subject_keys": 1, "kept": True}
    assert done == requests.erase(store, subject, at=AT)
    assert {"kept": True} == requests.erase(store, subject, at=AT)
    assert [True] == store.rows("spring", 2, on=AT.date())["erased"].to_list()


def test_an_erasure_after_not_a_company_leaves_nothing(store: Store, subject: str) -> None:
    """A person who was taken for a company is erased as a person."""
    requests.not_a_company(store, subject, at=AT)
    done = requests.erase(store, subject, at=AT)
    assert (1, 1, False) == (done["businesses"], done["contacts"], done["kept"])
    assert 0 == store.rows("spring", 2, on=AT.date()).height


@pytest.mark.parametrize("ask", ASKS)
def test_each_request_is_on_record(store: Store, subject: str, ask: Ask) -> None:
    """Under the pseudonym, once, with the time, and without the name or the mailbox."""
    ask(store, subject, at=AT)
    (kept,) = store.requests(subject)
    assert (ask.__name__, AT.isoformat()) == (kept.kind, kept.at)
    assert "quern" not in repr(kept).lower()


@pytest.mark.parametrize("ask", ASKS)
def test_every_request_works_after_an_erasure(store: Store, subject: str, ask: Ask) -> None:
    """Old links are answered, show nothing of what was erased, and bring nobody back."""
    requests.not_a_company(store, subject, at=AT)
    requests.erase(store, subject, at=AT)
    assert "quern" not in repr(ask(store, subject, at=AT)).lower()
    assert None is store.business_of("shop-001")
    assert "erase" == store.requests(subject)[0].kind


class Failing:
    """A store whose records of requests cannot be written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def add_request(self, *_: object, **__: object) -> None:
        """Fails."""
        raise LedgerError("disk full")


@pytest.mark.parametrize("ask", [requests.stop, requests.personalisation_off, requests.not_a_company])
def test_what_cannot_be_put_on_record_is_not_done(store: Store, subject: str, ask: Ask) -> None:
    """A request and its record are one transaction."""
    before = store.rows("spring", 2, on=AT.date())
    with pytest.raises(LedgerError, match="disk full"):
        ask(Failing(store), subject, at=AT)
    assert before.equals(store.rows("spring", 2, on=AT.date()))
    assert Settled(state="sent") == _settled(store)


@pytest.mark.parametrize("ask", ASKS)
def test_an_erased_company_may_ask_for_everything(store: Store, subject: str, ask: Ask) -> None:
    """Its public entry stays without a key of its own, and no request fails on that."""
    requests.erase(store, subject, at=AT)
    assert store.business_of(subject) is not None
    ask(store, subject, at=AT)
    assert ["Quern Bakery"] == [entry["name"] for entry in store.holdings(subject)["businesses"]]


def test_a_correction_is_heeded_at_once(store: Store, subject: str) -> None:
    """What was queued is withheld, and the record of the request has none of the words."""
    (lease,) = store.lease(1)
    done = requests.correct(store, subject, at=AT, facts=["0123456789ab"], words="We moved to Larch Lane.")
    assert {"facts": 1, "words": True, "kept": True} == done == store.requests(subject)[0].done
    assert "withheld" == store.settle(lease, basis_version=lease.basis_version, on=AT.date()).state
    assert ["We moved to Larch Lane."] == [correction.words for correction in store.corrections()]


def test_a_person_takes_back_an_own_stop(store: Store, subject: str) -> None:
    """The door is open again, and what was queued before rests on another ground."""
    requests.stop(store, subject, at=AT)
    done = requests.resume(store, subject, at=AT)

    assert {"resumed": True, "still_refused": False, "kept": True} == done
    assert [False] == store.rows("spring", 2, on=AT.date())["objected"].to_list()
    assert Settled(state="withheld", reason="basis_changed") == _settled(store)


def test_what_others_refused_is_said_to_stand(store: Store, subject: str) -> None:
    """With nothing of one's own to take back, too, and when nothing is kept."""
    store.suppress("shop-001", reason="objected", on=AT.date())
    requests.stop(store, subject, at=AT, company=True)

    assert {"resumed": False, "still_refused": True, "kept": True} == requests.resume(store, subject, at=AT)
    assert {"resumed": False, "still_refused": True, "kept": False} == requests.resume(store, "nobody", at=AT)
