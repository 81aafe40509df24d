"""JSON-LD on a page, read into items (W3C JSON-LD 1.1); contexts elsewhere are not fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, attribute
from aboveboard.observe.markup import DEEPEST, Item, Link, Scalar, Value, as_moment, short_type, typed
from aboveboard.observe.vocabulary import SCHEMA_ORG, Vocabulary

_MOST_VALUES: Final = 20_000  # read of one page; a long menu has 3,000
# Each alternative matches to the end of the text where its own end is missing, so a hostile block costs one reading.
_STRING: Final = r'"(?:\\.|[^"\\])*+(?:"|\Z)'
_STRING_OR_COMMENT: Final = re.compile(_STRING + r"|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_STRING_OR_COMMA: Final = re.compile(_STRING + r"|,(?=\s*[}\]])", re.DOTALL)
_REMARK: Final = re.compile(r"\s*+<!--[^{\[]*?-->")
_OPENING: Final = re.compile(r"\s*+(?://\s*+)?(?:<!\[CDATA\[|<!--)")


def blocks(page: Document) -> list[LexborNode]:
    """The `script` elements that hold JSON-LD."""
    return [node for node in page.inventory.of("script") if _is_json_ld(attribute(node, "type"))]


def _is_json_ld(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() == "application/ld+json"


def json_ld(page: Document) -> list[Item]:
    """The items of all JSON-LD blocks; pointers begin with the number of the block."""
    held = blocks(page)
    return _Reader(page, [parse(block.text()) for block in held]).items() if held else []


def parse(text: str) -> object:
    """The JSON value of a block, forgiving comments, CDATA marks, trailing commas and line breaks; else None."""
    try:
        return _loaded(text)
    except (ValueError, RecursionError):
        pass
    try:
        return _loaded(_mended(text))
    except (ValueError, RecursionError):
        return None


def is_valid(text: str) -> bool:
    """True if the text is JSON as it stands (RFC 8259), as search engines want it."""
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _loaded(text: str) -> object:
    value: object = json.loads(text, strict=False)
    return value


def _mended(text: str) -> str:
    remark = _REMARK.match(text)
    bare = text[remark.end() :] if remark else text
    opening = _OPENING.match(bare)
    bare = (bare[opening.end() :] if opening else bare).strip()
    for closing in ("-->", "]]>", "//", ";"):
        bare = bare.removesuffix(closing).rstrip()
    bare = _STRING_OR_COMMENT.sub(lambda found: found[0] if found[0].startswith('"') else " ", bare)
    return _STRING_OR_COMMA.sub(lambda found: found[0] if found[0].startswith('"') else "", bare)


Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Defined:
    """A node that has an identifier, and where it stands."""

    node: Node
    vocabulary: Vocabulary
    pointer: str


class _Reader:
    """Reads the blocks of one page; a reference can make few bytes mean many items, so there is a limit to them."""

    def __init__(self, page: Document, values: list[object]) -> None:
        self._base = page.base_url
        self._values = values
        self._left = _MOST_VALUES
        self._defined: dict[str, _Defined] = {}
        for number, value in enumerate(values):
            self._index(value, SCHEMA_ORG, f"/{number}", 0)

    def items(self) -> list[Item]:
        """The items that stand at the top of a block or of its graph."""
        return [
            item for number, value in enumerate(self._values) for item in self._top(value, SCHEMA_ORG, f"/{number}", 0)
        ]

    def _index(self, value: object, vocabulary: Vocabulary, pointer: str, depth: int) -> None:
        """Remembers each node that has an identifier and says something of what it names."""
        if depth > DEEPEST:
            return
        if isinstance(value, list):
            for index, member in enumerate(value):
                self._index(member, vocabulary, f"{pointer}/{index}", depth + 1)
        elif isinstance(value, dict):
            vocabulary = vocabulary.within(value.get("@context"))
            identifier = self._identifier(value, vocabulary)
            if identifier and not _is_reference(value, vocabulary):
                self._defined.setdefault(identifier, _Defined(value, vocabulary, pointer))
            for name, member in value.items():
                if name != "@context":
                    self._index(member, vocabulary, f"{pointer}/{_escaped(name)}", depth + 1)

    def _identifier(self, node: Node, vocabulary: Vocabulary) -> str:
        given = next((value for name, value in node.items() if vocabulary.expanded(name) == "@id"), None)
        return self._absolute(given) if isinstance(given, str) and given.strip() else ""

    def _absolute(self, target: str) -> str:
        try:
            return urljoin(self._base, target.strip())
        except ValueError:
            return target

    def _top(self, value: object, vocabulary: Vocabulary, pointer: str, depth: int) -> Iterator[Item]:
        if depth > DEEPEST or self._left <= 0:
            return
        if isinstance(value, list):
            for index, member in enumerate(value):
                yield from self._top(member, vocabulary, f"{pointer}/{index}", depth + 1)
        elif isinstance(value, dict):
            inner = vocabulary.within(value.get("@context"))
            keywords = {inner.expanded(name): name for name in value}
            graph = keywords.get("@graph")
            if graph is not None:
                yield from self._top(value[graph], inner, f"{pointer}/{_escaped(graph)}", depth + 1)
            if graph is None or "@type" in keywords:
                yield self._item(value, inner, pointer, depth, frozenset())

    def _item(self, node: Node, vocabulary: Vocabulary, pointer: str, depth: int, above: frozenset[str]) -> Item:
        identifier = self._identifier(node, vocabulary)
        above = above | {identifier}
        types: list[str] = []
        found: list[Value] = []
        for term, member in node.items():
            name = vocabulary.expanded(term)
            if name == "@type":
                types = [kind for kind in (member if isinstance(member, list) else [member]) if isinstance(kind, str)]
            elif not name.startswith("@"):
                where = f"{pointer}/{_escaped(term)}"
                found += self._members(term, member, vocabulary, where, depth + 1, above)
        short = tuple(short_type(vocabulary.expanded(kind)) for kind in types)
        return Item(short, tuple(found), pointer, "json-ld", tuple(types), identifier)

    def _members(
        self, term: str, member: object, vocabulary: Vocabulary, pointer: str, depth: int, above: frozenset[str]
    ) -> Iterator[Value]:
        """The values of one property; a list, a set and a container are their members."""
        if depth > DEEPEST or member is None or self._left <= 0:
            return
        self._left -= 1
        if isinstance(member, list):
            for index, entry in enumerate(member):
                yield from self._members(term, entry, vocabulary, f"{pointer}/{index}", depth + 1, above)
        elif isinstance(member, dict):
            yield from self._node(term, member, vocabulary, pointer, depth, above)
        else:
            name = short_type(vocabulary.expanded(term))
            yield Value(name, self._scalar(name, member, vocabulary.coercion(term)), pointer, _text(member))

    def _node(
        self, term: str, node: Node, vocabulary: Vocabulary, pointer: str, depth: int, above: frozenset[str]
    ) -> Iterator[Value]:
        inner = vocabulary.within(node.get("@context"))
        name = short_type(vocabulary.expanded(term))
        keywords = {inner.expanded(key): key for key in node}
        for holder in ("@list", "@set"):
            if holder in keywords:
                where = f"{pointer}/{_escaped(keywords[holder])}"
                yield from self._members(term, node[keywords[holder]], inner, where, depth + 1, above)
                return
        if "@value" in keywords:
            scalar, where = node[keywords["@value"]], f"{pointer}/{_escaped(keywords['@value'])}"
            kind = node.get(keywords.get("@type", ""))
            if isinstance(scalar, str | int | float):
                datatype = inner.expanded(kind) if isinstance(kind, str) else ""
                yield Value(name, self._scalar(name, scalar, datatype), where, _text(scalar))
            return
        yield self._related(name, node, inner, pointer, depth, above)

    def _related(
        self, name: str, node: Node, vocabulary: Vocabulary, pointer: str, depth: int, above: frozenset[str]
    ) -> Value:
        """The item a property leads to: the one that stands there, or the one of the page that is referred to."""
        if not _is_reference(node, vocabulary):
            return Value(name, self._item(node, vocabulary, pointer, depth, above), pointer)
        identifier = self._identifier(node, vocabulary)
        there = self._defined.get(identifier)
        if there is None or identifier in above:
            return Value(name, Link(identifier), pointer, identifier)
        return Value(name, self._item(there.node, there.vocabulary, there.pointer, depth, above), there.pointer)

    def _scalar(self, name: str, value: object, datatype: str) -> Scalar:
        """The value as its datatype or the coercion of its term says, or else as it reads."""
        if not isinstance(value, str):
            return value if isinstance(value, bool | int | float) else str(value)
        if datatype in ("@id", "@vocab"):
            return Link(self._absolute(value))
        kind = short_type(datatype)
        if kind in ("string", "Text", "langString"):
            return value
        if kind in ("integer", "int", "long", "decimal", "double", "float", "Number", "Integer", "Float"):
            return _number(value)
        if kind.lower() in ("date", "datetime", "time"):
            moment = as_moment(value.strip())
            return value if moment is None else moment
        return typed(name, value)


def _number(text: str) -> Scalar:
    try:
        return int(text) if text.strip().lstrip("+-").isdecimal() and len(text) < 20 else float(text)
    except ValueError:
        return text


def _is_reference(node: Node, vocabulary: Vocabulary) -> bool:
    """True if a node does nothing but name another one."""
    return [vocabulary.expanded(name) for name in node if name != "@context"] == ["@id"]


def _escaped(name: str) -> str:
    """A key as a JSON pointer writes it (RFC 6901, section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def _text(scalar: object) -> str:
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    return str(scalar)
