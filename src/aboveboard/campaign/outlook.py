"""The outlook of a campaign: for each of its places, when it may next be written to."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.rule_versions import RuleVersions
from aboveboard.campaign.run import open_store, rows_of
from aboveboard.campaign.timing import Outlook, outlooks


def outlooks_of(campaign: Path, home: Path | None, at: datetime) -> list[Outlook]:
    """One for each country and region of the campaign's businesses, the soonest first; nothing is written."""
    material = read_material(campaign)
    return list(outlooks(_places(material, Home.of(campaign, home), at), material.settings, at))


def _places(material: Material, home: Home, at: datetime) -> Counter[tuple[str, str | None]]:
    if material.settings.data.stored_register is None:
        return Counter((row.country, row.region) for row in material.register)
    packs = RuleVersions.of(home).in_use(material.own_packs).packs
    with open_store(home, existing=True) as store:
        rows = rows_of(material, store, at.date(), packs).select("country", "region")
    return Counter((country, region) for country, region in rows.iter_rows())
