"""The facts of one business as the plain values that an offer's conditions speak of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import Fact, Statement
from aboveboard.domain.legal_form import LEGAL_FORMS
from aboveboard.kernel.condition import Kind, enum

_TRUE_IF_ALL: Final = frozenset(
    {"page.https", "page.lang_valid", "page.canonical_valid", "page.viewport_valid", "page.doctype_valid"}
    | {"site.tls_valid", "site.redirects_to_https"}
)
"""Yes/no attributes that hold for a site only if each of its pages has them; the others hold if any page has them."""

_KINDS: Final = {"text": Kind("text"), "integer": Kind("int"), "yesno": Kind("bool")}
CONDITION_ATTRIBUTES: Final = {name: _KINDS[a.kind] for name, a in ATTRIBUTES.items() if a.kind in _KINDS} | {
    "business.legal_form": enum(*LEGAL_FORMS, "")
}
"""The attributes a condition may name, with their kinds; a misspelt legal form is an error, not a quiet no."""

_TEXTS: Final = {name for name, kind in CONDITION_ATTRIBUTES.items() if kind.name in ("text", "enum")}
_ABSENT: Final = {
    name: "" for name in _TEXTS if not name.startswith("site.")
}  # saved pages tell nothing of a connection
Value = str | int | bool


def environment(facts: Iterable[Fact | Statement]) -> dict[str, Value]:
    """One value an attribute: the largest count, the first text, yes if any page says so (or all, where all must).

    Where a page was observed, a text that is absent from it is "": known to be absent. Where none was, it is missing.
    A legal form on which two sources disagree is "unknown", so that no offer fits by one of them.
    """
    found: dict[str, Value] = {}
    forms: set[str] = set()
    for fact in facts:
        if isinstance(fact.value, bool):
            held = found.get(fact.attribute, fact.value)
            every = fact.attribute in _TRUE_IF_ALL
            found[fact.attribute] = (held and fact.value) if every else (held or fact.value)
        elif isinstance(fact.value, int):
            held = found.get(fact.attribute, fact.value)
            found[fact.attribute] = max(int(held), fact.value)
        elif isinstance(fact.value, str):
            found.setdefault(fact.attribute, fact.value)
            if fact.attribute == "business.legal_form":
                forms.add(fact.value)
    if len(forms - {"unknown"}) > 1:
        found["business.legal_form"] = "unknown"
    return {**_ABSENT, **found} if "page.bytes" in found else found


def angles(facts: Iterable[Fact | Statement]) -> list[str]:
    """The angles for which something was seen that the owner or a customer would notice, in the facts' order."""
    return [
        fact.attribute.removeprefix("seen.")
        for fact in facts
        if fact.attribute[:5] == "seen." and ATTRIBUTES[fact.attribute].noticed_by != "nobody"
    ]
