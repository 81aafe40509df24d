"""One rule of a pack: when it applies, what it asks, where it stands written, and the examples that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from aboveboard.kernel.condition import Condition

RULE_KINDS: Final = ("withhold", "review", "require", "lift", "permit", "obligate", "deadline", "note")
LAYERS: Final = ("law", "guidance", "mailbox", "house")
CLOCKS: Final = ("business_days", "calendar_days", "months", "years", "hours")
EVIDENCE: Final = ("house", "quoted_primary", "primary_text", "secondary", "memory")
OF_STATES: Final = ("law", "guidance")
WEAK: Final = {
    "secondary": "rests on no primary text: only secondary reading",
    "memory": "rests on no primary text: written from memory",
}
"""How a rule is marked, wherever it is shown, for which nobody has read the text of the law or a quotation of it."""

NO_PACK_FACT: Final = "_country_has_pack"
CHANNEL_FACT: Final = "_channel_named"


@dataclass(frozen=True, slots=True)
class Term:
    """So many units of a clock, counted from the event."""

    clock: str
    n: int


@dataclass(frozen=True, slots=True)
class Example:
    """Facts of one day on which the rule applies, or on which it does not."""

    as_of: date
    fires: bool
    inputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Verification:
    """How the rule was read: the wording itself, a quotation, a summary, or memory; and whether its start date was."""

    level: str
    date_verified: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question about the rule, with its answers and the index of the right one."""

    question: str
    answers: tuple[str, ...]
    correct: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A rule as its pack states it; `place` is the file and line it stands in, `details` what only people read."""

    id: str
    regime: str
    plain: str
    kind: str
    layer: str
    jurisdiction: frozenset[str]
    connects: tuple[str, ...]
    when: Condition
    citation: str
    effective_from: date | None
    effective_to: date | None
    verification: Verification
    lesson: Lesson
    place: str
    must_include: tuple[str, ...] = ()
    must_do: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    deadline: Term | None = None
    acknowledge: Term | None = None
    examples: tuple[Example, ...] = ()
    date_history: tuple[tuple[date, str], ...] = ()
    details: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def weak(self) -> str:
        """The mark of a rule that rests on no primary text; empty for others."""
        return WEAK.get(self.verification.level, "")

    def in_force(self, day: date) -> bool:
        """Whether the rule acts on that day; a rule without a first day never does, nor does a note."""
        if self.kind == "note" or self.effective_from is None or day < self.effective_from:
            return False
        return self.effective_to is None or day < self.effective_to

    def reaches(self, place: Place) -> bool:
        """Whether its jurisdiction covers the recipient or the sender, whichever the rule looks at."""
        if "*" in self.jurisdiction:
            return True
        if "recipient" in self.connects and not self.jurisdiction.isdisjoint(place.recipient):
            return True
        return "sender" in self.connects and place.sender in self.jurisdiction

    def channels_named(self) -> frozenset[str]:
        """The channels that a comparison of its condition names (`==`, `in`, `not in`)."""
        named: set[str] = set()
        for leaf in self.when.leaves():
            if leaf.name == "channel" and leaf.op != "!=":
                named.update(map(str, leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)))
        return frozenset(named)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the two sides are; None is unknown."""

    country: str | None = None
    region: str | None = None
    sender: str | None = None

    @property
    def recipient(self) -> tuple[str, ...]:
        """The codes that may match a rule's jurisdiction on the recipient's side."""
        return tuple(code for code in (self.country, self.region) if code is not None)


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """One file of rules: its name without the ending, its regime, when it was last checked, the digest of its text."""

    name: str
    regime: str
    as_of: date
    digest: str
    rules: tuple[Rule, ...]

    def countries(self) -> frozenset[str]:
        """The countries that its rules of law or guidance name, themselves or one of their regions."""
        codes = {code for rule in self.rules if rule.layer in OF_STATES for code in rule.jurisdiction}
        return frozenset(code[:2] for code in codes if code != "*")
