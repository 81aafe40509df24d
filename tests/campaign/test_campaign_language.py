"""Campaigns in other languages than English."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.run import run_campaign
from aboveboard.domain.preference import WRITTEN

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def in_language(material: Material, language: str) -> Material:
    """The example as a campaign of that language, whose offers are written in it and in no other."""
    offers = tuple(
        dataclasses.replace(known, offer=replace(known.offer.said_in(language), translated={}))
        for known in material.offers
    )
    settings = material.settings.model_copy(update={"language": language})
    return dataclasses.replace(material, settings=settings, offers=offers)


@pytest.mark.parametrize("language", WRITTEN)
def test_a_campaign_may_be_in_any_language_that_is_written(example: Path, tmp_path: Path, language: str) -> None:
    """Its messages are in that language, every one of them is borne out, and as many are written as in English."""
    material = in_language(read_material(example), language)
    frame = run_campaign(material, Home(tmp_path / "home"), now=NOW).frame
    written = frame.filter(frame["draft"].is_not_null())

    assert written.height >= 40
    assert {language} == set(written["language"])
    assert [] == [row for row, passed in written.select("row", "passed").rows() if not passed]
