"""Agreement: how a business comes to agree, from being asked once to confirming; only confirming makes a Basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias, get_args

import msgspec

from aboveboard.domain.basis import MARKETING, PERSONALISATION, notice_hash

Question: TypeAlias = Literal["email", "personalisation"]
Act: TypeAlias = Literal["offered", "asked", "sent", "confirmed", "declined"]
Via: TypeAlias = Literal["letter", "call_sheet", "page", "card", "call"]
State: TypeAlias = Literal["open", "offered", "due", "sent", "confirmed", "declined", "lapsed"]
QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)
ACTS: Final[tuple[str, ...]] = get_args(Act)

CONFIRM_DAYS: Final = 21
"""A confirmation that has not come by then never comes, and the address that was typed is gone."""

GROUND: Final[Mapping[Question, tuple[str, str]]] = {
    "email": (MARKETING, "email"),
    "personalisation": (PERSONALISATION, "web_page"),
}
"""Purpose and channel of the basis that a confirmed yes makes: two questions, and neither answers the other."""

_MOVES: Final[Mapping[tuple[State, Act], State]] = {
    ("open", "offered"): "offered",
    ("due", "sent"): "sent",
    ("sent", "confirmed"): "confirmed",
}
# Saying yes and saying no are the person's own acts, and may follow anything: the latest is the one that counts.


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """One append-only event of a question to a business; the address that was typed is sealed beside it.

    `request` is the same for all events of one asking: a typed address, its confirmation, and the answer.
    """

    request: str
    business: str
    question: Question
    act: Act
    on: date
    via: Via
    by: str
    notice: str = ""
    evidence: str = ""

    @property
    def notice_sha256(self) -> str:
        """The hash by which the notice shown is told from any other."""
        return notice_hash(self.notice)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it is put, apart from everything else: one box, and none of these words ticks it."""

    heading: str
    intro: str
    notice: str
    box: str
    then: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands: the asking it is about, if any, and whether it was ever offered."""

    state: State = "open"
    asked: Agreement | None = None
    offered: bool = False

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be confirmed."""
        return self.asked.on + timedelta(days=CONFIRM_DAYS) if self.asked else None


def move(standing: Standing, event: Agreement) -> Standing | None:
    """Where the question stands after the event; None for an event that has no place there, and so changes nothing.

    An answer to another asking than the latest has no place, nor has one after its last day, or a second one.
    """
    if event.act == "asked":
        return Standing("due", event, standing.offered)
    if event.act == "declined":
        return Standing("declined", None, standing.offered)
    now = standing_on(standing, event.on)
    after = _MOVES.get((now.state, event.act))
    if after is None or (now.asked is not None and event.request != now.asked.request):
        return None
    return Standing(after, now.asked, now.offered or event.act == "offered")


def standing_on(standing: Standing, day: date) -> Standing:
    """The same on that day: what was not confirmed by its last day has lapsed. Silence is never a yes."""
    last = standing.last_day
    if standing.state in ("due", "sent") and last is not None and day > last:
        return Standing("lapsed", standing.asked, standing.offered)
    return standing


def fold(events: Sequence[Agreement], *, question: Question, on: date) -> Standing:
    """Where a question to one business stands on a day, from its events in the order in which they were kept."""
    standing = Standing()
    for event in events:
        if event.question == question and event.on <= on:
            standing = move(standing, event) or standing
    return standing_on(standing, on)
