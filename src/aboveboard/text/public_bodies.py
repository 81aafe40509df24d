"""Finds that a site is a town's, a council's or another public body's, by its copyright line, imprint or domain."""

import re
from collections.abc import Iterator
from typing import Final

from aboveboard.text.anchors import Searched, places
from aboveboard.text.registers import is_of_others, matched
from aboveboard.text.span import Span
from aboveboard.text.vocabulary import words

_PLACE: Final = (
    r"(?P<place>[A-ZÀ-Þ][\w'’.-]*|upon|on|by|the|am|an der|im|la|le|les|de|del|di|d’|d')(?: (?:[A-ZÀ-Þ][\w'’.-]*|upon|"
    r"on|and|by|the|am|an der|im|la|le|les|de|del|di)){0,3}"
)
# "City of London Sinfonia" is none: a town's name has two words only where one of them is such a word.
_TOWN: Final = (
    r"(?:(?:San|Santa|New|Los|Las|El|La|Saint|St\.?|Fort|Ft\.?|Mount|Mt\.?|Lake|North|South|East|West|Port|Palm|Grand|"
    r"Cape|Glen|Big|Rancho) )?[A-ZÀ-Þ][\w'’-]+(?: (?:Beach|Hills?|City|Park|Heights|Springs|Falls|Valley|Grove|Lake|"
    r"Island|View|Bay|Creek|Rapids|Oaks|Mills|Gardens|Junction))?"
)
_BODY: Final = re.compile(
    rf"(?:(?:City|Town|Village|County|Township|Borough) of {_TOWN}|"
    r"(?:[A-Z][\w'’.-]+ (?:and |& )?){1,4}(?:City|Borough|District|County|Parish|Town|Community|Shire|Regional) "
    r"Council|(?:Comhairle|Stadt|Gemeinde|Marktgemeinde|Stadtgemeinde|Ortsgemeinde|Landkreis|Kanton|Ville de|"
    rf"Commune de|Mairie de|Gemeente|Ayuntamiento de|Ajuntament de|Diputación de|Comune di|"
    rf"Provincia di|Regione) {_PLACE})"
    r"(?=\.?\s*(?:[|•·,.;–—-]|\n|$|all rights|alle rechte|tous droits|\d))"
)
_HOLDERS: Final = (
    "©",
    "(c)",
    "copyright",
    "impressum",
    "herausgeber",
    "aviso legal",
    "note legali",
    "mentions légales",
)
_HOLDER: Final = re.compile(
    r"(?:(?:©|\(c\)|copyright)[\s:\d–,-]{0,20}(?:by\s+|the\s+)?|(?:impressum|herausgeber(?:in)?|aviso\s+legal|note\s+legali|"
    r"mentions\s+légales)\s*:?\s*)",
    re.IGNORECASE,
)
_MAIL_HOST: Final = re.compile(r"@((?:[a-z0-9-]+\.)+[a-z]{2,})")
_PUBLIC_HOST: Final = re.compile(
    r"(?:^|\.)(?:gov|mil|(?:gov|police)\.uk|gov\.(?:au|ie|it|scot|wales)|govt\.nz|gc\.ca|gv\.at|admin\.ch|gouv\.fr|"
    r"gob\.es|bund\.de|[a-z]{2}\.us)$"
)


def find(found: Searched) -> Iterator[Span]:
    """Where the text says that it speaks for a public body: its name as holder of the site, or all its mailboxes.

    "City Council" or "Gemeinde" in the running text is no evidence, and a firm with one reader in an office is none.
    """
    for place in places(found.lower, _HOLDERS):
        holder = _HOLDER.match(found.text, place)
        body = _BODY.match(found.text, holder.end()) if holder else None
        if body and not is_of_others(found.text, body.start()) and _is_place(body["place"]):
            yield matched(body)
    yield from _by_mailboxes(found)


def _is_place(word: str | None) -> bool:
    """False for a word of the trade: "Stadt Apotheke" is a shop."""
    lower = (word or "").casefold()
    return lower not in words("common_words") or lower in words("place_words")


def _by_mailboxes(found: Searched) -> Iterator[Span]:
    hosts = [match for place in places(found.lower, ("@",)) if (match := _MAIL_HOST.match(found.lower, place))]
    if hosts and all(_PUBLIC_HOST.search(match[1]) for match in hosts):
        start, end = hosts[0].span(1)
        yield Span(found.text[start:end], start, end)
