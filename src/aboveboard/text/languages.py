"""Languages: which one a business is likely to read, from its own website and its country."""

from __future__ import annotations

from functools import lru_cache


def readable(site: str | None, country: str | None) -> tuple[str, ...]:
    """The languages that a business may be taken to read, likeliest first, as ISO 639-1 codes.

    The language its own website declares comes first, then the official languages of its country (CLDR).
    """
    declared = (site or "").strip().lower().replace("_", "-").partition("-")[0]
    found = (declared, *_official(country)) if declared else _official(country)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=512)
def _official(country: str | None) -> tuple[str, ...]:
    from babel.languages import get_official_languages

    return tuple(name.partition("_")[0] for name in get_official_languages(country, de_facto=True)) if country else ()
