"""Recognises names of persons, so that they are left out."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from aboveboard.text.span import Span, overlaps
from aboveboard.text.vocabulary import words

PLACEHOLDER: Final = "[person]"

# What a word is by itself: a title, an initial, a given name, a given name that is also a word or place, a word of the
# vocabulary, a particle of a name ("van"), or a capitalised word that nothing is known of.
Sort: TypeAlias = Literal["title", "initial", "given", "maybe", "word", "particle", "unknown", "small"]

_WORD: Final = re.compile(r"(?:[^\W\d_]\.[ ]?){1,3}(?=[ ]?[^\W\d_])|[^\W\d_]+(?:['’`\-‐‑][^\W\d_]+)*")
_JOINT: Final = re.compile(
    r"[ \t\xa0]{1,3}|\.[ \t\xa0]{1,2}|[ \t\xa0]?[\"“”'‘’(][^\W\d_]{0,12}[\"“”'‘’)]?[ \t\xa0]?|[ \t\xa0]*"
)
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
_SMALL: Final = re.compile(
    r"(?<![\w@./'’-])(?P<first>[a-zà-ÿ]{4,})(?=[ ](?:[a-zà-ÿ]\.?[ ])?(?P<last>[^\W\d_A-Z]{3,})(?![\w@/]|\.\w))"
)
_SHARING: Final = re.compile(r"\b(?P<given>[^\W\d_a-zß-ÿ][\w’-]+)(?:, | (?:and|und|et|en|y|e|&|\+) )$")
# Endings of nouns and adjectives that hardly any surname has.
_WORDLY_ENDING: Final = re.compile(
    r".{3,}(?:tions?|ments|ness|ities|ity|ables?|ibles?|ously|ous|ologists?|ology|ical|ically|ances|ences|"
    r"ships?|izing|ising|ated|ating|ized|ised|ments?|graphy|graphic|ings|"
    r"ungen|ung|heiten|heit|keit|keiten|schaft|schaften|ische[nrs]?|liche[nrs]?|ités?|euses?|tique|tiques|"
    r"aires|zione|zioni|mente|ción|ciones|dades)$"
)


_LONGEST_SURNAME: Final = 14  # longer single words are compounds, as German and Dutch make them


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
    kept = _kept(text, keep)
    spans = [_span(text, group) for run in _runs(text) for group in _names(text, run, strict)]
    if strict:
        more = [*_in_small_letters(text, spans), *_before(text, spans)]
        spans = sorted([*spans, *more], key=lambda span: span.start)
    return [span for span in spans if not any(k.start <= span.start and span.end <= k.end for k in kept)]


def redact(text: str, keep: Collection[str] = (), *, strict: bool = True) -> tuple[str, int]:
    """The text with "[person]" for each name that `find` sees, and how many there were."""
    spans = find(text, keep, strict=strict)
    parts: list[str] = []
    until = 0
    for span in spans:
        parts += [text[until : span.start], PLACEHOLDER]
        until = span.end
    return "".join([*parts, text[until:]]), len(spans)


def _span(text: str, group: Sequence[_Token]) -> Span:
    start, end = group[0].start, group[-1].end
    return Span(text[start:end], start, end)


def _kept(text: str, keep: Collection[str]) -> list[Span]:
    matches = (m for name in keep if name.strip() for m in re.finditer(re.escape(name.strip()), text, re.IGNORECASE))
    return [Span(m.group(), m.start(), m.end()) for m in matches]


def _in_small_letters(text: str, known: Sequence[Span]) -> Iterator[Span]:
    """Names whose writer used no capitals: a given name before a word that no vocabulary knows."""
    for match in _SMALL.finditer(text):
        start, end = match.start(), match.end("last")
        first, last = match["first"], match["last"]
        if first in words("given_names") and first not in words("ambiguous_names") and not _is_word(last):
            span = Span(text[start:end], start, end)
            if first not in words("common_words") and not any(overlaps(span, other) for other in known):
                yield span


def _before(text: str, known: Sequence[Span]) -> Iterator[Span]:
    """Given names that share the surname of the name they stand before: "Sarah, Tom and Lucy Green"."""
    for span in known:
        end = span.start
        while match := _SHARING.search(text, max(0, end - 40), end):
            given = Span(match["given"], match.start("given"), match.end("given"))
            if _sort(given.text) not in ("given", "maybe") or any(overlaps(given, other) for other in known):
                break
            yield given
            end = given.start


def _runs(text: str) -> Iterator[list[_Token]]:
    """Capitalised words with nothing but blanks, initials' dots, nicknames and particles between them."""
    run: list[_Token] = []
    for match in _WORD.finditer(text):
        token = _Token(match.start(), match.end(), _sort(match.group()), match.group()[-2:] in ("'s", "’s"))
        gap = text[run[-1].end : token.start] if run else ""
        if run and not (_JOINT.fullmatch(gap) or (gap == ", " and run[-1].sort == "unknown" and token.sort == "given")):
            yield run
            run = []
        if token.sort == "small" or (token.sort == "particle" and not run):
            if run:
                yield run
            run = []
            continue
        run.append(token)
    if run:
        yield run


def _sort(word: str) -> Sort:
    bare = re.sub(r"['’]s$", "", word).strip(". ")
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
    known = (
        part in words("common_words") or part in words("place_words") or len(part) == 1 or len(part) > _LONGEST_SURNAME
    )
    return known or (part[-1] == "s" and part[:-1] in words("common_words")) or bool(_WORDLY_ENDING.match(part))


def _is_glued(printed: str) -> bool:
    """True if a word is made of several known ones: "HomePage", "YouTube"."""
    parts = re.findall(r"[A-ZÄÖÜ][a-zäöüß]+", printed)
    return len(parts) > 1 and "".join(parts) == printed and all(_is_word(part.casefold()) for part in parts)


def _names(text: str, run: Sequence[_Token], strict: bool) -> Iterator[list[_Token]]:
    """The parts of a run that are names: what stands between words of the vocabulary, and a surname that is one."""
    group: list[_Token] = []
    for token in run:
        if group and token.end - token.start == 1 and token is not run[-1]:
            token = _Token(token.start, token.end, "initial")
        if token.sort != "word" or _is_surname(text, group, token):
            group.append(token)
            continue
        yield from _checked(text, group, strict)
        group = []
    yield from _checked(text, group, strict)


def _is_surname(text: str, group: Sequence[_Token], token: _Token) -> bool:
    """True where a word of the vocabulary is the surname: after a given name, or "Green" after an ambiguous one."""
    bearing = [each for each in group if each.sort not in ("title", "particle")]
    named = [each for each in bearing if each.sort in ("given", "maybe", "unknown")]
    if len(named) != 1 or group[-1].possessive:
        return False
    surname = text[token.start : token.end].casefold() in words("surname_words")
    if named[0].sort == "given":
        return True
    return (named[0].sort == "maybe" and (surname or len(bearing) > 1)) or (
        named[0].sort == "unknown" and surname and len(bearing) > 1
    )


def _checked(text: str, group: list[_Token], strict: bool) -> Iterator[list[_Token]]:
    while group and group[-1].sort == "particle":
        group = group[:-1]
    bearing = [token for token in group if token.sort not in ("title", "initial", "particle")]
    titled = any(token.sort in ("title", "initial") for token in group)
    if len(bearing) + titled < 2 or not bearing:
        return
    known = titled or any(token.sort in ("given", "maybe") for token in bearing)
    if known or strict or _has_role(text, group):
        yield group


def _has_role(text: str, group: Sequence[_Token]) -> bool:
    before, after = text[max(0, group[0].start - 40) : group[0].start], text[group[-1].end : group[-1].end + 40]
    return bool(_ROLE_BEFORE.search(before) or _ROLE_AFTER.match(after))
