"""The weights of evidence, in hundredths of a logarithm of odds, as `bench/linkage.py` fits them."""

from collections.abc import Mapping
from typing import Final

START: Final = 167
WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {
    "name": {
        "same": 143,
        "within": 81,
        "close": 0,
        "other": -1,
        "like": -110,
    },
    "rest of the name": {
        "none": 0,
        "one": -10,
        "the place": -30,
        "end": -70,
        "both": -189,
        "both, a part of a place": -250,
        "one, a part of a place": -293,
    },
    "words more": {
        "4": 16,
        "not counted": 0,
        "3": -32,
        "2": -132,
        "1": -163,
    },
    "numbers in the name": {
        "same or none": 0,
        "in one": -61,
        "differ": -266,
    },
    "words in common": {
        "3": 84,
        "2": 58,
        "1": 0,
        "0": -73,
    },
    "street": {
        "same number, like street": 93,
        "no number, like street": 64,
        "same number, other street": 19,
        "numbers differ, like street": 17,
        "no number, other street": 9,
        "missing": 0,
        "near number, like street": -55,
        "numbers and street differ": -105,
        "near number, other street": -110,
    },
    "telephone": {
        "same": 151,
        "shared by many": 72,
        "neighbours": 56,
        "missing": 0,
        "differ": -61,
    },
    "website": {
        "same": 18,
        "missing": 0,
        "differ": -57,
        "two pages": -114,
    },
    "moved": {
        "there, no line kept, name kept": 0,
        "there, line kept, other name": -24,
        "elsewhere, line kept, name kept": -48,
        "there, line kept, name kept": -54,
        "elsewhere, no line kept, name kept": -117,
        "there, no line kept, other name": -138,
        "elsewhere, line kept, other name": -141,
        "elsewhere, no line kept, other name": -227,
    },
    "machine": {
        "staffed, there": 0,
        "machine, there": -31,
        "staffed, elsewhere": -59,
        "machine, elsewhere": -289,
    },
    "town": {
        "missing": 0,
        "same": -3,
        "alike": -8,
        "differ": -95,
    },
}
