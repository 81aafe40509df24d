"""What the headers of our mails give of the elements that the rules require."""

from typing import Final

HEADER_ELEMENTS: Final[tuple[str, ...]] = ("one_click_unsubscribe_headers", "truthful_header")
"""Element ids that every mail of `mime.write` has, whatever its text.

They are List-Unsubscribe with its one-click POST (RFC 8058), and From and Reply-To of the sender's own. That both stand
under a DKIM signature is for the sending set-up to give.
"""
