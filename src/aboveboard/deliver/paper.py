"""Paper: what letters and call sheets need alike, besides their message."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.deliver.card import Words, greeted
from aboveboard.deliver.envelope import is_link
from aboveboard.domain.agreement import Wording
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError
from aboveboard.domain.sender import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Who writes to whom, and the links of one paper; `code` tells it apart and names nobody.

    `why_link` stands in the square code; `short_link` is the address that a person can type, and it can refuse and
    nothing else. `request` is a question to agree to something, apart from the message. `addressee` is the name of a
    person who agreed to be greeted by it, if any.
    """

    sender: Sender
    recipient: Contact
    code: str
    why_link: str
    short_link: str
    request: Wording | None = None
    addressee: str = ""

    def __post_init__(self) -> None:
        if not (is_link(self.why_link) and is_link(self.short_link)):
            raise InputError("the links on paper have to be web addresses")

    @property
    def short(self) -> str:
        """The address that a person types, without its scheme."""
        return self.short_link.partition("://")[2]

    def slots(self, said: Words, language: str) -> dict[str, str]:
        """What is said on paper in the slots of a message."""
        return {
            "[[why_link]]": said.square_link,
            "[[stop_link]]": self.short,
            "[[addressee]]": greeted(self.addressee, language),
        }
