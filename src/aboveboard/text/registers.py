"""Reads register numbers, register courts and VAT numbers that a site states of its own firm."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from aboveboard.text import check_digits
from aboveboard.text.anchors import MOST, Searched, line_start, places
from aboveboard.text.span import Reading, Span

# Whoever built the site, takes the payment or brings the parcel is another firm.
_BRANDS: Final = (
    r"google|wix|squarespace|shopify|wordpress|automattic|facebook|meta|twitter|tripadvisor|microsoft|"
    r"openstreetmap|yahoo|"
    r"adobe|apple|amazon|paypal|stripe|klarna|mapbox|godaddy|weebly|yell|opentable|booking\.com|just\s?eat|deliveroo|"
    r"trustpilot|klaviyo|mailchimp|dhl|ups|fedex|hermes|dpd|royal\s+mail|worldpay|sage\s?pay|disqus|vbulletin|phpbb|"
    r"cloudflare|strato|ionos|hetzner"
)
_BRAND: Final = re.compile(
    rf"(?:{_BRANDS}|aol|gmx|web\.de|jimdo|etsy|ebay|linkedin|instagram|intuit|hibu)\b", re.IGNORECASE
)
_OTHERS_WORD: Final = re.compile(
    r"\b(?:(?:web[\s-]?)?site|web[\s-]?design\w*|design(?:ed)?|develop(?:ed|ment)|built|created|powered|hosted|hosting|"
    r"maintained|managed|crafted|made|produced|seo|marketing|photography|photos?|images?|illustrations?|"
    r"payments?|processed|delivered|delivery|couriers?|shipped|distributed|manufactured|supplied|insured|"
    r"licensed|underwritten|franchised?|umsetzung|gestaltung|realisierung|programmierung|"
    r"réalis\w+|hébergeur|hébergé\w*|hébergement|création|conception|gerealiseerd|gebouwd|realisatie|gemaakt|"
    r"ontwerp|ontwikkeld|diseño|desarroll\w+|alojamiento|realizzat\w+|realizzazione|sviluppat\w+|trademarks?|"
    r"registered\s+marks?|map\s+data|partners?|clients?|customers?|suppliers?|members?\s+of|subsidiary\s+of|part\s+of|"
    rf"auftragsverarbeiter|dienstleister|hoster|datenschutzbeauftragte\w*|{_BRANDS})\b",
    re.IGNORECASE,
)
_OTHERS_BY: Final = re.compile(
    r"\b(?:website|web\s?design|site|designed|developed|built|powered|hosted|created)\s+(?:\w+\s+){0,2}by\b",
    re.IGNORECASE,
)
_OTHERS_REACH: Final = 60  # characters that such a word reaches, unless something new begins between
_NEW: Final = re.compile(r"[.|•·©]")


class _Register(msgspec.Struct, frozen=True):
    """One register: words that its notices cannot do without, the notice, and whether a number can be one of its."""

    anchors: tuple[str, ...]
    notice: re.Pattern[str]
    is_right: Callable[[str], bool] | None = None


def _notice(pattern: str, *, exact: bool = False) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})", 0 if exact else re.IGNORECASE)


_UK: Final = (
    r"(?:england(?:\s*(?:and|&|,)\s*wales)?|wales|scotland|northern\s+ireland|(?:the\s+)?(?:united\s+kingdom|uk))"
)
_BRITISH: Final = r"(?:SC|NI|OC|SO|NC|SL|NL|LP|CE|CS|IP|SP|RS|R0)\s?\d{5,6}"
_NUMBER_SIGN: Final = r"(?:no|number|nr|num|#)"
_REGISTERS: Final = (
    # Companies House: eight characters, at times without the leading nought; partnerships OC, SO, NC are LLPs.
    _Register(
        ("registered in", "registered company in", "incorporated in"),
        _notice(
            rf"(?:registered\s+(?:company\s+)?|incorporated\s+)in\s+{_UK}\b[^\n.\d]{{0,60}}?"
            rf"(?:(?:{_NUMBER_SIGN}\b\.?|\#)[\s:.,(#-]*(?P<told>\d{{5,6}}\b)|(?:{_NUMBER_SIGN}\b\.?)?[\s:.,(#-]*"
            rf"(?P<number>{_BRITISH}|\d{{7,8}}|0\d{{5,7}})\b)(?!\s?\d)"
        ),
    ),
    _Register(
        ("company", "registered", "registration", "co. reg", "co reg", "co. no", "reg. no", "reg no"),
        _notice(
            r"(?:company|registered|registration|reg\.?|co\.?)\s*(?:house\s+)?(?:registration|registered|reg\.?|"
            rf"company)?\s*(?:in\s+[A-Z][\w ]{{2,25}}\s+)?{_NUMBER_SIGN}\b[\s:.#-]*(?:is\s+)?"
            rf"(?P<number>{_BRITISH}|\d{{6,8}})\b(?!\s?\d)"
        ),
    ),
    _Register(
        ("registered in ireland", "registered in the republic of ireland", "cro"),
        _notice(
            r"(?:registered\s+in\s+(?:the\s+republic\s+of\s+)?ireland[^\n\d]{0,40}|CRO\b(?:\s+(?:number|no|"
            r"reg\w*))?[\s:.#]*)(?P<number>\d{5,6})\b"
        ),
    ),
    _Register(
        ("vereinsregister", "partnerschaftsregister"),
        _notice(r"(?:Vereins|Partnerschafts)register\b[^\n]{0,60}?\b(?P<number>(?:VR|PR)\s?(?:Nr\.?:?\s?)?\d{1,6})\b"),
    ),
    _Register(("fn ", "fn:", "fn\xa0"), _notice(r"(?P<number>FN\s?:?\s?\d{5,6}\s?[a-z])\b", exact=True)),
    _Register(
        ("rcs", "r.c.s"),
        _notice(
            r"(?:RCS|R\.C\.S\.)[\s:]*(?:de\s+)?(?:[A-ZÀ-Þ][\w'’-]+(?:[ -][A-ZÀ-Þ][\w'’-]+){0,3}\s+)?"
            r"(?:sous\s+le\s+(?:numéro|n[°º])\s+)?(?:[AB]\s+)?(?:n[°º]\s*)?(?P<number>\d{3}\s?\d{3}\s?\d{3})\b",
            exact=True,
        ),
        check_digits.is_siren_or_siret,
    ),
    _Register(
        ("siret", "siren"),
        _notice(r"(?:SIRET|SIREN)\b[^\d\n]{0,15}(?P<number>\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5}|\s?\d{3}\s?\d{2})?)\b"),
        check_digits.is_siren_or_siret,
    ),
    _Register(
        ("kvk", "k.v.k", "kamer van koophandel", "chamber of commerce", "handelsregister"),
        _notice(
            r"(?:K\.?v\.?K\.?|Kamer\s+van\s+Koophandel|Chamber\s+of\s+Commerce|Handelsregister\s+\w+)\b[^\d\n]{0,30}"
            r"(?P<number>\d{8}|\d{2}[ .]\d{3}[ .]\d{3}|\d{2} \d{2} \d{2} \d{2})\b"
        ),
    ),
    _Register(
        ("ondernemingsnummer", "kbo", "bce", "d'entreprise", "d’entreprise", "rpr", "rpm"),
        _notice(
            r"(?:ondernemingsnummer|KBO|BCE|d['’]entreprise|RPR|RPM)\b[^\d\n]{0,30}?"
            r"(?P<number>(?:BE\s?)?[01]\d{3}[. ]?\d{3}[. ]?\d{3})\b"
        ),
        lambda number: check_digits.is_belgian(number.removeprefix("BE")),
    ),
    _Register(
        ("cif", "c.i.f", "nif", "n.i.f"),
        _notice(r"(?:C\.?I\.?F\.?|N\.?I\.?F\.?)(?:\s?/\s?N?C?\.?IF)?[\s:.º°-]*(?:ES)?"
                r"(?P<number>[A-HJNP-SUVW][- ]?\d{7}[- ]?[0-9A-J])\b", exact=True),
        check_digits.is_cif,
    ),
    _Register(
        ("rea", "r.e.a"),
        _notice(r"R\.?E\.?A\.?(?:[\s:.n°N-]*|\s+(?:di\s+)?[A-Z]\w+\s+(?:n[.°]?\s*)?)"
                r"(?P<number>[A-Z]{2}\s?[-–]?\s?\d{5,7}|\d{6,7})\b", exact=True),
    ),
    _Register(
        ("acn", "a.c.n"), _notice(r"A\.?C\.?N\.?\b[\s:.]*(?P<number>\d{3}\s?\d{3}\s?\d{3})\b(?!\s?\d)"),
        check_digits.is_acn,
    ),
    _Register(
        ("abn", "a.b.n"), _notice(r"A\.?B\.?N\.?\b[\s:.]*(?P<number>\d{2}\s?\d{3}\s?\d{3}\s?\d{3})\b"),
        check_digits.is_abn,
    ),
    _Register(("nzbn",), _notice(r"NZBN\b[\s:.]*(?P<number>\d{13})\b"), check_digits.is_nzbn),
    _Register(
        ("che-", "che "), _notice(r"(?P<number>CHE[-\s]\d{3}[. ]?\d{3}[. ]?\d{3})\b", exact=True),
        lambda number: check_digits.is_swiss(number.removeprefix("CHE")),
    ),
)  # fmt: skip
_GERMAN: Final = re.compile(
    r"(?P<number>(?:HR\s?[AB]|GnR)(?:[\s:.-]*(?:Nr|Nummer|No)\b\.?)?[\s:.]{0,3}\d{1,6}(?:\s?[A-Z]{1,2}\b)?)"
)
# Only where digits stand, and one of these before them, the registers' notices are looked for.
_DIGITS: Final = re.compile(r"\d(?:[ .\xa0-]?\d){4}")
_LABELS: Final = re.compile(
    r"(?<![^\W_])(?:company|reg|co\.? |incorporated|cro|vereins|partnerschafts|fn|r\.?c\.?s|sire[tn]|k\.?v\.?k|"
    r"kamer|chamber|"
    r"handelsreg|ondernemings|kbo|bce|d['’]entreprise|rp[rm]|[cn]\.?i\.?f|r\.?e\.?a|a\.?[cb]\.?n|nzbn|che|vat|"
    r"v\.a\.t|tva|"
    r"btw|ust|uid|iva|i\.v\.a|p\.? ?iva|partita|umsatzsteuer|mwst|tax id|de\d|at ?u|nl\d|be\d|esb)"
)
_LABEL_REACH: Final = 110  # characters
# Other registers number theirs in the same way: doctors, advisers, schools, charities, trade marks.
_OTHER_REGISTER: Final = re.compile(
    r"\b(?:charity|vat|gst|gmc|gdc|nmc|gphc|hcpc|fca|fsa|frn|ico|sra|ofsted|cqc|isbn|care|inspectorate|trade\s?mark|"
    r"design|patent|licen[cs]e|vehicle|data\s+protection|services\s+authority|conduct\s+authority)\b[^\n.]{0,40}$",
    re.IGNORECASE,
)
_COMPANY_BEFORE: Final = re.compile(
    r"\b(?:compan(?:y|ies)|ltd|limited|plc|llp|c\.?i\.?c|registered\s+in|incorporated)\b", re.IGNORECASE
)
_COURT_ANCHORS: Final = (
    "amtsgericht", "registergericht", "handelsgericht", "landesgericht", "firmenbuchgericht", "tribunale di",
    "greffe de", "registro mercantil de", "registro imprese di", "registro delle imprese di", "ag ", "rcs ", "rpr ",
)  # fmt: skip
_TOWN: Final = (
    r"[A-ZÄÖÜÀ-Þ][\wäöüß.-]+(?:[ \xa0](?!HR|FN|VR|GnR)(?:am|an[ ]der|im|in|de|la|"
    r"\(?[A-ZÄÖÜ][\wäöüß.-]+\)?)(?:[ \xa0][A-ZÄÖÜ][\wäöüß]+)?)?"
)
_COURT: Final = re.compile(
    r"(?<!\w)(?:Amtsgericht|AMTSGERICHT|Registergericht\s*:?\s*(?:Amtsgericht\s+)?|"
    r"AG(?=\s+[A-ZÄÖÜ][a-zäöüß]+,?\s+HR[AB])|"
    r"Handelsgericht|Landesgericht|Firmenbuchgericht\s*:?\s*(?:(?:Handels|Landes)gericht\s+)?|Tribunale\s+di|"
    r"Greffe\s+de|"
    r"Registro\s+Mercantil\s+de|Registro\s+(?:delle\s+)?[Ii]mprese\s+di|RPR(?:\s*/?\s*RPM)?)"
    rf"\s*:?\s*(?P<court>{_TOWN})(?=[\s,;:.)]|$)"
    r"|(?<!\w)RCS\s+(?:de\s+)?(?P<rcs>[A-ZÀ-Þ][\w'’-]+(?:[ -][A-ZÀ-Þ][\w'’-]+){0,2})(?=\s+(?:[AB]\s+)?(?:n[°º]\s*)?\d)"
)
# A court is a register's court where the register is named beside; lawyers' pages speak of courts as well.
_COURT_BESIDE: Final = re.compile(
    r"\bHR\s?[AB]\b|\b[Hh]andelsregister|\bHANDELSREGISTER|[Rr]egister(?:gericht|nummer|eintrag|blatt)|"
    r"\bFN\b|\bFirmenbuch|\bRCS\b|\bGnR\b|\bVR\b|\bRPR\b|\bREA\b|\bRegistro\b|\bGreffe\b|\bP\.?\s?IVA\b|Partita"
)
_VAT_LABELS: Final = ("vat", "v.a.t", "tva", "btw", "ust", "uid", "iva", "i.v.a", "umsatzsteuer", "mwst", "tax id")
_VAT_NUMBER: Final = re.compile(
    r"(?<!\w)(?:VAT|V\.A\.T\.?|TVA|BTW|USt|UID|P\.?\s?IVA|IVA|Partita\s+I\.?V\.?A\.?|Umsatzsteuer|MwSt|Tax\s+ID)"
    r"[^\n\d]{0,60}?(?<![\dA-Za-z])"
    r"(?:(?P<GB>(?:GB|XI)?\s?\d{3}\s?\d{4}\s?\d{2})|(?P<DE>DE\s?\d{3}\s?\d{3}\s?\d{3})|(?P<AT>AT\s?U\s?\d{8})|"
    r"(?P<FR>FR\s?[0-9A-Z]{2}\s?\d{3}\s?\d{3}\s?\d{3})|(?P<NL>(?:NL\s?)?\d{4}\.?\d{2}\.?\d{3}(?:\.?\s?B\.?\s?|\.)\d{2})|"
    r"(?P<BE>(?:BE\s?)?[01]\d{3}[. ]?\d{3}[. ]?\d{3})|(?P<ES>ES\s?[A-HJNP-SUVW]-?\d{7}[0-9A-J])|"
    r"(?P<IT>(?:IT\s?)?\d{11})|(?P<IE>(?:IE\s?)?\d[A-Z0-9+*]\d{5}[A-Z]{1,2})|(?P<CHE>CHE[-\s]?\d{3}\.?\d{3}\.?\d{3}))"
    r"(?!\w|[ .]\d{3})",
    re.IGNORECASE,
)
_BARE_BEGINNINGS: Final = ("de1", "de2", "de3", "de8", "atu", "nl0", "nl1", "nl8", "be0", "be1", "esb")
_VAT_BARE: Final = re.compile(
    r"(?<!\w)(?:(?P<DE>DE\d{9})|(?P<AT>ATU\d{8})|(?P<NL>NL\d{9}B\d{2})|(?P<BE>BE[01]\d{9})|(?P<ES>ESB\d{8}))(?!\w)"
)
_BLANKS: Final = re.compile(r"[\s.\-–]")


def matched(match: re.Match[str], group: str | int = 0) -> Span:
    """The span of a match or of one of its groups."""
    return Span(match[group], match.start(group), match.end(group))


def is_of_others(text: str, start: int) -> bool:
    """True if what stands at `start` belongs to whoever built the site, takes payments or delivers."""
    begin = line_start(text, start, 180)
    if _OTHERS_BY.search(text, begin, start):
        return True
    for match in _OTHERS_WORD.finditer(text, max(begin, start - _OTHERS_REACH - 24), start):
        if start - match.end() <= _OTHERS_REACH and not _NEW.search(text, match.end(), start):
            return True
    return False


def is_makers(word: str) -> bool:
    """True for a word that announces another firm: "Design", "Photos", "Payments" by somebody."""
    return bool(_OTHERS_WORD.match(word))


def is_brand(name: str) -> bool:
    """True if the name is that of a platform or carrier that many sites speak of, and hardly one belongs to."""
    return bool(_BRAND.match(name))


def labelled(found: Searched) -> list[tuple[int, int]]:
    """The stretches of the text in which digits stand behind a word that may announce a register's or a tax number."""
    stretches: list[tuple[int, int]] = []
    end = -1
    for digits in _DIGITS.finditer(found.lower):
        begin = max(digits.start() - _LABEL_REACH, end, 0)
        if _LABELS.search(found.lower, begin, digits.end()):
            stretches.append((begin, digits.end()))
            if len(stretches) == MOST:
                break
        end = digits.start()
    return stretches


def register_number(found: Searched, stretches: Sequence[tuple[int, int]]) -> Reading | None:
    """The first number in a company register that the text states of its own firm, without blanks; None if none.

    Where the register gives its numbers check digits, a number that fails them is none of its.
    """
    for match in islice(_GERMAN.finditer(found.text), MOST):
        if _is_own(found.text, match, british=False):
            return Reading(_tidy_number(match["number"]), matched(match, "number"))
    for register in _REGISTERS if stretches else ():
        for match in _within(found, stretches, register.anchors, register.notice):
            group = "number" if match["number"] else "told"
            number = _tidy_number(match[group])
            right = register.is_right is None or register.is_right(number)
            if right and _is_own(found.text, match, british=group == "told" or match["number"].isdigit()):
                return Reading(number, matched(match, group))
    return None


def _within(
    found: Searched, stretches: Sequence[tuple[int, int]], anchors: tuple[str, ...], pattern: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    for begin, end in stretches:
        yield from _matches(found, anchors, pattern, begin, end)


def _matches(
    found: Searched, anchors: tuple[str, ...], pattern: re.Pattern[str], begin: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    for place in sorted(places(found.lower, anchors, begin, end)):
        match = pattern.match(found.text, place)
        if match:
            yield match


def _is_own(text: str, match: re.Match[str], *, british: bool) -> bool:
    start = match.start()
    before = text[max(0, start - 120) : start]
    if is_of_others(text, start) or _OTHER_REGISTER.search(before[-60:] + match.group()):
        return False
    plain = re.match(r"reg", match.group(), re.IGNORECASE) and not re.search(r"\sin\s", match.group())
    return not (british and plain) or bool(_COMPANY_BEFORE.search(before) or _COMPANY_BEFORE.search(match.group()))


def _tidy_number(printed: str) -> str:
    german = re.fullmatch(r"(HR\s?[AB]|GnR|VR|PR)\D*?(\d+)(?:\s?([A-Z]{1,2}))?", printed, re.IGNORECASE)
    if german:
        kind = "GnR" if german[1].lower() == "gnr" else re.sub(r"\s", "", german[1]).upper()
        return f"{kind} {german[2]}" + (f" {german[3]}" if german[3] else "")
    return _BLANKS.sub("", printed).upper()


def register_court(found: Searched) -> Reading | None:
    """The court or registry that keeps the register, by its town; None where none is named."""
    for match in _matches(found, _COURT_ANCHORS, _COURT):
        around = found.text[max(0, match.start() - 100) : match.end() + 100]
        if match["rcs"] or _COURT_BESIDE.search(around):
            group = "court" if match["court"] else "rcs"
            return Reading(match[group].strip(" ."), matched(match, group))
    return None


def vat_number(found: Searched, stretches: Sequence[tuple[int, int]]) -> Reading | None:
    """The VAT number the text states of its own firm, without blanks; None if none has the right check digits."""
    for anchors, pattern in ((_VAT_LABELS, _VAT_NUMBER), (_BARE_BEGINNINGS, _VAT_BARE)):
        for match in _within(found, stretches, anchors, pattern):
            country = match.lastgroup or ""
            value = _BLANKS.sub("", match[country]).upper()
            number = value.removeprefix("XI" if value.startswith("XI") else country)
            if check_digits.is_vat(country, number) and not is_of_others(found.text, match.start()):
                return Reading(value, matched(match, country))
    return None
