"""Puts days and hours that stand together into a week: which hours belong to which days, in lines and in columns."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import msgspec

from aboveboard.text.clock import Span
from aboveboard.text.week import DAYS, Minutes, Week, entries
from aboveboard.text.weekdays import Part

_NOON: Final = 720
_ROUND_THE_CLOCK: Final = Span(0, 1440)


class Item(msgspec.Struct, frozen=True):
    """Some days, a span of hours, or a word between them, where it stands, and the `gap` that leads to it.

    `parts` are the days as commas divide them; `date` days are days of a date ("Monday 26 May"), with no weekly hours.
    """

    what: Literal["days", "open", "closed", "except", "break", "season", "until"]
    start: int
    end: int
    gap: str = ""
    parts: tuple[tuple[str, ...], ...] = ()
    span: Span = _ROUND_THE_CLOCK
    part: Part = ""
    date: bool = False

    @property
    def days(self) -> tuple[str, ...]:
        """The days named, once each."""
        return tuple(dict.fromkeys(day for part in self.parts for day in part))

    @property
    def on_new_line(self) -> bool:
        """True if a line ends before it."""
        return "\n" in self.gap


class _Known:
    """What is known of each day so far, and of how many days the statement spoke that said so."""

    def __init__(self) -> None:
        self.spans: dict[str, list[Minutes]] = {}
        self.breadth: dict[str, int] = {}
        self.cuts: list[tuple[Sequence[str], Part]] = []
        self.pauses: list[tuple[Sequence[str], Span]] = []

    def open(self, days: Sequence[str], span: Span) -> None:
        """Adds hours; what is said of fewer days takes the place of what it overlaps: "Mon-Sat 9-5, Thu 9-8"."""
        hours = (span.opens, span.closes)
        for day in days:
            known = self.spans.setdefault(day, [])
            if len(days) < self.breadth.get(day, 0):
                known[:] = [other for other in known if not _overlap(other, hours)]
            known.append(hours)
            self.breadth[day] = len(days)

    def until(self, days: Sequence[str], closes: int) -> None:
        """Moves the closing of days that are known: "Mon-Fri 9-5, Thursday until 8"."""
        for day in days:
            if self.spans.get(day) and self.spans[day][-1][0] < closes:
                self.spans[day] = [*self.spans[day][:-1], (self.spans[day][-1][0], closes)]

    def close(self, days: Sequence[str], part: Part) -> None:
        """Closes days, or the part of them that is named, whatever is said of their hours before or after."""
        if part:
            self.cuts.append((days, part))
        else:
            self.spans |= {day: [] for day in days}

    def week(self) -> Week:
        """The week, without breaks and closed parts; a day whose hours cannot be divided so is left out."""
        for days, pause in self.pauses:
            for day in days or tuple(self.spans):
                if day in self.spans:
                    self.spans[day] = [part for hours in self.spans[day] for part in _cut(hours, pause)]
        for days, closed in self.cuts:
            for day in days:
                left = [hours for hours in self.spans.pop(day, []) if not _in_part(hours, closed)]
                if left and not any(_in_both(hours) for hours in left):
                    self.spans[day] = left
        return entries(self.spans)


def _overlap(one: Minutes, other: Minutes) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _in_part(hours: Minutes, part: Part) -> bool:
    return hours[1] <= _NOON + 120 and hours[0] < _NOON if part == "morning" else hours[0] >= _NOON - 30


def _in_both(hours: Minutes) -> bool:
    return hours[0] < _NOON and hours[1] > _NOON + 120


def _cut(hours: Minutes, pause: Span) -> list[Minutes]:
    if not hours[0] < pause.opens < pause.closes < hours[1]:
        return [hours]
    return [(hours[0], pause.opens), (pause.closes, hours[1])]


def week(block: Sequence[Item]) -> Week:
    """The week that a run of items says; empty where it says none, or speaks of one season only."""
    if any(item.what == "season" for item in block):
        return ()
    items = _told(_ascending(block))
    known = _Known()
    if not _read_columns(known, items):
        _read_lines(known, items)
    return known.week()


def _ascending(block: Sequence[Item]) -> list[Item]:
    """The items; a span that says no half of the day and begins before the one it follows ended is in the afternoon."""
    items: list[Item] = []
    for item in block:
        before = items[-1] if items else None
        if before is not None and before.what == item.what == "open":
            span, earlier = item.span, before.span
            if span.vague and span.opens < earlier.closes <= span.opens + 720 and span.closes <= _NOON:
                item = msgspec.structs.replace(item, span=span.later())
        items.append(item)
    return items


def _told(items: Sequence[Item]) -> list[Item]:
    """The items without numbers that only days could make times, where the days do not stand beside them."""
    told = []
    for i, item in enumerate(items):
        before, after = (items[i - 1] if i else None), (items[i + 1] if i + 1 < len(items) else None)
        if item.what == "open" and item.span.apart and (before is None or before.what != "days"):
            continue
        if item.what == "open" and item.span.bare and before is None and (after is None or len(after.days) < 2):
            continue
        told.append(item)
    return told


def _read_columns(known: _Known, items: Sequence[Item]) -> bool:
    """Reads days in one column or row and as many hours in the next; False where the block is not so built."""
    first = next((i for i, item in enumerate(items) if item.what in ("open", "closed")), len(items))
    days, hours = items[:first], items[first:]
    if len(days) < 2 or not all(item.what == "days" for item in days):
        return False
    if any(item.what not in ("open", "closed") for item in hours):
        return False
    mark = "\n" if days[1].on_new_line else "\t"
    cells = list(_cells(hours, mark))
    if len(cells) != len(days) or not all(mark in item.gap for item in days[1:]):
        return False
    for named, cell in zip(days, cells, strict=True):
        for item in cell:
            _say(known, named, item)
    return True


def _cells(hours: Sequence[Item], mark: str) -> Iterator[list[Item]]:
    cell: list[Item] = []
    for item in hours:
        if cell and mark in item.gap:
            yield cell
            cell = []
        cell.append(item)
    if cell:
        yield cell


def _say(known: _Known, named: Item, item: Item) -> None:
    if named.date:
        return
    if item.what == "closed":
        known.close(named.days, named.part)
    else:
        known.open(named.days, item.span)


def _read_lines(known: _Known, items: Sequence[Item]) -> None:
    """Reads days and hours in the order of the text."""
    hours_first, rest = _hours_first(items)
    waiting: list[Item] = []
    for i, item in enumerate(hours_first):
        after = hours_first[i + 1] if i + 1 < len(hours_first) else None
        if item.what == "open":
            waiting.append(item)
        elif item.what == "days":
            for hours in waiting:
                _say(known, item, hours)
            waiting = waiting if after is not None and after.what == "days" else []
    _Lines(known).read(rest)


def _hours_first(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """The items whose days follow their hours ("9-5 Monday to Friday"), and the others.

    Where hours come first and last, the text turns round after the first days: "9-5 Monday to Friday, Saturday 10-4".
    """
    spoken = [i for i, item in enumerate(items) if item.what in ("days", "open")]
    if not spoken or items[spoken[0]].what == "days":
        return [], list(items)
    first = next((i for i in spoken if items[i].what == "days"), None)
    if first is None:
        return [], []
    end = next((i for i, item in enumerate(items) if i > first and item.what not in ("days", "open")), len(items))
    if items[spoken[-1]].what == "open" or items[end - 1].what == "open":
        follows = items[first + 1]
        if follows.what == "open" and items[first].on_new_line != follows.on_new_line:
            return ([], list(items[first:])) if items[first].on_new_line else (list(items[:end]), list(items[end:]))
        return _split(items, first)
    closing = end < len(items) and items[end].what == "closed"
    if closing and not _closes_what_follows(items[end], items[end - 1], *[*items[end + 1 : end + 3], None, None][:2]):
        return _split(items, end - 1)
    return list(items[:end]), list(items[end:])


def _split(items: Sequence[Item], at: int) -> tuple[list[Item], list[Item]]:
    """The items up to the days at `at`, and those after; of several days before hours or "closed" the last go there."""
    days = items[at]
    if at + 1 < len(items) and items[at + 1].what in ("open", "closed"):
        if len(days.parts) > 1:
            head = msgspec.structs.replace(days, parts=days.parts[:-1])
            tail = msgspec.structs.replace(days, parts=days.parts[-1:])
            return [*items[:at], head], [tail, *items[at + 1 :]]
        if items[at - 1].what == "days" or "," in days.gap:
            return list(items[:at]), list(items[at:])
    return list(items[: at + 1]), list(items[at + 1 :])


class _Lines:
    """Reads items whose hours follow their days."""

    def __init__(self, known: _Known) -> None:
        self.known = known
        self.days: list[Item] = []
        self.forward: str = ""

    def read(self, items: Sequence[Item]) -> None:
        """Makes known what the items say."""
        for i, item in enumerate(items):
            before = items[i - 1] if i else None
            after = items[i + 1] if i + 1 < len(items) else None
            if item.what == "days":
                self._days(item, before)
            elif item.what == "open":
                self._open(item, before)
            elif item.what == "until":
                self._until(item, before)
            else:
                self._word(item, before, after, items[i + 2] if i + 2 < len(items) else None)

    def _days(self, item: Item, before: Item | None) -> None:
        if self.forward:
            self._forwarded(item)
        elif before is not None and before.what == "days" and before.days != DAYS:
            self.days = [*self.days, item]
        else:
            self.days = [item]

    def _forwarded(self, item: Item) -> None:
        """Closes days that a word before them closes: "closed on Mondays", "daily except Monday"."""
        if not item.date:
            self.known.close(item.days, item.part)
        if self.forward == "except":
            left = [tuple(day for day in named.days if day not in item.days) for named in self.days]
            self.days = [
                msgspec.structs.replace(named, parts=(days,)) for named, days in zip(self.days, left, strict=True)
            ]
        else:
            self.days = []
        self.forward = ""

    def _open(self, item: Item, before: Item | None) -> None:
        if before is not None and before.what in ("break", "closed", "except") and not self.forward:
            everywhere = before.what == "break" and before.on_new_line
            self.known.pauses.append(([] if everywhere else [d for named in self.days for d in named.days], item.span))
            return
        self.forward = ""
        named = [named for named in self.days if not named.date]
        days = tuple(dict.fromkeys(day for item in named for day in item.days))
        if days:
            self.known.open(days, item.span)

    def _until(self, item: Item, before: Item | None) -> None:
        if before is not None and before.what == "days" and not before.date:
            self.known.until(before.days, item.span.closes)
        self.days = []

    def _word(self, item: Item, before: Item | None, after: Item | None, last: Item | None) -> None:
        self.forward = ""
        if item.what == "break":
            return
        if item.what == "except":
            self.forward = "except" if after is not None and after.what == "days" else ""
        elif _closes_what_follows(item, before, after, last):
            self.forward = "closed"
        elif before is not None and before.what == "days":
            for named in self.days:
                _say(self.known, named, item)


def _closes_what_follows(item: Item, before: Item | None, after: Item | None, last: Item | None) -> bool:
    """True for "closed Mondays", not for "Monday: closed"."""
    if after is None or after.what != "days":
        return False
    if before is not None and before.what == "days":
        parted = any(mark in item.gap for mark in ",;–.") or item.on_new_line or "but" in item.gap
        ends = last is None or last.what not in ("open", "closed")
        return (parted or ends) and not any(mark in after.gap for mark in ",;\n\t")
    if after.on_new_line:
        return (before is None or item.on_new_line) and (last is None or last.what not in ("open", "closed"))
    return "\t" not in after.gap
