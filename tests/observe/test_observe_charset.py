"""Bytes become text as in a browser."""

import pytest

from aboveboard.observe.charset import decode

TEXT = "<title>Käserei Müller €</title>"


def test_header_wins_over_meta() -> None:
    """The charset of the header is used where header and meta element differ."""
    html = b'<meta charset="iso-8859-15">' + TEXT.encode()

    decoded = decode(html, {"content-type": "text/html; charset=UTF-8"})

    assert ("utf-8", "header:content-type") == (decoded.declared, decoded.where)
    assert TEXT in decoded.text


@pytest.mark.parametrize(
    "meta",
    ['<meta charset="windows-1252">', "<META http-equiv=content-type content='text/html; charset=iso-8859-1'>"],
)
def test_latin_1_is_read_as_windows_1252(meta: str) -> None:
    """A page that says ISO-8859-1 is read as windows-1252, so its euro sign is one."""
    decoded = decode(meta.encode() + TEXT.encode("windows-1252"), {})

    assert TEXT in decoded.text


def test_byte_order_mark_wins() -> None:
    """A byte-order mark wins over every declaration, and is no part of the text."""
    decoded = decode(b"\xef\xbb\xbf" + TEXT.encode(), {"content-type": "text/html; charset=windows-1252"})

    assert TEXT == decoded.text


def test_undeclared_is_utf_8_where_it_can_be() -> None:
    """Without a declaration valid UTF-8 is read as that, everything else as windows-1252; nothing is declared then."""
    assert TEXT == decode(TEXT.encode(), {}).text
    assert TEXT == decode(TEXT.encode("windows-1252"), {}).text
    assert None is decode(TEXT.encode(), {}).declared


def test_late_declaration_does_not_count() -> None:
    """A meta element beyond the first 1024 bytes declares nothing."""
    html = b" " * 1100 + b'<meta charset="utf-8">'

    assert None is decode(html, {}).declared


@pytest.mark.parametrize("label", ["base64", "rot13", "nonsense", "zlib"])
def test_label_that_names_no_charset_is_ignored(label: str) -> None:
    """A label that names no charset is as good as none."""
    assert None is decode(f'<meta charset="{label}">'.encode() + TEXT.encode(), {}).declared
