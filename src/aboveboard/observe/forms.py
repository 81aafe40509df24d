"""The form of a page in which a visitor can write a message to the business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, is_hidden
from aboveboard.observe.inventory import ancestors
from aboveboard.observe.quotation import start_tag
from aboveboard.observe.seen import Seen

_PARTS: Final = frozenset({"form", "input", "textarea", "select"})
# What a form with a large field is for, by its names, where it is not a message to the business.
_OTHERS: Final = re.compile(
    r"comment|kommentar|reactie|reply|review|rating|search|such|login|signin|newsletter|subscri|cart|basket|checkout|"
    r"warenkorb|panier|guestbook|g(?:ae|ä|a)stebuch|gastenboek|paypal|post|forum|share|mailto_friend|tell.?a.?friend"
)
_SENDER: Final = re.compile(r"mail|name|naam|nom|nombre|tel|phone|fon|contact|kontakt|absender|sender|from")
_NAMING: Final = ("name", "id", "class", "placeholder", "title", "aria-label", "type")


def read_contact_form(page: Document) -> Iterator[Seen]:
    """Whether a form has room for a message and asks who sends it; one to search, to log in or to comment is none."""
    form = next((form for form in _forms(page) if is_contact_form(*form)), None)
    if form is None:
        yield Seen("page.contact_form", False, where="html")
    else:
        yield Seen("page.contact_form", True, excerpt=start_tag(form[0]), where=page.place(form[0]))


def _forms(page: Document) -> Iterator[tuple[LexborNode, list[LexborNode]]]:
    """Each form that has a large field, with its fields.

    A field outside of any form belongs to the last one before it: the parser closes a form that stands between the rows
    of a table at once, and its fields are its own all the same (WHATWG HTML, 13.2.6.4.9).
    """
    if not page.inventory.of("textarea") or not page.inventory.of("form"):
        return
    held: list[tuple[LexborNode, list[LexborNode]]] = []
    by_form: dict[int, list[LexborNode]] = {}
    for node in page.inventory.among(_PARTS):
        if node.tag == "form":
            held.append((node, by_form.setdefault(node.mem_id, [])))
            continue
        owner = next((each for each in ancestors(node) if each.tag == "form"), None)
        fields = by_form.get(owner.mem_id) if owner is not None else held[-1][1] if held else None
        if fields is not None:
            fields.append(node)
    yield from ((form, fields) for form, fields in held if any(field.tag == "textarea" for field in fields))


def is_contact_form(form: LexborNode, fields: list[LexborNode]) -> bool:
    """True if a visitor can write a message in the form, and is asked for a name, an address or a number."""
    if _OTHERS.search(_named(form, "name", "id", "class", "action")):
        return False
    messages = [field for field in fields if field.tag == "textarea" and _is_message(field)]
    senders = [field for field in fields if field.tag == "input" and _SENDER.search(_named(field, *_NAMING))]
    return bool(messages) and (bool(senders) or "mailto:" in _named(form, "action"))


def _is_message(field: LexborNode) -> bool:
    return (
        not is_hidden(field) and "readonly" not in field.attributes and not _OTHERS.search(_named(field, "name", "id"))
    )


def _named(node: LexborNode, *attributes: str) -> str:
    given = node.attributes
    return " ".join(given.get(name) or "" for name in attributes).lower()
