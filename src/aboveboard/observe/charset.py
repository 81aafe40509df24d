"""From bytes to text as a browser would: byte-order mark, header, meta element, then UTF-8, then windows-1252."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PRESCAN: Final = 1024  # bytes; a later declaration does not count (WHATWG HTML 13.2.3.2, Lighthouse `charset`)
_META: Final = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([-\w:.]+)""", re.IGNORECASE)
_LABEL: Final = re.compile(r"""charset\s*=\s*["']?\s*([-\w:.]+)""", re.IGNORECASE)
# What browsers read in place of the declared one (WHATWG Encoding, names and labels).
_READ_AS: Final = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-sjis": "shift_jis",
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text, and the charset declared for it; `where` is "header:content-type", "meta" or "bom"."""

    text: str
    declared: str | None
    where: str


def decode(html: bytes, headers: Mapping[str, str]) -> Decoded:
    """The page as text; bytes that do not fit the declared charset become U+FFFD, as in a browser."""
    for bom, encoding in _BOMS:
        if html.startswith(bom):
            return Decoded(html[len(bom) :].decode(encoding, "replace"), encoding, "bom")
    in_header = _LABEL.search(headers.get("content-type", ""))
    if in_header and _codec(in_header[1]):
        return _declared(html, in_header[1], "header:content-type")
    in_meta = _META.search(html, 0, _PRESCAN)
    if in_meta:
        label = in_meta[1].decode("ascii", "replace")
        if _codec(label):
            return _declared(html, label, "meta")
    try:
        return Decoded(html.decode("utf-8"), None, "")
    except UnicodeDecodeError:
        return Decoded(html.decode("windows-1252", "replace"), None, "")


def _declared(html: bytes, label: str, where: str) -> Decoded:
    return Decoded(html.decode(_codec(label) or "utf-8", "replace"), label.lower(), where)


def _codec(label: str) -> str | None:
    """The Python codec a browser's decoder for this label corresponds to; None for a label that names none."""
    name = _READ_AS.get(label.lower(), label.lower())
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    return info.name if info._is_text_encoding else None
