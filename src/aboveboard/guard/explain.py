"""What more would have to be known: the smallest honest set of facts from a refusal to an allowing verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import filled
from aboveboard.guard.rule import Rule

MOST: Final = 4
"""No longer list of things to establish is looked for: who reads five does none."""
CHANNELS: Final[dict[str, str]] = {
    "email": "e-mail",
    "sms": "text messages",
    "social_dm": "direct messages",
    "messaging_app": "messages",
    "voice_live": "calls",
    "voice_artificial": "calls by an artificial voice",
    "post": "letters",
    "web_chat": "chat",
    "web_page": "offers on a page",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value an operator can honestly establish.

    `brought_about`: it can be made true and not only found out. `of_customers`: it can be so only where the business is
    known to be a customer.
    """

    fact: str
    value: object
    sentence: str
    brought_about: bool = False
    of_customers: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One fact whose other value helps to allow the message, and how a person would say it."""

    fact: str
    value: object
    sentence: str


CUSTOMERS: Final = frozenset(["customer", "contract"])
# From what costs least to establish to what costs most; asking for consent comes last. An objection is no candidate.
ESTABLISHABLE: Final = (
    Candidate("data_level", "entity", "using only facts about the business, none about a person", True),
    Candidate("tracking", "none", "leaving out the tracking pixel", True),
    Candidate("names_competitor", False, "leaving out the competitor's name", True),
    Candidate("recipient_local_hour", 12, "a time between 8 and 21 o'clock where the business is", True),
    Candidate("manipulative", False, "a check of the text that finds neither pressure nor trick"),
    Candidate("decision_kind", "marketing", "a note on record that nothing but a message is decided"),
    Candidate("recipient_kind", "corporate", "a register number that shows a limited company"),
    Candidate("recipient_kind", "public_body", "a source that shows a public body"),
    Candidate("recipient_capacity", "business", "a source that shows a business, not a consumer"),
    Candidate("address_kind", "role", "an address of the business instead of a person's", True),
    Candidate("no_solicitation_notice", False, "the page with the address, seen without a notice against advertising"),
    Candidate("address_source", "published_by_recipient", "the page of the business itself that shows the address"),
    Candidate(
        "address_source", "published_for_marketing", "the page on which the business gives the address for advertising"
    ),
    Candidate("on_dnc_register", False, "a fresh answer of the do-not-call register that the number is not on it"),
    Candidate("residential_line", False, "a source that shows a business line, not a home's"),
    Candidate("mobile_line", False, "a source that shows a landline"),
    Candidate("role_relevant", True, "what in the offer concerns this trade, put on record"),
    Candidate("presumed_interest", True, "the concrete facts from which interest in a call may be presumed, on record"),
    Candidate("days_since_purchase", 182, "a purchase within the last half year, on record", of_customers=True),
    Candidate("ongoing_contract", True, "a contract that still runs, on record", of_customers=True),
    Candidate("collected_in_sale", True, "the sale in which the address was given, on record", of_customers=True),
    Candidate("similar_products", True, "an offer like what was bought", of_customers=True),
    Candidate(
        "optout_offered_at_collection", True, "proof that a way out was offered with the address", of_customers=True
    ),
    Candidate("consent", "express", "consent to {channel}, with its proof", True),
    Candidate("consent", "express_written", "written consent to {channel}, with its proof", True),
)
WITHOUT_CONSENT: Final = tuple(candidate for candidate in ESTABLISHABLE if candidate.fact != "consent")


def smallest_change(
    inputs: Mapping[str, object],
    packs: RulePacks,
    as_of: date,
    *,
    candidates: Sequence[Candidate] = ESTABLISHABLE,
    most: int = MOST,
) -> tuple[Change, ...] | None:
    """The fewest candidates that together turn a withhold or review into allow: none where it allows, None if none do.

    Of sets of one size that wins whose costliest candidate is cheaper, then the next. What is known to be otherwise is
    no candidate: a sole trader does not become a company by another look.
    """
    search = _Search.of(inputs, packs, as_of, candidates)
    for size in range(most + 1):
        found = min(search.sets(frozenset(), size), key=_cost, default=None)
        if found is not None:
            channel = CHANNELS[str(search.values["channel"])]
            chosen = [search.candidates[n] for n in sorted(found)]
            return tuple(Change(c.fact, c.value, c.sentence.format(channel=channel)) for c in chosen)
    return None


def is_open(candidate: Candidate, inputs: Mapping[str, object]) -> bool:
    """Whether the value is not known yet, or can be brought about and is another."""
    given = inputs.get(candidate.fact)
    if candidate.of_customers and inputs.get("relationship") not in CUSTOMERS:
        return False
    if candidate.brought_about:
        return given != candidate.value
    return given is None or given == "unknown"


def _cost(chosen: frozenset[int]) -> list[int]:
    return sorted(chosen, reverse=True)


@dataclass(frozen=True, eq=False)
class _Search:
    """Looks for sets of candidates after which no rule stands in the way.

    Every rule that does has to be answered by one of the set: by a fact of its own condition, or of one that lifts it.
    So only these are tried, rule by rule, which finds every smallest set and few others.
    """

    values: dict[str, object]
    rules: tuple[Rule, ...]
    candidates: Mapping[int, Candidate]
    _known: dict[frozenset[int], tuple[Rule, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, inputs: Mapping[str, object], packs: RulePacks, as_of: date, candidates: Sequence[Candidate]
    ) -> _Search:
        """The search from these facts; what cannot decide a verdict is left out of it."""
        values, day, place = filled(inputs, packs, as_of)
        deciding = ("withhold", "review", "lift") + (() if values["message_has"] is None else ("require",))
        rules = tuple(rule for rule in packs.in_force(day, place) if rule.kind in deciding)
        for candidate in candidates:
            packs.facts.fact(candidate.fact).read(candidate.value)
        return cls(values, rules, {n: c for n, c in enumerate(candidates) if is_open(c, inputs)})

    def sets(self, chosen: frozenset[int], left: int) -> Iterator[frozenset[int]]:
        """Every set that allows, of the chosen and at most so many more candidates; the smallest are all among them."""
        blocking = self.blocking(chosen)
        if not blocking:
            yield chosen
            return
        if not left:
            return
        taken = {self.candidates[n].fact for n in chosen}
        ways = [[n for n in self.ways[rule] if self.candidates[n].fact not in taken] for rule in blocking]
        if all(ways) and _needed(ways) <= left:
            for n in min(ways, key=len):
                yield from self.sets(chosen | {n}, left - 1)

    def blocking(self, chosen: frozenset[int]) -> tuple[Rule, ...]:
        """The rules that stand in the way once the chosen are established; remembered."""
        if chosen not in self._known:
            made = {self.candidates[n].fact: self.candidates[n].value for n in chosen}
            values = self.values | made
            fired = [rule for rule in self.rules if rule.when.holds(values)]
            lifted = {target for rule in fired for target in rule.lifts}
            active = (rule for rule in fired if rule.id not in lifted)
            self._known[chosen] = tuple(rule for rule in active if self._stops(rule))
        return self._known[chosen]

    def _stops(self, rule: Rule) -> bool:
        has = self.values["message_has"]
        return rule.kind in ("withhold", "review") or (
            isinstance(has, frozenset) and not has.issuperset(rule.must_include)
        )

    @cached_property
    def ways(self) -> dict[Rule, list[int]]:
        """For each rule the candidates whose facts it reads, or a rule that lifts it."""
        read: dict[str, set[str]] = {rule.id: set(rule.when.names) for rule in self.rules}
        for rule in self.rules:
            for target in rule.lifts:
                if target in read:
                    read[target] |= rule.when.names
        return {rule: [n for n, c in self.candidates.items() if c.fact in read[rule.id]] for rule in self.rules}


def _needed(ways: Sequence[Sequence[int]]) -> int:
    """How many more candidates there must be at least: rules that share none need one each."""
    used: set[int] = set()
    needed = 0
    for way in sorted(ways, key=len):
        if used.isdisjoint(way):
            used.update(way)
            needed += 1
    return needed
