"""Another version of the rules: shown before it is taken, kept beside the others, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aboveboard.campaign.bundle import seal_bundle
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.rule_update import Updates, lint, seal
from aboveboard.campaign.rule_versions import PACKAGED, RuleVersions, digest_of
from aboveboard.campaign.run import run_campaign
from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.guard.packs import OF_THE_PROGRAM, load_packs, rule_files
from aboveboard.receipts.note import SigningKey

KEY = SigningKey("rules.example", bytes(32))
NOW = datetime(2026, 12, 20, 9, tzinfo=UTC)
OURS = 'version = "2026.11.23-draft1"'


def texts(version: str = "2026.12.20", **changes: tuple[str, str]) -> dict[str, str]:
    """The packaged packs as another version, with a change in some files (named with _ for -)."""
    found = {name: text for name, text in rule_files().items() if name not in OF_THE_PROGRAM}
    found["meta.toml"] = found["meta.toml"].replace(OURS, f'version = "{version}"')
    for name, (old, new) in changes.items():
        file = f"{name.replace('_', '-')}.toml"
        assert old in found[file]
        found[file] = found[file].replace(old, new, 1)
    return found


def sealed(folder: Path, files: Mapping[str, str], version: str = "2026.12.20", *, at: datetime = NOW) -> Path:
    """A bundle of these files."""
    path = folder / f"{version}-{at:%d%H%M}-{digest_of(files)[:8]}.zip"
    if not path.exists():
        seal_bundle(files, version, path, key=KEY, now=at)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that trusts the key."""
    place = Home(tmp_path / "home")
    updates(place).trust(str(KEY.verifier), withdraw=False)
    return place


def updates(home: Home, now: datetime = NOW) -> Updates:
    """The versions of a home, as they are seen at a time."""
    return Updates(home, now=now)


LATER = ("effective_from = 2003-12-11", "effective_from = 2026-06-01")


def test_an_update_is_shown_then_taken_then_taken_back(home: Home, tmp_path: Path) -> None:
    """Opening changes nothing; taking puts the version in use; undoing brings back the one before; both stay."""
    path = sealed(tmp_path, texts(gb_pecr_gdpr=LATER))
    update, bundle = updates(home).of_file(path)
    head, first, *_ = update.lines()

    assert PACKAGED == RuleVersions.of(home).current()
    assert ["gb-pecr-gdpr"] == head["to_be_signed_anew"]
    assert ("gb-pecr-22-consent", "loosens") == (first["rule"], first["effect"])
    assert "2003-12-11 becomes 2026-06-01" in str(first["change"])
    updates(home).take(update, bundle)
    rules = RuleVersions.of(home).in_use().packs
    assert (update.after.version, date(2026, 6, 1)) == (rules.version, rules.by_id[str(first["rule"])].effective_from)
    updates(home).use(RuleVersions.of(home).previous(), act="undo")
    assert load_packs() is RuleVersions.of(home).in_use().packs
    updates(home).use(update.after.version, act="use")
    assert update.after.version == RuleVersions.of(home).in_use().packs.version
    assert ["update", "undo", "use"] == [line.act for line in RuleVersions.of(home).journal()]


def test_undoing_goes_back_step_by_step(home: Home, tmp_path: Path) -> None:
    """Two updates are undone one after the other; then there is nothing to undo."""
    for n, change in enumerate((LATER, ("effective_from = 2003-12-11", "effective_from = 2000-01-01")), 1):
        path = sealed(tmp_path, texts(f"{n}", gb_pecr_gdpr=change), f"{n}", at=NOW + timedelta(minutes=n))
        updates(home).take(*updates(home).of_file(path))
    versions = RuleVersions.of(home)
    seen = [versions.current()]
    for _ in range(2):
        updates(home).use(versions.previous(), act="undo")
        seen.append(versions.current())
    assert ["2", "1", PACKAGED] == [version.partition("+")[0] for version in seen]
    with pytest.raises(InputError, match="no update to undo"):
        versions.previous()


def test_an_older_bundle_is_named(home: Home, tmp_path: Path) -> None:
    """The same file again, one sealed before the newest, and one checked before ours are each called older."""
    path = sealed(tmp_path, texts())
    update, bundle = updates(home).of_file(path)
    assert "" == update.older
    updates(home).take(update, bundle)
    earlier = sealed(tmp_path, texts("3"), "3", at=NOW - timedelta(minutes=1))
    old_day = ("as_of = 2026-11-23", "as_of = 2026-10-01")
    stale = sealed(tmp_path, texts("4", meta=old_day), "4", at=NOW + timedelta(minutes=1))
    found = [updates(home).of_file(file)[0].older for file in (path, earlier, stale)]

    assert [True, True, False] == [why.startswith("it was sealed at") for why in found]
    assert "it was last checked on 2026-10-01, and the version in use on 2026-11-23" == found[2]


REFUSED = {
    "a rule that lifts one of the house": (
        {"gb_pecr_gdpr": ('"gb-pecr-unknown-kind"]', '"house-no-pack-review"]')},
        "gb-pecr-22-soft-opt-in would lift house-no-pack-review, a rule of the house",
    ),
    "a misspelt fact": ({"de_uwg": ("channel ==", "chanel ==")}, "de-uwg.toml:"),
    "an example that lies": ({"gb_pecr_gdpr": ('"sole_trader" }', '"corporate" }')}, "its example says otherwise"),
    "a pack of a day to come": ({"gb_pecr_gdpr": ("[[rule]]", "as_of = 2027-01-01\n[[rule]]")}, "on a day to come"),
    "another version within": ({"meta": ("2026.12.20", "2026.12.21")}, "name different versions"),
    "a version that is a path": ({"meta": ("2026.12.20", "../../x")}, "name different versions"),
    "a day that is none": ({"gb_pecr_gdpr": ("[[rule]]", "as_of = 1\n[[rule]]")}, "gb-pecr-gdpr.toml:3: as_of is 1,"),
    "a strange meta": ({"meta": ("disclaimer", "disclamer")}, "meta.toml:1:"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_version_that_is_not_right_is_refused(home: Home, tmp_path: Path, name: str) -> None:
    """A sound signature does not save a bad text: file and line are named, and nothing was changed."""
    changes, problem = REFUSED[name]
    before = sorted(path.name for path in home.rules.rglob("*"))
    with pytest.raises(InputError) as caught:
        updates(home).of_file(sealed(tmp_path, texts(**changes)))
    assert problem in str(caught.value)
    assert before == sorted(path.name for path in home.rules.rglob("*"))


@pytest.mark.parametrize("name", OF_THE_PROGRAM)
def test_no_update_brings_what_is_the_programs(home: Home, tmp_path: Path, name: str) -> None:
    """Facts, elements and the policy of the house cannot come in a bundle, and one needs meta.toml."""
    for files in (texts() | {name: rule_files()[name]}, {n: t for n, t in texts().items() if n != "meta.toml"}):
        with pytest.raises(InputError, match=r"a bundle has meta\.toml, and none of"):
            updates(home).of_file(sealed(tmp_path, files))


def test_a_time_to_come_is_refused(home: Home, tmp_path: Path) -> None:
    """A bundle that claims to be sealed far ahead would make every later one look old."""
    with pytest.raises(InputError, match="the manifest says it was sealed on a day to come"):
        updates(home).of_file(sealed(tmp_path, texts(), at=NOW + timedelta(days=3)))


def test_a_version_that_was_changed_on_the_disk_is_not_used(home: Home, tmp_path: Path) -> None:
    """Who edits an installed text stops every run, and is told which folder; a damaged journal stops them too."""
    update, bundle = updates(home).of_file(sealed(tmp_path, texts()))
    updates(home).take(update, bundle)
    file = home.rules / update.after.version / "de-uwg.toml"
    file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(LedgerError, match="were changed on the disk"):
        RuleVersions.of(home).in_use()
    with pytest.raises(LedgerError, match="move the folder away"):
        updates(home).take(update, bundle)
    (home.rules / "installed.jsonl").write_text("{", "utf-8")
    with pytest.raises(LedgerError, match="restore it"):
        RuleVersions.of(home).current()


def test_only_known_versions_can_be_used(home: Home) -> None:
    """A version that was never installed is refused, also where its name is a path."""
    for version in ("2026.12.20+ab", "../../etc"):
        with pytest.raises(InputError, match="was installed here"):
            updates(home).use(version, act="use")
    for version in ("../../etc+ab", "a+../b"):
        with pytest.raises(InputError, match="cannot be the name of a version"):
            RuleVersions.of(home).of_version(version)


def test_trust_is_given_and_withdrawn(home: Home) -> None:
    """A key that is trusted no longer opens nothing; one that never was cannot be withdrawn; no key is no key."""
    assert [] == updates(home).trust(str(KEY.verifier), withdraw=True)
    with pytest.raises(InputError, match="was not trusted"):
        updates(home).trust(str(KEY.verifier), withdraw=True)
    with pytest.raises(InputError, match="verifier key"):
        updates(home).trust("rules.example", withdraw=False)


def test_decisions_are_explained_with_the_rules_of_their_day(example: Path, home: Home, tmp_path: Path) -> None:
    """A run keeps its rules; after an update they can be read as they were, the new ones beside them."""
    material = read_material(example)
    first = run_campaign(material, home, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    updates(home).take(*updates(home).of_file(sealed(tmp_path, texts(gb_pecr_gdpr=LATER))))
    second = run_campaign(material, home, now=datetime(2026, 11, 23, 10, tzinfo=UTC))
    days = []
    for result in (first, second):
        then = RuleVersions.of(home).of_version(result.moment.rules)
        assert then is not None
        assert result.moment.rules == then.version
        days.append(then.by_id["gb-pecr-22-consent"].effective_from)

    assert [date(2003, 12, 11), date(2026, 6, 1)] == days
    text = home.rules / first.moment.rules / "de-uwg.toml"
    text.write_text(text.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(LedgerError, match="were changed on the disk"):
        RuleVersions.of(home).of_version(first.moment.rules)


def test_an_update_says_which_campaigns_it_touches(example: Path, home: Home, tmp_path: Path) -> None:
    """A changed British rule about e-mail reaches the British rows of the latest run that have an e-mail cell."""
    run_campaign(read_material(example), home, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    update, _ = updates(home).of_file(sealed(tmp_path, texts(gb_pecr_gdpr=LATER)))
    (touched,) = update.campaigns

    assert ("high-street", 62, None) == (touched["campaign"], touched["businesses"], touched["verdicts_changed"])
    assert 20 < int(str(touched["in_reach"])) < 40


def test_a_folder_is_sealed_and_taken(home: Home, tmp_path: Path) -> None:
    """What `seal` makes of a folder can be taken where its key is trusted; a key is made once and then used again."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in (rule_files() | {"meta.toml": texts()["meta.toml"]}).items():
        (folder / name).write_text(text, "utf-8", newline="")
    with pytest.raises(InputError, match="there is no such key"):
        seal(folder, tmp_path / "a.zip", key_file=tmp_path / "key", name=None, now=NOW)
    made = seal(folder, tmp_path / "a.zip", key_file=tmp_path / "key", name="we.example", now=NOW)
    again = seal(folder, tmp_path / "b.zip", key_file=tmp_path / "key", name=None, now=NOW)
    updates(home).trust(made[1], withdraw=False)
    update, bundle = updates(home).of_file(tmp_path / "a.zip")

    assert made == again
    assert (made[0], "we.example") == (update.after.version, bundle.key)
    assert [] == update.changes
    (folder / "de-uwg.toml").write_text(texts()["de-uwg.toml"].replace("fires = true", "fires = false", 1), "utf-8")
    with pytest.raises(InputError, match=r"de-uwg\.toml"):
        seal(folder, tmp_path / "c.zip", key_file=tmp_path / "key", name=None, now=NOW)
    assert not (tmp_path / "c.zip").exists()


def test_lint_tells_one_problem_a_rule(tmp_path: Path) -> None:
    """Two broken rules are two problems, each with its line; a whole pack that lies is told by its examples."""
    rule = Path(__file__).parents[1] / "rules" / "test_rules_kit.py"
    good = rule.read_text("utf-8").partition('GOOD = """')[2].partition('"""')[0]
    own = tmp_path / "own.toml"
    second = good.partition("[[rule]]")[2].replace("own-no-letters", "own-no-more-letters")
    own.write_text(
        good.replace('"withhold"', '"withold"') + "\n[[rule]]" + second.replace("channel", "chanel"), "utf-8"
    )
    places = [problem.place for problem in lint(own)]

    assert [f"{own}:6", f"{own}:36"] == places
    own.write_text(good, "utf-8")
    assert [] == lint(own)
    own.write_text(good.replace("residential_line = false }", "residential_line = true }"), "utf-8")
    (lie,) = lint(own)
    assert "its example says otherwise" in lie.problem
    assert f"{own}:3" == lie.place
