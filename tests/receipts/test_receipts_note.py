"""Tests of signed notes and checkpoints."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.errors import InputError
from aboveboard.receipts.checkpoint import Checkpoint
from aboveboard.receipts.note import Note, SigningKey, VerifierKey

KEY = SigningKey("example.com/receipts", b"\x07" * 32)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_signed_note_verifies_and_says_what_was_signed(line):
    """Any text without control characters comes back, vouched for by its key and by no other."""
    note = Note.parse(KEY.sign(f"{line}\n"))
    assert f"{line}\n" == note.text
    assert note.is_signed_by(KEY.verifier)
    assert not note.is_signed_by(SigningKey(KEY.name, b"\x08" * 32).verifier)


@given(st.integers(0, 70))
def test_a_changed_note_does_not_verify(place):
    """A note with one letter of its text or signature changed is refused or not signed."""
    note = KEY.sign("example.com/receipts\n1\nroot of the tree\n")
    changed = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
    try:
        signed = Note.parse(changed).is_signed_by(KEY.verifier)
    except InputError:
        signed = False
    assert not signed


def test_keys_come_back_from_their_text_forms():
    """A key, secret or public, is equal to what its text form is read as; a secret one does not show itself."""
    assert KEY == SigningKey.parse(KEY.text)
    assert KEY.verifier == VerifierKey.parse(str(KEY.verifier))
    assert "seed" not in repr(KEY)


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", "a b+00000000+AQ==", "+00000000+AQ==", str(KEY.verifier)[:-4] + "AAAA"]
)
def test_a_damaged_key_is_refused(text):
    """What is not wholly a key raises InputError, for either half."""
    for parse in (VerifierKey.parse, SigningKey.parse, lambda t: SigningKey.parse(f"PRIVATE+KEY+{t}")):
        with pytest.raises(InputError):
            parse(text)


def test_a_note_with_a_sound_and_a_broken_signature_of_one_key_is_not_signed():
    """One key's broken signature is not covered by its sound one; another key's is left aside."""
    note, other = KEY.sign("a\n"), SigningKey.generate("witness.example").sign("a\n").split("\n\n")[1]
    broken = note.split("\n\n")[1].replace(note[-9:-5], "AAAA")
    assert Note.parse(note + other).is_signed_by(KEY.verifier)
    assert not Note.parse(note + broken).is_signed_by(KEY.verifier)


@pytest.mark.parametrize("text", ["a", "a\tb\n", "a\r\n"])
def test_text_that_no_note_can_hold_is_not_signed(text):
    """A text without its newline, or with control characters, raises InputError."""
    with pytest.raises(InputError):
        KEY.sign(text)


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "o\n1\n",
        f"\n1\n{ROOT}\n",
        f"o\n01\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n٣\n{ROOT}\n",
        "o\n1\nAAAA\n",
        "o\n1\n*\n",
    ],
)
def test_what_states_no_checkpoint_is_refused(text):
    """An origin, a plain number and a root of 32 bytes are all needed."""
    with pytest.raises(InputError):
        Checkpoint.of(Note(text, ()))


def test_extension_lines_do_not_disturb_a_checkpoint():
    """Lines after the root are left aside, as C2SP tlog-checkpoint asks."""
    assert Checkpoint("o", 3, bytes(32)) == Checkpoint.of(Note(f"o\n3\n{ROOT}\nmore\n", ()))
