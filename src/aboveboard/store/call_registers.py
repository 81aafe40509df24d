"""Do-not-call registers: numbers as keyed hashes, and answers that count until their day has passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from sqlalchemy import select

from aboveboard.domain.errors import InputError
from aboveboard.store import marks
from aboveboard.store.entries import CallRegister
from aboveboard.store.schema import BUSINESSES, CALL_MARKS, CALL_REGISTERS, MARKS
from aboveboard.store.session import CHUNK, Session, Value


def replace_register(session: Session, register: CallRegister, numbers: Iterable[str]) -> int:
    """The register holds these numbers (E.164) and no others; how many. An older copy than the kept one is refused."""
    kept = session.connection.execute(
        select(CALL_REGISTERS.c.as_of).where(CALL_REGISTERS.c.register == register.name)
    ).scalar_one_or_none()
    if kept is not None and kept > register.as_of:
        raise InputError(f"a newer copy of {register.name} is kept, of {kept}", remedy="give the newest copy")
    session.remove(CALL_MARKS, "register", [register.name])
    row: dict[str, Value] = {
        "register": register.name, "country": register.country, "as_of": register.as_of, "until": register.until
    }  # fmt: skip
    session.put(CALL_REGISTERS, [row])
    count = 0
    for part in _parts(numbers):
        hashed = marks.hashed(session.keys, [("line", number) for number in part])
        session.add_absent(
            CALL_MARKS,
            [{"register": register.name, "mark": mark, "key_version": version} for _, mark, version in hashed],
        )
        count += len(part)
    return count


def fresh_registers(session: Session, *, on: date) -> list[CallRegister]:
    """The registers whose answers count on that day."""
    found = select(CALL_REGISTERS).where(CALL_REGISTERS.c.as_of <= on, CALL_REGISTERS.c.until >= on)
    return [
        CallRegister(name=r.register, country=r.country, as_of=r.as_of, until=r.until)
        for r in session.connection.execute(found.order_by(CALL_REGISTERS.c.register))
    ]


def answers(session: Session, *, on: date, needed: Mapping[str, frozenset[str]]) -> dict[str, bool]:
    """For each business whether its number is on a register; a business is left out where nobody can say.

    True needs one fresh register that has the number. False needs fresh copies of all registers that are `needed` for
    its country, or of any where none is named, and a number that can be read as one of that country.
    """
    fresh = fresh_registers(session, on=on)
    if not fresh:
        return {}
    askable = [country for country in {r.country for r in fresh} if _all_asked(country, fresh, needed)]
    asked = (
        select(MARKS.c.business)
        .join(BUSINESSES, BUSINESSES.c.business == MARKS.c.business)
        .where(MARKS.c.kind == "line", BUSINESSES.c.country.in_(askable))
    )
    found = dict.fromkeys(session.connection.execute(asked).scalars(), False)
    listed = (
        select(MARKS.c.business)
        .join(CALL_MARKS, CALL_MARKS.c.mark == MARKS.c.mark)
        .where(MARKS.c.kind == "line", CALL_MARKS.c.register.in_([r.name for r in fresh]))
    )
    return found | dict.fromkeys(session.connection.execute(listed).scalars(), True)


def _all_asked(country: str, fresh: Iterable[CallRegister], needed: Mapping[str, frozenset[str]]) -> bool:
    names = {register.name.casefold() for register in fresh if register.country == country}
    return {name.casefold() for name in needed.get(country, frozenset())} <= names


def _parts(numbers: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(numbers)
    while part := list(islice(waiting, CHUNK)):
        yield part
