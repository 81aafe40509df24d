"""Consent is given by persons and made by nothing else: no list, no column, no act and no silence is one."""

from __future__ import annotations

import ast
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_type_hints

import click
import polars as pl
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import open_store, rows_of, run_campaign
from aboveboard.campaign.settings import DataTable
from aboveboard.campaign.standing import basis_states
from aboveboard.cli.importing import import_command
from aboveboard.cli.main import cli
from aboveboard.domain.basis import ACQUISITIONS, BASIS_ACTS, BASIS_KINDS
from aboveboard.domain.preference import WRITTEN
from aboveboard.guard.packs import load_packs
from aboveboard.store.store import Store

SOURCE = Path(__file__).resolve().parents[2] / "src" / "aboveboard"
PHRASES = SOURCE / "phrases"
EVER = date(2199, 1, 1)
ACT_WORDS = {"acquisition", "Acquisition", "ACQUISITIONS", "ADDRESS_SOURCE"}
LIST = "Firm,Street,PLZ,Town,Land,Mail,consent,opt_in,subscribed,newsletter,act\n"
SHOP = "Slowbarnacle Ltd,9 Kiln Road,HP39 1AX,Wickthorne,GB,hello@slowbarnacle.example,yes,true,1,given,given\n"
MAP = 'name = "Firm"\nstreet = "Street"\npostcode = "PLZ"\nlocality = "Town"\ncountry = "Land"\nemail = "Mail"\n'
PROOF = "ticked a box,the owner,notice-1,form 7"
BASES = "business,kind,act,purpose,channel,on,how,by,notice,evidence\n"
COMPANIES = "Number,Name,Type,Postcode,consent\n99000101,COPPER LANE BAKERY LIMITED,Limited,HP39 1AB,yes\n"
CHART = 'columns = { number = "Number", name = "Name", form = "Type", postcode = "Postcode" }\n'
HOUSE = ["CompanyName", " CompanyNumber", "RegAddress.PostTown", "RegAddress.PostCode", "CompanyCategory",
         "CompanyStatus", *(f" PreviousName_{n}.CompanyName" for n in range(1, 11))]  # fmt: skip


# The two vocabularies


def test_no_word_is_both_an_act_and_a_basis() -> None:
    """How data came to us, and why we may write, share no word."""
    assert set() == set(ACQUISITIONS) & {*BASIS_KINDS, *BASIS_ACTS}


def functions(source: str) -> Iterator[tuple[str, set[str], bool]]:
    """Each function with the words it uses, and whether it makes a Basis."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            names |= {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
            names |= {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
            calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
            made = any(isinstance(call.func, ast.Name) and call.func.id == "Basis" for call in calls)
            made |= any(isinstance(arg, ast.Name) and arg.id == "Basis" for call in calls for arg in call.args)
            yield node.name, names, made


def test_no_function_makes_a_basis_of_an_act() -> None:
    """What makes a Basis knows nothing of acts: a line of bases, a pressed confirmation, a no, and reading back."""
    found = [
        (path.relative_to(SOURCE).as_posix(), name, names)
        for path in sorted(SOURCE.rglob("*.py"))
        for name, names, made in functions(path.read_text("utf-8"))
        if made
    ]

    assert [] == [(file, name) for file, name, names in found if names & ACT_WORDS]
    assert {"campaign/files.py", "campaign/consent.py", "store/bases.py"} == {file for file, _, _ in found}
    assert {"_basis", "_withdrawal", "bases"} == {name for _, name, _ in found}
    planted = "def leap(row):\n    return Basis(kind='consent', how=row.acquisition)\n"
    assert [("leap", True, True)] == [(name, made, bool(names & ACT_WORDS)) for name, names, made in functions(planted)]


# Every way in


@pytest.fixture
def folder(example_of_today: Path, tmp_path: Path) -> Path:
    """A copy of the example that brings no bases, and was run once."""
    folder = tmp_path / "campaign"
    folder.mkdir()
    for path in [*example_of_today.parent.glob("*.toml"), *example_of_today.parent.glob("*.csv")]:
        shutil.copy(path, folder)
    text = (
        (folder / "campaign.toml")
        .read_text("utf-8")
        .replace('pages = "pages"', f'pages = "{(example_of_today.parent / "pages").as_posix()}"')
    )
    (folder / "campaign.toml").write_text(text.replace('bases = "bases.csv"\n', ""), "utf-8")
    say("run", folder / "campaign.toml")
    return folder


def say(*words: object) -> str:
    """What the command line answers, whose end must be good."""
    done = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert 0 == done.exit_code, done.output
    return done.stdout


def consents(folder: Path) -> set[str]:
    """The businesses with a consent of any day, kind of channel or purpose, and those that rules would take for one."""
    with open_store(Home.of(folder / "campaign.toml"), existing=True) as store:
        recorded = {
            b for b, events in store.bases(EVER).items() for e in events if e.kind == "consent" and e.act == "given"
        }
        rows = rows_of(read_material(folder / "campaign.toml"), store, EVER, load_packs())
        assert {} == dict(store.agreements.of())
    told = rows.filter(pl.col("consented_channels").list.len() > 0)
    return recorded | set(told["business"])


def write(path: Path, text: str) -> Path:
    """The file, with this text."""
    path.write_text(text, "utf-8")
    return path


def lists(folder: Path) -> Iterator[Path]:
    """One list with columns that claim consent, in every form a list may have."""
    yield write(folder / "list.csv", LIST + SHOP)
    record = dict(zip(LIST.strip().split(","), SHOP.strip().split(","), strict=True))
    yield write(folder / "list.json", json.dumps([record | {"consent": True}]))
    pl.DataFrame([record]).write_parquet(folder / "list.parquet")
    yield folder / "list.parquet"


def bring_lists(folder: Path) -> None:
    """Lists of all forms, by every act."""
    mapped = write(folder / "map.toml", MAP)
    for path in lists(folder):
        for act in ACQUISITIONS:
            origin = ("--register", f"{act} {path.suffix}", "--as-of", "2026-11-01", "--act", act)
            say("import", "register", "list", folder / "campaign.toml", path, "--map", mapped, *origin)


def bring_table(name: str, text: str) -> Callable[[Path], None]:
    """A table of the command line's `import NAME`."""
    return lambda folder: (
        say("import", name, folder / "campaign.toml", write(folder / f"{name}-new.csv", text)) and None
    )


def bring_companies(folder: Path) -> None:
    """A company register with a column that claims consent."""
    chart = write(folder / "chart.toml", CHART + 'constants = { status = "active" }\n')
    file = write(folder / "companies.csv", COMPANIES)
    say(
        "import", "register", "company", "--campaign", folder / "campaign.toml", file, "--map", chart,
        "--register", "firms", "--country", "GB", "--as-of", datetime.now(UTC).date(),
    )  # fmt: skip


def bring_house(folder: Path) -> None:
    """A snapshot of Companies House."""
    line = ["COPPER LANE BAKERY LIMITED", "99000101", "WICKTHORNE", "HP39 1AB", "Private Limited Company", "Active"]
    name = f"BasicCompanyDataAsOneFile-{datetime.now(UTC).date()}.csv"
    file = write(folder / name, ",".join(HOUSE) + "\n" + ",".join(line) + "," * 10 + "\n")
    say("import", "register", "companies-house", "--campaign", folder / "campaign.toml", file)


def bring_numbers(folder: Path) -> None:
    """A do-not-call register."""
    file = write(folder / "tps.csv", "telephone\n01632 960101\n")
    today = datetime.now(UTC).date()
    say("import", "do-not-call", folder / "campaign.toml", file, "--register", "TPS", "--as-of", today)


WAYS: dict[str, Callable[[Path], None]] = {
    "register list": bring_lists,
    "register companies-house": bring_house,
    "register company": bring_companies,
    "do-not-call": bring_numbers,
    "outcomes": bring_table(
        "outcomes",
        "business,campaign,step,kind,on\n"
        "hs-001,high-street,1,reply,2026-05-01\nhs-002,high-street,1,meeting,2026-05-01\n",
    ),
    "suppressions": bring_table("suppressions", "scope,value,reason,on\nperson,hs-002,subscribed again,2026-05-01\n"),
    "preferences": bring_table("preferences", "business,personalisation\nhs-001,on\n"),
    "relations": bring_table(
        "relations",
        "business,kind,act,on,by,evidence,until,address_given,refusal_offered,similar\n"
        "hs-001,sale,made,2026-05-01,the owner,invoice 1,,true,true,mend\n"
        "hs-002,membership,made,2026-05-01,the owner,form,,,,\n",
    ),
    "bases": bring_table(
        "bases",
        BASES + f"hs-001,contract,given,marketing,email,2026-05-01,{PROOF}\n"
        f"hs-001,legitimate_interest,given,marketing,email,2026-05-01,{PROOF}\n"
        f"hs-002,consent,withdrawn,marketing,email,2026-05-01,{PROOF}\n",
    ),
}
"""Each command of `aboveboard import`, with what it may bring short of a consent."""


def leaves(command: click.Command, name: str = "") -> Iterator[str]:
    """The whole name of each command that brings something."""
    if not isinstance(command, click.Group):
        yield name
        return
    for word in command.commands:
        yield from leaves(command.commands[word], f"{name} {word}".strip())


def test_every_import_there_is_is_tried() -> None:
    """A new way in is to be added here before it is one."""
    assert set(leaves(import_command)) == set(WAYS)
    tables = {name for name, kind in get_type_hints(DataTable).items() if "Path" in str(kind)}
    assert {"register_file", "pages", "offers", "bases", "relations", "suppressions", "preferences", "groups"} == tables


@pytest.mark.parametrize("way", sorted(WAYS))
def test_no_import_makes_a_consent(folder: Path, way: str) -> None:
    """Whatever the columns are called and by whatever act it came: afterwards nobody agreed to anything."""
    WAYS[way](folder)
    assert set() == consents(folder)


def test_only_a_consent_event_is_one(folder: Path) -> None:
    """The same look finds a consent that a file of bases does bring."""
    assert set() == consents(folder)
    bring_table("bases", BASES + f"hs-001,consent,given,marketing,email,2026-05-01,{PROOF}\n")(folder)
    assert {"hs-001"} == consents(folder)


@pytest.mark.parametrize("act", ACQUISITIONS)
def test_no_act_of_a_campaign_makes_a_consent(example: Path, tmp_path: Path, act: str) -> None:
    """A campaign whose register came by any act has the consents of its bases, and no others; none without them."""
    text = re.sub(r"(?m)^acquisition = .*$", f'acquisition = "{act}"', example.read_text("utf-8"))
    for name in example.parent.iterdir():
        if name.name not in ("campaign.toml", ".aboveboard"):
            (tmp_path / name.name).symlink_to(name)
    campaign = write(tmp_path / "campaign.toml", text.replace('bases = "bases.csv"\n', ""))
    material, home = read_material(campaign), Home(tmp_path / "home")
    run = run_campaign(material, home, now=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))

    assert act == run.frame["acquisition"].unique().item()
    assert {"none"} == set(run.frame["ctx.consent.email"]) | set(run.frame["ctx.consent.voice_live"])
    with open_store(home, existing=True) as store:
        assert {} == basis_states(store.bases(EVER), on=EVER, purpose="marketing")


# The request


def put_out(store: Store, home: Home) -> dict[str, str]:
    """The letters and call sheets in the outbox, by name."""
    return {path.name: printed(path) for path in (home.outbox / "sent").iterdir() if path.suffix != ".eml"}


def printed(path: Path) -> str:
    """What stands on paper, words separated by one blank."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def asks(text: str) -> int:
    """How often the question is put there, in whatever language the paper is."""
    headings = (tomllib.loads((PHRASES / language / "consent.toml").read_text("utf-8")) for language in WRITTEN)
    return sum(text.count(words["email"]["letter"]["heading"]) for words in headings)


def test_a_letter_asks_once_and_ticks_nothing(example: Path, tmp_path: Path, signed: Callable[[Home], Home]) -> None:
    """Each business that gets a letter is asked in it, unless it agreed or refused; in the next campaign nobody is."""
    home, now = signed(Home(tmp_path / "home")), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    material = read_material(example)
    run_campaign(material, home, now=now, send=True)
    with open_store(home, existing=True) as store:
        first = put_out(store, home)
        asked = {store.keys.pseudonym(business) for business in store.agreements.offers()}
    with_request = {name for name, text in first.items() if asks(text)}

    assert {name.partition(".")[0] for name in with_request} == asked
    assert len(with_request) > 10
    assert [] == [name for name in with_request if asks(first[name]) != 1]
    assert [] == [name for name, text in first.items() if re.search(r"(?i)\[x\]|checked", text)]

    again = material.settings.model_copy(update={"name": "autumn", "seed": "another"})
    later = type(material)(**{f: getattr(material, f) for f in material.__dataclass_fields__} | {"settings": again})
    run_campaign(later, home, now=now + timedelta(days=4), send=True)
    with open_store(home, existing=True) as store:
        second = {name: text for name, text in put_out(store, home).items() if name not in first}
        asked_then = {store.keys.pseudonym(business) for business in store.agreements.offers()} - asked
    with_second = {name.partition(".")[0] for name, text in second.items() if asks(text)}
    assert second
    assert asked_then == with_second
    assert set() == with_second & asked
