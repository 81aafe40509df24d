"""Legal forms and registrations as sites state them."""

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
        ("This website is operated by Third Kettle Limited.", "GB", "corporate"),
        ("Third Kettle Limited trading as Kettle & Lid", "GB", "corporate"),
        ("Kettle & Lid is a general partnership", "GB", "partnership"),
        ("Kettle Repairs is run by Jane Muster, a sole trader.", "GB", "sole_trader"),
        ("John Smith trading as Smith's Garage", "GB", "sole_trader"),
        ("I am a sole trader based in Leeds", "GB", "sole_trader"),
        ("© 2021 Little Snoring Parish Council. All rights reserved", "GB", "public_body"),
        ("Write to clerk@snoring.gov.uk or post@snoring.gov.uk", "GB", "public_body"),
        ("Murphy Joinery Limited. Registered in Ireland No. 123456", "IE", "corporate"),
        ("© 2014 Joe's Plumbing Inc. All rights reserved", None, "corporate"),
        ("Copyright 2020 • Skin by Lovely, Inc., a California corporation", "US", "corporate"),
        ("Kettle Repairs is a sole proprietorship in Ohio", "US", "sole_trader"),
        ("©2003-13 City of San Verde • 245 East Avenue", "US", "public_body"),
        ("© 2020 Kettle Ltée", "CA", "corporate"),
        ("Jones Pty Ltd ABN 51 824 753 556", "AU", "corporate"),
        ("Slow Barnacle Limited, NZBN 9429000000000", "NZ", "corporate"),
        ("Impressum\nMüller Backwaren GmbH\nAmtsgericht Berlin-Charlottenburg HRB 12345 B", "DE", "corporate"),
        ("Impressum\nAstloch UG (haftungsbeschränkt)\nHRB 1", "DE", "corporate"),
        ("Impressum\nMeier GmbH & Co. KG\nHRA 991", "DE", "partnership"),
        ("Impressum\nMeier GmbH & Co. KG\nHRA 991, vertreten durch die Meier GmbH, HRB 12", "DE", "partnership"),
        ("© 2016 meier GmbH + Co. KG, Postweg 2, 04509 Musterstadt", "DE", "partnership"),
        ("Impressum: Café Schmidt GbR, Str 1", "DE", "partnership"),
        ("Impressum\nSchulz e.K.\nHRA 99", "DE", "sole_trader"),
        ("Impressum\nBlumenhaus Schön\nInhaberin: Erika Muster\nHauptstr. 2", "DE", "sole_trader"),
        ("Impressum\nBlumenhaus Schön (Einzelunternehmen)", "DE", "sole_trader"),
        ("Impressum\nGemeinde Musterdorf\nRathausplatz 1", "DE", "public_body"),
        ("Muster e.U., FN 123456a, Firmenbuchgericht: Handelsgericht Wien", "AT", "sole_trader"),
        ("Muster GesmbH\nFN 123456a", "AT", "corporate"),
        ("SARL Boulange au capital de 8000 € RCS Paris 732 829 320", "FR", "corporate"),
        ("SNC Dupré et fils\n12 rue des Lilas\nSIRET 732 829 320 00074", "FR", "partnership"),
        ("Atelier Lune, entrepreneur individuel, SIRET 732 829 320 00074", "FR", "sole_trader"),
        ("Mentions légales\nStatut juridique : micro-entreprise", "FR", "sole_trader"),
        ("Bakkerij Zon B.V. KvK 12345678", "NL", "corporate"),
        ("V.O.F. De Ketel\nKvK 12345678", "NL", "partnership"),
        ("Bakkerij Zon is een eenmanszaak, KvK 12345678", "NL", "sole_trader"),
        ("Bakkerij Zon\nBTW-id NL000099998B57", "NL", "sole_trader"),
        ("Bakkerij Zon BV, ondernemingsnummer 0428.759.497, RPR Gent", "BE", "corporate"),
        ("Panadería Sol S.L. CIF B58378431", "ES", "corporate"),
        ("Aviso legal\nTitular: Ana Muestra\nNIF: 54362315K", "ES", "sole_trader"),
        ("Aviso legal. Trabajadora autónoma", "ES", "sole_trader"),
        ("Forno Sole S.r.l. - P.IVA 00743110157 - REA MI 1234567", "IT", "corporate"),
        ("Forno s.n.c. P.IVA 00743110157", "IT", "partnership"),
        ("Forno Sole, ditta individuale, P.IVA 00743110157", "IT", "sole_trader"),
        ("© 2020 Comune di Pratoverde", "IT", "public_body"),
        ("Innux Lda, info@innux.example", None, "corporate"),
    ],
)
def test_forms_are_read(text: str, country: str | None, expected: str) -> None:
    """A registration sentence, a copyright line, an imprint, a mailbox or a register number says the form."""
    assert expected == _value(legal_forms.find(text, country).form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Top Kettle Repairs, LLC\nPO Box 50188\nMesa, Arizona\nTop Kettle Repairs is near Phoenix", "corporate"),
        ("Auto Kettle bv\nDe Weg 75\n6219 NT Ketelstad\ninfo@autokettle.example", "corporate"),
        ("v.o.f. Ketel\nDorpsweg 48\n4315 CD Ketelstad\nketel@post.example\nKvK", "partnership"),
        ("Impressum\nKessel Bergsport AG\nTel 044", "corporate"),
        ("Kettle House. A Division of Kettle Mobile Home Park, Inc.", "corporate"),
    ],
)
def test_forms_are_read_where_the_country_is_unknown(text: str, expected: str) -> None:
    """The head of an address, the domain of the mailboxes and the words of an imprint say whose form it is."""
    assert expected == _value(legal_forms.find(text).form)


def test_the_domain_of_the_site_tells_its_firm() -> None:
    """A firm that has the name of the site's domain is its own, wherever it is named."""
    text = "Labels of every size. " * 30 + "All of them are by Label Kettle Ltd."
    assert None is legal_forms.find(text, "GB").form
    assert "corporate" == _value(legal_forms.find(text, "GB", host="www.labelkettle.co.uk").form)
    assert None is legal_forms.find(text, "GB", host="www.labels.co.uk").form


@pytest.mark.parametrize(
    "text",
    [
        "Website by Pixel Studio Ltd",
        "© 2014 Joe's Plumbing. Site design by Pixel Ltd.",
        "Payments by Anypay Ltd, registered in England no 01234567",
        "We deliver with Fastvan Ltd and Parcels GmbH",
        "© 2010 Green Limited Edition prints",
        "Registered charity number 1234567",
        "GMC registration number 1234567",
        "We make signs for Acme Ltd, Beta plc and Gamma Inc.",
        "John Smith and Jane Doe trading as Smith & Doe",
        "If you are a sole trader we can help: we keep books for sole traders and Ltd companies.",
        "Setting up as a sole trader? A sole trader is a person in business. Is your client a sole trader?",
        "Someone who is a sole trader needs a diary",
        "The festival is a partnership between the town and the shops",
        "Acme Ltd (our supplier) sends the kettles",
        "Vous êtes auto-entrepreneur ? Nous tenons vos comptes.",
        "Nos tarifs\nTPE\nAuto-entrepreneur\nSCI",
        "Wat is een eenmanszaak? Boekhouding voor zzp, eenmanszaak en bv",
        "Commercialista per società, impresa individuale e associazioni",
        "Asesoría para empresas, autónomo y particulares",
        "Wir beraten Einzelunternehmer, GmbH und GbR in Steuerfragen.",
        "© 2020 Kettle Repairs, Las Vegas NV",
        "© 2021 City of London Sinfonia",
        "kettles@kettle.example\nFOR A LIMITED TIME: two kettles",
        "© 2020 Stadt Apotheke",
        "Harris Kettles. Powered by Medkettle. © 2014 Medkettle, Inc. All rights reserved." + " Kettles." * 40,
        "We use Google LLC for statistics, info@google.com",
        "Unser Hoster ist die Serverhaus GmbH, Musterstr. 5, 12345 Ort",
        "",
    ],
)
def test_other_firms_and_silence_say_nothing(text: str) -> None:
    """The form of another firm is not ours, and absence proves nothing."""
    assert None is legal_forms.find(text).form
    assert None is legal_forms.find(text, "GB").form


def test_two_forms_cancel() -> None:
    """Where the notices name a company and a sole trader nobody can tell."""
    text = "© 2014 Acme Ltd. All rights reserved\n\n\nI am a sole trader. " + "x" * 200
    assert None is legal_forms.find(text, "GB").form


def test_a_persons_number_tells_the_form_and_is_not_told() -> None:
    """The number of a Spanish identity card says that a person trades; it stands in no reading."""
    notice = legal_forms.find("Aviso legal\nNIF: 54362315K", "ES")
    assert notice.form and "NIF" == notice.form.span.text
    assert (None, None) == (notice.register_number, notice.vat_number)


def test_an_imprint_is_read_whole() -> None:
    """Number, court, name and VAT number of an imprint are read with their places."""
    text = (
        "Impressum\nMüller Backwaren GmbH\nRegistergericht: Amtsgericht Köln\nHandelsregister HRB 12345\n"
        "USt-IdNr.: DE 136 695 976"
    )
    notice = legal_forms.find(text, "DE")
    assert "HRB 12345" == _value(notice.register_number)
    assert "Köln" == _value(notice.register_court)
    assert "Müller Backwaren GmbH" == _value(notice.registered_name)
    assert "DE136695976" == _value(notice.vat_number)
    for reading in (
        notice.form,
        notice.register_number,
        notice.register_court,
        notice.registered_name,
        notice.vat_number,
    ):
        assert reading and text[reading.span.start : reading.span.end] == reading.span.text


@given(st.text(alphabet="AcmeLtd. ©GmbHKVARnoIregistered in England 0123456789\n@İ", max_size=80))
def test_every_reading_stands_in_the_text(text: str) -> None:
    """A value comes with the span it was read from."""
    notice = legal_forms.find(text)
    for reading in (notice.form, notice.register_number, notice.registered_name, notice.vat_number):
        assert reading is None or text[reading.span.start : reading.span.end] == reading.span.text


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Astloch GmbH", "DE", "corporate"),
        ("Astloch GmbH", None, "corporate"),
        ("Third Kettle Ltd", "GB", "corporate"),
        ("Third Kettle Ltd.", None, "corporate"),
        ("Third Kettle Limited", "GB", "corporate"),
        ("Third Kettle Limited", "US", None),
        ("Third Kettle Ltd", "US", None),
        ("Third Kettle Limited", None, None),
        ("Slow Barnacle Pty Ltd", None, "corporate"),
        ("Bloemenhuis B.V.", None, "corporate"),
        ("Bloemenhuis BV", "NL", "corporate"),
        ("Kettle, Inc", "US", "corporate"),
        ("Kettle Inc.", "CA", "corporate"),
        ("Kettle Inc", "GB", None),
        ("Kettle Inc", None, None),
        ("Muster & Beispiel, P.C.", "US", "corporate"),
        ("Gaming PC", "US", None),
        ("Kessel AG", "CH", "corporate"),
        ("Kessel AG", None, None),
        ("AG Tours", "DE", None),
        ("SA Auto", "FR", None),
        ("Paterson SA", "GB", None),
        ("Kettle & Sons", "GB", None),
        ("Kettle & Co", "GB", None),
        ("The Kettle Company", "US", None),
        ("Inc.redible", "US", None),
        ("Limited Edition", "GB", None),
        ("The Unlimited", "GB", None),
        ("Ltd", "GB", None),
        ("Albergo & SPA", "IT", None),
        ("Forno S.p.A.", "IT", "corporate"),
        ("Forno Sas di Prova", "IT", "partnership"),
        ("Kessel GmbH & Co. KG", None, "partnership"),
        ("Kessel KG", "DE", "partnership"),
        ("Kessel KG", None, None),
        ("Muster e.K.", "DE", "sole_trader"),
        ("", "GB", None),
    ],
)
def test_a_listed_name_says_its_form_by_its_ending(name: str, country: str | None, expected: str | None) -> None:
    """The ending counts by the country's forms, and weak endings count nowhere else."""
    assert expected == _value(legal_forms.of_name(name, country))
