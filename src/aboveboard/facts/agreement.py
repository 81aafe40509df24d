"""What several sources say together: one legal form, or none where they disagree."""

from __future__ import annotations

from collections.abc import Iterable

from aboveboard.domain.fact import Fact
from aboveboard.domain.legal_form import LEGAL_FORMS


def legal_form(facts: Iterable[Fact]) -> str:
    """The form on which all sources that speak agree; "unknown" where none speaks or two disagree."""
    said = {
        fact.value
        for fact in facts
        if fact.attribute == "business.legal_form" and fact.value in LEGAL_FORMS and fact.value != "unknown"
    }
    return str(said.pop()) if len(said) == 1 else "unknown"
