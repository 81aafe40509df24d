"""Tells who runs a mailbox, from its domain alone and without asking anybody."""

from typing import Final

from aboveboard.text.vocabulary import words

_LISTS: Final = {
    "gmail": "mail_gmail",
    "yahoo": "mail_yahoo",
    "outlook_consumer": "mail_outlook",
    "other": "mail_other",
}


def provider(domain: str) -> str | None:
    """`gmail`, `yahoo` or `outlook_consumer` for a domain of theirs, `other` for another mail service's, else None.

    The rules of Google and Microsoft speak of addresses at their own domains, those of Yahoo of all that it hosts. Who
    hosts a business's own domain is in its MX records (RFC 5321, section 5), which nobody asks here: it is not known.
    """
    found = domain.lower()
    return next((name for name, listed in _LISTS.items() if found in words(listed)), None)


def shared_domains() -> frozenset[str]:
    """The domains at which many businesses have an address or a page: they say nothing of who belongs together."""
    return frozenset[str]().union(*(words(name) for name in (*_LISTS.values(), "platforms")))
