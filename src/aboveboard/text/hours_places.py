"""Finds where in a text opening hours may stand, so that the rest of it is not read word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from aboveboard.text.vocabulary import words
from aboveboard.text.week import DAY_OF, FRENCH_DAY_OF

_MOST_PLACES: Final = 1000  # days looked at in a text; the page of a business has some dozens
_BEFORE: Final = 110  # characters before a day in which its hours may begin, and after it in which they may end
_AFTER: Final = 150
_TIMELY: Final = re.compile(
    r"\d\s?(?:[-–—.:/hHuUapAP\t|]|to\b|[bt]i[ls]|until|noon|tot|\d{3})|"
    r"clos|shut|geschl|ruhe|schlie|ferm|geslo|rustd|sluit|noon|midi|round|rund|not open",
    re.IGNORECASE,
)
_AFTER_SHORT: Final = re.compile(
    r"..\.?\s{0,2}(?:[-–—,:&/+|(\d]|bis\b|und\b|u\.|au\b|à|to\b|t/m|tot\b|en\b|et\b|geschl|geslo|ferm|ruhe|nachm|vorm|closed)",
    re.IGNORECASE,
)
_UNWORDED: Final = re.compile(r"M\s?(?:[-–]|to|thru)\s?[FTS]|7\s?(?:j\b|jours)|24\s?(?:/\s?7|h/)")


_PHRASES: Final = (
    *("every day", "everyday", "all week", "7 days", "seven days", "jeden tag", "tous les jours", "elke dag"),
    *("todos los días", "tutti i giorni", "en semaine", "mid-week"),
)
_FIRST_WORDS: Final = words("hours_words")


def _cases(names: Iterable[str]) -> frozenset[str]:
    return frozenset(form for name in names for form in (name, name.capitalize(), name.upper(), name.title()))


def _last_word(phrase: str) -> str:
    return phrase.rpartition(" ")[2].rpartition("-")[2]


def _long_names() -> Iterator[str]:
    """Days in full, and with what is printed right behind them: "Mittwochnachmittag", "FridayClosed"."""
    parts = ["nachmittag", "nachmittags", "vormittag", "vormittags", "morgen", "abend", "middag", "ochtend", "avond"]
    for day in DAY_OF:
        yield from [day] if len(day) > 2 else []
        yield from (f"{day}{part}" for part in parts if day.endswith(("tag", "dag", "och")))
        yield from [f"{day}closed"] if day.endswith("day") else []


_SHORT_NAMES: Final = frozenset(name for name in FRENCH_DAY_OF if len(name) == 2)
_LONG_NAMES: Final = frozenset(_long_names())
_ALONE: Final = (
    *("daily", "täglich", "dagelijks", "weekdays", "midweek", "wochentags", "werktags", "werktagen", "doordeweeks"),
    *("werkdag", "werkdagen", "weekend", "weekends", "wochenende", "wochenenden"),
)
_SHORT_ANCHORS: Final = _cases(_SHORT_NAMES)
_LONG_ANCHORS: Final = _cases([*_LONG_NAMES, *_ALONE]) | {
    f"{day.capitalize()}Closed" for day in DAY_OF if day.endswith("day")
}
# The phrases by their last word: none is looked for on a page without that word.
_PHRASE_ANCHORS: Final = {word: _cases(p for p in _PHRASES if p.endswith(word)) for word in map(_last_word, _PHRASES)}
_PHRASE_WORDS: Final = {form: word for word in _PHRASE_ANCHORS for form in _cases([word])}
BEGINNINGS: Final = _SHORT_NAMES | _LONG_NAMES | frozenset(_ALONE) | _FIRST_WORDS


def windows(text: str, printed: frozenset[str]) -> list[tuple[int, int]]:
    """The stretches of the text, from blank to blank, in which hours may stand; `printed` are the words of the text."""
    return _around(text, sorted(_places(text, printed))[:_MOST_PLACES])


def _places(text: str, printed: frozenset[str]) -> Iterator[int]:
    """Where a word stands that hours may belong to."""
    for word in printed & _LONG_ANCHORS:
        yield from _occurrences(text, word)
    for word in printed & _SHORT_ANCHORS:
        yield from (at for at in _occurrences(text, word) if _AFTER_SHORT.match(text, at))
    for word in {_PHRASE_WORDS[form] for form in printed & _PHRASE_WORDS.keys()}:
        for phrase in _PHRASE_ANCHORS[word]:
            yield from _occurrences(text, phrase)
    for match in _UNWORDED.finditer(text):
        yield match.start()


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _around(text: str, places: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches around the places that hold a number or a closing word, from blank to blank."""
    windows: list[tuple[int, int]] = []
    for at in places:
        if windows and at + _AFTER <= windows[-1][1]:
            continue
        begin, finish = max(0, at - _BEFORE), min(len(text), at + _AFTER)
        if not _TIMELY.search(text, begin, finish):
            continue
        while finish < len(text) and finish - at < 2 * _AFTER and not text[finish].isspace():
            finish += 1
        if windows and begin <= windows[-1][1]:
            begin = windows.pop()[0]
        windows.append((begin, finish))
    return windows
