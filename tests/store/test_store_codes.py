"""Codes on paper."""

from sqlalchemy import create_engine, text

from aboveboard.kernel.short_code import read_code
from aboveboard.store.store import Store


def test_a_message_has_one_code_and_a_code_one_message(store: Store) -> None:
    """The same each time it is asked for, read back to whose it is, and no two messages share one."""
    names = [(f"{number:032x}", "town", step) for number in range(40) for step in (1, 2)]
    codes = [store.codes.issue(*name) for name in names]
    assert codes == [store.codes.issue(*name) for name in names]
    assert len(names) == len(set(codes))
    assert codes == [read_code(code) for code in codes]
    assert [subject for subject, _, _ in names] == [store.codes.subject(code) for code in codes]
    assert store.codes.subject("0000-0000") is None


def test_the_store_does_not_hold_the_code_itself(store: Store, url: str) -> None:
    """Who has the file alone cannot type anybody's code."""
    code = store.codes.issue("a" * 32, "town", 1)
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("select * from codes")).all()
    engine.dispose()
    assert 1 == len(rows)
    assert code not in str(rows)
    assert code.replace("-", "") not in str(rows)
