"""Texts made to cost time: the readers of notices stay in proportion to their length."""

import time

import pytest

from aboveboard.text import legal_forms, no_solicitation

LENGTH = 2_000_000  # characters
SECONDS = 10  # of processor time; what grows with the square of the length takes minutes
UNITS = (
    "A",
    "Aa ",
    "1",
    "1 2 ",
    "Ltd ",
    "A Ltd ",
    "© Acme Ltd ",
    "Powered by Acme Ltd © Acme Ltd",
    "GmbH & Co ",
    "S. A. ",
    "HRB 1 ",
    "company no ",
    "vat 123456789 ",
    "siret 123 456 789 ",
    "Jane Muster trading as A ",
    "impressum\n",
    "au capital SARL A ",
    "a@b.com ",
    "City of A and ",
    "nutzung werbung ",
    "no spam or ",
    "unsolicited mail ",
    "İ",
)


def _spent(text: str) -> float:
    """Processor time for all that is read from notices."""
    begin = time.process_time()
    legal_forms.find(text)
    no_solicitation.find(text)
    legal_forms.of_name(text, "GB")
    return time.process_time() - begin


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_one_thing_ends_in_time(unit: str) -> None:
    """Two million characters of capitals, digits, forms or half a notice are read within seconds."""
    assert SECONDS > _spent(unit * (LENGTH // len(unit)))


def test_a_text_of_many_firms_ends_in_time() -> None:
    """Tens of thousands of firms with copyright lines, addresses or endless domains are read within seconds."""
    assert SECONDS > _spent(" ".join(f"© Acme{number} Beta{number} Ltd" for number in range(80_000)))
    assert SECONDS > _spent(
        "\n".join(f"Acme{number} Beta{number} Ltd\n{number} High Street" for number in range(50_000))
    )
    assert SECONDS > _spent(f"a@b{'c' * LENGTH} Acme Ltd")
