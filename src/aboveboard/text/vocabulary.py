"""Word lists that are packaged beside the finders."""

from functools import cache
from importlib import resources


@cache
def words(name: str) -> frozenset[str]:
    """The words of the packaged list `data/NAME.txt`: separated by white space, lower case, `#` begins a comment."""
    text = resources.files(__package__).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(word for line in lines for word in line.casefold().split())
