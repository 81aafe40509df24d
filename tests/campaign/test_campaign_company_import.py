"""Company registers come in whole or not at all, and nothing of persons comes with them."""

import csv
import io
import re
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.campaign.company_file import whole_lines
from aboveboard.campaign.company_import import bring_companies, bring_companies_house
from aboveboard.campaign.company_map import companies_house, read_map, word_key
from aboveboard.campaign.home import Home
from aboveboard.campaign.run import Tell, open_store, quiet
from aboveboard.domain.company import CompanyEntry
from aboveboard.domain.errors import InputError
from aboveboard.domain.legal_form import LEGAL_FORMS

Line = Callable[..., str]
Snapshot = Callable[..., Path]
TODAY = date(2026, 11, 23)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of its own."""
    return Home(tmp_path / "home")


def bring(home: Home, *files: Path, as_of: date | None = None, days: int = 62, tell: Tell = quiet) -> dict[str, object]:
    """The import of a snapshot of Companies House, today."""
    return bring_companies_house(files, home, as_of=as_of, days=days, today=TODAY, tell=tell)


def kept(home: Home, *names: str, on: date = TODAY, postcode: str = "") -> list[CompanyEntry]:
    """The entries with one of the names."""
    with open_store(home) as store:
        return list(store.companies.entries(numbers=(), names={name: {postcode} for name in names}, on=on))


def test_an_entry_is_kept_with_its_day(home: Home, line: Line, snapshot: Snapshot) -> None:
    """Name, number, place, former names, form and status; the day from the file's name; and no more of the file."""
    path = snapshot(line("COPPER LANE BAKERY LIMITED", "1234567", "hp39 1ab", was="CL BREAD LTD"))
    done = bring(home, path)
    entry = CompanyEntry(
        register="companies-house", country="GB", number="01234567", name="COPPER LANE BAKERY LIMITED",
        previous=("CL BREAD LTD",), postcode="HP391AB", locality="WICKTHORNE", form="corporate", status="active",
        as_of=date(2026, 11, 1), expires=date(2027, 1, 2),
    )  # fmt: skip

    assert [entry] == kept(home, "Copper Lane Bakery")
    assert [entry] == kept(home, "C.L. Bread", postcode="HP391AB")
    assert [] == kept(home, "C.L. Bread", postcode="ZZ11ZZ")
    assert (1, 1, {}) == (done["read"], done["kept"], done["passed_over"])
    assert b"MR CARE OF" not in (home.folder / "store.sqlite").read_bytes()


def test_persons_and_partnerships_are_not_taken_in(home: Home, line: Line, snapshot: Snapshot) -> None:
    """Partnerships outside Scotland and words without a meaning are counted, and no byte of them is kept."""
    path = snapshot(
        line("COPPER LANE BAKERY LIMITED", "99000101"),
        line("ALDER & SORREL LP", "LP012345", form="Limited Partnership"),
        line("BURNSIDE CROFT LP", "SL012345", form="Limited Partnership"),
        line("SOUTERFIELD PARTNERS", "SG000123", form="Scottish Partnership"),
        line("MYSTERY THING", "99000105", form="Something Quite New"),
        line("NUMBERLESS LIMITED", "none"),
        line("", "99000106"),
    )
    done = bring(home, path)

    assert {
        "of persons or partnerships": 1,
        "of a form we do not know": 1,
        "no number or name that can be read": 2,
    } == done["passed_over"]
    assert ({"Something Quite New": 1}, {"corporate": 3}) == (done["unknown_forms"], done["forms"])
    assert 2 == len(kept(home, "Burnside Croft LP", "Souterfield Partners"))
    data = b"".join(path.read_bytes() for path in home.folder.glob("store.sqlite*"))
    assert b"BURNSIDE" in data
    for word in (b"ALDER", b"sorrel", b"MYSTERY", b"NUMBERLESS"):
        assert word not in data


@pytest.mark.parametrize(
    ("status", "meaning"),
    [("Active", "active"), ("Liquidation", "insolvent"), ("Dissolved", "ended"), ("Made up", "unknown")],
)
def test_a_status_has_a_meaning_or_is_unknown(
    home: Home, line: Line, snapshot: Snapshot, status: str, meaning: str
) -> None:
    """What the map does not have is unknown, and counted."""
    done = bring(home, snapshot(line("MERROW LTD", "99000101", status=status)))

    assert {meaning: 1} == done["statuses"]
    assert ({status: 1} if meaning == "unknown" else {}) == done["unknown_statuses"]


def test_a_newer_snapshot_takes_the_place_of_the_older(home: Home, line: Line, snapshot: Snapshot) -> None:
    """What is not in the newer one is gone; an older one is refused, and nothing changes."""
    bring(home, snapshot(line("MERROW LTD", "99000101"), line("OLD LTD", "99000102")))
    bring(home, snapshot(line("MERROW LTD", "99000101", status="Liquidation"), day="2026-11-20"))
    with pytest.raises(InputError, match="kept as of 2026-11-20"):
        bring(home, snapshot(line("OLD LTD", "99000102"), day="2026-11-10"))
    (entry,) = kept(home, "Merrow", "Old")

    assert ("insolvent", date(2026, 11, 20)) == (entry.status, entry.as_of)
    assert b"OLD LTD" not in (home.folder / "store.sqlite").read_bytes()


def test_an_import_that_fails_leaves_what_was(home: Home, line: Line, snapshot: Snapshot) -> None:
    """An unreadable end, no company at all, or a kill in the middle: the former snapshot is whole, and alone."""
    bring(home, snapshot(line("MERROW LTD", "99000101")))
    many = [line(f"FIRM {n} LTD", f"{n + 1:08}") for n in range(300_000)]
    with pytest.raises(InputError, match="not readable as CSV"):
        bring(home, snapshot(*many, '"NO END', day="2026-11-20"))
    with pytest.raises(InputError, match="no entry of a company"):
        bring(home, snapshot(line("X LP", "LP000001", form="Limited Partnership"), day="2026-11-20"))
    done = []

    def stop(what: str, count: int, total: int) -> None:
        done.append((what, count, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(home, snapshot(*many, day="2026-11-20"), tell=stop)

    assert ("companies-house", True) == (done[0][0], 0 < done[0][1] < len(many))
    assert [date(2026, 11, 1)] == [entry.as_of for entry in kept(home, "Merrow")]
    assert [] == kept(home, "Firm 1", "Firm 299999")
    assert b"FIRM 49" not in (home.folder / "store.sqlite").read_bytes()


def test_a_line_with_a_stray_comma_is_passed_over(home: Home, line: Line, snapshot: Snapshot) -> None:
    """Its cells stand under the wrong headers, where they mean nothing; the others come in."""
    done = bring(home, snapshot(line("MERROW LTD", "99000101"), "A, B LTD," + line("X", "99000102")))

    assert (2, 1, {"no number or name that can be read": 1}) == (done["read"], done["kept"], done["passed_over"])


def test_a_stale_register_says_nothing(home: Home, line: Line, snapshot: Snapshot) -> None:
    """On its day of expiry an entry is not found any more."""
    bring(home, snapshot(line("MERROW LTD", "99000101")), days=30)

    assert 1 == len(kept(home, "Merrow", on=date(2026, 11, 30)))
    assert [] == kept(home, "Merrow", on=date(2026, 12, 1))


def test_parts_and_zip_files_are_one_register(home: Home, line: Line, snapshot: Snapshot, tmp_path: Path) -> None:
    """All parts come in together, zipped or not; a number that came before counts once; a missing part is an error."""
    name = "BasicCompanyData-{day}-part%d_2.csv"
    first = snapshot(line("MERROW LTD", "99000101"), name=name % 1)
    second = snapshot(line("KNOT LTD", "99000102"), line("MERROW AGAIN LTD", "99000101"), name=name % 2)
    zipped = tmp_path / "BasicCompanyData-2026-11-01-part2_2.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(second, "BasicCompanyData.csv")
    with pytest.raises(InputError, match="part 2 of 2 is missing"):
        bring(home, first)
    done = bring(home, first, zipped)

    assert (3, 2, {"number came before": 1}) == (done["read"], done["kept"], done["passed_over"])
    assert ["KNOT LTD", "MERROW LTD"] == sorted(entry.name for entry in kept(home, "Merrow", "Knot"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not readable as CSV"),
        ("CompanyName, CompanyNumber\n".encode("utf-16"), "not UTF-8"),
        (b"CompanyName,CompanyCategory\nMERROW LTD,x\n", "'CompanyNumber' is missing"),
        (b"PK\x03\x04rest", "not readable as CSV|is missing|not UTF-8"),
    ],
)
def test_a_file_that_is_none_is_a_clear_error(home: Home, tmp_path: Path, content: bytes, problem: str) -> None:
    """Empty, of another encoding, without a column: one line that names the place, and nothing is kept."""
    path = tmp_path / "companies-2026-11-01.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        bring(home, path)

    assert not home.folder.exists()


@given(
    cells=st.lists(
        st.lists(st.text(st.sampled_from('ab",\n;'), max_size=8), min_size=2, max_size=3), min_size=1, max_size=30
    ),
    size=st.integers(1, 40),
)
def test_a_file_is_cut_between_lines(cells: list[list[str]], size: int) -> None:
    """Whatever stands in quoted cells, the pieces together are the file, and each is whole lines of CSV."""
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(cells)
    data = written.getvalue().encode()
    pieces = list(whole_lines(io.BytesIO(data), Path("x.csv"), size=size))
    lines = [row for piece in pieces for row in csv.reader(io.StringIO(piece.decode(), newline=""))]

    assert (data, cells) == (b"".join(pieces), lines)


def test_a_line_without_an_end_is_refused() -> None:
    """Two megabytes without a line break are no table of companies."""
    with pytest.raises(InputError, match="not readable as CSV"):
        list(whole_lines(io.BytesIO(b"x" * (2 << 20)), Path("x.csv"), size=1 << 18))


def test_the_day_has_to_be_told(home: Home, line: Line, snapshot: Snapshot) -> None:
    """A name without a day needs --as-of; a day to come is refused."""
    path = snapshot(line("MERROW LTD", "99000101"), name="companies.csv")
    with pytest.raises(InputError, match="no day in the file's name"):
        bring(home, path)
    with pytest.raises(InputError, match="lies in the future"):
        bring(home, path, as_of=date(2026, 11, 24))
    with pytest.raises(InputError, match="no such file"):
        bring(home, path.with_name("none-2026-11-01.csv"))

    assert "2026-11-23" == bring(home, path, as_of=TODAY)["as_of"]


def test_hostile_cells_stay_cells(home: Home, line: Line, snapshot: Snapshot) -> None:
    """Line breaks, marks that nobody sees and a megabyte of name become one short plain line."""
    path = snapshot(
        line("MERROW\r\nBAKERY\u202e LTD", "99000101", was="FORMER\nNAME LTD"),
        line("=cmd()", "99000102"),
        line("A" * 1_000_000, "99000103"),
        line("!!!", "99000104"),
        line("MERROW'; DROP TABLE company_entries; --", "99000105", "HP39 1AB" * 1000),
    )
    done = bring(home, path)
    (entry,) = kept(home, "Merrow Bakery")

    assert (5, 5) == (done["read"], done["kept"])
    assert ("MERROW BAKERY LTD", ("FORMER NAME LTD",)) == (entry.name, entry.previous)
    assert [200] == [len(entry.name) for entry in kept(home, "A" * 200)]


def chart(tmp_path: Path, text: str) -> Path:
    """A map file."""
    path = tmp_path / "map.toml"
    path.write_text(text, "utf-8")
    return path


FOUR = "columns = { number = 'a', name = 'b', form = 'c', status = 'd' }"
GERMAN = """
columns = { number = "Nr", name = "Firma", form = "Rechtsform", status = "Stand", court = "Gericht", postcode = "PLZ" }
forms = { "Dings" = "corporate" }
statuses = { "läuft" = "active" }
"""


def test_any_register_comes_in_by_a_map(home: Home, tmp_path: Path) -> None:
    """The words of the country are known, those of the map besides; numbers carry their court; persons stay out."""
    path = tmp_path / "hr.csv"
    path.write_text(
        "Nr;Firma;Rechtsform;Stand;Gericht;PLZ\n"
        "HRB 12345;Brotfreund GmbH;Gesellschaft mit beschränkter Haftung;aktiv;Amtsgericht Bonn;53999\n"
        "HRB 12345;Rohrwerk UG;UG (haftungsbeschränkt);läuft;Aachen;53998\n"
        "HRA 1;Jutta Mustermann e.K.;eingetragene Kauffrau;aktiv;Bonn;53997\n"
        "HRB 7;Dingsda;Dings;gelöscht;Bonn;53996\n",
        "utf-8",
    )
    done = bring_companies(
        [path], home, register="handelsregister", chart=chart(tmp_path, GERMAN), country="DE", as_of=TODAY, days=62,
        today=TODAY,
    )  # fmt: skip
    found = {entry.number: entry for entry in kept(home, "Brotfreund", "Rohrwerk", "Dingsda", "Jutta Mustermann")}

    assert {"of persons or partnerships": 1} == done["passed_over"]
    assert {"HRB12345@bonn": "active", "HRB12345@aachen": "active", "HRB7@bonn": "ended"} == {
        number: entry.status for number, entry in found.items()
    }


@pytest.mark.parametrize(
    ("text", "country", "problem"),
    [
        (FOUR, "DE", "court is missing"),
        ("columns = { number = 'a', name = 'b', form = 'c' }", "FR", "status is missing"),
        ("columns = { numbr = 'a' }", "FR", "did you mean 'number'"),
        (f"{FOUR}\nforms = {{ x = 'company' }}", "FR", "'company' is not known"),
        ("colums = { number = 'a' }", "FR", "not a map"),
        ("columns = [", "FR", "not TOML"),
        ("columns = 3", "FR", "not a map"),
    ],
)  # fmt: skip
def test_a_map_that_says_something_else_is_refused(tmp_path: Path, text: str, country: str, problem: str) -> None:
    """A misspelt field, a word that is no form, or a missing column is named with what would be right."""
    with pytest.raises(InputError, match=problem):
        read_map(chart(tmp_path, text), country)


def test_lines_of_another_country_are_passed_over(home: Home, tmp_path: Path) -> None:
    """Where a column tells the country, an entry of another one is not taken for one of this."""
    path = tmp_path / "list.csv"
    path.write_text("n,name,f,c\n900000001,FOURNIL,SARL,France\n900000002,BAKKER,BV,Pays-Bas\n", "utf-8")
    text = "columns = { number = 'n', name = 'name', form = 'f', country = 'c' }\nconstants = { status = 'active' }"
    done = bring_companies(
        [path], home, register="rcs", chart=chart(tmp_path, text), country="FR", as_of=TODAY, days=9, today=TODAY
    )

    assert (1, {"of another country": 1}) == (done["kept"], done["passed_over"])


def test_no_word_has_two_meanings() -> None:
    """In each country a word means one form, of any register one status; and each country has a source."""
    data = tomllib.loads(resources.files("aboveboard.campaign.company_maps").joinpath("words.toml").read_text("utf-8"))
    for country, forms in data["forms"].items():
        keys = {form: {word_key(word) for word in words} for form, words in forms.items() if form != "source"}
        assert len(forms["source"]) > 20, country
        assert set(keys) <= set(LEGAL_FORMS)
        assert sum(map(len, keys.values())) == len(set().union(*keys.values())), country
        assert "" not in set().union(*keys.values())
    statuses = [{word_key(word) for word in words} for words in data["statuses"].values()]
    assert sum(map(len, statuses)) == len(set().union(*statuses))


@pytest.mark.parametrize(
    ("country", "word", "form"),
    [
        ("DE", "GmbH", "corporate"), ("DE", "GmbH & Co. KG", "partnership"), ("DE", "e. K.", "sole_trader"),
        ("DE", "Eingetragener Kaufmann", "sole_trader"), ("AT", "Ges.m.b.H.", "corporate"),
        ("FR", "S.A.R.L.", "corporate"),
        ("FR", "société à responsabilité limitée", "corporate"), ("FR", "Entrepreneur individuel", "sole_trader"),
        ("NL", "B.V.", "corporate"), ("NL", "Eenmanszaak", "sole_trader"), ("NL", "V.O.F.", "partnership"),
        ("GB", "Private Limited Company", "corporate"), ("IT", "S.R.L.", "corporate"), ("IT", "s.n.c.", "partnership"),
        ("ES", "Autónomo", "sole_trader"), ("AU", "Australian Private Company", "corporate"),
        ("FR", "5710", "corporate"),
        ("FR", "1000", "sole_trader"), ("FR", "GmbH", "unknown"), ("ZZ", "GmbH", "unknown"), ("DE", "", "unknown"),
    ],
)  # fmt: skip
def test_the_words_of_a_country_are_known(tmp_path: Path, country: str, word: str, form: str) -> None:
    """In any spelling; a word of another country, or none, is unknown."""
    text = "columns = { number = 'a', name = 'b', form = 'c', status = 'd', court = 'e' }"

    assert form == read_map(chart(tmp_path, text), country).form(word, "1")


def test_the_categories_of_companies_house_follow_the_regulation() -> None:
    """PECR 2(1): companies, LLPs, Scottish partnerships, other legal persons; no limited partnership elsewhere."""
    chart = companies_house()
    said = {
        ("Private Limited Company", "01234567"): "corporate",
        ("Limited Liability Partnership", "OC301234"): "corporate",
        ("Limited Partnership", "SL001234"): "corporate",
        ("Limited Partnership", "LP001234"): "partnership",
        ("Limited Partnership", "NL001234"): "partnership",
        ("Scottish Partnership", "SG000123"): "corporate",
        ("Overseas Entity", "OE001234"): "corporate",
        ("Other company type", "FC012345"): "unknown",
        ("PRI/LTD BY GUAR/NSC (Private, limited by guarantee, no share capital)", "01234567"): "corporate",
    }

    assert said == {given: chart.form(*given) for given in said}
    assert {"active", "insolvent", "ended"} == set(chart.statuses.values())
    assert [] == [name for names in chart.columns.values() for name in names if re.search(r"Officer|PSC|CareOf", name)]


def test_a_file_without_former_names_will_do(home: Home, tmp_path: Path) -> None:
    """Former names and the town settle nothing, so that a file which was cut down to the rest is read."""
    path = tmp_path / "BasicCompanyData-2026-11-01.csv"
    path.write_text(
        "CompanyName, CompanyNumber,RegAddress.PostCode,CompanyCategory,CompanyStatus\n"
        "COPPER LANE BAKERY LIMITED,99000101,HP39 1AB,Private Limited Company,Active\n"
    )
    bring(home, path)

    assert [("99000101", (), "corporate")] == [
        (entry.number, entry.previous, entry.form) for entry in kept(home, "Copper Lane Bakery")
    ]
