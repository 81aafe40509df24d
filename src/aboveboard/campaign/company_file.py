"""The files of a company register: CSV, its parts, or zip files of these, read in blocks that fit into memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

import polars as pl

from aboveboard.campaign.company_map import FIELDS, RegisterMap
from aboveboard.domain.errors import InputError

# Blocks of our own, since the lazy reader of Polars reads on while the store writes: that took 1.1 GB of memory for a
# file of 1 GB (November 2026, Polars 2.1).
BLOCK: Final = 16 << 20
_RECORD: Final = 1 << 20  # no line is longer, also one with line breaks in its cells
_LONGEST: Final = 200
_MOST_BYTES: Final = 20 << 30  # of a zip file, unpacked; the whole of Companies House has 2.6 GB
_MOST_FILES: Final = 100
_DAY: Final = re.compile(r"(?<!\d)(20\d\d-\d\d-\d\d)(?!\d)")
_PART: Final = re.compile(r"part(\d+)_(\d+)")


@dataclass(frozen=True, slots=True)
class CSVFile:
    """One CSV file, by itself or in a zip file, and how many bytes it has."""

    path: Path
    member: str | None
    size: int

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The file's bytes; raises InputError where a zip file cannot be read to its end."""
        if self.member is None:
            with self.path.open("rb") as file:
                yield file
            return
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                yield file
        except (RuntimeError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise InputError("this zip file cannot be read", place=str(self.path), remedy="unpack it") from error


@dataclass(frozen=True, slots=True)
class Table:
    """How a CSV file is read: its first line, what separates cells, and its columns by their plain names."""

    head: bytes
    separator: str
    columns: Mapping[str, str]


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
    missing = {(part, of) for _, of in parts for part in range(1, min(of, _MOST_FILES) + 1)} - parts
    if missing:
        part, of = min(missing)
        raise InputError(f"part {part} of {of} is missing", remedy="name all parts in one command")


def csv_files(files: Sequence[Path]) -> list[CSVFile]:
    """The CSV files among and in the files."""
    found: list[CSVFile] = []
    for path in files:
        if not path.is_file():
            raise InputError("no such file", place=str(path))
        if zipfile.is_zipfile(path):
            found += _members(path)
        else:
            found.append(CSVFile(path, None, path.stat().st_size))
    return found


def _members(path: Path) -> list[CSVFile]:
    with zipfile.ZipFile(path) as archive:
        members = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
    if not members or len(members) > _MOST_FILES or sum(entry.file_size for entry in members) > _MOST_BYTES:
        raise InputError("this zip file has no CSV file, or too much", place=str(path), remedy="unpack it")
    return [CSVFile(path, entry.filename, entry.file_size) for entry in members]


def table_of(source: CSVFile, chart: RegisterMap) -> Table:
    """How the file is read; raises InputError where it is no CSV file, or a column of the map is not there."""
    with source.open() as file:
        head = file.readline(_RECORD)
    place = f"{source.path}:1"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head:
        raise InputError("not UTF-8 text", place=place, remedy="save it as CSV in UTF-8")
    separator = max(",;\t|", key=head.decode("utf-8", "replace").count)
    try:
        names = _read(head.removeprefix(b"\xef\xbb\xbf"), separator, None).columns
    except pl.exceptions.PolarsError as error:
        raise InputError("not readable as CSV", place=place, remedy="a header line comes first") from error
    columns = {name.strip(): name for name in names}
    needed = {field: names for field, names in chart.columns.items() if field not in chart.optional}
    missing = [name for names in needed.values() for name in names if name not in columns]
    if missing:
        remedy = f"it has: {', '.join(columns)}"[:300]
        raise InputError(f"the column {missing[0]!r} is missing", place=place, remedy=remedy)
    return Table(head, separator, columns)


def batches(source: CSVFile, table: Table, chart: RegisterMap) -> Iterator[tuple[pl.DataFrame, int]]:
    """The fields of the lines (`FIELDS`) as plain text, missing ones empty, block by block, with each block's bytes."""
    given = {name for names in chart.columns.values() for name in names if name in table.columns}
    wanted = sorted(table.columns[name] for name in given)
    fields = [_field(name, chart, table.columns).alias(name) for name in FIELDS]
    head = table.head.removeprefix(b"\xef\xbb\xbf")
    with source.open() as file:
        file.readline(_RECORD)
        for block in whole_lines(file, source.path):
            try:
                lines = _read(head + block, table.separator, wanted)
            except pl.exceptions.PolarsError as error:
                raise _unreadable(source.path) from error
            yield lines.select(fields), len(block)


def whole_lines(file: IO[bytes], path: Path, *, size: int = BLOCK) -> Iterator[bytes]:
    """The bytes of a file in pieces of about this size that end where a line ends, also one with broken cells."""
    rest = b""
    while data := file.read(size):
        block = rest + data
        end = _line_end(block)
        if end:
            yield block[:end]
        elif len(block) > max(size, _RECORD):
            raise _unreadable(path)
        rest = block[end:]
    if rest.strip():
        yield rest


def _line_end(block: bytes) -> int:
    """The end of the last whole line, after a line break outside quotation marks; 0 where more has to be read.

    Where a stray mark leaves none such in the last megabyte, it is the last line break: only this block is misread.
    """
    inside = block.count(b'"') % 2
    end = last = block.rfind(b"\n") + 1
    position = len(block)
    while end > len(block) - _RECORD and end > 0:
        inside ^= block.count(b'"', end, position) % 2
        if not inside:
            return end
        position, end = end, block.rfind(b"\n", 0, end - 1) + 1
    return last if len(block) > _RECORD else 0


def _read(data: bytes, separator: str, columns: list[str] | None) -> pl.DataFrame:
    return pl.read_csv(
        data,
        columns=columns,
        separator=separator,
        infer_schema=False,
        encoding="utf8-lossy",
        truncate_ragged_lines=True,
    )


def _unreadable(path: Path) -> InputError:
    return InputError("not readable as CSV", place=str(path), remedy="a quote does not end, or lines have no end")


def _field(name: str, chart: RegisterMap, header: Mapping[str, str]) -> pl.Expr:
    columns = [_plain(pl.col(header[column])) for column in chart.columns.get(name, ()) if column in header]
    if not columns:
        return pl.lit(chart.constants.get(name, ""))
    if name != "previous_name":
        return pl.concat_str(columns, separator=" ", ignore_nulls=True).fill_null("").str.strip_chars()
    return pl.concat_list(columns).list.drop_nulls().list.eval(pl.element().filter(pl.element() != "")).list.join("\n")


def _plain(text: pl.Expr) -> pl.Expr:
    """One line without what nobody sees, of bounded length."""
    return text.str.slice(0, _LONGEST).str.replace_all(r"[\s\p{C}]+", " ").str.strip_chars()
