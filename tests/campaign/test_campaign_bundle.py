"""A file with rule packs is taken whole, by a trusted signature, or not at all."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aboveboard.campaign.bundle import MANIFEST, MOST_OF_A_FILE, MOST_OF_ALL, open_bundle, seal_bundle
from aboveboard.domain.errors import InputError
from aboveboard.receipts.note import SigningKey

KEY, OTHER = SigningKey("rules.example", bytes(32)), SigningKey("else.example", bytes([1]) * 32)
TEXTS = {"meta.toml": 'version = "2"\n', "gb.toml": "# ä\n" * 400, "de.toml": "x = 1\r\n\ttab\n"}
NOW = datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A sound bundle."""
    path = tmp_path / "rules.zip"
    seal_bundle(TEXTS, "2026.12.20-draft2", path, key=KEY, now=NOW)
    return path


def parts(path: Path) -> dict[str, bytes]:
    """The entries of a zip file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, entries: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip file of these entries."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def test_what_was_sealed_comes_out(bundle: Path) -> None:
    """Every text, the version, the time and the key are those that were sealed; sealing again gives the same bytes."""
    found = open_bundle(bundle, [OTHER.verifier, KEY.verifier])
    second = bundle.with_name("second.zip")
    seal_bundle(TEXTS, "2026.12.20-draft2", second, key=KEY, now=NOW)

    assert TEXTS == found.texts
    assert ("2026.12.20-draft2", NOW, "rules.example") == (found.version, found.sealed, found.key)
    assert bundle.read_bytes() == second.read_bytes()


def test_no_trusted_key_is_no_key(bundle: Path) -> None:
    """Nobody trusted: refused, with the remedy; another trusted: refused, and both are named."""
    with pytest.raises(InputError, match=r"no key is trusted here; .*rules\.example.*packs trust KEY"):
        open_bundle(bundle, [])
    with pytest.raises(InputError, match=r"no trusted key signed this; .*rules\.example.*else\.example"):
        open_bundle(bundle, [OTHER.verifier])


def test_a_key_of_the_same_name_is_another_key(bundle: Path) -> None:
    """Who calls itself by a trusted name has not its key."""
    forged = bundle.with_name("forged.zip")
    seal_bundle(TEXTS, "3", forged, key=SigningKey("rules.example", bytes([2]) * 32), now=NOW)
    with pytest.raises(InputError, match="no trusted key signed this"):
        open_bundle(forged, [KEY.verifier])


def test_a_file_that_is_there_is_not_replaced(bundle: Path) -> None:
    """Sealing onto a file is refused, and the file stays."""
    before = bundle.read_bytes()
    with pytest.raises(InputError, match="there is a file already"):
        seal_bundle({}, "9", bundle, key=KEY, now=NOW)
    assert before == bundle.read_bytes()


Change = Callable[[dict[str, bytes]], list[tuple[str, bytes]]]
HOSTILE: dict[str, tuple[Change, str]] = {
    "a changed byte": (lambda p: [*(p | {"gb.toml": p["gb.toml"][:-2] + b"#\n"}).items()], "not the text that was"),
    "a longer text": (lambda p: [*(p | {"gb.toml": p["gb.toml"] + b" "}).items()], "not the text that was signed"),
    "a text too many": (lambda p: [*p.items(), ("fr.toml", b"")], "fr.toml is in the manifest or in the file"),
    "a text too few": (lambda p: [(n, d) for n, d in p.items() if n != "gb.toml"], "gb.toml is in the manifest"),
    "two of one name": (lambda p: [*p.items(), ("gb.toml", b"")], "a file is there twice"),
    "no manifest": (lambda p: [(n, d) for n, d in p.items() if n != MANIFEST], "the manifest is missing"),
    "a way up": (lambda p: [*p.items(), ("../gb.toml", b"")], "cannot be named '../gb.toml'"),
    "a root": (lambda p: [*p.items(), ("/etc/gb.toml", b"")], "cannot be named"),
    "a backslash": (lambda p: [*p.items(), ("..\\gb.toml", b"")], "cannot be named"),
    "a folder": (lambda p: [*p.items(), ("rules/", b"")], "cannot be named"),
    "another ending": (lambda p: [*p.items(), ("gb.py", b"")], "cannot be named"),
    "a device": (lambda p: [*p.items(), ("nul\x00.toml", b"")], "cannot be named"),
    "a version too late": (
        lambda p: [*(p | {MANIFEST: p[MANIFEST].replace(b"draft2", b"draft3")}).items()],
        "no trusted key signed this",
    ),
    "no signature": (lambda p: [*(p | {MANIFEST: p[MANIFEST].partition(b"\n\n")[0]}).items()], "no signed note"),
    "a bomb": (lambda p: [*(p | {"gb.toml": bytes(MOST_OF_A_FILE + 1)}).items()], "gb.toml has more than"),
    "many bombs": (lambda p: [*p.items(), *((f"b{n}.toml", bytes(900_000)) for n in range(9))], "more than"),
    "a great many": (lambda p: [*p.items(), *((f"b{n}.toml", b"") for n in range(400))], "more than 300 files"),
    "no text": (lambda p: [*(p | {MANIFEST: b"\xff\xfe"}).items()], "no bundle of rule packs: UnicodeDecodeError"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(bundle: Path, name: str) -> None:
    """Whatever was done to the file, the answer is one error that names the file."""
    change, problem = HOSTILE[name]
    path = written(bundle.with_name("hostile.zip"), change(parts(bundle)))
    with pytest.raises(InputError) as caught:
        open_bundle(path, [KEY.verifier])
    assert problem in str(caught.value)
    assert str(path) in str(caught.value) or "no signed note" in problem


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, bundle: Path) -> None:
    """Neither text, nor half a file, nor one that is too large, nor another way of packing is read."""
    for data in (b"", b"regime = 1", bundle.read_bytes()[:-40], bytes(MOST_OF_ALL + 1)):
        (tmp_path / "no.zip").write_bytes(data)
        with pytest.raises(InputError, match=r"no\.zip"):
            open_bundle(tmp_path / "no.zip", [KEY.verifier])
    packed = written(tmp_path / "lzma.zip", list(parts(bundle).items()), zipfile.ZIP_LZMA)
    with pytest.raises(InputError, match="packed in a way"):
        open_bundle(packed, [KEY.verifier])
    with pytest.raises(InputError, match="no such file"):
        open_bundle(tmp_path / "none.zip", [KEY.verifier])


def test_no_damage_gets_through(bundle: Path, tmp_path: Path) -> None:
    """Of 600 files with some bytes changed, each gives the very texts that were signed, or one plain error."""
    sound, dice = bundle.read_bytes(), random.Random(5)
    refused = 0
    for _ in range(600):
        data = bytearray(sound)
        for _ in range(dice.randint(1, 3)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        (tmp_path / "damaged.zip").write_bytes(data)
        try:
            assert TEXTS == open_bundle(tmp_path / "damaged.zip", [KEY.verifier]).texts
        except InputError:
            refused += 1
    assert refused > 400
