"""The keys of a store: private, never silently new."""

import re
from pathlib import Path

import pytest

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.store.keys import Keyring
from aboveboard.store.sealing import DataKey, KeyWrap
from aboveboard.store.store import Store


def test_new_keys_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    """Each key file is created with mode 0600, in a folder of mode 0700."""
    Keyring.open(tmp_path / "keys", create=True)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "keys").iterdir()}
    assert {"kek": "0o600", "links": "0o600", "suppression.v1": "0o600"} == modes
    assert 0o700 == (tmp_path / "keys").stat().st_mode & 0o777


def test_keys_stay_the_same(tmp_path: Path) -> None:
    """Opening a folder that has keys gives those, with or without `create`."""
    first = Keyring.open(tmp_path, create=True)
    assert first == Keyring.open(tmp_path, create=True) == Keyring.open(tmp_path, create=False)


@pytest.mark.parametrize("lost", ["kek", "links", "suppression.v1"])
def test_a_lost_key_is_never_replaced(tmp_path: Path, lost: str) -> None:
    """A folder that lacks one of its keys is refused, and stays as it is."""
    Keyring.open(tmp_path, create=True)
    (tmp_path / lost).unlink()
    with pytest.raises(LedgerError, match=re.escape(lost)):
        Keyring.open(tmp_path, create=True)
    assert not (tmp_path / lost).exists()


def test_no_keys_are_made_unasked(tmp_path: Path) -> None:
    """Without `create`, an empty or missing folder is refused and stays empty."""
    with pytest.raises(LedgerError, match=r"suppression\.v1"):
        Keyring.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    """A key file that is cut short is named, and none of its content is shown."""
    Keyring.open(tmp_path, create=True)
    (tmp_path / "kek").write_text("abcd")
    with pytest.raises(LedgerError, match="kek has 2 bytes"):
        Keyring.open(tmp_path, create=False)


def test_keys_are_not_printed(tmp_path: Path) -> None:
    """The representation of a keyring shows no key."""
    assert "Keyring()" == repr(Keyring.open(tmp_path, create=True))


def test_the_wrapping_key_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ABOVEBOARD_KEK there is no file `kek`, and an unreadable value is refused."""
    monkeypatch.setenv("ABOVEBOARD_KEK", "ab" * 32)
    assert b"\xab" * 32 == Keyring.open(tmp_path, create=True).kek
    assert not (tmp_path / "kek").exists()
    monkeypatch.setenv("ABOVEBOARD_KEK", "ab")
    with pytest.raises(InputError, match="64 hexadecimal digits"):
        Keyring.open(tmp_path, create=False)


def test_a_store_opens_with_its_own_keys_alone(tmp_path: Path, url: str, keys: Keyring) -> None:
    """Other keys than those a store was made with are refused, each by its name."""
    Store.open(url, keys).close()
    other = Keyring.open(tmp_path / "other", create=True)
    for wrong, name in [
        (Keyring(other.kek, keys.links, keys.suppression), "kek"),
        (Keyring(keys.kek, other.links, keys.suppression), "links"),
        (Keyring(keys.kek, keys.links, other.suppression), "suppression.v1"),
        (Keyring(keys.kek, keys.links, {2: keys.suppression[1]}), "suppression.v1"),
    ]:
        with pytest.raises(LedgerError, match=re.escape(name)):
            Store.open(url, wrong)
    Store.open(url, keys).close()


def test_a_sealed_value_opens_in_its_own_place_alone() -> None:
    """Moved to another column or subject, or altered in one bit, it does not open."""
    key, wrapped = KeyWrap(b"k" * 32).new("s1")
    sealed = key.seal("contacts|sealed", b"secret")
    assert b"secret" == KeyWrap(b"k" * 32).unwrap("s1", wrapped).open("contacts|sealed", sealed)
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for place, data in [("facts|sealed", sealed), ("contacts|sealed", altered), ("contacts|sealed", b"")]:
        with pytest.raises(LedgerError, match="does not open"):
            key.open(place, data)
    with pytest.raises(LedgerError, match="data key"):
        KeyWrap(b"k" * 32).unwrap("s2", wrapped)
    with pytest.raises(LedgerError, match="does not open"):
        DataKey("s1", b"x" * 32).open("contacts|sealed", sealed)
