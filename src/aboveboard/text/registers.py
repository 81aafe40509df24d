"""Reads register numbers, register courts and VAT numbers that a site states of its own firm."""

import re
from typing import Final

from aboveboard.text.span import Reading, Span

# Whoever built the site, takes the payment or brings the parcel is another firm.
_OTHERS: Final = re.compile(
    r"\b(?:(?:web\s?)?site|web|design(?:ed)?|develop(?:ed|ment)|built|created|powered|hosted|hosting|"
    r"maintained|managed|crafted|made|produced|seo|marketing|photography|photos?|images?|illustrations?|"
    r"payments?|processed|delivered|delivery|couriers?|shipped|distributed|manufactured|supplied|insured|"
    r"licensed|underwritten|franchised?|umsetzung|gestaltung|webdesign|realisierung|programmierung|"
    r"réalis\w+|hébergeur|hébergé\w*|hébergement|création|conception|webdesign|gerealiseerd|gebouwd|"
    r"ontwerp|hosting|diseño|desarroll\w+|realizzat\w+|sviluppat\w+|trademarks?|registered\s+marks?|"
    r"map\s+data|partners?|clients?|customers?|suppliers?|member\s+of|subsidiary\s+of|part\s+of)\b[^\n.]{0,60}$"
    r"|\b(?:google|wix|squarespace|shopify|wordpress|automattic|facebook|meta|twitter|tripadvisor|"
    r"microsoft|openstreetmap|yahoo|adobe|apple|amazon|paypal|stripe|klarna|mapbox|godaddy|weebly|"
    r"yell|opentable|booking\.com|just\s?eat|deliveroo|trustpilot|klaviyo|mailchimp|dhl|ups|fedex|hermes|"
    r"dpd|royal\s+mail|worldpay|sage\s?pay|disqus|vbulletin|phpbb|cloudflare|strato|ionos|"
    r"hetzner)\b[^\n]{0,30}$"
    r"|\b(?:website|web\s?design|site|designed|developed|built|powered|hosted|created)\s+(?:\w+\s+){0,2}by\b"
    r"[^\n]{0,140}$",
    re.IGNORECASE,
)
_REGISTER_NUMBERS: Final = (
    # Companies House: eight characters, at times without the leading nought; partnerships OC, SO, NC are LLPs.
    re.compile(
        r"\bregistered\s+(?:company\s+)?in\s+(?:england(?:\s*(?:and|&|,)\s*wales)?|wales|scotland|"
        r"northern\s+ireland|(?:the\s+)?(?:united\s+kingdom|uk))\b[^\n.\d]{0,60}?(?:no\.?|number|nr\.?|"
        r"#)?[\s:.,(#-]*"
        r"(?P<number>(?:SC|NI|OC|SO|NC|R0)\s?\d{5,6}|\d{7,8}|0\d{5,7})\b(?!\s?\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:company|registered|registration|co\.?)\s*(?:house\s+)?(?:registration|registered|reg\.?|"
        r"company)?\s*(?:in\s+[A-Z][\w ]{2,25}\s+)?(?:no|number|nr|num)\b[\s:.#-]*(?:is\s+)?"
        r"(?P<number>(?:SC|NI|OC|SO|NC)\s?\d{5,6}|\d{6,8})\b(?!\s?\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:registered\s+in\s+(?:the\s+republic\s+of\s+)?ireland[^\n\d]{0,40}|CRO(?:\s+(?:number|no|"
        r"reg\w*))?[\s:.#]*)(?P<number>\d{5,6})\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<number>HR\s?[AB]\s?(?:Nr\.?:?\s?)?\d{1,6}(?:\s?[A-Z]{1,2}\b)?)"),
    re.compile(r"\b(?P<number>FN\s?:?\s?\d{5,6}\s?[a-z])\b"),
    re.compile(
        r"\b(?:RCS|"
        r"R\.C\.S\.)[\s:]*(?:de\s+)?(?:[A-ZÀ-Þ][\w'’-]+(?:[ -][A-ZÀ-Þ][\w'’-]+){0,3}\s+)?(?:sous\s+le\s+(?:numéro|"
        r"n[°º])\s+)?(?:[AB]\s+)?(?:n[°º]\s*)?(?P<number>\d{3}\s?\d{3}\s?\d{3})\b"
    ),
    re.compile(r"\b(?:SIRET|SIREN)\b[^\d\n]{0,15}(?P<number>\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5})?)\b", re.IGNORECASE),
    re.compile(r"\b(?:K\.?v\.?K\.?|Kamer\s+van\s+Koophandel)\b[^\d\n]{0,25}(?P<number>\d{8})\b", re.IGNORECASE),
    re.compile(
        r"\b(?:ondernemingsnummer|KBO|BCE|numéro\s+d['’]entreprise|RPR|"
        r"RPM)\b[^\d\n]{0,20}(?P<number>(?:BE\s?)?[01]\d{3}\.?\s?\d{3}\.?\s?\d{3})\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:C\.?I\.?F\.?|N\.?I\.?F\.?)\b[\s:.]*(?P<number>[A-HJNP-SUVW]-?\d{7}[0-9A-J])\b"),
    re.compile(r"\bREA\b[\s:.n°]*(?P<number>[A-Z]{2}\s?[-–]?\s?\d{5,7})\b"),
    re.compile(r"\bA\.?C\.?N\.?\b[\s:.]*(?P<number>\d{3}\s?\d{3}\s?\d{3})\b(?!\s?\d)"),
    re.compile(r"\bA\.?B\.?N\.?\b[\s:.]*(?P<number>\d{2}\s?\d{3}\s?\d{3}\s?\d{3})\b"),
    re.compile(r"\bNZBN\b[\s:.]*(?P<number>\d{13})\b"),
)
_COURTS: Final = re.compile(
    r"\b(?:Amtsgericht|Registergericht\s*:?\s*(?:Amtsgericht\s+)?|AG(?=\s+[A-ZÄÖÜ][a-zäöüß]+,?\s+HR[AB])|"
    r"Handelsgericht|Landesgericht|Firmenbuchgericht\s*:?\s*(?:(?:Handels|Landes)gericht\s+)?|"
    r"Tribunale\s+di|Greffe\s+de)"
    r"\s*:?\s*(?P<court>[A-ZÄÖÜÀ-Þ][\wäöüß.-]+(?:\s(?!HR|FN|VR)(?:am|an\s+der|im|in|"
    r"\(?[A-ZÄÖÜ][\wäöüß.-]+\)?)(?:\s[A-ZÄÖÜ][\wäöüß]+)?)?)(?=[\s,;:.)]|$)"
    r"|\bRCS\s+(?:de\s+)?(?P<rcs>[A-ZÀ-Þ][\w'’-]+(?:[ -][A-ZÀ-Þ][\w'’-]+){0,2})(?=\s+(?:[AB]\s+)?(?:n[°º]\s*)?\d)"
)
_VAT: Final = re.compile(
    r"\b(?:VAT|V\.A\.T\.|TVA|BTW|USt|UID|IVA|P\.?\s?IVA|Partita\s+IVA|Umsatzsteuer\w*)\b[^\n\d]{0,60}?"
    r"(?P<number>(?:GB|XI)\s?\d{3}\s?\d{4}\s?\d{2}|\d{3}\s?\d{4}\s?\d{2}(?!\s?\d)|"
    r"DE\s?\d{3}\s?\d{3}\s?\d{3}|AT\s?U\s?\d{8}|FR\s?[0-9A-Z]{2}\s?\d{3}\s?\d{3}\s?\d{3}|"
    r"NL\s?\d{4}\.?\d{2}\.?\d{3}\.?\s?B\.?\s?\d{2}"
    r"|BE\s?[01]\d{3}\.?\s?\d{3}\.?\s?\d{3}|ES\s?[A-Z0-9]\d{7}[A-Z0-9]|(?:IT\s?)?\d{11}|"
    r"IE\s?\d[A-Z0-9+*]\d{5}[A-Z]{1,2}|CHE[-\s]?\d{3}\.?\d{3}\.?\d{3})(?!\w)"
    r"|(?<!\w)(?P<bare>DE\d{9}|ATU\d{8}|NL\d{9}B\d{2})(?!\w)"
)
_CHARITY: Final = re.compile(
    r"charity\W*$|charity\W+(?:registration|reg\.?|registered)?\W*(?:no|number)?\W*$", re.IGNORECASE
)


def matched(match: re.Match[str], group: str | int = 0) -> Span:
    """The span of a match or of one of its groups."""
    return Span(match[group], match.start(group), match.end(group))


def is_of_others(text: str, start: int) -> bool:
    """True if what stands at `start` belongs to whoever built the site, takes payments or delivers."""
    line = text.rfind("\n", 0, start) + 1
    return bool(_OTHERS.search(text[max(line, start - 180) : start]))


def register_number(text: str) -> Reading | None:
    """The first number in a company register that the text states of its own firm, without blanks; None if none."""
    for pattern in _REGISTER_NUMBERS:
        for match in pattern.finditer(text):
            start = match.start()
            if not is_of_others(text, start) and not _CHARITY.search(text[max(0, start - 25) : start]):
                return Reading(_tidy_number(match["number"]), matched(match, "number"))
    return None


def _tidy_number(printed: str) -> str:
    joined = re.sub(r"[\s.-]|Nr\.?:?", "", printed).upper() if not printed.startswith("HR") else printed
    german = re.match(r"HR\s?([AB])\s?(?:Nr\.?:?\s?)?(\d+)(?:\s?([A-Z]{1,2}))?$", joined)
    return f"HR{german[1]} {german[2]}" + (f" {german[3]}" if german[3] else "") if german else joined


def register_court(text: str) -> Reading | None:
    """The court or registry that keeps the register, by its town; None where none is named."""
    match = _COURTS.search(text)
    if not match:
        return None
    group = "court" if match["court"] else "rcs"
    return Reading(match[group].strip(" ."), matched(match, group))


def vat_number(text: str) -> Reading | None:
    """The VAT number the text states of its own firm, without blanks; None if none."""
    for match in _VAT.finditer(text):
        group = "number" if match["number"] else "bare"
        if not is_of_others(text, match.start()):
            return Reading(re.sub(r"[\s.-]", "", match[group]).upper(), matched(match, group))
    return None
