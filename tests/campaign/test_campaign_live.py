"""A campaign that reads the sites themselves: what it keeps of them is forgotten with the business."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aboveboard.campaign.errands import forget
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.recipients import Recipients
from aboveboard.campaign.run import RunResult, open_store, run_campaign
from aboveboard.domain.fact import decode_facts
from aboveboard.observe.cache import SiteCache
from aboveboard.observe.fetch import Limits
from aboveboard.observe.live import LivePages
from aboveboard.observe.network import Network, anywhere
from aboveboard.rights.link import make

Server = Any
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SHOP = "hs-001"


@pytest.fixture
def campaign(example: Path, tmp_path: Path, local_site: Server) -> Path:
    """The example, in which one business's website is a server on loopback and nobody else's answers."""
    for path in [*example.parent.glob("*.toml"), *example.parent.glob("*.csv")]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "pages").mkdir()
    register = tmp_path / "register.csv"
    lines = register.read_text("utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.startswith(f"{SHOP},"):
            website = next(cell for cell in line.split(",") if cell.startswith("http"))
            lines[number] = line.replace(website, f"http://shop.example:{local_site.port}/")
    register.write_text("".join(lines), "utf-8")
    return tmp_path / example.name


def run(campaign: Path, home: Home, *, send: bool = False) -> RunResult:
    """A run that reads the one site there is, and keeps what it read."""
    network = Network(allowed=anywhere, resolve=lambda host, port: ["127.0.0.1"] if host == "shop.example" else [])
    source = LivePages(
        contact="https://agency.example/reader",
        clock=lambda: NOW,
        limits=Limits(pages=6, pause=0.0),
        network=network,
        cache=SiteCache(home.cache),
    )
    return run_campaign(read_material(campaign), home, now=NOW, source=source, send=send)


def words_in(folder: Path, word: bytes) -> list[Path]:
    """The files below a folder that hold a word."""
    return [path for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_a_run_reads_the_site_itself(campaign: Path, tmp_path: Path, local_site: Server) -> None:
    """Facts of pages and site are read of the server, as of this very run; sites without answer are missing."""
    frame = run(campaign, Home(tmp_path / "home")).frame
    (row,) = frame.filter(frame["business"] == SHOP).to_dicts()
    facts = decode_facts(row["observed"])
    others = frame.filter((frame["business"] != SHOP) & frame["look"] & frame["observe_reason"].is_not_null())

    assert {"page.title", "site.pages_read", "site.redirects_to_https"} <= {fact.attribute for fact in facts}
    assert {NOW.date()} == {fact.as_of for fact in facts}
    assert {"page_missing"} == set(others["observe_reason"])
    assert ["/", "/impressum", "/contact"] == local_site.asked[2:]


def test_forgetting_reaches_the_cache(campaign: Path, tmp_path: Path, local_site: Server) -> None:
    """After `aboveboard forget` no byte of the site is kept."""
    local_site.html("/", "<title>Crumb</title><p>Mary Miller bakes here")
    home = Home(tmp_path / "home")
    run(campaign, home)
    before = words_in(home.cache, b"Mary Miller")
    erased = {erasure.keeper: erasure.removed for erasure in forget(campaign, home.folder, SHOP)}

    assert 1 == len(before)
    assert 3 == erased["cache"]
    assert [] == words_in(home.folder, b"Mary Miller")


def test_an_erasure_by_link_reaches_the_cache(campaign: Path, tmp_path: Path, local_site: Server) -> None:
    """Who erases by the link in a message is erased from the cache as well."""
    local_site.html("/", "<title>Crumb</title><p>Mary Miller bakes here")
    home = Home(tmp_path / "home")
    run(campaign, home)
    material = read_material(campaign)
    with Recipients(material, home, open_store(home, existing=True), clock=lambda: NOW) as recipients:
        token = make(recipients._store.keys, SHOP, campaign=material.settings.name, step=1, purpose="why")
        link = recipients.link(token)
        assert link is not None
        recipients.erase(link)

    assert [] == words_in(home.folder, b"Mary Miller")
