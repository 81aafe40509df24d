"""Bundles: one file with a version of the rule packs, and who vouches for it.

A zip of TOML files and one `manifest`: a C2SP signed note that names version, time and the SHA-256 of each file.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aboveboard.domain.errors import InputError
from aboveboard.receipts.note import Note, SigningKey, VerifierKey

MANIFEST: Final = "manifest"
FIRST_LINE: Final = "aboveboard rule packs 1"
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.toml")
VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,60}")
FILE_LINE: Final = re.compile(r"([0-9a-f]{64}) (\d{1,7}) (\S+)")
MOST_FILES: Final = 300
MOST_OF_A_FILE: Final = 1_000_000
MOST_OF_ALL: Final = 8_000_000
"""Bytes of texts; the packaged packs have 220 kB in 40 files (November 2026)."""
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A version of the packs whose signature holds: its texts by name, when it was sealed, and by which key."""

    version: str
    sealed: datetime
    key: str
    texts: Mapping[str, str]


def seal_bundle(texts: Mapping[str, str], version: str, path: Path, *, key: SigningKey, now: datetime) -> None:
    """The file is a bundle of these texts; it is whole or absent, and one that is there is not replaced."""
    for name in texts:
        if not NAME.fullmatch(name):
            raise InputError(f"a pack cannot be named {name!r}", remedy="small letters, digits and hyphens, then .toml")
    if path.exists():
        raise InputError("there is a file already", place=str(path), remedy="give another name")
    data = {name: text.encode() for name, text in sorted(texts.items())}
    lines = [f"{hashlib.sha256(part).hexdigest()} {len(part)} {name}" for name, part in data.items()]
    head = [FIRST_LINE, f"version {version}", f"sealed {now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"]
    note = key.sign("\n".join([*head, *lines]) + "\n")
    part_file = path.with_name(path.name + ".part")
    with zipfile.ZipFile(part_file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {MANIFEST: note.encode(), **data}.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    part_file.replace(path)


def open_bundle(path: Path, trusted: Sequence[VerifierKey]) -> Bundle:
    """The bundle of a file, once its signature by a trusted key and the digest of every text were found to hold.

    Raises InputError for everything else. No more is ever unpacked than the limits say, nothing is written, and names
    are compared with the manifest, never used as paths.
    """
    try:
        if path.stat().st_size > MOST_OF_ALL:
            raise InputError(f"more than {MOST_OF_ALL} bytes", place=str(path))
        with zipfile.ZipFile(path) as archive:
            entries = _entries(archive, path)
            note = Note.parse(_content(archive, entries.pop(MANIFEST), path).decode())
            key = _signer(note, trusted, path)
            version, sealed, digests = _manifest(note.text, path)
            if digests.keys() != entries.keys():
                odd = min(digests.keys() ^ entries.keys())
                raise InputError(f"{odd} is in the manifest or in the file, and not in both", place=str(path))
            texts = {name: _text(archive, entries[name], digests[name], path) for name in sorted(entries)}
    except FileNotFoundError as error:
        raise InputError("no such file", place=str(path)) from error
    except _UNREADABLE as error:
        raise InputError(f"this is no bundle of rule packs: {type(error).__name__}", place=str(path)) from error
    return Bundle(version, sealed, key.name, texts)


def _entries(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The entries by name; names, number and stated sizes are checked before anything is unpacked."""
    found = archive.infolist()
    names = [entry.filename for entry in found]
    if len(found) > MOST_FILES or sum(entry.file_size for entry in found) > MOST_OF_ALL:
        raise InputError(f"more than {MOST_FILES} files or {MOST_OF_ALL} bytes", place=str(path))
    if len(set(names)) < len(names) or MANIFEST not in names:
        raise InputError("the manifest is missing, or a file is there twice", place=str(path))
    for entry in found:
        if entry.filename != MANIFEST and not NAME.fullmatch(entry.filename):
            raise InputError(f"a pack cannot be named {entry.filename[:80]!r}", place=str(path))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError("packed in a way that is not read here", place=str(path), remedy="deflate")
    return dict(zip(names, found, strict=True))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    with archive.open(entry) as file:
        data = file.read(MOST_OF_A_FILE + 1)
    if len(data) > MOST_OF_A_FILE:
        raise InputError(f"{entry.filename} has more than {MOST_OF_A_FILE} bytes", place=str(path))
    return data


def _signer(note: Note, trusted: Sequence[VerifierKey], path: Path) -> VerifierKey:
    claimed = ", ".join(sorted({signature.name for signature in note.signatures}))
    if not trusted:
        remedy = "ask the publisher for the key, and `aboveboard packs trust KEY`"
        raise InputError(f"no key is trusted here; the bundle claims {claimed}", place=str(path), remedy=remedy)
    found = next((key for key in trusted if note.is_signed_by(key)), None)
    if found is None:
        remedy = f"trusted are {', '.join(key.name for key in trusted)}"
        raise InputError(f"no trusted key signed this; the bundle claims {claimed}", place=str(path), remedy=remedy)
    return found


def _manifest(text: str, path: Path) -> tuple[str, datetime, dict[str, tuple[str, int]]]:
    """Version, time and for each file its digest and size."""
    first, *rest = text.splitlines()
    version, sealed = [*rest, "", ""][:2]
    files = [FILE_LINE.fullmatch(line) for line in rest[2:]]
    stated = version.removeprefix("version ")
    if first != FIRST_LINE or not version.startswith("version ") or not VERSION.fullmatch(stated) or not all(files):
        raise InputError("the manifest is of a form that this version does not know", place=f"{path}:{MANIFEST}")
    when = datetime.strptime(sealed, "sealed %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return stated, when, {line[3]: (line[1], int(line[2])) for line in files if line}


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, stated: tuple[str, int], path: Path) -> str:
    data = _content(archive, entry, path)
    if (hashlib.sha256(data).hexdigest(), len(data)) != stated:
        raise InputError(f"{entry.filename} is not the text that was signed", place=str(path))
    return data.decode()
