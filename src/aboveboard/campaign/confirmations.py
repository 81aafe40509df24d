"""Confirmations: which are due, the mails that ask for them, and the end of those that nobody confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from aboveboard.campaign.consent_texts import confirmation, language_of
from aboveboard.campaign.dispatch import domain_of
from aboveboard.campaign.home import Home
from aboveboard.campaign.settings import Settings
from aboveboard.deliver import confirmation as mail
from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.agreement import QUESTIONS, Agreement, Question, State, Via, fold
from aboveboard.rights.link import make_confirmation
from aboveboard.store.store import Store

KIND: Final = "confirm"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmation that is to be sent; the address is left to whoever sends it."""

    business: str
    question: Question
    via: Via
    asked_on: date
    last_day: date
    request: str


@dataclass(frozen=True, slots=True)
class ConfirmationDesk:
    """The confirmations of a home, in the name of one campaign's sender."""

    settings: Settings
    home: Home
    store: Store

    def due(self, *, on: date) -> list[Due]:
        """The confirmations that were not put out yet, by business; none to whoever refuses by now."""
        return [_due(asked, last) for asked, last in self._to_send(on)]

    def put_out(self, *, now: datetime) -> list[Due]:
        """The due confirmations lie in the outbox, each once; after a crash in between, the same mails go on."""
        outbox, today = Outbox(self.home.outbox), now.date()
        with self.store.transaction():
            found = self._to_send(today)
            for asked, last in found:
                name = self._name(asked)
                if name not in outbox:
                    subject = self.store.keys.pseudonym(asked.business)
                    outbox.put(name, self._mail(asked, last, name, now), subject=subject)
                self.store.agreements.add(replace(asked, act="sent", on=today))
        return [_due(asked, last) for asked, last in found]

    def sweep(self, *, today: date) -> int:
        """Nothing is left of askings that were not confirmed in time, neither address nor mail; how many there were."""
        with self.store.transaction():
            old = [asked for asked, _ in self._waiting("lapsed", today)]
            self.store.agreements.drop(asked.request for asked in old)
        self.take_back()
        return len(old)

    def take_back(self) -> None:
        """No mail lies in the outbox that asks to confirm what is not kept any more."""
        if not self.home.outbox.exists():
            return
        outbox = Outbox(self.home.outbox)
        for name in outbox.names(KIND):
            subject, _, rest = name.partition(f".{KIND}-")
            if self.store.agreements.business_of(rest.partition("@")[0]) is None:
                outbox.take_back(name, subject=subject)

    def _to_send(self, on: date) -> list[tuple[Agreement, date]]:
        found = self._waiting("due", on)
        return [(asked, last) for asked, last in found if not self.store.agreements.may_not_reach(asked.request)]

    def _waiting(self, state: State, on: date) -> list[tuple[Agreement, date]]:
        """The askings that stand so on that day, each with its last day, by business."""
        standings = (
            fold(events, question=question, on=on)
            for _, events in sorted(self.store.agreements.of().items())
            for question in QUESTIONS
        )
        return [(s.asked, s.last_day) for s in standings if s.state == state and s.asked and s.last_day]

    def _name(self, asked: Agreement) -> str:
        subject = self.store.keys.pseudonym(asked.business)
        return f"{subject}.{KIND}-{asked.request}@{domain_of(self.settings)}"

    def _mail(self, asked: Agreement, until: date, name: str, now: datetime) -> bytes:
        mark = self.store.agreements.address_mark(asked.request)
        token = make_confirmation(self.store.keys, asked.request, address_mark=mark)
        sender = self.settings.sender.sender()
        said = confirmation(
            sender,
            notice=asked.notice,
            via=asked.via,
            asked_on=asked.on,
            until=until,
            link=f"{self.settings.links.base.rstrip('/')}/c/{token}",
            language=language_of(asked.question, asked.notice, sender) or self.settings.language,
        )
        contact = self.store.agreements.contact(asked.request)
        return mail.write(said, sender=sender, recipient=contact, message_id=name, now=now)


def _due(asked: Agreement, last: date) -> Due:
    return Due(
        business=asked.business,
        question=asked.question,
        via=asked.via,
        asked_on=asked.on,
        last_day=last,
        request=asked.request,
    )
