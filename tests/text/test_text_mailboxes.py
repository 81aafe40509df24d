"""Mailboxes: who runs one, told from its domain alone."""

import itertools

import pytest

from aboveboard.domain.volume import PROVIDERS
from aboveboard.text import mailboxes
from aboveboard.text.email import normalise
from aboveboard.text.vocabulary import words
from aboveboard.text.websites import registrable_domain


@pytest.mark.parametrize(
    ("domain", "provider"),
    [
        ("gmail.com", "gmail"),
        ("GoogleMail.com", "gmail"),
        ("yahoo.co.uk", "yahoo"),
        ("aol.com", "yahoo"),
        ("hotmail.fr", "outlook_consumer"),
        ("msn.com", "outlook_consumer"),
        ("web.de", "other"),
        ("copperlanebakery.example", None),
        ("notgmail.com", None),
        ("gmail.com.example", None),
        ("", None),
    ],
)
def test_a_domain_tells_who_runs_its_mailboxes_or_nothing(domain: str, provider: str | None) -> None:
    """A business's own domain may be hosted by anybody, so it tells nothing."""
    assert provider == mailboxes.provider(domain)


def test_each_listed_domain_is_one_of_one_provider() -> None:
    """A registered domain in its normal form, on one list alone; the lists are those of the rules' categories."""
    lists = {name: words(listed) for name, listed in mailboxes._LISTS.items()}

    assert set(PROVIDERS) == lists.keys()
    for one, other in itertools.combinations(lists.values(), 2):
        assert set() == one & other
    for domain in itertools.chain(*lists.values()):
        assert domain == registrable_domain(domain)
        assert f"info@{domain}" == normalise(f"info@{domain}")


def test_what_many_share_is_known() -> None:
    """Mail services and platforms, but no domain of one's own."""
    shared = mailboxes.shared_domains()

    assert {"gmail.com", "web.de", "facebook.com"} <= shared
    assert "copperlanebakery.example" not in shared
