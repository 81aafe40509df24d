"""Tables of other people: CSV, JSON and Parquet files as records, read piece by piece."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec

from aboveboard.campaign.files import numbered
from aboveboard.domain.errors import InputError

if TYPE_CHECKING:
    import polars as pl

_MARKS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_FEWER_THAN: Final = 5
"""Of UTF-16 in a Latin script every second byte is NUL; in other text at most some cells of a joker have one."""
_SAMPLE: Final = 200
AGAIN: Final = " (again)"
_PARQUET_ROWS: Final = 20_000
_LONGEST_LINE: Final = 4_000_000
_LARGEST_ARRAY: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One entry with the line, or for arrays and Parquet the number, by which its owner finds it again."""

    line: int
    values: Mapping[str, object]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that are known before the records are read, and the records, once."""

    columns: tuple[str, ...]
    records: Iterator[Record]
    says_all: bool
    """False for JSON, where a later record may have more columns than the first ones."""


def open_table(path: Path, *, encoding: str | None = None, twice: bool = False) -> Table:
    """The table of a file, by its ending; raises InputError where it cannot be read as what it says it is.

    With `twice`, a CSV file may have two columns of one name, as some exports do: the second is "NAME (again)".
    """
    if not path.is_file():
        raise InputError("no such file", place=str(path))
    readers: Mapping[str, Callable[[Path, str | None], Table]] = {
        ".csv": _csv, ".tsv": _csv, ".txt": _csv, ".json": _json, ".jsonl": _json, ".ndjson": _json,
        ".parquet": _parquet,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError("nobody knows this kind of file", place=str(path), remedy=f"known are {', '.join(readers)}")
    return _csv(path, encoding, twice=twice) if reader is _csv else reader(path, encoding)


def open_text(path: Path, encoding: str | None) -> IO[str]:
    """The file as text: by the mark at its beginning, else as it was told, else as UTF-8."""
    with path.open("rb") as file:
        start = file.read(1024)
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if marked is None and encoding is None and start.count(0) * _FEWER_THAN > len(start):
        remedy = "save it as UTF-8, or name its encoding, as in --encoding utf-16-le"
        raise InputError("it holds NUL characters: no text, or UTF-16 without its mark", place=str(path), remedy=remedy)
    return path.open(encoding=marked or encoding or "utf-8", newline="")


def _csv(path: Path, encoding: str | None, *, twice: bool = False) -> Table:
    rows = _cells(path, encoding)
    try:
        _, header = next(rows)
    except StopIteration:
        raise InputError("the file is empty", place=str(path), remedy="a header line, then a business a line") from None
    columns = tuple(name.strip() for name in header)
    if twice:
        columns = tuple(name + AGAIN * columns[:place].count(name) for place, name in enumerate(columns))
    double = next((name for name in columns if name and columns.count(name) > 1), None)
    if double is not None:
        raise InputError(f"two columns are called {double!r}", place=f"{path}:1", remedy="rename one")
    return Table(columns, _csv_records(rows, columns), says_all=True)


def _csv_records(rows: Iterator[tuple[int, list[str]]], columns: Sequence[str]) -> Iterator[Record]:
    for line, cells in rows:
        if any(map(str.strip, cells)):
            yield Record(line, dict(zip(columns, cells, strict=False)), whole=len(cells) == len(columns))


def _cells(path: Path, encoding: str | None) -> Iterator[tuple[int, list[str]]]:
    with open_text(path, encoding) as file:
        try:
            first = file.readline(_LONGEST_LINE)
            delimiter = max(",;\t|", key=first.count)
            reader = csv.reader(chain([first], file) if first else file, delimiter=delimiter, strict=True)
            yield from numbered(reader)
        except UnicodeError:
            raise _not_text(path, encoding) from None
        except csv.Error as error:
            raise InputError(f"not readable as CSV: {error}", place=f"{path}:{reader.line_num}") from None


def _not_text(path: Path, encoding: str | None) -> InputError:
    """The error for a file in another encoding, with the line of the first sign that cannot be read."""
    with path.open("rb") as file:
        line = next((n for n, raw in enumerate(file, start=1) if not _is_text(raw, encoding or "utf-8")), 1)
    remedy = "save it as UTF-8, or name its encoding, as in --encoding cp1252"
    return InputError(f"not {encoding or 'UTF-8'} text", place=f"{path}:{line}", remedy=remedy)


def _is_text(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeError:
        return False
    return True


def _json(path: Path, encoding: str | None) -> Table:
    with path.open("rb") as file:
        start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise InputError("the file is empty", place=str(path))
    records = _json_array(path) if start.startswith(b"[") else _json_lines(path)
    first = list(islice(records, _SAMPLE))
    columns = dict.fromkeys(name for record in first for name in flat_names(record.values))
    return Table(tuple(columns), chain(first, records), says_all=False)


def _json_array(path: Path) -> Iterator[Record]:
    if path.stat().st_size > _LARGEST_ARRAY:
        raise InputError("the array is too large to be read at once", place=str(path), remedy="write one record a line")
    try:
        values = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=list[object])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InputError(f"not readable as JSON: {error}", place=str(path)) from None
    for number, value in enumerate(values, start=1):
        yield _record(value, number, path)


def _json_lines(path: Path) -> Iterator[Record]:
    decoder = msgspec.json.Decoder()
    with path.open("rb") as file:
        for line, raw in enumerate(_lines(file, path), start=1):
            if not raw.strip():
                continue
            try:
                value = decoder.decode(raw.removeprefix(b"\xef\xbb\xbf"))
            except (msgspec.DecodeError, UnicodeError) as error:
                raise InputError(f"not readable as JSON: {error}", place=f"{path}:{line}") from None
            yield _record(value, line, path)


def _lines(file: IO[bytes], path: Path) -> Iterator[bytes]:
    while raw := file.readline(_LONGEST_LINE):
        if len(raw) == _LONGEST_LINE:
            raise InputError(f"a line has more than {_LONGEST_LINE:,} bytes", place=str(path))
        yield raw


def _record(value: object, line: int, path: Path) -> Record:
    if not isinstance(value, dict):
        raise InputError("a record is no JSON object", place=f"{path}:{line}")
    return Record(line, value)


def flat_names(values: Mapping[str, object], before: str = "") -> Iterator[str]:
    """The paths to all plain values of a record: `names.primary`, `addresses.0.locality`; the first of each list."""
    for name, value in values.items():
        first = value[0] if isinstance(value, list) and value else value
        where = f"{before}{name}" + (".0" if first is not value and isinstance(first, dict) else "")
        if isinstance(first, dict) and before.count(".") < 4:
            yield from flat_names(first, f"{where}.")
        else:
            yield where


def _parquet(path: Path, encoding: str | None) -> Table:
    import polars as pl

    frame = pl.scan_parquet(path)
    first = _collected(frame.head(_SAMPLE), path)
    columns = dict.fromkeys(name for row in first.to_dicts() for name in flat_names(row))
    return Table(tuple(columns or first.columns), _parquet_records(frame, path), says_all=False)


def _parquet_records(frame: pl.LazyFrame, path: Path) -> Iterator[Record]:
    start = 0
    while rows := _collected(frame.slice(start, _PARQUET_ROWS), path).to_dicts():
        yield from (Record(start + number, row) for number, row in enumerate(rows, start=1))
        start += len(rows)


def _collected(frame: pl.LazyFrame, path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        return frame.collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        said = str(error).partition("\n")[0][:200]
        raise InputError(f"not readable as Parquet: {said}", place=str(path)) from None
