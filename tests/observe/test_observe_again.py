"""Facts are read again, each by its own page, and what cannot be told is unknown."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aboveboard.domain.errors import InputError
from aboveboard.observe.again import read_stated
from aboveboard.observe.cache import SiteCache
from aboveboard.observe.fetch import Limits
from aboveboard.observe.live import LivePages
from aboveboard.observe.network import Network, anywhere
from aboveboard.observe.site_door import recheck_records, site_records

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
Server = Any


def live(folder: Path | None = None) -> LivePages:
    """A reader that may enter loopback."""
    return LivePages(
        contact="https://operator.example/reader",
        clock=lambda: NOW,
        limits=Limits(pause=0.0, answer_seconds=20.0),
        network=Network(allowed=anywhere),
        cache=SiteCache(folder) if folder else None,
    )


def states(site: Server, change: Callable[[], object], folder: Path | None = None) -> dict[tuple[str, str], Any]:
    """How the facts of a site stand after a change, by attribute and path: state and new value."""
    records = list(site_records([site.url], live(folder)))
    facts = read_stated([msgspec.json.encode(record) for record in records], "facts.jsonl")
    change()
    site.asked.clear()
    found = recheck_records(facts, live(folder))
    return {(str(r["attribute"]), str(r["url"]).removeprefix(site.url)): (r["state"], r["is"]) for r in found}


def test_nothing_changed(local_site: Server, tmp_path: Path) -> None:
    """Facts of pages that did not change hold, by a 304 too; only their pages are read, and leave is asked first."""
    local_site.html("/", "<title>Crumb</title><a href=/contact>Contact</a>", etag='"one"')
    found = states(local_site, lambda: None, tmp_path)

    assert {"holds"} == {state for (name, _), (state, _) in found.items() if name != "site.pages_read"}
    assert ["/.well-known/outreach.txt", "/robots.txt", "/", "/contact"] == local_site.asked


def test_what_changed_is_told(local_site: Server) -> None:
    """A new title has changed, a page that is gone takes its facts along, and its status is the new one."""
    local_site.html("/", "<title>Crumb</title><a href=/contact>Contact</a>")
    local_site.html("/contact", "<title>Contact</title><p>Tel. 0131 496 0000")

    def change() -> None:
        local_site.html("/", "<title>Crust</title>")
        del local_site.answers["/contact"]

    found = states(local_site, change)

    assert ("changed", "Crust") == found["page.title", "/"]
    assert ("changed", 0) == found["page.links", "/"]
    assert ("holds", None) == found["page.forms", "/"]
    assert ("gone", None) == found["page.title", "/contact"] == found["business.telephone", "/contact"]
    assert ("changed", 404) == found["page.status", "/contact"]
    assert ("unknown", None) == found["site.pages_read", "/"]


def test_one_of_several_values(local_site: Server) -> None:
    """Of two numbers, one that was exchanged has changed, the other holds; one that only went is gone."""
    local_site.html("/", "<p>Tel. 0131 496 0001, Tel. 0131 496 0002")
    records = list(site_records([local_site.url], live()))
    facts = [f for f in read_stated([msgspec.json.encode(records[0])], "f") if f.attribute == "business.telephone"]
    local_site.html("/", "<p>Tel. 0131 496 0001, Tel. 0131 496 0003")
    exchanged = sorted(str(record["state"]) for record in recheck_records(facts, live()))
    local_site.html("/", "<p>Tel. 0131 496 0001")

    assert ["changed", "holds"] == exchanged
    assert ["gone", "holds"] == sorted(str(record["state"]) for record in recheck_records(facts, live()))


def test_a_mended_link_is_gone(local_site: Server) -> None:
    """A broken link is asked for by its target: mended it is gone, failing otherwise it has changed, else it holds."""
    local_site.html("/", "<a href=/contact>Contact</a>")
    del local_site.answers["/contact"]
    assert ("holds", None) == states(local_site, lambda: None)["site.broken_link", "/"]

    state, now = states(local_site, lambda: local_site.answers.update({"/contact": (500, {}, b"")}))[
        "site.broken_link", "/"
    ]
    assert ("changed", 500) == (state, now["status"])

    assert ("gone", None) == states(local_site, lambda: local_site.html("/contact", "<p>here"))["site.broken_link", "/"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", (503, {}, b"")),
        ("/", (302, {"location": "ftp://a.example/"}, b"")),
        ("/robots.txt", (200, {}, b"User-agent: *\nDisallow: /")),
        ("/.well-known/outreach.txt", (200, {}, b"refuse")),
        ("/", (200, {}, b"x" * 2_100_000)),
        ("/", (200, {}, b"\x89PNG")),
    ],
)
def test_what_cannot_be_told_is_unknown(local_site: Server, path: str, answer: Any) -> None:
    """A page that fails, refuses, is cut off or is no page tells nothing of its facts."""
    local_site.html("/", "<title>Crumb</title>")
    found = states(local_site, lambda: local_site.answers.update({path: answer}))

    assert ("unknown", None) == found["page.title", "/"]


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b"\xff", b'{"attribute":"a","value":1}', b'{"facts":[{"attribute":"a","value":1}]}',
     b'{"attribute":"a","value":1.5,"url":"https://a.example/"}',
     b'{"attribute":"a","value":1,"url":"mailto:a@b.example"}'],
)  # fmt: skip
def test_lines_without_facts_are_refused(line: bytes) -> None:
    """A line that holds no facts of a page is named by its place, and nothing of it is repeated."""
    good = b'{"attribute":"page.title","value":"x","url":"https://a.example/"}'
    with pytest.raises(InputError, match=r"facts\.jsonl:3: .*a line of `observe site`") as refused:
        read_stated([good, b"", line], "facts.jsonl")
    assert "b.example" not in str(refused.value)


def test_both_kinds_of_lines_are_read() -> None:
    """A fact a line, or a site a line; a site that gave none gives none."""
    fact = b'{"attribute":"page.title","value":"x","url":"https://a.example/","where":"head"}'
    site = b'{"url":"https://a.example/","pages":[],"facts":[' + fact + b'],"persons_seen":0}'

    assert 2 == len(read_stated([fact, site, b'{"url":null,"error":{}, "facts":[]}'], "f"))
