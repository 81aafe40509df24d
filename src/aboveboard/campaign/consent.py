"""Consent: offered once, answered by the person, confirmed by one e-mail; only confirming makes a basis."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from aboveboard.campaign.consent_texts import wording
from aboveboard.campaign.settings import Settings
from aboveboard.domain.agreement import (
    CONFIRM_DAYS,
    GROUND,
    QUESTIONS,
    Act,
    Agreement,
    Question,
    Standing,
    Via,
    Wording,
    fold,
    move,
)
from aboveboard.domain.basis import Basis, notice_hash
from aboveboard.domain.errors import InputError
from aboveboard.guard.bases import in_force
from aboveboard.rights.link import read_confirmation
from aboveboard.store.store import Store

_PUT_ON: Final[Mapping[Via, Via]] = {"card": "letter", "call": "call_sheet"}
_HOW: Final[Mapping[Via, str]] = {
    "card": "ticked the empty box of a reply card, and confirmed it by the link in our e-mail",
    "call": "said yes on the telephone, and confirmed it by the link in our e-mail",
    "page": "ticked the empty box on our page, and confirmed it by the link in our e-mail",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A yes or a no as it was given: to which question, how, when, by whom, to which notice, and what shows it."""

    question: Question
    via: Via
    on: date
    by: str
    notice: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ConsentDesk:
    """Where questions are put and answered. Each call is one transaction of the store, or part of the one it is in."""

    settings: Settings
    store: Store

    def standing(self, business: str, question: Question, *, on: date) -> Standing:
        """Where a question to a business stands on a day."""
        return fold(self.store.agreements.of([business]).get(business, ()), question=question, on=on)

    def offer(self, business: str, via: Via, *, on: date, language: str = "en") -> Wording | None:
        """The question about e-mail as it is put there, on record as offered; None if it ever was, to any entry of it.

        To be called in the transaction that puts the letter or the call sheet out.
        """
        entries = self.store.agreements.of(self.store.same_subject(business))
        if any(fold(events, question="email", on=on) != Standing() for events in entries.values()):
            return None
        words = self.words("email", via, language)
        self._note_offer(business, "email", via, notice=words.notice, on=on)
        return words

    def ask(self, business: str, said: Said, *, address: str, today: date) -> str:
        """A confirmation to the address is due, for this yes; the id of the asking.

        InputError where the address or the business refuses, the yes was taken back since, or is too old to confirm.
        An earlier asking that was not confirmed is gone, with its address: the latest is the one that counts.
        """
        with self.store.transaction():
            obstacle = self._obstacle(business, said, address, today)
            if obstacle is not None:
                raise obstacle
            return self._ask(business, said, address, today)

    def ask_on_page(self, business: str, form: Mapping[str, str], *, today: date) -> bool:
        """True if the form of our page makes a confirmation due.

        It takes a box that was ticked, an address that was typed, and the very notice that is shown there today. All
        else, such as a page that was only opened, makes nothing. The page MUST answer alike in either case, since
        whether an address is refused is nobody's to find out.
        """
        question, address = _question(form.get("question", "")), form.get("address", "").strip()
        if question is None or form.get("agree") != "yes" or not address:
            return False
        notice = self.words(question, "page").notice
        if form.get("notice_sha256") != notice_hash(notice):
            return False
        said = Said(question=question, via="page", on=today, by="a person on our page", notice=notice, evidence="form")
        with self.store.transaction():
            if self._obstacle(business, said, address, today) is not None:
                return False
            self._ask(business, said, address, today)
        return True

    def decline(self, business: str, said: Said, *, today: date) -> None:
        """The no is on record, a yes that holds is taken back, one that waits is gone, and nobody asks again."""
        with self.store.transaction():
            self._decline(business, said, today)
            if self._holds(business, said.question, said.on):
                self.store.add_bases([_withdrawal(business, said)])

    def _decline(self, business: str, said: Said, today: date) -> None:
        self._drop_pending(business, said.question, today)
        if not self.standing(business, said.question, on=today).offered and said.via in _PUT_ON:
            self._note_offer(business, said.question, _PUT_ON[said.via], notice=said.notice, on=said.on)
        self.store.agreements.add(_event(business, said, "declined"))

    def asked_by(self, token: str, *, on: date) -> Agreement | None:
        """What the token of a confirmation would confirm on that day; None for any other. Looking changes nothing."""
        found = read_confirmation(self.store.keys, token)
        business = self.store.agreements.business_of(found[0]) if found is not None else None
        if found is None or business is None:
            return None
        request, mark = found
        events = self.store.agreements.of([business])[business]
        asked = next((e for e in events if e.request == request and e.act == "asked"), None)
        if asked is None or self.store.agreements.address_mark(request) != mark:
            return None
        standing = fold(events, question=asked.question, on=on)
        return asked if move(standing, replace(asked, act="confirmed", on=on)) is not None else None

    def confirm(self, token: str, *, pressed: bool, on: date) -> bool:
        """True if the person's own press of the button made a basis: once, for one address, in time, and against no no.

        `pressed` is false for a page that was only opened, by whomever or whatever: that makes nothing.
        """
        with self.store.transaction():
            asked = self.asked_by(token, on=on) if pressed else None
            if asked is None or self._is_taken_back(asked, on) or self.store.agreements.may_not_reach(asked.request):
                return False
            self.store.agreements.add(replace(asked, act="confirmed", on=on))
            self.store.add_bases([_basis(asked, on)])
            if asked.question == "email":
                self.store.agreements.take_over(asked.request)
        return True

    def confirm_no(self, token: str, *, on: date) -> bool:
        """True if whoever has the confirmation said no to it: the address is gone, and nobody asks again.

        A yes that holds for another address stays: who was written to by mistake does not speak for the business.
        """
        with self.store.transaction():
            asked = self.asked_by(token, on=on)
            if asked is not None:
                said = {name: getattr(asked, name) for name in ("question", "via", "by", "notice", "evidence")}
                self._drop_pending(asked.business, asked.question, on)
                if not self._holds(asked.business, asked.question, on):
                    self._decline(asked.business, Said(**said, on=on), on)
        return asked is not None

    def words(self, question: Question, via: Via, language: str = "en") -> Wording:
        """The question as it is put there, in a language."""
        return wording(question, via, self.settings.sender.sender(), language=language)

    def notice_of(self, business: str, question: Question, via: Via) -> str | None:
        """The notice that was put to the business on this way, the latest; None if none is on record."""
        events = self.store.agreements.of([business]).get(business, ())
        shown = _PUT_ON.get(via, via)
        put = [event for event in events if (event.question, event.act, event.via) == (question, "offered", shown)]
        notices = [event.notice for event in put if event.notice]
        return notices[-1] if notices else None

    def _ask(self, business: str, said: Said, address: str, today: date) -> str:
        self._drop_pending(business, said.question, today)
        if said.via in _PUT_ON and not self.standing(business, said.question, on=today).offered:
            self._note_offer(business, said.question, _PUT_ON[said.via], notice=said.notice, on=said.on)
        event = _event(business, said, "asked")
        self.store.agreements.add(event, address=address)
        return event.request

    def _note_offer(self, business: str, question: Question, via: Via, *, notice: str, on: date) -> None:
        by = self.settings.sender.name
        said = Said(question=question, via=via, on=on, by=by, notice=notice, evidence=self.settings.name)
        self.store.agreements.add(_event(business, said, "offered"))

    def _obstacle(self, business: str, said: Said, address: str, today: date) -> InputError | None:
        """Why no confirmation may be sent for this yes, if so; refusals are asked before anything is kept."""
        if not (said.notice.strip() and said.by.strip() and said.evidence.strip()):
            return InputError("a yes without notice, giver or evidence proves nothing", remedy="give all three")
        if not said.on <= today <= said.on + timedelta(days=CONFIRM_DAYS):
            problem = f"a yes of {said.on} cannot be confirmed on {today}"
            return InputError(problem, remedy=f"it has {CONFIRM_DAYS} days, and lies in no future")
        if self.store.agreements.is_refused(business, address):
            return InputError(
                "the business or the address refuses, or it is no address", remedy="nothing is sent there"
            )
        if self._is_taken_back(_event(business, said, "asked"), today):
            return InputError("this yes was taken back on the same day or later", remedy="nothing is sent")
        return None

    def _is_taken_back(self, asked: Agreement, on: date) -> bool:
        events = self.store.bases(on).get(asked.business, ())
        ground = ("consent", "withdrawn", *GROUND[asked.question])
        return any((e.kind, e.act, e.purpose, e.channel) == ground and e.on >= asked.on for e in events)

    def _holds(self, business: str, question: Question, on: date) -> bool:
        held = in_force(self.store.bases(on).get(business, ()), on=on)
        return any((e.kind, e.purpose, e.channel) == ("consent", *GROUND[question]) for e in held)

    def _drop_pending(self, business: str, question: Question, today: date) -> None:
        standing = self.standing(business, question, on=today)
        if standing.state in ("due", "sent", "lapsed") and standing.asked is not None:
            self.store.agreements.drop([standing.asked.request])


def _question(name: str) -> Question | None:
    return next((question for question in QUESTIONS if question == name), None)


def _event(business: str, said: Said, act: Act) -> Agreement:
    return Agreement(
        request=secrets.token_hex(8),
        business=business,
        question=said.question,
        act=act,
        on=said.on,
        via=said.via,
        by=said.by,
        notice=said.notice,
        evidence=said.evidence,
    )


def _withdrawal(business: str, said: Said) -> Basis:
    purpose, channel = GROUND[said.question]
    return Basis(
        business=business,
        kind="consent",
        act="withdrawn",
        purpose=purpose,
        channel=channel,
        on=said.on,
        how=f"said no, by {said.via}",
        by=said.by,
        notice="",
        evidence=said.evidence,
    )


def _basis(asked: Agreement, on: date) -> Basis:
    """The basis that a confirmed yes makes; clicking the link is in writing, as is whatever preceded it on paper."""
    purpose, channel = GROUND[asked.question]
    return Basis(
        business=asked.business,
        kind="consent",
        act="given",
        purpose=purpose,
        channel=channel,
        on=on,
        how=_HOW[asked.via],
        by=asked.by,
        notice=asked.notice,
        evidence=f"{asked.evidence}; said on {asked.on}, confirmed on {on}, asking {asked.request}",
        written=True,
    )
