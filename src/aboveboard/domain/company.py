"""Company entry: what a company register says of a firm, and how surely a business is that firm."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, TypeAlias, get_args

import msgspec
import polars as pl

CompanyStatus: TypeAlias = Literal["active", "insolvent", "ended", "unknown"]
COMPANY_STATUSES: Final[tuple[str, ...]] = get_args(CompanyStatus)
STATUS_WORDS: Final = {
    "active": "active",
    "insolvent": "in liquidation, administration or receivership",
    "ended": "dissolved or struck off",
    "unknown": "of a status we do not know",
}
Ground: TypeAlias = Literal[
    "number_and_name",
    "name_and_postcode",
    "answered",
    "several",
    "number_alone",
    "other_number",
    "alike_and_postcode",
    "previous_and_postcode",
    "name_alone",
]
GROUNDS: Final[dict[Ground, str]] = {
    "number_and_name": "the number and the name are the same",
    "name_and_postcode": "the very name and the postcode are the same",
    "answered": "a person said that it is the same company",
    "several": "more than one entry is as near as this one",
    "number_alone": "the number is the same, and the name is another",
    "other_number": "name and postcode are the same, and the number is another",
    "alike_and_postcode": "the name is the same but for its ending, and the postcode is the same",
    "previous_and_postcode": "a former name and the postcode are the same",
    "name_alone": "the very name is the same, and the postcode is not",
}
"""Why an entry may be the business, the surest first; all but the first three are questions for a person."""

COMPANY_REGISTER: Final = "company_register"
"""The name of the survey, which has a row for each business and entry that may be one."""
COMPANY_SURVEY: Final[dict[str, pl.DataType]] = {
    "business": pl.String(),
    "register": pl.String(),
    "country": pl.String(),
    "number": pl.String(),  # text.register_numbers.register_key
    "name": pl.String(),
    "previous": pl.List(pl.String()),  # former names
    "postcode": pl.String(),
    "locality": pl.String(),
    "form": pl.String(),  # corporate | public_body: of others nothing is kept
    "status": pl.String(),
    "as_of": pl.Date(),
    "expires": pl.Date(),
    "same": pl.Boolean(),  # what a person answered; null = was not asked
}


class CompanyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One firm in one company register, on the day of the register's snapshot; `expires` is the first day too late."""

    register: str
    country: str
    number: str
    name: str
    previous: tuple[str, ...] = ()
    postcode: str | None = None
    locality: str | None = None
    form: str
    status: str
    as_of: date
    expires: date


class Considered(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that may be a business: why, what a person answered, and whether it is taken to be it."""

    entry: CompanyEntry
    ground: Ground
    taken: bool
    same: bool | None = None


class CompanyReading(msgspec.Struct, frozen=True, kw_only=True):
    """What company registers have of one business, and the legal form as it would be `without` them."""

    names: tuple[str, ...]
    postcodes: tuple[str, ...]
    without: str
    considered: tuple[Considered, ...]

    @property
    def questions(self) -> tuple[Considered, ...]:
        """The entries of which a person has to say whether they are the business."""
        return tuple(each for each in self.considered if not each.taken and each.same is None)

    @property
    def taken(self) -> tuple[CompanyEntry, ...]:
        """The entries that are the business, one a register."""
        return tuple(each.entry for each in self.considered if each.taken)

    @property
    def not_active(self) -> str | None:
        """The status of an entry that is the business and that cannot be written to as a company now."""
        return next((entry.status for entry in self.taken if entry.status != "active"), None)


_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(CompanyReading)


def encode_company(reading: CompanyReading) -> str:
    """The text form of a reading, as the column `company` has it."""
    return _ENCODER.encode(reading).decode()


def decode_company(text: str | None) -> CompanyReading | None:
    """The reading of a `company` column; null gives None."""
    return _DECODER.decode(text) if text else None
