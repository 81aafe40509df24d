"""Home: the folder in which a campaign keeps its store, keys, ledger, runs and outbox."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HOME_VARIABLE: Final = "ABOVEBOARD_HOME"
STORE_VARIABLE: Final = "ABOVEBOARD_STORE"


@dataclass(frozen=True, slots=True)
class Home:
    """Where everything of one organisation lies; nothing is made before it is written to."""

    folder: Path

    @classmethod
    def of(cls, campaign: Path, chosen: Path | None = None) -> Home:
        """The chosen folder, else ABOVEBOARD_HOME, else `.aboveboard` beside the campaign's file."""
        named = os.environ.get(HOME_VARIABLE)
        return cls(chosen or (Path(named) if named else campaign.resolve().parent / ".aboveboard"))

    @property
    def store_url(self) -> str:
        """The database: ABOVEBOARD_STORE, else a SQLite file in the folder."""
        return os.environ.get(STORE_VARIABLE) or self.own_store

    @property
    def own_store(self) -> str:
        """The SQLite file in the folder, whatever the environment says."""
        return f"sqlite:///{(self.folder / 'store.sqlite').as_posix()}"

    @property
    def keys(self) -> Path:
        """The folder of keys, readable by their owner alone."""
        return self.folder / "keys"

    @property
    def ledger(self) -> Path:
        """The folder of the log of receipts, servable as static files."""
        return self.folder / "ledger"

    @property
    def ledger_key(self) -> Path:
        """The key that signs the log's checkpoints."""
        return self.keys / "ledger"

    @property
    def origin(self) -> str:
        """The log's name, as its checkpoints and its key carry it."""
        return "aboveboard/receipts"

    @property
    def runs(self) -> Path:
        """The folder of the runs' artefacts."""
        return self.folder / "runs"

    @property
    def outbox(self) -> Path:
        """The folder of messages that are ready to go."""
        return self.folder / "outbox"

    @property
    def rules(self) -> Path:
        """The folder of the rule packs: each version that was installed or used, and whose signatures are trusted."""
        return self.folder / "rules"

    @property
    def cache(self) -> Path:
        """The folder of what was read of sites, for a few days."""
        return self.folder / "cache"
