"""Ground: one numbered item of a brief, taken apart into what a sentence that cites it may state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import Final, TypeAlias

import msgspec

from aboveboard.text.quantities import Quantity, find

Nested: TypeAlias = "str | int | float | bool | list[Nested] | dict[str, Nested] | None"

WORD: Final = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+")
ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s<>()\"“”]*[^\s<>()\"“”.,;:!?]|(?<![\w@./])(?:www\.)?(?:[a-z0-9-]+\.)+"
    r"(?:com|org|net|io|eu|de|fr|nl|uk|ie|at|ch|be|es|it|au|nz|ca|us|info|biz|shop|app|dev|example|test)\b(?:/[^\s<>()]*[\w/])?",
    re.IGNORECASE,
)
_DAYS: Final = frozenset({"mo", "tu", "we", "th", "fr", "sa", "su"})
_UNIT_OF_KEY: Final = re.compile(r"(second|minute|hour|day|week|month|year)s?(?:_|\.|$)")
_RATE_OF_KEY: Final = re.compile(r"(?:^|[_.])(?:rate|share|percent|vat|tax)(?:_|\.|$)")
_DOLLARS: Final = frozenset({"$", "USD", "AUD", "CAD", "NZD", "SGD"})
_PRICE_OF_KEY: Final = re.compile(r"price|amount|total|cost|fee|setup")
# Two things that disagree are two: the attribute itself says so.
_IMPLIED: Final[Mapping[str, tuple[int, ...]]] = {
    f"seen.{what}_conflict": (2,) for what in ("hours", "telephone", "address")
}
_OWN: Final = frozenset({"url", "printed"})
"""What is said of one business and of no other, in the record of a fact."""


class Ground:
    """What one item lets a sentence say, from its kind, its name and its value as JSON; taken apart when first asked.

    `strict` takes it for an item that counts something, whether or not it does; its numbers are read in its language.
    """

    def __init__(self, kind: str, name: str, encoded: bytes, *, strict: bool = False, language: str = "en") -> None:
        self.kind, self.name, self._encoded, self._strict, self._language = kind, name, encoded, strict, language

    @cached_property
    def value(self) -> Nested:
        """The item's value."""
        value: Nested = msgspec.json.decode(self._encoded)
        return value

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Every quantity that the item states."""
        found = [Quantity("number", Decimal(n), 0, 0, "") for n in _IMPLIED.get(self.name, ())]
        for key, leaf in self._leaves():
            found.extend(quantities_of(key, leaf, language=self._language))
        return (*found, *prices(self.value))

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """The item's texts."""
        return tuple([leaf for _, leaf in self._leaves() if isinstance(leaf, str) and leaf])

    @cached_property
    def quotable(self) -> tuple[str, ...]:
        """The texts in lower case that a sentence may quote as they are; none is too short or a bare number."""
        bare = [literal.strip(" .").lower() for literal in self.literals]
        return tuple([text for text in bare if len(text) >= 4 and not text.replace(".", "").isdigit()])

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the item's texts and of its name."""
        texts = (*self.literals, self.name.replace("_", " ").replace(".", " "))
        return frozenset(word for text in texts for word in words_of(text))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The mailboxes and web addresses in the item's texts."""
        return frozenset(found.lower() for text in self.literals for found in ADDRESS.findall(text))

    @cached_property
    def counts(self) -> bool:
        """True if the item counts something, so that a number word beside it is a claim."""
        return self._strict or any(
            q.kind == "number" and q.text and not q.unit and abs(_number(q.value)) < 1000 for q in self.quantities
        )

    @cached_property
    def core(self) -> Ground:
        """The same without what every business has of its own: it bears out no more, so what it bears out holds.

        Equal cores are one object, so that they can key what is remembered.
        """
        if self.kind != "fact":
            return self
        if isinstance(self.value, str):
            return _core(self.name, b"null")
        if not isinstance(self.value, dict):
            return _core(self.name, self._encoded)
        shared = {key: leaf for key, leaf in self.value.items() if key not in _OWN}
        return _core(self.name, msgspec.json.encode(shared))

    def _leaves(self) -> Iterator[tuple[str, str | int | float | bool | None]]:
        priced = isinstance(self.value, dict) and "currency" in self.value
        for key, leaf in leaves(self.value, self.name):
            if not (priced and key.endswith(".amount")):
                yield key, leaf


@lru_cache(maxsize=16_384)
def _core(name: str, encoded: bytes) -> Ground:
    return Ground("fact", name, encoded, strict=True)


def ground_of(kind: str, name: str, encoded: bytes, *, language: str = "en") -> Ground:
    """The ground of an item; those that many messages share are the same object if equal.

    A fact is of no language: its numbers are typed, or as printed on a page.
    """
    return Ground(kind, name, encoded) if kind == "fact" else _shared(kind, name, encoded, language)


@lru_cache(maxsize=16_384)
def _shared(kind: str, name: str, encoded: bytes, language: str) -> Ground:
    return Ground(kind, name, encoded, language=language)


def words_of(text: str) -> Iterator[str]:
    """The words of a text, without case and possessive, as grounds are compared by."""
    for match in WORD.finditer(text):
        word = match.group().casefold().replace("’", "'")
        yield word.removesuffix("'s").rstrip("'")


def supports(said: Quantity, known: Quantity) -> bool:
    """True if a text may say the one because the other is known: typed values are compared, never their print."""
    if said.kind == known.kind:
        return _SAME_KIND.get(said.kind, _equal)(said, known)
    if said.kind == "number" and known.kind == "date" and isinstance(known.value, tuple):
        return not said.unit and said.value == Decimal(known.value[0])
    if said.kind == "money" and known.kind == "number":
        return known.unit == "price" and said.value == known.value
    if said.kind == "percent" and known.kind == "number":
        return said.value == known.value or said.value == _number(known.value) * 100
    return said.kind == "digits" and known.kind == "number" and str(said.value) == str(known.value)


def prices(value: Nested) -> Iterator[Quantity]:
    """Money that a record spells out in fields ("amount", "currency", "per")."""
    if isinstance(value, dict):
        amount, currency = value.get("amount"), value.get("currency")
        if isinstance(amount, str | int) and isinstance(currency, str):
            per = value.get("per")
            yield Quantity(
                "money", Decimal(str(amount)), 0, 0, str(amount), currency, per if isinstance(per, str) else ""
            )
        for inner in value.values():
            yield from prices(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from prices(inner)


def leaves(value: Nested, key: str) -> Iterator[tuple[str, str | int | float | bool | None]]:
    """Every scalar of nested JSON with the dotted path of its keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    else:
        yield key, value


def quantities_of(key: str, leaf: str | int | float | bool | None, *, language: str = "en") -> Iterator[Quantity]:
    """The quantities that one scalar states; its key may name a unit ("notice_days")."""
    if isinstance(leaf, bool) or leaf is None:
        return
    if isinstance(leaf, int | float):
        yield _plain(Decimal(str(leaf)), _unit(key))
    elif leaf in _DAYS:
        yield Quantity("weekday", leaf, 0, 0, leaf)
    else:
        bare = _decimal(leaf)
        if bare is not None:
            yield _plain(bare, _unit(key))
        else:
            yield from find(leaf, language=language)


def _plain(value: Decimal, unit: str) -> Quantity:
    return Quantity("number", value, 0, 0, str(value), unit)


def _decimal(text: str) -> Decimal | None:
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", text) or (text.startswith("0") and len(text) > 6):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _unit(key: str) -> str:
    last = key.rpartition(".")[2]
    if _PRICE_OF_KEY.search(last):
        return "price"
    found = _UNIT_OF_KEY.search(last)
    return found[1] if found and not _RATE_OF_KEY.search(last) else ""


def _number(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _equal(said: Quantity, known: Quantity) -> bool:
    return said.value == known.value


def _same_number(said: Quantity, known: Quantity) -> bool:
    return said.value == known.value and (not said.unit or not known.unit or said.unit == known.unit)


def _same_money(said: Quantity, known: Quantity) -> bool:
    dollars = "$" in (said.unit, known.unit) and {said.unit, known.unit} <= _DOLLARS
    currency = not said.unit or not known.unit or said.unit == known.unit or dollars
    return said.value == known.value and currency and (not said.per or not known.per or said.per == known.per)


def _same_date(said: Quantity, known: Quantity) -> bool:
    if not isinstance(said.value, tuple) or not isinstance(known.value, tuple):
        return False
    return all(not a or a == b for a, b in zip(said.value, known.value, strict=True))


def _same_digits(said: Quantity, known: Quantity) -> bool:
    one, other = str(said.value).lstrip("0"), str(known.value).lstrip("0")
    shorter = min(len(one), len(other))
    return one == other or (
        shorter >= 8 and (one.endswith(other) or other.endswith(one)) and abs(len(one) - len(other)) <= 3
    )


_SAME_KIND: Final = {"number": _same_number, "money": _same_money, "date": _same_date, "digits": _same_digits}
