"""The one form in which two spellings of a business's name meet."""

import re
import unicodedata
from typing import Final

from aboveboard.text.vocabulary import words

_APOSTROPHES: Final = re.compile(r"['’`´.]")
_AND: Final = re.compile(r"\s*(?:&|\+|(?<!\w)(?:and|und|et|en|y|e)(?!\w))\s*")
_NOT_WORDS: Final = re.compile(r"[^\w]+")
# Long forms of legal endings that registers and sites write in two ways.
_SHORT_FORMS: Final = {
    "public limited company": "plc",
    "limited liability partnership": "llp",
    "community interest company": "cic",
    "designated activity company": "dac",
    "company limited by guarantee": "clg",
    "gesellschaft mit beschränkter haftung": "gmbh",
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "proprietary": "pty",
    "teoranta": "teo",
    "unternehmergesellschaft": "ug",
    "aktiengesellschaft": "ag",
}
_LONG_FORM: Final = re.compile(rf"\b(?:{'|'.join(_SHORT_FORMS)})\b")
# Letters that do not come apart into a plain letter and a mark.
_LIGATURES: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_LEGAL_ENDING: Final = re.compile(
    r"(?: (?:ltd|plc|llp|cic|dac|clg|teo|inc|corp|co|llc|pllc|lp|pty|gmbh|ggmbh|ug haftungsbeschrankt|ug|ag|kg|ohg|gbr"
    r"|ek|eu|og|se|sarl|sas|sasu|eurl|sa|snc|bv|nv|vof|cv|sl|slu|sau|srl|srls|spa|sas di|pvt|oy|ab|as|aps))+$"
)


# Hiragana to katakana: one name is written in both.
KANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def fold(name: str) -> str:
    """The name without case, accents, punctuation or a leading article; legal endings in their short form.

    "The Crumb & Ember Bakery, Limited" and "CRUMB AND EMBER BAKERY LTD." are the same afterwards.
    """
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", name).casefold())
    plain = _LONG_FORM.sub(lambda found: _SHORT_FORMS[found[0]], plain)
    plain = _NOT_WORDS.sub(" ", _AND.sub(" and ", plain))
    return _without_accents(plain).strip().removeprefix("the ")


def core(name: str) -> str:
    """The folded name without its legal ending: "crumb and ember bakery"."""
    folded = fold(name)
    return _LEGAL_ENDING.sub("", folded) or folded


def telling_words(name: str) -> tuple[str, ...]:
    """The words of a name that may tell it from another: no legal ending, no small words, one kind of kana.

    A single letter at the end stays ("Block E"): it tells one part of a place from the next.
    """
    found = core(name.translate(KANA)).split()
    last, small = len(found) - 1, words("small_words")
    return tuple(w for place, w in enumerate(found) if w not in small or (len(w) == 1 and place == last > 0))


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
