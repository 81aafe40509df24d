"""The documents name what is there, and nothing that is not."""

import importlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import Pipeline
from aboveboard.campaign.settings import load_settings
from aboveboard.cli.main import COMMANDS, cli
from aboveboard.domain.errors import InputError
from aboveboard.domain.reasons import OFFER_REASONS, REASONS
from aboveboard.guard.packs import load_packs
from aboveboard.observe.sources import SavedPages

ROOT = Path(__file__).resolve().parents[2]
README, ARCHITECTURE, SECURITY = ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "SECURITY.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")])
TALK = ROOT / "docs" / "how-to-talk.md"
ROOT_ENTRIES = {
    ".ci", ".gitignore", ".importlinter", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
    "README.md", "SECURITY.md", "bench", "docs", "examples", "pyproject.toml", "requirements-dev.lock",
    "requirements.lock", "src", "tests",
}  # fmt: skip
PROMISES = 11
MOST_BYTES = 200_000
MOST_LINES = 60


def text(path: Path) -> str:
    """The text of a document."""
    return path.read_text("utf-8")


def links(document: str) -> list[str]:
    """The relative links of a text, without what follows a #."""
    found = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", document)]
    return [target for target in found if target and "://" not in target]


def claims(document: str) -> list[str]:
    """The words we do not say of ourselves."""
    return re.findall(
        r"\b(?:un)?fair(?:ness|ly)?\b|\bunbiased\b|\b(?:non-?)?complian(?:t|ce)\b", document, re.IGNORECASE
    )


def calls(document: str) -> list[list[str]]:
    """The words of each call of the command line, in console blocks and between backticks."""
    found = re.findall(r"`aboveboard ([^`]+)`|^\s*\$ aboveboard (.+)$", document, re.MULTILINE)
    return [(inline or block).split() for inline, block in found]


def unknown_calls(document: str) -> list[str]:
    """The calls whose command, or whose command of a group, does not exist."""
    unknown = []
    for words in calls(document):
        if words[0].startswith("-") or words[0] == "COMMAND":
            continue
        named = COMMANDS.get(words[0])
        if named is None:
            unknown.append(words[0])
        elif len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]):
            command = getattr(importlib.import_module(f"aboveboard.cli.{named[0]}"), f"{words[0]}_command")
            if isinstance(command, click.Group) and words[1] not in command.commands:
                unknown.append(" ".join(words[:2]))
    return unknown


def table(document: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    section = document.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def walkthrough(document: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of the console blocks, and the fragments of its output between the marks of omission."""
    for block in re.findall(r"```console\n(.*?)```", document, re.DOTALL):
        for part in block.split("$ aboveboard ")[1:]:
            command, _, output = part.partition("\n")
            yield command, [piece.strip() for line in output.splitlines() for piece in line.split("…") if piece.strip()]


def test_every_command_is_on_the_front_page() -> None:
    """README lists the commands of `aboveboard --help`, in its order, and no others."""
    assert [f"`{name}`" for name in COMMANDS] == [row[0] for row in table(text(README), "The commands")]


def test_every_reason_code_is_documented() -> None:
    """docs/reasons.md has each code with the very sentence of domain/reasons.py, and no others."""
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text(ROOT / "docs" / "reasons.md"), re.MULTILINE))

    assert {**REASONS, **OFFER_REASONS} == rows


def test_every_relative_link_leads_somewhere() -> None:
    """Whatever a document links to in this tree is there."""
    broken = [f"{d.name}: {link}" for d in DOCUMENTS for link in links(text(d)) if not (d.parent / link).exists()]

    assert len(DOCUMENTS) > 12
    assert [] == broken
    assert ["docs/a.md"] == links("[here](docs/a.md#part), [there](https://shop.example/) and [below](#part)")


def test_every_promise_names_the_tests_that_hold_it() -> None:
    """The table of promises has all eleven, each with files of tests that exist, and says how far it is held."""
    rows = table(text(README), "What it promises")

    assert [str(number) for number in range(1, PROMISES + 1)] == [row[0] for row in rows]
    for _, _, held_by, how_far in rows:
        files = links(held_by)
        assert files
        assert how_far.startswith(("held", "partly", "imports: held"))
        assert [] == [file for file in files if "\ndef test_" not in text(ROOT / file)]


def test_the_rooms_stand_in_the_order_of_the_storeys() -> None:
    """The table of rooms in ARCHITECTURE.md has the packages of the import contract, in its order."""
    contract = re.search(r"layers =\n((?:    .+\n)+)", text(ROOT / ".importlinter"))
    assert contract is not None

    assert re.findall(r"\w+", contract[1]) == [row[0].strip("`/") for row in table(text(ARCHITECTURE), "The rooms")]


def test_the_stages_stand_in_the_order_of_a_run(example: Path) -> None:
    """The table of stages in ARCHITECTURE.md has the classes of the pipeline with their rooms, in its order."""
    material = read_material(example)
    pipeline = Pipeline.of(material, load_packs(), SavedPages(material.pages))
    classes = [type(stage) for stage in [*pipeline.before, *pipeline.after]]
    expected = [f"`{each.__name__}` ({each.__module__.split('.')[1]})" for each in classes]

    assert expected == [row[0] for row in table(text(ARCHITECTURE), "The way of the data")]


def test_documents_call_only_what_exists() -> None:
    """Each call of the command line in any document has a command that exists."""
    assert [] == [f"{document.name}: {call}" for document in DOCUMENTS for call in unknown_calls(text(document))]
    assert ["lift", "guard lift"] == unknown_calls("`aboveboard lift` `aboveboard guard lift` `aboveboard guard check`")


def test_the_front_page_shows_what_happens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The commands of README, run in a copy of the example, print what README shows."""
    folder = tmp_path / "high-street"
    shutil.copytree(ROOT / "examples" / "high-street", folder, ignore=shutil.ignore_patterns(".aboveboard"))
    monkeypatch.chdir(folder)
    for name in ("ABOVEBOARD_HOME", "ABOVEBOARD_STORE", "ABOVEBOARD_KEK"):
        monkeypatch.delenv(name, raising=False)
    steps = list(walkthrough(text(README)))
    missing = []
    for command, fragments in steps:
        done = CliRunner().invoke(cli, command.split(), catch_exceptions=False)
        assert 0 == done.exit_code, command
        printed = " ".join(done.stdout.split())
        missing += [fragment for fragment in fragments if fragment not in printed]

    assert ["try", "run", "why", "receipts"] == [command.split()[0] for command, _ in steps]
    assert [] == missing


def test_we_do_not_praise_ourselves() -> None:
    """No document says fair, unbiased or compliant, but the page that says why not."""
    assert [] == [f"{d.name}: {word}" for d in DOCUMENTS if d != TALK for word in claims(text(d))]
    assert ["Fair", "unbiased", "compliant"] == claims("Fair, unbiased and GDPR-compliant.")
    assert claims(text(TALK))


def test_the_rules_are_as_many_as_documents_say() -> None:
    """Wherever a document counts the rules and their regimes, it counts right."""
    packs = load_packs()
    expected = f"{len(packs.rules)} rules of {len({rule.regime for rule in packs.rules})} regimes"
    found = [count for document in DOCUMENTS for count in re.findall(r"\d+ rules of \d+ regimes", text(document))]

    assert found
    assert {expected} == set(found)


def test_every_variable_of_the_environment_is_documented() -> None:
    """SECURITY.md names the variables that the source reads, and no others."""
    source = "\n".join(text(path) for path in (ROOT / "src").rglob("*.py"))

    assert set(re.findall(r"\"(ABOVEBOARD_\w+)\"", source)) == set(re.findall(r"`(ABOVEBOARD_\w+)`", text(SECURITY)))


def test_a_decision_is_one_page_with_its_four_parts() -> None:
    """Decisions are numbered without a gap, and each has forces, decision, rejected ways and what would change it."""
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    parts = ["**Forces.**", "**Decision.**", "**Rejected.**", "**What would change our mind.**"]

    assert [f"{number:04}" for number in range(1, len(pages) + 1)] == [page.name[:4] for page in pages]
    for page in pages:
        body = text(page)
        places = [body.find(part) for part in parts]
        assert -1 not in places, page.name
        assert sorted(places) == places
        assert len(body.splitlines()) <= MOST_LINES


def test_the_picture_is_small_and_wide() -> None:
    """The picture of the report is a PNG of 1280 pixels' width with less than 200 kB."""
    data = (ROOT / "docs" / "picture" / "report.png").read_bytes()

    assert b"\x89PNG" == data[:4]
    assert 1280 == int.from_bytes(data[16:20], "big")
    assert len(data) < MOST_BYTES


def test_the_root_has_the_allowed_entries() -> None:
    """Nothing lies at the top of the tree that is not listed here."""
    found = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if found.returncode != 0:
        pytest.skip("needs the history")

    assert ROOT_ENTRIES == {line.partition("/")[0] for line in found.stdout.splitlines()}


def test_settings_are_a_closed_list(tmp_path: Path) -> None:
    """A campaign cannot set what nobody declared, in any of its tables; so no setting loosens a rule."""
    campaign = text(ROOT / "examples" / "high-street" / "campaign.toml")
    plain = tmp_path / "campaign.toml"
    plain.write_text(campaign, "utf-8")
    load_settings(plain)
    for header in ("", "[sender]\n", "[data]\n"):
        plain.write_text(campaign.replace(header, f"{header}ignore_objections = true\n", 1), "utf-8")
        with pytest.raises(InputError, match="ignore_objections"):
            load_settings(plain)
