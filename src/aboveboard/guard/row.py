"""The verdict on one context, by a plain walk over the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from aboveboard.domain.verdict import Answer, Verdict
from aboveboard.guard.clocks import latest
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.rule import CHANNEL_FACT, NO_PACK_FACT, Place, Rule


def evaluate_row(inputs: Mapping[str, object], packs: RulePacks, as_of: date) -> Verdict:
    """What the rules say of one context on one day, exactly as `meta.evaluation` orders.

    A day in the inputs wins over `as_of`. An unknown fact or a value of a wrong type raises InputError.
    """
    values, day, place = filled(inputs, packs, as_of)
    fired = [rule for rule in packs.in_force(day, place) if rule.when.holds(values)]
    has, event = values["message_has"], values["event_date"]
    return conclude(
        fired,
        message_has=has if isinstance(has, frozenset) else None,
        event_date=event if isinstance(event, date) else None,
    )


def filled(inputs: Mapping[str, object], packs: RulePacks, as_of: date) -> tuple[dict[str, object], date, Place]:
    """Every fact that conditions read, derived ones too, with the day and the place that tell which rules are asked."""
    values = packs.facts.fill(inputs)
    day = values["as_of"]
    values["as_of"] = day = day if isinstance(day, date) else as_of
    place = place_of(values)
    values[NO_PACK_FACT] = place.country in packs.countries
    values[CHANNEL_FACT] = values["channel"] in packs.channels_named(day, place)
    return values, day, place


def place_of(values: Mapping[str, object]) -> Place:
    """Where recipient and sender are, of filled facts."""
    country, region, sender = (values[name] for name in ("recipient_country", "recipient_region", "sender_country"))
    return Place(
        country if isinstance(country, str) else None,
        region if isinstance(region, str) else None,
        sender if isinstance(sender, str) else None,
    )


def conclude(fired: Sequence[Rule], *, message_has: frozenset[str] | None, event_date: date | None) -> Verdict:
    """The verdict of the rules that fired: lifts, then withhold, review, missing elements, allow (steps 3 to 5)."""
    lifts = {target for rule in fired for target in rule.lifts}
    active = sorted((rule for rule in fired if rule.id not in lifts), key=lambda rule: rule.id)
    must_include = sorted({element for rule in active for element in rule.must_include})
    missing = [] if message_has is None else [element for element in must_include if element not in message_has]
    answer, deciding = _answer(active, missing)
    return Verdict(
        verdict=answer,
        rules=tuple(rule.id for rule in active),
        deciding=deciding,
        lifted=tuple(sorted(rule.id for rule in fired if rule.id in lifts)),
        must_include=tuple(must_include),
        missing=tuple(missing),
        must_do=tuple(sorted({duty for rule in active for duty in rule.must_do})),
        deadlines={} if event_date is None else deadlines(active, event_date),
    )


def _answer(active: Sequence[Rule], missing: Sequence[str]) -> tuple[Answer, tuple[str, ...]]:
    withheld = tuple(rule.id for rule in active if rule.kind == "withhold")
    if withheld:
        return "withhold", withheld
    reviewed = tuple(rule.id for rule in active if rule.kind == "review")
    if reviewed:
        return "review", reviewed
    if missing:
        return "withhold", tuple(rule.id for rule in active if not set(missing).isdisjoint(rule.must_include))
    return "allow", ()


def deadlines(active: Sequence[Rule], event_date: date) -> dict[str, str]:
    """The latest date of each active deadline by rule id, and of its receipt as `rule#acknowledge`."""
    found: dict[str, str] = {}
    for rule in active:
        for key, term in ((rule.id, rule.deadline), (f"{rule.id}#acknowledge", rule.acknowledge)):
            day = latest(event_date, term) if term else None
            if day is not None:
                found[key] = day.isoformat()
    return found
