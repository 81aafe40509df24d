"""Finds postcodes of thirteen countries and street lines in six languages."""

import re
from functools import cache
from typing import Final

from aboveboard.text.span import Span, overlaps

_GB: Final = (
    r"(?:GIR ?0AA|(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[A-HJKPSTUW]|"
    r"[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY]) ?\d[ABD-HJLNP-UW-Z]{2})"
)
_STATE: Final = (
    r"(?:A[KLRZ]|C[AOT]|D\.?C\.?|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI|"
    r"S[CD]|T[NX]|UT|V[AT]|W[AIVY]|"
    r"Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|"
    r"Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|"
    r"Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|"
    r"New Hampshire|New Jersey|New Mexico|New York|North Carolina|"
    r"North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|"
    r"Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming)"
)
_PLACE: Final = r"(?=[ \xa0]+(?!(?:Uhr|Euro|Jahre|ans|años|anni|jaar|EUR)\b)[A-ZÄÖÜÉÈÎ'’][\w'’.-])"
_DE_PREFIX: Final = r"(?:(?<=D-)|(?<=A-)|(?<=F-)|(?<=B-)|(?<=E-)|(?<=I-)|(?<=CH-)|(?<=NL-)|(?<![\w.,+#/-])(?<!\d ))"

# Each pattern of a bare number asks for what stands around it: a state before, a place name after.
_POSTCODES: Final[dict[str, re.Pattern[str]]] = {
    country: re.compile(pattern)
    for country, pattern in {
        "GB": rf"(?<!\w)(?P<code>{_GB})(?!\w)",
        "IE": r"(?<!\w)(?P<code>(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?[0-9AC-FHKNPRTV-Y]{4})(?!\w)",
        "US": rf"\b(?i:{_STATE})(?![a-z])[.,]?[,\s]{{0,3}}(?P<code>\d{{5}}(?:-\d{{4}})?)(?![\w-])",
        "CA": r"(?<!\w)(?P<code>[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d)(?!\w)",
        "DE": rf"{_DE_PREFIX}(?P<code>\d{{5}}){_PLACE}",
        "AT": rf"{_DE_PREFIX}(?P<code>[1-9]\d{{3}}){_PLACE}",
        "FR": rf"{_DE_PREFIX}(?P<code>(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}}){_PLACE}",
        "NL": r"(?<!\w)(?P<code>[1-9]\d{3} ?(?!S[ADS])[A-Z]{2})(?!\w)",
        "BE": rf"{_DE_PREFIX}(?P<code>[1-9]\d{{3}}){_PLACE}",
        "ES": rf"{_DE_PREFIX}(?P<code>(?:0[1-9]|[1-4]\d|5[0-2])\d{{3}}){_PLACE}",
        "IT": rf"{_DE_PREFIX}(?P<code>\d{{5}}){_PLACE}",
        "AU": r"\b(?:NSW|QLD|VIC|TAS|ACT|WA|SA|NT|New South Wales|Queensland|Victoria|Tasmania|Western "
        "Australia|South Australia)"
        r"[.,]?\s{1,2}(?P<code>\d{4})(?![\w-])",
        "NZ": r"\b(?:Auckland|Wellington|Hamilton|Christchurch|"
        r"Dunedin|Tauranga|Napier|Nelson|Rotorua|Queenstown|Whangarei|Invercargill)"
        r"[.,]?\s{1,2}(?P<code>\d{4})(?![\w-])|(?<![\w.,+#-])(?P<code2>\d{4})(?=,?\s+(?:New Zealand|NZ\b|Aotearoa))",
        "prefixed": r"(?<![\w-])(?:DE?|AT?|FR?|BE?|IT?|ES?|L|CH|NL)-(?P<code>\d{4,5})(?![\d-])",
    }.items()
}
# Tried in this order when the country is not known; the bare four and five digits of the others would match anything.
_SPEAKING: Final = ("GB", "CA", "IE", "US", "AU", "NZ", "prefixed")

_NAME: Final = r"[A-ZÄÖÜÀ-ÖØ-Þ0-9][\w'’.\-]*"
_WORDS: Final = (
    rf"{_NAME}(?:[ \xa0](?:{_NAME}|de|du|des|la|le|les|der|den|van|von|di|del|della|dei|of|the|and|&|zum|"
    rf"zur|am|an)){{0,5}}"
)
_NUMBER: Final = (
    r"(?:No\.?\s?|Nr\.?\s?|n[°º]\s?|Unit\s|#\s?)?\d{1,5}(?:[ ]?[-–/&][ ]?\d{1,4}|[ ]?[a-hA-H]\b|"
    r"\s1/2)?(?:\s?bis|\s?ter)?"
)
_TYPE_AFTER: Final = (
    r"(?:Streets?|St|Roads?|Rd|Avenues?|Ave?|Lanes?|Ln|Drives?|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|"
    r"Sq|Terrace|Tce|Crescent|Cres|Close|Gardens?|Gdns|Grove|Hill|"
    r"Parade|Pde|Parkway|Pkwy|Highway|Hwy|Freeway|Fwy|Expressway|Expy|Way|Walk|Mews|Row|Quay|Wharf|Green|"
    r"Park|Circle|Cir|Plaza|Trail|Trl|Turnpike|Pike|Broadway|Loop|Alley|"
    r"Arcade|Yard|Industrial Estate|Business Park|Trading Estate|Esplanade|Circuit|Cct|Crossing|Xing|Gate|"
    r"View|Rise|Vale|Embankment|Market|Mall|Mill|Route|Rte|Bend|Ridge|Creek|Path)"
)
_ANGLO: Final = (
    rf"{_NUMBER},?[ ](?:[NSEW]{{1,2}}\.?[ ])?{_WORDS}?[ ]?\b{_TYPE_AFTER}\b\.?(?:[ ](?:[NSEW]{{1,2}}|North|"
    rf"South|East|West)\b\.?)?"
    r"(?:,?[ ](?:Suite|Ste\.?|Unit|Floor|Apt\.?|Room|Rm\.?|Bldg\.?|Building|#)[ ]?\#?[ ]?[\w-]{1,6})?"
    r"|\bP\.?[ ]?O\.?[ ]?Box[ ]\d[\w-]*"
    rf"|{_NUMBER}[ ](?:Highway|Hwy\.?|Route|Rte\.?|Interstate|I-|US|U\.S\.|State Road|SR|County Road|CR)[ -]?\d+\b"
    rf"|\b(?:One|Two|Three|Four|Five|Ten)[ ]{_WORDS}[ ]{_TYPE_AFTER}\b"
)
_GERMAN: Final = (
    rf"\b(?:{_NAME}[ ]){{0,3}}[A-ZÄÖÜ]?[\wäöüß.'’-]*(?:[Ss]tra(?:ße|sse)|[Ss]tr\.|[Gg]asse|[Ww]eg|[Pp]latz|"
    rf"[Aa]llee|[Dd]amm|[Uu]fer|[Rr]ing|[Mm]arkt|[Cc]haussee|[Ss]teig|[Gg]raben|[Kk]ai|[Hh]of)"
    r"[ ]\d{1,4}(?:[ ]?[-–/+][ ]?\d{1,4})?[ ]?[a-zA-Z]?(?!\w)"
    rf"|\b(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Zum|Zur|Unter den|Unter der|Hinter der|"
    rf"Vor dem|Beim)[ ]{_NAME}(?:[ ]{_NAME})?[ ]\d{{1,4}}[ ]?[a-z]?(?!\w)"
)
_ROMANCE_TYPES: Final = (
    r"(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Bb]oulevard|[Bb]d\.?|[Bb]ld|[Pp]lace|[Cc]hemin|[Rr]oute|[Aa]llées?|"
    r"[Ii]mpasse|[Cc]ours|[Qq]uai|[Ss]quare|[Pp]assage|[Ff]aubourg|"
    r"[Cc]alle|C/|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Pp]za\.?|[Pp]aseo|[Pp]º|[Cc]arretera|[Cc]tra\.?|"
    r"[Rr]onda|[Cc]arrer|[Pp]asseig|"
    r"[Vv]ia|[Vv]iale|[Pp]iazza|[Pp]iazzale|[Cc]orso|[Vv]icolo|[Ll]argo|[Ss]trada|P\.zza|V\.le)"
)
_ROMANCE: Final = (
    rf"{_NUMBER},?[ ]{_ROMANCE_TYPES}[ ](?:de[ ]la[ ]|de[ ]l['’]|du[ ]|des[ ]|de[ ]|d['’]|la[ ]|le[ ])?{_WORDS}"
    rf"|\b{_ROMANCE_TYPES}[ ]?(?:de[ ]la[ ]|de[ ]los[ ]|del[ ]|de[ ]|della[ ]|dei[ ]|"
    rf"delle[ ])?{_WORDS},?[ ](?:n\.?[ ]?|n[°º][ ]?|núm\.?[ ])?\d{{1,4}}(?:/?[A-Za-z])?(?!\w)"
)
_DUTCH: Final = (
    r"\b[A-Z][\w'’-]*(?:[ ](?:van|de|der|den|het|[A-Z][\w'’-]*)){0,3}?(?:[Ss]traat|[Ww]eg|[Ll]aan|"
    r"[Pp]lein|[Kk]ade|[Gg]racht|[Ss]ingel|[Dd]ijk|[Dd]reef|[Ss]teeg|[Hh]aven|[Ww]al|[Pp]ad|[Ss]traatje)"
    r"[ ]\d{1,4}(?:[ ]?[-–/][ ]?\d{1,3}|[ ]?[-]?[a-zA-Z]{1,2}\b)?(?!\w)"
)
_STREETS: Final[dict[str, str]] = {"anglo": _ANGLO, "german": _GERMAN, "romance": _ROMANCE, "dutch": _DUTCH}
_LANGUAGE_OF: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("GB", "IE", "US", "AU", "NZ"), ("anglo",)),
    "CA": ("anglo", "romance"),
    **dict.fromkeys(("DE", "AT"), ("german",)),
    "NL": ("dutch",),
    "BE": ("dutch", "romance"),
    "CH": ("german", "romance"),
    **dict.fromkeys(("FR", "ES", "IT"), ("romance",)),
}


@cache
def _street_pattern(country: str | None) -> re.Pattern[str]:
    families = _LANGUAGE_OF.get(country or "", tuple(_STREETS))
    return re.compile(rf"(?<![\w#.,:/$£€+-])(?:{'|'.join(_STREETS[family] for family in families)})")


def find_postcodes(text: str, country: str | None) -> list[Span]:
    """Every postcode of `country` in `text`, in order.

    Without a country those that speak for themselves (GB, CA, IE) or stand behind a state or city (US, AU, NZ).
    """
    spans: list[Span] = []
    patterns = [_POSTCODES[code] for code in ((country.upper(),) if country else _SPEAKING) if code in _POSTCODES]
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = next(match.span(name) for name in pattern.groupindex if match[name])
            span = Span(text[start:end], start, end)
            if not any(overlaps(span, other) for other in spans):
                spans.append(span)
    return sorted(spans, key=lambda span: span.start)


def find_streets(text: str, country: str | None) -> list[Span]:
    """Every street line with its number in `text`, in order, in the manner of `country` or, without one, of all."""
    found = _street_pattern(country.upper() if country else None).finditer(text)
    return [Span(m.group(), m.start(), m.end()) for m in found]
