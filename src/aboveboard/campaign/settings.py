"""What people write for a campaign: one short TOML file, checked against a closed list of keys."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from aboveboard.domain.basis import Acquisition
from aboveboard.domain.errors import InputError, did_you_mean, nearest
from aboveboard.domain.limits import HOUSE
from aboveboard.domain.preference import Language
from aboveboard.domain.sender import Sender
from aboveboard.domain.windows import CLOSES, OPENS
from aboveboard.guard.packs import load_packs

STORED: Final = "store:"
"""Before the name of an imported register, where a campaign otherwise names the file of its own."""
Channel = Literal["email", "post", "voice_live"]
Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
_STATED: Final = {
    "string_type": "is not a text",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "date_type": "is not a day",
    "date_parsing": "is not a day",
    "date_from_datetime_parsing": "is not a day",
    "path_type": "is not the name of a file",
    "tuple_type": "is not a list",
    "model_type": "is not a table",
}
# Control characters and the marks that turn the direction of writing (UAX 9): in a name they only deceive.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ALSO_CALLED: Final = {"UK": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB", "EL": "GR", "USA": "US"}
_REMEDIES: Final = {
    "a text": 'write it in quotes, as in "text"',
    "a day": "write YYYY-MM-DD, without quotes",
    "a file": 'write it in quotes, as in "register.csv"',
    "a list": 'as in ["email", "post"]',
    "a table": "its keys stand on the lines after its [name]",
}


def _distinct(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    if len(set(channels)) != len(channels):
        raise ValueError("names a channel twice")
    return channels


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SenderTable(_Table):
    """`[sender]`: who writes; see domain.sender.Sender."""

    name: str
    person: str
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="an e-mail address")
    phone: str
    street: str
    locality: str
    postcode: str
    country: str
    website: str
    registered: str = ""
    on_behalf_of: str = ""

    def sender(self) -> Sender:
        """The same as the noun that rooms speak in."""
        return Sender(**self.model_dump())


class LinksTable(_Table):
    """`[links]`: the address under which recipients reach the pages that `aboveboard serve` shows."""

    base: str = Field(pattern=r"^https?://[^\s]+$", description="an address that begins with https://")


class DataTable(_Table):
    """`[data]`: the files the campaign reads, relative to campaign.toml, and where the register came from.

    `register = "store:NAME"` is the register NAME as `aboveboard import register` brought it, with its own origin.
    """

    register_file: Path = Field(alias="register")
    pages: Path
    offers: Path
    bases: Path | None = None
    relations: Path | None = None
    suppressions: Path | None = None
    preferences: Path | None = None
    groups: Path | None = None
    register_name: str | None = None
    register_as_of: date | None = None
    acquisition: Acquisition | None = None

    @property
    def stored_register(self) -> str | None:
        """The name of the imported register whose businesses are the rows; None where a file has them."""
        name = str(self.register_file)
        return name.removeprefix(STORED) if name.startswith(STORED) else None

    @model_validator(mode="after")
    def _has_one_origin(self) -> DataTable:
        for name in ("register_name", "register_as_of", "acquisition"):
            given = getattr(self, name) is not None
            if given and self.stored_register is not None:
                raise ValueError(f"{name} was stated when the register was imported; leave it out")
            if not given and self.stored_register is None:
                raise ValueError(f"{name} is missing; add it to [data]")
        return self


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
    """`[limits]`: how many are left alone to learn from, how long data are kept, whether neighbours may be counted.

    And how often one is written to, over all campaigns: each value may tighten what the house allows (domain.limits).
    """

    hold_out_percent: int = Field(default=5, ge=1, le=50)
    keep_days: int = Field(default=180, ge=1, le=730)
    neighbours: bool = False
    messages_per_recipient: int = Field(default=HOUSE.recipient, ge=1, le=HOUSE.recipient)
    messages_per_company: int = Field(default=HOUSE.company, ge=1, le=HOUSE.company)
    emails: int = Field(default=HOUSE.email, ge=1, le=HOUSE.email)
    letters: int = Field(default=HOUSE.post, ge=1, le=HOUSE.post)
    calls: int = Field(default=HOUSE.voice_live, ge=1, le=HOUSE.voice_live)
    days_between: int = Field(default=HOUSE.between, ge=HOUSE.between, le=365)
    rest_days: int = Field(default=HOUSE.rest, ge=HOUSE.rest, le=1825)


class WindowTable(_Table):
    """`[window]`: the days of the week and whole hours of local time within which e-mails and calls go out.

    They narrow the house's own window, nine to five on working days, and cannot widen it.
    """

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = get_args(Weekday)
    opens: int = Field(default=OPENS, ge=OPENS, lt=CLOSES, alias="from")
    until: int = Field(default=CLOSES, gt=OPENS, le=CLOSES)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> WindowTable:
        if self.opens >= self.until:
            raise ValueError("from is not before until")
        return self


class RulesTable(_Table):
    """`[rules]`: the organisation's own packs, relative to campaign.toml; they can only tighten."""

    packs: tuple[Path, ...] = ()

    def files(self, campaign: Path) -> tuple[Path, ...]:
        """The files of the packs, as the campaign of this file means them."""
        return tuple(campaign.parent / name for name in self.packs)


def _is_near(host: str) -> bool:
    """True for this machine and for the numbers and bare names of a network of one's own."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


def _endpoint(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("is not the plain address of an endpoint; a key stands in the environment (llm.key_env)")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_near(parts.hostname)):
        raise ValueError("does not begin with https://; only an endpoint on your own network may do without")
    return url.rstrip("/")


class LlmTable(_Table):
    """`[llm]`: a language model that writes the e-mails and letters, behind any OpenAI-compatible endpoint.

    Without this table the grammar writes alone. `key_env` names the variable of the environment that has the key; the
    key itself stands in no file. `most_requests` and `most_tokens` are for one run; what they leave the grammar writes.
    """

    base_url: Annotated[str, AfterValidator(_endpoint)]
    model: str = Field(pattern=r"^[!-~]{1,200}$", description="the name of a model, without blanks")
    key_env: str | None = Field(
        default=None, pattern=r"^[A-Z_][A-Z0-9_]{0,63}$", description="the name of a variable of the environment"
    )
    temperature: float = Field(default=0.0, ge=0.0, le=1.0)
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    timeout: int = Field(default=60, ge=1, le=600)
    requests_per_minute: int = Field(default=60, ge=1, le=6000)
    at_once: int = Field(default=1, ge=1, le=16)
    most_requests: int = Field(default=500, ge=1, le=100_000)
    most_tokens: int = Field(default=1_000_000, ge=1, le=1_000_000_000)
    answer_tokens: int = Field(default=1200, ge=200, le=16_000)


class Settings(_Table):
    """One campaign, as its file states it."""

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{1,60}$",
        description="a name of small letters, digits and hyphens",
    )
    purpose: Literal["marketing"] = "marketing"
    language: Language = "en"
    channels: Annotated[tuple[Channel, ...], Field(min_length=1), AfterValidator(_distinct)] = (
        "email",
        "post",
        "voice_live",
    )
    level: Literal["entity"] = "entity"
    seed: str = Field(min_length=1)
    step: int = Field(default=1, ge=1, le=3)
    as_of: date | None = None
    sender: SenderTable
    links: LinksTable
    data: DataTable
    sending: SendingTable = SendingTable()
    limits: LimitsTable = LimitsTable()
    window: WindowTable = WindowTable()
    rules: RulesTable = RulesTable()
    llm: LlmTable | None = None


def load_settings(path: Path) -> Settings:
    """The campaign of a TOML file; raises InputError that names file, line and the nearest valid key."""
    text = read_text(path)
    try:
        settings = Settings.model_validate(read_toml(text, path))
    except ValidationError as error:
        raise _explained(error.errors(), path, text) from error
    check_country(settings.sender.country, "sender.country", f"{path}:{line_of(text, 'country', 'sender')}")
    return settings


def read_toml(text: str, path: Path, *, parse_float: Callable[[str], object] = float) -> dict[str, Any]:
    """The tables of TOML text; raises InputError that names the line."""
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        said = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", str(error), re.DOTALL)
        problem, line = (said[1], said[2]) if said else (str(error), str(text.count("\n") + 1))
        raise InputError(f"not valid TOML: {problem!s}", place=f"{path}:{line}") from error


def check_country(code: str, name: str, place: str) -> None:
    """The code is a country of ISO 3166-1; raises InputError otherwise."""
    known = load_packs().facts.countries
    if code in known:
        return
    meant = _ALSO_CALLED.get(code.upper(), code.upper())
    remedy = f"did you mean {meant!r}?" if meant in known else "two capital letters, such as GB or DE"
    raise InputError(f"{name} {code!r} is no ISO 3166-1 code", place=place, remedy=remedy)


def read_text(path: Path) -> str:
    """The file's text without what nobody sees in it; or an InputError that says why it cannot be read."""
    try:
        return _UNSEEN.sub("", path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError("no such file", place=str(path), remedy=_neighbour(path)) from error
    except IsADirectoryError as error:
        raise InputError("this is a folder, not a file", place=str(path)) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8 text", place=f"{path}:{line}", remedy="save it as UTF-8") from error


def _neighbour(path: Path) -> str | None:
    names = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    near = nearest(path.name, names)
    return f"did you mean {near!r}?" if near else None


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
    name, place = ".".join(where), f"{path}:{line_of(text, key, table)}"
    if error["type"] == "extra_forbidden":
        return InputError(f"unknown key {name!r}", place=place, remedy=did_you_mean(key, _keys(table)))
    if error["type"] == "missing":
        return _missing(name, table, path, text)
    problem, remedy = _problem(error, _field(table, key))
    return InputError(f"{name} {problem}", place=place, remedy=remedy)


def _missing(name: str, table: str | None, path: Path, text: str) -> InputError:
    if table is not None:
        place = f"{path}:{line_of(text, table)}"
        return InputError(f"{name!r} is missing", place=place, remedy=f"add it to [{table}]")
    is_table = isinstance(Settings.model_fields[name].annotation, type(BaseModel))
    remedy = f"add a table [{name}]" if is_table else "add it above the first table"
    return InputError(f"{name!r} is missing", place=f"{path}:1", remedy=remedy)


def _problem(error: ErrorDetails, description: str | None) -> tuple[str, str | None]:
    """What is wrong with a value, and what would be right, in plain words."""
    given, kind, context = error["input"], error["type"], error.get("ctx", {})
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        return f"{given!r} is not known", did_you_mean(str(given), known)
    if kind == "string_pattern_mismatch":
        return f"is not {description}", None
    if kind in _STATED:
        problem = _STATED[kind]
        return f"{problem}: {given!r}", next((r for end, r in _REMEDIES.items() if problem.endswith(end)), None)
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        limit = next(context[name] for name in ("ge", "le", "gt", "lt") if name in context)
        within = f"{limit} is the limit" if kind.endswith("equal") else f"{limit} is beyond it"
        return f"is out of range: {given!r}", within
    if kind in ("too_short", "string_too_short"):
        return "is empty", "state at least one"
    return error["msg"].removeprefix("Value error, "), None


def _field(table: str | None, key: str) -> str | None:
    field = _model(table).model_fields.get(key)
    return field.description if field else None


def _keys(table: str | None) -> list[str]:
    return [field.alias or name for name, field in _model(table).model_fields.items()]


def _model(table: str | None) -> type[BaseModel]:
    if table is None:
        return Settings
    annotation: Any = Settings.model_fields[table].annotation
    models = [one for one in (annotation, *get_args(annotation)) if isinstance(one, type(BaseModel))]
    return models[0] if models else Settings
