"""Sign-off: who answers for the text of a rule pack, and until when."""

from __future__ import annotations

from datetime import date

import msgspec


class SignOff(msgspec.Struct, frozen=True, kw_only=True):
    """On a day somebody signed for one text of a pack; without `until`, somebody withdrew what was signed for the pack.

    `digest` is that of the pack's text, so that a changed text is signed by nobody.
    """

    pack: str
    digest: str
    by: str
    on: date
    until: date | None = None
