"""Files of company registers, invented."""

from collections.abc import Callable
from pathlib import Path

import pytest

FORMER = [f" PreviousName_{n}.CompanyName" for n in range(1, 11)]
# As the real file has them: some headers begin with a blank, and there are columns that nobody reads.
HEADER = [
    "CompanyName", " CompanyNumber", "RegAddress.CareOf", "RegAddress.AddressLine1", "RegAddress.PostTown",
    "RegAddress.PostCode", "CompanyCategory", "CompanyStatus", "URI", *FORMER,
]  # fmt: skip
PLTD = "Private Limited Company"


def _line(name: str, number: str, postcode: str = "", form: str = PLTD, status: str = "Active", was: str = "") -> str:
    cells = [name, number, "MR CARE OF", "1 STREET", "WICKTHORNE", postcode, form, status, "http://x.example", was]
    return ",".join(f'"{cell}"' for cell in [*cells, *[""] * (len(FORMER) - 1)])


@pytest.fixture(scope="session")
def line() -> Callable[..., str]:
    """Makes a line of the snapshot of Companies House."""
    return _line


@pytest.fixture
def snapshot(tmp_path: Path) -> Callable[..., Path]:
    """Writes a snapshot of Companies House with some lines."""

    def write(*lines: str, day: str = "2026-11-01", name: str = "BasicCompanyDataAsOneFile-{day}.csv") -> Path:
        path = tmp_path / name.format(day=day)
        path.write_text("\n".join([",".join(HEADER), *lines]) + "\n", "utf-8")
        return path

    return write
