"""Which do-not-call registers the rules of a country ask, and how old their answers may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from aboveboard.guard.rule import Rule

LONGEST_DAYS: Final = 31
"""How long an answer counts where no rule says it: the longest that any does (47 CFR 64.1200(c)(2)(i)(D))."""
_FACT: Final = "on_dnc_register"
_PERIODS: Final = ("refresh_days", "register_grace_days")


@dataclass(frozen=True, slots=True)
class CallRegisters:
    """The registers that have to be asked before a call, and for how many days an answer counts."""

    names: frozenset[str] = frozenset()
    days: int = LONGEST_DAYS


def call_registers(rules: Iterable[Rule]) -> Mapping[str, CallRegisters]:
    """For each country whose rules turn on a register, what they ask; other countries have `CallRegisters()`."""
    found: dict[str, CallRegisters] = {}
    for rule in rules:
        names = rule.details.get("register")
        if not isinstance(names, (list, tuple)) or all(leaf.name != _FACT for leaf in rule.when.leaves()):
            continue
        periods = [days for key in _PERIODS if isinstance(days := rule.details.get(key), int)]
        for country in rule.jurisdiction:
            known = found.get(country, CallRegisters())
            found[country] = CallRegisters(known.names | set(map(str, names)), min([known.days, *periods]))
    return found


def needed_registers(rules: Iterable[Rule]) -> Mapping[str, frozenset[str]]:
    """For each country the names of the registers that its rules ask before a call."""
    return {country: asked.names for country, asked in call_registers(rules).items()}
