"""Excerpts: the matched words with a little around them, names of persons and mailboxes left out."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import squeeze
from aboveboard.text import email, persons

AROUND: Final = 20  # characters kept on each side, so at most 40 in all
_VIEW: Final = 60  # characters looked at on each side, so that a name is recognised as a whole before it is cut
_TAG_LIMIT: Final = 160
MAILBOX: Final = "[mailbox]"
NOBODY: Final[frozenset[str]] = frozenset()


def quote(text: str, start: int, end: int, *, keep: frozenset[str] = NOBODY) -> str:
    """The words from `start` to `end` with at most 20 characters on each side, without persons and mailboxes."""
    left, right = max(0, start - _VIEW), min(len(text), end + _VIEW)
    window, begin, finish = text[left:right], start - left, end - left
    hidden = _hidden(window, keep)
    before = squeeze(_replaced(window, 0, begin, hidden))
    after = squeeze(_replaced(window, finish, len(window), hidden))
    middle = squeeze(_replaced(window, begin, finish, hidden))
    glue_before = "" if begin and not window[begin - 1].isspace() else " "
    glue_after = "" if finish < len(window) and not window[finish].isspace() else " "
    return (_tail(before) + glue_before + middle + glue_after + _head(after)).strip()


@lru_cache(maxsize=8192)
def clean(text: str, keep: frozenset[str] = NOBODY) -> str:
    """The text on one line, each name of a person as "[person]" and each mailbox as "[mailbox]"; `keep` stays."""
    line = squeeze(text)
    return _replaced(line, 0, len(line), _hidden(line, keep))


def without_mailboxes(text: str) -> str:
    """The text with each mailbox as "[mailbox]"."""
    if "@" not in text:
        return text
    spans = [(span.start, span.end, MAILBOX) for span in email.find(text)]
    return _replaced(text, 0, len(text), spans)


def start_tag(node: LexborNode) -> str:
    """The element's start tag as it could be written, at most 160 characters, without persons and mailboxes."""
    parts = [node.tag or ""]
    for name, value in node.attributes.items():
        parts.append(name if value is None else f'{name}="{squeeze(value)}"')
    tag = " ".join(parts)
    return clean(f"<{tag[:_TAG_LIMIT]}>" if len(tag) <= _TAG_LIMIT else f"<{tag[:_TAG_LIMIT]}…")


Hidden = list[tuple[int, int, str]]


def _hidden(text: str, keep: frozenset[str]) -> Hidden:
    mailboxes = [(span.start, span.end, MAILBOX) for span in email.find(text)] if "@" in text else []
    names = [(span.start, span.end, "[person]") for span in persons.find(text, keep)]
    return sorted(mailboxes + names)


def _replaced(text: str, start: int, end: int, hidden: Hidden) -> str:
    """`text[start:end]` with what is hidden replaced; what only reaches into it is replaced as well."""
    pieces: list[str] = []
    at = start
    for begin, finish, word in hidden:
        if finish <= at or begin >= end:
            continue
        pieces += [text[at : max(at, begin)], word]
        at = min(finish, end)
    return "".join([*pieces, text[at:end]])


def _tail(text: str) -> str:
    if len(text) <= AROUND:
        return text
    cut = text[-AROUND:]
    return cut.partition(" ")[2]


def _head(text: str) -> str:
    if len(text) <= AROUND:
        return text
    return text[:AROUND].rpartition(" ")[0]
