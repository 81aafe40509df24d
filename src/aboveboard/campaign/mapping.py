"""Mapping: which column of somebody's table is which field of a register, as a small TOML or JSON file says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.files import REGISTER_COLUMNS
from aboveboard.campaign.headers import guess_columns
from aboveboard.campaign.settings import line_of, read_text, read_toml
from aboveboard.domain.errors import InputError, did_you_mean

_KEYS: Final = ("column", "columns", "join", "value", "values", "otherwise")
_NEEDED: Final = ("name", "country")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the text of a field comes from: columns joined, or a constant; then a word for a word."""

    columns: tuple[str, ...] = ()
    join: str = " "
    value: str | None = None
    values: Mapping[str, str] | None = None
    otherwise: str | None = None

    def text(self, record: Mapping[str, object]) -> str | None:
        """The text for one record, "" where there is none; None for a word that is not in `values`."""
        if self.value is not None:
            return self.value
        parts = [part for column in self.columns if (part := plain_text(value_at(record, column)))]
        found = self.join.join(parts)
        if self.values is None or not found:
            return found
        return self.values.get(found.casefold(), self.otherwise)


RowMap = Mapping[str, Source]


def value_at(record: Mapping[str, object], path: str) -> object:
    """The value at a dotted path: a column of that very name, else step by step; of a list its first, or by number."""
    if path in record:
        return record[path]
    value: object = record
    for step in path.split("."):
        if isinstance(value, list) and step.isdecimal():
            value = value[int(step)] if int(step) < len(value) else None
            continue
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def plain_text(value: object) -> str:
    """The value as text: the first of a list, a number without its ".0"; "" for nothing and for what is no text."""
    if isinstance(value, list):
        return plain_text(value[0]) if value else ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def read_map(path: Path) -> RowMap:
    """The map of a file; raises InputError that names the field, its line, and what would be right."""
    text = read_text(path)
    tables = _decoded_json(text, path) if path.suffix.lower() == ".json" else read_toml(text, path)
    row_map = {field: _source(field, given, f"{path}:{line_of(text, field)}") for field, given in tables.items()}
    if "name" not in row_map:
        raise InputError("the map does not say where the name is", place=str(path), remedy='such as name = "Firm"')
    return row_map


def _decoded_json(text: str, path: Path) -> dict[str, object]:
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InputError(f"not readable as JSON: {error}", place=str(path)) from None


def _source(field: str, given: object, place: str) -> Source:
    if field not in REGISTER_COLUMNS:
        raise InputError(f"unknown field {field!r}", place=place, remedy=did_you_mean(field, REGISTER_COLUMNS))
    if isinstance(given, str) and given:
        return Source(columns=(given,))
    if isinstance(given, list) and given and all(isinstance(name, str) for name in given):
        return Source(columns=tuple(given))
    if isinstance(given, dict):
        return _table(field, given, place)
    remedy = 'a column, a list of columns to join, or a table such as { value = "GB" }'
    raise InputError(f"{field} names no column", place=place, remedy=remedy)


def _table(field: str, given: Mapping[str, object], place: str) -> Source:
    for key in given:
        if key not in _KEYS:
            raise InputError(f"{field}: unknown key {key!r}", place=place, remedy=did_you_mean(key, _KEYS))
    columns = given.get("columns", [given["column"]] if "column" in given else [])
    value, values = given.get("value"), given.get("values")
    if not isinstance(columns, list) or not all(isinstance(name, str) and name for name in columns):
        raise InputError(f"{field}: `columns` is no list of names", place=place)
    if (value is None) == (not columns):
        raise InputError(f"{field}: a column or a value, one of the two", place=place)
    if values is not None and not _is_words(values):
        raise InputError(
            f"{field}: `values` gives a word for a word", place=place, remedy='as in { GmbH = "corporate" }'
        )
    return Source(
        columns=tuple(columns),
        join=_text_of(field, given, "join", place) or " ",
        value=_text_of(field, given, "value", place),
        values={k.casefold(): v for k, v in values.items()} if isinstance(values, dict) else None,
        otherwise=_text_of(field, given, "otherwise", place),
    )


def _is_words(values: object) -> bool:
    return isinstance(values, dict) and all(isinstance(word, str) for pair in values.items() for word in pair)


def _text_of(field: str, given: Mapping[str, object], key: str, place: str) -> str | None:
    found = given.get(key)
    if found is not None and not isinstance(found, str):
        raise InputError(f"{field}: `{key}` is no text", place=place, remedy="write it in quotes")
    return found


def guess_map(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> RowMap:
    """What the headers, and else the cells, say: for a person to look at before it is used."""
    cells = [[plain_text(value_at(row, column)) for column in columns] for row in rows]
    return {field: Source(columns=(columns[place],)) for field, place in guess_columns(columns, cells).items()}


def map_text(row_map: RowMap) -> str:
    """The map as TOML; constants and joined columns as `read_map` reads them."""
    return "".join(f"{field} = {_written(source)}\n" for field, source in sorted(row_map.items(), key=_in_order))


def _written(source: Source) -> str:
    if source.value is not None:
        return f"{{ value = {json.dumps(source.value)} }}"
    names = [json.dumps(name, ensure_ascii=False) for name in source.columns]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _in_order(item: tuple[str, Source]) -> int:
    return REGISTER_COLUMNS.index(item[0])


def missing_fields(row_map: RowMap) -> list[str]:
    """The fields that a register needs and the map does not give."""
    return [field for field in _NEEDED if field not in row_map]


def check_columns(row_map: RowMap, columns: Sequence[str], place: str) -> None:
    """Raises InputError for a column that the file does not have."""
    for field, source in row_map.items():
        for name in source.columns:
            if name not in columns:
                raise InputError(
                    f"{field}: there is no column {name!r}", place=place, remedy=did_you_mean(name, columns)
                )
