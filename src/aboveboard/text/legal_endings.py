"""The abbreviations by which a firm's name carries its legal form, and what each says in which country."""

import re
from typing import Final

_CORPORATE: Final = {
    "GB": "LTD LIMITED PLC LLP CIC",
    "IE": "LTD LIMITED PLC LLP DAC CLG TEO TEORANTA",
    "US": "INC INCORPORATED LLC PLLC CORP CORPORATION PC NATIONALASSOCIATION",
    "CA": "INC INCORPORATED LTD LIMITED CORP CORPORATION LTÉE ULC",
    "DE": "GMBH GGMBH GESMBH MBH UG UG(HAFTUNGSBESCHRÄNKT) AG EG KGAA CO-KGAA",
    "AT": "GMBH GGMBH GESMBH AG FLEXCO FLEXKAPG",
    "CH": "GMBH AG SA SÀRL SARL SAGL",
    "FR": "SARL SÀRL SAS SASU EURL SA SELARL SCOP",
    "NL": "BV NV",
    "BE": "BV BVBA NV SPRL SRL SA",
    "ES": "SL SLU SLL SLP SA SAU SCOOP",
    "IT": "SRL SRLS SPA",
    "AU": "PTYLTD PTYLIMITED LTD LIMITED",
    "NZ": "LTD LIMITED",
    "": "LDA LTDA PVTLTD PVTLIMITED PRIVATELIMITED PTELTD SPZOO SRO APS SDNBHD DECV",
}
_PARTNERSHIP: Final = {
    # A GmbH & Co. KG is entered among the partnerships (HGB section 161), although a company answers for it.
    "DE": "CO CO-KG CO-OHG OHG KG GBR EGBR PARTG PARTGMBB",
    "AT": "CO CO-KG CO-OG OG KG GESBR",
    "NL": "VOF CV",
    "BE": "VOF SNC COMMV",
    "FR": "SNC",
    "CH": "SNC",
    "ES": "CB SC",
    "IT": "SNC SAS",
}
_SOLE: Final = {"DE": "EK EKFM EKFR", "AT": "EU", "FR": "EIRL EI"}
_FORMS: Final = (("corporate", _CORPORATE), ("partnership", _PARTNERSHIP), ("sole_trader", _SOLE))

# Letters that are also words, units, states or clubs: they count where the country, or the words of a notice, speak for
# it. With full stops ("S.A.", "N.V.") they count as the others do.
_WEAK: Final = frozenset((
    "AG", "EG", "KG", "OG", "UG", "SA", "SL", "SC", "CB", "CV", "NV", "SAS", "SPA", "EI", "EU", "EK", "PC", "LLP",
))  # fmt: skip
_WEAK_WITH_STOPS: Final = frozenset(["SC", "CB", "CV", "PC", "LLP"])
# What a listed name may end in whatever its country; with full stops only, where the letters alone are a word.
_EVERYWHERE: Final = frozenset((
    "GMBH", "GGMBH", "GESMBH", "UG(HAFTUNGSBESCHRÄNKT)", "CO", "CO-KG", "CO-OHG", "CO-KGAA", "KGAA", "GBR",
    "PARTGMBB", "LTD", "LLC", "PTYLTD", "PTYLIMITED", "SARL", "SÀRL", "SRL", "SRLS", "BVBA", "SPRL", "EURL",
    "SASU", "LTDA", "LDA", "PVTLTD", "PVTLIMITED", "PRIVATELIMITED", "PTELTD", "SPZOO", "SDNBHD", "DECV",
))  # fmt: skip
_EVERYWHERE_WITH_STOPS: Final = _EVERYWHERE | frozenset(["BV", "VOF", "SPA", "EK", "EKFM", "EKFR"])
# How a notice shows its country where nothing else does.
_SPEAKS: Final = {
    "DE": ("impressum", "handelsregister", "amtsgericht"),
    "AT": ("impressum", "firmenbuch"),
    "CH": ("impressum",),
    "FR": ("mentions légales", "siret", "siren", "au capital", "r.c.s", "rcs "),
    "NL": ("kvk", "btw", "koophandel"),
    "BE": ("ondernemingsnummer", "numéro d'entreprise", "tva be", "btw be"),
    "ES": ("aviso legal", "registro mercantil", "c.i.f", "cif:", "cif "),
    "IT": ("p.iva", "p. iva", "partita iva"),
    "GB": (
        "registered in england",
        "england and wales",
        "registered in scotland",
        "companies house",
        "registered office",
    ),
    "IE": ("registered in ireland",),
}

_AND_COMPANY: Final = r"(?: ?(?:&|\+|und|u\.) ?(?:Co|CO|Cie|Comp)\b\.?(?: ?(?:KGaA|KG|OHG|oHG|OG)\b)?)"
# By first letter, because a pattern that is tried at each blank of a page is a third faster so. The longer forms come
# first: "GmbH & Co. KG" is no GmbH, "Srls" no "Srl".
_PRINTED: Final = {
    "A": rf"G{_AND_COMPANY}?|pS",
    "B": r"\.V\.B\.A\.?|VBA|\.V\.?|V",
    "C": r"orporation|ORPORATION|orp\.?|ORP\.?|\.I\.C\.?|IC|LG|omm\. ?V\.?|ommV|\.V\.|\. ?B\.",
    "D": r"\.A\.C\.?|AC",
    "E": r"URL|\.U\.R\.L\.?|IRL|\.I\.R\.L\.?|\.I\.|I",
    "F": r"lexCo|lexKapG",
    "G": rf"mbH{_AND_COMPANY}?|MBH{_AND_COMPANY}?|mbh|\. ?m\. ?b\. ?H\.?{_AND_COMPANY}?|\.?m\.?b\.?H\.?|bR|BR|"
    rf"\.b\.R\.?|"
    r"es\. ?m\. ?b\. ?H\.?|esmbH|esbR",
    "I": r"ncorporated|NCORPORATED|nc\.?|NC\.?",
    "K": r"GaA|G",
    "L": rf"td\.?{_AND_COMPANY}|tda\.?|TDA|td\.?|TD\.?|imited{_AND_COMPANY}?|IMITED|\.L\.P\.?|LP|\.L\.C\.?|LC\.?|lc\.?|"
    r"tée|TÉE|tee|da\.?|DA",
    "N": r"\.V\.?|V|ational Association",
    "O": r"HG|G",
    "P": r"(?:ty|TY|vt|VT|te|TE|rivate)\.?,? (?:Ltd|LTD|Limited|LIMITED)\.?|\.L\.L\.C\.?|LLC|\.L\.C\.?|lc|LC|"
    r"\.C\.?|(?<=, P)C|artG ?mbB|artG",
    "S": r"\.A\. de C\.V\.|A de CV|\.[aà]\.? ?[rR]\.? ?[lL]\.?|\.A\.R\.L\.?|ÀRL|[aà]rl|ARL|agl|ELARL|"
    r"\.E\.L\.A\.R\.L\.?|"
    r"ASU|\.A\.S\.U\.?|COP|PRL|\.P\.R\.L\.?|\. ?p\. ?[aA]\.?|\.P\.A\.?|pA|\. ?r\. ?l\. ?s\.?|\. ?r\. ?l\.?|"
    r"\.R\.L\.?S?\.?|"
    r"rls?|RLS?|\. ?n\. ?c\.?|\.N\.C\.?|NC|nc|\. ?a\. ?s\.?|\.A\.S\.?|AS|as|\. ?L\. ?[ULP]\.?|L[ULP]|\. ?L\.?|L|"
    r"\. ?A\. ?U\.?|AU|\. ?A\.?|A|\. ?Coop\.?|\. ?C\.|p\. ?z ?o\. ?o\.|dn\.? Bhd\.?",
    "T": r"eoranta|eo\.?",
    "U": rf"G(?: ?\(haftungsbeschränkt\))?{_AND_COMPANY}?|LC",
    "V": r"\.O\.F\.?|OF|oF|of",
    "b": r"\.v\.?|v",
    "e": r"GbR|G|\. ?G\.|\. ?K(?:fm|fr)?\.|K(?:fm|fr)?\b|\. ?U\.",
    "g": r"GmbH|GMBH|mbh",
    "i": r"nc\.?",
    "l": r"td\.?|lc\.?",
    "m": r"bH",
    "o": r"HG",
    "p": r"lc",
    "s": r"\. ?r\. ?l\. ?s?\.?|rls?|\. ?n\. ?c\.?|nc|\. ?a\. ?s\.?|as|\.r\.o\.",
    "v": r"\.o\.f\.?|of",
}
PRINTED: Final = "|".join(f"{first}(?:{rest})" for first, rest in _PRINTED.items())
""""Ltd", "S.r.l.", "GmbH & Co. KG": every printed form, as the alternatives of a pattern."""


def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for form, countries in _FORMS:
        for country, keys in countries.items():
            for key in keys.split():
                table.setdefault(key, {})[country] = form
    return table


_TABLE: Final = _table()
COMPANIED: Final = re.compile(r"(?:&|\+|und|u\.)\s?(?:Co|CO|Cie|Comp)\b\.?\s?(\w*)$")
""""… & Co. KG": the form of a partnership in which a company is the partner who answers."""


def form_of(printed: str, country: str | None, lower: str = "") -> str | None:
    """The form that the abbreviation says in the country; without one, that all countries agree on, or None.

    An abbreviation that is also a word, a unit or a state counts only in its country, or where `lower`, the text around
    it in lower case, is a notice of that country.
    """
    key = _key(printed)
    by_country = _TABLE.get(key, {})
    if country in by_country:
        return by_country[country]
    weak = key in (_WEAK_WITH_STOPS if "." in printed else _WEAK)
    if not weak:
        forms = set(by_country.values())
    elif country:
        return None
    else:
        forms = {form for each, form in by_country.items() if any(word in lower for word in _SPEAKS.get(each, ()))}
    return forms.pop() if len(forms) == 1 else None


def form_of_name(printed: str, country: str | None) -> str | None:
    """The form that a listed name says by ending in the abbreviation, by its country's forms; no notice stands beside.

    In the United States "Ltd" is no evidence: limited partnerships have it as well.
    """
    key = _key(printed)
    by_country = _TABLE.get(key, {})
    if country in by_country:
        return by_country[country]
    everywhere = key in (_EVERYWHERE_WITH_STOPS if "." in printed else _EVERYWHERE)
    forms = set(by_country.values()) if everywhere and (country, key) != ("US", "LTD") else set[str]()
    return forms.pop() if len(forms) == 1 else None


def _key(printed: str) -> str:
    together = COMPANIED.search(printed)
    if together:
        return f"CO-{together[1].upper()}" if together[1] else "CO"
    return re.sub(r"[.,\s]", "", printed).upper()
