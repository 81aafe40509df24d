"""What a screen reader finds to say of an image or a link, by the published rules of axe-core 4.14.

Hiding by style sheets and scripts is not seen: we read what stands in the page.
"""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, names, squeeze
from aboveboard.observe.inventory import Anchor, Attributes

_NO_ROLE: Final = frozenset({"none", "presentation"})
# Roles that need no name of an element that cannot be focused, so `image-alt` does not ask one of them (WAI-ARIA 1.2).
_NAMELESS: Final = names(
    "alert article banner blockquote caption cell code columnheader complementary contentinfo definition deletion "
    "directory document emphasis feed figure form generic group insertion list listitem log main marquee math "
    "navigation note paragraph region row rowgroup rowheader search separator status strong subscript superscript "
    "table tablist term time timer toolbar"
)
# Attributes of every role: one of them brings back the role that `role=presentation` took away (WAI-ARIA 1.2, 4.6).
_GLOBAL: Final = names(
    "aria-atomic aria-braillelabel aria-brailleroledescription aria-busy aria-controls aria-current aria-describedby "
    "aria-description aria-details aria-disabled aria-dropeffect aria-errormessage aria-flowto aria-grabbed "
    "aria-haspopup aria-hidden aria-invalid aria-keyshortcuts aria-label aria-labelledby aria-live aria-owns "
    "aria-relevant aria-roledescription"
)
_SILENT: Final = names("script style noscript template audio canvas embed iframe img math object svg video")
_SPOKEN_BUTTONS: Final = names("button submit reset")


def lacks_alternative(page: Document, image: LexborNode) -> bool:
    """True if a screen reader would find no text for the image, and is not told to skip it (audit `image-alt`)."""
    given = image.attributes
    alternative = given.get("alt")
    if "alt" in given and (not alternative or alternative.strip()):
        return False
    role = (given.get("role") or "").strip().lower()
    presentational = role in _NO_ROLE and "tabindex" not in given and _GLOBAL.isdisjoint(given)
    if presentational or (role in _NAMELESS and "tabindex" not in given):
        return False
    return ("alt" in given or not _labelled(page, given)) and not is_passed_over(page, image)


def lacks_name(page: Document, link: Anchor) -> bool:
    """True if the link has no accessible name (audit `link-name`)."""
    if link.plain and link.text.strip():
        return False
    if _name_within(page, link.node) or _labelled(page, link.given):
        return False
    return not is_passed_over(page, link.node)


def is_passed_over(page: Document, node: LexborNode) -> bool:
    """True if the element or one it stands in is hidden from screen readers, or folded away in closed `details`.

    What is learnt of an element is remembered: the images of a page share most of what they stand in.
    """
    known = page.inventory.silent
    waiting: list[LexborNode] = []
    current: LexborNode | None = node
    silent = False
    while current is not None and current.is_element_node:
        if current.mem_id in known:
            silent = known[current.mem_id]
            break
        waiting.append(current)
        current = current.parent
    for each in reversed(waiting):
        silent = silent or is_silenced(each.attributes) or _is_folded(each)
        known[each.mem_id] = silent
    return silent


def _is_folded(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag == "details" and node.tag != "summary" and "open" not in parent.attributes


def _labelled(page: Document, given: Attributes) -> bool:
    """True if the element's own attributes give it a name; `aria-labelledby` must lead to something that is said."""
    if (given.get("aria-label") or "").strip() or (given.get("title") or "").strip():
        return True
    return any(_tells(page, target) for target in (given.get("aria-labelledby") or "").split())


def _tells(page: Document, identifier: str) -> bool:
    """True if the element with this `id` has something to be read out, though it may be hidden; asked once of each."""
    known = page.inventory.telling
    if identifier not in known:
        known[identifier] = False  # while it is being asked, as labels may lead in a circle
        node = page.named(identifier)
        known[identifier] = node is not None and (
            bool(squeeze(node.text())) or _has_alternative(node) or _name_within(page, node)
        )
    return known[identifier]


def _has_alternative(node: LexborNode) -> bool:
    return node.tag in ("img", "area") and bool((node.attributes.get("alt") or "").strip())


def _name_within(page: Document, node: LexborNode) -> bool:
    """True if anything below the element gives it a name: text, an image's alternative, a label."""
    waiting = [node.first_child]
    while waiting:
        child = waiting.pop()
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                if (child.text_content or "").strip():
                    return True
            elif child.is_element_node:
                given = child.attributes
                if not given or not is_silenced(given):
                    if given and _is_said(page, tag, given):
                        return True
                    if tag == "svg" and any(title.text().strip() for title in child.css("title")):
                        return True
                    if tag not in _SILENT:
                        waiting.append(child.next)
                        child = child.first_child
                        continue
            child = child.next
    return False


def is_silenced(given: Attributes) -> bool:
    """True if the element's own attributes hide it from a screen reader."""
    if not given:
        return False
    if "hidden" in given or given.get("aria-hidden") == "true" or "inert" in given:
        return True
    style = given.get("style")
    if not style:
        return False
    style = style.lower().replace(" ", "")
    return "display:none" in style or "visibility:hidden" in style


def _is_said(page: Document, tag: str, given: Attributes) -> bool:
    """True if the attributes of an element within a link give it something to be called by."""
    if (given.get("role") or "").strip().lower() in _NO_ROLE:
        return False
    if tag in ("img", "area") and (given.get("alt") or "").strip():
        return True
    if tag == "input":
        kind = (given.get("type") or "").lower()
        return bool(given.get("alt") if kind == "image" else given.get("value") if kind in _SPOKEN_BUTTONS else "")
    return _labelled(page, given)
