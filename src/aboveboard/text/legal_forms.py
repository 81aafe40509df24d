"""Reads from a site's own notices what legal form it has, and where and under what number it is registered."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from aboveboard.text import check_digits, firms, ownership, persons, public_bodies
from aboveboard.text.anchors import Searched, places, searched
from aboveboard.text.legal_endings import COMPANIED, PRINTED, form_of_name
from aboveboard.text.registers import is_of_others, labelled, matched, register_court, register_number, vat_number
from aboveboard.text.span import Reading, Span

_BRITISH_NUMBER: Final = re.compile(
    r"(?:registered\s+(?:company\s+)?in\s+(?:england|wales|scotland|northern\s+ireland|"
    r"(?:the\s+)?(?:united\s+kingdom|uk))|"
    r"\bcompany\s*(?:registration|registered|reg\.?|house)?\s*(?:no|number|nr))\b(?![^\n]*charity)[^\n]{0,60}$",
    re.IGNORECASE,
)
# What the letters of a register's numbers say of whoever has one.
_NUMBERED: Final = (
    ("corporate", re.compile(r"HRB \d|GnR \d|(?:SC|NI|OC|SO|NC)\d{5,6}$|[ABF]\d{7}[0-9A-J]$")),
    ("partnership", re.compile(r"PR \d|[EJ]\d{7}[0-9A-J]$|(?:SL|NL|LP)\d{5,6}$")),
    ("public_body", re.compile(r"[PS]\d{7}[0-9A-J]$")),
)
_TRADING_AS: Final = re.compile(
    r"(?:trading\s+as|t/as?|T/As?|d/b/a|D/B/A|dba|DBA)\b\s+(?=[A-Z0-9\"“'‘])", re.IGNORECASE
)
_COMPANY: Final = re.compile(r"\b(?:Ltd|Limited|Inc|LLC|LLP|plc|PLC|GmbH|Pty|B\.?V)\b|\s(?:&|and|und|et)\s")
# A sentence by which somebody says of himself that he trades alone; each after words that it cannot do without.
_SOLE_SENTENCES: Final = (
    (("sole ",), re.compile(
        r"(?:(?:\b(?:is|am)|\bwe\s+are)\s+(?:a|an)\s+(?:registered\s+)?|\(|\b(?:run|owned|"
        r"operated)\s+by\s+[^,\n]{3,40},\s+a\s+)"
        r"sole\s+(?:trader|proprietor(?:ship)?)\b(?!\s*(?:or\b|and\b|/|,))|(?<!\w)sole\s+(?:trader|proprietor)\s*:",
        re.IGNORECASE)),
    (("inh",), re.compile(
        r"\bInhaber(?:in)?\s*:?\s+(?=(?:Dr\.\s|Dipl\.|Herr\s|Frau\s)?[A-ZÄÖÜ][\w-]+\s+[A-ZÄÖÜ])|"
        r"\bInh\.\s*:?\s*(?=[A-ZÄÖÜ])")),
    # The names of the forms themselves stand in the offers of every tax adviser, so they count beside a notice only.
    (("einzelunternehm", "kleingewerbe"), re.compile(
        r"\b(?P<form>Einzelunternehm(?:en|er(?:in)?)|Kleingewerbe)\b(?=\s*(?:[).,;\n]|$))")),
    (("entrepr",), re.compile(
        r"\b(?P<form>entrepreneure?\s+individuel(?:le)?|entreprise\s+individuelle|auto-?entrepreneu(?:r|se)|"
        r"micro-?entrepr(?:ise|eneur|eneuse))\b(?!\s*\?)", re.IGNORECASE)),
    (("eenmanszaak",), re.compile(r"(?<!wat is een )\b(?P<form>eenmanszaak)\b(?!\s*\?)", re.IGNORECASE)),
    (("autónom", "empresari"), re.compile(
        r"\b(?P<form>(?:(?:trabajador|profesional)[a]?\s+)?autónom[oa]|empresari[oa]\s+individual)\b", re.IGNORECASE)),
    (("individuale",), re.compile(r"\b(?P<form>(?:ditta|impresa)\s+individuale)\b", re.IGNORECASE)),
)  # fmt: skip
_NOTICE: Final = re.compile(
    r"\b(?:impressum|angaben\s+gem|inhaber|ust-|steuernummer|rechtsform|mentions\s+légales|sire[tn]|forme\s+juridique|"
    r"statut\s+juridique|k\.?v\.?k|colofon|rechtsvorm|aviso\s+legal|titular|n\.?i\.?f|note\s+legali|c\.\s?f)\b|"
    r"p\.?\s?iva\b"
)
_NOTICE_REACH: Final = 120  # characters
# "If you are a sole trader": of readers and customers, not of the firm.
_GENERAL: Final = re.compile(
    r"\b(?:if|whether|you|your|who|client|customer|someone|anyone|when|example|it|that)\b[^.\n]{0,60}$", re.IGNORECASE
)
_PARTNER_SENTENCES: Final = (
    (("partner",), re.compile(
        r"\b(?:is|are)\s+a\s+(?:(?:general|business)\s+partnership\b|partnership\s+(?:registered|under)\b)|"
        r"\bthe\s+partners\s+of\s+the\s+firm\s+are\b", re.IGNORECASE)),
    (("gesellschaft bürgerlichen rechts", "vennootschap onder firma", "maatschap", "società in nome collettivo",
      "comunidad de bienes", "société en nom collectif"), re.compile(
        r"\b(?P<form>Gesellschaft bürgerlichen Rechts|[Vv]ennootschap onder firma|[Mm]aatschap(?= [A-Z])|"
        r"[Ss]ocietà in nome collettivo|[Cc]omunidad de [Bb]ienes|[Ss]ociété en nom collectif)\b")),
)  # fmt: skip
_CAPITAL: Final = re.compile(
    r"\b(?P<form>SARL|SASU?|EURL|SA|SELARL|S\.A\.R\.L\.|S\.A\.S\.(?:U\.)?|S\.A\.)\s[^\n]{0,60}?$", re.IGNORECASE
)
_COMPANY_NEAR: Final = re.compile(
    r"\b(?:GmbH|UG|AG|KG|OHG|S\.?A\.?R\.?L|S\.?A\.?S|Ltd|Limited|B\.V\.|S\.L\.|S\.r\.l)\b"
)
_PERSONS_NUMBER: Final = (
    (("nif", "n.i.f", "dni", "d.n.i", "cif"), re.compile(
        r"(?<!\w)(?P<label>N\.?I\.?F\.?|D\.?N\.?I\.?|C\.?I\.?F\.?)(?:\s?/\s?N?C?\.?IF)?[\s:.º-]*"
        r"(?P<number>(?:\d{8}|[XYZ]-?\d{7})-?\s?[A-Z])(?!\w)")),
    (("c.f", "codice fiscale", "cod. fisc"), re.compile(
        r"(?<!\w)(?P<label>C\.\s?F\.|[Cc]odice\s+[Ff]iscale|[Cc]od\.\s?[Ff]isc\.)[\s:]*"
        r"(?P<number>[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z])(?!\w)")),
)  # fmt: skip
_ENDING: Final = re.compile(rf"(?<=[^\s,])(?:[ \xa0]|,[ \xa0]?)(?P<form>{PRINTED})[.)]?\s*$")
_ITALIAN_ENDING: Final = re.compile(r"[ ](?P<form>s\.?\s?[an]\.?\s?[sc]\.?)\s+di\s+\S.*$", re.IGNORECASE)
_LONGEST_ENDING: Final = 48  # characters


class LegalNotice(msgspec.Struct, frozen=True):
    """What the notices of one text say; what they do not say is None, and that proves nothing.

    `form` is "corporate", "partnership", "sole_trader" or "public_body".
    """

    form: Reading | None = None
    register_number: Reading | None = None
    register_court: Reading | None = None
    registered_name: Reading | None = None
    vat_number: Reading | None = None


class _Claim(msgspec.Struct, frozen=True):
    form: str
    span: Span
    name: Span | None = None


def find(text: str, country: str | None = None, *, host: str = "") -> LegalNotice:
    """The legal form and the registration that `text` states of its own firm.

    A form's abbreviation counts only in a registration sentence, in the firm's own copyright line, at the head of an
    imprint or of its address, or where the firm has the name of its mailboxes' domain; a firm that built the site,
    takes payments or delivers does not count. Where the notices name two different forms the form is None. LLPs of
    Britain and Ireland count as corporate (PECR regulation 2); a GmbH & Co. KG, OHG or KG as a partnership. `host` is
    the site's domain, where it is known.
    """
    found = searched(text)
    stretches = labelled(found)
    number, vat = register_number(found, stretches), vat_number(found, stretches)
    named = list(firms.named(found, (country or "").upper() or None))
    claims = [*_sentences(found), *_trading_as(found), *_numbered(text, number)]
    claims += [_Claim(firm.form, firm.ending, firm.name) for firm in ownership.own(found, named, host)]
    claims += [_Claim("public_body", span) for span in public_bodies.find(found)]
    form = _agreed(claims or _persons(found, vat))
    # The registered name of a sole trader is a person's name, and is left out.
    told = form.value if form and form.value != "sole_trader" else None
    name = next((claim.name for claim in claims if claim.name and claim.form == told), None)
    return LegalNotice(
        form=form,
        register_number=number,
        register_court=register_court(found) if number or "gericht" in found.lower else None,
        registered_name=Reading(_tidy(name.text), name) if name else None,
        vat_number=vat,
    )


def of_name(name: str, country: str | None) -> Reading | None:
    """The legal form that a business's listed name ends in, by its country's forms; None where it ends in none.

    "Limited" is no evidence in the United States, "AG", "SA" and "Co" alone are none where the country is unknown:
    then only endings count that mean the same everywhere ("GmbH", "Pty Ltd", "LLC", "B.V.").
    """
    code = (country or "").upper() or None
    begin = max(0, len(name) - _LONGEST_ENDING)
    match = _ENDING.search(name, begin) or (_ITALIAN_ENDING.search(name, begin) if code == "IT" else None)
    form = form_of_name(match["form"], code) if match else None
    return Reading(form, matched(match, "form")) if match and form else None


def _agreed(claims: Sequence[_Claim]) -> Reading | None:
    forms = {claim.form for claim in claims}
    if any(claim.form == "partnership" and COMPANIED.search(claim.span.text) for claim in claims):
        # The general partner of a GmbH & Co. KG is a company, and is named beside it with its own number (HGB 177a).
        forms.discard("corporate")
        claims = [claim for claim in claims if claim.form != "corporate"]
    return Reading(claims[0].form, claims[0].span) if len(forms) == 1 else None


def _numbered(text: str, number: Reading | None) -> Iterator[_Claim]:
    """Forms that follow from the register itself: HRB, Companies House, ACN and the first letter of a Spanish CIF."""
    if not number:
        return
    start = number.span.start
    british = number.value.isdigit() and len(number.value) < 9
    if british and _BRITISH_NUMBER.search(text, max(0, start - 120), start):
        yield _Claim("corporate", number.span)
    for form, pattern in _NUMBERED:
        if pattern.match(number.value):
            yield _Claim(form, number.span)


def _persons(found: Searched, vat: Reading | None) -> list[_Claim]:
    """What a tax number says that only a natural person has; asked where nothing else tells, for companies' managers

    state theirs as well. The number of a person is not told: the claim stands at its label.
    """
    for anchors, pattern in _PERSONS_NUMBER:
        for place in places(found.lower, anchors):
            match = pattern.match(found.text, place)
            if match and _is_persons(re.sub(r"[\s-]", "", match["number"])) and not is_of_others(found.text, place):
                return [_Claim("sole_trader", matched(match, "label"))]
    dutch = re.fullmatch(r"NL(\d{9}B\d\d)", vat.value) if vat else None
    if vat and dutch and check_digits.is_dutch_of_a_person(dutch[1]):
        return [_Claim("sole_trader", vat.span)]
    return []


def _is_persons(number: str) -> bool:
    return check_digits.is_codice_fiscale(number) if len(number) == 16 else check_digits.is_dni(number)


def _sentences(found: Searched) -> Iterator[_Claim]:
    text = found.text
    for form, sentences in (("sole_trader", _SOLE_SENTENCES), ("partnership", _PARTNER_SENTENCES)):
        for anchors, pattern in sentences:
            for match in _around(found, anchors, pattern):
                if _is_of_the_firm(found, match):
                    yield _Claim(form, matched(match, "form" if "form" in pattern.groupindex else 0))
    for place in places(found.lower, ("au capital",)):
        before = _CAPITAL.search(text, max(0, place - 80), place)
        if before and not is_of_others(text, before.start()):
            yield _Claim("corporate", matched(before, "form"))


def _around(found: Searched, anchors: Sequence[str], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of the pattern that hold one of the anchors, each once."""
    until = -1
    for place in sorted(set(places(found.lower, anchors))):
        match = pattern.search(found.text, max(until, place - 40, 0), place + 120) if place >= until else None
        if match:
            yield match
            until = match.end()


def _is_of_the_firm(found: Searched, match: re.Match[str]) -> bool:
    start = match.start()
    if "form" in match.re.groupindex:
        begin = max(0, start - _NOTICE_REACH)
        return bool(_NOTICE.search(found.lower, begin, match.end() + _NOTICE_REACH))
    if match.group().startswith("Inh") and _companies_near(found.text, match):
        return False
    return not is_of_others(found.text, start) and not _GENERAL.search(found.text, max(0, start - 80), start)


def _companies_near(text: str, match: re.Match[str]) -> bool:
    """True if a company stands beside: the "Inhaber" of a GmbH's brand is no sole trader."""
    return bool(_COMPANY_NEAR.search(text, max(0, match.start() - 120), match.end() + 120))


def _trading_as(found: Searched) -> Iterator[_Claim]:
    """A person who trades under another name; with a second person beside, or a company, nothing is claimed."""
    text = found.text
    for place in places(found.lower, ("trading as", "t/a", "d/b/a", "dba")):
        match = _TRADING_AS.match(text, place)
        if not match or text[max(0, place - 1) : place].isalnum() or is_of_others(text, place):
            continue
        before = re.split(r"[\n.;|]", text[max(0, place - 80) : place])[-1]
        names = [] if _COMPANY.search(before) else persons.find(before, strict=False)
        if names and names[-1].end >= len(before.rstrip(" ,")):
            start = place - len(before)
            yield _Claim("sole_trader", Span(names[-1].text, start + names[-1].start, start + names[-1].end))


def _tidy(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip(" ,")
