"""Personal data in a text: patterns and checksums, with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.text import persons
from aboveboard.text.vocabulary import words

_DIGIT: Final = re.compile(r"\d")
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_CARD: Final = re.compile(r"(?<![\w+-])(?<!\d\.)(?:\d[ -]?){11,18}\d(?![\w-])")
_SSN: Final = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-])")
_BORN: Final = re.compile(
    r"\b(?:born|birth(?:day|date)?|d\.?o\.?b\.?|geboren|née?)\b[^.;\n\d]{0,25}"
    r"(\d{1,2}[./ -](?:\d{1,2}|[A-Za-z]{3,9})[./, -]+\d{2,4}|"
    r"\d{4}-\d\d-\d\d.*|\d{1,3}(?:\.\d{1,3}){3}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\w./-])(?<!\d,)"
    r"(?:\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?|\(\d{2,5}\)[ .-]?|00\d{2}[ .-]?|0\d{1,4}[ ./-]?|1[ .-])?"
    r"\d{1,4}(?:[ .-]?\d{2,4}){1,4}(?:\s?(?:x|ext\.?)\s?\d{1,5})?(?!\w|-\d)"
)
_STREET_TYPE: Final = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|square|sq|terrace|place|pl|way|boulevard|blvd|"
    r"crescent|gardens|grove|hill|row|parade|highway|hwy|parkway|pkwy|mews|walk|wharf|quay|circle|cir|trail|pike|loop)"
)
_STREET: Final = re.compile(
    rf"\b\d{{1,5}}[a-z]?(?:-\d{{1,5}})?,?\s(?:[NSEW]\.?\s)?(?:[A-Z][\w'’.-]*\s){{1,4}}?(?i:{_STREET_TYPE})\b\.?"
    r"(?:,?\s(?i:apt|suite|unit|flat|ste)\.?\s?#?\w+)?"
    r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|gasse|allee|damm|ufer|straat|laan|gracht)\s\d{1,4}\s?[a-z]?\b"
    r"|\b\d{1,4}(?:\s?(?:bis|ter))?,?\s(?i:rue|avenue|boulevard|place|chemin|allée|impasse|quai)\s(?:[\w'’-]+\s?){1,5}"
)
_AFTER_PLACE: Final = re.compile(
    r"\b(?:apt|apartment|suite|unit|flat|ste|room|zip(?:\s?code)?|post\s?code|box)\b[\s.:#]*(?:is|no\.?)?\s*$",
    re.IGNORECASE,
)
_BEFORE_STREET: Final = re.compile(rf",?\s(?:[\w'’.-]+\s){{1,3}}?{_STREET_TYPE}\b", re.IGNORECASE)
_CAPITAL: Final = re.compile(r"\b[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-Z][a-z]+)?\b")
_HONORIFIC: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Herr|Frau|Madame|Monsieur|Mme)\.?\s(?:[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+){0,2})"
)
_GREETING: Final = re.compile(
    r"(?:Dear|Hello|Hi|Hey|Hallo|Lieber?|Beste|Geachte|Bonjour|Bonsoir|Ch[eè]re?|Hola|Buenos|Estimad[oa]|Querid[oa])\s+"
)
_ACCOUNT_LENGTHS: Final = range(15, 35)


def find(text: str, *, names: bool = False) -> list[Finding]:
    """Every mailbox, number and address that the patterns find, each place once; with `names` those of persons too."""
    found: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for kind, start, end in _candidates(text, names):
        if all(end <= a or b <= start for a, b in taken):
            taken.append((start, end))
            found.append(Finding("personal_data", kind, start, end, text[start:end], f"looks like {_SAID[kind]}"))
    return sorted(found, key=lambda f: (f.start, f.end))


_SAID: Final = {
    "EMAIL": "a mailbox", "IBAN": "a bank account", "CREDIT_CARD": "a payment card",
    "US_SSN": "a social security number",
    "DATE_OF_BIRTH": "a date of birth", "STREET_ADDRESS": "a street address", "PHONE": "a telephone number",
    "PERSON": "the name of a person",
}  # fmt: skip


def _candidates(text: str, names: bool) -> Iterator[tuple[str, int, int]]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield "EMAIL", match.start(), match.end()
    if _DIGIT.search(text):
        yield from _numbers(text)
    for match in _HONORIFIC.finditer(text):
        yield "PERSON", match.start(), match.end()
    if names:
        for span in persons.find(text, strict=False):
            if (start := _behind_greeting(text, span.start, span.end)) is not None:
                yield "PERSON", start, span.end
        for match in _CAPITAL.finditer(text):
            if _is_given_name(match.group().casefold()):
                yield "PERSON", match.start(), match.end()


def _behind_greeting(text: str, start: int, end: int) -> int | None:
    """Where the name begins, behind "Dear" and its like; None where a word alone follows that is no name ("Sir")."""
    greeting = _GREETING.match(text, start, end)
    if greeting is None:
        return start
    rest = text[greeting.end() : end]
    return greeting.end() if " " in rest or not persons.is_plain(rest.casefold()) else None


def _is_given_name(word: str) -> bool:
    """True for a given name that is neither a word nor a place as well: alone, those are no evidence."""
    return word in words("given_names") and not any(word in words(n) for n in ("ambiguous_names", "place_words"))


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    many = len(_DIGIT.findall(text)) >= 7
    for match in _IBAN.finditer(text) if many else ():
        if is_iban(match.group()):
            yield "IBAN", match.start(), match.end()
    for match in _CARD.finditer(text) if many else ():
        if is_card(match.group()):
            yield "CREDIT_CARD", match.start(), match.end()
    for match in _SSN.finditer(text) if many else ():
        yield "US_SSN", match.start(), match.end()
    for match in _BORN.finditer(text):
        yield "DATE_OF_BIRTH", match.start(1), match.end(1)
    for match in _STREET.finditer(text):
        yield "STREET_ADDRESS", match.start(), match.start() + len(match.group().rstrip())
    for match in _PHONE.finditer(text) if many else ():
        if is_phone(match.group()) and not _is_in_address(match, text):
            yield "PHONE", match.start(), match.end()


def _is_in_address(match: re.Match[str], text: str) -> bool:
    """True for digits that are a flat with a house number, or a postcode: no sign of a telephone, words of a place."""
    if not match.group()[0].isdigit() or "." in match.group():
        return False
    before = text[max(0, match.start() - 20) : match.start()]
    return _AFTER_PLACE.search(before) is not None or _BEFORE_STREET.match(text, match.end()) is not None


def is_iban(printed: str) -> bool:
    """True if length and check digits are those of an IBAN (ISO 13616, ISO 7064 MOD 97-10)."""
    bare = printed.replace(" ", "").upper()
    if len(bare) not in _ACCOUNT_LENGTHS:
        return False
    return int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 == 1


def is_card(printed: str) -> bool:
    """True for 12 to 19 digits with a right check digit (ISO/IEC 7812-1, annex B)."""
    digits = [int(c) for c in printed if c.isdigit()]
    doubled = [sum(divmod(2 * d, 10)) for d in digits[-2::-2]]
    return 12 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_phone(printed: str) -> bool:
    """True for seven to fifteen digits (ITU-T E.164) written as numbers are dialled, not as a date or an amount."""
    digits = re.sub(r"\D", "", re.split(r"x|ext", printed)[0])
    if not 7 <= len(digits) <= 15 or re.fullmatch(
        r"\d{4}-\d\d-\d\d.*|\d{1,3}(?:\.\d{1,3}){3}|\d\d?\.\d\d?\.\d{4}|(?:19|20)\d\d-(?:19|20)\d\d", printed
    ):
        return False
    grouped = len(re.findall(r"\d+", printed)) > 1
    return printed[0] in "+(0" or (grouped and len(digits) >= 7) or len(digits) == 10
