"""What changes between two versions of the rules and between two days, in words, loosening first."""

from __future__ import annotations

from datetime import date

import pytest

from aboveboard.guard.pack_diff import WEIGHTS, compare, over_time
from aboveboard.guard.packs import OF_THE_PROGRAM, VOCABULARY, RulePacks, load_packs, rule_files

DAY = date(2026, 11, 23)

# In which file, what stands there, what it becomes, how it weighs, and words of the sentence.
CHANGES = [
    ("gb-pecr-gdpr.toml", "effective_from = 2003-12-11", "effective_from = 2027-01-01", "loosens", "effective from"),
    ("gb-pecr-gdpr.toml", "effective_from = 2003-12-11", "effective_from = 2000-01-01", "tightens", "2000-01-01"),
    ("gb-pecr-gdpr.toml", "effective_from = 2003-12-11", "effective_from = 2003-12-11\neffective_to = 2027-01-01",
     "loosens", "effective to: nothing becomes 2027-01-01"),
    ("gb-pecr-gdpr.toml", 'jurisdiction = ["GB"]', 'jurisdiction = ["GB", "JE"]', "tightens", "GB becomes GB, JE"),
    ("de-uwg.toml", 'jurisdiction = ["DE"]', 'jurisdiction = ["AT"]', "may loosen", "DE becomes AT"),
    ("gb-pecr-gdpr.toml", '"gb-pecr-unknown-kind"]', '"gb-pecr-unknown-kind", "gb-pecr-21-tps"]', "loosens", "lifts"),
    ("gb-pecr-gdpr.toml", '"email", "sms", "social_dm", "messaging_app"', '"email", "sms"', "may loosen", "when"),
    ("gb-pecr-gdpr.toml", 'level = "quoted_primary"', 'level = "memory"', "words", "verification"),
    ("gb-pecr-gdpr.toml", "In the UK a sole trader", "A British sole trader", "words", "plain"),
    ("gb-pecr-gdpr.toml", 'kind = "withhold"', 'kind = "review"', "loosens", "kind: “withhold” becomes “review”"),
]  # fmt: skip


def version(name: str, old: str, new: str) -> RulePacks:
    """The packaged packs with one change in one file."""
    files = rule_files()
    assert old in files[name]
    return load_packs(texts={**files, name: files[name].replace(old, new, 1)})


@pytest.mark.parametrize(("name", "old", "new", "weight", "words"), CHANGES, ids=[f"{c[1]} > {c[2]}" for c in CHANGES])
def test_each_change_is_told_with_its_weight(
    packs: RulePacks, name: str, old: str, new: str, weight: str, words: str
) -> None:
    """One changed field is one change, said in words, and weighed by whether it lets more through."""
    changes = [change for change in compare(packs, version(name, old, new), DAY) if not change.rule.startswith("count")]

    assert [weight] == [change.weight for change in changes]
    assert words in changes[0].sentence


def test_what_was_loosening_tightens_the_other_way(packs: RulePacks) -> None:
    """Taken back, a change that loosens tightens, and the reverse; what only may loosen may do so both ways."""
    other = {"loosens": "tightens", "tightens": "loosens", "may loosen": "may loosen", "words": "words"}
    for name, old, new, weight, _ in CHANGES:
        changes = [change for change in compare(version(name, old, new), packs, DAY) if "-" in change.rule]
        assert [other[weight]] == [change.weight for change in changes]


def test_a_rule_added_or_removed_is_weighed_by_its_kind(packs: RulePacks) -> None:
    """Without its file a regime's rules are removed: prohibitions loosen, freedoms tighten, notes are words."""
    files = {name: text for name, text in rule_files().items() if name != "de-uwg.toml"}
    removed, added = compare(packs, load_packs(texts=files), DAY), compare(load_packs(texts=files), packs, DAY)
    german = {rule.id: rule for pack in packs.packs if pack.name == "de-uwg" for rule in pack.rules}

    assert german.keys() == {change.rule for change in removed}
    for change in removed:
        assert (change.weight == "loosens") is (german[change.rule].kind not in ("permit", "lift", "note"))
    assert [WEIGHTS.index(c.weight) for c in added] == sorted(WEIGHTS.index(c.weight) for c in added)
    assert {"country DE"} == {c.rule for c in added if c.rule.startswith("country")}


def test_a_newly_named_country_loosens(packs: RulePacks) -> None:
    """The first rule of law for a country ends the house's review of it, and that is said first."""
    files = rule_files()
    law = files["pl-communications-law.toml"].replace('"PL"', '"MX"').replace("pl-", "mx-", 1)
    after = load_packs(texts={**files, "mx-law.toml": law.replace("Poland", "Mexico")})
    first = compare(packs, after, DAY)[0]

    assert ("country MX", "loosens") == (first.rule, first.weight)


def test_the_same_packs_do_not_differ(packs: RulePacks) -> None:
    """A comment or another order of keys is no change of a rule."""
    files = rule_files()
    commented = load_packs(texts={name: text + "# read again\n" for name, text in files.items()})

    assert packs.version != commented.version
    assert [] == compare(packs, commented, DAY)


def test_time_tells_what_starts_ends_and_moved(packs: RulePacks) -> None:
    """Over all time each rule starts once, ends at most once, and each entry of its history is told on its day."""
    told = over_time(packs, date(1900, 1, 1), date(2100, 1, 1))
    acting = [rule for rule in packs.rules if rule.kind != "note"]

    assert sorted(told, key=lambda item: item[0]) == told
    assert sum(rule.effective_from is not None for rule in acting) == sum(c.sentence[:6] == "starts" for _, c in told)
    assert sum(rule.effective_to is not None for rule in acting) == sum(c.sentence[:4] == "ends" for _, c in told)
    assert sum(len(rule.date_history) for rule in packs.rules) == sum("dates moved" in c.sentence for _, c in told)


def test_the_first_day_is_outside_and_the_last_within(packs: RulePacks) -> None:
    """A rule that starts on a day is told from the day before to it, and not from it on."""
    day = date(2027, 1, 1)
    starting = {rule.id for rule in packs.rules if rule.effective_from == day and rule.kind != "note"}

    assert starting
    assert starting == {change.rule for _, change in over_time(packs, date(2026, 12, 31), day)}
    assert starting.isdisjoint({change.rule for _, change in over_time(packs, day, date(2027, 1, 2))})


def test_a_version_needs_the_files_of_the_program() -> None:
    """A set of texts without vocabulary or the policy of the house is no version."""
    for name in {*VOCABULARY, *OF_THE_PROGRAM}:
        files = rule_files()
        del files[name]
        with pytest.raises(Exception, match=name):
            load_packs(texts=files)
