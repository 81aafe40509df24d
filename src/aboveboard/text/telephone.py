"""Finds telephone and fax numbers as they are printed and gives them their one form, E.164."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from aboveboard.text import countries, number_labels
from aboveboard.text.addresses import find_postcodes

# A run of digits with the marks people put between them. Each pattern that is tried on a whole text begins with a
# digit: the engine then skips to the digits of a page, which are few.
_RUN: Final = re.compile(r"[0-9](?:[ \xa0]{0,2}(?:[-.–‐‑/()][ \xa0]?){0,3}[0-9]){6,24}")
_LETTERED: Final = re.compile(
    r"[0-9](?<!\w.)\d\d\)?[-. ](?:\d{3}[-. ])?(?=[\w-]{0,12}[A-Z]{3})[A-Z0-9]{2,4}(?:-?[A-Z0-9]{1,5}){1,2}(?!\w)"
)
_OPENING: Final = re.compile(r"(?:\(?\+[ ]?\(?|\()\Z")
_GLUED: Final = re.compile(r"(?:tel|fax|phone|fon|mobile|cell|call|/ )[.:]?\Z", re.IGNORECASE)
_BAD_BEFORE: Final = re.compile(r"(?:[\w@#$£€%/=&?]|\d[.,:]|\w-)\Z")
_BAD_AFTER: Final = re.compile(r"[\d%€£$]|[.,:]\d|@|[a-wyzA-WYZ]\d|[a-z]?[-_]?[a-z]{0,40}@|[ ]?(?:am|pm|a\.m|h|Uhr)\b")
_LAST_GROUP: Final = re.compile(r"\D*\d+\Z")
_FIRST_GROUP: Final = re.compile(r"\d+\D+")
_BETWEEN_NUMBERS: Final = re.compile(r"\s*/\s*|\s[–-]\s")
_AND: Final = re.compile(r"[ ]?[,;/&][ ]?|,?[ ](?:or|and|oder|und|ou|et|of|en|o|y|e)[ ]")
_EXTENSION: Final = re.compile(
    r"[ ,;(/-]{0,3}(?:ext(?:ension|n)?\b\.?|x|durchwahl|poste|#)[ :.]{0,2}(\d{1,5})\b", re.IGNORECASE
)
_AMERICAN: Final = re.compile(
    r"(?:\+?1[-. ]{0,2})?(?:\(\d{3}\)[-. ]{0,3}|[2-9]\d\d[-.][ ]?|[2-9]\d\d )[2-9]\d\d ?[-. ] ?\d{4}"
    r"|\(\d{3}\) ?[2-9]\d{6}"
)
_AREA_IN_BRACKETS: Final = re.compile(r"\(0\d{1,4}\)[ -]?\d{2,5}(?:[ -]\d{2,4}){1,2}")
_DATE: Final = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d\d?[./-]\d\d?)|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d$"
)
# A United States postcode with its extension, a social security number, a Dutch tax number.
_OTHER_SHAPES: Final = re.compile(r"\d{5}-\d{4}$|\d{3}-\d\d-\d{4}$|\d{4}\.\d\d\.\d{3}\.\d\d$")
_TIMES: Final = re.compile(r"\d{1,2}[.:]\d\d\s?[-–]\s?\d{1,2}[.:]\d\d")
_TRUNK_ZERO: Final = re.compile(r"(?<=[\s)\d.-])\(0\)")
_LONGEST: Final = 15  # digits of a number (ITU-T E.164)


class Phone(msgspec.Struct, frozen=True):
    """A telephone number: as it is printed, where, its E.164 form if it has one, and whether it is a fax."""

    printed: str
    e164: str | None
    start: int
    end: int
    fax: bool


def find(text: str, region: str | None) -> list[Phone]:
    """Every telephone number of seven digits or more in `text`, in order; an extension behind it is part of it.

    Without a `region` the countries that the text itself names are tried. A number that no numbering plan knows is
    kept with `e164` None where its shape or a label before it says that it is one.
    """
    reader = _Reader(text, region)
    found = [phone for match in _RUN.finditer(text) for phone in reader.numbers(match)]
    taken = {place for phone in found for place in range(phone.start, phone.end)}
    lettered = (reader.lettered(match) for match in _LETTERED.finditer(text))
    found += [phone for phone in lettered if phone and taken.isdisjoint(range(phone.start, phone.end))]
    return sorted(found, key=lambda phone: phone.start)


@lru_cache(maxsize=256)
def to_e164(printed: str, region: str | None) -> str | None:
    """The number in E.164 (ITU-T), or None when it is not one of `region` or of an international plan."""
    import phonenumbers

    tidy = _TRUNK_ZERO.sub(" ", re.sub(r"^\s*00(?=[1-9])", "+", printed))
    try:
        number = phonenumbers.parse(tidy, region.upper() if region else None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return f"+{number.country_code}{phonenumbers.national_significant_number(number)}"


@lru_cache(maxsize=256)
def _american(printed: str) -> str | None:
    """The E.164 form of a number in the shape of the North American plan; half the work of reading it as any number."""
    from phonenumbers import PhoneNumber, is_valid_number

    digits = re.sub(r"\D", "", printed)[-10:]
    return f"+1{digits}" if is_valid_number(PhoneNumber(country_code=1, national_number=int(digits))) else None


def _digits(printed: str) -> int:
    return sum(map(str.isdigit, printed))


class _Reader:
    """Reads the numbers of one text; the countries it speaks of are looked for once, and only if a number needs it."""

    def __init__(self, text: str, region: str | None) -> None:
        self._text = text
        self._regions: tuple[str, ...] | None = (region.upper(),) if region else None
        self._last: Phone | None = None

    @property
    def regions(self) -> tuple[str, ...]:
        """The region given, or the countries of the text, Britain first where a British postcode stands in it."""
        if self._regions is None:
            british = ("GB",) if find_postcodes(self._text, "GB") else ()
            self._regions = tuple(dict.fromkeys(british + countries.spoken_of(self._text)))
        return self._regions

    def numbers(self, match: re.Match[str]) -> Iterator[Phone]:
        """The telephone numbers in one run of digits."""
        trimmed = self._trimmed(match.start(), match.end())
        for start, end in self._pieces(*trimmed) if trimmed else ():
            phone = self._read(start, end)
            if phone is not None:
                self._last = phone
                yield phone

    def _trimmed(self, start: int, end: int) -> tuple[int, int] | None:
        """The run without its groups that belong to what stands before or behind it: a price, a time of day."""
        text = self._text
        while _BAD_AFTER.match(text, end) and (group := _LAST_GROUP.search(text, start, end)):
            end = group.start()
        while end - start >= 7:
            opening = self._opening(start)
            before = text[max(0, opening - 8) : opening]
            if not _BAD_BEFORE.search(before) or _GLUED.search(before):
                return opening, end
            if opening < start and not before[-1].isdigit() and _AMERICAN.fullmatch(text, opening, end):
                return opening, end
            group = _FIRST_GROUP.match(text, start, end)
            if group is None:
                return None
            start = group.end()
        return None

    def _opening(self, start: int) -> int:
        """Where the plus sign or the bracket before the first digit stands."""
        found = _OPENING.search(self._text, max(0, start - 4), start)
        return found.start() if found else start

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """The run; or both sides of a slash or dash that stands between two whole numbers."""
        for mark in _BETWEEN_NUMBERS.finditer(self._text, start, end):
            left, right = self._text[start : mark.start()], self._text[mark.end() : end]
            if min(_digits(left), _digits(right)) >= 7:
                return [(start, mark.start()), (mark.end(), end)]
        return [(start, end)]

    def _read(self, start: int, end: int) -> Phone | None:
        text = self._text
        start, end = _balanced(text, start, end)
        printed = text[start:end]
        if not 7 <= _digits(printed) <= _LONGEST or _DATE.match(printed) or _TIMES.match(printed):
            return None
        labels = number_labels.before(text, start)
        american = _AMERICAN.fullmatch(printed) is not None
        if labels.forbids or (labels.doubts and not (american or printed.startswith("+"))):
            return None
        e164 = self._resolved(printed, american=american)
        second = self._is_second(start)
        labelled = labels.names or second or number_labels.named_after(text, end)
        if not _is_telephone(printed, e164, labelled=labelled, american=american):
            return None
        fax = self._last.fax if second and self._last else self._is_fax(labels, start, end)
        extension = _EXTENSION.match(text, end)
        end = extension.end() if extension else end
        return Phone(text[start:end], e164, start, end, fax)

    def _is_second(self, start: int) -> bool:
        """True if nothing but a comma, a slash or an "or" stands between the number before and this one."""
        return self._last is not None and bool(_AND.fullmatch(self._text, self._last.end, start))

    def _resolved(self, printed: str, *, american: bool) -> str | None:
        if printed.lstrip("(").startswith("+") or printed.startswith("00"):
            return to_e164(printed, None)
        if american and (number := _american(printed)):
            return number
        return next((number for region in self.regions if (number := to_e164(printed, region))), None)

    def lettered(self, match: re.Match[str]) -> Phone | None:
        """A number of ten digits or more that is printed as letters on a keypad (ITU-T E.161), "1-800-SHOE-MAN"."""
        import phonenumbers

        text = self._text
        start, end = match.span()
        if text[start - 1 : start] == "(":
            start -= 1
        if text[max(0, start - 2) : start] in ("1-", "1 ", "1.") and not text[max(0, start - 3) : start - 2].isalnum():
            start -= 2
        if _BAD_BEFORE.search(text, max(0, start - 2), start):
            return None
        digits = phonenumbers.convert_alpha_characters_in_number(text[start:end])
        home = self.regions[0] if self.regions else "US"
        e164 = to_e164(digits[:14], home) or to_e164(digits[:14], "US")
        if _digits(digits) < 10 or not e164:
            return None
        fax = self._is_fax(number_labels.before(text, start), start, end)
        return Phone(text[start:end], e164, start, end, fax)

    def _is_fax(self, labels: number_labels.Labels, start: int, end: int) -> bool:
        listed = None if labels.explicit else number_labels.fax_by_list(self._text, start)
        return (labels.fax if listed is None else listed) or number_labels.fax_after(self._text, end)


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a number with both its brackets, or without the one that nothing closes."""
    printed = text[start:end]
    if printed.startswith("(") and ")" not in printed:
        return start + 1, end
    if printed.count("(") < printed.count(")") and text[start - 1 : start] == "(":
        return start - 1, end
    return start, end


def _is_telephone(printed: str, e164: str | None, *, labelled: bool, american: bool) -> bool:
    """Whether shape, numbering plan and label together say that these digits are a telephone number."""
    grouped = not printed.isdigit()
    if _OTHER_SHAPES.match(printed) and (not labelled or "." in printed):
        return False
    if american or printed.lstrip("(").startswith("+") or _AREA_IN_BRACKETS.fullmatch(printed):
        return True
    if labelled:
        return grouped or len(printed) >= 9 or e164 is not None
    return grouped and e164 is not None and printed.startswith(("0", "(", "1"))
