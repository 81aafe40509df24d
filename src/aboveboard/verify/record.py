"""Record: any JSON object as the ground of a text, for texts that no brief was made for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec

from aboveboard.domain.findings import Finding
from aboveboard.text.quantities import Quantity, find
from aboveboard.verify import bands
from aboveboard.verify.ground import Nested, leaves, prices, quantities_of, supports, words_of
from aboveboard.verify.lexicon import Wording, load

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\-./]")
_CAPITAL: Final = re.compile(r"(?<![\w.])[A-ZÀ-ÖØ-Þ][\w'’&-]*")
_JOIN: Final = re.compile(r"\s(?:(?:of|the|and|de|la|du|van|von|der|al)\s)?")
_BEGINS: Final = re.compile(r"(?:^|[.!?:;…]\s+|[\"“„«‘(\[]|\n\W*)$")
_HEDGE: Final = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|over|under|up\sto|more\sthan|less\sthan|some|~|circa|ca\.)\s*[£€$]?$",
    re.IGNORECASE,
)
_NEGATION: Final = re.compile(
    r"\b(?:not|no|never|non|nor|neither|without|lacks?|isn['’]t|doesn['’]t|don['’]t|aren['’]t|unsuitable|un(?=family|friendly))\b|n['’]t\b|\bnon-",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[,;.!?]|\b(?:but|however|although|though|while|yet|with)\b")
_ADULTS: Final = re.compile(r"\badults?[-\s](?:only|oriented)\b|\bonly\s(?:for\s)?adults\b", re.IGNORECASE)
_ABOUT_CHILDREN: Final = re.compile(r"\b(?:family|families|kids?|child(?:ren)?)\b")
_TRUTH: Final = {"yes": True, "true": True, "no": False, "false": False}
_LEXICON: Final = load("wording", Wording)
_PLAIN: Final = frozenset(_LEXICON.capitals.split())
_SAME: Final[dict[str, str]] = {word: group.split("|")[0] for group in _LEXICON.same for word in group.split("|")}
_EXCLUDING: Final = tuple(
    (tuple(frozenset(step.split("|")) for step in scale), anywhere)
    for scales, anywhere in ((_LEXICON.scales, False), (_LEXICON.kinds, True))
    for scale in scales
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar of the record: its dotted path, the words of its last key, its value as text."""

    path: str
    key: str
    value: str | int | float | bool | None

    @property
    def truth(self) -> bool | None:
        """Yes or no where that is all the value says."""
        if isinstance(self.value, bool):
            return self.value
        return _TRUTH.get(self.value.strip().casefold()) if isinstance(self.value, str) else None


@dataclass(frozen=True, slots=True)
class Record:
    """A record taken apart into what a text may say."""

    leaves: tuple[Leaf, ...]
    quantities: tuple[Quantity, ...]
    words: frozenset[str]
    joined: str

    @classmethod
    def of(cls, facts: Nested) -> Record:
        """The record of any nested JSON."""
        found = tuple(Leaf(path, spoken(path.rpartition(".")[2]), value) for path, value in leaves(facts, ""))
        quantities = [q for leaf in found for q in quantities_of(leaf.path, leaf.value)]
        quantities.extend(Quantity("number", Decimal(n), 0, 0, "") for n in _lengths(facts))
        quantities.extend(prices(facts))
        texts = [str(leaf.value) for leaf in found if not isinstance(leaf.value, bool)]
        paths = [spoken(leaf.path) for leaf in found]
        words = {word for text in (*texts, *paths) for word in words_of(text)}
        return cls(found, tuple(quantities), frozenset(words), " ".join((*texts, *paths)).casefold())

    def has_kin(self, word: str) -> bool:
        """True if the record has the word without its plural, a word of the same group, or one that it comes from."""
        same = _SAME.get(word)
        if word.rstrip("s") in self.words or (
            same and any(form in self.joined for form, g in _SAME.items() if g == same)
        ):
            return True
        return len(word) > 4 and any(known.startswith(word[:4]) for known in self.words)


def spoken(key: str) -> str:
    """A key as words: "familyFriendly" is "family friendly"."""
    return " ".join(_CAMEL.sub(" ", key).lower().split())


def _lengths(facts: Nested) -> Iterator[int]:
    if isinstance(facts, list):
        yield len(facts)
        for inner in facts:
            yield from _lengths(inner)
    elif isinstance(facts, dict):
        for inner in facts.values():
            yield from _lengths(inner)


def claims(text: str, record: Record, *, language: str = "en") -> list[Finding]:
    """What the text states that the record does not: numbers, names, yes-and-no, and steps of a scale."""
    said = find(text, language=language)
    stepped = _rightly_stepped(text, record)
    said = tuple(q for q in said if not any(start <= q.start < end for start, end in stepped))
    found = [
        *_quantities(text, said, record),
        *_names(text, said, record),
        *_truths(text, record),
        *(f for f in _scaled(text, record) if not any(start <= f.start < end for start, end in stepped)),
        *_wrongly_stepped(text, record),
    ]
    return sorted(found, key=lambda f: (f.start, f.end))


def _steps(record: Record) -> dict[bands.Topic, set[bands.Step]]:
    """The steps that the facts give, by topic."""
    found: dict[bands.Topic, set[bands.Step]] = {}
    for leaf in record.leaves:
        topic = bands.topic_of(leaf.key) if isinstance(leaf.value, str) else None
        step = bands.step_of(str(leaf.value), topic) if topic else None
        if topic and step:
            found.setdefault(topic, set()).add(step)
    return found


def _rightly_stepped(text: str, record: Record) -> list[tuple[int, int]]:
    """Where the text gives a price or rating as another kind of value than the facts do, and the same step."""
    steps = _steps(record).items()
    return [(one.start, one.end) for topic, right in steps for one in bands.said(text, topic) if one.step in right]


def _wrongly_stepped(text: str, record: Record) -> Iterator[Finding]:
    for topic, right in _steps(record).items():
        for one in bands.said(text, topic):
            if one.step not in right and not is_denied(text, one.start, one.end):
                place = (one.start, one.end, text[one.start : one.end])
                yield Finding("claims", "contradicted", *place, f"the facts give another {topic}")


def _quantities(text: str, said: tuple[Quantity, ...], record: Record) -> Iterator[Finding]:
    for quantity in said:
        if _is_known(quantity, text, record):
            continue
        rival = any(q.kind == quantity.kind and q.unit == quantity.unit for q in record.quantities)
        kind = "contradicted" if rival and (quantity.unit or quantity.kind != "number") else "unsupported"
        yield Finding(
            "claims", kind, quantity.start, quantity.end, quantity.text, f"the facts have no such {quantity.kind}"
        )


def _is_known(quantity: Quantity, text: str, record: Record) -> bool:
    if any(supports(quantity, known) for known in record.quantities):
        return True
    if quantity.kind == "number" and (quantity.value == 1 or quantity.text.casefold() in record.words):
        return True
    if _HEDGE.search(text[: quantity.start]) and isinstance(quantity.value, Decimal):
        return any(_is_near(quantity.value, known) for known in record.quantities if known.kind == quantity.kind)
    return quantity.kind in ("ordinal", "weekday", "time") and quantity.text.casefold() in record.joined


def _is_near(value: Decimal, known: Quantity) -> bool:
    return isinstance(known.value, Decimal) and abs(known.value - value) <= abs(known.value) * Decimal("0.05")


def _names(text: str, said: tuple[Quantity, ...], record: Record) -> Iterator[Finding]:
    """Runs of capitalised words that the record does not know; a lone first word of a sentence may be any word."""
    start = end = -1
    for match in _CAPITAL.finditer(text):
        if any(q.start <= match.start() < q.end for q in said) or _is_known_name(match, text, record):
            continue
        if start >= 0 and not _JOIN.fullmatch(text[end : match.start()]):
            yield _unknown(text, start, end)
            start = -1
        start, end = (match.start() if start < 0 else start), match.end()
    if start >= 0:
        yield _unknown(text, start, end)


def _unknown(text: str, start: int, end: int) -> Finding:
    return Finding("claims", "unsupported", start, end, text[start:end], "a name that the facts do not have")


def _is_known_name(match: re.Match[str], text: str, record: Record) -> bool:
    if _BEGINS.search(text[: match.start()]):
        return True
    return all(
        word in record.words or word in _PLAIN or record.has_kin(word)
        for word in words_of(match.group())
        if len(word) > 1
    )


def _truths(text: str, record: Record) -> Iterator[Finding]:
    """A yes said of what is no, or the other way round, in the scope of one clause."""
    for leaf in record.leaves:
        truth = leaf.truth
        if truth is None:
            continue
        for start, end in mentions(text, leaf.key):
            if is_denied(text, start, end) is truth:
                yield Finding("claims", "contradicted", start, end, text[start:end], f"{leaf.path} says the opposite")


def mentions(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where the text says these words, or words that mean the same, in order and close together."""
    terms = [_alternatives(word) for word in words.split()]
    if terms:
        between = r"\W{0,3}(?:\w+\W){0,2}"
        orders = [between.join(terms), between.join(reversed(terms))] if len(terms) == 2 else [between.join(terms)]
        for match in re.finditer(rf"\b(?:{'|'.join(orders)})", text, re.IGNORECASE):
            yield match.span()


def _alternatives(word: str) -> str:
    same = _SAME.get(word, word)
    forms = [form for form, first in _SAME.items() if first == same] or [word]
    return (
        "(?:"
        + "|".join(sorted({re.escape(form).replace(r"\ ", r"[\s-]") for form in forms}, key=len, reverse=True))
        + ")"
    )


def is_denied(text: str, start: int, end: int) -> bool:
    """True if the clause around a mention denies it: an odd number of denials before it, or one just after."""
    before = text[:start]
    cut = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
    after = text[end : end + 12]
    later = bool(re.match(r"\W*(?:is\s|are\s)?(?:not|unfriendly|free\b)", after))
    return (len(_NEGATION.findall(before[cut:])) + later) % 2 == 1


def _scaled(text: str, record: Record) -> Iterator[Finding]:
    """A step of a scale ("expensive") or a kind ("pub") where the facts give another one and never this."""
    values = {leaf: leaf.value.casefold().strip() for leaf in record.leaves if isinstance(leaf.value, str)}
    for leaf, value in values.items():
        for scale, anywhere in () if bands.topic_of(leaf.key) else _EXCLUDING:
            true = next((step for step in scale if value in step), None)
            given = {step for step in scale if step & set(values.values())}
            for step in scale if true else ():
                if step not in given:
                    yield from _wrong_step(text, step, leaf, anywhere=anywhere)
    for phrase in _LEXICON.stating:
        if not any(word in record.joined or record.has_kin(word) for word in re.split(r"[\s-]", phrase)):
            for match in re.finditer(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE):
                yield Finding("claims", "unsupported", *match.span(), match.group(), "the facts say nothing of this")


def _wrong_step(text: str, step: frozenset[str], leaf: Leaf, *, anywhere: bool) -> Iterator[Finding]:
    for word in step:
        for match in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
            near = text[max(0, match.start() - 30) : match.end() + 30].lower()
            fits = anywhere or any(key[:5] in near for key in leaf.key.split())
            if fits and not is_denied(text, match.start(), match.end()):
                span, reason = match.group(), f"{leaf.path} says otherwise"
                yield Finding("claims", "contradicted", match.start(), match.end(), span, reason)


def omitted(text: str, facts: Nested, paths: list[str], *, language: str = "en") -> list[Finding]:
    """The paths whose facts the text does not state."""
    end = len(text)
    said = find(text, language=language)
    return [
        Finding("claims", "omitted", end, end, path, "the text does not say this")
        for path in paths
        if not all(_is_said(text, said, leaf) for leaf in _under(facts, path))
    ]


def _under(facts: Nested, path: str) -> list[Leaf]:
    value: Nested = facts
    for key in path.split("."):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return [Leaf(path, spoken(path), path)]
    return [Leaf(full, spoken(full.rpartition(".")[2]), leaf) for full, leaf in leaves(value, path)]


def _is_said(text: str, said: tuple[Quantity, ...], leaf: Leaf) -> bool:
    truth = leaf.truth
    if truth is not None:
        if truth is False and _ADULTS.search(text) and _ABOUT_CHILDREN.search(leaf.key):
            return True
        return any(is_denied(text, *span) is not truth for span in mentions(text, leaf.key))
    if leaf.value is None:
        return True
    value = str(leaf.value)
    if value.casefold() in text.casefold():
        return True
    topic = bands.topic_of(leaf.key)
    step = bands.step_of(value, topic) if topic else None
    if topic and step and any(one.step == step for one in bands.said(text, topic)):
        return True
    known = list(quantities_of(leaf.path, leaf.value))
    if known:
        return all(any(supports(q, k) or supports(k, q) or q.value == k.value for q in said) for k in known)
    return any(True for _ in mentions(text, " ".join(words_of(value))))


def from_json(facts: object) -> Nested:
    """The facts of a door's row as nested JSON."""
    nested: Nested = msgspec.json.decode(msgspec.json.encode(facts))
    return nested
