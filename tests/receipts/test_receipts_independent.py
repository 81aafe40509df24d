"""A receipt checked by a short verifier that shares no code with the room, as anyone could write it."""

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from aboveboard.receipts.leaf import commit
from aboveboard.receipts.log import TileLog
from aboveboard.receipts.note import SigningKey

KEY = SigningKey("example.com/receipts", bytes(range(32)))


def verify(body, salt, index, proof, checkpoint, public_key):
    """Raises unless the signed checkpoint covers the receipt; RFC 9162, section 2.1.3.2, read literally."""
    text, signature = checkpoint.split("\n\n")
    signed = base64.b64decode(signature.split()[-1])[4:]
    Ed25519PublicKey.from_public_bytes(public_key).verify(signed, f"{text}\n".encode())
    _, size, root = text.split("\n")
    node = hashlib.sha256(b"\x00\x01" + hmac.new(salt, body, "sha256").digest()).digest()
    fn, sn = index, int(size) - 1
    for p in proof:
        if fn & 1 or fn == sn:
            node = hashlib.sha256(b"\x01" + p + node).digest()
            while not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + p).digest()
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0
    assert base64.b64decode(root) == node


def test_a_short_verifier_without_our_code_checks_every_receipt(tmp_path):
    """Each receipt of a log of 300 verifies with hashes and one signature alone."""
    bodies = [b'{"who":"p-%d"}' % n for n in range(300)]
    salts = [hashlib.sha256(b"salt %d" % n).digest() for n in range(300)]
    public = base64.b64decode(str(KEY.verifier).split("+", 2)[2])[1:]
    with TileLog(tmp_path, key=KEY) as log:
        log.append([commit(body, salt) for body, salt in zip(bodies, salts, strict=True)])
        note = log.checkpoint()
        for index in range(300):
            verify(bodies[index], salts[index], index, log.prove(index), note, public)


def test_the_bytes_of_a_known_receipt_never_change(tmp_path):
    """Entry, root, signature and key of a fixed log are what they were when the format was fixed."""
    with TileLog(tmp_path, key=KEY) as log:
        log.append([commit(b"{}", bytes(32))])
        note = log.checkpoint()
    assert "0122f8eea909400af98adf3681a9f31923ef6b7fcba4abb553d92823a3e9d5c25e" == commit(b"{}", bytes(32)).hex()
    assert (
        "example.com/receipts\n"
        "1\n"
        "PL5TkQRJaLkr2juvBrWjYllJGMq9rD8KuZ8owxU6rxw=\n"
        "\n"
        "— example.com/receipts "
        "zKINPN22wfW0J7c9xjCrmAQC8VEJcorFoIc+9CJkCFehVQ9g05l9yoIFajhjqls+c8dS0rEyynL5rTHZeOIcg6Izvg4=\n"
    ) == note
    assert "example.com/receipts+cca20d3c+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4" == str(KEY.verifier)
