"""Links: known by the message one holds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.rights import link
from aboveboard.rights.link import Link
from aboveboard.store.keys import Keyring


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """New keys."""
    return Keyring.open(tmp_path_factory.mktemp("link-keys"), create=True)


NAMES = st.text(min_size=1, max_size=30)


@given(business=NAMES, campaign=NAMES, step=st.integers(1, 3), purpose=st.sampled_from(["why", "stop"]))
def test_a_link_is_read_as_it_was_made(
    keys: Keyring, business: str, campaign: str, step: int, purpose: link.Purpose
) -> None:
    """Whatever the names hold, and for its own purpose alone."""
    text = link.make(keys, business, campaign=campaign, step=step, purpose=purpose)
    assert Link(keys.pseudonym(business), campaign, step) == link.read(keys, text, purpose=purpose)
    other: link.Purpose = "why" if purpose == "stop" else "stop"
    assert None is link.read(keys, text, purpose=other)


def test_a_link_names_nobody(keys: Keyring) -> None:
    """Neither in clear nor in base64 does it hold the id of the business."""
    assert "c2hvcC0w" not in link.make(keys, "shop-001", campaign="spring", step=1)
    payload = link.read(keys, link.make(keys, "shop-001", campaign="spring", step=1))
    assert payload is not None
    assert "shop-001" not in payload.subject


def test_an_altered_link_opens_nothing(keys: Keyring, tmp_path: Path) -> None:
    """Each single changed character, a cut, and another store's key are refused."""
    text = link.make(keys, "shop-001", campaign="spring", step=1)
    altered = [text[:i] + ("A" if text[i] != "A" else "B") + text[i + 1 :] for i in range(len(text))]
    assert [] == [bad for bad in [*altered, text[:-1], text + "A", ""] if link.read(keys, bad) is not None]
    assert None is link.read(Keyring.open(tmp_path, create=True), text)
