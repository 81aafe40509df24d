"""The document type of a page, and whether it makes browsers lay the page out by the rules of the nineties."""

from __future__ import annotations

import re
from typing import Final

from aboveboard.observe.document import squeeze

_DOCTYPE: Final = re.compile(r"<!doctype\s*([^>]{0,400})>", re.IGNORECASE)
_PARTS: Final = re.compile(
    r"""([^\s"']*)\s*(?:(?:(public)\s*("[^"]*"|'[^']*')|(system))\s*("[^"]*"|'[^']*')?)?\s*(.*)""",
    re.IGNORECASE | re.DOTALL,
)
# Public identifiers that stand for quirks by their beginning (WHATWG HTML, 13.2.6.4.1, "The initial insertion mode").
_OLD: Final = (
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html ",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 ",
    "-//microsoft//dtd internet explorer 3.0 ",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
)
_OLD_WHOLE: Final = frozenset({"-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"})
_OLD_WITHOUT_SYSTEM: Final = ("-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//")
_OLD_SYSTEM: Final = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"


def declaration(source: str) -> tuple[str, str]:
    """The first doctype of a page: what stands in it, and all of it; two empty texts where there is none."""
    found = _DOCTYPE.search(source, 0, 8192)
    return (squeeze(found[1]), squeeze(found[0])) if found else ("", "")


def means_quirks(doctype: str) -> bool:
    """True if a page with this doctype is laid out in quirks mode (WHATWG HTML, 13.2.6.4.1; audit `doctype`).

    Limited quirks, as of XHTML 1.0 Transitional, are none: the audit knows of them only beside a trace of the layout.
    """
    found = _PARTS.fullmatch(doctype)
    if found is None or found[1].lower() != "html":
        return True
    public = (found[3] or "")[1:-1].lower()
    system = found[5]
    if (found[4] and system is None) or (found[6] and not found[2] and not found[4]):
        return True  # the parser sets its force-quirks flag
    return (
        public.startswith(_OLD)
        or public in _OLD_WHOLE
        or (system or "")[1:-1].lower() == _OLD_SYSTEM
        or (system is None and public.startswith(_OLD_WITHOUT_SYSTEM))
    )
