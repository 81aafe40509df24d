"""What the headers of our mails give of the elements that the rules require."""

from typing import Final

HEADER_ELEMENTS: Final[tuple[str, ...]] = ("one_click_unsubscribe_headers", "truthful_header")
"""Element ids that every mail of `mime.write` has, whatever its text.

They are List-Unsubscribe with its one-click POST (RFC 8058), and From and Reply-To of the sender's own. That both stand
under a DKIM signature is for the sending set-up to give.
"""
MARKED_ELEMENTS: Final[dict[str, tuple[str, ...]]] = {
    "email": ("ai_marking_machine_readable",),
    "post": ("ai_marking_machine_readable",),
}
"""Element ids that a message has by its channel where a model wrote any of it.

A mail says so in its header field Digital-Source-Type, a letter among the keywords of its PDF, both in the words of the
vocabulary of IPTC (domain.draft.DIGITAL_SOURCE).
"""
