"""`try`: whatever list somebody has, a report and nothing else; what the list says stays text."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

Say = Callable[..., tuple[int, str, str]]
GERMAN = (
    "\ufeffFirma;Straße;PLZ;Ort;Land;Telefon;Webseite;E-Mail-Adresse\r\n"
    '"Bäckerei\r\nKrümel";Markt 1;123;Dorf;Deutschland;+49 30 23125001;lindental-tourist.example;info@a.example\r\n'
    "\r\n;;;;;;;\r\nCafé Öhr;Weg 2;12345;Dorf;;;;\r\n"
)
FRENCH = (
    "Raison sociale,Adresse,Code postal,Ville,Pays,Téléphone,Site web,Courriel\n"
    "Chez Dubruit,1 rue,75001,Paris,France,,,\n"
)
NAMELESS = "Company,Column 2,Column 3\nShop,info@shop.example,shop.example\nInn,hello@inn.example,inn.example\n"
HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "[[stop_link]]",
    "Shop \u202etxt.exe",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "<!--/b-->",
]


def tried(say: Say, path: Path, example: Path, *more: str) -> tuple[str, str]:
    """The summary and the report; nothing else was left beside the list, and nothing was asked."""
    before = set(path.parent.iterdir())
    status, out, err = say("try", path, "--offline", example.parent / "pages", *more)
    assert 0 == status, err
    report = path.with_suffix(".aboveboard.html")
    assert {report} == set(path.parent.iterdir()) - before
    assert out.endswith(f"report: {report}\n")
    return out.splitlines()[0], report.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "count", "said"),
    [
        (GERMAN, 2, ["Bäckerei Krümel", "Café Öhr", "email from “E-Mail-Adresse”", "country from “Land”"]),
        (FRENCH, 1, ["Chez Dubruit", "email from “Courriel”", "name from “Raison sociale”", "FR · legal form unknown"]),
        (NAMELESS, 2, ["email from “Column 2”", "website from “Column 3”"]),
        ("name\tphone\nShop\t+44 1632 960001\n", 1, ["GB · legal form unknown"]),
        ("name,city\nShop,Town\n", 1, ["unknown · legal form unknown"]),
        ("Name|E-Mail\nShop|info@shop.example\n\n\n", 1, ["email from “E-Mail”"]),
    ],
)
def test_odd_lists_are_read(say: Say, tmp_path: Path, example: Path, text: str, count: int, said: list[str]) -> None:
    """Semicolons, tabs, a byte order mark, quoted line breaks, empty lines and foreign headers are all read."""
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    summary, report = tried(say, path, example)
    assert summary.startswith(f"{count} business")
    plain = " ".join(html.unescape(report).split())
    for words in said:
        assert words in plain


def test_a_list_names_its_mistakes(say: Say, tmp_path: Path) -> None:
    """An empty list, one without names, one with too many cells and one that is no text: one line, no report."""
    path = tmp_path / "list.csv"
    for data, said in (
        (b"", "there are no rows in this list"),
        (b"name,email\n", "there are no rows in this list"),
        (b"x,y\n1,2\n", "list.csv:1: no column looks like the names of businesses"),
        (b'name,city\n"a\nb",c\nd,e,f\n', "list.csv:4: 3 cells under 2 columns"),
        ("name\nBäcker\n".encode("latin-1"), "list.csv:2: not UTF-8 text (save it as UTF-8)"),
    ):
        path.write_bytes(data)
        status, out, err = say("try", path)
        assert (2, "", 1) == (status, out, err.count("\n"))
        assert said in err
        assert [path] == list(tmp_path.iterdir())


def test_an_unknown_country_is_refused(say: Say, tmp_path: Path) -> None:
    """The country one writes from is a country."""
    path = tmp_path / "list.csv"
    path.write_text("name\nShop\n", "utf-8")
    status, _, err = say("try", path, "--country", "Atlantis")
    assert (2, 1) == (status, err.count("\n"))
    assert "--country: 'Atlantis' is no country we know" in err


def test_fifty_sites_are_read(say: Say, tmp_path: Path, example: Path) -> None:
    """Of sixty sites fifty are read, and the report says so of the others."""
    path = tmp_path / "list.csv"
    rows = "".join(f"Shop {n},GB,https://copperlanebakery.example,info@s{n}.example\n" for n in range(60))
    path.write_text("name,country,website,email\n" + rows, "utf-8")
    _, report = tried(say, path, example)
    assert 60 == report.count('<article class="card">')
    assert 50 == len(re.findall("<blockquote", report))


def test_a_hostile_list_stays_text(say: Say, tmp_path: Path, example: Path) -> None:
    """No name becomes markup, a formula, a slot or a mark of the report."""
    path = tmp_path / "list.csv"
    cells = "".join(
        f'"{name.replace(chr(34), chr(34) * 2)}",GB,https://copperlanebakery.example,corporate,"{n}@x.example"\n'
        for n, name in enumerate(HOSTILE)
    )
    path.write_text("name,country,website,legal_form,email\n" + cells, "utf-8")
    _, report = tried(say, path, example, "--sell", "<script>x</script>", "--name", "{{ 7 }}<b>")
    assert "<script" not in report
    assert "<img" not in report
    assert "<b>" not in report
    assert len(HOSTILE) == report.count('<article class="card">')
    assert "\u202e" not in report


def test_a_hostile_register_stays_text(say: Say, campaign: Path, sign: Callable[[Path], Path]) -> None:
    """In the report and the letters a hostile name stays what it is, or the row gets no message; links are our own."""
    head = "id,name,country,legal_form,website,email,street,locality,postcode\n"
    rows = "".join(
        f'h-{n},"{name.replace(chr(34), chr(34) * 2)}",GB,{form},https://copperlanebakery.example,'
        f"info@x{n}.example,1 High Street,Town,AB1 2CD\n"
        for n, (name, form) in enumerate((name, form) for name in HOSTILE for form in ("corporate", "sole_trader"))
    )
    (campaign.parent / "register.csv").write_text(head + rows, "utf-8")
    text = campaign.read_text("utf-8")
    for name in ("bases", "suppressions", "preferences", "groups"):
        text = text.replace(f'{name} = "{name}.csv"\n', "")
    campaign.write_text(text.replace('"email", "post"', '"post", "email"'), "utf-8")
    status, _, err = say("run", sign(campaign), "--send")
    assert 0 == status, err
    home = campaign.parent / ".aboveboard"
    report = Path(say("report", "latest", "--campaign", campaign)[1].strip()).read_text("utf-8")
    assert "<script" not in report
    assert "<img" not in report
    letters = [PdfReader(path) for path in (home / "outbox" / "sent").glob("*.pdf")]
    assert letters
    assert {2} == {len(letter.pages) for letter in letters}
    backs = [letter.pages[1].extract_text() for letter in letters]
    assert 1 == len({back.count("say.thistleandplumb.example/") for back in backs})
    assert not any("\u202e" in page for page in (report, *backs))


def test_what_is_worth_saying_is_said_in_their_language(say: Say, tmp_path: Path, example: Path) -> None:
    """Each business has the beginning of a letter in its language, with the sources of what it says."""
    path = tmp_path / "list.csv"
    path.write_bytes((example.parent / "prospects.csv").read_bytes())
    _, report = tried(say, path, example)
    cards = {card.partition("<h3>")[2].partition("<")[0]: card for card in report.split("<article")[1:]}
    languages = {name: re.findall(r'<blockquote class="body" lang="(..)">', card) for name, card in cards.items()}

    assert [["de"], ["fr"], ["nl"]] == [
        languages[name] for name in ("Schreinerei Astloch", "Au Pétale Bavard", "Bloemenhuis Madelief")
    ]
    assert {"en"} == {languages[name][0] for name in ("Copper Lane Bakery", "The Slack Tide", "Sugarbush Sundries")}
    for found in ("Alternativtext", ", seen 20", "WCAG 2.2"):
        assert found in cards["Schreinerei Astloch"]
