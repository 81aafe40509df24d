"""What is never used, whoever says it: personal life, health, reviews, and whatever else is about a person.

A trade is none of it: "Dentist" says what a business does, "Patient" says something of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import JSON, Fact
from aboveboard.domain.legal_form import LEGAL_FORMS

PREFIXES: Final = ("person.", "family.", "health.", "belief.", "origin.", "opinion.", "review.")
"""An attribute that begins with one of these is refused, also if somebody adds it to the table of attributes."""

# schema.org 29: people, what people say of a business, and what ails them; by name, in lower case.
TYPES: Final = frozenset({
    "person", "patient", "alumnirole", "employeerole", "performancerole", "review", "userreview", "criticreview",
    "employerreview", "mediareview", "claimreview", "recommendation", "rating", "aggregaterating",
    "employeraggregaterating", "endorsementrating", "endorseaction", "reviewaction", "likeaction", "dislikeaction",
    "comment", "usercomments", "correctioncomment", "medicalcondition", "medicalsignorsymptom", "medicalsign",
    "medicalsymptom", "vitalsign", "infectiousdisease", "medicalcause", "medicalriskfactor", "medicalconditionstage",
    "ddxelement", "diagnosticprocedure", "physicalexam", "diet", "healthtopiccontent", "medicaltrial",
    "medicalobservationalstudy", "medicalstudy",
})  # fmt: skip
# Properties of schema.org that lead from a business to a person, or to what a person says; as parts of a JSON pointer.
_OF_PERSONS: Final = re.compile(
    r"/(?:author|creator|contributor|editor|founders?|employees?|alumni|members?|performers?|actors?|athlete|attendees?"
    r"|accountablePerson|parents?|children|spouse|siblings?|relatedTo|knows|follows|colleagues?|patient"
    r"|reviews?|reviewedBy|reviewRating|aggregateRating|comment|associatedReview|healthCondition|diagnosis"
    r"|possibleComplication|birthDate|birthPlace|deathDate|gender|nationality|givenName|familyName|additionalName"
    r"|honorificPrefix|jobTitle|worksFor)(?:/|$)",
    re.IGNORECASE,
)
_KINDS: Final = {"text": str, "integer": int, "yesno": bool, "record": dict}
_EXPECTED: Final = {name: _KINDS[a.kind] for name, a in ATTRIBUTES.items() if not name.startswith(PREFIXES)}


def usable(fact: Fact) -> bool:
    """True for a fact about the business itself, of an attribute that is known, with a value of the attribute's kind.

    Unknown attributes and levels above `entity` are refused, whatever they say.
    """
    attribute, value = fact.attribute, fact.value
    return (
        fact.level == "entity"
        and type(value) is _EXPECTED.get(attribute)
        and not (fact.source == "markup" and _OF_PERSONS.search(fact.where))
        and (attribute not in _CLOSED or _CLOSED[attribute](value))
    )


def _is_of_things(value: JSON) -> bool:
    return str(value).casefold() not in TYPES


# Of a mailbox only that it is a role's is about the business; a form that is none may be anything.
_CLOSED: Final[dict[str, Callable[[JSON], bool]]] = {
    "page.jsonld_type": _is_of_things,
    "page.microdata_type": _is_of_things,
    "business.category": _is_of_things,
    "business.email": lambda value: isinstance(value, dict) and value.get("kind") == "role",
    "business.legal_form": lambda value: value in LEGAL_FORMS,
}
