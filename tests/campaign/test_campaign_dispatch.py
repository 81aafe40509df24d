"""What is put out, and what cannot be."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from aboveboard.campaign.errands import summary_text
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import open_store, run_campaign

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ENDLESS = "hs-010"  # gets a letter


def test_one_letter_that_fits_no_sheet_stops_no_other(
    example: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """It is named with what is wrong, nothing of it is queued or asked, and its code is no code; all others go out."""
    material, home = read_material(example), signed(Home(tmp_path / "home"))
    register = tuple(
        replace(row, street="Long Street " * 200) if row.id == ENDLESS else row for row in material.register
    )
    result = run_campaign(dataclasses.replace(material, register=register), home, now=NOW, send=True)
    queued = result.frame.filter(result.frame["state"] == "queued")
    with open_store(home, existing=True) as store:
        out = {store.keys.pseudonym(business) for business in queued["business"]}
        left = store.keys.pseudonym(ENDLESS)
        asked = {store.keys.pseudonym(business) for business in store.agreements.offers()}
    names = {path.name.partition(".")[0] for path in (home.outbox / "sent").iterdir()}

    assert [f"{result.settings.name}:{ENDLESS}:1"] == list(result.unprintable)
    assert left in out and out - {left} == names
    assert left not in asked
    assert f"not put out: high-street:{ENDLESS}:1: a letter does not fit on its sheet" in summary_text(result)
