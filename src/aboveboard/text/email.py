"""Finds e-mail addresses, tells role mailboxes from named ones, and gives each address its one form."""

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from aboveboard.text.span import Span
from aboveboard.text.vocabulary import words

Kind: TypeAlias = Literal["role", "named"]

# The local part is read backwards from the "@", the only mark that every address has. A letter or digit begins
# it: quotes and dividers, which RFC 5322 allows, are never part of a business's address.
_LOCAL_REVERSED: Final = re.compile(r"(?:[\w!#$%&'*+?^`~-]|(?<!\A)\.(?!\.))+")
_AT: Final = re.compile("@")
_BAD_BEFORE: Final = frozenset(".@/=%")
_MARKS: Final = "!#$%&'*+?^`~-."
_DOMAIN: Final = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?![\w@-])", re.IGNORECASE
)
_PLAIN: Final = re.compile(
    r"(?=[^@]{1,64}@.{1,120}\Z)[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]{1,31}(?:-[a-z0-9]{1,31})?\.){1,3}(?P<top>[a-z]{2,10})",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_LOCAL: Final = 64  # RFC 5321, section 4.5.3.1.1
_FILE_ENDINGS: Final = frozenset(
    ("png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "css", "js", "map", "ico", "woff")
)

_AT_WORDS: Final = "at|ät|a|@|arobase|arobas|chez|apenstaartje|kringel|klammeraffe|affe"
_AT_IN_BRACKETS: Final = re.compile(
    rf"[\[({{<][ \t\xa0]?(?:{_AT_WORDS})[ \t\xa0]?[\])}}>]|&#(?:64|x40);?", re.IGNORECASE
)
_AT_ALONE: Final = (" at ", " AT ", " At ", " arobase ", " arobas ", " ät ")
_DOT: Final = (
    r"(?:[ \t]{0,2}[\[({<][ \t]?(?:dot|punkt|point|punt|punto|\.)[ \t]?[\])}>][ \t]{0,2}"
    r"|[ \t]{1,2}(?:dot|punkt|point|punt|punto)[ \t]{1,2}|[ \t]{0,2}&#46;?[ \t]{0,2}|\.)"
)
_HIDDEN_DOMAIN: Final = re.compile(
    rf"[ \t]{{0,3}}[a-z0-9-]{{2,63}}(?:{_DOT}[a-z0-9-]{{2,63}}){{0,2}}?(?P<dot>{_DOT})(?P<top>[a-z]{{2,10}})(?![\w@-])",
    re.IGNORECASE,
)
_HIDDEN_LOCAL: Final = re.compile(rf"(?<![\w@.-])[\w+-]+(?:{_DOT}[\w+-]+){{0,2}}[ \t]{{0,3}}\Z", re.IGNORECASE)
_LOCAL_REACH: Final = 60
# What Cloudflare leaves of an address it encodes for its customers; only a script can show it again.
_PROTECTED: Final = re.compile(r"\[email[ \xa0]protected\]", re.IGNORECASE)


def find(text: str) -> list[Span]:
    """Every e-mail address in `text`, as it is printed, in order.

    Names of image and script files ("logo@2x.png") are no addresses. The syntax is the part of RFC 5322 dot-atom that
    is met on pages, with letters of any script (RFC 6531).
    """
    spans = (_around(text, match.start()) for match in _AT.finditer(text))
    return [span for span in spans if span and span.text.rpartition(".")[2].lower() not in _FILE_ENDINGS]


def _around(text: str, at: int) -> Span | None:
    """The address whose "@" stands at this place."""
    domain = _DOMAIN.match(text, at + 1)
    local = _LOCAL_REVERSED.match(text[max(0, at - _LONGEST_LOCAL) : at][::-1]) if domain else None
    if domain is None or local is None:
        return None
    start = at - len(local[0])
    if text[start - 1 : start] in _BAD_BEFORE:
        return None
    start += len(local[0]) - len(local[0][::-1].lstrip(_MARKS))
    return Span(text[start : domain.end()], start, domain.end()) if start < at else None


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

    if _is_plain(address):
        return address.lower()
    try:
        valid = validate_email(address.strip(), check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError:
        return None
    return f"{valid.local_part.lower()}@{valid.ascii_domain.lower()}"


def mailbox(address: str) -> str:
    """The mailbox behind a normalised address: what stands after a plus is the owner's own note (RFC 5233)."""
    local, at, domain = address.rpartition("@")
    box = local.partition("+")[0]
    return f"{box}{at}{domain}" if box else address


def domain_forms(host: str) -> tuple[str, ...]:
    """A host name in small letters, in IDNA as in an address, and, where that is another one, in its own letters."""
    plain = host.strip().lower().rstrip(".")
    if plain.isascii() and "xn--" not in plain:
        return (plain,)
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(f"x@{plain}", check_deliverability=False)
    except EmailNotValidError:
        return (plain,)
    return tuple(dict.fromkeys((valid.ascii_domain.lower(), valid.domain.lower())))


def _is_plain(address: str) -> bool:
    """True for an address that differs from its form in case at most; saying so saves the validator's 0.1 ms."""
    plain = _PLAIN.fullmatch(address)
    return plain is not None and plain["top"].lower() in words("business_domains")


def is_obfuscated(text: str) -> list[Span]:
    """Every address that its owner hid from machines ("x at y dot com", "x [at] y.de"), in order.

    A bare "at" counts only before a spelled-out or real dot and a top-level domain that is met in business addresses;
    with a bare "at" the word "dot" or a mailbox word has to be there as well, so that "meet us at example.com" is none.
    An address that Cloudflare encoded counts too: it is shown to people and kept from machines, whoever chose it.
    """
    found = [span for start, end in _at_signs(text) if (span := _hidden(text, start, end))]
    found += [Span(m.group(), m.start(), m.end()) for m in _PROTECTED.finditer(text)]
    return sorted(found, key=lambda span: span.start)


def _at_signs(text: str) -> Iterator[tuple[int, int]]:
    """Where something stands that may mean "@", a word between blanks or something in brackets."""
    yield from (match.span() for match in _AT_IN_BRACKETS.finditer(text))
    for word in _AT_ALONE:
        at = text.find(word)
        while at >= 0:
            yield at + 1, at + len(word) - 1
            at = text.find(word, at + len(word) - 1)


def _hidden(text: str, start: int, end: int) -> Span | None:
    domain = _HIDDEN_DOMAIN.match(text, end)
    if domain is None or domain["top"].lower() not in words("business_domains"):
        return None
    local = _HIDDEN_LOCAL.search(text, max(0, start - _LOCAL_REACH), start)
    if local is None:
        return None
    if text[start:end].lower() == "at" and domain["dot"] == "." and kind(local[0].strip()) != "role":
        return None
    return Span(text[local.start() : domain.end()], local.start(), domain.end())
