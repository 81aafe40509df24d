"""E-mail addresses in text."""

import time
from typing import Any

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.text import email


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E-mail:info@shop.example, or call", ["info@shop.example"]),
        ("Kontakt: grüße@bäckerei.example.", ["grüße@bäckerei.example"]),
        ("logo@2x.png and a@b are none", []),
        ("two: a.b@x.example|c+d@y.z.example", ["a.b@x.example", "c+d@y.z.example"]),
        ("user@host@shop.example", []),
        ("273-5154|info@shop.example", ["info@shop.example"]),
        ("'info@shop.example'", ["info@shop.example"]),
        ("..info@shop.example and a..b@shop.example", []),
    ],
)
def test_addresses_are_found_as_printed(text: str, expected: list[str]) -> None:
    """An address is found without the marks around it; names of files are none."""
    assert expected == [span.text for span in email.find(text)]


@given(st.text(alphabet="ab1.@ -_ü\n", max_size=60))
def test_offsets_count_code_points(text: str) -> None:
    """What a span says is what stands between its offsets."""
    assert all(text[span.start : span.end] == span.text for span in email.find(text) + email.is_obfuscated(text))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("info@shop.example", "role"),
        ("Bestellung@laden.example", "role"),
        ("info.berlin@laden.example", "role"),
        ("reservations2@hotel.example", "role"),
        ("contabilità@bottega.example", "role"),
        ("maria.rossi@shop.example", "named"),
        ("sales.maria@shop.example", "named"),
        ("jsmith@shop.example", "named"),
        ("xq7@shop.example", "named"),
    ],
)
def test_only_a_word_for_a_task_makes_a_role(address: str, expected: str) -> None:
    """Whatever is unlike a role, or has a given name beside it, is named."""
    assert expected == email.kind(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (" Info@Bücher.Example ", "info@xn--bcher-kva.example"),
        ("INFO@XN--BCHER-KVA.example", "info@xn--bcher-kva.example"),
        ("no address", None),
        ("a@localhost", None),
        ("", None),
    ],
)
def test_an_address_has_one_form(address: str, expected: str | None) -> None:
    """Spellings of one mailbox meet in one form; what is no address has none."""
    assert expected == email.normalise(address)


@given(st.emails())
def test_the_one_form_is_its_own_form(address: str) -> None:
    """Normalising twice changes nothing."""
    once = email.normalise(address)
    assert once is None or once == email.normalise(once)


@given(st.from_regex(r"[a-zA-Z0-9._+-]{1,66}@[a-zA-Z0-9.-]{1,66}\.(com|co\.uk|DE|eu)", fullmatch=True))
def test_the_short_way_to_the_one_form_is_the_long_one(address: str) -> None:
    """A plain address is given the form that the validator of the standards gives it, and is one to it."""
    if email.normalise(address) is not None:
        valid = validate_email(address, check_deliverability=False)
        assert f"{valid.local_part}@{valid.ascii_domain}".lower() == email.normalise(address)


@pytest.mark.parametrize("piece", ["@", "a", "a.", "a@", " at ", "a at b.", "[at]", "a@b.", "(a) a dot "])
def test_hostile_text_is_read_in_bounded_work(piece: str) -> None:
    """Four times the text costs about four times the work, whatever it repeats; sixteen times would be quadratic."""
    costs = [min(_cost(piece * (size // len(piece))) for _ in range(3)) for size in (20_000, 80_000)]

    assert costs[1] <= 10 * costs[0] + 0.02


def _cost(text: str) -> float:
    began = time.process_time()
    email.find(text)
    email.is_obfuscated(text)
    return time.process_time() - began


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("write to office at shop dot com please", 1),
        ("office [at] laden.de", 1),
        ("kontakt (at) laden (punkt) de", 1),
        ("info(a)laden.de", 1),
        ("contact arobase boutique point fr", 1),
        ("bob&#64;shop.co.uk", 1),
        ("E-mail: [email\xa0protected]", 1),
        ("Meet us at example.com today", 0),
        ("We are open at night. Come in", 0),
        ("lunch at noon dot the i", 0),
        ("info@shop.example", 0),
    ],
)
def test_hidden_addresses_are_seen_and_prose_is_not(text: str, count: int) -> None:
    """An address spelled out to hide it from machines is seen; a sentence with "at" in it is not one."""
    assert count == len(email.is_obfuscated(text))


@pytest.mark.shared
def test_addresses_people_labelled_are_found(labelled_pages: list[dict[str, Any]]) -> None:
    """At least 97 of 100 labelled addresses on real pages are found, and all that is found has a form."""
    labels = [(row["text"], span) for row in labelled_pages for span in row["spans"] if span["type"] == "EMAIL"]
    found = {id(text): email.find(text) for text, _ in labels}
    hit = sum(any(f.start < s["end"] and s["start"] < f.end for f in found[id(text)]) for text, s in labels)
    assert hit >= 0.97 * len(labels)
    assert [] == [span.text for spans in found.values() for span in spans if email.normalise(span.text) is None]
