"""Legal forms, and the question that turns on them: is this business itself a person with rights?"""

from typing import Final, Literal, TypeAlias, get_args

LegalForm: TypeAlias = Literal["corporate", "sole_trader", "partnership", "individual", "public_body", "unknown"]
LEGAL_FORMS: Final[tuple[str, ...]] = get_args(LegalForm)


def is_subject(legal_form: str | None) -> bool:
    """True if the business itself has a person's rights; an unknown or missing form counts as a person."""
    return legal_form not in ("corporate", "public_body")
