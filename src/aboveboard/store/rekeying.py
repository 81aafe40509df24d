"""A further key: every business that is kept is known under it too, and no refusal under an older one is lost."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from aboveboard.domain.errors import InputError
from aboveboard.store import marks
from aboveboard.store.register import kept_rows
from aboveboard.store.schema import BUSINESSES, KEY_CHECKS, MARKS
from aboveboard.store.session import Session, Value, chunks


def new_key(session: Session, folder: Path, adopted: bytes | None) -> tuple[int, int]:
    """The version of a key, new or adopted, whose file lies in the folder, and how many businesses have marks under it.

    A crash between file and commit loses nothing: a new refusal of whoever is known under an older key alone is kept
    under that key as well.
    """
    if adopted is not None and adopted in session.keys.suppression.values():
        raise InputError("this store has that key already", remedy="`aboveboard keys list` shows its fingerprint")
    before = session.keys
    session.keys = before.with_key(folder, adopted)
    version = max(session.keys.suppression)
    try:
        names = session.keys.checks()
        kept = set(session.connection.execute(select(KEY_CHECKS.c.name)).scalars())
        session.add(KEY_CHECKS, [{"name": name, "digest": names[name]} for name in sorted(names.keys() - kept)])
        return version, _mark(session)
    except BaseException:
        kind = "adopted" if version in session.keys.adopted else "suppression"
        (folder / f"{kind}.v{version}").unlink()
        session.keys = before
        raise


def _mark(session: Session) -> int:
    """How many businesses were marked, each by all that is known of it, under every key."""
    count = 0
    for part in chunks(list(session.connection.execute(select(BUSINESSES.c.business)).scalars())):
        rows: list[dict[str, Value]] = []
        found = kept_rows(session, part)
        for business, kept in found.items():
            email = marks.address(kept.row.email) if kept.row.email else None
            rows += [
                {"business": business, "mark": mark, "kind": kind, "key_version": version}
                for kind, mark, version in marks.hashed(session.keys, marks.of_row(kept.row, email))
            ]
        session.add_absent(MARKS, rows)
        session.close_keys()
        count += len(found)
    return count
