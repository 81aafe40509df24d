"""What a recipient may say that it wants: the form's choices, and what a pressed form says that was not so before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, TypeAlias

from starlette.datastructures import FormData

from aboveboard.domain.preference import CHANNELS, WRITTEN, Kind, Wishes

Said: TypeAlias = tuple[Kind, str, str]
CHANNEL_NAMES: Final[dict[str, str]] = dict(zip(CHANNELS, ("by e-mail", "by letter", "by telephone"), strict=True))
HOW_OFTEN: Final[dict[int, str]] = {
    0: "as now",
    30: "at most once a month",
    90: "at most every three months",
    180: "at most twice a year",
    365: "at most once a year",
}
LANGUAGES: Final[dict[str, str]] = dict(
    zip(WRITTEN, ("English", "Deutsch", "Nederlands", "Français", "Español"), strict=True)
)
"""The languages that we write, each by its own name."""
PAUSES: Final[dict[int, str]] = {0: "no pause", 90: "three months", 180: "six months", 365: "a year"}
WISHES_DONE: Final = (
    "It holds from now on, also against what others note about you: they may add a no of yours, and take none away.",
    "What lay ready for you was withdrawn. You can change all of it on the same page at any time.",
)


def stated(form: FormData, before: Wishes, topics: Iterable[str], today: date) -> list[Said] | None:
    """What the form says that is not so yet; None for a form that is not ours, which says nothing."""
    if form.get("form") != "wishes":
        return None
    wished = _named(form, before, topics) | _single(form, before, today)
    return [(kind, name, value) for (kind, name), value in wished.items()]


def _named(form: FormData, before: Wishes, topics: Iterable[str]) -> dict[tuple[Kind, str], str]:
    """The topics and channels whose box is not as it was."""
    unwanted, refused = set(form.getlist("unwanted")), set(form.getlist("refused"))
    changed: dict[tuple[Kind, str], str] = {}
    for topic in topics:
        if (topic in unwanted) != (topic in before.unwanted):
            changed["topic", topic] = "unwanted" if topic in unwanted else "open"
    for channel in CHANNELS:
        if (channel in refused) != (channel in before.refused):
            changed["channel", channel] = "refused" if channel in refused else "open"
    return changed


def _single(form: FormData, before: Wishes, today: date) -> dict[tuple[Kind, str], str]:
    """Preferred channel, cadence, pause and language, where the form has another choice than what holds."""
    changed: dict[tuple[Kind, str], str] = {}
    first = str(form.get("channel", ""))
    if first in ("", *CHANNELS) and first != "".join(before.order[:1]):
        changed["channel_order", ""] = first
    every = _choice(form, "every", HOW_OFTEN)
    if every is not None and every != before.every_days:
        changed["every_days", ""] = str(every)
    pause = _choice(form, "pause", PAUSES)
    if pause or (pause == 0 and before.pause_until is not None):
        changed["pause_until", ""] = (today + timedelta(days=pause)).isoformat() if pause else ""
    language = form.get("language")
    if language in ("", *WRITTEN) and language != (before.language or ""):
        changed["language", ""] = str(language)
    return changed


def _choice(form: FormData, field: str, known: Mapping[int, str]) -> int | None:
    """The number chosen in a field; None where it holds what stands already, or nothing that the form offers."""
    return {str(number): number for number in known}.get(str(form.get(field)))
