"""The import contracts, and that each of them goes red when it is broken."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "aboveboard"
THINKING = ["facts", "guard", "decide", "compose", "verify", "learn", "audit", "domain", "text", "kernel"]

PLANTS = {
    "storeys: a room that imports the campaign": ("facts/seen.py", "import aboveboard.campaign.settings"),
    "storeys: a room that imports another room": ("decide/stage.py", "import aboveboard.guard.row"),
    "storeys: the ground floor that imports a room": ("kernel/chance.py", "import aboveboard.domain.fact"),
    "doors: a door that speaks to a room": ("cli/run.py", "import aboveboard.store.store"),
    "thinking: a room that thinks and has dice": ("decide/choice.py", "import random"),
    "thinking: a room that thinks and has the network": ("compose/grammar.py", "import socket"),
    "messages: a room that handles messages": ("receipts/stage.py", "import aboveboard.domain.message"),
    "contacts: a thinking room that sees contacts": ("compose/brief.py", "import aboveboard.domain.contact"),
    "vault: a room that opens the vault": ("decide/decision.py", "import aboveboard.domain.vault"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import contracts, checked on the tree in `folder`."""
    run = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    code = f"import sys; sys.path.insert(0, 'src'); {run}"
    command = [sys.executable, "-c", code, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source tree with its contracts."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


@pytest.mark.parametrize("name", PLANTS)
def test_each_contract_goes_red(tree: Path, name: str) -> None:
    """A violation planted in a copy of the tree breaks its contract."""
    path, line = PLANTS[name]
    target = tree / "src" / "aboveboard" / path
    before = target.read_text("utf-8")
    try:
        target.write_text(before.replace("\n\n", f"\n\n{line}\n", 1), "utf-8")
        found = lint(tree)
    finally:
        target.write_text(before, "utf-8")

    assert found.returncode == 1, found.stdout + found.stderr
    assert "1 broken" in found.stdout, found.stdout


def test_the_tree_as_it_is_keeps_every_contract(tree: Path) -> None:
    """The copy without a planted violation keeps all contracts, so the plants are what breaks them."""
    found = lint(tree)

    assert found.returncode == 0, found.stdout + found.stderr


def test_the_rooms_that_think_have_no_clock() -> None:
    """No thinking room asks for the present time or day: it arrives in the Moment."""
    asked = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for room in THINKING
        for path in (SOURCE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow", "monotonic", "perf_counter"}
    ]

    assert [] == asked


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import aboveboard` and the help of the command line load neither Polars nor SQLAlchemy nor NumPy."""
    code = (
        "import sys, aboveboard, aboveboard.cli.main; "
        "print([m for m in ('polars', 'sqlalchemy', 'numpy', 'pydantic', 'cryptography') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.strip()


def test_the_list_of_rooms_is_the_same_everywhere() -> None:
    """The rooms of the import contract are the packages of the tree, and ARCHITECTURE.md names each of them."""
    contract = re.search(r"layers =\n((?:    .+\n)+)", (ROOT / ".importlinter").read_text("utf-8"))
    assert contract is not None
    named = set(re.findall(r"\w+", contract[1])) | {"rules", "phrases"}
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")

    assert packages == named
    assert [] == [room for room in sorted(packages) if f"`{room}/`" not in architecture]
