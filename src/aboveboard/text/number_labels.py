"""Reads the words beside a number: what they call it, a telephone, a fax, or something else."""

from __future__ import annotations

import re
from typing import Final

import msgspec

_REACH: Final = 44  # characters before a number in which its label stands
_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\n")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NAMES: Final = _set(
    "tel telephone telefon telefoon telefono teléfono téléphone tél telefax phone phones ph fon fone call calling dial "
    "mob mobile mobiel mobil cell cells cellular handy hotline ring freephone free uk usa rufnummer rufen bel bellen "
    "cellulare móvil movil gsm natel desk reach portable fax facsimile telecopie télécopie whatsapp sms text local "
    "office direct service sales parts number nummer numéro numero line helpline zentrale notruf t p f m "
    "☎ ✆ 📞 📱 🕿"
)
_NAME_STEMS: Final = ("anruf", "appel", "llam", "llám", "chiam", "answer", "contact", "kontakt")
_FAX: Final = _set("fax telefax facsimile télécopie telecopie télécopieur telecopieur f")
_TELEPHONE: Final = _set("tel telephone telefon telefoon telefono teléfono téléphone tél phone ph t p fon")
_BETWEEN: Final = _set(
    "us me him her you them is on at now today unter numbers number nos no nr line free our the toll are"
)
_MARKS: Final = _set(". : ) / | – - \u2022 ·") | {"\n"}
_COUNTING: Final = _set("number numbers no nos nr num id code kto house is nummer dial line")
_FAX_MARKS: Final = _set(". : ) – - · •") | {"\n"}
_SHARING: Final = _set("/ & + . , and und et y e en")
_NUMBER_MARKS: Final = _set(". : # ° - ) ")
# What other numbers are called; the second kind also stands before telephones ("to order: 0131 …").
_FORBIDDEN: Final = _set(
    "vat ust ustid ustidnr idnr tva btw iva abn acn hrb hra iban bic siret siren kvk nif cif isbn issn ein crn "
    "registered registration reg security passport licence license lic permit invoice konto blz charity oib "
    "steuernummer steuer finanzamt copyright serial sku cin gstin pan $ £ € © ¥"
)
_DOUBTED: Final = _set("company order item part model card account id ref reference # isin duns")


class Labels(msgspec.Struct, frozen=True):
    """What the words before a number say: it is a telephone's, a fax's, surely or perhaps another thing's.

    `explicit` is true where the number's own line says telephone or fax.
    """

    names: bool
    fax: bool
    forbids: bool
    doubts: bool
    explicit: bool


def before(text: str, start: int) -> Labels:
    """What the words before `start` call the number that begins there."""
    tokens = _TOKEN.findall(text[max(0, start - _REACH) : start].lower())
    tokens.reverse()
    kind = _after_counting(tokens, _NUMBER_MARKS)
    line = tokens[: tokens.index("\n")] if "\n" in tokens else tokens
    explicit = not (_TELEPHONE.isdisjoint(line) and _FAX.isdisjoint(line))
    return Labels(_is_named(tokens), _is_fax(tokens), kind in _FORBIDDEN, kind in _DOUBTED, explicit)


def _is_named(tokens: list[str]) -> bool:
    between = 0
    for token in tokens:
        if token in _NAMES or token.startswith(_NAME_STEMS):
            return True
        if token in _MARKS:
            continue
        between += 1
        if between > 3 or not (token in _BETWEEN or token.endswith("day")):
            return False
    return False


def _is_fax(tokens: list[str]) -> bool:
    """True for a fax; of "Tel/Fax" the number is a telephone's too."""
    at = 0
    while at < len(tokens) and (tokens[at] in _FAX_MARKS or tokens[at] in _COUNTING):
        at += 1
    if at == len(tokens) or tokens[at] not in _FAX:
        return False
    shared = at + 1
    while shared < len(tokens) and tokens[shared] in _SHARING:
        shared += 1
    return shared in (at + 1, len(tokens)) or tokens[shared] not in _TELEPHONE


def _after_counting(tokens: list[str], marks: frozenset[str]) -> str:
    """The word that stands before "number", "No." and their marks."""
    for position, token in enumerate(tokens[:6]):
        if token in _FORBIDDEN or token in _DOUBTED:
            return token
        if token not in marks and token not in _COUNTING and not (position == 0 and len(token) == 2):
            return ""
    return ""


_NAME_AFTER: Final = re.compile(
    r"[ \t]?[-–(]?[ \t]?(?:tel|phone|fax|mobile|cell|office|work|home|direct|toll)\b(?![ \t]*:)", re.IGNORECASE
)
_FAX_AFTER: Final = re.compile(
    r"[ \t]*(?:\((?:main[ ])?f(?:ax)?\b|[-–]?[ \t]*fax\b(?![ \t]*[-–:.]*[ \t]*[+(\d]))", re.IGNORECASE
)


def named_after(text: str, end: int) -> bool:
    """True if the words behind the number call it a telephone: "0131 496 0123 (mobile)"."""
    return _NAME_AFTER.match(text, end) is not None


def fax_after(text: str, end: int) -> bool:
    """True if the words behind the number call it a fax: "0131 496 0123 fax"."""
    return _FAX_AFTER.match(text, end) is not None


# A line that holds nothing but the names of things, in a column or above a list: "Fax:", "Fax numbers", "E-mail".
_LABEL_LINE: Final = re.compile(
    r"[^\S\n]*(?P<word>tel|t[ée]l[ée]phone|telefon|telephone|phone|fon|mobile?|mobil|cell|handy|t|p|m"
    r"|(?P<fax>(?:tele)?fax|facsimile|f)|e-?mail|web(?:site)?)"
    r"(?P<many>[ ](?:numbers|nos\.?))?(?:[ ](?:number|no\.?))?[\s.:]*",
    re.IGNORECASE,
)
_MOST_LINES: Final = 8
_LONGEST_LINE: Final = 200


def fax_by_list(text: str, start: int) -> bool | None:
    """Whether the lines above make the number a fax; None where they say nothing.

    They do as a heading over a list, or as a column of labels beside a column of numbers.
    """
    line = text.rfind("\n", max(0, start - _LONGEST_LINE), start)
    alone, between = not text[line + 1 : start].strip(), 0
    while line > 0 and between < _MOST_LINES:
        above = text.rfind("\n", max(0, line - _LONGEST_LINE), line)
        label = _LABEL_LINE.fullmatch(text, above + 1, line)
        if label is not None:
            return _said(_column(text, above, label), between, alone=alone)
        if sum(map(str.isdigit, text[above + 1 : line])) < 7:
            return None
        alone = alone and not any(map(str.isalpha, text[above + 1 : line]))
        line, between = above, between + 1
    return None


def _column(text: str, above: int, last: re.Match[str]) -> list[re.Match[str]]:
    """The label lines that end with `last`, from the first."""
    column = [last]
    while above > 0 and len(column) < _MOST_LINES:
        higher = text.rfind("\n", max(0, above - _LONGEST_LINE), above)
        label = _LABEL_LINE.fullmatch(text, higher + 1, above)
        if label is None:
            break
        column, above = [label, *column], higher
    return column


def _said(column: list[re.Match[str]], position: int, *, alone: bool) -> bool | None:
    """What the label at the number's position says; a single one is the first number's, or a whole list's."""
    if len(column) > 1 and alone:
        return column[position]["fax"] is not None if position < len(column) else None
    if position and alone and not column[-1]["many"]:
        return None
    return column[-1]["fax"] is not None
