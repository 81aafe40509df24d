"""What people write for a campaign: one short TOML file, checked against a closed list of keys."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from aboveboard.domain.basis import Acquisition
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.sender import Sender

Channel = Literal["email", "post", "voice_live"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SenderTable(_Table):
    """`[sender]`: who writes; see domain.sender.Sender."""

    name: str
    person: str
    email: str
    phone: str
    street: str
    locality: str
    postcode: str
    country: str = Field(pattern="^[A-Z]{2}$")
    website: str
    registered: str = ""
    on_behalf_of: str = ""

    def sender(self) -> Sender:
        """The same as the noun that rooms speak in."""
        return Sender(**self.model_dump())


class LinksTable(_Table):
    """`[links]`: the address under which recipients reach the pages that `aboveboard serve` shows."""

    base: str = Field(pattern=r"^https?://[^\s]+$")


class DataTable(_Table):
    """`[data]`: the files the campaign reads, relative to campaign.toml, and where the register came from."""

    register_file: Path = Field(alias="register")
    pages: Path
    offers: Path
    bases: Path | None = None
    suppressions: Path | None = None
    preferences: Path | None = None
    groups: Path | None = None
    register_name: str
    register_as_of: date
    acquisition: Acquisition


class SendingTable(_Table):
    """`[sending]`: what the operator states of the mail server; a missing line counts as no."""

    spf: bool = False
    dkim: bool = False
    dmarc: bool = False
    tls: bool = False
    ptr: bool = False

    def elements(self) -> tuple[str, ...]:
        """The rules' elements that the sending set-up gives to every e-mail."""
        stated = {
            "spf_pass": self.spf,
            "dkim_pass": self.dkim,
            "dmarc_record_aligned": self.dmarc,
            "tls": self.tls,
            "valid_ptr": self.ptr,
        }
        return tuple(sorted(name for name, held in stated.items() if held))


class LimitsTable(_Table):
    """`[limits]`: how many are left alone to learn from, how long data are kept, whether neighbours may be counted."""

    hold_out_percent: int = Field(default=5, ge=1, le=50)
    keep_days: int = Field(default=180, ge=1, le=730)
    neighbours: bool = False


class Settings(_Table):
    """One campaign, as its file states it."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,60}$")
    purpose: Literal["marketing"] = "marketing"
    language: Literal["en"] = "en"
    channels: tuple[Channel, ...] = ("email", "post", "voice_live")
    level: Literal["entity"] = "entity"
    seed: str = Field(min_length=1)
    step: int = Field(default=1, ge=1, le=3)
    as_of: date | None = None
    sender: SenderTable
    links: LinksTable
    data: DataTable
    sending: SendingTable = SendingTable()
    limits: LimitsTable = LimitsTable()


def load_settings(path: Path) -> Settings:
    """The campaign of a TOML file; raises InputError that names file, line and the nearest valid key."""
    text = read_text(path)
    try:
        settings = Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {error}", place=str(path)) from error
    except ValidationError as error:
        raise _explained(error.errors(), path, text) from error
    return settings


def read_text(path: Path) -> str:
    """The file's text, or an InputError that says which file is missing or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError("no such file", place=str(path)) from error
    except IsADirectoryError as error:
        raise InputError("this is a folder, not a file", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8 text", place=str(path), remedy="save it as UTF-8") from error


def line_of(text: str, key: str, table: str | None = None) -> int:
    """The line on which `key` is set in TOML text, in `[table]` if it is set there; 1 where it is not found."""
    current: str | None = None
    elsewhere: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+([^\[\]]+)\]+", line)
        if header:
            current = header[1].strip()
        if current == key or re.search(rf"(^|[\s,{{.]){re.escape(key)}\s*=", line):
            if current in (table, key):
                return number
            elsewhere.append(number)
    return elsewhere[0] if elsewhere else 1


def _explained(errors: list[ErrorDetails], path: Path, text: str) -> InputError:
    error = next((error for error in errors if error["type"] == "extra_forbidden"), errors[0])
    where = [part for part in error["loc"] if isinstance(part, str)]
    table, key = (where[0], where[-1]) if len(where) > 1 else (None, where[-1])
    place = f"{path}:{line_of(text, key, table)}"
    if error["type"] == "extra_forbidden":
        return InputError(f"unknown key {'.'.join(where)!r}", place=place, remedy=did_you_mean(key, _keys(table)))
    if error["type"] == "missing":
        return InputError(f"{'.'.join(where)!r} is missing", place=str(path), remedy=f"add it to [{table or 'top'}]")
    return InputError(f"{'.'.join(where)}: {error['msg']}", place=place)


def _keys(table: str | None) -> list[str]:
    model: type[BaseModel] = Settings
    if table is not None:
        annotation: Any = Settings.model_fields[table].annotation
        model = annotation
    return [field.alias or name for name, field in model.model_fields.items()]
