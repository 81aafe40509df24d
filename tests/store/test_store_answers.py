"""What a language model answered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aboveboard.store.entries import RegisterRow
from aboveboard.store.store import Store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_an_answer_is_found_by_its_row_and_prompt(
    store: Store, shop: Callable[..., RegisterRow], keep: Callable[..., object]
) -> None:
    """The same prompt for another row is another answer, and a later one takes the place of an earlier one."""
    keep(shop(1), shop(2))
    answers = store.model_answers
    for business in ("shop-001", "shop-002"):
        answers.keep(business, f"spring:{business}:1", "p", f"for {business}", at=NOW)
    answers.keep("shop-002", "spring:shop-002:1", "p", "again", at=NOW)

    assert "for shop-001" == answers.get("spring:shop-001:1", "p")
    assert "again" == answers.get("spring:shop-002:1", "p")
    assert answers.get("spring:shop-001:1", "q") is None


def test_of_a_business_that_is_gone_nothing_is_kept(store: Store) -> None:
    """An answer that comes after an erasure is dropped."""
    store.model_answers.keep("shop-009", "spring:shop-009:1", "p", "late", at=NOW)

    assert store.model_answers.get("spring:shop-009:1", "p") is None


def test_answers_are_sealed_and_expire(
    store: Store, shop: Callable[..., RegisterRow], keep: Callable[..., object], tmp_path: Path
) -> None:
    """No file has the words of an answer, and after thirty days none is left."""
    keep(shop(1))
    store.model_answers.keep("shop-001", "spring:shop-001:1", "p", "words of a model", at=NOW)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert [] == [path for path in files if b"words of a model" in path.read_bytes()]
    store.expire(NOW + timedelta(days=29))
    assert "words of a model" == store.model_answers.get("spring:shop-001:1", "p")
    store.expire(NOW + timedelta(days=31))
    assert store.model_answers.get("spring:shop-001:1", "p") is None
