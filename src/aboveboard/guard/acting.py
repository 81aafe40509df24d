"""When a rule acts, as one condition over given facts alone: where it reaches, and its words without derived facts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from aboveboard.guard.packs import RulePacks
from aboveboard.guard.rule import CHANNEL_FACT, NO_PACK_FACT, Rule
from aboveboard.kernel.condition import TEXT, Always, Condition, Joined, Kind, Leaf, Node, Opposite


@lru_cache(maxsize=64)
def acting(packs: RulePacks, day: date) -> tuple[tuple[Rule, Condition], ...]:
    """The rules in force on that day, sorted by id, each with the condition under which it fires; remembered.

    What `evaluate_row` asks in three steps (the rule's reach, the derived facts, its `when`) is one condition here.
    """
    derived = {
        NO_PACK_FACT: _within("recipient_country", packs.countries),
        CHANNEL_FACT: _channel_named(packs, day),
    }
    return tuple(
        (rule, Condition(rule.when.source, Joined((_reach(rule), _plain(rule.when.tree, derived)), every=True)))
        for rule in sorted(packs.rules, key=lambda rule: rule.id)
        if rule.in_force(day)
    )


def _within(fact: str, codes: frozenset[str]) -> Node:
    return Leaf(fact, TEXT, "in", tuple(sorted(codes)))


def _any(*parts: Node) -> Node:
    return Joined(parts, every=False)


def _of_recipient(codes: frozenset[str]) -> Node:
    return _any(_within("recipient_country", codes), _within("recipient_region", codes))


def _reach(rule: Rule) -> Node:
    """The same as `Rule.reaches`."""
    if "*" in rule.jurisdiction:
        return Always(True)
    sides = {"recipient": _of_recipient(rule.jurisdiction), "sender": _within("sender_country", rule.jurisdiction)}
    return _any(*(sides[side] for side in rule.connects if side in sides))


def _channel_named(packs: RulePacks, day: date) -> Node:
    """The same as asking for the channel among `RulePacks.channels_named`."""
    kind: Kind = packs.facts.kinds["channel"]
    places: dict[str, frozenset[str]] = {}
    for rule in packs.of_states:
        for channel in rule.channels_named() if rule.in_force(day) else ():
            places[channel] = places.get(channel, frozenset()) | rule.jurisdiction
    named = (Joined((Leaf("channel", kind, "==", channel), _of_recipient(at)), True) for channel, at in places.items())
    return _any(*named)


def _plain(node: Node, derived: dict[str, Node]) -> Node:
    """The same condition without derived facts."""
    if isinstance(node, Leaf):
        if node.name not in derived:
            return node
        return derived[node.name] if node.compare(True) else Opposite(derived[node.name])
    if isinstance(node, Joined):
        return Joined(tuple(_plain(part, derived) for part in node.parts), node.every)
    return Opposite(_plain(node.part, derived)) if isinstance(node, Opposite) else node
