"""Whatever is done in whatever order: a basis exists only where somebody pressed, in time, and nobody had refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.campaign.confirmations import ConfirmationDesk
from aboveboard.campaign.consent import ConsentDesk, Said
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.run import open_store
from aboveboard.domain.agreement import CONFIRM_DAYS
from aboveboard.domain.basis import Basis
from aboveboard.domain.errors import InputError
from aboveboard.rights.link import make_confirmation
from aboveboard.store.entries import RegisterRow
from aboveboard.store.store import Store

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACTS = (
    "offer",
    "ask",
    "put_out",
    "open",
    "press",
    "press_old",
    "withdraw",
    "refuse",
    "decline",
    "sweep",
    "wait",
    "wait_long",
)
BEGINNINGS = ([], ["ask", "put_out"], ["ask", "put_out", "press"])
_numbers = count()


class Life:
    """One business with its desk, and what an outsider would expect of it."""

    def __init__(self, material: Material, home: Home, store: Store) -> None:
        self.store, self.business, self.now = store, f"life-{next(_numbers)}", START
        row = RegisterRow(id=self.business, name=self.business, country="GB", email=f"{self.business}@shop.example")
        store.import_register([row], register="t", as_of=START.date(), acquisition="directory")
        self.desk, self.mails = ConsentDesk(material.settings, store), ConfirmationDesk(material.settings, home, store)
        self.tokens: list[str] = []
        self.refused = self.withdrawn_today = False
        self.pressed = 0

    def do(self, act: str) -> None:
        """One thing happens."""
        getattr(self, f"_{act}")()

    def _said(self) -> Said:
        return Said(question="email", via="page", on=self.now.date(), by="owner", notice="the notice", evidence="form")

    def _offer(self) -> None:
        self.desk.offer(self.business, "letter", on=self.now.date())

    def _ask(self) -> None:
        address = f"typed-{len(self.tokens)}@{self.business}.example"
        try:
            request = self.desk.ask(self.business, self._said(), address=address, today=self.now.date())
        except InputError:
            assert self.refused or self.withdrawn_today
            return
        assert not self.refused
        mark = self.store.agreements.address_mark(request)
        self.tokens.append(make_confirmation(self.store.keys, request, address_mark=mark))

    def _put_out(self) -> None:
        self.mails.put_out(now=self.now)

    def _open(self) -> None:
        for token in self.tokens:
            self.desk.asked_by(token, on=self.now.date())
            assert not self.desk.confirm(token, pressed=False, on=self.now.date())

    def _press(self) -> None:
        if self.tokens and self.desk.confirm(self.tokens[-1], pressed=True, on=self.now.date()):
            assert not self.refused
            self.pressed += 1

    def _press_old(self) -> None:
        assert not any(self.desk.confirm(token, pressed=True, on=self.now.date()) for token in self.tokens[:-1])

    def _withdraw(self) -> None:
        said = {"kind": "consent", "act": "withdrawn", "purpose": "marketing", "channel": "email"}
        proof = {"how": f"wrote {self.now}", "by": "owner", "notice": "", "evidence": ""}
        self.store.add_bases([Basis(business=self.business, on=self.now.date(), **said, **proof)])
        self.withdrawn_today = True

    def _refuse(self) -> None:
        self.store.suppress(self.business, scope="person", reason="objected", on=self.now.date())
        self.refused = True

    def _decline(self) -> None:
        self.desk.decline(self.business, self._said(), today=self.now.date())
        self.withdrawn_today = True

    def _sweep(self) -> None:
        self.mails.sweep(today=self.now.date())

    def _wait(self) -> None:
        self.now, self.withdrawn_today = self.now + timedelta(days=1), False

    def _wait_long(self) -> None:
        self.now, self.withdrawn_today = self.now + timedelta(days=CONFIRM_DAYS + 1), False


@pytest.fixture(scope="module")
def desk(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Material, Home, Store]]:
    """One store for all lives, each of a business of its own."""
    home = Home(tmp_path_factory.mktemp("lives") / "home")
    with open_store(home) as store:
        yield read_material(example), home, store


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.builds(list.__add__, st.sampled_from(BEGINNINGS), st.lists(st.sampled_from(ACTS), max_size=8)))
def test_a_basis_is_a_press(desk: tuple[Material, Home, Store], acts: list[str]) -> None:
    """There are as many consents as presses that were taken, and the address is another's only after one."""
    life = Life(*desk)
    own = life.store.contact(life.business).email
    for act in acts:
        life.do(act)
        given_ = [e for e in life.store.bases(life.now.date()).get(life.business, []) if e.act == "given"]
        assert life.pressed == len(given_)
        assert all("the notice" == event.notice for event in given_)
        if not given_:
            assert own == life.store.contact(life.business).email


def test_the_way_to_a_basis_can_be_walked(desk: tuple[Material, Home, Store]) -> None:
    """The lives above are not empty: asked, put out and pressed, there is one."""
    life = Life(*desk)
    for act in ("offer", "ask", "put_out", "open", "press"):
        life.do(act)
    assert 1 == life.pressed
