"""Whatever remembers a subject can forget it: every folder of a home is a keeper's, or says why it is none."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aboveboard.campaign.artefacts import RunFolder
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.report import render_report
from aboveboard.campaign.run import run_campaign
from aboveboard.deliver.outbox import Outbox
from aboveboard.observe.cache import Kept, SiteCache
from aboveboard.observe.fetch import Answer

# What a home has, and who forgets it; a new folder needs a keeper, or a reason here.
KEEPERS = {"runs": RunFolder, "outbox": Outbox, "cache": SiteCache}
KEPT_BY_THE_STORE = {"store.sqlite"}
HOLDS_NOTHING_OF_A_SUBJECT = {
    "keys": "random keys; they name nobody",
    "rules": "texts of rule packs, which of them is in use, and public keys",
    "ledger": "salted leaves, which say nothing once their salt is destroyed",
}


def test_every_folder_of_a_home_has_a_keeper(example: Path, tmp_path: Path, signed: Callable[[Home], Home]) -> None:
    """After a run with --send that kept what it read, each file and folder is a keeper's, or holds nobody."""
    home = signed(Home(tmp_path / "home"))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    result = run_campaign(read_material(example), home, now=now, send=True)
    answer = Answer(url="https://a.example/", status=200, headers={})
    SiteCache(home.cache).put("https://a.example/", "https://a.example/", Kept(answer, now))
    RunFolder(home.runs).write(result.run_id, render_report(result), {})
    found = {path.name for path in home.folder.iterdir() if not path.name.startswith("store.sqlite-")}

    assert found == KEEPERS.keys() | KEPT_BY_THE_STORE | HOLDS_NOTHING_OF_A_SUBJECT.keys()
    for keeper in KEEPERS.values():
        assert callable(keeper.forget)
        assert callable(keeper.expire)


def test_reports_older_than_their_period_expire(tmp_path: Path) -> None:
    """A run's artefacts are gone after 180 days, and not before."""
    folder = RunFolder(tmp_path)
    folder.write("one", "<p>report</p>", {})

    assert 0 == folder.expire(datetime.now(UTC)).removed
    assert 1 == folder.expire(datetime(2099, 1, 1, tzinfo=UTC)).removed
    assert [] == list(tmp_path.glob("*"))
