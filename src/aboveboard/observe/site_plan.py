"""Which pages of a site are worth a request: those whose link or address promises what a reader needs to know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from aboveboard.observe.charset import decode
from aboveboard.observe.document import Document, attribute, squeeze
from aboveboard.observe.fetch import Answer
from aboveboard.observe.page import is_binary
from aboveboard.observe.quotation import clean
from aboveboard.observe.web_address import has_plain_query, joined, site_of

MOST_LINKS: Final = 2_000  # links of one page that are looked at
_LONGEST_TEXT: Final = 60  # a longer link is a sentence about something else
_NO_PAGE: Final = re.compile(r"\.(?:pdf|jpe?g|png|gif|webp|svg|zip|docx?|xlsx?|ics|vcf|mp[34]|css|js|xml|json)$")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
# What a page is about, by words of links and addresses in English, German, French, Dutch, Spanish and Italian, in the
# order of their worth: what states the legal form, how to reach the business, what it offers.
_KINDS: Final[dict[str, str]] = {
    "imprint": "impressum|imprint|legal notice|legal info(?:rmation)?|mentions? l[eé]gales?|informations? l[eé]gales?|"
    "colofon|bedrijfsgegevens|aviso legal|informaci[oó]n legal|note legali|informazioni legali|"
    "company (?:info|details)",
    "contact": "contacts?|contact us|contacte[rz]|kontakt(?:formular|daten)?|contatti|contattaci|"
    "contacto|get in touch|find us|visit us|directions?|locations?|anfahrt|so finden|nous trouver|acc[eè]s|route|"
    "d[oó]nde estamos|ubicaci[oó]n|dove siamo",
    "hours": "opening (?:hours|times)|hours|[oö]e?ffnungszeiten|sprechzeiten|horaires?|heures d ouverture|"
    "openingstijden|openingsuren|horarios?|orari|orario",
    "terms": "terms|conditions|disclaimer|agb|allgemeine gesch[aä]e?ftsbedingungen|cgv|cgu|"
    "algemene voorwaarden|voorwaarden|condiciones|condizioni",
    "privacy": "privacy|datenschutz\\w*|confidentialit[eé]|donn[eé]es personnelles|privacy ?beleid|"
    "privacy ?verklaring|privacidad|protecci[oó]n de datos|riservatezza",
    "menu": "menus?|price ?lists?|prices|pricing|rates|\\w*karte|preise|preis ?liste|carte|tarifs?|prix|"
    "menu ?kaart|prijzen|prijs ?lijst|tarieven|carta|precios|tarifas|listino|prezzi|tariffe",
    "services": "services?|treatments|what we (?:do|offer)|leistungen|angebote?|behandlungen|sortiment|prestations|"
    "diensten|behandelingen|aanbod|servicios|tratamientos|servizi|trattamenti",
    "booking": "book|booking|bookings|book (?:now|online)|reserv\\w*|appointments?|buchen|buchung|termine?|"
    "termin ?buchung|online termin|r[eé]serv\\w*|rendez vous|boeken|afspraak|citas?|cita previa|prenot\\w*|"
    "appuntamenti",
    "about": "about|about us|[uü]e?ber uns|wir [uü]e?ber uns|qui sommes nous|[aà] propos|over ons|sobre nosotros|"
    "qui[eé]nes somos|chi siamo",
}
_WORDS: Final = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _KINDS.items()}
_RANK: Final = {kind: rank for rank, kind in enumerate(_KINDS)}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page of the same site: what it promises, the words of the link, and where it stands."""

    url: str
    kind: str
    text: str
    where: str
    page: str


def kind_of(text: str, url: str) -> str | None:
    """What a link promises by its words or its address, the most worthy kind first; None for nothing of use."""
    words = _BETWEEN_WORDS.sub(" ", text).strip().lower() if len(text) <= _LONGEST_TEXT else ""
    address = _BETWEEN_WORDS.sub(" ", unquote(urlsplit(url).path)).lower()
    return next((kind for kind, known in _WORDS.items() if known.search(words) or known.search(address)), None)


def links_of(answer: Answer) -> Iterator[Link]:
    """The links of a page that lead to another page of its site and promise something, each address once."""
    if is_binary(answer.body):
        return
    page = Document(decode(answer.body, answer.headers).text, answer.url)
    site, seen = site_of(answer.url), {answer.url}
    for node in page.all("a[href]")[:MOST_LINKS]:
        url = joined(page.base_url, attribute(node, "href").strip())
        if url in seen or site_of(url) != site or not has_plain_query(url) or _NO_PAGE.search(url.lower()):
            continue
        seen.add(url)
        text = squeeze(node.text())
        kind = kind_of(text, url)
        if kind is not None:
            yield Link(url, kind, clean(text[:_LONGEST_TEXT]), page.place(node), answer.url)


class SitePlan:
    """The pages below a folder that are still to be read, the most worthy next: one of each kind before a second."""

    def __init__(self, folder: str = "/") -> None:
        self._folder = folder
        self._links: dict[str, Link] = {}
        self._asked: set[str] = set()
        self._of_kind: Counter[str] = Counter()

    def add(self, answer: Answer) -> None:
        """The links of a page that was read are considered, and the page itself is not read again."""
        self._asked.add(answer.url)
        for link in links_of(answer):
            if urlsplit(link.url).path.startswith(self._folder):
                self._links.setdefault(link.url, link)

    def next(self) -> Link | None:
        """The link to follow now; it is not given again."""
        left = [link for url, link in self._links.items() if url not in self._asked]
        if not left:
            return None
        link = min(left, key=lambda link: (self._of_kind[link.kind], _RANK[link.kind]))
        self._asked.add(link.url)
        self._of_kind[link.kind] += 1
        return link
