"""Preference: one wish that a business stated, by whom and when, and what all its wishes come to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, Literal, TypeAlias, get_args

import msgspec

from aboveboard.domain.errors import InputError, did_you_mean

Kind: TypeAlias = Literal[
    "personalisation", "topic", "channel", "channel_order", "every_days", "pause_until", "language", "gpc"
]
Voice: TypeAlias = Literal["business", "operator", "browser"]
"""The business itself; an operator who noted what it said; its browser, by a Global Privacy Control signal."""
KINDS: Final[tuple[str, ...]] = get_args(Kind)
CHANNELS: Final = ("email", "post", "voice_live")
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "personalisation": ("on", "off"),
    "topic": ("wanted", "unwanted", "open"),  # open: neither, as if nothing had been said
    "channel": ("refused", "open"),
}
LONGEST_REST: Final = 3650  # days; whoever wants longer than ten years stops all messages
Language: TypeAlias = Literal["en", "de", "nl", "fr", "es"]
WRITTEN: Final[tuple[Language, ...]] = get_args(Language)
"""The languages that the product writes: those with a folder in phrases/."""

# Where the law lets the signal of a browser outrank a choice made before it: the business processes the signal, may
# tell of the conflict, and may ignore it once the person, told of it, chooses again (11 CCR 7025(c)(3); Colorado's and
# its sisters' rules are alike). Elsewhere the explicit choice for this controller stands.
SIGNAL_FIRST: Final = frozenset({"US"})
_TOPIC: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


class Preference(msgspec.Struct, frozen=True, kw_only=True):
    """One append-only event. `name` is the topic or channel it is about; no day says that none was noted."""

    business: str
    kind: Kind
    value: str
    by: Voice
    how: str
    name: str = ""
    on: date | None = None


class Wishes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all events of a business come to; without any, nothing is wished.

    `unwanted` and `wanted` are offers' ids or topics, `order` the channels it prefers, the first most. `signal_on` is
    the day of its browser's signal, `choice_on` that of its own choice of personalisation: both are a conflict.
    """

    personalisation: bool = True
    gpc: bool = False
    signal_on: date | None = None
    choice_on: date | None = None
    unwanted: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    every_days: int = 0
    pause_until: date | None = None
    language: str | None = None

    def rest(self, on: date, last: date | None) -> str | None:
        """The reason code why nothing may go out on that day; `last` is the day of the last message, if there is one.

        A pause ends on its day. At most one message in N days: the N-th day after the last may have the next.
        """
        if self.pause_until is not None and on < self.pause_until:
            return "paused"
        if last is not None and (on - last).days < self.every_days:
            return "less_often"
        return None

    def reads(self, language: str) -> bool:
        """True if a message in this language is in the one asked for, or none was asked for."""
        return self.language is None or self.language.split("-")[0] == language

    def ladder(self, channels: Iterable[str]) -> list[str]:
        """The channels that were not refused, preferred ones first, in the order asked for; the others as they come."""
        open_to = [channel for channel in channels if channel not in self.refused]
        return sorted(open_to, key=lambda c: self.order.index(c) if c in self.order else len(self.order))


def checked(said: Preference, place: str) -> Preference:
    """The event, if its value can be one of its kind; raises InputError that names `place`."""
    problem = _problem(said)
    if problem is not None:
        what, remedy = problem
        raise InputError(f"{said.kind} {what}", place=place, remedy=remedy)
    return said


def _problem(said: Preference) -> tuple[str, str] | None:
    value, words = said.value, WORDS.get(said.kind)
    if words is not None and value not in words:
        return f"{value!r} is not known", did_you_mean(value, words)
    if said.kind == "topic" and not _TOPIC.fullmatch(said.name):
        return f"{said.name!r} is no topic", "an offer's id or one of its topics"
    channels = (said.name,) if said.kind == "channel" else split(value) if said.kind == "channel_order" else ()
    for channel in channels:
        if channel not in CHANNELS:
            return f"{channel!r} is not known", did_you_mean(channel, CHANNELS)
    if said.kind == "every_days" and not (value.isascii() and value.isdigit() and int(value) <= LONGEST_REST):
        return f"{value!r} is no number of days", f"a whole number up to {LONGEST_REST}; 0 ends it"
    if said.kind == "language" and value and not _LANGUAGE.fullmatch(value):
        return f"{value!r} is no language", "a code such as en, de or fr"
    return ("is no day", "write YYYY-MM-DD") if said.kind == "pause_until" and not _is_day(value) else None


def split(value: str) -> tuple[str, ...]:
    """The parts of a value that lists several."""
    return tuple(part for part in value.split(",") if part)


def _is_day(value: str) -> bool:
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


class _Told:
    """What was said so far, fold by fold."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}
        self.own: set[tuple[str, str]] = set()
        self.signal_on: date | None = None
        self.choice_on: date | None = None
        self.knowing = False  # the choice was made after the signal, on a page that tells of it

    def hear(self, said: Preference) -> None:
        key = (said.kind, said.name)
        if said.by == "browser":
            self.signal_on = self.signal_on or said.on
        elif said.by == "business":
            if said.kind == "personalisation":
                self._choose(said, again=key in self.own and self.values[key] == said.value)
            self.values[key] = said.value
            self.own.add(key)
        elif self._narrows(key, said):
            self.values[key] = said.value
            self.own.discard(key)

    def _choose(self, said: Preference, *, again: bool) -> None:
        """The choice is of the day on which it was made; said again it is no new one, unless a signal came between."""
        knowing = said.value == "on" and self.signal_on is not None
        if not again or knowing is not self.knowing:
            self.choice_on = said.on if said.value == "on" else None
        self.knowing = knowing

    def _narrows(self, key: tuple[str, str], said: Preference) -> bool:
        """An operator's note never loosens what was said, and what is neither looser nor stricter the business says."""
        if said.kind == "language":  # one in place of another opens what that closed: only notes replace notes
            return bool(said.value) and (key not in self.own or not self.values.get(key))
        old = _strictness(said.kind, self.values.get(key, ""))
        new = _strictness(said.kind, said.value)
        return new > old or (new == old and key not in self.own)


def _strictness(kind: str, value: str) -> int:
    """How much a value forbids; 0 forbids nothing. Of two, the greater may always take the other's place."""
    if kind in ("personalisation", "topic", "channel"):
        return int(value in ("off", "unwanted", "refused"))
    if kind == "every_days":
        return int(value or 0)
    if kind == "pause_until":
        return date.fromisoformat(value).toordinal() if value else 0
    return 0


def fold(events: Iterable[Preference], *, country: str | None) -> Wishes:
    """What the events come to, given in the order in which they were said; `country` is where the business is.

    The latest of each kind counts, with one bound: what an operator notes or imports can narrow what was said and
    never loosen it, so no import undoes a no. Only the business's own later word does.
    """
    told = _Told()
    for said in events:
        told.hear(said)
    values = told.values
    allowed = values.get(("personalisation", "")) != "off"
    signal = told.signal_on is not None
    abroad = country is not None and country not in (*SIGNAL_FIRST, "ZZ")
    stands = told.choice_on is not None and (told.knowing or abroad)
    pause = values.get(("pause_until", ""))
    return Wishes(
        personalisation=allowed and (stands or not signal),
        gpc=signal and not told.knowing,
        signal_on=told.signal_on,
        choice_on=told.choice_on if allowed else None,
        unwanted=_named(values, "topic", "unwanted"),
        wanted=_named(values, "topic", "wanted"),
        refused=_named(values, "channel", "refused"),
        order=split(values.get(("channel_order", ""), "")),
        every_days=int(values.get(("every_days", ""), 0)),
        pause_until=date.fromisoformat(pause) if pause else None,
        language=values.get(("language", "")) or None,
    )


def _named(values: dict[tuple[str, str], str], kind: str, value: str) -> tuple[str, ...]:
    return tuple(sorted(name for (of, name), said in values.items() if of == kind and said == value))


_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
NOTHING: Final = Wishes()


def encode_wishes(wishes: Wishes) -> str:
    """The one text form of wishes; the column `wishes`."""
    return _ENCODER.encode(wishes).decode()


@lru_cache(maxsize=16_384)
def decode_wishes(text: str) -> Wishes:
    """The wishes of `encode_wishes`'s text; remembered, as few distinct ones occur."""
    return msgspec.json.decode(text, type=Wishes)
