"""Only verify.seal makes messages."""

import ast
from pathlib import Path

import aboveboard

SOURCES = Path(aboveboard.__file__).parent
GUARDED = {"Message", "Seal"}


def makers(source: str) -> set[str]:
    """The guarded types that a source text constructs, under whatever name it imported them."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "aboveboard.domain.message":
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module == "aboveboard.domain":
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == "message"}
        if isinstance(node, ast.Import):
            modules |= {
                alias.asname for alias in node.names if alias.name == "aboveboard.domain.message" and alias.asname
            }
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            used |= _called(node.func, names, modules)
    return used & GUARDED


def _called(func: ast.expr, names: dict[str, str], modules: set[str]) -> set[str]:
    if isinstance(func, ast.Name):
        return {names[func.id]} if func.id in names else set()
    if isinstance(func, ast.Attribute):
        owner = ast.unparse(func.value)
        if owner in modules or owner == "aboveboard.domain.message":
            return {func.attr}
        if owner in names and func.attr in ("__new__", "_make"):
            return {names[owner]}
    if isinstance(func, ast.Call) and ast.unparse(func.func) == "getattr":
        return {str(a.value) for a in func.args if isinstance(a, ast.Constant)}
    return set()


def test_only_the_seal_makes_messages() -> None:
    """No other module of the package constructs a Message or a Seal."""
    found = {
        str(path.relative_to(SOURCES)): made
        for path in SOURCES.rglob("*.py")
        if (made := makers(path.read_text(encoding="utf-8")))
    }
    assert {"verify/seal.py": GUARDED} == found


def test_the_check_sees_every_way_of_making_one() -> None:
    """The same check goes red on a planted maker, however it imports the type."""
    planted = [
        "from aboveboard.domain.message import Message\nMessage(1)",
        "from aboveboard.domain.message import Seal as S\nS('', '')",
        "from aboveboard.domain import message as m\nm.Message(1)",
        "import aboveboard.domain.message\naboveboard.domain.message.Seal(1, 2)",
        "from aboveboard.domain.message import Message\nMessage.__new__(Message)",
    ]
    assert [1] * len(planted) == [len(makers(source)) for source in planted]
