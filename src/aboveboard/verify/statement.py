"""Statement: one sentence held against the items that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from aboveboard.domain.draft import SLOTS
from aboveboard.domain.findings import Finding
from aboveboard.text.quantities import Quantity, find
from aboveboard.text.readability import count_words
from aboveboard.verify import disclosure, names, opinion, personal_data, polarity, pressure
from aboveboard.verify.ground import ADDRESS, Ground, supports
from aboveboard.verify.lexicon import any_digit

_DOTTED: Final = re.compile(r"\.\w|://")
_PATH: Final = re.compile(r"(?<![\w/:.])/\w[\w./-]*(?<=[\w/])")
_SLOT: Final = re.compile(r"\[\[[^\]]*\]?\]?")
_HIDING: Final = frozenset({"sender", "element", "reason"})
_ABOUT: Final = ("business.name", "seen.", "survey.")
"""The facts that messages are about; of others, a register's number may be the source that a sentence has to name."""
_COUNT_PARTS: Final = frozenset({"seen", "why", "offer", "terms", "subject"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What one sentence was found to be: its findings with offsets from its own start, and what its words say."""

    findings: tuple[Finding, ...]
    marks: frozenset[str]
    words: int


def check(text: str, part: str, grounds: tuple[Ground, ...], *, language: str) -> Checked:
    """The sentence of a language held against its grounds; depends on nothing else, so it may be remembered."""
    named = _blank(text, [ground for ground in grounds if ground.kind == "fact"])
    return _held(text, named, part, grounds, language)


def remembered(text: str, part: str, grounds: tuple[Ground, ...], *, language: str) -> Checked:
    """What `check` says, remembered for all businesses of which it has to be the same.

    A sentence about one business is first held against the cores of its facts, with what it quotes from them blanked
    out. A core bears out less than its fact, so nothing found there means nothing is found; else `check` decides.
    """
    for ground in grounds:
        if ground.kind == "fact":
            return _alike(text, part, grounds, language) or check(text, part, grounds, language=language)
    return _remembered(text, part, grounds, language=language)


def _alike(text: str, part: str, grounds: tuple[Ground, ...], language: str) -> Checked | None:
    """What is found of this sentence for any business; None where that cannot be told without its facts."""
    facts = [ground for ground in grounds if ground.kind == "fact"]
    if [ground for ground in facts if not ground.name.startswith(_ABOUT)]:
        return None
    named = _blank(text, facts)
    found = _remembered_bare(named, part, tuple([ground.core for ground in grounds]), language)
    if found.findings:
        return None
    if named == text:
        return found
    if len(facts) < len(grounds) or "[[" in text.replace("[[addressee]]", "") or _DOTTED.search(text):
        return None
    if polarity.find(text, part, grounds, named, language=language):
        return None
    return Checked((), found.marks, count_words(text))


def _held(text: str, named: str, part: str, grounds: tuple[Ground, ...], language: str) -> Checked:
    """`check`, given the text with what it quotes from facts blanked out."""
    quoted = _blank(named, [ground for ground in grounds if ground.kind in _HIDING])
    claimed = _blank(quoted, [ground for ground in grounds if ground.kind == "offer"])
    found: list[Finding] = [
        *_links(text),
        *_addresses(text, grounds),
        *_paths(claimed, grounds),
        *_quantities(claimed, part, grounds, language),
        *names.find(claimed, grounds, language=language),
        *opinion.boasts(claimed, language),
        *polarity.find(text, part, grounds, claimed, language=language),
        *opinion.find(claimed, language=language),
        *pressure.find(quoted, language),
        *_personal(claimed),
    ]
    return Checked(_in_order(found, text), _marks(text, named, grounds, language), count_words(text))


_remembered = lru_cache(maxsize=65_536)(check)


@lru_cache(maxsize=65_536)
def _remembered_bare(text: str, part: str, grounds: tuple[Ground, ...], language: str) -> Checked:
    return _held(text, text, part, grounds, language)


def _blank(text: str, grounds: list[Ground]) -> str:
    """The text with every verbatim quotation of an item replaced by as many low lines, so that places stay."""
    if not grounds:
        return text
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    for ground in grounds:
        for literal in ground.quotable:
            if literal in lower:
                text, lower = _without(text, lower, literal)
    return text


def _without(text: str, lower: str, literal: str) -> tuple[str, str]:
    at = lower.find(literal)
    while at >= 0:
        end = at + len(literal)
        if not (lower[at - 1 : at].isalnum() or lower[end : end + 1].isalnum()):
            blank = "_" * len(literal)
            text, lower = text[:at] + blank + text[end:], lower[:at] + blank + lower[end:]
        at = lower.find(literal, end)
    return text, lower


def _links(text: str) -> Iterator[Finding]:
    if "[[" in text:
        for match in _SLOT.finditer(text):
            if match.group() not in SLOTS:
                yield _unsupported(match.start(), match.end(), text, "not a place that deliver fills")


def _addresses(text: str, grounds: tuple[Ground, ...]) -> Iterator[Finding]:
    if not _DOTTED.search(text):
        return
    known = {address for ground in grounds for address in ground.addresses}
    senders = {a for ground in grounds if ground.kind == "sender" for a in ground.addresses}
    for match in ADDRESS.finditer(text):
        address = match.group().lower()
        if "@" in address and address not in senders:
            yield Finding(
                "personal_data", "EMAIL", match.start(), match.end(), match.group(), "not the sender's mailbox"
            )
        elif (
            address not in known
            and address != "schema.org"
            and not any(address in k for k in known if len(address) > 6)
        ):
            yield _unsupported(match.start(), match.end(), text, "an address that no item has")


def _paths(claimed: str, grounds: tuple[Ground, ...]) -> Iterator[Finding]:
    """Paths of pages that no item has; those that are quoted from one are blanked out."""
    if "/" in claimed:
        for match in _PATH.finditer(claimed):
            if not any(match.group() in ground.literals for ground in grounds):
                yield _unsupported(match.start(), match.end(), claimed, "a page that no item has")


def _quantities(claimed: str, part: str, grounds: tuple[Ground, ...], language: str) -> Iterator[Finding]:
    said = find(claimed, language=language)
    if not said:
        return
    known = [quantity for ground in grounds for quantity in ground.quantities]
    counting = any(ground.counts for ground in grounds)
    for quantity in said:
        if _is_idiom(quantity, part, counting) or any(_bears_out(one, quantity) for one in known):
            continue
        same = any(one.kind == quantity.kind for one in known)
        kind = "contradicted" if same else "unsupported"
        reason = f"no item of the sentence has this {quantity.kind}"
        yield Finding("claims", kind, quantity.start, quantity.end, quantity.text, reason)


def _bears_out(known: Quantity, said: Quantity) -> bool:
    """True if one supports the other; what an attribute implies without stating it is said in words alone."""
    return supports(said, known) and bool(known.text or not said.text.isdigit())


def _is_idiom(quantity: Quantity, part: str, counting: bool) -> bool:
    """A small number word ("one line", "a sentence or two") states no count where no item counts anything."""
    if quantity.kind != "number" or quantity.text.isdigit() or counting:
        return False
    return quantity.value == 1 or (part not in _COUNT_PARTS and quantity.value in (2, 3))


def _personal(claimed: str) -> Iterator[Finding]:
    return (found for found in personal_data.find(claimed) if found.kind != "EMAIL")


def _marks(text: str, named: str, grounds: tuple[Ground, ...], language: str) -> frozenset[str]:
    """What the words say, those of facts left out: a trading name may hold any word. No pattern names a digit."""
    said = set(disclosure.marks_of(any_digit(named), language))
    folded = text.casefold()
    for ground in grounds:
        mark = _MARK_OF_SENDER.get(ground.name.removeprefix("sender.")) if ground.kind == "sender" else None
        if mark and ground.literals and all(literal.casefold() in folded for literal in ground.literals):
            said.add(mark)
    if "found" in said and "date" in said and _names_source(folded, grounds):
        said.add("found+source")
    return frozenset(said)


_MARK_OF_SENDER: Final = {"name": "sender_name", "on_behalf_of": "principal", "postal_address": "postal"}


def _names_source(folded: str, grounds: tuple[Ground, ...]) -> bool:
    registers = [literal for g in grounds if "source" in g.name or "register" in g.name for literal in g.literals]
    return any(len(literal) > 3 and literal.casefold() in folded for literal in registers)


def _unsupported(start: int, end: int, text: str, reason: str) -> Finding:
    return Finding("claims", "unsupported", start, end, text[start:end], reason)


def _in_order(found: list[Finding], text: str) -> tuple[Finding, ...]:
    """The findings by place; the text shown is the sentence's own, whatever was blanked out."""
    shown = {
        (f.start, f.end, f.check): Finding(f.check, f.kind, f.start, f.end, text[f.start : f.end], f.reason)
        for f in found
    }
    return tuple(sorted(shown.values(), key=lambda f: (f.start, f.end, f.check)))
