"""Number words: how months, weekdays, numbers, periods, measures and currencies are called in five languages."""

from __future__ import annotations

from typing import Final

CURRENCY: Final[dict[str, str]] = {
    "£": "GBP", "€": "EUR", "$": "$", "us$": "USD", "a$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "¥": "JPY",
    "gbp": "GBP", "eur": "EUR", "usd": "USD", "aud": "AUD", "cad": "CAD", "nzd": "NZD", "chf": "CHF", "sek": "SEK",
    "nok": "NOK", "dkk": "DKK", "pln": "PLN", "inr": "INR", "jpy": "JPY", "pound": "GBP", "pounds": "GBP",
    "quid": "GBP", "euro": "EUR", "euros": "EUR", "dollar": "$", "dollars": "$", "franken": "CHF", "francs": "CHF",
}  # fmt: skip
MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier januari enero",
            "february feb februar février fevrier februari febrero",
            "march mar märz mars maart marzo",
            "april apr avril abril",
            "may mai mei mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug août aout augustus agosto",
            "september sep sept septembre septiembre setiembre",
            "october oct oktober octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember décembre decembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS: Final[dict[str, str]] = {
    name: code
    for code, names in {
        "mo": "monday mondays mon montag montags lundi maandag lunes",
        "tu": "tuesday tuesdays tue tues dienstag dienstags mardi dinsdag martes",
        "we": "wednesday wednesdays wed mittwoch mittwochs mercredi woensdag miércoles miercoles",
        "th": "thursday thursdays thu thur thurs donnerstag donnerstags jeudi donderdag jueves",
        "fr": "friday fridays fri freitag freitags vendredi vrijdag viernes",
        "sa": "saturday saturdays sat samstag samstags sonnabend samedi zaterdag sábado sábados sabado",
        "su": "sunday sundays sun sonntag sonntags dimanche zondag domingo domingos",
    }.items()
    for name in names.split()
}
_NAMED: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_NAMED_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_DE: Final = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_TENS_NL: Final = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_TENS_ES: Final = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_NAMED_PLACES: Final = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ONES: Final[dict[str, int]] = {word: number for number, word in enumerate(_NAMED.split())} | {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwölf": 12,
    "twee": 2, "drie": 3, "vijf": 5, "zes": 6, "zeven": 7, "negen": 9, "tien": 10, "twaalf": 12,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "dix": 10, "dozen": 12,
    "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12,
    "twice": 2, "triple": 3, "thrice": 3,
}  # fmt: skip
TENS: Final[dict[str, int]] = {
    word: 10 * number
    for names in (_NAMED_TENS, _TENS_DE, _TENS_NL, _TENS_ES)
    for number, word in enumerate(names.split(), start=2)
}
ONLY_IN: Final[dict[str, dict[str, int]]] = {
    "fr": {
        "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
        "soixante": 60, "cent": 100,
    },
    "es": {"dos": 2, "once": 11, "quince": 15, "cien": 100, "ciento": 100},
}  # fmt: skip
"""Number words that mean something else in another of our languages."""
SCALES: Final[dict[str, int]] = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "k": 1000}
ORDINALS: Final[dict[str, int]] = {word: number for number, word in enumerate(_NAMED_PLACES.split(), start=3)}
PERIOD: Final[dict[str, str]] = {
    form: unit
    for unit, forms in {
        "second": "seconds secs sec", "minute": "minute minutes mins min minuto minutos",
        "hour": "hour hours hrs hr hora horas",
        "day": "day days daily tag tage tagen dag dagen jour jours día días dia dias",
        "week": "week weeks weekly woche wochen weken semaine semaines semana semanas",
        "month": "month months monthly monat monate monaten maand maanden mois mes meses",
        "year": "year years yearly annum annually jahr jahre jahren jaar ans année années año años",
    }.items()
    for form in forms.split()
}  # fmt: skip
MEASURE: Final[dict[str, str]] = {
    form: unit
    for unit, forms in {
        "mm": "mm millimetre millimetres millimeter millimeters", "cm": "cm centimetre centimetres centimeters",
        "m": "m metre metres meter meters", "km": "km kilometre kilometres kilometers", "mi": "mile miles",
        "in": "in inch inches", "g": "g gram grams gramme grammes", "kg": "kg kilogram kilograms kilos",
        "oz": "oz ounce ounces", "kb": "kb", "mb": "mb megabyte megabytes", "gb": "gb gigabyte gigabytes", "tb": "tb",
        "mah": "mah", "mp": "mp megapixel megapixels", "hz": "hz", "mhz": "mhz", "ghz": "ghz", "w": "w watt watts",
        "°c": "°c", "°f": "°f", "hpa": "hpa", "m/s": "m/s", "km/h": "km/h kph", "nit": "nit nits", "ppi": "ppi",
        "px": "px pixel pixels", "fps": "fps",
    }.items()
    for form in forms.split()
}  # fmt: skip
