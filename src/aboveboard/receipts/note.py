"""Signed notes (C2SP signed-note) with Ed25519 keys: a text, and who vouches for it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aboveboard.domain.errors import InputError

_ED25519: Final = b"\x01"
_PRIVATE: Final = "PRIVATE+KEY+"
_DASH: Final = "\u2014 "
_KEY_BYTES: Final = 32
_MAX_NOTE: Final = 1_000_000


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key, by which anyone checks a note; its text form is the vkey."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(letter.isspace() for letter in self.name):
            raise InputError("the name of a key is empty, or has a space or a plus sign in it")

    @cached_property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, algorithm, public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_text(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> VerifierKey:
        """The key of a vkey, `name+hash+base64`; raises InputError if it is none or its hash does not fit."""
        name, public, key_id = _split(vkey.strip(), "a verifier key")
        key = cls(name, public)
        if key.id != key_id:
            raise InputError("the hash within the verifier key is not that of its name and key")
        return key

    def verifies(self, text: str, signature: bytes) -> bool:
        """True if this key signed `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A key that signs notes. `text` is its secret form: it MUST NOT reach a log, an error or the log's folder."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """A new random key of this name."""
        return cls(name, secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """The key of its secret form; raises InputError if it is none or damaged, without repeating it."""
        rest = text.strip()
        if not rest.startswith(_PRIVATE):
            raise InputError(f"this is no signing key: it does not begin with {_PRIVATE}")
        name, seed, key_id = _split(rest.removeprefix(_PRIVATE), "a signing key")
        key = cls(name, seed)
        if key.verifier.id != key_id:
            raise InputError("the signing key is damaged: its hash does not fit")
        return key

    @property
    def text(self) -> str:
        """The secret form, `PRIVATE+KEY+name+hash+base64`."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{_text(_ED25519 + self.seed)}"

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str) -> str:
        """The note of `text` with this key's signature; the text ends in a newline."""
        if not _is_text(text):
            raise InputError("the text of a note ends in a newline and has no other control characters")
        signature = self.verifier.id + self._private.sign(text.encode())
        return f"{text}\n{_DASH}{self.name} {_text(signature)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: who claims to have signed, by name and key id."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures claimed for it, none checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: str) -> Note:
        """The note of its text form; raises InputError if it is malformed."""
        text, gap, lines = note.rpartition("\n\n")
        text += "\n"
        if not gap or not lines.endswith("\n") or len(note) > _MAX_NOTE or not _is_text(text):
            raise InputError("this is no signed note: a text, an empty line and signatures are expected")
        return cls(text, tuple(_signature(line) for line in lines[:-1].split("\n")))

    def is_signed_by(self, key: VerifierKey) -> bool:
        """True if at least one signature is by this key, and all that claim to be are sound."""
        mine = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.id)]
        return bool(mine) and all(key.verifies(self.text, s.value) for s in mine)


def _signature(line: str) -> Signature:
    """The signature of one line, `— name base64(key id, signature)`."""
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    value = _bytes(encoded, "a signature")
    if not line.startswith(_DASH) or not name or not space or len(value) < 5:
        raise InputError("a signature line of the note is malformed")
    return Signature(name, value[:4], value[4:])


def _split(text: str, what: str) -> tuple[str, bytes, bytes]:
    """Name, key and claimed id of a key's text form."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise InputError(f"{what} is written name+hash+base64")
    name, key_id, encoded = parts
    data = _bytes(encoded, what)
    if data[:1] != _ED25519 or len(data) != 1 + _KEY_BYTES:
        raise InputError(f"{what} of another kind than Ed25519 cannot be used")
    try:
        return name, data[1:], bytes.fromhex(key_id)
    except ValueError as error:
        raise InputError(f"the hash within {what} is not hexadecimal") from error


def _is_text(text: str) -> bool:
    return text.endswith("\n") and all(letter >= " " or letter == "\n" for letter in text)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"{what} is not base64") from error
