"""The cache is private, short-lived and forgetful; what it confirms is fresh, what it resumes is as old as it is."""

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aboveboard.observe.cache import KEPT, Kept, SiteCache, open_cache
from aboveboard.observe.fetch import Answer, Limits
from aboveboard.observe.live import LivePages
from aboveboard.observe.network import Network, anywhere

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
Server = Any


def live(folder: Path, *, now: datetime = NOW, resume: bool = False) -> LivePages:
    """A reader with a cache, at a time."""
    return LivePages(
        contact="https://operator.example/reader",
        clock=lambda: now,
        limits=Limits(pause=0.0, answer_seconds=20.0),
        network=Network(allowed=anywhere),
        cache=SiteCache(folder),
        resume=resume,
    )


def kept(url: str, *, body: bytes = b"<p>x", at: datetime = NOW, status: int = 200, **headers: str) -> Kept:
    """An answer to keep."""
    return Kept(Answer(url=url, status=status, headers=headers, body=body), at)


def words_in(folder: Path, word: bytes) -> list[Path]:
    """The files below a folder that hold a word."""
    return [path for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_a_page_that_did_not_change_is_not_sent_again(local_site: Server, tmp_path: Path) -> None:
    """The second visit asks with the validators of the first; a 304 gives the page as of now."""
    local_site.html("/", "<title>Crumb</title>", etag='"one"', last_modified="Fri, 20 Nov 2026 08:00:00 GMT")
    (first,) = live(tmp_path).pages(local_site.url)
    (second,) = live(tmp_path, now=NOW + timedelta(days=2)).pages(local_site.url)
    asked = [h for h in local_site.headers if "if-none-match" in h]

    assert [('"one"', "Fri, 20 Nov 2026 08:00:00 GMT")] == [(h["if-none-match"], h["if-modified-since"]) for h in asked]
    assert (first.html, first.status, NOW.date()) == (second.html, 200, first.read_on)
    assert (NOW + timedelta(days=2)).date() == second.read_on


def test_a_page_that_changed_is_read_anew(local_site: Server, tmp_path: Path) -> None:
    """When the validator no longer holds, the new page comes and is kept."""
    local_site.html("/", "<title>Crumb</title>", etag='"one"')
    live(tmp_path).pages(local_site.url)
    local_site.html("/", "<title>Crust</title>", etag='"two"')

    assert [b"<title>Crust</title>"] == [page.html for page in live(tmp_path).pages(local_site.url)]
    assert [] == words_in(tmp_path, b"Crumb")


def test_a_resumed_visit_asks_for_nothing_it_has(local_site: Server, tmp_path: Path) -> None:
    """Within a day the visit goes on with its cache, pages as old as they are; after a day all is asked again."""
    live(tmp_path).pages(local_site.url)
    local_site.asked.clear()
    pages = live(tmp_path, now=NOW + timedelta(hours=23), resume=True).pages(local_site.url)

    assert not isinstance(pages, str)
    assert ([], [NOW.date()] * 3) == (local_site.asked, [page.read_on for page in pages])
    live(tmp_path, now=NOW + timedelta(hours=25), resume=True).pages(local_site.url)
    assert 5 == len(local_site.asked)


def test_validators_that_fit_no_header_are_not_sent() -> None:
    """A validator with control characters or letters beyond ASCII is left out; an error page has none."""
    assert {} == kept("http://a.example/", etag="a\r\nb: c", **{"last-modified": "é"}).conditions
    assert {} == kept("http://a.example/", status=404, etag='"x"').conditions
    assert {"If-None-Match": '"x"'} == kept("http://a.example/", etag='"x"').conditions


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_the_cache_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Folders have mode 0700 and files 0600, whatever the umask."""
    before = os.umask(0)
    try:
        SiteCache(tmp_path / "cache").put("http://a.example/", "http://a.example/", kept("http://a.example/"))
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cache").rglob("*") if path.is_dir()}
    files = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cache").rglob("*") if path.is_file()}

    assert ({0o700}, {0o600}, 0o700) == (modes, files, stat.S_IMODE((tmp_path / "cache").stat().st_mode))


@pytest.mark.parametrize(
    "website", ["shop.example", "http://www.shop.example", "https://SHOP.example/en?x=1", "http://shop.example/"]
)
def test_a_website_is_forgotten_however_it_is_written(tmp_path: Path, website: str) -> None:
    """With or without scheme, www. or path, forgetting removes all answers of the site, and of no other."""
    cache = SiteCache(tmp_path)
    cache.put("https://shop.example", "https://shop.example/", kept("https://shop.example/", body=b"Mary"))
    cache.put("https://shop.example", "https://moved.example/", kept("https://moved.example/", body=b"Mary"))
    cache.put("https://other.example", "https://other.example/", kept("https://other.example/", body=b"John"))

    assert [2, 0] == [cache.forget(website).removed, cache.forget(website).removed]
    assert ([], 1) == (words_in(tmp_path, b"Mary"), len(words_in(tmp_path, b"John")))


def test_what_a_redirect_led_to_is_forgotten_with_the_site(
    local_site: Server, local_sites: Callable[[], Server], tmp_path: Path
) -> None:
    """A page that another host answered for a website goes when the website is forgotten."""
    other = local_sites()
    other.html("/", "<p>Mary was here")
    local_site.answers["/"] = (302, {"location": other.url + "/"}, b"")
    live(tmp_path).pages(local_site.url)
    before = words_in(tmp_path, b"Mary")
    SiteCache(tmp_path).forget(local_site.url)

    assert before
    assert [] == list(tmp_path.iterdir())


def test_answers_expire(tmp_path: Path) -> None:
    """After seven days answers are gone, whole or half written, and not before; an empty folder goes too."""
    cache = SiteCache(tmp_path)
    cache.put("http://a.example/", "http://a.example/", kept("http://a.example/"))
    (folder,) = tmp_path.iterdir()
    (folder / "half.part").write_bytes(b"half")
    now = datetime.now(UTC)

    assert 0 == cache.expire(now + KEPT - timedelta(hours=1)).removed
    assert 2 == cache.expire(now + KEPT + timedelta(hours=1)).removed
    assert [] == list(tmp_path.iterdir())
    assert 0 == cache.expire(now).removed


def test_opening_a_cache_expires_it(tmp_path: Path) -> None:
    """Whoever opens a cache finds nothing in it beyond its period; without a folder there is none."""
    SiteCache(tmp_path).put("http://a.example/", "http://a.example/", kept("http://a.example/"))
    open_cache(tmp_path, datetime.now(UTC) + timedelta(days=8))

    assert [] == list(tmp_path.iterdir())
    assert open_cache(None, NOW) is None


def test_a_damaged_answer_is_none(tmp_path: Path) -> None:
    """A file that cannot be read is as if it were not there, and is written anew."""
    cache = SiteCache(tmp_path)
    cache.put("http://a.example/", "http://a.example/", kept("http://a.example/"))
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-5])

    assert cache.get("http://a.example/", "http://a.example/") is None


def test_busy_answers_are_not_kept(local_site: Server, tmp_path: Path) -> None:
    """An answer that only says "later" is no answer to go on with."""
    local_site.answers["/impressum"] = (503, {}, b"later")
    live(tmp_path).pages(local_site.url)

    assert [] == words_in(tmp_path, b"later")
