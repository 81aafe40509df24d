"""Finds the notices by which a business says that it wants no advertising."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from aboveboard.text.anchors import MOST, line_start, places, searched
from aboveboard.text.refusal import Refusal
from aboveboard.text.refusals_germanic import DUTCH, ENGLISH, GERMAN
from aboveboard.text.refusals_romance import FRENCH, ITALIAN, SPANISH
from aboveboard.text.span import Span

# Stems of the words for advertising and for those who bring it: a notice holds one of them.
_CORE: Final = (
    "spam", "licit", "advert", "market", "sales", "cold", "junk", "seo", "promot", "commerci", "comercial",
    "canvass", "hawker", "peddl", "werb", "akquise", "vertreter", "hausier", "reklame", "reclame", "acquisitie",
    "colport", "verko", "verkauf", "gewerblich", "kommerziell", "publici", "pubblicit", "prospect", "propaganda",
    "vendedor", "venditor", "rappresentant", "volantin", "démarch", "ongevraagd", "unaufgefordert", "unverlangt",
    "niet gekocht", "call center", "de pub", "la pub", "stop pub", "sell us",
)  # fmt: skip

# The refusals of each language, and words of which a line that holds one of them holds one as well.
_LANGUAGES: Final = (
    (("no ", "not", "n't", "n’t", "refrain", "unw", "ignore", "delete", "prohibit", "forbid", "object", "oppose",
      "refuse", "reject", "block", "report", "never"), ENGLISH),
    (("kein", "nicht", "widersp", "untersag", "unerw", "verboten", "verbitten", "abgelehnt", "zwecklos", "absehen",
      "abzusehen", "unzul", "unverl", "unauf"), GERMAN),
    (("pas ", "aucun", "ni ", "stop", "non ", "halte", "interdi", "refus", "oppos", "abstenir", "exclu", "proscri",
      "n'a", "n’a", "ne ", "souhaité", "désiré"), FRENCH),
    (("geen", "niet", "ongewenst", "verboten", "geweigerd", "verwijderd", "nee"), DUTCH),
    (("no", "sin ", "prohib", "prohíb", "absten", "abstén", "oponemos", "rechaza"), SPANISH),
    (("no ", "niente", "nessuna", "stop", "non ", "viet", "proib", "divieto", "oppon", "rifiut"), ITALIAN),
)  # fmt: skip
_REACH: Final = 240  # characters of the line before and behind a word
# "We send no spam", "Sie können der Werbung widersprechen": a promise about their own mail, or the reader's right, is
# no refusal of ours.
_OWN_PROMISE: Final = re.compile(
    r"(?<!\w)(?:we(?:['’]ll|\s+will)?|you(?:['’]ll|\s+will)?|your|i|our\s+newsletters?|sie|ihre[nrsm]?|euch|"
    r"eure|wir|vous|vos|"
    r"votre|nous|u|uw|wij|usted|su|sus|tu|tus|te|le|les|lei|suoi|sua|tuoi|vostr\w+|nos\s+comprometemos|ci\s+impegniamo|"
    r"inviamo)(?!\w)[^.!?\n]{0,60}$"
    r"|\b(?:newsletter|nieuwsbrief|sign\s*up|signup|subscri\w+|inbox|your\s+e-?mail|abonn\w+|anmeld\w+|aanmeld\w+|"
    r"unsubscribe|suscri\w+|iscri\w+|boletín|mailing\s+list|ihre\s+e-?mail|guarantee\w*|"
    r"no\s+(?:obligation|pressure|hard\s+sell|hassle))\b[^\n]{0,120}$"
)
_OWN_AFTER: Final = re.compile(
    r"\s+(?:polic|regulation|law)|[^\n]{0,60}\b(?:from\s+us|unsubscribe|your\s+(?:e-?mail|data|details|inbox)|we\s+promise|"
    r"no\s+(?:obligation|pressure)|"
    r"abmelden|désabonner|désinscri\w+|afmelden|uitschrijven|darse\s+de\s+baja|cancelar\s+la\s+suscripción|disiscri\w+|"
    r"newsletter|ever\b)"
)
# "Photos may not be used for commercial purposes", "if you wish no advertising": of works and of wishes, not of us.
_OF_WORKS: Final = re.compile(
    r"\b(?:contents?|photo\w*|images?|pictures?|texts|works?|reprodu\w+|riprodu\w+|copy|copying|downloads?|inhalte\w*|"
    r"bilder\w*|fotos?|foto['’]s|texte\w*|afbeeldingen|contenidos?|imágenes|immagini|contenuti|testi|devoluc\w+|"
    r"products?|"
    r"einwilligung|zustimmung|consent|permission|toestemming|consenso|consentimiento)\b"
)
_CONDITION: Final = re.compile(
    r"\b(?:if|wenn|falls|si|qui|als|indien|se|unless)\s+(?!ruega|prega|prohíbe|vieta)(?:\w+\s+){0,2}$"
)


def find(text: str) -> Span | None:
    """The first notice that forbids advertising, unsolicited mail or sales calls, in en, de, fr, nl, es or it; or None.

    A promise about the business's own newsletter ("we send no spam"), what a privacy notice says of the reader's right
    to object, and a ban on using photos or texts commercially are no notices.
    """
    lower = searched(text).lower
    for begin, end in islice(_lines(lower), MOST):
        spans = [span for refusal in _likely(lower[begin:end]) if (span := _refused(lower, refusal, begin, end))]
        if spans:
            start, stop = min(spans)
            return Span(text[start:stop], start, stop)
    return None


def _lines(lower: str) -> Iterator[tuple[int, int]]:
    """The lines that speak of advertising, or their part around the word, in order and not overlapping."""
    end = 0
    for place in sorted(places(lower, _CORE)):
        if place >= end:
            begin = max(line_start(lower, place, _REACH), end)
            stop = lower.find("\n", place, place + _REACH)
            end = min(place + _REACH, len(lower)) if stop < 0 else stop
            yield begin, end


def _likely(line: str) -> Iterator[Refusal]:
    for words, refusals in _LANGUAGES:
        if any(word in line for word in words):
            yield from (refusal for refusal in refusals if any(anchor in line for anchor in refusal.anchors))


def _refused(lower: str, refusal: Refusal, begin: int, end: int) -> tuple[int, int] | None:
    for match in refusal.sentence.finditer(lower, begin, end):
        if not _is_of_something_else(lower, match) and (refusal.plain or not _is_own_promise(lower, match)):
            return match.span()
    return None


def _is_of_something_else(lower: str, match: re.Match[str]) -> bool:
    begin = line_start(lower, match.start(), 40)
    return bool(
        _OF_WORKS.search(lower, begin, match.end())
        or _CONDITION.search(lower, max(0, match.start() - 40), match.start())
    )


def _is_own_promise(lower: str, match: re.Match[str]) -> bool:
    before = lower[max(0, match.start() - 160) : match.start()]
    return bool(_OWN_PROMISE.search(before) or _OWN_AFTER.match(lower[match.end() : match.end() + 80]))
