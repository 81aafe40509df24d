"""Recognises names of persons, so that they are left out."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, TypeAlias

import msgspec

from aboveboard.text.span import Span, overlaps
from aboveboard.text.vocabulary import words

PLACEHOLDER: Final = "[person]"

# What a word is by itself: a title, an initial, a given name, a given name that is also a word or place, a word of the
# vocabulary, a particle of a name ("van"), a nickname in quotes, or a capitalised word that nothing is known of.
Sort: TypeAlias = Literal["title", "initial", "given", "maybe", "word", "particle", "nickname", "unknown", "small"]

_WORD: Final = re.compile(r"(?:[^\W\d_]\.[ ]?){1,3}(?=[ ]?[^\W\d_])|[^\W\d_]+(?:['’`\-‐‑][^\W\d_]+)*")
_JOINT: Final = re.compile(
    r"[ \t\xa0]{1,3}|\.[ \t\xa0]{1,2}|[ \t\xa0]?[\"“”'‘’(][^\W\d_]{0,12}[\"“”'‘’)]?[ \t\xa0]?|[\"“”'‘’)][ \t\xa0]|"
    r"[ \t\xa0]*"
)
_ELIDED: Final = re.compile(r"^[dlDLoO]['’](?=[^\W\d_])")  # "d'Angelo", "O'Neill"
_QUOTES: Final = frozenset("\"“”'‘’()„«»")
_ROLES: Final = (
    r"owners?|co-?owners?|proprietor|founder|co-?founder|director|manager|managing director|ceo|president|"
    r"partner|principal|chair(?:man|woman)?|head chef|chef|"
    r"stylist|therapist|dentist|doctor|vet|solicitor|lawyer|accountant|photographer|designer|architect|"
    r"instructor|teacher|coach|trainer|"
    r"inhaber(?:in)?|geschäftsführer(?:in)?|gf|leiter(?:in)?|meister(?:in)?|ansprechpartner(?:in)?|"
    r"vertretungsberechtigt\w*|vertreten durch|verantwortlich\w*|"
    r"gérante?|directeur|directrice|propriétaire|responsable|fondateur|fondatrice|eigenaar|eigenaresse|"
    r"directeur|oprichter|"
    r"propietari[oa]|gerente|titular|titolare|direttore|direttrice|proprietari[oa]|by|with|from|ask for|"
    r"call|contact|regards|sincerely|yours|by|durch|von|par"
)
_ROLE_BEFORE: Final = re.compile(rf"\b(?:{_ROLES})[\s:,–—-]{{1,4}}$", re.IGNORECASE)
_ROLE_AFTER: Final = re.compile(rf"^[\s,:(–—|/-]{{1,4}}(?:the\s|our\s|your\s)?(?:{_ROLES})\b", re.IGNORECASE)
_SMALL_WORD: Final = re.compile(r"[a-zà-ÿ]{4,}")
_SMALL: Final = re.compile(
    r"(?<![\w@./'’-])(?P<first>[a-zà-ÿ]{4,})(?=[ ](?:[a-zà-ÿ]\.?[ ])?(?P<last>[^\W\d_A-Z]{3,})(?![\w@/]|\.\w))"
)
_SEGMENT: Final = re.compile(r"[^|–—:•·\n\t,;()]+")
_TWO_SMALL: Final = re.compile(r"[a-zà-ÿ'’-]{3,14} (?:[a-z]\.? )?[a-zà-ÿ'’-]{3,14}")
_SHARING: Final = re.compile(r"\b(?P<given>[^\W\d_a-zß-ÿ][\w’-]+)(?:, | (?:and|und|et|en|y|e|&|\+) )$")
# A cell or line that is nothing but "Surname, Given".
_TURNED: Final = re.compile(
    r"(?:^|(?<=[\n\t|•·;]))[ ]?(?P<last>[^\W\d_a-zß-ÿ][^\W\d_’'-]+(?:[’'-][^\W\d_]+)*),[ ]"
    r"(?P<first>[^\W\d_a-zß-ÿ][^\W\d_]+)(?:[ ][^\W\d_]\.?)?(?=[ ]?(?:$|[\n\t|•·;]))"
)
# Endings of nouns and adjectives that hardly any surname has.
_WORDLY_ENDING: Final = re.compile(
    r".{3,}(?:tions?|ments|ness|ities|ity|ables?|ibles?|ously|ous|ologists?|ology|ical|ically|ances|ences|"
    r"ships?|izing|ising|ated|ating|ized|ised|ments?|graphy|graphic|ings|"
    r"ungen|ung|heiten|heit|keit|keiten|schaft|schaften|ische[nrs]?|liche[nrs]?|ités?|euses?|tique|tiques|"
    r"aires|zione|zioni|mente|ción|ciones|dades|"
    r"winkel|erij|erijen|erei|praktijk|bedrijf|techniek|technik|centrum|zentrum|handel|dienst|diensten|praxis|betrieb|"
    r"schade|zaak|kliniek|klinik|werkstatt|werkplaats|verhuur|verkoop|onderhoud|installatie|installaties|advies|"
    r"makelaardij|administratie|versicherung|versicherungen|beratung|vermietung|immobilien|recht)$"
)
# Endings by which a long word is a surname, not a compound.
_LONG_SURNAME: Final = re.compile(
    r"(?:d[oó]ttir|ss?on|poulos|opoulou|shvili|adze|escu|ov[aá]?|ev[aá]?|sk[iaý]y?|owicz|ewicz|nathan|murth?y|singham|"
    r"sundaram|swam[yi]|wickrama|singhe)$"
)
_LONGEST_SURNAME: Final = 14  # longer single words are compounds, as German and Dutch make them
_LONGEST_WORD: Final = 60  # what is longer is no word of a name, and is not to fill the memory
_LONGEST_RUN: Final = 24  # capitalised words on end; no name has as many


class _Token(msgspec.Struct, frozen=True):
    start: int
    end: int
    sort: Sort
    possessive: bool = False


def find(text: str, keep: Collection[str] = (), *, strict: bool = True) -> list[Span]:
    """The names of persons in `text`, of two words or more, in order; titles ("Dr.") belong to the name.

    `strict` counts every two capitalised words that no vocabulary knows as a name: recall comes before precision.
    Without it there has to be evidence: a title, an initial, a known given name, or a role beside ("owner", "by").
    Names that stand inside one of `keep` (a trading name) stay.
    """
    spans = [_span(text, group) for run in _runs(text) for group in _names(text, run, strict)]
    if strict:
        for more in (_in_small_letters, _small_alone, _turned, _before):
            if added := list(more(text, spans)):
                spans = sorted([*spans, *added], key=lambda span: span.start)
    if not spans or not keep:
        return spans
    return [span for span in spans if not _is_kept(text, span, keep)]


def redact(text: str, keep: Collection[str] = (), *, strict: bool = True) -> tuple[str, int]:
    """The text with "[person]" for each name that `find` sees, and how many there were."""
    spans = find(text, keep, strict=strict)
    parts: list[str] = []
    until = 0
    for span in spans:
        parts += [text[until : span.start], PLACEHOLDER]
        until = span.end
    return "".join([*parts, text[until:]]), len(spans)


@lru_cache(maxsize=16384)
def is_plain(word: str) -> bool:
    """True for a word that is no part of a name by itself: of the vocabulary, or small and no known given name."""
    sort = _sort(word)
    if sort == "small":
        lower = word.casefold()
        return lower not in words("given_names") or lower in words("ambiguous_names") or lower in words("common_words")
    return sort in ("word", "particle") or len(word) == 1 or (len(word) == 2 and word.isupper())


def _span(text: str, group: Sequence[_Token]) -> Span:
    start, end = group[0].start, group[-1].end
    return Span(text[start:end], start, end)


def _meets(span: Span, known: Sequence[Span]) -> bool:
    """True if the span overlaps one of the known, which are in order and do not overlap each other."""
    place = bisect_left(known, span.end, key=lambda other: other.start)
    return place > 0 and overlaps(span, known[place - 1])


def _is_kept(text: str, span: Span, keep: Collection[str]) -> bool:
    """True if the span stands inside one of the names that are kept."""
    for name in filter(None, (name.strip() for name in keep)):
        around = text[max(0, span.end - len(name)) : span.start + len(name)]
        if len(name) >= len(span.text) and name.casefold() in around.casefold():
            return True
    return False


def _in_small_letters(text: str, known: Sequence[Span]) -> Iterator[Span]:
    """Names whose writer used no capitals: a given name before a word that no vocabulary knows."""
    if words("given_names").isdisjoint(_SMALL_WORD.findall(text)):
        return
    for match in _SMALL.finditer(text):
        start, end = match.start(), match.end("last")
        first, last = match["first"], match["last"]
        if first in words("given_names") and first not in words("ambiguous_names") and not _is_word(last):
            span = Span(text[start:end], start, end)
            if first not in words("common_words") and not _meets(span, known):
                yield span


def _small_alone(text: str, known: Sequence[Span]) -> Iterator[Span]:
    """Two words in small letters that no vocabulary knows and that stand alone between marks, as in a title."""
    for match in _SEGMENT.finditer(text):
        printed = match.group().strip()
        if _TWO_SMALL.fullmatch(printed) and not any(_is_word(word) for word in printed.split(" ") if len(word) > 2):
            start = text.index(printed, match.start())
            span = Span(printed, start, start + len(printed))
            if not _meets(span, known):
                yield span


def _turned(text: str, known: Sequence[Span]) -> Iterator[Span]:
    """Names with the surname first, which fill a line or a cell: "Doe, Jane"."""
    if ", " not in text:
        return
    for match in _TURNED.finditer(text):
        span = Span(text[match.start("last") : match.end()], match.start("last"), match.end())
        sorts = (_sort(match["last"]), _sort(match["first"]))
        is_name = sorts[1] == "given" or (sorts[0] != "word" and sorts[1] in ("maybe", "unknown"))
        if is_name and not _meets(span, known):
            yield span


def _before(text: str, known: Sequence[Span]) -> Iterator[Span]:
    """Given names that share the surname of the name they stand before: "Sarah, Tom and Lucy Green"."""
    for span in known:
        end = span.start
        while match := _SHARING.search(text, max(0, end - 40), end):
            given = Span(match["given"], match.start("given"), match.end("given"))
            if _sort(given.text) not in ("given", "maybe") or _meets(given, known):
                break
            yield given
            end = given.start


def _runs(text: str) -> Iterator[list[_Token]]:
    """Two or more capitalised words with nothing but blanks, initials' dots, nicknames and particles between them."""
    run: list[_Token] = []
    for match in _WORD.finditer(text):
        word = match.group()
        sort = _sort(word) if len(word) <= _LONGEST_WORD else "small"
        if sort == "small" or (sort == "particle" and not run):
            if len(run) > 1:
                yield run
            if run:
                run = []
            continue
        token = _Token(match.start(), match.end(), sort, word[-2:] in ("'s", "’s"))
        if run:
            gap = text[run[-1].end : token.start]
            if len(run) < _LONGEST_RUN and _is_joint(gap, run[-1], token):
                token = _in_company(text, run, token)
            else:
                if len(run) > 1:
                    yield run
                run = []
        run.append(token)
    if len(run) > 1:
        yield run


def _is_joint(gap: str, before: _Token, token: _Token) -> bool:
    if gap == " " or _JOINT.fullmatch(gap):
        return True
    return gap == ", " and before.sort == "unknown" and token.sort == "given"


def _in_company(text: str, run: Sequence[_Token], token: _Token) -> _Token:
    """What a token is behind others: "San …" is a place, a word in quotes a nickname, "De" begins a surname."""
    if token.sort not in ("word", "maybe", "unknown", "given"):
        return token
    if text[run[-1].start : run[-1].end].casefold().strip(". ") in words("place_prefixes"):
        return msgspec.structs.replace(token, sort="word")
    quoted = text[token.start - 1] in _QUOTES and text[token.end : token.end + 1] in _QUOTES
    if quoted and run[-1].sort in ("given", "maybe", "unknown"):
        return msgspec.structs.replace(token, sort="nickname")
    named = run[-1].sort in ("given", "maybe", "unknown", "initial", "title", "particle")
    if named and token.sort == "word" and text[token.start : token.end].casefold() in words("name_particles"):
        return msgspec.structs.replace(token, sort="particle")
    return token


@lru_cache(maxsize=16384)
def _sort(word: str) -> Sort:
    bare = _ELIDED.sub("", re.sub(r"['’]s$", "", word).strip(". "))
    lower = bare.casefold()
    if not bare[:1].isupper():
        return "particle" if lower in words("name_particles") else "small"
    if "." in word or (len(bare) == 1 and bare not in "AI"):
        return "initial"
    if lower in words("name_titles") and not (bare.isupper() and len(bare) > 3):
        return "title"
    return _sort_of_parts([part for part in re.split(r"[-‐‑]", lower) if part], bare)


def _sort_of_parts(parts: Sequence[str], printed: str) -> Sort:
    if any(part in words("given_names") and part not in words("ambiguous_names") for part in parts):
        return "given"
    if parts[0] in words("given_names"):
        return "maybe"
    return "word" if all(_is_word(part) for part in parts) or _is_glued(printed) else "unknown"


def _is_word(part: str) -> bool:
    known = part in words("common_words") or part in words("place_words") or len(part) == 1 or _is_compound(part)
    return known or (part[-1] == "s" and part[:-1] in words("common_words")) or bool(_WORDLY_ENDING.match(part))


def _is_compound(part: str) -> bool:
    return len(part) > _LONGEST_SURNAME and not _LONG_SURNAME.search(part)


def _is_glued(printed: str) -> bool:
    """True if a word is made of several known ones: "HomePage", "YouTube"."""
    parts = re.findall(r"[A-ZÄÖÜ][a-zäöüß]+", printed)
    return len(parts) > 1 and "".join(parts) == printed and all(_is_word(part.casefold()) for part in parts)


def _names(text: str, run: Sequence[_Token], strict: bool) -> Iterator[list[_Token]]:
    """The parts of a run that are names: what stands between words of the vocabulary, and a surname that is one."""
    if all(token.sort == "word" for token in run):
        return
    group: list[_Token] = []
    for token in run:
        if group and token.end - token.start == 1 and token is not run[-1]:
            token = _Token(token.start, token.end, "initial")
        if token.sort != "word" or _is_surname(text, group, token, strict):
            group.append(token)
            continue
        yield from _checked(text, group, strict)
        group = []
    yield from _checked(text, group, strict)


def _is_surname(text: str, group: Sequence[_Token], token: _Token, strict: bool) -> bool:
    """True where a word of the vocabulary is the surname: after a given name, or "Green" after an ambiguous one."""
    if not group or group[-1].possessive:
        return False
    bearing = [each for each in group if each.sort not in ("title", "particle", "nickname")]
    named = [each for each in bearing if each.sort in ("given", "maybe", "unknown")]
    word = text[token.start : token.end].casefold()
    surname = word in words("surname_words")
    if not named:
        # "Mr Green", "S.D. Green"; a long word is a compound only where nothing says that it is a name.
        addressed = any(text[each.start : each.end].casefold() in words("forms_of_address") for each in group)
        long = len(word) > _LONGEST_SURNAME and word not in words("common_words")
        return (surname or addressed or long) and not any(each.sort == "word" for each in group)
    if len(named) != 1:
        return False
    if named[0].sort == "given":
        return True
    if named[0].sort == "maybe":
        return surname or len(bearing) > 1
    return (surname and len(bearing) > 1) or (strict and word in words("certain_surnames"))


def _checked(text: str, group: list[_Token], strict: bool) -> Iterator[list[_Token]]:
    while group and group[-1].sort in ("particle", "nickname"):
        group = group[:-1]
    bearing = [token for token in group if token.sort not in ("title", "initial", "particle", "nickname")]
    titled = any(token.sort in ("title", "initial") for token in group)
    if len(bearing) + titled < 2 or not bearing:
        return
    known = titled or any(token.sort in ("given", "maybe") for token in bearing)
    if known or strict or _has_role(text, group):
        yield group


def _has_role(text: str, group: Sequence[_Token]) -> bool:
    before, after = text[max(0, group[0].start - 40) : group[0].start], text[group[-1].end : group[-1].end + 40]
    return bool(_ROLE_BEFORE.search(before) or _ROLE_AFTER.match(after))
