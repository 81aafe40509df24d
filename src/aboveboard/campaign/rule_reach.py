"""Which kept campaigns a changed rule touches: how many of their businesses it may reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from aboveboard.campaign.home import Home
from aboveboard.campaign.rule_text import rules_in_use
from aboveboard.campaign.run import open_store
from aboveboard.domain.errors import InputError
from aboveboard.domain.verdict import decode_cells
from aboveboard.guard.pack_diff import RuleChange, over_time
from aboveboard.guard.rule import Rule
from aboveboard.store.rulebook import InReach

WHY_NO_VERDICTS = "the facts that the rules asked are not kept, so only a new run can tell which verdicts change"


def touched(home: Home, rules: Iterable[Rule]) -> list[dict[str, object]]:
    """For each campaign of the home how many businesses of its latest run the rules may reach, by place and channel.

    Of a rule that looks at the sender, every business is in reach by place. The facts of a run are not kept, so no
    verdict is foretold.
    """
    if not home.keys.exists():
        return []
    wanted = list(dict.fromkeys(rules))
    with open_store(home, existing=True) as store:
        campaigns = {name: store.rulebook.businesses(name) for name in store.rulebook.campaigns()}
    return [
        {
            "campaign": name,
            "businesses": len(businesses),
            "in_reach": sum(any(_reaches(rule, one) for rule in wanted) for one in businesses),
            "verdicts_changed": None,
            "because": WHY_NO_VERDICTS,
        }
        for name, businesses in campaigns.items()
    ]


def _reaches(rule: Rule, one: InReach) -> bool:
    places = {one.country, one.region, "*"}
    if "sender" not in rule.connects and rule.jurisdiction.isdisjoint(places):
        return False
    channels = {cell.channel for cell in decode_cells(one.cells)}
    named = rule.channels_named()
    return bool(channels & named if named else channels)


def calendar_lines(first: date, last: date, campaign: Path | None, home: Path | None) -> list[dict[str, object]]:
    """`guard diff`: what starts, ends or moved between two days, and then each campaign that is touched."""
    if last <= first:
        raise InputError(f"{last} is not after {first}", place="--to", remedy="the later day")
    place, rules = rules_in_use(campaign, home)
    changes = over_time(rules, first, last)
    told = [{"on": day.isoformat(), **change_line(change)} for day, change in changes]
    return told + touched(place, changed_rules([change for _, change in changes]))


def change_line(change: RuleChange) -> dict[str, object]:
    """A change as a record, with the mark of a rule that rests on no primary text."""
    weak = next((rule.weak for rule in reversed(change.rules) if rule.weak), "")
    return {"rule": change.rule, "effect": change.weight, "change": change.sentence, "weak": weak}


def changed_rules(changes: Sequence[RuleChange]) -> list[Rule]:
    """The rules of the changes that can change a verdict or a duty."""
    return [rule for change in changes if change.weight != "words" for rule in change.rules]
