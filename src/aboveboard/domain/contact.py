"""Contact: a mailbox, number or name at a business, sealed.

Importable by observe's importer, deliver, rights and store alone.
"""

from __future__ import annotations

import msgspec


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """How one business can be reached, in the clear; lives in memory only between unsealing and use."""

    subject: str
    email: str | None = None
    telephone: str | None = None
    name: str | None = None
    addressee: str | None = None
    street: str | None = None
    locality: str | None = None
    postcode: str | None = None
    country: str | None = None
