"""What the visible text of a page says about the business: telephone, mailbox, hours, address, imprint, refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from aboveboard.domain.fact import JSON
from aboveboard.observe.business import mailbox
from aboveboard.observe.document import Document, attribute, squeeze
from aboveboard.observe.elements import scheme_links
from aboveboard.observe.located import read_addresses
from aboveboard.observe.quotation import quote, without_mailboxes
from aboveboard.observe.seen import MOST_VALUES, Seen
from aboveboard.text import email, hours, legal_forms, no_solicitation, persons, telephone
from aboveboard.text.span import Span

# A year of this or the last century with a sign before or behind it: the sign is asked for where such digits stand.
_YEAR: Final = re.compile(r"[12](?<!\d.)(?:(?<=1)9|(?<=2)0)\d\d(?:\s*[-–—/]\s*(?P<last>(?:19|20)?\d\d))?(?!\d)")
_SIGN_BEFORE: Final = re.compile(r"(?:©|\(c\)|&copy;|\bcopyright\b)[^\n\d]{0,40}\Z", re.IGNORECASE)
_SIGN_BEHIND: Final = re.compile(r"\s*(?:©|\(c\)|\bcopyright\b|\ball rights reserved)", re.IGNORECASE)
_SIGN_REACH: Final = 50
_CELLS: Final = frozenset({"td", "th"})
_TABLE: Final = frozenset({"table"})
_MOST_CELLS: Final = 20
_FAX_HEAD: Final = re.compile(r"\s*(?:tele)?fax(?:[ -]?(?:numbers?|nos?\.?|nr\.?|nummer))?[\s.:]*", re.IGNORECASE)
_CLOUDFLARE: Final = "/cdn-cgi/l/email-protection"
_LEADING_YEAR: Final = re.compile(r"^(?:(?:19|20)\d\d)?[\s.,–-]+")  # "2014, Crumb Ltd" in a copyright line


def read_printed(page: Document, country: str | None) -> Iterator[Seen]:
    """Every fact that stands in the text a visitor reads, or behind its mail and telephone links."""
    yield from _copyright(page)
    yield from _no_solicitation(page)
    yield from _telephones(page, country)
    yield from _mailboxes(page)
    yield from _opening(page)
    yield from read_addresses(page, country)
    yield from _imprint(page, country)


def _seen(page: Document, fact: str, value: str | int | bool, span: Span) -> Seen:
    return Seen(fact, value, excerpt=_quoted(page, span.start, span.end), where=page.place_at(span.start))


def _quoted(page: Document, start: int, end: int) -> str:
    return quote(page.visible.text, start, end, keep=page.trading_names)


def _copyright(page: Document) -> Iterator[Seen]:
    """The last year of each copyright line, once."""
    given = set[int]()
    text = page.visible.text
    for year, start, end in islice(_copyright_years(text), MOST_VALUES):
        if year not in given:
            given.add(year)
            yield _seen(page, "page.copyright_year", year, Span(text[start:end], start, end))


def _copyright_years(text: str) -> Iterator[tuple[int, int, int]]:
    """Each year, the later of two, that stands with a copyright sign; and where both stand."""
    for found in _YEAR.finditer(text):
        first, last = found[0][:4], found["last"] or ""
        year = int(first[: 4 - len(last)] + last)
        before = _SIGN_BEFORE.search(text, max(0, found.start() - _SIGN_REACH), found.start())
        behind = None if before else _SIGN_BEHIND.match(text, found.end())
        if before or behind:
            yield year, before.start() if before else found.start(), behind.end() if behind else found.end()


def _no_solicitation(page: Document) -> Iterator[Seen]:
    """Whether the page refuses advertising, or hides its address from machines, which says the same."""
    text = page.visible.text
    notice = no_solicitation.find(text)
    if notice is not None:
        yield _seen(page, "page.no_solicitation", True, notice)
        return
    hidden = email.is_obfuscated(text)
    where = page.place_at(hidden[0].start) if hidden else _encoded(page)
    if where:
        yield Seen("page.no_solicitation", True, excerpt="[an address hidden from machines]", where=where)
    else:
        yield Seen("page.no_solicitation", False, where="html > body")


def _encoded(page: Document) -> str:
    """The place of a link whose address Cloudflare has encoded, which a script of the page decodes for visitors."""
    node = page.first(f'a[href*="{_CLOUDFLARE}"]') if _CLOUDFLARE in page.lowered else None
    return page.place(node) if node is not None else ""


def _telephones(page: Document, country: str | None) -> Iterator[Seen]:
    """Every number in the text, then those that stand in telephone links alone; no fax numbers."""
    given = set[str]()
    text = page.visible.text
    faxes = set[str]()
    found = telephone.find(text, country)
    for phone in sorted(found[:MOST_VALUES], key=_is_lettered):
        number = phone.e164 or squeeze(phone.printed)
        if phone.fax or _is_fax_column(page.visible.element_at(phone.start)):
            faxes.add(number)
        elif number not in given:
            given.add(number)
            value: JSON = {"value": number, "printed": squeeze(phone.printed)}
            excerpt = _quoted(page, phone.start, phone.end)
            yield Seen("business.telephone", value, excerpt=excerpt, where=page.place_at(phone.start))
    for link in scheme_links(page.all('a[href*="tel:" i]'), "tel:")[:MOST_VALUES]:
        dialled = squeeze(unquote(attribute(link, "href").strip()[4:])).strip("/")
        # A link that says no country is dialled where the page is read; without a country that is most often America.
        number = telephone.to_e164(dialled, country or "US") or dialled
        printed = _shown(link, dialled)
        if 7 <= len(_digits(dialled)) <= 15 and not {number, printed} & (given | faxes):
            given.add(number)
            value = {"value": number, "printed": printed}
            yield Seen("business.telephone", value, excerpt=printed, where=page.place(link))


def _is_fax_column(element: LexborNode | None) -> bool:
    """True in the cells of a table below the head "Fax"."""
    cell = _up(element, _CELLS)
    table = _up(cell, _TABLE)
    if cell is None or table is None:
        return False
    first = table.css_first("tr")
    heads = _cells(first.first_child) if first is not None else []
    number = len(_cells(cell.parent.first_child if cell.parent is not None else None, until=cell))
    return (
        number < len(heads)
        and heads[number].mem_id != cell.mem_id
        and _FAX_HEAD.fullmatch(heads[number].text()) is not None
    )


def _up(node: LexborNode | None, tags: frozenset[str]) -> LexborNode | None:
    """The nearest element of these tags that the node is or stands in."""
    while node is not None and node.tag not in tags:
        node = node.parent
    return node


def _cells(node: LexborNode | None, *, until: LexborNode | None = None) -> list[LexborNode]:
    """The cells of a row from `node` on, up to the one before `until`."""
    found: list[LexborNode] = []
    while node is not None and not (until and node.mem_id == until.mem_id) and len(found) < _MOST_CELLS:
        if node.tag in _CELLS:
            found.append(node)
        node = node.next
    return found


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _shown(link: LexborNode, dialled: str) -> str:
    """The number as the link prints it, if that is the number it dials; else as it dials it."""
    text = squeeze(link.text())
    return text if len(text) <= 30 and _digits(text)[-6:] == _digits(dialled)[-6:] else dialled


def _is_lettered(phone: telephone.Phone) -> bool:
    """True for "1-800-SHOE-MAN", which is shown only where the same number does not stand in digits as well."""
    return any(letter.isalpha() for letter in phone.printed)


def _mailboxes(page: Document) -> Iterator[Seen]:
    """Every address in the text, then those that stand in mail links alone."""
    given = set[str]()
    text = page.visible.text
    for span in email.find(text)[:MOST_VALUES]:
        address = email.normalise(span.text)
        if address and address not in given:
            given.add(address)
            yield mailbox(address, excerpt=address, where=page.place_at(span.start))
    for link in scheme_links(page.all('a[href*="mailto:" i]'), "mailto:")[:MOST_VALUES]:
        for address in _addressed(link):
            if address not in given:
                given.add(address)
                yield mailbox(address, excerpt=address, where=page.place(link))


def _addressed(link: LexborNode) -> Iterator[str]:
    """The addresses of a mail link (RFC 6068); none of a link that only offers to pass the page on."""
    target = unquote(attribute(link, "href").strip()[len("mailto:") :].partition("?")[0])
    for part in re.split(r"[,;]", target):
        found = email.find(part)
        address = email.normalise(found[0].text) if found else None
        if address:
            yield address


def _opening(page: Document) -> Iterator[Seen]:
    text = page.visible.text
    root = page.root
    language = attribute(root, "lang").strip().lower().split("-")[0] if root is not None else ""
    for found in hours.find(text, language or None)[:MOST_VALUES]:
        for span in found.week:
            excerpt = _quoted(page, found.start, found.end)
            yield Seen("business.opening_hours", dict(span), excerpt=excerpt, where=page.place_at(found.start))


def _imprint(page: Document, country: str | None) -> Iterator[Seen]:
    """Legal form, register and tax numbers, where the business states them of itself."""
    notice = legal_forms.find(page.visible.text, country, host=urlsplit(page.url).hostname or "")
    for fact, reading in (
        ("business.legal_form", notice.form),
        ("business.register_number", notice.register_number),
        ("business.register_court", notice.register_court),
        ("business.vat_number", notice.vat_number),
    ):
        if reading is not None:
            yield _seen(page, fact, squeeze(reading.value), reading.span)
    name, form = notice.registered_name, notice.form
    if name is not None and form is not None and form.value == "corporate":
        value = _LEADING_YEAR.sub("", without_mailboxes(squeeze(name.value)))
        # A company named after a person is still that person's name: it is not told.
        if not persons.find(value, strict=False):
            yield Seen("business.registered_name", value, excerpt=value, where=page.place_at(name.span.start))
