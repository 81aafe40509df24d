"""Tests of the mail writer, read back by the standard library's parser."""

import base64
import binascii
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from aboveboard.deliver.envelope import Envelope
from aboveboard.deliver.headers import date
from aboveboard.deliver.mime import MAX_LINE, encoded, write
from aboveboard.domain.draft import DIGITAL_SOURCE, Draft, Made, Sentence
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message, Seal

SMTP = policy.SMTP
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)
BODY = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t =.?-"), max_size=400)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-01-01")
LINKS = {
    "unsubscribe_url": "https://out.example/stop/" + "t" * 300,
    "why_link": "https://out.example/why?a=1&b=2",
    "stop_link": "https://out.example/stop",
}


def message(subject="Your opening hours", text="Good day.", footer="Stop: [[stop_link]]", language="en"):
    """A message of one body sentence and one footer sentence."""
    sentences = (Sentence(text=text, part="seen"), Sentence(text=footer, part="refuse"))
    draft = Draft(subject=subject, subject_items=(), sentences=sentences, language=language, writer="grammar")
    return Message("a:b:1", "email", draft, Seal("f", "v"))


def envelope(**changes):
    fields = {
        "sender_name": "Brook & Vale Studio",
        "sender_address": "hello@studio.example",
        "recipient": "info@bakery.example",
        "date": datetime(2026, 11, 3, 7, 5, 9, tzinfo=UTC),
        "message_id": "a1b2@studio.example",
        **LINKS,
    }
    return Envelope(**(fields | changes))


def mailbox_text(name):
    """How a From reads once its encoded words are decoded."""
    if not name:
        return "hello@studio.example"
    plain = name.isascii() and "=?" not in name
    quoted = plain and not all(letter.isalnum() or letter in " !#$%&'*+/=?^_`{|}~-" for letter in name)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <hello@studio.example>' if quoted else f"{name} <hello@studio.example>"


def defects(part):
    found = [part.defects, *(part[name].defects for name in part)]
    return [defect for group in found for defect in group]


@settings(max_examples=300)
@given(LINE, BODY, LINE, st.datetimes(min_value=FIRST, max_value=LAST, timezones=ZONES), st.booleans())
@example("=?utf-8?q?not_encoded?=", "From me\n.\n--=_x\n", '"quoted, \\ name"', datetime(2026, 1, 1, tzinfo=UTC), False)
@example(" spaced ", "a" * 2000, "=?utf-8?b?YQ==?=", datetime(2026, 1, 1, tzinfo=UTC), True)
@example("", "Hello[[addressee]] [[why_link]]", "", datetime(2026, 1, 1, tzinfo=UTC), False)
@example("Straße", "ÄÖÜ " * 300, "Müller, Söhne", datetime(2026, 1, 1, tzinfo=UTC), False)
def test_the_standard_parser_reads_back_what_was_written(subject, text, name, date, text_only):
    """Every header has exactly its value, every part exactly its text, no line is too long, and there is no defect."""
    sent = message(subject, text)
    date = date.replace(microsecond=0)
    around = envelope(sender_name=name, date=date)
    data = write(sent, around, text_only=text_only)
    read = message_from_bytes(data, policy=SMTP)
    assert [
        "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
        "MIME-Version", *(["Content-Type", "Content-Transfer-Encoding"] if text_only else ["Content-Type"]),
    ] == read.keys()  # fmt: skip
    # Between encoded words of a name, this parser leaves spaces that RFC 2047, section 6.2 takes out.
    assert "".join(name.split()) == "".join(read["From"].addresses[0].display_name.split())
    assert mailbox_text(" ".join(name.split())) == str(make_header(decode_header(message_from_bytes(data)["From"])))
    assert "hello@studio.example" == read["From"].addresses[0].addr_spec
    assert 1 == len(read["From"].addresses)
    assert subject == read["Subject"]
    assert date == parsedate_to_datetime(read["Date"])
    assert date.utcoffset() == parsedate_to_datetime(read["Date"]).utcoffset()
    assert "info@bakery.example" == read["To"]
    assert "<a1b2@studio.example>" == read["Message-ID"]
    assert "hello@studio.example" == read["Reply-To"]
    assert f"<{LINKS['unsubscribe_url']}>" == read["List-Unsubscribe"]
    assert "List-Unsubscribe=One-Click" == read["List-Unsubscribe-Post"]
    assert "1.0" == read["MIME-Version"]
    parts = [read] if text_only else list(read.iter_parts())
    assert ["text/plain", "text/html"][: len(parts)] == [part.get_content_type() for part in parts]
    expected = sent.draft.text
    for slot, said in (("why_link", LINKS["why_link"]), ("stop_link", LINKS["stop_link"]), ("addressee", "")):
        expected = expected.replace(f"[[{slot}]]", said)
    assert expected == parts[0].get_content().replace("\r\n", "\n")
    assert [] == [defect for part in (read, *parts) for defect in defects(part)]
    assert all(len(line) <= MAX_LINE for line in data.split(b"\r\n"))
    assert data.isascii()
    assert not data.replace(b"\r\n", b"").count(b"\r") + data.replace(b"\r\n", b"").count(b"\n")


HEADER_FIELDS = ["sender_name", "sender_address", "recipient", "message_id", "reply_to", *LINKS]


@pytest.mark.parametrize("field", HEADER_FIELDS)
@pytest.mark.parametrize("poison", ["\r\nBcc: x@evil.example", "\n", "\r", "\x00", "\u2028", "\x85", "\x0b", "\ud800"])
def test_no_header_can_be_injected(field, poison):
    """A line break of any kind in any field is refused, and the error does not repeat the value."""
    sound = (
        {"reply_to": "replies@studio.example"} | {name: getattr(envelope(), name) for name in HEADER_FIELDS[:4]} | LINKS
    )
    for value in (sound[field] + poison, poison + sound[field], sound[field][:9] + poison + sound[field][9:]):
        with pytest.raises(InputError, match=field) as refused:
            envelope(**{field: value})
        assert sound[field] not in str(refused.value)


@pytest.mark.parametrize("subject", ["a\nb", "a\r\nBcc: x@evil.example", "\x00", "a\u2029b"])
def test_a_subject_of_several_lines_is_refused(subject):
    """A subject can no more end its line than an address can."""
    with pytest.raises(InputError, match="subject"):
        write(message(subject), envelope())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", "no address"), ("recipient", "a@b, c@d"), ("recipient", "<a@b>"), ("recipient", "ä@b.example"),
        ("recipient", "a..b@c.example"), ("recipient", "a@-b.example"), ("recipient", "a" * 250 + "@b.example"),
        ("message_id", "<a@b>"), ("message_id", "a"), ("unsubscribe_url", "http://out.example/stop"),
        ("unsubscribe_url", "https://out.example/" + "x" * 980), ("why_link", "javascript:alert(1)"),
        ("stop_link", "https://"), ("stop_link", "https://out.example/a b"), ("stop_link", 'https://out.example/"x'),
        ("date", FIRST), ("sender_name", "x" * 201),
    ],
)  # fmt: skip
def test_what_no_mail_may_have_is_refused(field, value):
    """Addresses, ids, links and dates that other programs would read differently raise InputError."""
    with pytest.raises(InputError, match=field):
        envelope(**{field: value})


def test_one_instant_in_two_zones_is_written_in_each():
    """Dates that are equal as instants keep their own zone; one with seconds in its offset is written in UTC."""
    noon = datetime(2026, 11, 3, 12, tzinfo=UTC)
    written = [date(noon.astimezone(timezone(timedelta(seconds=offset)))) for offset in (0, 3600, -19_800, 1172)]
    assert [
        "Tue, 03 Nov 2026 12:00:00 +0000",
        "Tue, 03 Nov 2026 13:00:00 +0100",
        "Tue, 03 Nov 2026 06:30:00 -0530",
        "Tue, 03 Nov 2026 12:00:00 +0000",
    ] == written


def test_the_longest_link_stays_on_one_line():
    """List-Unsubscribe is one line of at most 998 bytes, as one-click needs it (RFC 8058)."""
    url = "https://out.example/" + "x" * (998 - len("List-Unsubscribe: <>") - len("https://out.example/"))
    lines = write(message(), envelope(unsubscribe_url=url)).split(b"\r\n")
    assert [f"List-Unsubscribe: <{url}>".encode()] == [line for line in lines if line.startswith(b"List-Unsubscribe:")]
    assert 998 == max(map(len, lines))


def test_html_shows_text_and_links_and_nothing_else():
    """Text is escaped, both links can be pressed, and nothing is loaded or tracked."""
    sent = message("A <b> & c", "1 < 2 & <img src=x>", "Why: [[why_link]] Stop: [[stop_link]]")
    html = list(message_from_bytes(write(sent, envelope()), policy=SMTP).iter_parts())[1].get_content()
    assert "<p>1 &lt; 2 &amp; &lt;img src=x&gt;</p>" in html
    assert '<a href="https://out.example/why?a=1&amp;b=2">https://out.example/why?a=1&amp;b=2</a>' in html
    assert '<a href="https://out.example/stop">https://out.example/stop</a>' in html
    assert "<title>A &lt;b&gt; &amp; c</title>" in html
    assert html.index("1 &lt; 2") < html.index("<hr>") < html.index("Why:")
    assert 2 == html.count("<a ") == html.count("href=")
    assert not any(tag in html for tag in ("<img", "<script", "<link", "<iframe", "url("))


def test_encoding_is_the_plainest_that_holds_the_text():
    """ASCII stays as it is, a few other letters are quoted-printable, and much of them is base64."""
    expected = [("7bit", b"a\r\n"), ("quoted-printable", b"caf=C3=A9 au lait\r\n"), ("base64", b"zrPOtc65zrENCg==\r\n")]
    assert expected == [encoded([text], "\n") for text in ("a\n", "café au lait\n", "γεια\n")]


@settings(max_examples=500)
@given(st.text(st.sampled_from("aaab .=\t\nüß–"), max_size=400), st.sampled_from(["\n", "\n\n"]))
@example("a" * 76 + "\n\n" + "ü" + "b" * 75 + "\n\n.\n\n. \n\n", "\n\n")
def test_blocks_are_encoded_as_the_whole_text_is(text, between):
    """Block by block, with what was encoded before, a text has the bytes that the library gives the whole of it."""
    text += "\n"
    encoding, content = encoded(text.split(between), between)
    data = text.replace("\n", "\r\n").encode()
    whole = {
        "7bit": data,
        "quoted-printable": binascii.b2a_qp(data, istext=True),
        "base64": base64.encodebytes(data).replace(b"\n", b"\r\n"),
    }
    assert whole[encoding] == content


def test_a_long_line_without_an_end_is_broken_as_all_lines_are():
    """Soft line breaks are CRLF, also where the text has no other line break."""
    _, content = encoded(["ü" + "long words " * 20], "\n")
    assert b"\n" not in content.replace(b"=\r\n", b"")


@pytest.mark.parametrize("text", ["a\rb", "a\x00b", "a\x0cb", "a\ud800"])
def test_text_with_control_characters_is_refused(text):
    """What a mail server would alter or refuse is refused here."""
    with pytest.raises(InputError, match="control"):
        write(message(text=text), envelope())


def test_the_same_mail_has_the_same_bytes_and_needs_a_tag_for_its_language():
    """Nothing in a mail is drawn by chance; a language that is no tag is refused."""
    assert write(message(), envelope()) == write(message(), envelope())
    with pytest.raises(InputError, match="language"):
        write(message(language='en"><script>'), envelope())


def test_a_mail_says_that_a_model_wrote_and_only_then():
    """The header has the source type in the words of IPTC where a model wrote; other mails have no such field."""
    plain = message()
    made = Made(model="m", served="", prompt="0" * 64, temperature_thousandths=0, seed=None, attempt=1)
    whole = structs.replace(plain.draft, made=made)
    own = (*whole.sentences, Sentence(text="So.", part="who", pattern="who.a"))
    mixed = structs.replace(whole, sentences=own)
    said = [
        message_from_bytes(write(Message("r", "email", draft, plain.seal), envelope()))["Digital-Source-Type"]
        for draft in (plain.draft, whole, mixed)
    ]

    assert [
        None,
        f"{DIGITAL_SOURCE}trainedAlgorithmicMedia",
        f"{DIGITAL_SOURCE}compositeWithTrainedAlgorithmicMedia",
    ] == said
