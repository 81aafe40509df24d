"""Legal forms and registrations as sites state them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import legal_forms
from aboveboard.text.span import Reading


def _value(reading: Reading | None) -> str | None:
    return reading.value if reading else None


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Acme Bakery Ltd. Registered in England and Wales No. 01234567", "GB", "corporate"),
        ("Company number: SC123456", "GB", "corporate"),
        ("Bell & Sons LLP is registered in England and Wales OC301234", "GB", "corporate"),
        ("Murphy Joinery Limited. Registered in Ireland No. 123456", "IE", "corporate"),
        ("© 2014 Joe's Plumbing Inc. All rights reserved", None, "corporate"),
        ("Jones Pty Ltd ABN 12 345 678 901", "AU", "corporate"),
        ("Impressum\nMüller Backwaren GmbH\nAmtsgericht Berlin-Charlottenburg HRB 12345 B", "DE", "corporate"),
        ("Impressum\nMeier GmbH & Co. KG\nHRA 991", "DE", "partnership"),
        ("Impressum: Café Schmidt GbR, Str 1", "DE", "partnership"),
        ("Impressum\nSchulz e.K.\nHRA 99", "DE", "sole_trader"),
        ("Impressum\nBlumenhaus Schön\nInhaberin: Erika Muster\nHauptstr. 2", "DE", "sole_trader"),
        ("Muster e.U., FN 123456a, Firmenbuchgericht: Handelsgericht Wien", "AT", "sole_trader"),
        ("SARL Boulange au capital de 8000 € RCS Paris 123 456 789", "FR", "corporate"),
        ("Atelier Lune, entrepreneur individuel, SIRET 123 456 789 00012", "FR", "sole_trader"),
        ("Bakkerij Zon B.V. KvK 12345678", "NL", "corporate"),
        ("Panadería Sol S.L. CIF B12345678", "ES", "corporate"),
        ("Forno s.n.c. P.IVA 01234567890", "IT", "partnership"),
        ("John Smith trading as Smith's Garage", "GB", "sole_trader"),
        ("I am a sole trader based in Leeds", "GB", "sole_trader"),
    ],
)
def test_forms_are_read(text: str, country: str | None, expected: str) -> None:
    """A registration sentence, a copyright line, an imprint or a register number says the form."""
    assert expected == _value(legal_forms.find(text, country).form)
    assert expected == _value(legal_forms.find(text).form)


@pytest.mark.parametrize(
    "text",
    [
        "Website by Pixel Studio Ltd",
        "© 2014 Joe's Plumbing. Site design by Pixel Ltd.",
        "Payments by Anypay Ltd, registered in England no 01234567",
        "We deliver with Fastvan Ltd and Parcels GmbH",
        "Smith Ltd t/a Joe's",
        "© 2010 Green Limited Edition prints",
        "Registered charity number 1234567",
        "We make signs for Acme Ltd, Beta plc and Gamma Inc.",
        "John Smith and Jane Doe trading as Smith & Doe",
        "",
    ],
)
def test_other_firms_and_silence_say_nothing(text: str) -> None:
    """The form of another firm is not ours, and absence proves nothing."""
    assert None is legal_forms.find(text, "GB").form


def test_two_forms_cancel() -> None:
    """Where the notices name a company and a sole trader nobody can tell."""
    text = "© 2014 Acme Ltd. All rights reserved\n\n\nI am a sole trader. " + "x" * 200
    assert None is legal_forms.find(text, "GB").form


def test_an_imprint_is_read_whole() -> None:
    """Number, court, name and VAT number of an imprint are read with their places."""
    text = "Impressum\nMüller Backwaren GmbH\nAmtsgericht Köln, HRB 12345\nUSt-IdNr.: DE 123 456 789"
    notice = legal_forms.find(text, "DE")
    assert "HRB 12345" == _value(notice.register_number)
    assert "Köln" == _value(notice.register_court)
    assert "Müller Backwaren GmbH" == _value(notice.registered_name)
    assert "DE123456789" == _value(notice.vat_number)
    for reading in (
        notice.form,
        notice.register_number,
        notice.register_court,
        notice.registered_name,
        notice.vat_number,
    ):
        assert reading and text[reading.span.start : reading.span.end] == reading.span.text


@given(st.text(alphabet="AcmeLtd. ©GmbHKVARnoIregistered in England 0123456789\n", max_size=80))
def test_every_reading_stands_in_the_text(text: str) -> None:
    """A value comes with the span it was read from."""
    notice = legal_forms.find(text)
    for reading in (notice.form, notice.register_number, notice.registered_name, notice.vat_number):
        assert reading is None or text[reading.span.start : reading.span.end] == reading.span.text


@pytest.mark.shared
def test_corporate_stands_beside_the_forms_name_on_real_pages(labelled_pages: list[dict[str, Any]]) -> None:
    """Where a real page is said to be corporate, a form's abbreviation or a register number is the evidence."""
    notices = [legal_forms.find(row["text"]) for row in labelled_pages]
    evidence = [notice.form.span.text for notice in notices if notice.form and notice.form.value == "corporate"]
    assert len(evidence) >= 20
    known = {"Inc", "LLC", "Corp", "Corporation", "Ltd", "Limited", "LLP", "PLC", "Incorporated"}
    assert [] == [text for text in evidence if text.rstrip(".") not in known and not text.isalnum()]
