"""How many legal forms are unknown, before and after each source of them, and what company registers added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from aboveboard.domain.company import STATUS_WORDS, CompanyReading, decode_company
from aboveboard.text.legal_forms import of_name

Row = Mapping[str, str | None]
Figure = tuple[str, str]
_UNKNOWN: Final = (None, "unknown")


def legal_form_figures(rows: Sequence[Row], *, asked: bool) -> list[Figure]:
    """The unknown forms by the list and the names on it, with the pages and, where `asked`, with company registers."""
    readings = [decode_company(row["company"]) for row in rows]
    paged = [reading.without if reading else row["legal_form"] for row, reading in zip(rows, readings, strict=True)]
    figures = [
        _unknown("legal form unknown, list alone", [_listed(row) for row in rows]),
        _unknown("legal form unknown, with the pages", paged),
    ]
    if asked:
        figures.append(_unknown("legal form unknown, with company registers", [row["legal_form"] for row in rows]))
        figures += _added([reading for reading in readings if reading])
    return figures


def form_words(row: Row) -> str:
    """The form of a row as a person reads it, and why a company's is unknown."""
    form = str(row["legal_form"]).replace("_", " ")
    reading = decode_company(row["company"])
    status = reading.not_active if reading else None
    return f"{form}: company {STATUS_WORDS[status]}" if status else form


def _listed(row: Row) -> str | None:
    """The form that the list gives, or that the listed name ends in."""
    if row["register_form"] not in _UNKNOWN:
        return row["register_form"]
    ending = of_name(row["name"] or "", row["country"])
    return ending.value if ending else None


def _unknown(label: str, forms: Sequence[str | None]) -> Figure:
    count = sum(form in _UNKNOWN for form in forms)
    return label, f"{count} ({100 * count // max(1, len(forms))} %)"


def _added(readings: Sequence[CompanyReading]) -> list[Figure]:
    taken = sum(bool(reading.taken) for reading in readings)
    waiting = sum(bool(reading.questions) for reading in readings)
    figures = [("found in a company register", str(taken)), ("“same company?” waits for a person", str(waiting))]
    gone = Counter(reading.not_active for reading in readings if reading.not_active)
    return figures + [(f"companies {STATUS_WORDS[status]}", str(count)) for status, count in sorted(gone.items())]
