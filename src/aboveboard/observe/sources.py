"""Where pages come from: the socket, and a folder of saved sites."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

from aboveboard.domain.errors import InputError
from aboveboard.observe.leave import REFUSING, Robots, Word, read_outreach
from aboveboard.observe.seen import Seen


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read: its bytes, its status and headers, and the day.

    `seen` is what was noticed in reading it, beside its bytes; what holds for the whole site stands with its home page.
    """

    url: str
    html: bytes
    read_on: date
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no page of a site was read; `reason` is a code of domain.reasons."""

    reason: str


Found: TypeAlias = "Sequence[Page] | Refusal"


class PageSource(Protocol):
    """Anything that gives the pages of websites, or says why it does not."""

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        """For each website, in their order, its pages, home page first.

        A site's refusal file and robots file MUST have been asked before.
        """
        ...


def post_only(word: Word | None) -> tuple[Seen, ...]:
    """The fact that a site takes letters only; nothing where its refusal file says nothing of the kind."""
    return (Seen("site.outreach", "post", excerpt="post", where="url"),) if word == "post" else ()


def address_of(website: str) -> tuple[str, str]:
    """The scheme and the host of a website as a list gives it; "https" where it names none."""
    plain = website.strip()
    try:
        parts = urlsplit(plain if "://" in plain else f"https://{plain}")
        return parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    except ValueError:
        return "https", ""


class SavedPages:
    """Sites saved in a folder, one folder a domain, with `pages.toml` beside them saying when they were saved.

    `index.html` is the home page, every other `*.html` a page by its name; `outreach.txt` is the refusal file and is
    asked first, `robots.txt` for each page. With `by_file_date` a folder without pages.toml takes each file's own day.
    """

    def __init__(self, folder: Path, *, by_file_date: bool = False) -> None:
        self._folder = folder
        note = folder / "pages.toml"
        self._read_on = None if by_file_date and not note.exists() else _saved_on(note)

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        """For each website what `pages` gives."""
        return map(self.pages, websites)

    def pages(self, website: str) -> Found:
        """The saved pages that the site allows to be read, the home page first; or why there are none."""
        scheme, host = address_of(website)
        site = self._site(host)
        if site is None:
            return Refusal("page_missing")
        word = read_outreach(_bytes(site / "outreach.txt"))
        if word in REFUSING:
            return Refusal(REFUSING[word])
        files = sorted(site.glob("*.html"), key=lambda file: (file.name != "index.html", file.name))
        if not files:
            return Refusal("page_missing")
        robots = Robots(_bytes(site / "robots.txt"))
        addresses = {f"{scheme}://{host}/{'' if file.name == 'index.html' else file.name}": file for file in files}
        allowed = {url: file for url, file in addresses.items() if robots.allows(url)}
        if not allowed:
            return Refusal("robots_refused")
        pages = [Page(url, file.read_bytes(), self._read_on or _day_of(file)) for url, file in allowed.items()]
        return [replace(pages[0], seen=post_only(word)), *pages[1:]]

    def _site(self, host: str) -> Path | None:
        """The folder of a host, with or without "www."; a host that names no folder directly below ours has none."""
        bare = host.removeprefix("www.")
        for name in (host, bare, f"www.{bare}"):
            site = self._folder / name
            if name and site.parent == self._folder and name not in (".", "..") and site.is_dir():
                return site
        return None


def _day_of(file: Path) -> date:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).date()


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _saved_on(file: Path) -> date:
    """The day on which the folder says its pages were saved."""
    if not file.is_file():
        raise InputError("no pages.toml", place=str(file), remedy="write the day of saving: saved = 2026-11-01")
    try:
        saved = tomllib.loads(file.read_text(encoding="utf-8")).get("saved")
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not TOML: {error}", place=str(file)) from error
    if not isinstance(saved, date):
        raise InputError("`saved` is no date", place=f"{file}:saved", remedy="saved = 2026-11-01, without quotes")
    return saved
