"""A small, typed condition language: a part of Python's expressions, compiled for rows and for columns."""

from __future__ import annotations

import ast
import difflib
import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from aboveboard.kernel.calendar_day import calendar_day

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KindName: TypeAlias = Literal["enum", "bool", "int", "float", "text", "date"]
Scalar: TypeAlias = bool | int | float | str | date
Values: TypeAlias = Mapping[str, object]


class ConditionError(ValueError):
    """A condition that cannot be used; the text names the place, the problem and the nearest valid thing."""

    def __init__(self, problem: str, *, place: str, remedy: str | None = None) -> None:
        self.problem, self.place, self.remedy = problem, place, remedy
        super().__init__(f"{place}: {problem} ({remedy})" if remedy else f"{place}: {problem}")


_EXACT: Final[dict[KindName, type[Scalar]]] = {
    "enum": str,
    "bool": bool,
    "int": int,
    "float": float,
    "text": str,
    "date": date,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of one name; `values` are the words of an enum."""

    name: KindName
    values: frozenset[str] = frozenset()

    def known(self, value: object) -> Scalar | None:
        """The value if it is of this kind, else None: what cannot be read is unknown."""
        if type(value) is _EXACT[self.name]:
            return value if value == value else None
        if value is None or isinstance(value, datetime):
            return None
        if isinstance(value, bool):
            return value if self.name == "bool" else None
        if isinstance(value, int):
            return value if self.name in ("int", "float") else None
        if isinstance(value, float):
            return value if self.name == "float" and value == value else None
        if isinstance(value, str):
            return value if self.name in ("enum", "text") else None
        return value if isinstance(value, date) and self.name == "date" else None


def enum(*values: str) -> Kind:
    """The kind of a name whose values are these words and no others."""
    return Kind("enum", frozenset(values))


BOOL: Final = Kind("bool")
INT: Final = Kind("int")
FLOAT: Final = Kind("float")
TEXT: Final = Kind("text")
DATE: Final = Kind("date")

DEEPEST: Final = 50  # rules have three levels; Python answers some hundreds
FARTHEST: Final = 2**63  # numbers in columns are 64 bits wide
_ORDER: Final[dict[type[ast.cmpop], str]] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_SAME: Final[dict[type[ast.cmpop], str]] = {ast.Eq: "==", ast.NotEq: "!=", ast.In: "in", ast.NotIn: "not in"}
_COMPARE: Final[dict[str, Callable[..., bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison of one name: true or false for every value; for null only `!=` and `not in` hold."""

    name: str
    kind: Kind
    op: str
    value: Scalar | tuple[Scalar, ...]

    def compare(self, value: Scalar) -> bool:
        """Whether a known value meets the comparison."""
        if isinstance(self.value, tuple):
            return (value in self.value) is (self.op == "in")
        return _COMPARE[self.op](value, self.value)

    def holds(self, values: Values) -> bool:
        """True or false, whatever is given; null meets nothing but `!=` and `not in`."""
        value = self.kind.known(values.get(self.name))
        return self.op in ("!=", "not in") if value is None else self.compare(value)

    def decide(self, values: Values) -> bool | None:
        """None where the value is unknown."""
        value = self.kind.known(values.get(self.name))
        return None if value is None else self.compare(value)

    def bits(self, answer: Answer) -> NDArray[np.bool_]:
        """The column that `answer` gives for it."""
        return answer(self)

    def leaves(self) -> Iterator[Leaf]:
        """Itself."""
        yield self


@dataclass(frozen=True, slots=True)
class Joined:
    """True where `every` part holds, or any where not `every`: `and` and `or`."""

    parts: tuple[Node, ...]
    every: bool

    def holds(self, values: Values) -> bool:
        """Whether every part holds, or any."""
        if self.every:
            return all(part.holds(values) for part in self.parts)
        return any(part.holds(values) for part in self.parts)

    def decide(self, values: Values) -> bool | None:
        """The answer that one part settles, else None where a part is open."""
        answers = [part.decide(values) for part in self.parts]
        if (not self.every) in answers:
            return not self.every
        return None if None in answers else self.every

    def bits(self, answer: Answer) -> NDArray[np.bool_]:
        """The columns of the parts, joined row by row."""
        return functools.reduce(operator.and_ if self.every else operator.or_, (p.bits(answer) for p in self.parts))

    def leaves(self) -> Iterator[Leaf]:
        """The leaves of all parts."""
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Opposite:
    """True where its part does not hold."""

    part: Node

    def holds(self, values: Values) -> bool:
        """Whether the part does not hold."""
        return not self.part.holds(values)

    def decide(self, values: Values) -> bool | None:
        """The opposite of the part, None where that is open."""
        answer = self.part.decide(values)
        return None if answer is None else not answer

    def bits(self, answer: Answer) -> NDArray[np.bool_]:
        """The opposite of the part's column."""
        return ~self.part.bits(answer)

    def leaves(self) -> Iterator[Leaf]:
        """The leaves of the part."""
        yield from self.part.leaves()


@dataclass(frozen=True, slots=True)
class Always:
    """True or false, whatever is given."""

    value: bool

    def holds(self, values: Values) -> bool:
        """Its value."""
        return self.value

    def decide(self, values: Values) -> bool | None:
        """Its value."""
        return self.value

    def bits(self, answer: Answer) -> NDArray[np.bool_]:
        """Its value, for rows of any number."""
        import numpy as np

        return np.array(self.value)

    def leaves(self) -> Iterator[Leaf]:
        """None at all."""
        yield from ()


Node: TypeAlias = Leaf | Joined | Opposite | Always
Answer: TypeAlias = "Callable[[Leaf], NDArray[np.bool_]]"  # whether a comparison holds, for each row of a table


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed and type-checked condition; `holds` and `bits` agree on every row, nulls among them."""

    source: str
    tree: Node

    @staticmethod
    def parse(source: str, types: Mapping[str, Kind], *, place: str) -> Condition:
        """The condition of `source`, in which every name and literal was checked against `types`.

        Allowed are names (dotted ones too), `and`, `or`, `not`, one comparison at a time, `in [..]`, `not in [..]`,
        True, False, strings, numbers and ISO dates as strings; a bool name may stand alone. All else raises
        ConditionError.
        """
        text = f"({source}\n)"
        try:
            return Condition(source, _Reader(types, place, text).whole(ast.parse(text, mode="eval").body))
        except ConditionError:
            raise
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            reason = error.msg if isinstance(error, SyntaxError) else type(error).__name__
            raise ConditionError(f"cannot read the condition {_short(source)}: {reason}", place=place) from None

    @property
    def names(self) -> frozenset[str]:
        """Every name the condition reads."""
        return frozenset(leaf.name for leaf in self.tree.leaves())

    def given(self, constants: Values) -> Condition:
        """The same condition where these names have these values; what they settle is settled once."""
        return Condition(self.source, _settle(self.tree, constants))

    @property
    def settled(self) -> bool | None:
        """The answer where it no longer depends on any name, else None."""
        return self.tree.value if isinstance(self.tree, Always) else None

    def leaves(self) -> tuple[Leaf, ...]:
        """Its comparisons, in the order written."""
        return tuple(self.tree.leaves())

    def holds(self, values: Values) -> bool:
        """True or false; a missing name counts as null, and null meets no comparison but `!=` and `not in`."""
        return self.tree.holds(values)

    def decide(self, values: Values) -> bool | None:
        """Kleene's three values: None where an unknown value leaves the answer open."""
        return self.tree.decide(values)

    def bits(self, answer: Answer) -> NDArray[np.bool_]:
        """The same answer for every row of a table, where `answer` gives a comparison's."""
        return self.tree.bits(answer)


def _settle(node: Node, constants: Values) -> Node:
    if isinstance(node, Leaf):
        return Always(node.holds(constants)) if node.name in constants else node
    if isinstance(node, Opposite):
        part = _settle(node.part, constants)
        return Always(not part.value) if isinstance(part, Always) else Opposite(part)
    if isinstance(node, Always):
        return node
    parts = [_settle(part, constants) for part in node.parts]
    if any(isinstance(part, Always) and part.value is not node.every for part in parts):
        return Always(not node.every)
    left = tuple(part for part in parts if not isinstance(part, Always))
    if len(left) == 1:
        return left[0]
    return Joined(left, node.every) if left else Always(node.every)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 60 else flat[:57] + "...")


def _suggest(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else "known are " + ", ".join(names)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns Python's syntax tree into ours, refusing whatever is not on the list."""

    types: Mapping[str, Kind]
    place: str
    text: str

    def refuse(self, problem: str, remedy: str | None = None) -> ConditionError:
        return ConditionError(problem, place=self.place, remedy=remedy)

    def whole(self, tree: ast.expr) -> Node:
        """The condition, which stands in brackets of ours: what begins with the first of them closed it too early."""
        node = self.node(tree, 0)
        if (tree.lineno, tree.col_offset) == (1, 0):
            raise self.refuse("a bracket is closed that was not opened")
        return node

    def node(self, tree: ast.expr, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.refuse(f"more than {DEEPEST} conditions lie in one another", "write two rules")
        if isinstance(tree, ast.BoolOp):
            parts = tuple(self.node(value, depth + 1) for value in tree.values)
            return Joined(parts, isinstance(tree.op, ast.And))
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
            return Opposite(self.node(tree.operand, depth + 1))
        if isinstance(tree, ast.Compare):
            return self.comparison(tree)
        if isinstance(tree, ast.Constant) and isinstance(tree.value, bool):
            return Always(tree.value)
        name, kind = self.name(tree)
        if kind.name != "bool":
            raise self.refuse(f"{name} is not yes or no", f"compare it, as in {name} == ...")
        return Leaf(name, kind, "==", True)

    def name(self, tree: ast.expr) -> tuple[str, Kind]:
        words: list[str] = []
        here = tree
        while isinstance(here, ast.Attribute):
            words.append(here.attr)
            here = here.value
        if not isinstance(here, ast.Name):
            raise self.refuse(f"{_short(ast.unparse(tree))} is not allowed in a condition", "put the name on the left")
        name = ".".join([here.id, *reversed(words)])
        # Python reads letters that look alike as the same name (PEP 3131, NFKC); a person who reads the rule may not.
        if name.isascii() and not (ast.get_source_segment(self.text, tree) or "").isascii():
            raise self.refuse(f"{name} is written with letters that only look like it", "use plain letters")
        if name not in self.types:
            raise self.refuse(f"unknown name {name!r}", _suggest(name, self.types))
        return name, self.types[name]

    def comparison(self, tree: ast.Compare) -> Leaf:
        if len(tree.ops) != 1:
            raise self.refuse("one comparison at a time", "join two with `and`")
        name, kind = self.name(tree.left)
        op, right = type(tree.ops[0]), tree.comparators[0]
        if op in _ORDER:
            if kind.name not in ("int", "float", "date"):
                raise self.refuse(f"{name} has no order", "use ==, !=, in or not in")
            return Leaf(name, kind, _ORDER[op], self.literal(name, kind, right))
        if op not in _SAME:
            raise self.refuse("`is` is not allowed in a condition", "use == or !=")
        if op in (ast.Eq, ast.NotEq):
            return Leaf(name, kind, _SAME[op], self.literal(name, kind, right))
        if not isinstance(right, ast.List | ast.Tuple) or not right.elts or kind.name == "bool":
            raise self.refuse(f"{name} can only be in a list of its values", 'as in name in ["a", "b"]')
        return Leaf(name, kind, _SAME[op], tuple(self.literal(name, kind, item) for item in right.elts))

    def literal(self, name: str, kind: Kind, tree: ast.expr) -> Scalar:
        minus = isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub)
        here = tree.operand if isinstance(tree, ast.UnaryOp) and minus else tree
        if not isinstance(here, ast.Constant):
            raise self.refuse(f"{_short(ast.unparse(tree))} is not a value", "the right side is a literal")
        value = here.value
        if minus and isinstance(value, int | float) and not isinstance(value, bool):
            value = -value
        elif minus:
            raise self.refuse(f"{_short(ast.unparse(tree))} is not a value", "the right side is a literal")
        if kind.name == "date":
            return self.day(name, value)
        known = kind.known(value)
        if known is None:
            raise self.refuse(f"{name} is compared with {value!r}, but is of type {kind.name}", self.example(kind))
        if isinstance(known, int | float) and not abs(known) < FARTHEST:
            raise self.refuse(f"{name} is compared with a number beyond all that a column can hold")
        if kind.name == "enum" and known not in kind.values:
            raise self.refuse(f"{name} has no value {value!r}", _suggest(str(known), kind.values))
        return known

    def day(self, name: str, value: object) -> date:
        try:
            return calendar_day(value if isinstance(value, str) else "")
        except ValueError:
            raise self.refuse(f"{name} is compared with {value!r}, which is no date", 'as in "2026-12-02"') from None

    def example(self, kind: Kind) -> str:
        if kind.name == "enum":
            return "known are " + ", ".join(sorted(kind.values))
        return {"bool": "True or False", "int": "a whole number", "float": "a number"}.get(kind.name, 'a text in ""')
