"""Sender: who writes, for whom, and where they can be reached."""

from __future__ import annotations

import msgspec

from aboveboard.text.wording import country_name, town_line


class Sender(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The Organisation as its messages state it; `person` is the named human who answers, `email` where replies go."""

    name: str
    person: str
    email: str
    phone: str
    street: str
    locality: str
    postcode: str
    country: str
    website: str
    registered: str = ""
    on_behalf_of: str = ""

    @property
    def postal_address(self) -> str:
        """The address on one line with the country's name in English."""
        return self.address_in("en")

    def address_in(self, language: str) -> str:
        """The address on one line, as the sender's country writes it, with the country's name in the language."""
        town = town_line(self.postcode, self.locality, self.country)
        return f"{self.street}, {town}, {country_name(self.country, language)}"
