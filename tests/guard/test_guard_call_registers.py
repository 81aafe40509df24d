"""Which do-not-call registers are asked, and for how long they answer, stands in the rules."""

from aboveboard.guard.call_registers import LONGEST_DAYS, CallRegisters, call_registers, needed_registers
from aboveboard.guard.packs import load_packs


def test_the_rules_name_their_registers_and_periods() -> None:
    """The United States refresh in 31 days (47 CFR 64.1200), Great Britain has two registers and 28 days (PECR 21)."""
    found = call_registers(load_packs().rules)

    assert CallRegisters(frozenset(["National DNC Registry"]), 31) == found["US"]
    assert CallRegisters(frozenset(["TPS", "CTPS"]), 28) == found["GB"]
    assert {country: asked.names for country, asked in found.items()} == needed_registers(load_packs().rules)


def test_no_country_lets_an_answer_count_longer_than_the_longest() -> None:
    """Where no rule says it, 31 days are the most."""
    found = call_registers(load_packs().rules)

    assert "DE" not in found
    assert LONGEST_DAYS == CallRegisters().days == max(asked.days for asked in found.values())
