"""The files of a first campaign."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from aboveboard.domain.errors import InputError

FILES: Final = ("campaign.toml", "offers.toml", "register.csv", "pages/pages.toml")


def starter_text(name: str) -> str:
    """The text of one starter file."""
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def write_starter(folder: Path) -> list[Path]:
    """The starter files are in the folder; InputError, and nothing written, where one of them is there already."""
    paths = [folder / name for name in FILES]
    for path in paths:
        if path.exists():
            raise InputError("this file is there already", place=str(path), remedy="choose another folder")
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for path in paths:
        path.write_text(starter_text(path.name), encoding="utf-8", newline="\n")
    return paths
