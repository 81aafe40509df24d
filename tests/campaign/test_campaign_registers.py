"""Lists of businesses are imported whole but for the lines they name, whatever stands in them."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.mapping import map_text, read_map
from aboveboard.campaign.registers import BATCH, Brought, Order, bring_register, guess, undo_import
from aboveboard.campaign.run import open_store
from aboveboard.domain.errors import InputError

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAP = """
name = "Firm"
street = ["Street", "No"]
postcode = "Code"
locality = "Town"
country = { value = "DE" }
legal_form = { column = "Form", values = { GmbH = "corporate", "e.K." = "sole_trader" } }
website = "Site"
email = "Mail"
telephone = "Tel"
"""
HEADER = "Firm,Street,No,Code,Town,Form,Site,Mail,Tel"
SHOPS = (
    "Astloch Bäckerei,Kornweg,1,10115,Berlin,GmbH,astloch.example,post@astloch.example,+49 30 1234567",
    "Quern Räder,Kornweg,2,10115,Berlin,e.K.,,,",
)
Bring = Callable[..., Brought]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of which nothing is there yet."""
    return Home(tmp_path / "home")


@pytest.fixture
def bring(home: Home, tmp_path: Path) -> Bring:
    """Imports a file under a map."""

    def call(file: Path, map_given: str = MAP, *, dry: bool = False, **other: Any) -> Brought:
        (tmp_path / "map.toml").write_text(map_given, "utf-8")
        order = Order(
            file=file,
            row_map=read_map(tmp_path / "map.toml"),
            register=other.pop("register", "Trade fair"),
            as_of=other.pop("as_of", date(2026, 11, 1)),
            act="met_in_person",
            **other,
        )
        return bring_register(home, order, now=NOW, dry=dry)

    return call


@pytest.fixture
def shops(tmp_path: Path) -> Callable[..., Path]:
    """Writes a list of lines."""

    def write(*lines: str, header: str = HEADER, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes("".join(f"{line}\n" for line in (header, *lines)).encode(encoding))
        return path

    return write


def kept(home: Home) -> list[tuple[Any, ...]]:
    """Name, postcode, town, form, website and channels of all that is kept, by name."""
    columns = ("name", "postcode", "locality", "register_form", "website", "reachable")
    with open_store(home, existing=True) as store:
        return sorted(store.rows("c", 1, on=NOW.date()).select(columns).rows())


def errors(done: Brought) -> list[list[str]]:
    """Line, column and code of the error file."""
    if done.errors is None:
        return []
    with done.errors.open(encoding="utf-8", newline="") as file:
        return [row[:3] for row in csv.reader(file)][1:]


ASTLOCH = (
    "Astloch Bäckerei",
    "10115",
    "Berlin",
    "corporate",
    "http://astloch.example",
    ["email", "post", "voice_live"],
)
QUERN = ("Quern Räder", "10115", "Berlin", "sole_trader", None, ["post"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_comes_in_from_any_usual_encoding(home: Home, bring: Bring, shops: Any, encoding: str) -> None:
    """UTF-8, UTF-16 by its mark, and what it is told; columns are joined, constants and words are put in."""
    told = {"encoding": "cp1252"} if encoding == "cp1252" else {}
    done = bring(shops(*SHOPS, encoding=encoding), **told)

    assert (2, 2, 0) == (done.read, done.new, done.refused)
    assert done.errors is None
    assert [ASTLOCH, QUERN] == kept(home)
    with open_store(home, existing=True) as store:
        contact = store.contact(next(b for b in store.members("Trade fair") if store.contact(b).email))
    assert ("Kornweg 1", "post@astloch.example", "+49 30 1234567") == (contact.street, contact.email, contact.telephone)


def _unreadable(shops: Any, tmp_path: Path) -> list[tuple[Path, str]]:
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    (tmp_path / "x.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "x.json").write_bytes(b'[{"Firm": "A"}, 7]')
    (tmp_path / "half.json").write_bytes(b'[{"Firm": "A"}')
    (tmp_path / "x.jsonl").write_bytes(b'{"Firm": "A"}\nnot json\n')
    return [
        (
            shops(*SHOPS, encoding="cp1252", name="a.csv"),
            r"a.csv:2: not UTF-8 text \(save it as UTF-8, or name its enc",
        ),
        (shops(*SHOPS, encoding="utf-16-le", name="b.csv"), "b.csv: it holds NUL characters: no text, or UTF-16 with"),
        (shops('"a"b', name="c.csv"), "c.csv:2: not readable as CSV"),
        (shops("x" * 200_000, name="d.csv"), "d.csv:2: not readable as CSV: field larger"),
        (shops(name="e.csv"), "e.csv: there are no rows in this file"),
        (shops("1,2", header="Firm,Firm", name="f.csv"), "f.csv:1: two columns are called 'Firm'"),
        (shops("1", header="Frim", name="g.csv"), r"g.csv:1: name: there is no column 'Firm' \(did you mean 'Frim'"),
        (tmp_path / "x.xlsx", "x.xlsx: nobody knows this kind of file"),
        (tmp_path / "x.parquet", "x.parquet: not readable as Parquet"),
        (tmp_path / "x.json", "x.json:2: a record is no JSON object"),
        (tmp_path / "half.json", "half.json: not readable as JSON"),
        (tmp_path / "x.jsonl", "x.jsonl:2: not readable as JSON"),
        (tmp_path / "none.csv", "none.csv: no such file"),
    ]


def test_a_file_that_cannot_be_read_is_refused_whole(home: Home, bring: Bring, shops: Any, tmp_path: Path) -> None:
    """The error names file, line and remedy, and nothing is kept of the lines before."""
    for path, message in _unreadable(shops, tmp_path):
        with pytest.raises(InputError, match=message):
            bring(path)
    with open_store(home) as store:
        assert [] == store.registers()
        assert 0 == store.rows("c", 1, on=NOW.date()).height


HOSTILE = [
    ("=cmd|'/C calc'!A0,Kornweg,3,10115,Berlin,GmbH,,,", "Firm", "formula"),
    ('"Astloch\r\nBcc: all@shop.example",Kornweg,3,10115,Berlin,GmbH,,,', "Firm", "line_break"),
    ("Ast\x00loch,Kornweg,3,10115,Berlin,GmbH,,,", "Firm", "control_character"),
    (f"{'x' * 501},Kornweg,3,10115,Berlin,GmbH,,,", "Firm", "too_long"),
    (" ,Kornweg,3,10115,Berlin,GmbH,,,", "Firm", "name_missing"),
    ("Astloch,Kornweg,3,10115,Berlin,Ltd,,,", "Form", "not_mapped"),
    ("Astloch,Kornweg,3,10115,Berlin,,javascript:alert(1),,", "Site", "website_unreadable"),
    ("Astloch,Kornweg,3,10115,Berlin,,,no address,", "Mail", "email_unreadable"),
    ("Astloch,Kornweg,3,10115,Berlin,,,,none", "Tel", "telephone_unreadable"),
    ("Astloch,Kornweg,3", "", "cells"),
]


def test_hostile_and_broken_lines_are_named_and_not_repeated(home: Home, bring: Bring, shops: Any) -> None:
    """Each in the error file with line, column, code and remedy, and with no word of what stood there."""
    done = bring(shops(SHOPS[0], *(line for line, _, _ in HOSTILE), SHOPS[1]))
    lines = [3, 4, *range(6, 14)]  # the second of them has two lines

    assert [[str(line), *rest[1:]] for line, rest in zip(lines, HOSTILE, strict=True)] == errors(done)
    assert (12, 2, 10) == (done.read, done.new, done.refused)
    assert [ASTLOCH, QUERN] == kept(home)
    assert done.errors is not None
    text = done.errors.read_text("utf-8") + str(done.sentences(dry=False)) + str(done.summary(dry=False))
    assert [] == [word for word in ("cmd", "Astloch", "Kornweg", "alert", "all@shop") if word in text]


def test_an_error_file_that_cannot_be_written_stops_the_import(home: Home, bring: Bring, shops: Any) -> None:
    """Nothing is kept then; and where nothing is wrong any more, an earlier error file says so."""
    path = shops(SHOPS[0], HOSTILE[0][0])
    with pytest.raises(FileNotFoundError):
        bring(path, errors=home.folder / "no" / "such" / "folder.csv")
    with open_store(home, existing=True) as store:
        assert [] == store.registers()
    first = bring(path).errors
    assert first is not None
    assert None is bring(shops(SHOPS[0])).errors
    assert "line,column,code,remedy\n" == first.read_text("utf-8")


def test_unseen_marks_are_dropped(home: Home, bring: Bring, shops: Any) -> None:
    """A zero width space and a mark of direction, copied with a number, harm nobody."""
    bring(shops(SHOPS[0].replace("Astloch", "\u200eAstloch\u200b")))

    assert [ASTLOCH] == kept(home)


def test_a_dry_run_counts_and_keeps_nothing(home: Home, bring: Bring, shops: Any) -> None:
    """Not even the home is made; on a store that exists, the counts are those of the import that follows."""
    path = shops(*SHOPS, HOSTILE[0][0])
    first = bring(path, dry=True)

    assert not home.folder.exists()
    assert first.name is None
    bring(shops(SHOPS[0], name="earlier.csv"))
    before = bring(path, dry=True)
    assert [ASTLOCH] == kept(home)
    assert before.summary(dry=True) | {"import": "x"} == bring(path).summary(dry=True) | {"import": "x"}
    assert (1, 1, 1) == (before.new, before.same, before.refused)


def test_a_list_in_which_nothing_can_be_used_leaves_no_import(home: Home, bring: Bring, shops: Any) -> None:
    """Its lines are named, and there is nothing to undo."""
    done = bring(shops(HOSTILE[0][0]))

    assert (None, 1) == (done.name, done.refused)
    with open_store(home, existing=True) as store:
        assert [] == store.registers()


def test_doubles_are_found_in_the_file_and_in_what_is_kept(home: Home, bring: Bring, shops: Any) -> None:
    """Another spelling of the same name at the same door is one business, and is said so."""
    again = "ASTLOCH BÄCKEREI GmbH,Kornweg,1,10115,Berlin,GmbH,www.astloch.example,,"
    done = bring(shops(*SHOPS, again))
    other = bring(shops(again, name="other.csv"), register="Guide")

    assert ([["4", "", "double"]], 1) == (errors(done), done.doubles)
    assert (0, 1) == (other.new, other.doubles)
    assert 2 == len(kept(home))


def test_ids_of_a_list_stay_recognisable_and_ids_we_make_cannot_be_guessed(
    home: Home, bring: Bring, shops: Any
) -> None:
    """A list's own id keeps its form under the register's name; one we make is the same each time, and names nobody."""
    given = MAP + 'id = "Nr"\n'
    bring(shops("Astloch,Kornweg,1,10115,Berlin,,,,,17", "Quern,Kornweg,2,10115,Berlin,,,,,a@b.example",
                header=HEADER + ",Nr"), given)  # fmt: skip
    bring(shops(*SHOPS, name="b.csv"), register="Other fair")
    with open_store(home, existing=True) as store:
        made = store.members("Other fair")
        assert {"trade-fair.17"} == store.members("Trade fair")
    bring(shops(*SHOPS, name="b.csv"), register="Other fair", as_of=date(2026, 11, 2))

    with open_store(home, existing=True) as store:
        assert made == store.members("Other fair")
    assert all(name.startswith("other-fair.") and len(name) == len("other-fair.") + 16 for name in made)


MAPS = [
    ("nam = 'Firm'", "map.toml:1: unknown field 'nam' .did you mean 'name'"),
    ("street = 'Street'", "map.toml: the map does not say where the name is"),
    ("name = 7", "map.toml:1: name names no column"),
    ("name = { colum = 'Firm' }", "map.toml:1: name: unknown key 'colum' .did you mean 'column'"),
    ("name = { column = 'Firm', value = 'x' }", "map.toml:1: name: a column or a value, one of the two"),
    ("name = { column = 'Firm', values = 'x' }", "map.toml:1: name: `values` gives a word for a word"),
    ("name = 'Firm'\nname = 'Firm'", "map.toml:2: not valid TOML"),
    ("name = 'Firm'", "list.csv: nothing says where the country is"),
]


@pytest.mark.parametrize(("given", "message"), MAPS)
def test_a_wrong_map_is_refused_with_what_would_be_right(bring: Bring, shops: Any, given: str, message: str) -> None:
    """The error names field, line and remedy."""
    with pytest.raises(InputError, match=message):
        bring(shops(*SHOPS), given)


def test_a_guess_is_a_map(shops: Any, tmp_path: Path) -> None:
    """What the headers suggest can be kept and read back as it was shown."""
    found = guess(shops("Astloch,1 Way,x.example", header="Company Name,Street / Strasse,Web"))
    (tmp_path / "guess.toml").write_text(map_text(found), "utf-8")

    assert {"name", "street", "website"} == found.keys()
    assert found == read_map(tmp_path / "guess.toml")


NESTED = [
    {"id": "08f", "names": {"primary": "Astloch"}, "websites": ["https://astloch.example"],
     "phones": ["+49 30 1234567"],
     "addresses": [{"freeform": "Kornweg 1", "locality": "Berlin", "postcode": 10115, "country": "DE"}]},
    {"id": "08e", "names": {"primary": "Quern"}, "websites": None, "phones": [],
     "addresses": [{"freeform": "Kornweg 2", "locality": "Berlin", "postcode": 10115, "country": "Germany"}]},
]  # fmt: skip
NESTED_MAP = """
id = "id"
name = "names.primary"
website = "websites"
telephone = "phones.0"
street = "addresses.0.freeform"
locality = "addresses.locality"
postcode = "addresses.0.postcode"
country = "addresses.0.country"
"""


@pytest.mark.parametrize("kind", ["array.json", "lines.jsonl", "lines.json", "table.parquet"])
def test_nested_records_are_reached_by_paths(home: Home, bring: Bring, tmp_path: Path, kind: str) -> None:
    """In JSON, as an array or line by line, and in Parquet: by dotted paths, and the first of each list."""
    path = tmp_path / kind
    if kind == "array.json":
        path.write_text(json.dumps(NESTED), "utf-8")
    elif kind == "table.parquet":
        pl.DataFrame(NESTED).write_parquet(path)
    else:
        path.write_text("".join(json.dumps(record) + "\n" for record in NESTED), "utf-8")
    done = bring(path, NESTED_MAP)

    assert (2, 0) == (done.new, done.refused)
    astloch = ("Astloch", "10115", "Berlin", "unknown", "https://astloch.example", ["post", "voice_live"])
    assert [astloch, ("Quern", "10115", "Berlin", "unknown", None, ["post"])] == kept(home)
    assert {"name", "website", "locality", "postcode", "country", "telephone"} <= guess(path).keys()
    with pytest.raises(InputError, match=r"no record has 'names\.secondary'"):
        bring(path, NESTED_MAP.replace("names.primary", "names.secondary"), country="DE")


def test_a_list_is_undone_whole(home: Home, bring: Bring, shops: Any) -> None:
    """What it added is gone; a second time is refused."""
    done = bring(shops(*SHOPS))
    assert done.name is not None

    assert 2 == undo_import(home, done.name, on=NOW.date())["removed"]
    assert [] == kept(home)
    with pytest.raises(InputError, match="was undone"):
        undo_import(home, done.name, on=NOW.date())


def test_a_list_longer_than_a_batch_is_one_import(home: Home, bring: Bring, shops: Any) -> None:
    """A line that cannot be read in the last batch leaves nothing of the first ones; a double spans batches."""
    lines = [f"Shop {n},Kornweg,{n},10115,Berlin,GmbH,,," for n in range(BATCH + 1)]
    with pytest.raises(InputError, match="not readable as CSV"):
        bring(shops(*lines, '"a"b'))
    done = bring(shops(*lines, lines[0]))

    assert (BATCH + 1, 1) == (done.new, done.doubles)
    assert BATCH + 1 == len(kept(home))


def test_lookalikes_are_shown_and_not_merged(home: Home, bring: Bring, shops: Any, tmp_path: Path) -> None:
    """Two lines that are likely one place are named with the reasons; both are kept."""
    alike = "Astloch Bäckerei Berlin,Kornweg,1a,10115,Berlin,,astloch.example,,+49 30 1234567"
    done = bring(shops(*SHOPS, alike), lookalikes=tmp_path / "pairs.csv")
    pairs = (tmp_path / "pairs.csv").read_text("utf-8").splitlines()

    assert (3, 1, 2) == (done.new, done.lookalikes, len(pairs))
    assert pairs[1].startswith("2,4,9")
    assert "Astloch" not in pairs[1]


@pytest.mark.shared
def test_real_listings_are_imported(home: Home, bring: Bring, shared: Path, tmp_path: Path) -> None:
    """Of the public places of Overture Maps in the United States at least 99 of 100 are kept; the others are named."""
    source = shared / "data" / "overture_places" / "public" / "us_places_open_closed.jsonl"
    given = """
id = "id"
name = "name"
trade = "category"
street = "street"
locality = "city"
region = "region"
postcode = "postcode"
country = { value = "US" }
website = "websites.0"
telephone = "phones"
"""
    records = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    (tmp_path / "places.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    done = bring(tmp_path / "places.jsonl", given)

    assert len(records) == done.read
    assert done.refused < len(records) / 100
    with open_store(home, existing=True) as store:
        regions = store.rows("c", 1, on=NOW.date())["region"].drop_nulls()
    assert len(regions) > 0.9 * done.new
