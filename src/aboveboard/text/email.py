"""Finds e-mail addresses, tells role mailboxes from named ones, and gives each address its one form."""

import re
from typing import Final, Literal, TypeAlias

from aboveboard.text.span import Span
from aboveboard.text.vocabulary import words

Kind: TypeAlias = Literal["role", "named"]

_ADDRESS: Final = re.compile(
    r"(?<![\w.+%/=@-])[\w!#$%&'*+?^`{|}~-]+(?:\.[\w!#$%&'*+?^`{|}~-]+)*"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?![\w@-])",
    re.IGNORECASE,
)
_FILE_ENDINGS: Final = frozenset(
    ("png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "css", "js", "map", "ico", "woff")
)

_AT: Final = (
    r"(?:[ \t]*[\[({<][ \t]*(?:at|ät|a|@|arobase|arobas|chez|apenstaartje|kringel|klammeraffe|affe)[ \t]*[\])}>][ \t]*"
    r"|[ \t]+(?:AT|arobase|arobas|ät)[ \t]+|[ \t]*&#(?:64|x40);?[ \t]*|[ \t]+at[ \t]+)"
)
_DOT: Final = (
    r"(?:[ \t]*[\[({<][ \t]*(?:dot|punkt|point|punt|punto|\.)[ \t]*[\])}>][ \t]*|[ \t]+(?:dot|punkt|point|"
    r"punt|punto)[ \t]+|"
    r"[ \t]*&#46;?[ \t]*|\.)"
)
_OBFUSCATED: Final = re.compile(
    rf"(?<![\w@.-])[\w+-]+(?:{_DOT}[\w+-]+){{0,2}}?(?P<at>{_AT})[a-z0-9-]{{2,}}(?:{_DOT}[a-z0-9-]{{2,}}){{0,2}}?"
    rf"(?P<dot>{_DOT})(?P<top>[a-z]{{2,10}})(?![\w@-])",
    re.IGNORECASE,
)


def find(text: str) -> list[Span]:
    """Every e-mail address in `text`, as it is printed, in order.

    Names of image and script files ("logo@2x.png") are no addresses. The syntax is the part of RFC 5322 dot-atom that
    is met on pages, with letters of any script (RFC 6531).
    """
    found = (Span(m.group(), m.start(), m.end()) for m in _ADDRESS.finditer(text))
    return [span for span in found if span.text.rpartition(".")[2].lower() not in _FILE_ENDINGS]


def kind(address: str) -> Kind:
    """`role` if the mailbox is named after a task ("info", "buchhaltung"); anything else counts as `named`.

    A role word beside a given name ("sales.maria") is named.
    """
    local = address.partition("@")[0].casefold()
    parts = [part for part in re.split(r"[._+\-\d]+", local) if part]
    if any(part in words("given_names") for part in parts):
        return "named"
    roles = words("role_mailboxes")
    return "role" if "".join(parts) in roles or any(part in roles for part in parts) else "named"


def normalise(address: str) -> str | None:
    """The one form of an address: trimmed, lower case, the domain in IDNA; None when it is no address.

    The local part is lowered too, against the letter of RFC 5321 section 2.4: two spellings of one mailbox must meet
    the same refusal. Deliverability is not asked for.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(address.strip(), check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError:
        return None
    return f"{valid.local_part.lower()}@{valid.ascii_domain.lower()}"


def is_obfuscated(text: str) -> list[Span]:
    """Every address that its owner hid from machines ("x at y dot com", "x [at] y.de"), in order.

    A bare "at" counts only before a spelled-out or real dot and a top-level domain that is met in business addresses;
    with a bare "at" the word "dot" or a mailbox word has to be there as well, so that "meet us at example.com" is none.
    """
    return [Span(m.group(), m.start(), m.end()) for m in _OBFUSCATED.finditer(text) if _is_hidden(m)]


def _is_hidden(match: re.Match[str]) -> bool:
    if match["top"].lower() not in words("business_domains"):
        return False
    if match["at"].strip() not in ("at", "AT"):
        return True
    return match["dot"] != "." or kind(match.group().partition(match["at"])[0]) == "role"
