"""The row door `observe pages`: one JSON object in, one out."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.observe.page import read_page
from aboveboard.observe.seen import Reading

KEYS: Final = ("id", "url", "file", "html", "status", "headers")
Record: TypeAlias = "dict[str, object]"


def answer(record: Record) -> Record:
    """The row's facts as the door's contract gives them, or its id with what is wrong; never raises for a bad row."""
    row = record.get("id")
    name = row if isinstance(row, str) else None
    try:
        reading, url = _read(record)
    except InputError as error:
        return {"id": name, "error": {"code": error.code, "message": str(error)}}
    if reading.problem:
        return {"id": name, "error": {"code": reading.problem, "message": "there is no page to read in what was given"}}
    facts = [
        {
            "attribute": fact.attribute,
            "value": fact.value,
            "level": fact.level,
            "excerpt": fact.excerpt,
            "where": fact.where,
        }
        for fact in reading.facts
    ]
    return {"id": name, "url": url, "facts": facts, "persons_seen": reading.persons_seen}


def _read(record: Record) -> tuple[Reading, str]:
    for key in record:
        if key not in KEYS:
            raise InputError(f"unknown key {key!r}", remedy=did_you_mean(key, KEYS))
    if not isinstance(record.get("id"), str):
        raise InputError("`id` has to be a string")
    url = record.get("url")
    if not isinstance(url, str) or not url.strip():
        raise InputError("`url` is missing", remedy="give the address of the page")
    status = record.get("status", 200)
    if not isinstance(status, int) or isinstance(status, bool):
        raise InputError("`status` has to be a whole number")
    return read_page(_html(record), url=url.strip(), status=status, headers=_headers(record)), url


def _html(record: Record) -> bytes | str:
    file, html = record.get("file"), record.get("html")
    if (file is None) == (html is None):
        raise InputError("give either `file` or `html`")
    if html is not None:
        if not isinstance(html, str):
            raise InputError("`html` has to be a string")
        return html
    if not isinstance(file, str):
        raise InputError("`file` has to be a path")
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        raise InputError(f"cannot read the file: {reason}", place=file) from error


def _headers(record: Record) -> dict[str, str]:
    given = record.get("headers") or {}
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise InputError("`headers` has to be an object of strings")
    return {str(name): str(value) for name, value in given.items()}
