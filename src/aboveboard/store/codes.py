"""Codes: which short code stands on which paper, so that a no can be typed from it."""

from __future__ import annotations

import hmac
from itertools import count

from sqlalchemy import select

from aboveboard.kernel.short_code import read_code, short_code
from aboveboard.store.database import Database
from aboveboard.store.schema import CODES
from aboveboard.store.session import Session


class Codes:
    """The codes that were printed; a code itself is not kept, only a keyed hash of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(self, subject: str, campaign: str, step: int) -> str:
        """The code of one message: the same each time, and no other message's."""
        with self._database.writing() as session:
            for attempt in count():
                name = f"{attempt}:{step}:{subject}:{campaign}"
                code = short_code(hmac.digest(session.keys.links, f"code:{name}".encode(), "sha256"))
                mark = _mark(session.keys.links, code)
                found = session.connection.execute(select(CODES).where(CODES.c.mark == mark)).one_or_none()
                if found is None:
                    session.add(CODES, [{"mark": mark, "subject": subject, "campaign": campaign, "step": step}])
                if found is None or (found.subject, found.campaign, found.step) == (subject, campaign, step):
                    return code
        raise AssertionError("there is always a next attempt")

    def subject(self, typed: str) -> str | None:
        """Whose message has this code, as a pseudonym; None for one that no paper has, or whose business was erased."""
        with self._database.reading() as session:
            return subject_of_code(session, typed)


def subject_of_code(session: Session, typed: str) -> str | None:
    """The pseudonym that a code stands for, however it was typed; None for what is no code that was printed."""
    code = read_code(typed)
    if code is None:
        return None
    wanted = select(CODES.c.subject).where(CODES.c.mark == _mark(session.keys.links, code))
    return session.connection.execute(wanted).scalar_one_or_none()


def _mark(key: bytes, code: str) -> str:
    return hmac.digest(key, f"printed:{code}".encode(), "sha256").hex()
