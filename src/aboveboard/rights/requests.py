"""Requests: what a recipient may ask for, each done in one transaction and put on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Final, Literal, Protocol, TypeAlias

import msgspec

from aboveboard.domain.legal_form import LegalForm
from aboveboard.domain.preference import Kind, Preference
from aboveboard.domain.sockets import Erasure

StopScope: TypeAlias = Literal["address", "company", "channel"]
StopSource: TypeAlias = Literal["page", "one_click", "operator"]
Done: TypeAlias = dict[str, str | int | bool]
ON_PAGE: Final = "on the page behind the link of a message"
STATED_FORM: Final[LegalForm] = "sole_trader"
CONTENTS: Final[dict[str, str]] = {
    "businesses": "The business as a register or a list gave it, with the day and the way it came to us.",
    "contacts": "How the business can be reached. It is sealed, and opened to send a message or to show it here.",
    "imported": "Which lists had the business, and what an entry was before a newer list changed it.",
    "bases": "What was agreed to or withdrawn: when, how, and which notice was shown.",
    "agreements": "What you were asked to agree to, what you answered, and the notice you saw. The address is sealed.",
    "relations": "What was between the business and us, such as a purchase or an inquiry, and when.",
    "preferences": "What you want, as you said it or somebody noted: whether the website may be looked at, subjects, "
    "channels, how often; and the day of your browser's Global Privacy Control signal.",
    "facts": "What was seen about the business, with the place and the day.",
    "decisions": "What was decided about each message, and the rules and reasons behind it.",
    "messages": "The texts that were written, also those that were never sent.",
    "outbox": "Which messages waited, were sent or were withheld.",
    "outcomes": "What came of the messages.",
    "groups": "Groups by which we check that comparable businesses are treated alike. No message rests on them.",
    "corrections": "What you said is not right, in your words. It is sealed, and opened to answer you.",
    "company_answers": "What a person of ours said about which company of a public register this is.",
    "model_answers": "What a language model wrote when it was asked for texts to the business. It was told no name and "
    "no address.",
    "reviews": "What a person of ours decided about a text.",
    "salts": "The receipts of what was done, which anybody can check against the public log.",
}
"""What each kind of entry is, said to whom it is about."""


class PastRequest(Protocol):
    """A request on record."""

    @property
    def kind(self) -> str:
        """What was asked for."""
        ...

    @property
    def at(self) -> str:
        """When, in ISO 8601."""
        ...

    @property
    def done(self) -> Mapping[str, str | int | bool]:
        """What was done."""
        ...


class Pseudonyms(Protocol):
    """Gives businesses the names under which requests are recorded."""

    def pseudonym(self, business: str) -> str:
        """The pseudonym of a business."""
        ...


class OwnRefusals(Protocol):
    """What a person's own act can do to that person's own refusals."""

    def resubscribe(self, business: str, /, *, at: datetime) -> int:
        """The person's own refusals up to now have no effect any more; how many."""
        ...

    def refused(self, business: str, /) -> tuple[bool, Sequence[str]]:
        """Whether the business is refused on all channels, and else on which."""
        ...


class StatedWishes(Protocol):
    """Keeps what businesses say that they want."""

    def add(self, said: Sequence[Preference], /, *, today: date) -> int:
        """The events are kept; how many were new."""
        ...


class RightsStore(Protocol):
    """What requests need of a store; `name` is an id or a pseudonym."""

    @property
    def keys(self) -> Pseudonyms:
        """The keys of the store."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All calls inside are kept together or not at all."""
        ...

    def business_of(self, name: str, /) -> str | None:
        """The id of a business that is kept."""
        ...

    def holdings(self, name: str, /) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Everything that is kept about a business."""
        ...

    def suppress(
        self,
        business: str,
        /,
        *,
        scope: StopScope,
        channel: str | None,
        reason: str,
        on: date,
        source: str,
    ) -> int:
        """The business is refused from now on."""
        ...

    @property
    def suppressions(self) -> OwnRefusals:
        """The list of refusals."""
        ...

    def set_preference(self, business: str, personalisation: bool, /, *, on: date) -> None:
        """The preference is kept."""
        ...

    @property
    def preferences(self) -> StatedWishes:
        """Where the business's wishes are kept."""
        ...

    def add_correction(self, business: str, facts: Sequence[str], words: str, /, *, at: datetime) -> None:
        """The correction waits for a person."""
        ...

    def set_legal_form(self, business: str, legal_form: str, /) -> None:
        """The stated form is kept."""
        ...

    def forget(self, name: str, /, *, now: datetime) -> Sequence[Erasure]:
        """The subject is erased, and the erasure on record."""
        ...

    def add_request(self, subject: str, kind: str, /, *, at: datetime, done: Mapping[str, str | int | bool]) -> None:
        """The request is on record."""
        ...

    def requests(self, subject: str, /) -> Sequence[PastRequest]:
        """The requests of a pseudonym."""
        ...


def see(store: RightsStore, name: str, *, at: datetime) -> dict[str, object]:
    """Everything that is kept about the business, each kind with a sentence on what it is; empty kinds are left out.

    `kept` is false for one that was erased: then only the requests are left to show.
    """
    with store.transaction():
        business, subject = _whose(store, name)
        held = store.holdings(business) if business is not None else {}
        shown = [
            {"kind": kind, "what": CONTENTS.get(kind, ""), "entries": [dict(entry) for entry in entries]}
            for kind, entries in held.items()
            if entries
        ]
        past = [{"kind": r.kind, "at": r.at, "done": dict(r.done)} for r in store.requests(subject)]
        store.add_request(subject, "see", at=at, done={"kinds": len(shown)})
    return {"subject": subject, "kept": business is not None, "data": shown, "requests": past}


def take_along(store: RightsStore, name: str, *, at: datetime) -> str:
    """Everything that is kept, as JSON in a form that other programs can read (GDPR article 20)."""
    with store.transaction():
        business, subject = _whose(store, name)
        held = store.holdings(business) if business is not None else {}
        store.add_request(subject, "take_along", at=at, done={"kinds": sum(1 for entries in held.values() if entries)})
    record = {"format": "aboveboard-holdings", "version": 1, "at": _iso(at), "subject": subject, "data": held}
    return msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=2).decode() + "\n"


def stop(
    store: RightsStore,
    name: str,
    *,
    at: datetime,
    channel: str | None = None,
    company: bool = False,
    source: StopSource = "page",
) -> Done:
    """Nothing more goes out to the business: not on this channel, or on none; with `company`, to no branch of it.

    It holds at once, for what is queued and leased as well. After an erasure it holds already, and that is the answer.
    """
    scope: StopScope = "company" if company else "channel" if channel else "address"
    with store.transaction():
        business, subject = _whose(store, name)
        if business is not None:
            store.suppress(business, scope=scope, channel=channel, reason="objected", on=_day(at), source=source)
        done: Done = {"stopped": True, "channel": channel or "all", "kept": business is not None}
        store.add_request(subject, "stop", at=at, done=done)
    return done


def resume(store: RightsStore, name: str, *, at: datetime) -> Done:
    """What the person themselves stopped through our messages is open again, and nothing else.

    Only a person's own signed link or confirmed e-mail may lead here. What an operator, a list, a reply or a complaint
    said stands, and so do a domain's and a company's refusal, and an erasure: `still_refused` says so.
    """
    with store.transaction():
        business, subject = _whose(store, name)
        resumed = store.suppressions.resubscribe(business, at=at) > 0 if business is not None else False
        everywhere, channels = store.suppressions.refused(business) if business is not None else (True, [])
        done: Done = {
            "resumed": resumed,
            "still_refused": everywhere or bool(channels),
            "kept": business is not None,
        }
        store.add_request(subject, "resume", at=at, done=done)
    return done


def personalisation_off(store: RightsStore, name: str, *, at: datetime) -> Done:
    """The website is not looked at again; at most the general version goes out."""
    return _personalisation(store, name, at=at, on=False)


def personalisation_on(store: RightsStore, name: str, *, at: datetime) -> Done:
    """The website may be looked at again: an explicit choice, which answers a browser's signal if there was one."""
    return _personalisation(store, name, at=at, on=True)


def _personalisation(store: RightsStore, name: str, *, at: datetime, on: bool) -> Done:
    with store.transaction():
        business, subject = _whose(store, name)
        if business is not None:
            store.set_preference(business, on, on=_day(at))
        done: Done = {"personalisation": on, "kept": business is not None}
        store.add_request(subject, f"personalisation_{'on' if on else 'off'}", at=at, done=done)
    return done


def state_wishes(store: RightsStore, name: str, wishes: Sequence[tuple[Kind, str, str]], *, at: datetime) -> Done:
    """What the business itself says that it wants is kept: of each wish its kind, what it is about, and the value."""
    with store.transaction():
        business, subject = _whose(store, name)
        new = 0
        if business is not None:
            said = [
                Preference(business=business, kind=kind, name=about, value=value, by="business", how=ON_PAGE)
                for kind, about, value in wishes
            ]
            new = store.preferences.add(said, today=_day(at))
        done: Done = {"changed": new, "kept": business is not None}
        store.add_request(subject, "wishes", at=at, done=done)
    return done


def not_a_company(store: RightsStore, name: str, *, at: datetime) -> Done:
    """The business has a person's rights from now on, whatever any register says, and its entries are sealed."""
    with store.transaction():
        business, subject = _whose(store, name)
        if business is not None:
            store.set_legal_form(business, STATED_FORM)
        done: Done = {"legal_form": STATED_FORM, "kept": business is not None}
        store.add_request(subject, "not_a_company", at=at, done=done)
    return done


def correct(store: RightsStore, name: str, *, at: datetime, facts: Sequence[str], words: str) -> Done:
    """The correction waits for a person (GDPR article 16); the record of the request has none of its words."""
    with store.transaction():
        business, subject = _whose(store, name)
        if business is not None:
            store.add_correction(business, facts, words, at=at)
        done: Done = {"facts": len(facts), "words": bool(words), "kept": business is not None}
        store.add_request(subject, "correct", at=at, done=done)
    return done


def erase(store: RightsStore, name: str, *, at: datetime) -> Done:
    """Everything about the subject is gone from the store, which keeps a hash and this request; what was removed.

    `kept` is true for a company, whose entry stays: what made it reachable, and all that was written to it, is gone.

    What is kept in files, the other keepers forget: the campaign calls them all.
    """
    with store.transaction():
        business, _ = _whose(store, name)
        removed = store.forget(name, now=at) if business is not None else ()
        kept = store.business_of(name) is not None
    done: Done = {erasure.keeper: erasure.removed for erasure in removed if erasure.removed}
    return done | {"kept": kept}


def _whose(store: RightsStore, name: str) -> tuple[str | None, str]:
    """The id of the business, None if it is not kept, and its pseudonym; an unknown name is taken as a pseudonym."""
    business = store.business_of(name)
    return business, store.keys.pseudonym(business) if business is not None else name


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
