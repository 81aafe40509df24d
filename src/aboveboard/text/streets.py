"""Finds street lines with their numbers, and the building, suite or floor beside them, in six languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from aboveboard.text import premises
from aboveboard.text.span import Span


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A word that ends a street's name for certain, and one that only may.
_STRONG: Final = _set(
    "street streets st road rd avenue ave av lane ln drive dr boulevard blvd court ct place pl square sq terrace tce "
    "ter crescent cres close gardens gdns grove parade pde parkway pkwy highway hwy freeway fwy expressway expy way "
    "walk mews circle cir plaza trail trl turnpike tpke pike esplanade circuit cct crossing xing embankment quay wharf "
    "alley arcade broadway route rte rt promenade causeway wynd"
)
_WEAK: Final = _set(
    "row green park hill loop yard gate view rise vale market mall mill bend ridge creek path wall bank cross end fold "
    "brow villas cottages buildings approach chase dene mead mount strand brae croft run point pt cove heights landing "
    "common commons bridge bypass side estate field fields center centre"
)
_ALONE: Final = _set("broadway strand causeway esplanade promenade")  # "1 Broadway": the whole name of a street
_BY_NUMBER: Final = _set("highway hwy route rte rt road rd interstate us sr cr fm")
_NUMBERED: Final = re.compile(r"(?:i|us|sr|cr|fm)-?\d{1,4}")
_QUARTERS: Final = _set("n s e w ne nw se sw")
_QUARTERS_IN_FULL: Final = _set("north south east west northeast northwest southeast southwest extension ext")
_NO_NAMES: Final = _set(
    "minute minutes mile miles day days hour hours week weeks month months year years star step steps"
)

# Digits that are no part of another number, a price or a word.
_DIGITS: Final = re.compile(r"[0-9](?<![\w#$£€+/-].)(?<![0-9][.,:].)[0-9]{0,4}(?![0-9])")
_NUMBER: Final = re.compile(
    r"\d{1,5}(?:[ ]?[-–/&][ ]?\d{1,4}(?!\d)|[ ]?[a-hA-H]\b|[ ]1/2)?(?:[ ]?bis\b|[ ]?ter\b)?"
    r"(?:,[ \xa0](?=[^\W\d_])|[ \xa0](?=[^\W_]))"
)
_SPELLED: Final = re.compile(r"[OTF](?:ne|wo|hree|our|ive|en)(?<![\w-]...)(?<![\w-]....)[ ](?=[A-Z])")
_BOX: Final = re.compile(
    r"P(?<!\wP)(?:\.?[ ]?O\.?|ost Office)[ ]?(?i:box)[ ]?#?\d[\w-]*|P(?<!\wP)ostfach[ ]\d[\d ]{0,7}\d"
)
_NAME: Final = (
    r"(?:[A-ZÀ-ÖØ-Þ0-9][\w'’.\-]*|of|the|and|&|de|du|des|la|le|les|di|del|della|dei|van|von|der|den|l['’]\w+|d['’]\w+)"
)
_NAMES: Final = re.compile(rf"{_NAME}(?:[ \xa0]{_NAME}){{0,7}}")

_GERMAN_ENDINGS: Final = (
    *("straße", "strasse", "str.", "gasse", "weg", "platz", "allee", "damm", "ufer", "ring", "markt", "chaussee"),
    *("steig", "graben", "kai", "hof", "berg", "stieg", "promenade"),
)
_GERMAN_JOINTS: Final = (
    *("am", "im", "zum", "zur", "beim", "an der", "an den", "an dem", "auf der", "auf dem", "in der", "in den"),
    *("unter den", "unter der", "hinter der", "hinter dem", "vor dem", "vor der", "bei der"),
)
_TIMES: Final = _set(
    "jahr jahre alter sommer winter herbst frühjahr frühling montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag januar februar märz april mai juni juli august september oktober november dezember"
)
_DUTCH_ENDINGS: Final = (
    *("straat", "weg", "laan", "plein", "kade", "gracht", "singel", "dijk", "dreef", "steeg", "haven", "wal", "pad"),
    *("markt", "hof", "park", "plantsoen", "straatje", "boulevard"),
)
_NORDIC_ENDINGS: Final = ("gatan", "vägen", "gränd", "torget", "gade", "vej", "gata", "veien", "vei", "katu", "tie")
_ENDINGS: Final = {"german": _GERMAN_ENDINGS, "dutch": _DUTCH_ENDINGS, "nordic": _NORDIC_ENDINGS, "romance": ()}
_ALL_ENDINGS: Final = tuple(ending for endings in _ENDINGS.values() for ending in endings)
_ROMANCE: Final = _set(
    "rue avenue av. boulevard bd bd. bld place chemin route allée allées impasse cours quai square passage faubourg "
    "calle c/ avenida avda avda. plaza pza. paseo carretera ctra. ronda carrer passeig via viale piazza piazzale corso "
    "vicolo largo strada p.zza v.le rua travessa praça estrada"
)
_PARTICLES: Final = _set(
    "da do dos das de du des la le les los las del della dei delle degli di van der den het von d l"
)
_NUMBER_BEHIND: Final = re.compile(r"\d{1,4}(?:[ ]?[-–/+][ ]?\d{1,4})?(?:[ ]?-?[a-zA-Z]|[ ]?bis)?(?![\w])")
_SIGN_BEFORE_NUMBER: Final = re.compile(r",?(?:[ ]|[ ]?\n(?=[nN]))(?:[nN](?:[°º.]|r\.|úm\.?)[ ]?)?\Z")
_EDGE: Final = re.compile(r"[\n\t|,:;()]")
_ENDS_OF_SIGNS: Final = frozenset(" \n°º.")
_MOST: Final = 1000  # streets of one text; what has more is no business's page
_LONGEST: Final = 60  # characters of a street's name

_FAMILIES: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("GB", "IE", "US", "AU", "NZ"), _set("anglo")),
    "CA": _set("anglo romance"),
    **dict.fromkeys(("DE", "AT"), _set("german")),
    "NL": _set("dutch"),
    "BE": _set("dutch romance"),
    "CH": _set("german romance"),
    **dict.fromkeys(("FR", "ES", "IT", "PT"), _set("romance")),
    **dict.fromkeys(("DK", "SE", "NO", "FI"), _set("nordic")),
}
_ALL: Final = _set("anglo german dutch nordic romance")


def find_streets(text: str, country: str | None) -> list[Span]:
    """Every street line with its number in `text`, in order, in the manner of `country` or, without one, of all.

    A suite, a floor, a building or a post-office box beside it belongs to it.
    """
    families = _FAMILIES.get((country or "").upper(), _ALL)
    return premises.whole(text, islice(_cores(text, families), _MOST))


def _cores(text: str, families: frozenset[str]) -> Iterator[Span]:
    done = 0
    for match in _DIGITS.finditer(text):
        start = match.start()
        span = start >= done and (_ahead(text, start, families) or _behind(text, start, families - {"anglo"}))
        if span:
            done = span.end
            yield span
    if "anglo" in families:
        yield from (span for match in _SPELLED.finditer(text) if (span := _named(text, match.start(), match.end())))
    yield from (Span(match[0], match.start(), match.end()) for match in _BOX.finditer(text))


def _ahead(text: str, start: int, families: frozenset[str]) -> Span | None:
    """The street whose number stands first: "12 High Street", "12 bis, rue de la Paix"."""
    number = _NUMBER.match(text, start)
    if number is None:
        return None
    if "romance" in families and (french := _french(text, start, number.end())):
        return french
    return _named(text, start, number.end()) if "anglo" in families else None


def _named(text: str, start: int, name: int) -> Span | None:
    """The street whose name begins at `name`, if one of its words says that it is a street."""
    found = _NAMES.match(text, name)
    if found is None:
        return None
    words = found[0].replace("\xa0", " ").split(" ")
    count = _street_words([word.lower().rstrip(".") for word in words], words)
    if not count and len(words) < 4 and words[0][0].isalpha() and premises.has_suite(text, found.end()):
        count = len(words)  # "131 S Robertson, Suite 1500"
    if not count:
        return None
    end = name + len(" ".join(words[:count]))
    return Span(text[start:end], start, end)


def _street_words(plain: list[str], words: list[str]) -> int:
    """How many of the words are the street's name; 0 if nothing says that it is one."""
    weak = 0
    if plain[0] in _NO_NAMES:
        return 0
    for at, word in enumerate(plain[:6]):
        following = plain[at + 1] if at + 1 < len(plain) else ""
        if (word in _BY_NUMBER and following.isdigit() and len(following) < 5) or _NUMBERED.fullmatch(word):
            return _with_quarter(plain, at + 1 + (word in _BY_NUMBER))
        if word in _STRONG and (at or word in _ALONE) and not _is_saint(plain, at):
            return _with_quarter(plain, at + 1)
        if word in _WEAK and at:
            weak = at + 1
        if words[at].endswith(".") and len(words[at]) > 5:
            break
    return weak


def _is_saint(plain: list[str], at: int) -> bool:
    """True for the "St" of "Upper St Martin's Lane"."""
    return plain[at] == "st" and at + 2 < len(plain) and plain[at + 2] in _STRONG


def _with_quarter(plain: list[str], count: int) -> int:
    """The number of words with "NW", "Extension" or "Route 2" behind the street's own; "North" only at the end."""
    rest = plain[count : count + 2]
    if rest and (rest[0].replace(".", "") in _QUARTERS or (rest[0] in _QUARTERS_IN_FULL and len(plain) == count + 1)):
        return count + 1
    if len(rest) == 2 and rest[0] in _BY_NUMBER and rest[1].isdigit():
        return count + 2
    return count


def _french(text: str, start: int, name: int) -> Span | None:
    end = text.find(" ", name, name + 12)
    if end < 0 or text[name:end].lower() not in _ROMANCE:
        return None
    names = _NAMES.match(text, end + 1)
    return Span(text[start : names.end()], start, names.end()) if names else None


def _behind(text: str, start: int, families: frozenset[str]) -> Span | None:
    """The street whose number stands last: "Hauptstraße 5", "Calle Mayor, 7"."""
    if not families or text[start - 1 : start] not in _ENDS_OF_SIGNS:
        return None
    sign = _SIGN_BEFORE_NUMBER.search(text, max(0, start - 8), start)
    number = _NUMBER_BEHIND.match(text, start) if sign else None
    if sign is None or number is None:
        return None
    left = max(0, sign.start() - _LONGEST)
    line = _EDGE.split(text[left : sign.start()])[-1]
    words = line.split(" ")
    if not words[-1] or not (words[-1][0].isupper() or len(words) > 1):
        return None
    count = 0
    if "romance" in families:
        count = _romance_words(words)
    if not count and sign[0] == " ":
        count = _germanic_words(words, families)
    if not count:
        return None
    begin = sign.start() - len(" ".join(words[-count:]))
    return Span(text[begin : number.end()], begin, number.end())


def _romance_words(words: list[str]) -> int:
    """How many of the last words are a street in the manner of "Via Roma": a kind, then a name."""
    for count, word in enumerate(reversed(words[-7:]), start=1):
        if word.lower() in _ROMANCE:
            return count if count > 1 else 0
        if not (word[:1].isupper() or word.lower() in _PARTICLES or word[:2].lower() in ("d'", "l'", "d’", "l’")):
            return 0
    return 0


def _germanic_words(words: list[str], families: frozenset[str]) -> int:
    """How many of the last words are a street in the manner of "Kerkstraat", "Berliner Straße" or "Am Markt"."""
    last = words[-1].lower()
    if not words[-1][:1].isupper() or last in _TIMES:
        return 0
    if "german" in families and (count := _jointed(words)):
        return count
    if not last.endswith(_ALL_ENDINGS):
        return 0
    known = (each for family, endings in _ENDINGS.items() if family in families for each in endings)
    ending = next((each for each in known if last.endswith(each)), None)
    if ending is None:
        return 0
    count = 1
    while count < min(len(words), 4) and _belongs(words[-count - 1], alone=last == ending and count == 1):
        count += 1
    return count if last != ending or count > 1 else 0


def _jointed(words: list[str]) -> int:
    """How many of the last words are a street in the manner of "Am Markt", "An der Alten Mühle"; 0 for none."""
    for names, joint in ((1, 1), (1, 2), (2, 1), (2, 2)):
        count = names + joint
        first = words[-count] if len(words) >= count else ""
        if first[:1].isupper() and " ".join(words[-count : len(words) - names]).lower() in _GERMAN_JOINTS:
            return count if words[-names][:1].isupper() else 0
    return 0


def _belongs(word: str, *, alone: bool) -> bool:
    """True if the word before a street's last is a part of its name."""
    if word.lower() in _PARTICLES:
        return True
    return (
        word[:1].isupper()
        and word[-1:].isalpha()
        and (alone or word in ("Alte", "Neue", "Große", "Kleine", "Obere", "Untere"))
    )


_PIECES: Final = re.compile(r"[^,\n\t|•·]+")
_TOWN_LIKE: Final = re.compile(r"[A-ZÀ-Þ][\w'’.-]*(?:[ ][\w'’.-]+){0,3}")
_PLAIN_LINE: Final = re.compile(r"\d{1,5}[a-zA-Z]?(?:[ ]?-[ ]?\d{1,4})?(?:[ ][A-ZÀ-Þ][\w'’-]*\.?){1,4}")
_BEFORE_CODE: Final = 120  # characters before a postcode in which its street stands


def is_certain(line: str) -> bool:
    """True if a word of the line can hardly mean anything but a street, so that it needs no postcode beside it."""
    return any(word.rstrip(".,") in _STRONG for word in line.lower().split()[1:])


def before_code(text: str, code: int, known: Iterable[Span], *, numberless: bool) -> Iterator[Span]:
    """The lines before a postcode that are a street although they have no number, or no word that says so.

    "Portlaoise Road, Tullamore", where streets are `numberless`, as in Britain and Ireland, and "1 Kingsgate": the line
    before the town's, at most two names of places between.
    """
    left = max(0, code - _BEFORE_CODE)
    floor = max((line.end for line in known if left < line.end <= code), default=left)
    pieces = [(found.start() + floor, found.end() + floor) for found in _PIECES.finditer(text[floor:code])]
    names = 0
    for begin, end in reversed(pieces[1 if floor == left and left else 0 :]):
        line = text[begin:end].strip(" .\xa0")
        begin = text.find(line, begin)
        if not line or begin + len(line) > code:
            continue
        plain = line.lower().split()
        if numberless and len(plain) in (2, 3, 4) and plain[-1].rstrip(".") in _STRONG and _TOWN_LIKE.fullmatch(line):
            yield Span(line, begin, begin + len(line))
        elif names and _PLAIN_LINE.fullmatch(line):
            yield Span(line, begin, begin + len(line))
            break
        else:
            names += 1
            if names > 2 or not _TOWN_LIKE.fullmatch(line):
                break
