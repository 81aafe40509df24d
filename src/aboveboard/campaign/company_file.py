"""The files of a company register: CSV, its parts, or zip files of these, read in batches that fit into memory."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from aboveboard.campaign.company_map import FIELDS, RegisterMap
from aboveboard.domain.errors import InputError

BATCH_ROWS: Final = 50_000
_LONGEST: Final = 200
_MOST_BYTES: Final = 20 << 30  # of a zip file, unpacked; the whole of Companies House has 2.6 GB
_MOST_FILES: Final = 100
_DAY: Final = re.compile(r"(?<!\d)(20\d\d-\d\d-\d\d)(?!\d)")
_PART: Final = re.compile(r"part(\d+)_(\d+)")


@contextmanager
def unpacked(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files, and in place of each zip file the CSV files in it, which are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="aboveboard-") as folder:
        found: list[Path] = []
        for path in files:
            if not path.is_file():
                raise InputError("no such file", place=str(path))
            if zipfile.is_zipfile(path):
                found += _unzip(path, Path(folder), len(found))
            else:
                found.append(path)
        yield found


def _unzip(path: Path, folder: Path, count: int) -> list[Path]:
    with zipfile.ZipFile(path) as archive:
        members = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
        if not members or sum(entry.file_size for entry in members) > _MOST_BYTES or len(members) > _MOST_FILES:
            raise InputError("this zip file has no CSV file, or too much", place=str(path), remedy="unpack it")
        unpacked = [folder / f"{count + place}.csv" for place in range(len(members))]
        for entry, target in zip(members, unpacked, strict=True):
            try:
                with archive.open(entry) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
            except (RuntimeError, zipfile.BadZipFile, NotImplementedError) as error:
                raise InputError("this zip file cannot be read", place=str(path), remedy="unpack it") from error
    return unpacked


def table_of(path: Path, chart: RegisterMap) -> pl.LazyFrame:
    """The fields of a file as text, missing ones empty; raises InputError where a column of the map is not there."""
    with path.open("rb") as file:
        head = file.readline(1 << 20)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head:
        raise InputError("not UTF-8 text", place=f"{path}:1", remedy="save it as CSV in UTF-8")
    separator = max(",;\t|", key=head.decode("utf-8", "replace").count)
    table = pl.scan_csv(path, separator=separator, infer_schema=False, encoding="utf8-lossy", glob=False)
    try:
        header = {name.strip(): name for name in table.collect_schema().names()}
    except pl.exceptions.PolarsError as error:
        raise InputError("not readable as CSV", place=f"{path}:1", remedy="a header line comes first") from error
    missing = [name for names in chart.columns.values() for name in names if name not in header]
    if missing:
        remedy = f"it has: {', '.join(header)}"[:300]
        raise InputError(f"the column {missing[0]!r} is missing", place=f"{path}:1", remedy=remedy)
    return table.select(_field(name, chart, header).alias(name) for name in FIELDS)


def _field(name: str, chart: RegisterMap, header: Mapping[str, str]) -> pl.Expr:
    columns = [_plain(pl.col(header[column])) for column in chart.columns.get(name, ())]
    if not columns:
        return pl.lit(chart.constants.get(name, ""))
    if name != "previous_name":
        return pl.concat_str(columns, separator=" ", ignore_nulls=True).fill_null("").str.strip_chars()
    return pl.concat_list(columns).list.drop_nulls().list.eval(pl.element().filter(pl.element() != "")).list.join("\n")


def _plain(text: pl.Expr) -> pl.Expr:
    """One line without what nobody sees, of bounded length."""
    return text.str.slice(0, _LONGEST).str.replace_all(r"[\s\p{C}]+", " ").str.strip_chars()


def count_of(table: pl.LazyFrame, path: Path) -> int:
    """How many lines a file has below its header."""
    try:
        return int(table.select(pl.len()).collect().item())
    except pl.exceptions.PolarsError as error:
        raise _unreadable(path) from error


def batches_of(table: pl.LazyFrame, path: Path) -> Iterator[pl.DataFrame]:
    """The lines of a file, some ten thousand at a time, in order."""
    try:
        yield from table.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)
    except pl.exceptions.PolarsError as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> InputError:
    remedy = "a line has more cells than the header, or a quote that does not end"
    return InputError("not readable as CSV", place=str(path), remedy=remedy)


def day_of(path: Path) -> date:
    """The day that stands in the file's name; raises InputError where none does."""
    match = _DAY.search(path.name)
    try:
        if match:
            return date.fromisoformat(match[1])
    except ValueError:
        pass
    raise InputError("no day in the file's name", place=str(path), remedy="--as-of YYYY-MM-DD, the snapshot's day")


def check_parts(files: Sequence[Path]) -> None:
    """Raises InputError where a part is missing: such a register would call companies unique that are not."""
    parts = {(int(match[1]), int(match[2])) for path in files if (match := _PART.search(path.name))}
    missing = {(part, of) for _, of in parts for part in range(1, of + 1)} - parts
    if missing:
        part, of = min(missing)
        raise InputError(f"part {part} of {of} is missing", remedy="name all parts in one command")
