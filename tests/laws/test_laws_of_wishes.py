"""What a business wishes narrows what it gets, and nobody but itself loosens it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.decide.decision import Desk, Options
from aboveboard.decide.suitability import SuitableOffer
from aboveboard.domain.offer import Offer, Price
from aboveboard.domain.preference import (
    CHANNELS,
    NOTHING,
    Preference,
    Wishes,
    checked,
    decode_wishes,
    encode_wishes,
    fold,
)
from aboveboard.store.database import Database
from aboveboard.store.entries import RegisterRow
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

FIRST = date(2026, 11, 1)
TOPICS = ("mend", "website", "access")
PRICE = Price(amount=Decimal(10), currency="GBP", tax_included=True, tax_rate=Decimal("0.2"), per="once")
DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
# For each kind what may be said: kind, what it is about, and the value.
SAID_OF: dict[str, st.SearchStrategy[tuple[str, str, str]]] = {
    kind: st.tuples(st.just(kind), st.sampled_from(names), values)
    for kind, names, values in (
        ("personalisation", [""], st.sampled_from(["on", "off"])),
        ("topic", TOPICS, st.sampled_from(["wanted", "unwanted", "open"])),
        ("channel", CHANNELS[:2], st.sampled_from(["refused", "open"])),
        ("channel_order", [""], st.permutations(CHANNELS).map(",".join)),
        ("every_days", [""], st.integers(0, 90).map(str)),
        ("pause_until", [""], st.just("") | DAYS.map(date.isoformat)),
        ("language", [""], st.sampled_from(["", "en", "en-gb", "de", "fr", "pl"])),
    )
}
SAID = st.one_of(*SAID_OF.values())


def preference(said: tuple[str, str, str], by: str, on: date = FIRST, business: str = "b") -> Preference:
    """One event."""
    kind, name, value = said
    return checked(
        Preference(business=business, kind=kind, name=name, value=value, by=by, how="", on=on),  # type: ignore[arg-type]
        "a test",
    )


def events(*voices: str, kind: str | None = None) -> st.SearchStrategy[list[Preference]]:
    """Events of these voices, in the order in which they were said; of one kind, or of all."""
    spoken = st.builds(
        preference, SAID_OF[kind] if kind else SAID, st.sampled_from([v for v in voices if v != "browser"]), DAYS
    )
    signal = st.builds(lambda on: preference(("gpc", "", "why"), "browser", on), DAYS)
    one = spoken | signal if "browser" in voices else spoken
    return st.lists(one, max_size=8).map(lambda found: sorted(found, key=lambda event: event.on or FIRST))


COUNTRIES = st.sampled_from(["GB", "DE", "US", "ZZ", None])


def narrower(new: Wishes, old: Wishes) -> bool:
    """True if whatever the new wishes let happen, the old ones do too."""
    pauses = (new.pause_until or date.min, old.pause_until or date.min)
    return (
        new.personalisation <= old.personalisation
        and set(new.unwanted) >= set(old.unwanted)
        and set(new.refused) >= set(old.refused)
        and new.every_days >= old.every_days
        and pauses[0] >= pauses[1]
        and all(new.reads(language) <= old.reads(language) for language in ("en", "de", "fr", "pl"))
    )


@pytest.mark.parametrize("kind", sorted(SAID_OF))
@given(data=st.data(), place=st.integers(0, 8), country=COUNTRIES)
def test_what_an_operator_notes_narrows_and_never_loosens(
    kind: str, data: st.DataObject, place: int, country: str | None
) -> None:
    """Imported as an older or a newer day, it takes away no no of anybody, be it theirs, its own or a browser's.

    Of two languages none is the narrower: a note gives way to a later note, and never to the business's own word.
    """
    voices = ("business",) if kind == "language" else ("business", "operator", "browser")
    said = data.draw(events(*voices, kind=kind))
    more = preference(data.draw(SAID_OF[kind]), "operator")
    before = fold(said, country=country)
    assert narrower(fold([*said[:place], more, *said[place:]], country=country), before)


@given(events("business", "operator", "browser", kind="personalisation"), st.integers(0, 8), COUNTRIES)
def test_a_signal_narrows_and_never_loosens(said: list[Preference], place: int, country: str | None) -> None:
    """Whenever a browser's signal comes, nothing is open after it that was not before."""
    before, signal = said[:place], preference(("gpc", "", "why"), "browser")
    assert narrower(fold([*before, signal], country=country), fold(before, country=country))


@given(events("business", "operator", "browser"), SAID, COUNTRIES)
def test_the_last_own_word_holds(said: list[Preference], word: tuple[str, str, str], country: str | None) -> None:
    """What the business itself says last is so, whoever said what before; also against a signal that came before."""
    kind, name, value = word
    found = fold([*said, preference(word, "business")], country=country)
    holds = {
        "personalisation": found.personalisation == (value == "on"),
        "topic": (name in found.unwanted, name in found.wanted) == (value == "unwanted", value == "wanted"),
        "channel": (name in found.refused) == (value == "refused"),
        "channel_order": ",".join(found.order) == value,
        "every_days": str(found.every_days) == value,
        "pause_until": (found.pause_until.isoformat() if found.pause_until else "") == value,
        "language": (found.language or "") == value,
    }
    assert holds[kind]


@given(events("business", "operator", "browser", kind="personalisation"))
def test_where_the_law_puts_the_signal_first_only_a_later_choice_stands(said: list[Preference]) -> None:
    """In the United States, and where the country is not known, an earlier choice never opens what a signal closed."""
    own = [e for e in said if e.by == "browser" or (e.kind == "personalisation" and e.by == "business")]
    last = own[-1] if own else None
    for country in ("US", "ZZ", None):
        found = fold(said, country=country)
        if last is not None and last.by == "browser" and not any(e.by == "browser" for e in own[:-1]):
            assert not found.personalisation
        assert narrower(found, fold(said, country="GB"))


@given(events("business", "operator", "browser"), COUNTRIES)
def test_wishes_travel_as_text(said: list[Preference], country: str | None) -> None:
    """The column's text is read back as what was written."""
    found = fold(said, country=country)
    assert found == decode_wishes(encode_wishes(found))
    assert "{}" == encode_wishes(NOTHING)


def an_offer(name: str, topics: tuple[str, ...]) -> SuitableOffer:
    """An offer that fits everywhere."""
    offer = Offer(
        id=name, name=name, summary="We mend it.", price=PRICE, term_months=0, notice_days=0, renewal="none",
        owner_keeps=(), does=(), does_not=(), answers=("no_viewport", "no_title"), topics=topics,
        fits="page.bytes > 0", never="False",
    )  # fmt: skip
    return SuitableOffer.of(offer, "a test")


DESK = Desk(
    (an_offer("mend", ("website",)), an_offer("move", ("website",)), an_offer("check", ("access",))), CHANNELS, 0
)
ALLOWED = st.sets(st.tuples(st.sampled_from(["mend", "move", "check"]), st.sampled_from(CHANNELS)))


def options(allowed: set[tuple[str, str]], wishes: Wishes, *, general: bool) -> Options:
    """What may be chosen for a business on whose page something was seen."""
    if general:
        return DESK.general(country="GB", allowed=allowed, wishes=wishes)
    values: dict[str, object] = {"page.bytes": 9}
    return DESK.personal(values, country="GB", angles=["no_viewport"], allowed=allowed, wishes=wishes)


@given(ALLOWED, events("business", "operator"), st.booleans())
def test_wishes_open_nothing_that_the_guard_withholds(
    allowed: set[tuple[str, str]], said: list[Preference], general: bool
) -> None:
    """Whatever is chosen was allowed; nothing unwanted or refused is; and where nothing was to choose nothing is."""
    wishes = fold(said, country="GB")
    found, without = options(allowed, wishes, general=general), options(allowed, NOTHING, general=general)
    offers = {candidate.offer.id: candidate.offer for candidate in DESK.offers}

    assert {(a.offer, a.channel) for a in found.alternatives} <= allowed
    assert {a.offer for a in found.alternatives} <= {a.offer for a in without.alternatives}
    assert not any(offers[a.offer].is_about(wishes.unwanted) for a in found.alternatives)
    assert not {a.channel for a in found.alternatives} & set(wishes.refused)
    assert bool(found.alternatives) != bool(found.reason)
    if without.reason is not None:
        assert without.reason == found.reason


@given(ALLOWED, st.permutations(CHANNELS))
def test_the_preferred_channel_comes_first_among_the_allowed(
    allowed: set[tuple[str, str]], order: tuple[str, ...]
) -> None:
    """For each offer it is the first channel in the order wished for on which the rules allow it."""
    chosen = DESK.channels(allowed, Wishes(order=tuple(order)))
    first = {offer: next(c for c in order if (offer, c) in allowed) for offer, _ in allowed}
    assert first == chosen


@given(st.sets(st.sampled_from(TOPICS)), ALLOWED)
def test_what_is_wanted_goes_first_where_it_may_be_made(wanted: set[str], allowed: set[tuple[str, str]]) -> None:
    """Where an offer on a wanted subject may be made, no other is; where none may, wanting closes nothing."""
    wishes = Wishes(wanted=tuple(sorted(wanted)))
    made = {a.offer for a in options(allowed, wishes, general=False).alternatives}
    about = {c.offer.id for c in DESK.offers if c.offer.is_about(wanted)} & {offer for offer, _ in allowed}
    assert (about or {offer for offer, _ in allowed}) == made


@given(st.dates(FIRST, date(2027, 12, 31)), st.none() | DAYS, events("business", "operator"))
def test_a_rest_holds_to_its_last_day(on: date, last: date | None, said: list[Preference]) -> None:
    """Nothing goes out before the day on which a pause ends, nor within the days asked for; and then it may."""
    wishes = fold(said, country="GB")
    paused = wishes.pause_until is not None and on < wishes.pause_until
    soon = last is not None and on < last + timedelta(days=wishes.every_days)
    assert ("paused" if paused else "less_often" if soon else None) == wishes.rest(on, last)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them, and the keys beside it."""
    folder = tmp_path_factory.mktemp("wishes")
    Database(f"sqlite:///{folder / 's.db'}", Keyring.open(folder / "keys", create=True)).close()
    return folder


@pytest.fixture
def open_store(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    """Opens a new store with one shop that stands in two lists."""

    def opened() -> Store:
        folder = tmp_path_factory.mktemp("wish")
        shutil.copy(migrated / "s.db", folder / "s.db")
        store = Store.open(f"sqlite:///{folder / 's.db'}", Keyring.open(migrated / "keys", create=False))
        rows = [
            RegisterRow(id=name, name="Quern", country="GB", legal_form="corporate", email="o@quern.example")
            for name in ("b", "twin")
        ]
        store.import_register(rows, register="town", as_of=FIRST, acquisition="directory")
        return store

    return opened


FIXTURES = {"max_examples": 25, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@settings(**FIXTURES)
@given(said=events("business", "operator"))
def test_a_file_brought_in_again_changes_nothing(said: list[Preference], open_store: Callable[[], Store]) -> None:
    """All notes are kept once, in whatever order and how often they come; the own words stand where they stood."""
    notes = [event for event in said if event.by == "operator"]
    with open_store() as store:
        for event in said:
            store.preferences.add([event], today=event.on)
        once = store.preferences.wishes("b")
        version = store.basis_version("b")
        assert 0 == store.preferences.add(notes[::-1])
        assert (once, version) == (store.preferences.wishes("b"), store.basis_version("b"))
        assert once == fold(said, country="GB") == store.preferences.wishes("twin")


@settings(**FIXTURES)
@given(
    every=st.integers(0, 40),
    days=st.lists(st.integers(0, 90), min_size=1, max_size=8).map(sorted),
    twins=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_no_campaigns_together_write_more_often_than_was_asked(
    every: int, days: list[int], twins: list[bool], open_store: Callable[[], Store]
) -> None:
    """Over campaigns, and over both entries of one subject, between two sent messages lie at least the days asked."""
    sent: list[date] = []
    with open_store() as store:
        store.preferences.add([preference(("every_days", "", str(every)), "business")])
        for number, twin in enumerate(twins[: len(days)]):
            campaign, row = f"c{number}", f"c{number}:{'twin' if twin else 'b'}:1"
            frame = store.rows(campaign, 1, on=FIRST).with_columns(
                state=pl.lit("queued"), state_reason=pl.lit(None, pl.String)
            )
            store.save_run(campaign, campaign, frame, dry=False, now=datetime(2026, 11, 1, tzinfo=UTC))
            store.queue(campaign, row, "hash", "email")
        leases = store.lease(20)
        for lease, day in zip(leases, days, strict=True):
            on = FIRST + timedelta(days=day)
            told = store.settle(lease, basis_version=lease.basis_version, on=on)
            if told.state == "sent":
                sent.append(on)
            else:
                assert told.reason in ("less_often", "cooling_off", "frequency_cap")
    assert all(later - earlier >= timedelta(days=every) for earlier, later in pairwise(sent))
    assert sent
