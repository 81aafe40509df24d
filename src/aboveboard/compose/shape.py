"""Shape: the traits of a brief that decide which patterns can say it, read from its items."""

from __future__ import annotations

from collections.abc import Mapping

from aboveboard.compose.pattern import Trait
from aboveboard.compose.slots import Name
from aboveboard.domain.fact import JSON


def ground_shape(items: Mapping[Name, JSON], *, general: bool) -> dict[str, Trait]:
    """The traits that all messages of one offer, sender and source share."""
    notice, source = items.get(("element", "privacy_notice")), items.get(("element", "source_of_data"))
    return {
        "general": general,
        "person": _text(notice, "person") != "False",
        "basis": _text(notice, "basis"),
        "acquisition": _text(source, "acquisition"),
        "on_behalf": ("sender", "on_behalf_of") in items,
        "per": _text(items.get(("offer", "price")), "per"),
        "setup": ("offer", "setup") in items,
        "renewal": str(items.get(("offer", "renewal"), "")),
        "termless": not items.get(("offer", "term_months")),
    }


def fact_shape(value: JSON) -> tuple[tuple[str, Trait], ...]:
    """The traits of what was seen: open or closed, one or several, all or some; none for other payloads."""
    if not isinstance(value, dict):
        return ()
    if "markup" in value:
        return tuple((key, "closed" if value.get(key) == "closed" else "open") for key in ("page", "markup"))
    if "images" in value:
        return (("count", _number(value.get("count") == 1)), ("all", value.get("count") == value["images"]))
    return (("count", _number(value["count"] == 1)),) if "count" in value else ()


def _number(is_one: bool) -> str:
    return "one" if is_one else "other"


def _text(value: JSON, key: str) -> str:
    return str(value.get(key, "")) if isinstance(value, dict) else ""
