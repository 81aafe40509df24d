"""Finds telephone and fax numbers as they are printed and gives them their one form, E.164."""

import re
from typing import Final

import msgspec

from aboveboard.text.addresses import find_postcodes

# A run of digits and the marks people put between them; it begins with a digit, a plus or a bracket.
_CANDIDATE: Final = re.compile(
    r"(?:(?<![\w@#$£€%/=_&?])(?<!\d[.,:])(?<!\w-)|(?<=/ )|(?<=[Ff]ax)|(?<=FAX)|(?<=[Tt]el)|(?<=TEL)|"
    r"(?<=hone)|(?<=HONE))"
    r"(?:\+\s?|\()?\d(?:[ \t\xa0]{0,2}(?:[-.–‐‑/()][ \t\xa0]?){0,3}\d){5,24}"
    r"(?![\d%€£$]|[.,:]\d|@|[a-wyzA-WYZ]\d|[a-z]?\b[-_]?[a-z]*@|[ \t]?(?:am|pm|a\.m|h)\b)"
)
_WORDS_FOR_DIGITS: Final = re.compile(
    r"(?<![\w@./-])(?:1[-. ])?\(?(?:8(?:00|33|44|55|66|77|88)|"
    r"\d{3})\)?[-. ](?=[\w-]*[A-Z]{3})[A-Z0-9]{2,4}(?:-?[A-Z0-9]{1,5}){1,2}\b"
)
_LABEL: Final = re.compile(
    r"(?:\b(?:tel(?:e(?:phone|fon|foon|fono|fax))?|t[ée]l(?:[ée]phone)?|phone|ph|fon|fone|call|calling|"
    r"dial|mob(?:ile|iel|il)?|cell|handy|hotline|ring|freephone|toll[- ]?free|uk|usa|"
    r"rufnummer|rufen|anruf\w*|appel\w*|bel|bellen|ll[áa]m\w*|chiam\w*|cellulare|m[óo]vil|gsm|natel|desk|answer\w*|reach|"
    r"portable|fax|facsimile|telecopie|whats\s?app|sms|text|local|office|direct|contact\w*|"
    r"service|sales|parts|number|nummer|num[ée]ro|line|helpline|zentrale|notruf|t|p|f|m)\b|[☎✆📞📱🕿])[\s.:)/|–-]*"
    r"(?:(?:us|me|him|her|you|them|is|on|at|now|today|unter|numbers?|nos?|nr|line|free|our|the|toll|\w+day)[\s.:)/-]*){0,3}$",
    re.IGNORECASE,
)
_LABEL_AFTER: Final = re.compile(
    r"^[ \t]?[-–(]?[ \t]?(?:tel|phone|fax|mobile|cell|office|work|home|direct|toll)\b(?!\s*:)", re.IGNORECASE
)
_FAX_BEFORE: Final = re.compile(
    r"(?:\b(?:tele)?fax(?:\s*(?:number|no|nr|nummer|line))?|\bfacsimile|\bt[ée]l[ée]copie(?:ur)?|(?:^|[\s|"
    r",;•·(/])F)\s*[.:)]?[\s:.·–-]*(?:dial\s+)?$",
    re.IGNORECASE,
)
_FAX_AFTER: Final = re.compile(
    r"^[ \t]*(?:\(\s*(?:main\s+)?f(?:ax)?\b|[-–]?\s*fax\b(?!\s*[:.]?\s*[+(\d]))", re.IGNORECASE
)
_NO_TELEPHONE: Final = re.compile(
    r"(?:\b(?:vat|ust|tva|btw|iva|abn|acn|hrb|hra|iban|bic|siret|siren|kvk|nif|cif|isbn|issn|ein|"
    r"(?:company|registered|registration|reg)\.?\s*(?:number|no|nr)|company|order|item|part|model|sku|"
    r"card|security|passport|licen[cs]e|lic|permit|invoice|account|konto|blz|id|ref(?:erence)?|serial|charity|oib|p\.?\s?iva|"
    r"steuernummer|steuer-nr|finanzamt|copyright|©)\b"
    r"[\s.:#°]*(?:number|no|nr|num|id|code|kto|house|£|\$)?[\s.:#°-]*(?:is\s)?|[$£€#©]\s*)(?:[A-Z]{2}\s?)?$",
    re.IGNORECASE,
)
_AMERICAN: Final = re.compile(
    r"^(?:\+?1[-. ]{0,2})?(?:\(\d{3}\)[-. ]{0,3}|[2-9]\d\d[-.][ ]?|[2-9]\d\d )[2-9]\d\d ?[-. ] ?\d{4}$|"
    r"^\(\d{3}\) ?[2-9]\d{6}$"
)
_DATE: Final = re.compile(
    r"^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d\d?[./-]\d\d?)|^(?:19|"
    r"20)\d\d\s?[-–/]\s?(?:19|20)\d\d$"
)
# A United States postcode with its extension, a social security number, a Dutch tax number.
_OTHER_SHAPES: Final = re.compile(r"^\d{5}-\d{4}$|^\d{3}-\d\d-\d{4}$|^\d{4}\.\d\d\.\d{3}\.\d\d$")
_TIMES: Final = re.compile(r"^\d{1,2}[.:]\d\d\s?[-–]\s?\d{1,2}[.:]\d\d")
_COUNTRIES: Final = {
    "GB": r"united kingdom|\bUK\b|england|scotland|\bwales\b|london",
    "IE": r"\bireland\b|\bdublin\b|\.ie\b",
    "DE": r"deutschland|germany|\bGmbH\b|impressum|\.de\b",
    "AT": r"österreich|austria|\bwien\b|\.at\b",
    "FR": r"\bfrance\b|\bparis\b|\bSARL\b|\.fr\b",
    "NL": r"nederland|netherlands|amsterdam|\.nl\b",
    "BE": r"belgi(?:ë|que|um)|\.be\b",
    "ES": r"españa|\bspain\b|madrid|barcelona|\.es\b",
    "IT": r"\bitalia\b|\bitaly\b|p\.\s?iva|\.it\b",
    "AU": r"australia|\bABN\b|\.au\b|\b(?:NSW|QLD|VIC|WA) \d{4}\b",
    "NZ": r"new zealand|auckland|\.nz\b",
    "CH": r"schweiz|suisse|svizzera|switzerland|\.ch\b",
    "IN": r"\bindia\b|mumbai|\.in\b",
}


class Phone(msgspec.Struct, frozen=True):
    """A telephone number: as it is printed, where, its E.164 form if it has one, and whether it is a fax."""

    printed: str
    e164: str | None
    start: int
    end: int
    fax: bool


def find(text: str, region: str | None) -> list[Phone]:
    """Every telephone number of seven digits or more in `text`, in order.

    Without a `region` the countries that the text itself names are tried. A number that no numbering plan knows is
    kept with `e164` None where its shape or a label before it says that it is one.
    """
    regions = (region.upper(),) if region else _hinted(text)
    pieces = (piece for match in _CANDIDATE.finditer(text) for piece in _pieces(match))
    found = [phone for piece in pieces if (phone := _read(text, *piece, regions))]
    taken = {place for phone in found for place in range(phone.start, phone.end)}
    lettered = [_lettered(text, match, regions) for match in _WORDS_FOR_DIGITS.finditer(text)]
    found += [phone for phone in lettered if phone and not taken & set(range(phone.start, phone.end))]
    return sorted(found, key=lambda phone: phone.start)


def to_e164(printed: str, region: str | None) -> str | None:
    """The number in E.164 (ITU-T), or None when it is not one of `region` or of an international plan."""
    import phonenumbers

    tidy = re.sub(r"(?<=[\s)\d.-])\(0\)", " ", re.sub(r"^\s*00(?=[1-9])", "+", printed))
    try:
        number = phonenumbers.parse(tidy, region.upper() if region else None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _hinted(text: str) -> tuple[str, ...]:
    """The countries a text speaks of, by its postcodes, international prefixes and names."""
    import phonenumbers

    prefixes = {int(m) for m in re.findall(r"\+\s?(\d{2,3})\b", text)} | {int(m) for m in re.findall(r"\+(\d\d)", text)}
    by_prefix = [
        code for number in sorted(prefixes) if (code := phonenumbers.region_code_for_country_code(number)) != "ZZ"
    ]
    by_name = [code for code, names in _COUNTRIES.items() if re.search(names, text, re.IGNORECASE)]
    by_postcode = ["GB"] if find_postcodes(text, "GB") else []
    return tuple(dict.fromkeys(code for code in by_postcode + by_name + by_prefix if len(code) == 2 and code != "US"))


def _pieces(match: re.Match[str]) -> list[tuple[str, int]]:
    """The candidate and where it starts; or both sides of a slash or dash that stands between two whole numbers."""
    whole = match.group()
    for mark in re.finditer(r"\s*/\s*|\s[–-]\s", whole):
        left, right = whole[: mark.start()], whole[mark.end() :]
        if min(sum(c.isdigit() for c in side) for side in (left, right)) >= 7:
            return [(left, match.start()), (right, match.start() + mark.end())]
    return [(whole, match.start())]


def _read(text: str, printed: str, start: int, regions: tuple[str, ...]) -> Phone | None:
    end = start + len(printed)
    if printed.count("(") < printed.count(")"):
        if printed[0] != "(" and text[start - 1 : start] == "(":
            printed, start = "(" + printed, start - 1
    elif printed.startswith("(") and ")" not in printed:
        printed, start = printed[1:], start + 1
    before = text[max(0, start - 40) : start]
    if (
        not 7 <= sum(c.isdigit() for c in printed) <= 15
        or _DATE.match(printed)
        or _TIMES.match(printed)
        or _NO_TELEPHONE.search(before)
    ):
        return None
    e164 = _resolve(printed, regions)
    if not _is_telephone(printed, before, text[end : end + 14], e164):
        return None
    return Phone(printed, e164, start, end, _is_fax(before, text[end : end + 12]))


def _resolve(printed: str, regions: tuple[str, ...]) -> str | None:
    if printed.startswith(("+", "00")):
        return to_e164(printed, None)
    if _AMERICAN.match(printed) and (american := to_e164(printed, "US")):
        return american
    return next((number for region in regions if (number := to_e164(printed, region))), None)


def _is_telephone(printed: str, before: str, after: str, e164: str | None) -> bool:
    """Whether shape, numbering plan and label together say that these digits are a telephone number."""
    grouped = len(re.findall(r"\d+", printed)) > 1
    labelled = bool(_LABEL.search(before) or _LABEL_AFTER.match(after))
    if _OTHER_SHAPES.match(printed) and (not labelled or "." in printed):
        return False
    if printed.startswith("+") or _AMERICAN.match(printed):
        return True
    if labelled:
        return grouped or len(printed) >= 9 or e164 is not None
    return grouped and e164 is not None and printed.startswith(("0", "(", "1"))


def _lettered(text: str, match: re.Match[str], regions: tuple[str, ...]) -> Phone | None:
    import phonenumbers

    digits = phonenumbers.convert_alpha_characters_in_number(match.group())
    before = text[max(0, match.start() - 40) : match.start()]
    e164 = to_e164(digits[:14], regions[0] if regions else "US") or to_e164(digits[:14], "US")
    if sum(c.isdigit() for c in digits) < 10 or not e164:
        return None
    return Phone(match.group(), e164, match.start(), match.end(), _is_fax(before, text[match.end() : match.end() + 12]))


def _is_fax(before: str, after: str) -> bool:
    return bool(_FAX_BEFORE.search(before.replace("\n", " ")) or _FAX_AFTER.search(after))
