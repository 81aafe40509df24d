"""The cache: answers of sites on the disk, private and for a few days; a Keeper."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.domain.sockets import Erasure
from aboveboard.observe.fetch import Answer
from aboveboard.observe.web_address import homes_of, site_of

KEPT: Final = timedelta(days=7)
_VALIDATORS: Final = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


class Kept(msgspec.Struct, frozen=True):
    """An answer, and when it was given or last confirmed."""

    answer: Answer
    at: datetime

    @property
    def conditions(self) -> Mapping[str, str]:
        """The headers that ask whether this answer still holds (RFC 9110, section 13); none where one cannot ask."""
        if self.answer.status != 200 or self.answer.cut_off:
            return {}
        given = {asked: self.answer.headers.get(name, "") for name, asked in _VALIDATORS.items()}
        return {asked: value for asked, value in given.items() if value and value.isascii() and value.isprintable()}


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Kept)


class SiteCache:
    """Answers below one folder, for their owner's eyes alone; a Keeper whose subjects are websites.

    Everything that was read for a website lies in the folder of its host, also what other hosts answered to its
    redirects; so whoever knows a business's website can forget all of it. Crash at any instant: an answer is there
    whole or not at all.
    """

    name = "cache"

    def __init__(self, folder: Path, *, keep: timedelta = KEPT) -> None:
        self._folder, self._keep = folder, keep

    def get(self, website: str, url: str) -> Kept | None:
        """The answer that is kept; None where there is none, or none that can be read."""
        try:
            return _DECODER.decode(self._file(website, url).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def put(self, website: str, url: str, kept: Kept) -> None:
        """The answer is kept, in place of an earlier one."""
        path = self._file(website, url)
        for folder in (self._folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f"{secrets.token_hex(8)}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_ENCODER.encode(kept))
        part.replace(path)

    def forget(self, website: str) -> Erasure:
        """Nothing that was read for the website is left; calling it again removes nothing."""
        removed = 0
        for folder in {self._site(home) for home in homes_of(website)}:
            if folder.exists():
                removed += sum(1 for _ in folder.iterdir())
                shutil.rmtree(folder)
        return Erasure(self.name, removed)

    def expire(self, now: datetime) -> Erasure:
        """No answer, whole or half written, is older than the period."""
        oldest = (now - self._keep).timestamp()
        old = [path for path in self._folder.glob("*/*") if path.stat().st_mtime < oldest]
        for path in old:
            path.unlink(missing_ok=True)
        for folder in self._folder.glob("*"):
            if not any(folder.iterdir()):
                folder.rmdir()
        return Erasure(self.name, len(old))

    def _site(self, home: str) -> Path:
        return self._folder / _hashed(site_of(home))

    def _file(self, website: str, url: str) -> Path:
        return self._site(website) / _hashed(url)


def open_cache(folder: Path | None, now: datetime) -> SiteCache | None:
    """The cache in a folder, with nothing in it that is beyond its period; None where no folder is given."""
    if folder is None:
        return None
    cache = SiteCache(folder)
    cache.expire(now)
    return cache


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
