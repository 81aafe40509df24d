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
from aboveboard.verify import disclosure, opinion, personal_data, polarity, pressure
from aboveboard.verify.ground import ADDRESS, Ground, supports, words_of
from aboveboard.verify.lexicon import any_digit

_DOTTED: Final = re.compile(r"\.\w|://")
_SLOT: Final = re.compile(r"\[\[[^\]]*\]?\]?")
_NAME: Final = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’&-]*")
_BEGINS: Final = re.compile(r"(?:[.!?:;…]\s+|[\"“„«‘(\[]|\n)\s*$")
# A lone first word is a name if it does something; these do things without being one.
_DOES: Final = re.compile(
    r"(?:['’]s)?\s(?:is|has|was|writes|says|sells|offers|asks|names|gives|keeps|does|makes|can|will|calls)\b"
)
_PRONOUNS: Final = """
it this that these those what there they how why when where he she one nothing everything something nobody somebody
everybody each which who all none notice hosting the you we your our neither either another here
"""
_NO_NAMES: Final = """
i vat gst html css http https url pdf seo web internet alt gmbh ltd e-mail www localbusiness schema uk eu us dear hello
english
"""
_STARTERS: Final = frozenset(_PRONOUNS.split())
_COMMON: Final = frozenset(_NO_NAMES.split())
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


def check(text: str, part: str, grounds: tuple[Ground, ...]) -> Checked:
    """The sentence held against its grounds; depends on nothing else, so it may be remembered."""
    return _held(text, _blank(text, [ground for ground in grounds if ground.kind == "fact"]), part, grounds)


def remembered(text: str, part: str, grounds: tuple[Ground, ...]) -> Checked:
    """What `check` says, remembered for all businesses of which it has to be the same.

    A sentence about one business is first held against the cores of its facts, with what it quotes from them blanked
    out. A core bears out less than its fact, so nothing found there means nothing is found; else `check` decides.
    """
    for ground in grounds:
        if ground.kind == "fact":
            return _alike(text, part, grounds) or check(text, part, grounds)
    return _remembered(text, part, grounds)


def _alike(text: str, part: str, grounds: tuple[Ground, ...]) -> Checked | None:
    """What is found of this sentence for any business; None where that cannot be told without its facts."""
    facts = [ground for ground in grounds if ground.kind == "fact"]
    if [ground for ground in facts if not ground.name.startswith(_ABOUT)]:
        return None
    named = _blank(text, facts)
    found = _remembered_bare(named, part, tuple([ground.core for ground in grounds]))
    if found.findings:
        return None
    if named == text:
        return found
    if len(facts) < len(grounds) or "[[" in text or _DOTTED.search(text):
        return None
    if polarity.find(text, part, grounds, named):
        return None
    return Checked((), found.marks, len(text.split()))


def _held(text: str, named: str, part: str, grounds: tuple[Ground, ...]) -> Checked:
    """`check`, given the text with what it quotes from facts blanked out."""
    quoted = _blank(named, [ground for ground in grounds if ground.kind in _HIDING])
    claimed = _blank(quoted, [ground for ground in grounds if ground.kind == "offer"])
    found: list[Finding] = [
        *_links(text),
        *_addresses(text, grounds),
        *_quantities(claimed, part, grounds),
        *_names(claimed, grounds),
        *opinion.boasts(claimed),
        *polarity.find(text, part, grounds, claimed),
        *opinion.find(claimed),
        *pressure.find(quoted),
        *_personal(claimed),
    ]
    return Checked(_in_order(found, text), _marks(text, named, grounds), len(text.split()))


_remembered = lru_cache(maxsize=65_536)(check)


@lru_cache(maxsize=65_536)
def _remembered_bare(text: str, part: str, grounds: tuple[Ground, ...]) -> Checked:
    return _held(text, text, part, grounds)


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


def _quantities(claimed: str, part: str, grounds: tuple[Ground, ...]) -> Iterator[Finding]:
    said = find(claimed)
    if not said:
        return
    known = [quantity for ground in grounds for quantity in ground.quantities]
    counting = any(ground.counts for ground in grounds)
    for quantity in said:
        if _is_idiom(quantity, part, counting) or any(supports(quantity, one) for one in known):
            continue
        same = any(one.kind == quantity.kind for one in known)
        kind = "contradicted" if same else "unsupported"
        reason = f"no item of the sentence has this {quantity.kind}"
        yield Finding("claims", kind, quantity.start, quantity.end, quantity.text, reason)


def _is_idiom(quantity: Quantity, part: str, counting: bool) -> bool:
    """A small number word ("one line", "a sentence or two") states no count where no item counts anything."""
    if quantity.kind != "number" or quantity.text.isdigit() or counting:
        return False
    return quantity.value == 1 or (part not in _COUNT_PARTS and quantity.value in (2, 3))


def _names(claimed: str, grounds: tuple[Ground, ...]) -> Iterator[Finding]:
    for match in _NAME.finditer(claimed):
        word = match.group()
        if "_" in word or _is_known(word, grounds):
            continue
        start = match.start()
        if (not start or _BEGINS.search(claimed[max(0, start - 4) : start])) and not _is_name_at_start(match, claimed):
            continue
        if not _within(start, [(q.start, q.end) for q in find(claimed)]):
            yield _unsupported(start, match.end(), claimed, "a name that no item of the sentence has")


def _is_known(name: str, grounds: tuple[Ground, ...]) -> bool:
    return all(word in _COMMON or any(word in ground.words for ground in grounds) for word in words_of(name))


def _within(start: int, spans: list[tuple[int, int]]) -> bool:
    return any(a <= start < b for a, b in spans)


def _is_name_at_start(match: re.Match[str], text: str) -> bool:
    after = text[match.end() : match.end() + 2]
    if (
        len(after) == 2
        and after[0] == " "
        and after[1].isupper()
        and text[match.end() + 1 : match.end() + 3] not in ("I ", "I'")
    ):
        follower = _NAME.match(text, match.end() + 1)
        return follower is not None and len(match.group()) > 3 and not find(follower.group())
    return match.group().lower() not in _STARTERS and _DOES.match(text, match.end()) is not None


def _personal(claimed: str) -> Iterator[Finding]:
    return (found for found in personal_data.find(claimed) if found.kind != "EMAIL")


def _marks(text: str, named: str, grounds: tuple[Ground, ...]) -> frozenset[str]:
    """What the words say, those of facts left out: a trading name may hold any word. No pattern names a digit."""
    said = set(disclosure.marks_of(any_digit(named)))
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
