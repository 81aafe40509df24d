"""The rule packs of a home: which version is in use, every version that was ever used, and whose signature counts."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.bundle import VERSION
from aboveboard.campaign.home import Home
from aboveboard.domain.errors import InputError, LedgerError, did_you_mean
from aboveboard.guard.packs import OF_THE_PROGRAM, RulePacks, load_packs, rule_files
from aboveboard.receipts.note import VerifierKey

PACKAGED: Final = "packaged"
JOURNAL: Final = "installed.jsonl"
TRUSTED: Final = "trusted-keys"
OWN: Final = "own"


class Installed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the journal: from then on this version is in use. The last line counts; none is ever changed.

    `digest` is that of the texts, `sealed` and `key` are those of the bundle they came in.
    """

    version: str
    at: datetime
    act: str
    digest: str = ""
    sealed: datetime | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a run, with the texts they were read from, so that they can be kept."""

    packs: RulePacks
    texts: Mapping[str, str]
    own: tuple[Path, ...]


class RuleVersions:
    """The folder `rules` of a home: a folder for each version, the journal, and the trusted keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, home: Home) -> RuleVersions:
        """Those of a home; nothing is made before it is written to."""
        return cls(home.rules)

    def journal(self) -> list[Installed]:
        """All lines, the oldest first."""
        path = self.folder / JOURNAL
        lines = path.read_bytes().splitlines() if path.exists() else []
        try:
            return [msgspec.json.decode(line, type=Installed) for line in lines]
        except msgspec.DecodeError as error:
            raise LedgerError(f"{path.name} cannot be read; restore it from a backup") from error

    def current(self) -> str:
        """The version in use: that of the journal's last line, else the packaged one."""
        lines = self.journal()
        return lines[-1].version if lines else PACKAGED

    def in_use(self, own: Sequence[Path] = ()) -> RuleSet:
        """The rules in use, with the organisation's own packs; what the program itself brings is always its own."""
        version = self.current()
        texts = self.texts(version)
        packs = load_packs(tuple(own), texts=None if version == PACKAGED else texts)
        return RuleSet(packs, texts, tuple(own))

    def texts(self, version: str) -> dict[str, str]:
        """The texts of a version that was installed here, or of the packaged one; InputError for any other.

        What the program itself brings is always its own; LedgerError where a text was changed on the disk.
        """
        if version == PACKAGED:
            return rule_files()
        known = {line.version: line.digest for line in self.journal() if line.version != PACKAGED}
        if version not in known:
            remedy = did_you_mean(version, [*known, PACKAGED])
            raise InputError(f"no version {version!r} was installed here", remedy=remedy)
        texts = {name: text for name, text in _texts(self._version(version)).items() if name not in OF_THE_PROGRAM}
        if digest_of(texts) != known[version]:
            raise LedgerError(
                f"the rules of {version} were changed on the disk; move {self._version(version)} away and update again"
            )
        return merged(texts)

    def of_version(self, version: str) -> RulePacks | None:
        """The rules of a run as they were on its day, by the version in its receipt; None if they were not kept.

        The version bears the digest of every text, so LedgerError where one was changed on the disk.
        """
        folder = self._version(version)
        if not folder.is_dir():
            packaged = load_packs()
            return packaged if packaged.version == version else None
        packs = load_packs(sorted(folder.glob(f"{OWN}/*/*.toml")), texts=_texts(folder))
        if packs.version != version:
            raise LedgerError(f"the rules in {folder} were changed on the disk; restore them from a backup")
        return packs

    def keep(self, rules: RuleSet) -> None:
        """Every text of the rules is kept under their version; one that is kept already is not touched."""
        own = {f"{OWN}/{n:03}/{path.name}": path.read_text("utf-8") for n, path in enumerate(rules.own)}
        self._write(rules.packs.version, {**rules.texts, **own})

    def install(self, texts: Mapping[str, str], line: Installed) -> None:
        """The texts are kept under their version, and then that version is in use: both, or the one before still is."""
        self._write(line.version, merged(texts))
        kept = {name: text for name, text in _texts(self._version(line.version)).items() if name not in OF_THE_PROGRAM}
        if digest_of(kept) != digest_of(texts):
            place = self._version(line.version)
            raise LedgerError(f"other texts lie in {place}; they were changed on the disk: move the folder away")
        self._append(msgspec.structs.replace(line, digest=digest_of(texts)))

    def use(self, version: str, *, at: datetime, act: str) -> None:
        """The version is in use again; InputError for one that was never installed here."""
        self.texts(version)
        known = {line.version: line for line in self.journal()}
        before = known.get(version, Installed(version=PACKAGED, at=at, act=act))
        self._append(msgspec.structs.replace(before, at=at, act=act))

    def previous(self) -> str:
        """The version that was in use before the present one; InputError if there was none."""
        stack = [PACKAGED]
        for line in self.journal():
            if line.act == "undo":
                stack.pop()
            elif line.version != stack[-1]:
                stack.append(line.version)
        if len(stack) < 2:
            raise InputError("there is no update to undo", place=str(self.folder))
        return stack[-2]

    def trusted(self) -> list[VerifierKey]:
        """The keys whose bundles are taken; none unless somebody said so."""
        path = self.folder / TRUSTED
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [VerifierKey.parse(line) for line in lines if line.strip()]

    def set_trusted(self, keys: Sequence[VerifierKey]) -> None:
        """These keys are trusted, and no others."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{TRUSTED}.part"
        part.write_text("".join(f"{key}\n" for key in keys), "utf-8")
        part.replace(self.folder / TRUSTED)

    def _version(self, version: str) -> Path:
        name, _, digest = version.partition("+")
        if not VERSION.fullmatch(name) or not digest.isalnum():
            raise InputError(f"{version!r} cannot be the name of a version")
        return self.folder / version

    def _write(self, version: str, files: Mapping[str, str]) -> None:
        folder = self._version(version)
        if folder.is_dir():
            return
        part = self.folder / f".{version}.{secrets.token_hex(4)}.part"
        for name, text in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_text(text, "utf-8", newline="")
        try:
            part.rename(folder)
        except OSError:
            shutil.rmtree(part)
            if not folder.is_dir():  # else another process kept the same texts in the meantime
                raise

    def _append(self, line: Installed) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / JOURNAL
        part = self.folder / f"{JOURNAL}.part"
        before = path.read_bytes() if path.exists() else b""
        part.write_bytes(before + msgspec.json.encode(line) + b"\n")
        part.replace(path)


def own_packs(campaign: Path | None) -> tuple[Path, ...]:
    """The organisation's own packs that a campaign's file names; none without a campaign."""
    if campaign is None:
        return ()
    from aboveboard.campaign.settings import load_settings

    return load_settings(campaign).rules.files(campaign)


def merged(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a version together with the files that are always the program's own."""
    packaged = rule_files()
    return {**texts, **{name: packaged[name] for name in OF_THE_PROGRAM}}


def digest_of(texts: Mapping[str, str]) -> str:
    """One digest of names and texts."""
    parts = (f"{name}\n{len(text.encode())}\n{text}" for name, text in sorted(texts.items()))
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(folder.glob("*.toml"))}
