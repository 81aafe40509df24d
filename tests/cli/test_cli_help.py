"""Each command's help shows a worked example, and each example really works."""

import re
import shlex
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from aboveboard.cli.main import COMMANDS, cli
from aboveboard.guard.packs import rule_files
from aboveboard.receipts.note import SigningKey

Say = Callable[..., tuple[int, str, str]]
SERVES = {"serve"}  # does not end
ON_THE_WEB = {"observe site", "observe again"}  # test_cli_site.py has them, with servers on loopback
ASKS_A_MODEL = {"llm check"}  # test_model_check.py has it, with an endpoint on loopback
ROUNDS = "".join(
    f'{{"id":"r{n}","x":{{"size":{n % 7}}},"action":"{"ab"[n % 2]}","reward":{n % 3 % 2},"propensity":0.5}}\n'
    for n in range(100)
)
COMPANIES = (
    ",".join(
        [
            "CompanyName",
            " CompanyNumber",
            "RegAddress.PostTown",
            "RegAddress.PostCode",
            "CompanyCategory",
            "CompanyStatus",
        ]
        + [f" PreviousName_{n}.CompanyName" for n in range(1, 11)]
    )
    + "\nCOPPER LANE BAKERY LIMITED,99000101,WICKTHORNE,HP39 1AB,Private Limited Company,Active"
    + "," * 10
    + "\n"
)
OWN_PACK = """regime = "Our own policy"

[[rule]]
id = "own-no-letters-to-homes"
plain = "We write no letters to lines that may be somebody's home."
kind = "withhold"
layer = "house"
jurisdiction = ["GB"]
connects = ["recipient"]
when = 'channel == "post" and residential_line'
citation = "Our policy of January 2026"
effective_from = 2026-01-01
verification = { level = "house", date_verified = true }
lesson.question = "May a letter go to a line that may be a home?"
lesson.answers = ["No", "Yes", "On Sundays"]
lesson.correct = 0
lesson.why = "What is not known counts as a home."

[[rule.example]]
as_of = 2026-11-23
fires = true
inputs = { recipient_country = "GB", channel = "post" }

[[rule.example]]
as_of = 2026-11-23
fires = false
inputs = { recipient_country = "GB", channel = "post", residential_line = false }
"""
RCS_MAP = """columns = { number = "SIREN", name = "Nom", form = "Forme", postcode = "CP" }
constants = { status = "active" }
"""


@dataclass(frozen=True)
class Example:
    """What is typed, and the beginning of what is answered; `...` stands for anything."""

    typed: str
    answered: tuple[str, ...]


def leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Each command that does something, with its whole name."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for word in command.list_commands(context):
        found = command.get_command(context, word)
        assert found is not None
        yield from leaves(found, f"{name} {word}".strip())


ALL = dict(leaves(cli, ""))


def example_of(command: click.Command) -> Example:
    """The one example of a command's help."""
    text = (command.help or "").partition("\b\n")[2].replace(" \\\n", " ")
    typed, *answered = [line.strip() for line in text.strip().splitlines()]
    assert typed.startswith("$ ")
    return Example(typed[2:], tuple(answered))


def run(say: Say, typed: str) -> tuple[int, str, str]:
    """The answer to a line as a shell would read it: `echo '...' |` before it, `> file` after it."""
    piped = re.match(r"echo '(.*)' +\| +", typed)
    words = shlex.split(typed[piped.end() :] if piped else typed)
    target = Path(words[words.index(">") + 1]) if ">" in words else None
    arguments = words[1 : words.index(">")] if ">" in words else words[1:]
    assert "aboveboard" == words[0]
    status, out, err = say(*arguments, given=piped[1].encode() if piped else b"")
    if target is not None:
        target.write_text(out, "utf-8")
    return status, out, err


def looks_like(shown: tuple[str, ...], out: str) -> bool:
    """Whether the answer begins as shown; figures that differ from run to run are shown as `...` or as other digits."""
    pattern = r"\s*".join(".*?".join(re.escape(part.strip()) for part in line.split("...")) for line in shown)
    return re.match(re.sub(r"\d+(\\\.\d+)?", r"[\\d.e-]+", pattern), out, re.DOTALL) is not None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, example: Path, copy_of: Callable[[Path, Path], Path]) -> Path:
    """A folder that holds the files the examples name."""
    folder = tmp_path_factory.mktemp("help")
    (folder / "examples").mkdir()
    copy_of(example, folder / "examples" / "high-street")
    (folder / "examples" / "high-street" / "pages").symlink_to(example.parent / "pages")
    for name in ("log.jsonl", "a.jsonl", "b.jsonl"):
        (folder / name).write_text(ROUNDS, "utf-8")
    (folder / "map.toml").write_text(
        'name = "Company Name"\nstreet = "Street / Strasse"\npostcode = "PLZ"\nlocality = "Ort"\n'
        'country = "Country"\nwebsite = "Web"\nemail = "E-Mail"\ntelephone = "Tel."\n',
        "utf-8",
    )
    (folder / "tps.csv").write_text("telephone\n01632 960101\n020 7946 0123\n", "utf-8")
    (folder / "other.v1").write_text("ab" * 32 + "\n", "utf-8")
    (folder / "notice.txt").write_text("You may write to me by e-mail; I can end it at any time.\n", "utf-8")
    (folder / "gone.txt").write_text("r3\nr4\n", "utf-8")
    with zipfile.ZipFile(folder / "BasicCompanyDataAsOneFile-2026-11-01.zip", "w") as archive:
        archive.writestr("all.csv", COMPANIES)
    (folder / "rcs.csv").write_text("SIREN,Nom,Forme,CP\n900000001,FOURNIL DE LA CALE,SARL,29000\n", "utf-8")
    (folder / "rcs.toml").write_text(RCS_MAP, "utf-8")
    _write_rules(folder)
    return folder


def _write_rules(folder: Path) -> None:
    """A pack of one's own, and a folder of packs with a key to seal it; the packs differ from ours in one."""
    (folder / "own.toml").write_text(OWN_PACK, "utf-8")
    (folder / "rules.key").write_text(SigningKey("rules.example", bytes(32)).text, "utf-8")
    (folder / "rules").mkdir()
    for name, text in rule_files().items():
        text = text.replace('version = "2026.11.23-draft1"', 'version = "2026.12.20"')
        (folder / "rules" / name).write_text(text + ("# read again\n" if name == "de-uwg.toml" else ""), "utf-8")


# In an order in which each finds what it needs: the learner's schema before its fit, a run before its report.
IN_ORDER = [
    *(
        "init",
        "try",
        "run",
        "report",
        "why",
        "facts show",
        "windows",
        "review list",
        "keys list",
        "keys rotate",
        "keys adopt",
        *(f"import {kind}" for kind in ("outcomes", "suppressions", "bases", "relations", "preferences")),
        "import register list",
        *(f"consent {word}" for word in ("show", "record", "due")),
        "refusals",
        "export suppressions",
        "export preferences",
        "import do-not-call",
        "import register companies-house",
        "import register company",
        "forget",
        "observe pages",
        "facts same",
        "guard check",
        "guard explain",
        "guard packs",
    ),
    *(f"guard {name}" for name in ("rule", "diff", "lint", "sign")),
    *(f"packs {name}" for name in ("list", "seal", "trust", "update", "use")),
    *("decide one", "verify text", "audit groups", "receipts check", "receipts verify"),
    *("learn schema", "learn fit", "learn forget", "learn evaluate"),
]


def test_each_command_has_an_example() -> None:
    """Every command that does something shows one, and says so in a sentence."""
    assert set(COMMANDS) == {name.split()[0] for name in ALL}
    for command in ALL.values():
        assert example_of(command).typed.removeprefix("echo").strip()


def test_each_example_works(say: Say, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of all commands, typed one after the other, end well and answer as they show."""
    monkeypatch.chdir(folder)
    assert set(ALL) - SERVES - ON_THE_WEB - ASKS_A_MODEL - {"review decide"} == set(IN_ORDER)
    for name in IN_ORDER:
        example = example_of(ALL[name])
        status, out, err = run(say, example.typed)
        assert 0 == status, (name, err)
        assert looks_like(example.answered, out), (name, out)


def test_every_command_explains_itself(say: Say) -> None:
    """`--help` of each ends with 0 and names the command."""
    for name in ALL:
        status, out, err = say(*name.split(), "--help")
        assert (0, "") == (status, err)
        assert f"Usage: aboveboard {name}" in out
