"""The file of preferences: what businesses said that they want, a line for each business and day."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from aboveboard.campaign.files import Line, read_table
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.offer import Offer
from aboveboard.domain.preference import Kind, Preference, Wishes, checked
from aboveboard.observe.head import is_language

COLUMNS: Final = (
    "business", "on", "how", "personalisation", "topics_wanted", "topics_unwanted", "channels_preferred",
    "channels_unwanted", "every_days", "pause_until", "language",
)  # fmt: skip
Said = Iterator[tuple[Kind, str, str]]


def topics_of(offers: Sequence[Offer]) -> dict[str, str]:
    """What a business may say that it wants or does not want: each offer, and each of their topics, with its words."""
    named = {offer.id: offer.name for offer in offers}
    topics = {topic: topic.replace("_", " ").replace("-", " ") for offer in offers for topic in offer.topics}
    return topics | named


def read_preferences(
    path: Path, known: Collection[str] | None = None, topics: Collection[str] | None = None
) -> list[Preference]:
    """What the lines of the file say, each of a business that is known: a misspelt topic would be a lost no.

    An operator noted it, whoever said it: what a file says can narrow what a business said itself, and never loosen it.
    """
    return [said for line in read_table(path, COLUMNS, ("business",)) for said in _of_line(line, known, topics)]


def _of_line(line: Line, known: Collection[str] | None, topics: Collection[str] | None) -> list[Preference]:
    business, on = line.business(known), line.day_or_none("on")
    how = line.text("how") or f"noted in {Path(line.place).name.partition(':')[0]}"
    said = [
        checked(
            Preference(business=business, kind=kind, name=name, value=value, by="operator", how=how, on=on), line.place
        )
        for kind, name, value in _said(line, topics)
    ]
    if not said:
        raise InputError("the line says nothing", place=line.place, remedy="fill in a wish, or leave the line out")
    _check_both(line, "topics_wanted", "topics_unwanted")
    _check_both(line, "channels_preferred", "channels_unwanted")
    return said


def _said(line: Line, topics: Collection[str] | None) -> Said:
    if line.text("personalisation"):
        yield "personalisation", "", line.one_of("personalisation", ("on", "off"))
    for column, value in (("topics_wanted", "wanted"), ("topics_unwanted", "unwanted")):
        for topic in _list(line, column):
            if topics is not None and topic not in topics:
                problem = f"{column}: {topic!r} is no offer and no topic of this campaign"
                raise InputError(problem, place=line.place, remedy=did_you_mean(topic, topics))
            yield "topic", topic, value
    for channel in _list(line, "channels_unwanted"):
        yield "channel", channel, "refused"
    if preferred := _list(line, "channels_preferred"):
        yield "channel_order", "", ",".join(dict.fromkeys(preferred))
    if days := line.text("every_days"):
        yield "every_days", "", days.lstrip("0") or "0"
    if day := line.day_or_none("pause_until"):
        yield "pause_until", "", day.isoformat()
    if language := line.text("language"):
        if not is_language(language):
            raise InputError(f"language {language!r} is not known", place=line.place, remedy="a code such as en or de")
        yield "language", "", language.lower()


def _list(line: Line, column: str) -> list[str]:
    return [part.strip() for part in (line.text(column) or "").split(";") if part.strip()]


def _check_both(line: Line, yes: str, no: str) -> None:
    both = sorted({*_list(line, yes)} & {*_list(line, no)})
    if both:
        remedy = f"leave it in one of {yes} and {no}"
        raise InputError(f"{both[0]!r} is wanted and not wanted", place=line.place, remedy=remedy)


def write_preferences(wishes: Mapping[str, tuple[Wishes, date]]) -> str:
    """The file that says what holds now, a line for each business; read anywhere else, no no of it is lost."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for business, (wished, on) in sorted(wishes.items()):
        cells = {"business": business, "on": on.isoformat(), "how": "exported"} | _cells(wished)
        table.writerow([cells[column] for column in COLUMNS])
    return text.getvalue()


def _cells(wished: Wishes) -> dict[str, str]:
    return {
        "personalisation": "on" if wished.personalisation else "off",
        "topics_wanted": ";".join(wished.wanted),
        "topics_unwanted": ";".join(wished.unwanted),
        "channels_preferred": ";".join(channel for channel in wished.order if channel not in wished.refused),
        "channels_unwanted": ";".join(wished.refused),
        "every_days": str(wished.every_days or ""),
        "pause_until": wished.pause_until.isoformat() if wished.pause_until else "",
        "language": wished.language or "",
    }
