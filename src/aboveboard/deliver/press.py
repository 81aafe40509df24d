"""The press: what letters and call sheets are set with, so that every machine prints alike and nothing is cut off."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from aboveboard.domain.errors import InputError

if TYPE_CHECKING:
    import typst

Form: TypeAlias = Literal["letter", "call_sheet"]
"""What can be set: each is a file of its name in `data/`."""
LEAST: Final = 8.5
"""The smallest size of type, in points."""
SETTINGS: Final = (*((points, False) for points in (11.0, 10.5, 10.0, 9.5, 9.0, LEAST)), (LEAST, True))
"""Sizes of type, and whether lines run on, that are tried in turn until every side holds what it has to."""
DRAWN: Final = frozenset({"qr"})
"""What is no text: the drawing of a square code."""


@dataclass(frozen=True, slots=True)
class Print:
    """What is to be set: the form, and all its words, which are shown as they are and never read as commands."""

    form: Form
    content: Mapping[str, object]

    def pdf(self) -> bytes:
        """The PDF, with tags for screen readers (PDF/UA-1); the same content has the same bytes.

        Raises InputError where a side does not hold its text in the smallest type, or where no font has its letters.
        """
        for system_fonts, text in ((False, _unseen), (True, _unseen), (True, _plain)):
            pdf = self._set(json.loads(json.dumps(self.content), object_hook=partial(_each, text)), system_fonts)
            if pdf is not None:
                return pdf
        said = self.form.replace("_", " ")
        raise InputError(f"no font here has the letters of this {said}", remedy="install one that has them")

    def _set(self, content: dict[str, object], system_fonts: bool) -> bytes | None:
        """The PDF in the largest type that fits; None where the fonts lack a letter."""
        import typst

        for points, tight in SETTINGS:
            given = {"content": json.dumps({**content, "points": points, "tight": tight})}
            try:
                pdf = _press(self.form, system_fonts).compile(sys_inputs=given, format="pdf", pdf_standards="ua-1")
            except typst.TypstError as error:
                if "does not fit" in error.message:
                    continue
                if "could not be displayed" in error.message:
                    return None
                raise
            assert isinstance(pdf, bytes)
            return pdf
        said = self.form.replace("_", " ")
        raise InputError(f"a {said} does not fit on its sheet", remedy="shorten the texts of the offer, or the name")


@lru_cache(maxsize=4)
def _press(form: Form, system_fonts: bool) -> typst.Compiler:
    """The compiler, with its own fonts, so that every machine prints alike: 10 ms a letter, 50 ms a call sheet.

    With `system_fonts` those of the machine as well, for names whose letters its own have not.
    """
    import typst

    with resources.as_file(resources.files(__package__) / "data") as folder:
        return typst.Compiler(str(folder / f"{form}.typ"), root=str(folder), ignore_system_fonts=not system_fonts)


def square(link: str) -> str:
    """The link as a QR code (ISO/IEC 18004, level M, with its quiet zone of four modules), as SVG."""
    import segno

    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=4)
    return drawn.getvalue().decode()


def _each(text: Callable[[str], str], part: dict[str, object]) -> dict[str, object]:
    """The same with each of its texts put through `text`; what is drawn is left alone."""
    return {name: value if name in DRAWN else _told(text, value) for name, value in part.items()}


def _told(text: Callable[[str], str], value: object) -> object:
    if isinstance(value, str):
        return text(value)
    return [_told(text, one) for one in value] if isinstance(value, list) else value


def _unseen(text: str) -> str:
    """The text without control characters and marks that nobody sees."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cn", "Co", "Cs"))


def _plain(text: str) -> str:
    """The text without signs that are no letters, such as pictures, where no font draws them."""
    return " ".join("".join(c for c in _unseen(text) if unicodedata.category(c) not in ("So", "Sk", "Mn")).split())
