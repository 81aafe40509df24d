"""The packs: their version, the days on which they act, and where they reach."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta

from aboveboard.guard.packs import RulePacks, load_packs
from aboveboard.guard.rule import Place

DAY = date(2026, 11, 23)


def test_the_version_bears_the_digest_of_what_was_read(packs: RulePacks) -> None:
    """The packs of the house are read once, and their version names every byte of them."""
    assert load_packs() is packs
    assert re.fullmatch(r"2026\.11\.23-draft1\+[0-9a-f]{16}", packs.version)


def test_a_rule_acts_from_its_first_day_to_the_day_before_its_last(packs: RulePacks) -> None:
    """On its first day a rule acts, on the day before it does not; a note never acts."""
    for rule in packs.rules:
        if rule.effective_from is None or rule.kind == "note":
            assert not rule.in_force(DAY)
            continue
        assert [False, True] == [rule.in_force(rule.effective_from - timedelta(days=n)) for n in (1, 0)]
        assert rule.effective_to is None or not rule.in_force(rule.effective_to)


def test_a_rule_reaches_the_side_it_looks_at(packs: RulePacks) -> None:
    """A rule about the recipient does not look at the sender; a region's rule needs the region."""
    gb, sender = packs.by_id["gb-pecr-22-consent"], packs.by_id["au-spam-22-harvested"]
    assert gb.reaches(Place("GB")) and not gb.reaches(Place("DE", None, "GB"))
    assert sender.reaches(Place("DE", None, "AU")) and not sender.reaches(Place("AU"))
    california = packs.by_id["us-ca-ccpa-dsar"]
    assert california.reaches(Place("US", "US-CA")) and not california.reaches(Place("US"))
    assert packs.by_id["house-objection-at-once"].reaches(Place())


def test_the_eea_is_its_thirty_members(packs: RulePacks) -> None:
    """The group's name in a jurisdiction stands for its members, the United Kingdom and Switzerland not among them."""
    members = packs.by_id["eu-gdpr-21-3"].jurisdiction
    assert 30 == len(members)
    assert {"IS", "LI", "NO"} < members
    assert members.isdisjoint({"GB", "CH"})


def test_asking_one_record_loads_no_data_frames() -> None:
    """The row door starts without Polars or NumPy, which cost a start 0.2 seconds."""
    code = "import sys, aboveboard.guard.door; print({'polars', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "set()" == done.stdout.strip()
