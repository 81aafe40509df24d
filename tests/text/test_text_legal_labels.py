"""Legal forms on real pages and register rows, held against what a person read there."""

import csv
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aboveboard.observe.charset import decode
from aboveboard.observe.document import Document
from aboveboard.observe.page import guess_country
from aboveboard.observe.structured_data import read_markup
from aboveboard.text import legal_forms, no_solicitation
from aboveboard.text.legal_forms import LegalNotice

pytestmark = pytest.mark.shared

LABELS = Path(__file__).parent / "labels"
UNKNOWN = "unknown"


@pytest.fixture(scope="module")
def visible(shared: Path) -> dict[str, tuple[str, str | None, str]]:
    """Each public page by its file name: the visible text, the country guessed and the host."""
    folder = shared / "data" / "small_business_webpages" / "public"
    rows = map(json.loads, (folder / "pages.jsonl").read_text("utf-8").splitlines())
    return dict(_read(folder / row["file"], row["url"] or "http://none.invalid/") for row in rows)


def _read(file: Path, url: str) -> tuple[str, tuple[str, str | None, str]]:
    page = Document(decode(file.read_bytes(), {}).text, url)
    return file.name, (page.visible.text, guess_country(page, read_markup(page)), urlsplit(url).hostname or "")


@pytest.fixture(scope="module")
def notices(visible: dict[str, tuple[str, str | None, str]]) -> dict[str, LegalNotice]:
    """What is read in each page."""
    return {name: legal_forms.find(text, country, host=host) for name, (text, country, host) in visible.items()}


def _forms(labels: dict[str, list[str]]) -> dict[str, str]:
    return {name: form for form, named in labels.items() for name in named}


def _pages() -> tuple[dict[str, str], dict[str, list[str]]]:
    labels = tomllib.loads((LABELS / "legal_pages.toml").read_text("utf-8"))
    return _forms(labels["form"]), labels["states"]


def test_the_form_said_of_a_real_page_is_right(notices: dict[str, LegalNotice]) -> None:
    """Of the forms said at least 99 in 100 are what a person read, and of those a person read .85 are said."""
    forms, _ = _pages()
    said = {name: notice.form.value for name, notice in notices.items() if notice.form}
    right = [name for name, form in said.items() if form == forms.get(name, UNKNOWN)]
    assert len(right) >= 0.99 * len(said)
    assert len(right) >= 0.85 * len(forms)


def test_without_the_sites_address_the_form_is_as_right(visible: dict[str, tuple[str, str | None, str]]) -> None:
    """The text alone gives no wrong form, and .78 of the right ones."""
    forms, _ = _pages()
    read = {name: legal_forms.find(text, country).form for name, (text, country, _) in visible.items()}
    said = {name: form.value for name, form in read.items() if form}
    right = [name for name, form in said.items() if form == forms.get(name, UNKNOWN)]
    assert len(right) >= 0.99 * len(said)
    assert len(right) >= 0.78 * len(forms)


def test_numbers_are_read_where_they_are_printed(notices: dict[str, LegalNotice]) -> None:
    """Register and VAT numbers are read on the pages that print one, and on no other."""
    _, states = _pages()
    assert sorted(states["register_number"]) == sorted(name for name, each in notices.items() if each.register_number)
    assert sorted(states["vat_number"]) == sorted(name for name, each in notices.items() if each.vat_number)


def test_no_real_page_is_said_to_refuse(visible: dict[str, tuple[str, str | None, str]]) -> None:
    """None of the 255 pages holds a notice against advertising, and on none is one seen."""
    assert [] == [name for name, (text, _, _) in visible.items() if no_solicitation.find(text)]


def test_the_form_of_a_register_row_is_right(shared: Path) -> None:
    """Of the forms that 116 names say at least 99 in 100 are right, and .90 of those a person sees are said."""
    forms = _forms(tomllib.loads((LABELS / "legal_rows.toml").read_text("utf-8")))
    listed = {key: (name, country) for key, name, country in _rows(shared / "data") if key in forms}
    assert sorted(forms) == sorted(listed)
    read = {key: legal_forms.of_name(name, country) for key, (name, country) in listed.items()}
    said = {key: form.value for key, form in read.items() if form}
    right = [key for key, form in said.items() if form == forms[key]]
    known = [key for key, form in forms.items() if form != UNKNOWN]
    assert len(right) >= 0.99 * len(said)
    assert len(right) >= 0.90 * len(known)


def _rows(data: Path) -> Iterator[tuple[str, str, str | None]]:
    places = data / "overture_places" / "public"
    for pair in map(json.loads, (places / "place_pairs.jsonl").read_text("utf-8").splitlines()):
        for side in ("a", "b"):
            yield str(pair[f"{side}_id"]), pair[side]["name"] or "", pair[side]["country"]
    for row in map(json.loads, (places / "us_places_open_closed.jsonl").read_text("utf-8").splitlines()):
        yield str(row["id"]), row["name"] or "", row["country"]
    with (data / "osm_edinburgh_shops" / "public" / "shops.csv").open(encoding="utf-8", newline="") as file:
        for shop in csv.DictReader(file):
            yield shop["id"], shop["name"], "GB"
