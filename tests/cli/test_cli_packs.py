"""Rule packs by the command line: signed for, compared, updated and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aboveboard.campaign.bundle import seal_bundle
from aboveboard.cli.lines import sentence
from aboveboard.guard.packs import OF_THE_PROGRAM, rule_files
from aboveboard.receipts.note import SigningKey

Say = Callable[..., tuple[int, str, str]]
KEY = SigningKey("rules.example", bytes(32))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that is not there yet."""
    return tmp_path / "home"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle that differs from the packaged packs in the first day of one rule."""
    texts = {name: text for name, text in rule_files().items() if name not in OF_THE_PROGRAM}
    texts["meta.toml"] = texts["meta.toml"].replace("2026.11.23-draft1", "2026.12.20")
    day = "effective_from = 2003-12-11"
    texts["gb-pecr-gdpr.toml"] = texts["gb-pecr-gdpr.toml"].replace(day, "effective_from = 2026-06-01", 1)
    seal_bundle(texts, "2026.12.20", tmp_path / "rules.zip", key=KEY, now=datetime.now(UTC) - timedelta(hours=1))
    return tmp_path / "rules.zip"


def lines(out: str) -> list[dict[str, object]]:
    """JSON lines, read."""
    return [json.loads(line) for line in out.splitlines()]


def in_use(say: Say, home: Path) -> object:
    """The version in use, as the list of versions says."""
    return lines(say("packs", "list", "--home", home)[1])[0]["in_use"]


def test_an_update_needs_trust_and_a_yes(say: Say, home: Path, bundle: Path) -> None:
    """No trusted key, then no yes: status 2, one line with the remedy, nothing changed; with both it is in use."""
    status, out, err = say("packs", "update", bundle, "--home", home, "--yes")
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert "packs trust KEY" in err
    assert not home.exists()
    assert 0 == say("packs", "trust", KEY.verifier, "--home", home)[0]
    status, out, err = say("packs", "update", bundle, "--home", home)
    assert (2, "loosens") == (status, lines(out)[1]["effect"])
    assert "only when a person agreed (--yes)" in err
    assert 0 == say("packs", "update", bundle, "--home", home, "--dry-run")[0]
    assert "packaged" == in_use(say, home)
    status, out, err = say("packs", "update", bundle, "--home", home, "--yes")
    assert (0, "gb-pecr-22-consent") == (status, lines(out)[1]["rule"])
    assert "signed by rules.example" in err
    assert str(in_use(say, home)).startswith("2026.12.20+")
    assert "in force from 2026-06-01" in say("guard", "rule", "gb-pecr-22-consent", "--home", home)[1]
    assert "in force from 2003-12-11" in say("guard", "rule", "gb-pecr-22-consent")[1]


def test_yes_does_not_say_older(say: Say, home: Path, bundle: Path) -> None:
    """The same bundle again is older; --yes alone is refused, --older takes it."""
    say("packs", "trust", KEY.verifier, "--home", home)
    assert 0 == say("packs", "update", bundle, "--home", home, "--yes")[0]
    assert 0 == say("packs", "update", "--undo", "--home", home, "--yes")[0]
    assert "packaged" == in_use(say, home)
    status, out, err = say("packs", "update", bundle, "--home", home, "--yes")
    assert 2 == status
    assert "came here before" in str(lines(out)[0]["older"])
    assert "--older takes it anyway" in err
    assert "packaged" == in_use(say, home)
    assert 0 == say("packs", "update", bundle, "--home", home, "--yes", "--older")[0]
    assert "packaged" != in_use(say, home)
    assert 0 == say("packs", "use", "packaged", "--home", home, "--yes")[0]
    assert "packaged" == in_use(say, home)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["packs", "update"], "give a FILE, or --undo"),
        (["packs", "update", "x", "--undo"], "give a FILE, or --undo"),
        (["packs", "update", "--undo", "--yes"], "there is no update to undo"),
        (["packs", "update", "none.zip"], "none.zip: no such file"),
        (["packs", "use", "packagd", "--yes"], "did you mean 'packaged'?"),
        (["packs", "trust", "key"], "a verifier key is written name+hash+base64"),
        (["packs", "trust", KEY.verifier, "--withdraw"], "was not trusted"),
        (["guard", "sign", "eu-gdpr", "--by", "A"], "give --until, or --withdraw"),
        (["guard", "sign", "eu-gdp", "--by", "A", "--until", "2099-01-01"], "did you mean 'eu-gdpr'?"),
        (["guard", "sign", "--by", "A", "--until", "2099-01-01"], "nothing is named to sign"),
        (["guard", "sign", "eu-gdpr", "--by", "A", "--until", "2099-02-30"], "2099-02-30"),
        (["guard", "diff", "--from", "2027-01-01", "--to", "2026-01-01"], "2026-01-01 is not after 2027-01-01"),
        (["guard", "rule", "gb-pecr-22-consen"], "did you mean 'gb-pecr-22-consent'?"),
    ],
)
def test_what_cannot_be_done_is_one_line(say: Say, home: Path, arguments: list[object], problem: str) -> None:
    """Each is refused with status 2 and what would be right, and no home is made."""
    status, out, err = say(*arguments, *([] if arguments[1] == "lint" else ["--home", home]))
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert problem in err
    assert not home.exists()


def test_signing_is_on_record_and_can_be_withdrawn(say: Say, home: Path) -> None:
    """Who signs a country signs each of its packs; the list shows it, and after a withdrawal no more."""
    status, out, err = say(
        "guard", "sign", "--country", "GB", "--by", "A. Lawyer", "--until", "2099-01-01", "--home", home
    )
    assert (0, "") == (status, err)
    assert ["eu-gdpr", "gb-pecr-gdpr", "misleading-advertising", "tracking-pixels"] == [x["pack"] for x in lines(out)]

    def states() -> dict[object, object]:
        return {line["pack"]: line["signed_by"] for line in lines(say("guard", "packs", "--home", home)[1])}

    assert ("A. Lawyer", None) == (states()["gb-pecr-gdpr"], states()["de-uwg"])
    status, out, _ = say("guard", "sign", "gb-pecr-gdpr", "--withdraw", "--by", "B. Lawyer", "--home", home)
    assert (0, None) == (status, lines(out)[0]["until"])
    assert (None, "A. Lawyer") == (states()["gb-pecr-gdpr"], states()["eu-gdpr"])


def test_lint_ends_with_2_on_a_bad_pack(say: Say, tmp_path: Path) -> None:
    """A sound pack is 0 and what was checked; a bad one 2, with file, line and remedy; a missing one too."""
    kit = Path(__file__).parents[1] / "rules" / "test_rules_kit.py"
    own = tmp_path / "own.toml"
    own.write_text(kit.read_text("utf-8").partition('GOOD = """')[2].partition('"""')[0], "utf-8")
    assert (0, [{"pack": str(own), "problems": 0}], "") == read(say("guard", "lint", own))
    own.write_text(own.read_text("utf-8").replace("residential_line'", "residental_line'"), "utf-8")
    status, told, _ = read(say("guard", "lint", own))
    assert (2, f"{own}:10", 1) == (status, told[0]["place"], told[-1]["problems"])
    assert "residential_line" in str(told[0]["remedy"])
    status, out, err = say("guard", "lint", tmp_path / "none.toml")
    assert (2, "", 1) == (status, out, err.count("\n"))


def read(said: tuple[int, str, str]) -> tuple[int, list[dict[str, object]], str]:
    """An answer with its lines read."""
    return said[0], lines(said[1]), said[2]


def test_the_calendar_tells_what_comes(say: Say, home: Path, example: Path) -> None:
    """Between two days: what starts or moves, with the mark of a rule on no primary text, then each campaign."""
    assert 0 == say("run", example, "--home", home)[0]
    status, told, _ = read(say("guard", "diff", "--from", "2026-11-23", "--to", "2027-12-31", "--home", home))
    rules, campaigns = [x for x in told if "rule" in x], [x for x in told if "campaign" in x]

    assert 0 == status
    assert rules == sorted(rules, key=lambda line: str(line["on"]))
    assert {"us-ca-admt", "in-dpdp-consent"} <= {line["rule"] for line in rules if line["weak"]}
    assert [("high-street", 62, None)] == [
        (one["campaign"], one["businesses"], one["verdicts_changed"]) for one in campaigns
    ]
    assert 0 < int(str(campaigns[0]["in_reach"])) < 20


def test_a_person_reads_sentences() -> None:
    """On a terminal each kind of line is a sentence, with the day, the mark of a weak rule, and the word OLDER."""
    change = {"rule": "r", "effect": "loosens", "change": "ends", "weak": "no primary text"}

    assert "loosens: r: ends (no primary text)" == sentence(change)
    assert "2027-01-01 loosens: r: ends" == sentence({"on": "2027-01-01", **change, "weak": ""})
    assert "from a to b\nOLDER: why" == sentence({"from": "a", "to": "b", "older": "why"})
    assert "campaign c: 2 of 5 businesses in reach" == sentence({"campaign": "c", "businesses": 5, "in_reach": 2})


def test_a_trial_says_who_has_to_answer(say: Say, example: Path, tmp_path: Path) -> None:
    """The counts are what the law allows; one line says what is needed before anything goes out."""
    folder = example.parent
    out = tmp_path / "report.html"
    status, told, _ = say("try", folder / "prospects.csv", "--offline", folder / "pages", "--out", out)
    assert 0 == status
    assert "11 may get an e-mail, 9 a letter, 1 nothing." in told
    assert "somebody has to answer for the rules of its country: `aboveboard guard sign`" in told
    assert "guard sign" in out.read_text("utf-8")
