"""The weights of evidence, in hundredths of a logarithm of odds, as `bench/linkage.py` fits them."""

from collections.abc import Mapping
from typing import Final

START: Final = 165
WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {
    "name": {
        "same": 143,
        "within": 86,
        "close": 0,
        "other": -4,
        "like": -109,
    },
    "rest of the name": {
        "none": 0,
        "one": -11,
        "the place": -34,
        "end": -71,
        "both": -184,
        "both, a part of a place": -246,
        "one, a part of a place": -290,
    },
    "words more": {
        "4": 18,
        "not counted": 0,
        "3": -33,
        "2": -132,
        "1": -163,
    },
    "numbers in the name": {
        "same or none": 0,
        "in one": -61,
        "differ": -266,
    },
    "words in common": {
        "3": 82,
        "2": 54,
        "1": 0,
        "0": -75,
    },
    "street": {
        "same number, like street": 88,
        "no number, like street": 63,
        "numbers differ, like street": 15,
        "no number, other street": 7,
        "same number, other street": 3,
        "missing": 0,
        "near number, like street": -21,
        "near number, other street": -95,
        "numbers and street differ": -107,
    },
    "telephone": {
        "same": 154,
        "shared by many": 72,
        "neighbours": 59,
        "missing": 0,
        "differ": -58,
    },
    "website": {
        "same": 17,
        "missing": 0,
        "differ": -61,
        "two pages": -115,
    },
    "moved": {
        "there, no line kept, name kept": 0,
        "there, line kept, other name": -22,
        "elsewhere, line kept, name kept": -47,
        "there, line kept, name kept": -49,
        "elsewhere, no line kept, name kept": -112,
        "there, no line kept, other name": -137,
        "elsewhere, line kept, other name": -140,
        "elsewhere, no line kept, other name": -227,
    },
    "machine": {
        "staffed, there": 0,
        "machine, there": -30,
        "staffed, elsewhere": -60,
        "machine, elsewhere": -288,
    },
    "town": {
        "alike": 5,
        "missing": 0,
        "same": -4,
        "differ": -94,
    },
}
