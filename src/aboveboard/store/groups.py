"""The vault: groups to assess by, sealed under the key of each business, and read by the audit alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from sqlalchemy import select

from aboveboard.store.schema import GROUPS
from aboveboard.store.session import Session

SEALED_GROUPS: Final = "groups|sealed"
_JSON: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(dict[str, str])


def set_groups(session: Session, groups: Mapping[str, Mapping[str, str]]) -> int:
    """The groups of each business that is kept are these, in place of earlier ones; how many businesses."""
    keys = session.data_keys(groups)
    session.put(
        GROUPS,
        [
            {"business": business, "sealed": key.seal(SEALED_GROUPS, _JSON.encode(dict(groups[business])))}
            for business, key in keys.items()
        ],
    )
    return len(keys)


def groups(session: Session) -> dict[str, dict[str, str]]:
    """For each business its groups, name to value, in the order of ids."""
    found = session.connection.execute(select(GROUPS)).all()
    keys = session.data_keys(g.business for g in found)
    opened = {g.business: _DECODER.decode(keys[g.business].open(SEALED_GROUPS, g.sealed)) for g in found}
    return dict(sorted(opened.items()))
