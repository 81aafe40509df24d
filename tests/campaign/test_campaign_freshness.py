"""What a message rests on is read again before it goes out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aboveboard.campaign.freshness import Grounded, fact_changed
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import RunResult, run_campaign
from aboveboard.domain.fact import Fact, decode_facts
from aboveboard.facts.seen import derive
from aboveboard.observe.fetch import Limits
from aboveboard.observe.live import LivePages
from aboveboard.observe.network import Network, anywhere
from aboveboard.observe.sources import Found, Page
from aboveboard.observe.stage import read_site

Server = Any
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOME = "<title>Crumb</title><p>Call 0131 496 0000</p><a href=/contact>Contact</a>"


def live(now: datetime = NOW) -> LivePages:
    """A reader that may enter loopback."""
    return LivePages(
        contact="https://agency.example/reader",
        clock=lambda: now,
        limits=Limits(pause=0.0, answer_seconds=20.0),
        network=Network(allowed=anywhere),
    )


def grounded(site: Server, *attributes: str, channel: str = "email") -> Grounded:
    """A message that cites these facts, as they were read of the site at NOW; the site is not asked again meanwhile."""
    site.html("/", HOME)
    pages = live().pages(site.url)
    observed = decode_facts(read_site([page for page in pages if not isinstance(page, str)], "GB")[0])
    known = [*observed, *derive(observed, NOW.date())]
    cited = [fact for fact in known if fact.attribute in attributes]
    assert set(attributes) == {fact.attribute for fact in cited}
    site.asked.clear()
    return Grounded("c:b:1", channel, "GB", cited, observed)


def changed(message: Grounded, *, days: int = 2) -> set[str]:
    """The rows that are withheld when the message goes out so many days later."""
    return fact_changed([message], live(NOW + timedelta(days=days)), now=NOW + timedelta(days=days))


def test_facts_that_still_stand_let_the_message_go(local_site: Server) -> None:
    """A page whose bytes changed but not what the message says of it holds; only that page is read, with leave."""
    message = grounded(local_site, "seen.no_viewport", "seen.no_tel_link")
    local_site.html("/", HOME + "<p>Now with rolls")

    assert set() == changed(message)
    assert ["/.well-known/outreach.txt", "/robots.txt", "/"] == local_site.asked


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", (200, {}, b"<meta name=viewport content='width=device-width'>" + HOME.encode())),
        ("/", (404, {}, b"")),
        ("/", (500, {}, b"")),
        ("/", (200, {}, b"x" * 2_100_000)),
        ("/robots.txt", (200, {}, b"User-agent: *\nDisallow: /")),
        ("/.well-known/outreach.txt", (200, {}, b"refuse")),
    ],
)
def test_what_cannot_be_seen_any_more_withholds(local_site: Server, path: str, answer: Any) -> None:
    """A defect that was mended, a page that is gone, fails, is cut off or refuses: the message does not go out."""
    message = grounded(local_site, "seen.no_viewport")
    local_site.answers[path] = answer

    assert {"c:b:1"} == changed(message)


@pytest.mark.parametrize(
    ("channel", "days", "is_read"),
    [("email", 0, False), ("email", 1, True), ("voice_live", 1, True), ("post", 2, False), ("post", 3, True)],
)
def test_young_facts_are_not_read_again(local_site: Server, channel: str, days: int, is_read: bool) -> None:
    """Beyond 24 hours for mail and calls, and 72 for letters, facts are read again; a day counts from its beginning."""
    message = grounded(local_site, "seen.no_viewport", channel=channel)
    changed(message, days=days)

    assert is_read is ("/" in local_site.asked)


def test_facts_of_registers_are_not_pages(tmp_path: Path) -> None:
    """What a register states is not looked for on the web, and does not withhold."""
    entry = Fact(
        attribute="business.name", value="Crumb", source="register:r", as_of=date(2026, 1, 1), expires=date(2027, 1, 1)
    )

    assert set() == changed(Grounded("c:b:1", "email", "GB", [entry], []))


@dataclass(frozen=True)
class SavedEarlier:
    """A source that has one page of each website, saved some days ago."""

    html: bytes

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        """The page of each website."""
        for website in websites:
            yield [Page(f"{website}/", self.html, NOW.date() - timedelta(days=3))]


@pytest.mark.parametrize(("answer", "state"), [(200, ("queued", None)), (404, ("withheld", "fact_changed"))])
def test_a_run_withholds_what_changed_since_it_was_saved(
    local_site: Server,
    example: Path,
    tmp_path: Path,
    signed: Callable[[Home], Home],
    answer: int,
    state: tuple[str, str | None],
) -> None:
    """A message from saved pages goes out while its facts stand, and does not once they cannot be seen any more."""
    material = read_material(example)
    company = next(row for row in material.register if row.id == "hs-001")
    row = msgspec.structs.replace(company, website=local_site.url)
    material = replace(material, register=(row,), bases=(), suppressions=(), preferences=(), groups={})
    local_site.answers["/"] = (answer, {"content-type": "text/html"}, (HOME + "<p>Now with rolls").encode())
    result: RunResult = run_campaign(
        material, signed(Home(tmp_path / "home")), now=NOW, send=True, source=SavedEarlier(HOME.encode()), again=live()
    )

    assert [state] == list(result.frame.select("state", "state_reason").iter_rows())
    assert (state[0] == "queued") is any((tmp_path / "home" / "outbox").rglob("*.*"))
