"""What the terms of a JSON-LD block mean: its context, as far as it stands in the page (W3C JSON-LD 1.1, 3.1, 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_MOST_TERMS: Final = 500
_LONGEST_CHAIN: Final = 8  # terms defined by terms; a circle ends here


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Terms with what they stand for, and what texts under them are: an identifier, a date."""

    default: str = "http://schema.org/"
    terms: Mapping[str, str] = field(default_factory=dict)
    coercions: Mapping[str, str] = field(default_factory=dict)

    def within(self, context: object) -> Vocabulary:
        """The vocabulary inside a node with this context; contexts given by address leave it as it is."""
        found = self
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, dict):
                found = found._with(part)
        return found

    def _with(self, context: dict[object, object]) -> Vocabulary:
        default = context.get("@vocab")
        terms, coercions = dict(self.terms), dict(self.coercions)
        for term, meaning in context.items():
            if not isinstance(term, str) or term.startswith("@") or len(terms) >= _MOST_TERMS:
                continue
            target, kind = (meaning.get("@id"), meaning.get("@type")) if isinstance(meaning, dict) else (meaning, None)
            if isinstance(target, str):
                terms[term] = target
            if isinstance(kind, str):
                coercions[term] = kind
        return Vocabulary(default if isinstance(default, str) else self.default, terms, coercions)

    def expanded(self, term: str) -> str:
        """The keyword or address that a term stands for; an unknown one stands in the default vocabulary."""
        for _ in range(_LONGEST_CHAIN):
            if term.startswith("@"):
                return term
            if term in self.terms:
                if self.terms[term] == term:
                    break
                term = self.terms[term]
                continue
            prefix, colon, rest = term.partition(":")
            if not colon or rest.startswith("//") or prefix not in self.terms:
                break
            term = self.terms[prefix] + rest
        return term if ":" in term else self.default + term

    def coercion(self, term: str) -> str:
        """What the texts under a term are, "" where the context does not say."""
        kind = self.coercions.get(term, "")
        return self.expanded(kind) if kind else ""


SCHEMA_ORG: Final = Vocabulary()
