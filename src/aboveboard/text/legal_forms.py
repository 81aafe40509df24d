"""Reads from a site's own notices what legal form it has, and where and under what number it is registered."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from aboveboard.text import persons
from aboveboard.text.registers import is_of_others, matched, register_court, register_number, vat_number
from aboveboard.text.span import Reading, Span

_CORPORATE: Final[dict[str, str]] = {
    "GB": r"Ltd\.?|Limited|P\.?L\.?C\.?|plc|LLP|C\.?I\.?C\.?",
    "IE": r"Ltd\.?|Limited|P\.?L\.?C\.?|plc|D\.?A\.?C\.?|Teoranta|Teo\.?|CLG",
    "US": r"Inc\.?|Incorporated|L\.?L\.?C\.?|Corp\.?|Corporation|P\.?L\.?L\.?C\.?",
    "CA": r"Inc\.?|Incorporated|Ltd\.?|Limited|Corp\.?|Corporation|Ltée|Lt[ée]e",
    "DE": r"gGmbH|G(?:es)?\.?m\.?b\.?H\.?|UG(?:\s*\(haftungsbeschränkt\))?|AG|eG|KGaA",
    "AT": r"G(?:es)?\.?m\.?b\.?H\.?|AG|FlexCo|FlexKapG",
    "FR": r"S\.?A\.?R\.?L\.?|S\.?A\.?S\.?U?\.?|E\.?U\.?R\.?L\.?|S\.?A\.?|S\.?E\.?L\.?A\.?R\.?L\.?|SCOP",
    "NL": r"B\.?V\.?|N\.?V\.?",
    "BE": r"B\.?V\.?(?:B\.?A\.?)?|N\.?V\.?|S\.?P\.?R\.?L\.?|S\.?R\.?L\.?|S\.?A\.?",
    "ES": r"S\.\s?L\.\s?U?\.?|S\.?L\.?U?|S\.\s?A\.\s?U?\.?|S\.?A\.?U?|S\.\s?Coop\.?",
    "IT": r"S\.?\s?r\.?\s?l\.?s?\.?|S\.?\s?p\.?\s?A\.?|s\.r\.l\.s?\.?|s\.p\.a\.?",
    "AU": r"Pty\.?,?\s+(?:Ltd\.?|Limited)|Ltd\.?|Limited",
    "NZ": r"Ltd\.?|Limited",
}
_PARTNERSHIP: Final[dict[str, str]] = {
    # Named before the corporate ones: a GmbH & Co. KG is entered among the partnerships (HGB section 161), not a GmbH.
    "DE": r"(?:G\.?m\.?b\.?H\.?|UG(?:\s*\(haftungsbeschränkt\))?|AG)\s*(?:&|und|\+)\s*Co\.?\s*(?:KG|OHG)|"
    r"OHG|oHG|KG|GbR|G\.b\.R\.|PartG(?:\s?mbB)?",
    "AT": r"G(?:es)?\.?m\.?b\.?H\.?\s*(?:&|und|\+)\s*Co\.?\s*(?:KG|OG)|OG|KG|GesbR",
    "NL": r"V\.?O\.?F\.?|[Mm]aatschap|C\.V\.",
    "BE": r"V\.?O\.?F\.?|S\.?N\.?C\.?|Comm\.?\s?V\.?",
    "FR": r"S\.?N\.?C\.?",
    "ES": r"C\.\s?B\.|S\.\s?C\.(?!\w)",
    "IT": r"S\.?\s?n\.?\s?c\.?|S\.?\s?a\.?\s?s\.?|s\.n\.c\.?|s\.a\.s\.?",
}
_SOLE: Final[dict[str, str]] = {
    "DE": r"e\.\s?K(?:fm|fr)?\.|eingetragene[rn]? Kauf(?:mann|frau)",
    "AT": r"e\.\s?U\.",
    "NL": r"[Ee]enmanszaak",
    "FR": r"E\.?I\.?R\.?L\.?|EI(?!\w)",
}
_COUNTRIES: Final = tuple(_CORPORATE)

_SPACE: Final = r"[ \t\xa0]"
_NAME: Final = (
    rf"(?:[A-Z0-9À-ÖØ-Þ][\w&'’.+!-]*|&|\+|und|and|of|the|de|du|des|et|la|le|für|van|von|der|en|y|"
    rf"e)(?:,?{_SPACE}(?:[A-Z0-9À-ÖØ-Þ(][\w&'’.+!)-]*|&|\+|und|and|of|the|de|du|des|et|la|le|für|van|von|"
    rf"der|en|y|e)){{0,7}}?"
)

_NAME_END: Final = re.compile(rf"(?<![\w&])(?P<name>{_NAME}),?{_SPACE}?$")
# "Limited Edition", "Corporation Street" and "Inc Magazine" are no firms; what may follow a firm's form is on the list.
_NO_ADJECTIVE: Final = (
    r"(?![ \xa0](?!(?i:registered|trading|is|are|was|all|and|t/a|company|vat|of|the|in|has|reg|copyright|"
    r"a|unit|suite|tel|phone|fax|site|web|powered|design|terms|privacy|home|abn|acn|hr|kvk|rcs|"
    r"au|by|at|for|with|mit|cif|nif|p|uk|usa|nz|und|en|gesch|sitz|amtsgericht|ust|btw|contact|cookie|"
    r"website|sitemap|no|number|regd|incorporated|legal|disclaimer|capital|kapitaal|"
    r"siret)\b)[A-Za-z][a-z]+)"
)
_SHORT: Final = 300  # characters

_OWN_BEFORE: Final = re.compile(
    r"\b(?:(?:owned|operated|run)\s+(?:and\s+\w+\s+)?by|trading\s+(?:name|style)\s+of)\s+$", re.IGNORECASE
)
_COMPANY_NUMBER: Final = re.compile(
    r"(?:registered\s+(?:company\s+)?in\s+(?:england|wales|scotland|northern\s+ireland|(?:the\s+)?(?:united\s+kingdom|uk))|"
    r"\bcompany\s*(?:registration|registered|reg\.?|house)?\s*(?:no|number|nr))\b(?![^\n]*charity)[^\n]{0,60}$",
    re.IGNORECASE,
)
_IMPRINT: Final = re.compile(
    r"\bImpressum\b|Angaben\s+(?:gemäß|gem\.|nach|laut)\s+§?\s*\d|Offenlegung\s+gemäß|"
    r"Anbieterkennzeichnung|(?i:\bmentions\s+légales\b|\béditeur\s+du\s+site\b|\bcolofon\b|"
    r"\baviso\s+legal\b|"
    r"\bdatos\s+(?:identificativos|del\s+titular)\b|\bnote\s+legali\b|\blegal\s+notice\b|"
    r"\bcompany\s+(?:information|details)\b)"
)
_COPYRIGHT: Final = re.compile(r"(?:©|&copy;|\(c\)|(?<!\w)copyright)", re.IGNORECASE)
_ALL_RIGHTS: Final = re.compile(
    r"[.,]?\s{0,2}(?:©|\(c\)|all\s+rights\s+reserved|alle\s+rechte|tous\s+droits)", re.IGNORECASE
)
_SEGMENT_BEGINS: Final = re.compile(r"(?:^|[|•·–—.:>])\s*$")
_FOR_ANOTHER: Final = re.compile(
    r"\s+(?:(?:for|on\s+behalf\s+of)\s+[A-Z]|and\s+(?:its|their)\s+(?:licensors|suppliers)\b)"
)
_REGISTERED: Final = re.compile(
    r"\bregistered\s+in\s+(?:england(?:\s*(?:and|&|,)\s*wales)?|wales|scotland|northern\s+ireland|"
    r"(?:the\s+)?(?:republic\s+of\s+)?ireland|(?:the\s+)?(?:united\s+kingdom|uk|u\.k\.)|great\s+britain|"
    r"éire)"
    r"|\bregistered\s+(?:company|business|in\s+england)\b|\bregistered\s+(?:no|number|nr)\b|"
    r"\bregistered\s+office\b|\bcompany\s*(?:registration|registered|reg\.?|house)?\s*(?:no|nos|number|nr|"
    r"num)\b|\bcompany\s+reg(?:istration)?\b",
    re.IGNORECASE,
)
_TRADING_AS: Final = re.compile(r"\b(?:trading\s+as|t/as?|T/As?|d/b/a|D/B/A|dba|DBA)\b\s+(?=[A-Z0-9\"“'‘])")
_COMPANY: Final = re.compile(r"\b(?:Ltd|Limited|Inc|LLC|LLP|plc|PLC|GmbH|Pty|B\.?V)\b|\s(?:&|and|und|et)\s")
_SOLE_SENTENCES: Final = re.compile(
    r"\b(?:is|am|as|are)\s+(?:a|an)\s+(?:registered\s+)?sole\s+(?:trader|proprietor(?:ship)?)\b|"
    r"\bsole\s+(?:trader|proprietor)\s*:"
    r"|\b[Ee]inzelunternehm(?:en|er(?:in)?)\b|\bInhaber(?:in)?\s*:?\s+(?=(?:Dr\.\s|Dipl\.|Herr\s|"
    r"Frau\s)?[A-ZÄÖÜ][\w-]+\s+[A-ZÄÖÜ])|\bInh\.\s*:?\s*(?=[A-ZÄÖÜ])"
    r"|(?i:\bentrepreneure?\s+individuel(?:le)?\b|\bentreprise\s+individuelle\b|\bauto-?entrepreneu(?:r|"
    r"se)\b|\bmicro-?entrepr(?:ise|eneur|eneuse)\b)"
    r"|\b[Ee]enmanszaak\b|(?i:\btrabajador[a]?\s+autónom[oa]\b|\bempresari[oa]\s+individual\b|\b(?:ditta|"
    r"impresa)\s+individuale\b)"
)
_PARTNER_SENTENCES: Final = re.compile(
    r"(?i:\b(?:is|are)\s+a\s+(?:general\s+|business\s+)?partnership\s+(?:of|between|with|registered|"
    r"under)\b|\bthe\s+partners\s+of\s+the\s+firm\s+are\b)|\bGesellschaft bürgerlichen Rechts\b|"
    r"\b[Vv]ennootschap onder firma\b"
)
_CAPITAL_BEFORE: Final = re.compile(
    r"\b(?P<form>SARL|SASU?|EURL|SA|SELARL|S\.A\.R\.L\.|S\.A\.S\.(?:U\.)?|S\.A\.)\s[^\n]{0,60}?\bau\s+capital\s",
    re.IGNORECASE,
)
_CAPITAL: Final = r"\s+(?:unipersonnelle\s+)?au\s+capital\s+(?:social\s+|variable\s+)?de\s"


class LegalNotice(msgspec.Struct, frozen=True):
    """What the notices of one text say; what they do not say is None, and that proves nothing.

    `form` is "corporate", "partnership" or "sole_trader".
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


def find(text: str, country: str | None = None) -> LegalNotice:
    """The legal form and the registration that `text` states of its own firm.

    A form's abbreviation counts only in a registration sentence, in the firm's own copyright line or at the head of an
    imprint; a firm that built the site, takes payments or delivers does not count. Where the notices name two different
    forms the form is None. LLPs count as corporate (PECR regulation 2); a GmbH & Co. KG, OHG or KG as a partnership.
    """
    code = (country or "").upper()
    countries = (code,) if code in _CORPORATE else _COUNTRIES
    number = register_number(text)
    claims = [*_sentences(text), *_trading_as(text), *_numbered(text, number), *_named(text, countries)]
    form = _agreed(claims)
    # The registered name of a sole trader is a person's name, and is left out.
    named = form if form and form.value != "sole_trader" else None
    name = next((claim.name for claim in claims if claim.name and named and claim.form == named.value), None)
    return LegalNotice(
        form=form,
        register_number=number,
        register_court=register_court(text),
        registered_name=Reading(_tidy(name.text), name) if name else None,
        vat_number=vat_number(text),
    )


def _agreed(claims: list[_Claim]) -> Reading | None:
    forms = {claim.form for claim in claims}
    return Reading(claims[0].form, claims[0].span) if len(forms) == 1 else None


def _numbered(text: str, number: Reading | None) -> Iterator[_Claim]:
    """Forms that follow from the register itself: HRB, Companies House, ACN and the first letter of a Spanish CIF."""
    if not number:
        return
    numbered = re.fullmatch(r"\d{7,8}", number.value) and _COMPANY_NUMBER.search(text[: number.span.start][-120:])
    if numbered or re.match(r"HRB \d|(?:SC|NI|OC|SO|NC)\d{5,6}$|[AB]\d{7}[0-9A-J]$", number.value):
        yield _Claim("corporate", number.span)
    elif re.fullmatch(r"[EJ]\d{7}[0-9A-J]", number.value):
        yield _Claim("partnership", number.span)


def _sentences(text: str) -> Iterator[_Claim]:
    for form, pattern in (("sole_trader", _SOLE_SENTENCES), ("partnership", _PARTNER_SENTENCES)):
        for match in pattern.finditer(text):
            if not is_of_others(text, match.start()) and not (
                match.group().startswith("Inh") and _forms_near(text, match)
            ):
                yield _Claim(form, matched(match))
    for match in _CAPITAL_BEFORE.finditer(text):
        if not is_of_others(text, match.start()):
            yield _Claim("corporate", matched(match, "form"))


def _forms_near(text: str, match: re.Match[str]) -> bool:
    """True if a company stands beside: the "Inhaber" of a GmbH's brand is no sole trader."""
    around = text[max(0, match.start() - 120) : match.end() + 120]
    return bool(
        re.search(r"\b(?:GmbH|UG|AG|KG|OHG|S\.?A\.?R\.?L|S\.?A\.?S|Ltd|Limited|B\.V\.|S\.L\.|S\.r\.l)\b", around)
    )


def _trading_as(text: str) -> Iterator[_Claim]:
    """A person who trades under another name; with a second person beside, or a company, nothing is claimed."""
    for match in _TRADING_AS.finditer(text):
        before = re.split(r"[\n.;|]", text[max(0, match.start() - 80) : match.start()])[-1]
        start = match.start() - len(before)
        names = (
            [] if _COMPANY.search(before) or is_of_others(text, match.start()) else persons.find(before, strict=False)
        )
        if names and names[-1].end >= len(before.rstrip(" ,")):
            yield _Claim("sole_trader", Span(names[-1].text, start + names[-1].start, start + names[-1].end))


def _named(text: str, countries: tuple[str, ...]) -> Iterator[_Claim]:
    """Claims of firms whose name carries its form, at a place where a site names its own firm."""
    for country in countries:
        for form, table in (("partnership", _PARTNERSHIP), ("sole_trader", _SOLE), ("corporate", _CORPORATE)):
            if country in table:
                yield from _firms(text, form, table[country], country)


def _firms(text: str, form: str, pattern: str, country: str) -> Iterator[_Claim]:
    after = r"(?!\s*(?:&|und|\+)\s*Co\b)" if form == "corporate" and country in ("DE", "AT") else ""
    for match in re.finditer(
        rf"(?<=[\w.)'’!+][ ,\xa0])[ \xa0]?(?P<form>{pattern})(?![\w/-]){_NO_ADJECTIVE}{after}", text
    ):
        line = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - 90) : match.start()]
        before = _NAME_END.search(line)
        if not before or not before["name"]:
            continue
        start = match.start() - len(line) + before.start("name")
        name = Span(text[start : match.end()], start, match.end())
        told = bool(_OWN_BEFORE.search(text[max(0, start - 40) : start]))
        if told or (not is_of_others(text, start) and _is_own(text, name, country)):
            yield _Claim(form, matched(match, "form"), name)


def _is_own(text: str, name: Span, country: str) -> bool:
    """Whether the firm stands beside a registration, in the copyright line, or at the head of an imprint."""
    start, end = name.start, name.end
    line = text[text.rfind("\n", 0, start) + 1 : start]
    rest = text[end : end + 160]
    beside = text[max(0, start - 160) : start]
    if _COPYRIGHT.search(line[-60:]) or (_ALL_RIGHTS.match(rest) and _SEGMENT_BEGINS.search(line)):
        return not _FOR_ANOTHER.match(rest) and _is_spoken_of(text, name) and not _is_credited(text, name)
    if country in ("GB", "IE", "NZ", "AU"):
        return bool(
            re.match(r"[^\n]{0,40}?(?:\n[^\n]{0,20}?)?" + f"(?:{_REGISTERED.pattern})", rest, re.IGNORECASE)
            or re.search(rf"(?:{_REGISTERED.pattern})[^\n]{{0,60}}$", beside, re.IGNORECASE)
            or re.match(r"[\s,.(|–-]{0,5}(?:A\.?[BC]\.?N\.?|NZBN)\b", rest)
        )
    if country == "FR" and re.match(_CAPITAL, rest):
        return True
    return country not in ("US", "CA") and _is_at_imprint(beside, rest)


def _is_spoken_of(text: str, name: Span) -> bool:
    """Whether the rest of the text speaks of the firm by every word of its name.

    The copyright line of a shared platform names the platform; of that the page does not speak. A text that is hardly
    more than its copyright line is taken at its word.
    """
    rest = (text[: name.start] + " " + text[name.end :]).casefold()
    if len(rest) < _SHORT:
        return True
    return all(word.casefold() in rest for word in re.findall(r"[^\W\d_]{3,}", name.text)[:-1])


def _is_credited(text: str, name: Span) -> bool:
    """Whether the text elsewhere thanks the firm for the site, as vendors have it who sign with their own copyright."""
    first = re.escape(re.sub(r"^[\d\s.,–-]+", "", name.text).split(" ")[0].strip(",."))
    return bool(
        re.search(
            rf"\b(?:powered|provided|designed|built|hosted|website|developed|created|"
            rf"site)\s+(?:\w+\s+)?by[\s:]+(?:\w+\s+)?{first}",
            text,
            re.I,
        )
    )


def _is_at_imprint(beside: str, rest: str) -> bool:
    heading = list(_IMPRINT.finditer(beside))
    registered = re.search(
        r"\bHR[AB]\b|\bFN\s?\d|\bRCS\b|\bSIRET\b|\bKvK\b|\bKBO\b|\bBTW\b|\bREA\b|P\.?\s?IVA|Partita\s+IVA|"
        r"Registro\s+Mercantil|\bC\.?I\.?F\b|Handelsregister|Geschäftsführ|Firmenbuch",
        rest,
    )
    return bool(registered) or bool(heading and beside[heading[-1].end() :].count("\n") <= 6)


def _tidy(name: str) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"^(?:(?:(?:19|20)\d\d[-–.,\s]*)+(?=\D)|by\s|of\s|the\s|Copyright\s|©)\s*", "", name)
    ).strip(" ,")
