"""Days of the week as people print them (en, de, fr, nl): one pattern a language, and its reading."""

import re
from collections.abc import Collection
from typing import Final, Literal, TypeAlias

from aboveboard.text.week import DAY_OF, DAYS, FRENCH_DAY_OF, day_range

Part: TypeAlias = Literal["", "morning", "afternoon"]

_LONG: Final = "|".join(sorted((name for name in DAY_OF if len(name) > 2), key=len, reverse=True))
_PAIRED: Final = "mo|tu|we|th|fr|sa|su|di|mi|do|so|lu|ma|me|je|ve|wo|vr|za|zo"
_SHORT: Final = r"Mo|Tu|We(?=\s*[-–,:&/\d])|Th|Fr|Sa|Su|Di|Mi|Do|So|Ma|Wo|Vr|Za|Zo|MO|DI|MI|DO|FR|SA|SO|ZA|ZO"
_FRENCH_SHORT: Final = r"Lu|Ma|Me|Je|Ve|Sa|Di|LU|MA|ME|JE|VE|SA|DI"
_DUTCH_SHORT: Final = r"(?i:ma|di|wo|do|vr|za|zo)"
_PART: Final = (
    r"(?:[ \xa0-]?(?P<part>(?i:mornings?|a\.?m\.?|vormittags?|morgens?|matin|ochtend|voormiddag|"
    r"afternoons?|evenings?|p\.?m\.?|nachmittags?|abends?|mittags?|après-midi|soir|namiddag|middag|avond))(?!\w))"
)
_DAY: Final = (
    r"(?:Sams|Sonn)-(?=\s*(?:und|u\.|&|/|\+))|"
    r"(?i:{long})(?:(?![^\W\d_])|(?=Closed)|(?={part}))(?:['’]s(?!\w))?|(?:{short})(?!\w)"
)
_TO: Final = (
    r"\s*(?:[-–—‒‐‑~−]+|\b(?i:to|through|thru|until|till?|bis(?:\s+(?:einschließlich|einschl\.?|inkl\.?))?|au|à|"
    r"tot(?:\s+en\s+met)?|t/m|a|al)\b)\s*(?i:le\s+)?"
)
_AND: Final = r"\s*(?:[,;&+/|]|\b(?i:and|und|et|en|sowie|y|e|on|le)\b|\bu\.)+\s*(?i:and\s+|und\s+|le\s+|on\s+)?"
_ALL_DAYS: Final = (
    r"(?i:\b(?:daily|every\s?day(?:\s+of\s+the\s+week)?|(?:7|seven)\s+days(?:\s+(?:a|per)\s+week)?|"
    r"all\s+week|täglich|jeden\s+Tag|tous\s+les\s+jours|7\s?j(?:ours)?\s?(?:/|sur)\s?7|"
    r"dagelijks|elke\s+dag|todos\s+los\s+días|tutti\s+i\s+giorni)\b)"
)
_WEEKDAYS: Final = (
    r"(?i:\b(?:weekdays|week\s+days|mid-?week|wochentags|werktags|werktagen|en\s+semaine|"
    r"doordeweeks|(?:elke\s+)?werkdag(?:en)?)\b)"
)
_WEEKEND: Final = r"(?i:\b(?:week-?ends?|Wochenenden?|weekenden)\b)"
_INITIALS: Final = r"M\s?(?:[-–]|to|thru)\s?(?:F|Th|Sat?|Su)(?!\w)"
_HOLIDAYS: Final = (
    r"(?i:\b(?:(?:bank|public|national|federal|legal|statutory)\s+holidays?|(?:gesetzlichen?\s+)?feiertage?[sn]?|"
    r"jours?\s+fériés?|feestdag(?:en)?|holidays)\b)"
)
_AFTERNOON: Final = re.compile(r"(?:a[fb]|e|p|nachm|mittag|ap|s|nami|middag|avond)", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_RANGED: Final = re.compile(_TO)
_SET_PHRASES: Final = (
    (re.compile(_ALL_DAYS), DAYS), (re.compile(_WEEKDAYS), DAYS[:5]), (re.compile(_WEEKEND), DAYS[5:]),
)  # fmt: skip

# Signs by which a page without, or with a template's, language shows that its short names of days are French or Dutch.
_SIGNS: Final = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche horaires ouverture fermé ouvert",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag openingstijden gesloten geopend",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
}
_SIGN_WORDS: Final = {
    language: frozenset(form for word in words.split() for form in (word, word.capitalize(), word.upper()))
    for language, words in _SIGNS.items()
}


def _list(short: str) -> str:
    day = "(?:" + _DAY.format(long=_LONG, short=short, part=_PART.replace("?P<part>", "?:")) + r")\.?"
    paired = rf"(?i:{_PAIRED})\.?\s?[-–]\s?(?i:{_PAIRED})(?!\w)\.?"
    one = rf"(?:{paired}|{day})"
    blank = r"(?<!days\.)(?<!day\.)(?<!tags\.)(?<!tag\.)[ \xa0]+"  # a full stop behind a name in full ends a sentence
    more = rf"(?:(?:{_TO}|{_AND}|{blank}){one})*(?:{_AND}(?:(?:an|on|les|op)\s+)?{_HOLIDAYS})?"
    return (
        rf"(?P<days>(?<![^\W\d_])(?<!['’]){one}{more}|{_INITIALS}|{_ALL_DAYS}|{_WEEKDAYS}|{_WEEKEND}|{_HOLIDAYS})"
        rf"{_PART}?"
    )


PATTERNS: Final = {"": _list(_SHORT), "fr": _list(f"{_SHORT}|{_FRENCH_SHORT}"), "nl": _list(_DUTCH_SHORT)}


def language_of(given: str | None, words: Collection[str]) -> str:
    """The language whose short names of days hold: "fr", "nl", or "" for all others; a page's words may show it."""
    primary = (given or "").lower().partition("-")[0]
    for language in ("fr", "nl"):
        if primary == language:
            return language
    shown = [language for language, signs in _SIGN_WORDS.items() if not signs.isdisjoint(words)]
    return shown[0] if len(shown) == 1 and shown[0] != "en" else ""


def read(text: str, language: str) -> tuple[str, ...]:
    """The days of a match of the language's pattern, in the order of their naming; none for holidays alone."""
    for phrase, days in _SET_PHRASES:
        if phrase.fullmatch(text):
            return days
    if re.fullmatch(_INITIALS, text):
        last = re.split(r"[-–\s]|to|thru", text)[-1].lower()[:2]
        return tuple(day_range("mo", {"f": "fr"}.get(last, last)))
    return _listed(text, FRENCH_DAY_OF if language == "fr" else DAY_OF)


def _listed(text: str, names: dict[str, str]) -> tuple[str, ...]:
    days: dict[str, None] = {}
    last, until = "", 0
    for match in _WORD.finditer(text):
        day = names.get(match.group().lower())
        if day is None:
            continue
        ranged = last and _RANGED.fullmatch(text[until : match.start()].replace(".", " "))
        days |= dict.fromkeys(day_range(last, day) if ranged else [day])
        last, until = day, match.end()
    return tuple(days)


def part_of(word: str | None) -> Part:
    """The part of the day that a word beside a day names."""
    if not word:
        return ""
    return "afternoon" if _AFTERNOON.match(word) else "morning"
