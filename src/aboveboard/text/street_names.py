"""Street lines as they are compared: numbers, and the words that tell one street from another."""

import re
import unicodedata
from typing import Final

import msgspec

from aboveboard.text.business_names import fold
from aboveboard.text.vocabulary import words

_ROOM: Final = re.compile(
    r"(?:\b(?:suite|ste|unit|apt|floor|fl|room|rm|bldg|building|space|spc|lot|shop|sala|loja|local)\b\.?\s{0,3}#?|#)"
    r"\s{0,3}[\w-]+",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d+[a-z]?\b|\d+")
# Not the letters of the compass: "20 E 40th Street" has no house 20E.
_LETTER_APART: Final = re.compile(r"(\d) ([a-df-mo-rt-vx-z])(?= |$)")
_JOINED: Final = re.compile(r"(?<=\w)(?:strasse|straat|str|gasse|weg|platz|allee)\b")
_WORD: Final = re.compile(r"[^\W\d]+")


class Street(msgspec.Struct, frozen=True):
    """The numbers of a street line in their order, and its words without those for kinds and sides of streets."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]


def read_street(line: str) -> Street:
    """The street of a line; rooms and floors are left out, "33 C" is "33C", "Bahnhofstr." is "Bahnhof".

    A line that is nothing but words for kinds of streets keeps them.
    """
    folded = _LETTER_APART.sub(r"\1\2", fold(_ROOM.sub(" ", unicodedata.normalize("NFKC", line))))
    found = [word for word in _WORD.findall(_JOINED.sub(" ", folded)) if word not in words("small_words")]
    telling = [word for word in found if word not in words("street_words")]
    return Street(tuple(_NUMBER.findall(folded)), tuple(telling or found))
