"""Saved sites are read with their leave."""

import os
from datetime import date
from pathlib import Path

import pytest

from aboveboard.domain.errors import InputError
from aboveboard.observe.sources import Page, Refusal, SavedPages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sites saved on one day: two pages, and room for refusals."""
    (tmp_path / "pages.toml").write_text("saved = 2026-11-18\n")
    site = tmp_path / "crumb.example"
    site.mkdir()
    (site / "contact.html").write_text("<p>contact")
    (site / "index.html").write_text("<p>home")
    return tmp_path


def urls(folder: Path, website: str) -> list[str] | Refusal:
    """The addresses of a site's pages, or its refusal."""
    pages = SavedPages(folder).pages(website)
    return pages if isinstance(pages, Refusal) else [page.url for page in pages]


def test_a_site_is_its_files(folder: Path) -> None:
    """The home page comes first, under the website's own scheme, with the day of saving."""
    first, second = SavedPages(folder).pages("http://crumb.example")

    assert Page("http://crumb.example/", b"<p>home", date(2026, 11, 18)) == first
    assert "http://crumb.example/contact.html" == second.url


@pytest.mark.parametrize(
    "website",
    [
        "https://www.crumb.example",
        "https://crumb.example/shop?x=1",
        "crumb.example",
        " https://CRUMB.example/ ",
        "https://crumb.example:443",
    ],
)
def test_a_website_finds_its_folder(folder: Path, website: str) -> None:
    """With or without www., scheme, path or port, a website is the folder of its domain."""
    found = urls(folder, website)

    assert isinstance(found, list)
    assert 2 == len(found)


@pytest.mark.parametrize(
    "website", ["https://other.example", "https://..", "https://", "..", "https://[::", "../crumb.example/"]
)
def test_what_is_not_saved_is_missing(folder: Path, website: str) -> None:
    """A site without a folder is missing, and no name leads out of the folder."""
    assert Refusal("page_missing") == urls(folder, website)


def test_the_refusal_file_is_asked_first(folder: Path) -> None:
    """A site that refuses outreach is not read, whatever its robots file says; other answers are no refusal."""
    site = folder / "crumb.example"
    (site / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    (site / "outreach.txt").write_text("# to whom it may concern\nOutreach: refuse\n")
    assert Refusal("refusal_file") == urls(folder, "https://crumb.example")

    (site / "outreach.txt").write_text("outreach: ask\n")
    assert Refusal("asks_first") == urls(folder, "https://crumb.example")

    (site / "outreach.txt").write_text("outreach: post\n")
    assert Refusal("robots_refused") == urls(folder, "https://crumb.example")


def test_a_saved_site_for_letters_only_says_so(folder: Path) -> None:
    """The word `post` stands with the home page, and nothing does where the file says nothing."""
    said = [page.seen for page in SavedPages(folder).pages("https://crumb.example")]
    (folder / "crumb.example" / "outreach.txt").write_text("post\n")
    first, second = SavedPages(folder).pages("https://crumb.example")

    assert [(), ()] == said
    assert [("site.outreach", "post")] == [(fact.attribute, fact.value) for fact in first.seen]
    assert () == second.seen


def test_the_robots_file_is_honoured_page_by_page(folder: Path) -> None:
    """Only the pages that the robots file forbids are left out."""
    (folder / "crumb.example" / "robots.txt").write_text("User-agent: Aboveboard\nDisallow: /contact\n")

    assert ["https://crumb.example/"] == urls(folder, "https://crumb.example")


def test_the_day_of_saving_is_needed(tmp_path: Path) -> None:
    """Without a day in pages.toml the folder is refused, with the place and what to write."""
    with pytest.raises(InputError, match=r"pages.toml.*saved = "):
        SavedPages(tmp_path)
    (tmp_path / "pages.toml").write_text('saved = "yesterday"')
    with pytest.raises(InputError, match="saved"):
        SavedPages(tmp_path)


def test_pages_without_a_note_are_as_old_as_their_files(tmp_path):
    """Where it is asked for, a folder without pages.toml takes the day of each file."""
    (tmp_path / "shop.example").mkdir()
    file = tmp_path / "shop.example" / "index.html"
    file.write_text("<title>Shop</title>")
    os.utime(file, (1_790_000_000, 1_790_000_000))
    pages = SavedPages(tmp_path, by_file_date=True).pages("http://shop.example/")

    assert [date(2026, 9, 21)] == [page.read_on for page in pages]
