"""Whether a firm that a text names is the one whose site it is: by copyright, register, imprint, address or domain."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from aboveboard.text.anchors import MOST, Searched, line_start, places
from aboveboard.text.firms import Firm
from aboveboard.text.registers import is_brand, is_of_others

_SHORT: Final = 300  # characters
_OWN_BEFORE: Final = re.compile(
    r"(?:\b(?:owned|operated|run|published|trading\s+(?:name|style|division)|division|official\s+web\s?(?:site|"
    r"address))\s+"
    r"(?:and\s+\w+\s+)?(?:by|of)|\bdata\s+controller(?:\s+is)?:?|\btitolare\s+del\s+trattamento(?:\s+è)?:?|"
    r"\bresponsable\s+(?:del\s+tratamiento|de\s+traitement)(?:\s+es|\s+est)?:?|"
    r"\bverwerkingsverantwoordelijke(?:\s+is)?:?|"
    r"\bverantwortlich\w*(?:\s+[^\s:]+){0,6}:|\bDiensteanbieter(?:in)?:|\bBetreiber(?:in)?(?:\s+der\s+\w+)?:|"
    r"\béditeur(?:\s+du\s+site)?\s?:|\b(?:titular|razón\s+social|denominación\s+social|ragione\s+sociale|"
    r"raison\s+sociale|dénomination(?:\s+sociale)?|firmenname|firmenwortlaut|company\s+name|registered\s+name|"
    r"legal\s+name|bedrijfsnaam|handelsnaam)\s?:)\s+$",
    re.IGNORECASE,
)
_TELLING: Final = (
    "of", "by", ":", "is", "è", " es", "est", "controller", "trattamento", "tratamiento", "traitement",
    "verantwoordelijke",
)  # fmt: skip
_OWN_AFTER: Final = re.compile(
    r",?\s?\(?(?:trading\s+as|t/as?|d/b/a|dba)\b|,?\s*\(\s?[\"“”'‘„]?(?:we|us|our|"
    r"the\s+company)[\"“”'’]?(?:\s?[,/)]|\s+or\b)|"
    r",?\s*\((?:hereinafter|herein|nachfolgend|im\s+folgenden|ci-après|en\s+adelante|di\s+seguito|hierna)\b",
    re.IGNORECASE,
)
_COPYRIGHT: Final = re.compile(r"©|&copy;|\(c\)|(?<!\w)copy?right", re.IGNORECASE)
_COPYRIGHT_AFTER: Final = re.compile(
    r"[.,]?\s{0,2}(?:[|•·–-]\s)?(?:©|\(c\)|copyright\b|all\s+rights\s+reserved|alle\s+rechte|tous\s+droits|"
    r"todos\s+los\s+derechos|tutti\s+i\s+diritti)",
    re.IGNORECASE,
)
_COPYRIGHT_ABOVE: Final = re.compile(r"(?:©|\bcopyright)[\s\d–-]{0,16}\n\s?$", re.IGNORECASE)
_YEARS_BEFORE: Final = re.compile(r"(?:^|\n)\s?(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d[\s,]$")
_SEGMENT_BEGINS: Final = re.compile(r"(?:^|[|•·–—.:>])\s*$")
_CREDIT: Final = re.compile(
    r"\b(?:powered|provided|designed|built|hosted|websites?|developed|created|site|"
    r"hosting)\s+(?:\w+\s+)?by[\s:]+(?:\w+\s+)?$"
)
_FOR_ANOTHER: Final = re.compile(
    r"\s+(?:(?:for|on\s+behalf\s+of)\s+[A-Z]|and\s+(?:its|their)\s+(?:licensors|suppliers)\b)"
)
_REGISTERED: Final = (
    r"(?:\bregistered\s+in\s+(?:england(?:\s*(?:and|&|,)\s*wales)?|wales|scotland|northern\s+ireland|"
    r"(?:the\s+)?(?:republic\s+of\s+)?ireland|(?:the\s+)?(?:united\s+kingdom|uk|u\.k\.)|great\s+britain|éire)"
    r"|\bregistered\s+(?:company|business|in\s+england)\b|\bregistered\s+(?:no|number|nr)\b|"
    r"\bregistered\s+office\b|\bcompany\s*(?:registration|registered|reg\.?|house)?\s*(?:no|nos|number|nr|"
    r"num)\b|\bcompany\s+reg(?:istration)?\b)"
)
_REGISTERED_AFTER: Final = re.compile(rf"[^\n]{{0,40}}?(?:\n[^\n]{{0,20}}?)?{_REGISTERED}")
_REGISTERED_BEFORE: Final = re.compile(rf"{_REGISTERED}[^\n]{{0,60}}$")
_AUSTRALIAN: Final = re.compile(r"[\s,.(|–-]{0,5}(?:A\.?[BC]\.?N\.?|NZBN)\b")
_CAPITAL: Final = re.compile(r",?\s+(?:unipersonnelle\s+)?au\s+capital\s+(?:social\s+|variable\s+)?de\s")
_IMPRINT: Final = re.compile(
    r"\bImpressum\b|\bIMPRESSUM\b|Angaben\s+(?:gemäß|gem\.|nach|laut)\s+§?\s*\d|Offenlegung\s+gemäß|"
    r"Anbieterkennzeichnung|(?i:\bmentions\s+légales\b|\béditeur\s+du\s+site\b|\bcolofon\b|"
    r"\baviso\s+legal\b|\bdatos\s+(?:identificativos|del\s+titular)\b|\bnote\s+legali\b|\blegal\s+notice\b|"
    r"\bcompany\s+(?:information|details)\b|\bbedrijfsgegevens\b|\binformazioni\s+legali\b)"
)
_IMPRINT_WORDS: Final = (
    "impressum", "angaben ", "offenlegung", "anbieterk", "mentions l", "éditeur", "colofon", "aviso legal", "datos ",
    "note legali", "legal notice", "company ", "bedrijfsgegevens", "informazioni legali",
)  # fmt: skip
_REGISTER_AFTER: Final = re.compile(
    r"\bhr[ab]\b|\bfn\s?\d|\br\.?c\.?s\b|\bsire[tn]\b|\bk\.?v\.?k\b|koophandel|\bkbo\b|ondernemingsnummer|"
    r"\bbtw[\s:.-]{0,3}(?:nr|nummer|id|nl|be|\d)|\brea\b[\s:.n°-]{0,6}[a-z]{2}\b|"
    r"p\.?\s?iva|partita\s+iva|registro\s+mercantil|\b[cn]\.?i\.?f\b|handelsregister|geschäftsführ|firmenbuch|"
    r"\buid[\s:.-]{0,3}(?:nr|nummer|at|che)|"
    r"\bust-?id|\bche-\d"
)
_ADDRESS_BELOW: Final = re.compile(
    r"\bP\.?\s?O\.?\s?Box\b|\b\d{1,5}[a-z]?,?\s+[A-ZÀ-Þ][\w.]+|[A-ZÀ-Þ][\w.’'-]+\s+\d{1,4}\b|\b\d{4}\s?[A-Z]{2}\b|"
    r"\b\d{5}\b|\b(?:[Tt]el|[Pp]hone|[Ff]ax|Telefon)\b"
)
_MAIL_HOST: Final = re.compile(r"@([a-z0-9\u00e0-\u00ff-]+(?:\.[a-z0-9-]+)+)")
_WEB_HOST: Final = re.compile(r"(?<!@)www\.([a-z0-9\u00e0-\u00ff-]+(?:\.[a-z0-9-]+)+)")
_SECOND_LEVEL: Final = frozenset(["co", "com", "org", "net", "gov", "ac", "ltd", "me", "plc"])
_DOMAIN_MORE: Final = frozenset((
    "uk", "usa", "us", "nl", "de", "at", "ch", "it", "es", "fr", "ie", "au", "nz", "ca", "eu", "online",
    "group", "shop", "store", "web", "inc", "co", "int",
))  # fmt: skip
_SHORTEST_DOMAIN: Final = 4  # letters
_GENERIC: Final = frozenset((
    "group", "holding", "holdings", "international", "enterprises", "enterprise", "company", "industries",
    "services", "the", "and", "usa",
))  # fmt: skip
_HEADING_ADDRESSES: Final = 2  # a text with the addresses of more firms than these is a list of firms


def own(found: Searched, named: Sequence[Firm], host: str = "") -> list[Firm]:
    """Those of the named firms whose site the text shows it to be; a firm that built it or delivers is not.

    Told in words, in the copyright line, beside a registration, at the head of an imprint or an address, or because the
    firm has the name of `host`, the site's domain, or of the domain of its mailboxes. Each firm is given once.
    """
    domains = _domains(found.lower, host) if named else ()
    given = _once(named, lambda firm: _is_own(found, firm, domains))
    # Sister firms and makers have addresses on pages as well: these are asked only where nothing better tells.
    return given or _once(named, lambda firm: _is_at_address(found, firm, named))


def _once(named: Sequence[Firm], is_told: Callable[[Firm], bool]) -> list[Firm]:
    told = dict[tuple[str, str], Firm]()
    for firm in named:
        key = (firm.form, firm.name.text.casefold())
        if key not in told and is_told(firm):
            told[key] = firm
    return list(told.values())


def _is_own(found: Searched, firm: Firm, domains: Sequence[str]) -> bool:
    text, start, end = found.text, firm.name.start, firm.name.end
    before = found.lower[max(0, start - 40) : start].rstrip()
    if before.endswith(_TELLING) and _OWN_BEFORE.search(text, max(0, start - 70), start):
        return True
    if is_brand(firm.name.text) or is_of_others(text, start):
        return False
    rest = text[end : end + 160]
    return (
        bool(_OWN_AFTER.match(rest))
        or _is_in_copyright(found, firm, rest)
        or _is_registered(found, start, rest)
        or any(_has_domain(firm, domain) for domain in domains)
    )


def _is_in_copyright(found: Searched, firm: Firm, rest: str) -> bool:
    text, start = found.text, firm.name.start
    begin = line_start(text, start, 60)
    told = (
        _COPYRIGHT.search(text, begin, start)
        or (_COPYRIGHT_AFTER.match(rest) and _SEGMENT_BEGINS.search(text, begin, start))
        or _COPYRIGHT_ABOVE.search(text, max(0, start - 32), start)
        or _YEARS_BEFORE.search(text, max(0, start - 16), start)
    )
    return (
        bool(told)
        and not _FOR_ANOTHER.match(rest)
        and _is_spoken_of(found, firm)
        and not _is_credited(found.lower, firm)
    )


def _is_registered(found: Searched, start: int, rest: str) -> bool:
    """Whether a registration stands beside, or an imprint begins above; the words are asked for before the patterns."""
    begin = max(0, start - 160)
    before, behind = found.lower[begin:start], rest.lower()
    if ("registered" in behind or "company" in behind) and _REGISTERED_AFTER.match(behind):
        return True
    if _AUSTRALIAN.match(rest) or _CAPITAL.match(rest) or _REGISTER_AFTER.search(behind):
        return True
    if ("registered" in before or "company" in before) and _REGISTERED_BEFORE.search(before):
        return True
    if not any(word in before for word in _IMPRINT_WORDS):
        return False
    headings = list(_IMPRINT.finditer(found.text, begin, start))
    return bool(headings) and found.text.count("\n", headings[-1].end(), start) <= 6


def _is_spoken_of(found: Searched, firm: Firm, *, wholly: bool = False) -> bool:
    """Whether the rest of the text speaks of the firm, by the first and at least half of the words of its name.

    The copyright line of a shared platform names the platform; of that the page does not speak. A text that is hardly
    more than its copyright line is taken at its word. `wholly` asks for every word, and for the first two together.
    """
    if len(found.lower) < _SHORT and not wholly:
        return True
    name = _bare(firm).lower()
    words = re.findall(r"[^\W\d_]{3,}", name) or re.findall(r"[^\W_]{2,}", name)
    words = [word for word in words if word not in _GENERIC] or words
    spoken = [_is_elsewhere(found.lower, word, name) for word in words]
    if not wholly:
        return bool(words) and spoken[0] and 2 * sum(spoken) >= len(spoken)
    return (
        bool(words) and all(spoken) and (len(words) < 3 or _is_elsewhere(found.lower, " ".join(name.split()[:2]), name))
    )


def _is_elsewhere(lower: str, words: str, name: str) -> bool:
    return lower.count(words) > name.count(words)


def _bare(firm: Firm) -> str:
    return firm.name.text.removesuffix(firm.ending.text).removeprefix(firm.ending.text).strip(" ,\xa0")


def _is_credited(lower: str, firm: Firm) -> bool:
    """Whether the text elsewhere thanks the firm for the site, as vendors have it who sign with their own copyright."""
    first = _bare(firm).split(" ")[0].strip(",.").lower()
    return bool(first) and any(_CREDIT.search(lower, max(0, at - 50), at) for at in places(lower, (first,)))


def _domains(lower: str, host: str) -> tuple[str, ...]:
    """The names in the site's domain and in that of most mailboxes, else of most addresses of sites; none if "
    "two tie."""
    names = Counter[str]()
    for anchor, pattern in (("@", _MAIL_HOST), ("www.", _WEB_HOST)):
        if not names and anchor in lower:
            names.update(_label(match[1]) for match in islice(pattern.finditer(lower), MOST))
    ranked = names.most_common(2)
    printed = ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else ""
    own = _label(host.lower()) if "." in host else ""
    return tuple(domain for domain in {own, printed} if len(domain) >= _SHORTEST_DOMAIN)


def _label(host: str) -> str:
    parts = host.split(".")[:-1]
    if len(parts) > 1 and parts[-1] in _SECOND_LEVEL:
        parts.pop()
    return _letters(parts[-1])


def _letters(text: str) -> str:
    spelt = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    apart = unicodedata.normalize("NFKD", spelt)
    return "".join(letter for letter in apart if letter.isalnum())


def _has_domain(firm: Firm, domain: str) -> bool:
    """Whether the domain is the firm's name, or its first words, at times with the form or a country behind."""
    joined = ""
    words = _bare(firm).split()
    for index, word in enumerate(words):
        joined += _letters(word)
        more = domain.removeprefix(joined)
        known = not more or more in _DOMAIN_MORE or more == _letters(firm.ending.text)
        if len(joined) >= _SHORTEST_DOMAIN and more != domain and known:
            # "Third Kettle, Pixel, Inc." names two.
            return not any(each.endswith(",") for each in words[index:-1])
    return False


def _is_at_address(found: Searched, firm: Firm, others: Sequence[Firm]) -> bool:
    """Whether the firm heads an address, the text speaks of it, and does not list the addresses of many firms."""
    if not _heads_address(found.text, firm) or not _is_spoken_of(found, firm, wholly=True):
        return False
    if is_brand(firm.name.text) or is_of_others(found.text, firm.name.start):
        return False
    heading = {_letters(_bare(other)) for other in others[:20] if _heads_address(found.text, other)}
    return len(heading) <= _HEADING_ADDRESSES and not _is_credited(found.lower, firm)


def _heads_address(text: str, firm: Firm) -> bool:
    begin = line_start(text, firm.name.start, 60)
    if text[begin : firm.name.start].strip(" :-–\t"):
        return False
    below = text[firm.name.end : firm.name.end + 130].split("\n")
    return len(below[0]) < 100 and bool(_ADDRESS_BELOW.search("\n".join(below[:4])))
