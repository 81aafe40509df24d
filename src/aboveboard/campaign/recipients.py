"""Recipients: what one business may see and ask for, known by the signed link in a message it holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Final

from sqlalchemy.exc import OperationalError

from aboveboard.campaign.artefacts import utc_now
from aboveboard.campaign.forgetting import forget_files
from aboveboard.campaign.home import Home
from aboveboard.campaign.kept import Kept
from aboveboard.campaign.letter_view import Letter, LetterDesk
from aboveboard.campaign.material import Material
from aboveboard.campaign.rule_versions import RuleVersions
from aboveboard.campaign.run import open_store
from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.errors import UnavailableError
from aboveboard.domain.preference import NOTHING, Kind, Wishes
from aboveboard.domain.sender import Sender
from aboveboard.rights import link as links
from aboveboard.rights import requests
from aboveboard.rights.link import Link as Link  # the doors have it from here
from aboveboard.rights.requests import Done, StopSource
from aboveboard.store.store import Store
from aboveboard.text.wording import date_long

BUSY_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class PastRequest:
    """What was asked for earlier, and on which day."""

    kind: str
    day: str


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a recipient's page shows; `kept` is false where nothing but hashes and requests is left."""

    kept: bool
    name: str
    wishes: Wishes
    stated_form: str
    register: str
    register_as_of: str
    acquired: str
    letter: Letter | None
    kinds: Sequence[tuple[str, int, str]]
    requests: Sequence[PastRequest]

    @property
    def personalisation(self) -> bool:
        """Whether the website is looked at."""
        return self.wishes.personalisation

    @property
    def signal_on(self) -> str:
        """The day of the browser's signal; empty if none came."""
        return date_long(self.wishes.signal_on) if self.wishes.signal_on else ""

    @property
    def choice_on(self) -> str:
        """The day on which the recipient turned personalisation on; empty if it did not, or turned it off since."""
        return date_long(self.wishes.choice_on) if self.wishes.choice_on else ""

    def asked(self, kind: str) -> str:
        """The day of the latest request of this kind; empty if there was none."""
        return next((request.day for request in reversed(self.requests) if request.kind == kind), "")

    @property
    def stopped(self) -> str:
        """The day of the latest stop, unless the recipient took it back since; empty if there was none."""
        last = next((r for r in reversed(self.requests) if r.kind in ("stop", "resume")), None)
        return last.day if last is not None and last.kind == "stop" else ""


class Recipients:
    """One campaign's recipients. Looking changes nothing; each request is one transaction of the store, on record.

    A Link is only ever made from a signature that holds, so whoever has one may act. Safe to use from several threads:
    one request at a time.
    """

    def __init__(
        self, material: Material, home: Home, store: Store, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        settings = material.settings
        self.sender: Sender = settings.sender.sender()
        self.campaign = settings.name
        self.topics: Mapping[str, str] = material.topics
        """What recipients may say that they do not want, with its words."""
        self.base = settings.links.base
        self._home, self._store, self._clock = home, store, clock
        self._lock = threading.Lock()
        versions = RuleVersions.of(home)
        self._letters = LetterDesk(
            offers=material.offers_by_id,
            packs=versions.in_use(material.own_packs).packs,
            ledger=home.ledger,
            then=versions.of_version,
        )

    @classmethod
    def open(cls, material: Material, home: Home) -> Recipients:
        """The recipients of a campaign that was run before; InputError where nothing is kept yet."""
        return cls(material, home, open_store(home, existing=True))

    def __enter__(self) -> Recipients:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()

    def link(self, token: str) -> Link | None:
        """Whose page a token of a message opens; None for one that we did not sign."""
        return links.read(self._store.keys, token)

    def stop_link(self, token: str) -> Link | None:
        """Whom a token of a message's header may refuse for, and nothing else."""
        return links.read(self._store.keys, token, purpose="stop")

    def code_link(self, code: str) -> Link | None:
        """Whom a code from paper may refuse for, and nothing else; None where no paper that is kept has it."""
        subject = self._store.codes.subject(code)
        return None if subject is None else Link(subject, self.campaign, 0)

    def today(self) -> date:
        """The day, in UTC."""
        return self._clock().astimezone(UTC).date()

    def see(self, link: Link) -> Seen:
        """Why the business was written to, from what, and what is kept; nothing is changed, nor put on record."""
        with self._turn(), self._store.snapshot():
            business = self._store.business_of(link.subject)
            held = self._store.holdings(business) if business is not None else {}
            wishes = self._store.preferences.wishes(business) if business is not None else NOTHING
            past = [
                PastRequest(r.kind, date_long(date.fromisoformat(r.at[:10])))
                for r in self._store.requests(link.subject)
            ]
        kept = Kept.of(held)
        found = kept.letter(business, link.campaign, link.step) if business is not None else None
        return self._seen(kept, held, wishes, self._letters.view(found) if found is not None else None, past)

    def _seen(
        self,
        kept: Kept,
        held: Mapping[str, Sequence[object]],
        wishes: Wishes,
        letter: Letter | None,
        past: Sequence[PastRequest],
    ) -> Seen:
        entry = kept.businesses[0] if kept.businesses else None
        return Seen(
            kept=entry is not None,
            name=(entry.name or "") if entry else "",
            wishes=wishes,
            stated_form=(entry.stated_form or "") if entry else "",
            register=entry.register if entry else "",
            register_as_of=date_long(entry.register_as_of) if entry else "",
            acquired=entry.acquisition if entry else "",
            letter=letter,
            kinds=[(kind, len(rows), requests.CONTENTS.get(kind, "")) for kind, rows in held.items() if rows],
            requests=past,
        )

    def stop(self, link: Link, *, source: StopSource = "page") -> Done:
        """Nothing goes out to the business any more, on any channel, and what lay ready is withdrawn."""
        with self._turn():
            self._withdraw(link)
            return requests.stop(self._store, link.subject, at=self._clock(), source=source)

    def resume(self, link: Link) -> Done:
        """What the recipient stopped by a press is open again; every other refusal stands."""
        with self._turn():
            return requests.resume(self._store, link.subject, at=self._clock())

    def personalisation(self, link: Link, *, on: bool) -> Done:
        """The website is looked at only if the business lets us; what was written from a look is withdrawn."""
        with self._turn():
            if on:
                return requests.personalisation_on(self._store, link.subject, at=self._clock())
            self._withdraw(link)
            return requests.personalisation_off(self._store, link.subject, at=self._clock())

    def wish(self, link: Link, wishes: Sequence[tuple[Kind, str, str]]) -> Done:
        """What the business says that it wants holds from now on, and what lay ready is withdrawn."""
        with self._turn():
            self._withdraw(link)
            return requests.state_wishes(self._store, link.subject, wishes, at=self._clock())

    def signal(self, link: Link, page: str) -> None:
        """The browser's Global Privacy Control signal is on record, once; what it ends is withdrawn."""
        with self._turn():
            business = self._store.business_of(link.subject)
            if business is None or self._store.preferences.wishes(business).signal_on is not None:
                return
            with self._store.transaction():
                self._store.preferences.note_signal(business, page, on=self.today())
                if not self._store.preferences.wishes(business).personalisation:
                    self._withdraw(link)

    def not_a_company(self, link: Link) -> Done:
        """The business has a person's rights from now on, and what was written to a company is withdrawn."""
        with self._turn():
            self._withdraw(link)
            return requests.not_a_company(self._store, link.subject, at=self._clock())

    def correct(self, link: Link, facts: Sequence[str], words: str) -> Done:
        """A person reads what is said not to be right, facts by their ids; what was written from them is withdrawn."""
        with self._turn():
            self._withdraw(link)
            return requests.correct(self._store, link.subject, at=self._clock(), facts=facts, words=words)

    def take_along(self, link: Link) -> str:
        """Everything that is kept, as JSON."""
        with self._turn():
            return requests.take_along(self._store, link.subject, at=self._clock())

    def erase(self, link: Link) -> Done:
        """Everything about the subject is gone: files first, so that a crash in between can be taken up again.

        Asked again after an erasure, it empties the store's old pages once more and removes nothing.
        """
        with self._turn():
            business = self._store.business_of(link.subject)
            if business is None:
                self._store.forget(link.subject, now=self._clock())
                return {"kept": False}
            self._withdraw(link)
            forget_files(self._store, self._home, business)
            return requests.erase(self._store, link.subject, at=self._clock())

    def _withdraw(self, link: Link) -> None:
        """No message to the recipient, under whatever entry of a list, lies in the outbox folder, and none returns."""
        if not self._home.outbox.exists():
            return
        outbox = Outbox(self._home.outbox)
        for subject in {link.subject, *map(self._store.keys.pseudonym, self._store.same_subject(link.subject))}:
            outbox.forget(subject)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One request at a time; a store that another process holds is UnavailableError, and nothing was changed."""
        with self._lock:
            try:
                yield
            except OperationalError:
                raise UnavailableError("another process holds the store", retry_after=BUSY_SECONDS) from None
