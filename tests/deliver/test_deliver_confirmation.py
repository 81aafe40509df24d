"""The confirmation as a mail: one text part, one recipient, nothing that could end a header line."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest

from aboveboard.deliver.confirmation import Confirmation, write
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError
from aboveboard.domain.sender import Sender

SENDER = Sender(
    name="Brook & Välé Studio", person="the owner", email="hello@studio.example", phone="+44 131 496 0000",
    street="1 Mill Lane", locality="Edinburgh", postcode="EH1 1AA", country="GB", website="https://studio.example",
)  # fmt: skip
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


def mail(address: str = "owner@shop.example", *, subject: str = "Please confirm", text: str = "Grüße\n") -> bytes:
    """The mail to an address."""
    recipient = Contact(subject="p-1", email=address)
    return write(Confirmation(subject, text), sender=SENDER, recipient=recipient, message_id="a@b.example", now=NOW)


def test_a_mail_program_reads_what_was_written() -> None:
    """Sender, recipient, subject and text come back, and machines are told not to answer (RFC 3834)."""
    read = message_from_bytes(mail(), policy=SMTP)
    assert ("owner@shop.example", "Please confirm") == (read["To"], read["Subject"])
    assert "Brook & Välé Studio <hello@studio.example>" == str(read["From"])
    assert ("Grüße\r\n", "text/plain") == (read.get_content(), read.get_content_type())
    assert "auto-generated" == read["Auto-Submitted"]
    assert None is read["List-Unsubscribe"]
    assert mail() == mail()


@pytest.mark.parametrize("address", ["", "no address", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_what_is_no_single_address_gets_no_mail(address: str) -> None:
    """A line break or a second recipient in the address is refused, and the error does not repeat it."""
    with pytest.raises(InputError, match="needs an address") as caught:
        mail(address)
    assert "d.example" not in str(caught.value)


def test_a_subject_is_one_line() -> None:
    """A line break in the subject is refused."""
    with pytest.raises(InputError, match="line breaks"):
        mail(subject="Please\r\nBcc: c@d.example")
