"""Excerpts: the matched words with a little around them, names of persons and mailboxes left out.

Around the match only words of the vocabulary and small words are shown: a name that no list knows ends the excerpt.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import squeeze
from aboveboard.text import email, persons

AROUND: Final = 20  # characters kept on each side, so at most 40 in all
_VIEW: Final = 45  # characters looked at on each side, so that a name is recognised as a whole before it is cut
_TAG_LIMIT: Final = 160
_LONGEST_VALUE: Final = 1000
_REMEMBERED: Final = 400  # characters; longer texts are not kept in memory once they are cleaned
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-‐‑][^\W\d_]+)*")
_JOINED: Final = re.compile(r"[^\W\d_][./@:][^\W\d_]")  # an address of a site or a file, which may spell a name
_SMALL_WORD: Final = re.compile(r"[^\W\d_]{3,60}")
MAILBOX: Final = "[mailbox]"
NOBODY: Final[frozenset[str]] = frozenset()


def quote(text: str, start: int, end: int, *, keep: frozenset[str] = NOBODY) -> str:
    """The words from `start` to `end` with at most 20 characters on each side, without persons and mailboxes.

    On each side the excerpt ends before the first word that could be a part of a name; those of `keep` are shown.
    """
    left, right = max(0, start - _VIEW), min(len(text), end + _VIEW)
    window, begin, finish = text[left:right], start - left, end - left
    hidden = _hidden(window, keep)
    for first, last, _ in hidden:
        if first < finish and last > begin:
            begin, finish = min(begin, first), max(finish, last)
    before = squeeze(_replaced(window, 0, begin, hidden))
    after = squeeze(_replaced(window, finish, len(window), hidden))
    middle = squeeze(_replaced(window, begin, finish, hidden))
    glue_before = "" if begin and not window[begin - 1].isspace() else " "
    glue_after = "" if finish < len(window) and not window[finish].isspace() else " "
    known = _words_of(keep)
    return (_tail(before, known) + glue_before + middle + glue_after + _head(after, known)).strip()


def clean(text: str, keep: frozenset[str] = NOBODY) -> str:
    """The text on one line, each name of a person as "[person]" and each mailbox as "[mailbox]"; `keep` stays."""
    line = squeeze(text)
    return _cleaned(line, keep) if len(line) <= _REMEMBERED else _cleaned.__wrapped__(line, keep)


@lru_cache(maxsize=4096)
def _cleaned(line: str, keep: frozenset[str]) -> str:
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
        parts.append(name if value is None else f'{name}="{_address(squeeze(value[:_LONGEST_VALUE]))}"')
    tag = " ".join(parts)
    return clean(f"<{tag[:_TAG_LIMIT]}>" if len(tag) <= _TAG_LIMIT else f"<{tag[:_TAG_LIMIT]}…")


def _address(value: str) -> str:
    """The value; of an address that spells a given name ("/team/jane-doe.jpg") only that a person is in it."""
    if " " in value or ("/" not in value and "." not in value):
        return value
    plain = all(persons.is_plain(word) for word in _SMALL_WORD.findall(value.lower()))
    return value if plain else persons.PLACEHOLDER


Hidden = list[tuple[int, int, str]]


def _hidden(text: str, keep: frozenset[str]) -> Hidden:
    mailboxes = [(span.start, span.end, MAILBOX) for span in email.find(text)] if "@" in text else []
    names = [(span.start, span.end, persons.PLACEHOLDER) for span in persons.find(text, keep)]
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


def _tail(text: str, known: frozenset[str]) -> str:
    """The last words that may be shown."""
    words = (text if len(text) <= AROUND else text[-AROUND:].partition(" ")[2]).split(" ")
    first = next((i for i in range(len(words), 0, -1) if not _may_show(words[i - 1], known)), 0)
    return " ".join(words[first:])


def _head(text: str, known: frozenset[str]) -> str:
    """The first words that may be shown."""
    words = (text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0]).split(" ")
    end = next((i for i, word in enumerate(words) if not _may_show(word, known)), len(words))
    return " ".join(words[:end])


@lru_cache(maxsize=8192)
def _may_show(printed: str, known: frozenset[str]) -> bool:
    """True if what stands between two blanks is no part of a name; a placeholder is not."""
    if persons.PLACEHOLDER in printed or MAILBOX in printed:
        return True
    words = _WORD.findall(printed)
    return not _JOINED.search(printed) and all(persons.is_plain(word) or word.casefold() in known for word in words)


@lru_cache(maxsize=256)
def _words_of(keep: frozenset[str]) -> frozenset[str]:
    return frozenset(word.casefold() for name in keep for word in _WORD.findall(name))
