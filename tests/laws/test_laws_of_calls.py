"""Nobody is called on the strength of a register that was not asked, or was asked too long ago."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, bring_in, read_material
from aboveboard.campaign.run import Pipeline, open_store, rows_of
from aboveboard.domain.moment import Moment
from aboveboard.domain.verdict import decode_cells
from aboveboard.guard.packs import load_packs
from aboveboard.observe.sources import SavedPages
from aboveboard.store.entries import CallRegister

DAY = date(2026, 11, 23)
ASKED = ("TPS", "CTPS")


@pytest.fixture(scope="module")
def material(example: Path) -> Material:
    """The example."""
    return read_material(example)


def calls(material: Material, home: Home, registers: dict[str, int], numbers: list[str]) -> dict[str, set[str]]:
    """For each business the rules that stand against a call, given registers of so many days ago."""
    packs = load_packs()
    pipeline = Pipeline.of(material, packs, SavedPages(material.pages))
    with open_store(home) as store:
        bring_in(material, store)
        for name, age in registers.items():
            as_of = DAY - timedelta(days=age)
            register = CallRegister(name=name, country="GB", as_of=as_of, until=as_of + timedelta(days=28))
            store.replace_call_register(register, numbers)
        rows = rows_of(material, store, DAY, packs)
    at = datetime.combine(DAY, datetime.min.time(), tzinfo=UTC)
    moment = Moment(now=at, seed="s", campaign="high-street", rules=packs.version, code="0", surveys={})
    frame = pipeline.run(pipeline.before, rows, moment)
    frame = pipeline.run(pipeline.after[:3], frame, moment)
    found: dict[str, set[str]] = {}
    for business, cells in frame.select("business", "cells").iter_rows():
        for cell in decode_cells(cells):
            if cell.channel == "voice_live":
                found.setdefault(business, set()).update(cell.verdict.rules)
    return found


def withheld(material: Material, home: Home, registers: dict[str, int], numbers: list[str]) -> set[str]:
    """The businesses to whose number the register's rule withholds a call."""
    rules = calls(material, home, registers, numbers)
    return {business for business, named in rules.items() if "gb-pecr-21-tps" in named}


def test_a_call_rests_on_fresh_registers_alone(material: Material, tmp_path: Path) -> None:
    """None asked, one of two, or one of them stale: all are withheld. Both fresh: the listed number alone is."""
    listed = "+441632960101"
    nobody_asked = withheld(material, Home(tmp_path / "a"), {}, [])
    one_of_two = withheld(material, Home(tmp_path / "b"), {"TPS": 1}, [listed])
    stale = withheld(material, Home(tmp_path / "c"), {"TPS": 1, "CTPS": 29}, [listed])
    fresh = withheld(material, Home(tmp_path / "d"), {"TPS": 28, "CTPS": 1}, [listed])

    assert len(nobody_asked) > 20
    assert nobody_asked == one_of_two == stale
    assert {"hs-001"} == fresh
