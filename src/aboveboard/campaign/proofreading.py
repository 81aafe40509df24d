"""Proofreading: a stranger's letter in a file, held against the facts in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from aboveboard.campaign.doors import verify_text
from aboveboard.campaign.settings import read_text
from aboveboard.domain.errors import InputError
from aboveboard.domain.findings import Finding
from aboveboard.verify.marks import marked


class Proof(msgspec.Struct, frozen=True):
    """What was found in a letter: the line that `verify text` gives of it, and the same marked for a reader."""

    answer: Mapping[str, object]
    lines: list[str]

    @property
    def passed(self) -> bool:
        """True if nothing was found."""
        return self.answer["passed"] is True


def proofread(letter: Path, facts: Path | None, asked: Mapping[str, object]) -> Proof:
    """The findings of all checks, or of those that are asked for; InputError where a file or a wish cannot be read.

    Offsets count in the text without what nobody sees in it, such as a soft hyphen within a word.
    """
    text = read_text(letter)
    row: dict[str, object] = {"id": letter.name, "text": text, "facts": _facts(facts) if facts else {}, **asked}
    answer = verify_text()(row)
    if isinstance(error := answer.get("error"), dict):
        raise InputError(str(error["message"]), place=letter.name)
    found: Sequence[Finding] = msgspec.convert(answer["findings"], list[Finding])
    return Proof(answer, marked(letter.name, text, found))


def _facts(path: Path) -> dict[str, Any]:
    try:
        found: object = msgspec.json.decode(read_text(path))
    except msgspec.DecodeError as error:
        raise InputError(f"not JSON: {error}", place=str(path)) from error
    if not isinstance(found, dict):
        raise InputError("not a JSON object", place=str(path), remedy='give the facts names, as in {"opens": "08:30"}')
    return found
