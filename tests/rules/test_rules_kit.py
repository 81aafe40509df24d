"""The public kit for rule packs passes a good pack, and each of its checks catches a pack that fails it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aboveboard.checks.rule_pack import check_rule_pack
from aboveboard.domain.errors import InputError
from aboveboard.guard.packs import RulePacks, load_packs
from aboveboard.guard.row import evaluate_row

GOOD = """regime = "Our own policy"

[[rule]]
id = "own-no-letters-to-tenants"
plain = "We write no letters to lines that may be somebody's home."
kind = "withhold"
layer = "house"
jurisdiction = ["GB"]
connects = ["recipient"]
when = 'channel == "post" and residential_line'
citation = "Our policy of January 2026"
effective_from = 2026-01-01
verification = { level = "house", date_verified = true }
lesson.question = "May a letter go to a line that may be a home?"
lesson.answers = ["No", "Yes", "On Sundays"]
lesson.correct = 0
lesson.why = "What is not known counts as a home."

[[rule.example]]
as_of = 2026-11-23
fires = true
inputs = { recipient_country = "GB", channel = "post" }

[[rule.example]]
as_of = 2026-11-23
fires = false
inputs = { recipient_country = "GB", channel = "post", residential_line = false }
"""

FAILING = [
    ("a misspelt key", 'citation = "Our', 'citaton = "Our', ":11: unknown key 'citaton' (did you mean 'citation'?)"),
    ("a misspelt fact", "residential_line'", "residental_line'", ":10: unknown name 'residental_line'"),
    ("a misspelt value", '"post" and', '"poste" and', ":10: channel has no value 'poste' (did you mean 'post'?)"),
    ("a misspelt kind", '"withhold"', '"withold"', ":6: kind has no value 'withold' (did you mean 'withhold'?)"),
    ("an unknown place", '["GB"]', '["UK"]', ":8: unknown place 'UK'"),
    ("a wrong date", "2026-01-01", '"2026-01-01"', ":12: effective_from is '2026-01-01', which is no day"),
    ("a place that is none", "residential_line'", 'recipient_country == "UK"\'', ":10: recipient_country is no place"),
    ("a region that is none", "residential_line'", 'recipient_region == "TX"\'', "ISO 3166-2, as in US-CA"),
    ("an hour that is none", "residential_line'", "recipient_local_hour == 24'", ":10: recipient_local_hour is never"),
    ("a rule about nobody", '["recipient"]', "[]", ":9: the rule looks at nobody's country"),
    ("an example nowhere", '{ recipient_country = "GB"', '{ recipient_country = "UK"', ":22: recipient_country is no"),
    ("an impossible date", "2026-01-01", "2026-02-30", ":12: not TOML"),
    ("no examples", "fires = false", "fires = true", ":4: the rule has no pair of examples"),
    (
        "a misspelt example",
        "{ recipient_country",
        "{ recipent_country",
        ":22: unknown fact 'recipent_country'",
    ),
    (
        "a wrong type",
        "residential_line = false",
        'residential_line = "no"',
        "residential_line is given a str",
    ),
    ("no such answer", "correct = 0", "correct = 3", ":16: the lesson has no answer 3"),
    ("an empty sentence", "We write no letters to lines that may be somebody's home.", " ", ":5: plain is empty"),
    ("a missing field", 'citation = "Our policy of January 2026"\n', "", ":4: the rule has no 'citation'"),
    (
        "an idle demand",
        "citation =",
        'requires.lifts = ["gb-pecr-22-consent"]\ncitation =',
        "does nothing in a rule of",
    ),
    ("a taken id", "own-no-letters-to-tenants", "gb-pecr-22-consent", "the id 'gb-pecr-22-consent' is taken"),
    ("a lift", '"withhold"', '"lift"\nrequires.lifts = ["gb-pecr-22-consent"]', "a rule of kind 'lift' would loosen"),
    ("a permit", '"withhold"', '"permit"', "a rule of kind 'permit' would loosen"),
    ("a law of its own", 'layer = "house"', 'layer = "law"', "would count as a country's own law"),
    ("a rule that never acts", "effective_from = 2026-01-01\n", "", "never acts"),
    ("an end before its start", "verification =", "effective_to = 2025-01-01\nverification =", "ends before it starts"),
    ("an example that lies", "residential_line = false", "residential_line = true", "but its example says otherwise"),
]


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text)
    return path


def check(path: Path) -> None:
    check_rule_pack(path, load=load_packs, evaluate=evaluate_row)


def test_a_good_pack_passes_and_acts(tmp_path: Path) -> None:
    """A pack that only tightens passes, is part of the version, and withholds."""
    path = written(tmp_path, GOOD)
    check(path)
    packs = load_packs([path])
    assert packs.version != load_packs().version
    rule = packs.by_id["own-no-letters-to-tenants"]
    example = rule.examples[0]
    assert rule.id in evaluate_row(example.inputs, packs, example.as_of).deciding


@pytest.mark.parametrize(("name", "right", "wrong", "problem"), FAILING, ids=[name for name, *_ in FAILING])
def test_a_pack_that_fails_is_refused_with_its_line(
    tmp_path: Path, name: str, right: str, wrong: str, problem: str
) -> None:
    """Each way a pack can be wrong is refused, with the file, the line and the nearest valid thing."""
    assert right in GOOD
    path = written(tmp_path, GOOD.replace(right, wrong, 1))
    with pytest.raises(InputError) as caught:
        check(path)
    assert problem in str(caught.value), name
    assert f"{path}:" in str(caught.value), name


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: the pack does not name its regime"),
        ('regime = "x"', "1: the pack has no rules"),
        ('regime = "x"\nrule = ["a"]', "1: the pack has no rules"),
        ('regime = "x"\nrule = [{ id = "a" }]', "the rule has no 'plain'"),
        ('regime = "x"\n\nrules = []', "3: unknown key 'rules' (did you mean 'rule'?)"),
        ('regime = "x', "1: not TOML"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    """Whatever is in the file, the answer is an error with its place."""
    with pytest.raises(InputError) as caught:
        check(written(tmp_path, text))
    assert problem in str(caught.value)


def test_a_rule_that_forgives_the_unknown_is_refused(tmp_path: Path) -> None:
    """A rule that withholds on a known number and not on an unknown one would let a missing number pass."""
    text = GOOD.replace("residential_line'", "days_since_inquiry <= 30'")
    known = 'recipient_kind = "corporate", no_solicitation_notice = false, days_since_inquiry = 3'
    text = text.replace(', channel = "post" }', f', {known}, channel = "post" }}')
    text = text.replace('channel = "post", residential_line = false', 'channel = "post", days_since_inquiry = 31')
    with pytest.raises(InputError, match="not knowing days_since_inquiry turns withhold into allow"):
        check(written(tmp_path, text))


def test_a_loader_that_lets_a_loosening_pack_in_is_caught(tmp_path: Path) -> None:
    """Should a pack make anything laxer, whatever way it got in, the kit refuses it."""
    path = written(tmp_path, GOOD)

    def lax(extra: object) -> RulePacks:
        packs = load_packs([path] if extra else ())
        if not extra:
            return packs
        ours = tuple(rule for rule in packs.rules if rule.id == "own-no-letters-to-tenants")
        return RulePacks("lax", ours, packs.facts, packs.elements, packs.duties, "")

    with pytest.raises(InputError, match="a pack of your own may only tighten"):
        check_rule_pack(path, load=lax, evaluate=evaluate_row)


def test_a_pack_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file is an error with its path."""
    with pytest.raises(InputError, match="cannot be read"):
        check(tmp_path / "none.toml")
