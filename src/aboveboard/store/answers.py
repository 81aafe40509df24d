"""Answers: what a language model said for a row, kept as it came: a run can be replayed, and nothing is asked twice."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from aboveboard.store.database import Database
from aboveboard.store.schema import BUSINESSES, MODEL_ANSWERS
from aboveboard.store.session import Session, Value, utc

SEALED_MODEL_ANSWER: Final = "model_answers|sealed"


class ModelAnswers:
    """Answers by row and prompt, each sealed under the key of the business that it is about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, row: str, prompt: str) -> str | None:
        """The answer that was kept; None where there is none."""
        wanted = select(MODEL_ANSWERS).where(MODEL_ANSWERS.c.row == row, MODEL_ANSWERS.c.prompt == prompt)
        with self._database.reading() as session:
            found = session.connection.execute(wanted).one_or_none()
            return session.data_key(found.business).open(SEALED_MODEL_ANSWER, found.sealed).decode() if found else None

    def keep(self, business: str, row: str, prompt: str, answer: str, *, at: datetime) -> None:
        """The answer is kept in place of an earlier one; of a business that was erased meanwhile nothing is."""
        known = select(BUSINESSES.c.business).where(BUSINESSES.c.business == business)
        with self._database.writing() as session:
            if session.connection.execute(known).one_or_none() is None:
                return
            sealed = session.data_keys([business], create=True)[business].seal(SEALED_MODEL_ANSWER, answer.encode())
            entry: dict[str, Value] = {
                "row": row,
                "prompt": prompt,
                "business": business,
                "at": utc(at),
                "sealed": sealed,
            }
            session.put(MODEL_ANSWERS, [entry])


def expire_answers(session: Session, before: datetime) -> int:
    """Answers that came before are gone; how many."""
    return session.count(delete(MODEL_ANSWERS).where(MODEL_ANSWERS.c.at < before))
