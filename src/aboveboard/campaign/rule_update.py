"""Another version of the rules: opened, checked, compared, and taken in or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from aboveboard.campaign.bundle import Bundle, open_bundle, seal_bundle
from aboveboard.campaign.home import Home
from aboveboard.campaign.rule_reach import change_line, changed_rules, touched
from aboveboard.campaign.rule_versions import Installed, RuleVersions, merged
from aboveboard.checks.rule_pack import check_example, check_rule, rule_pack_problems
from aboveboard.domain.errors import InputError
from aboveboard.guard.pack_diff import RuleChange, compare
from aboveboard.guard.packs import OF_THE_PROGRAM, RulePacks, load_packs, problems_of_pack
from aboveboard.guard.row import evaluate_row
from aboveboard.receipts.keys import make_key, read_key
from aboveboard.receipts.note import VerifierKey

AHEAD: Final = timedelta(days=1)
"""How far the clock of whoever sealed a bundle may be before ours."""


@dataclass(frozen=True, slots=True)
class Update:
    """What going to another version would change; `older` says why a bundle looks like an old one sent again."""

    before: RulePacks
    after: RulePacks
    changes: Sequence[RuleChange]
    campaigns: Sequence[dict[str, object]]
    older: str = ""

    def lines(self) -> list[dict[str, object]]:
        """From and to which version, the changes, loosening ones first, and the campaigns they touch."""
        texts = {pack.name: pack.digest for pack in self.before.packs}
        anew = [pack.name for pack in self.after.packs if texts.get(pack.name) != pack.digest]
        head: dict[str, object] = {
            "from": self.before.version,
            "to": self.after.version,
            "older": self.older,
            "to_be_signed_anew": anew,
        }
        return [head, *(change_line(change) for change in self.changes), *self.campaigns]


class Updates:
    """The versions of one home, as whoever changes them sees them."""

    def __init__(self, home: Home, *, now: datetime) -> None:
        self._home, self._now = home, now
        self.versions = RuleVersions.of(home)

    def of_file(self, path: Path) -> tuple[Update, Bundle]:
        """What a bundle would change; InputError where its signature, a text or a rule of it is not right."""
        bundle = open_bundle(path, self.versions.trusted())
        if "meta.toml" not in bundle.texts or not bundle.texts.keys().isdisjoint(OF_THE_PROGRAM):
            names = ", ".join(OF_THE_PROGRAM)
            raise InputError(f"a bundle has meta.toml, and none of {names}, which are the program's", place=str(path))
        after = load_packs(texts=merged(bundle.texts))
        if _stated(after) != bundle.version:
            raise InputError("meta.toml and the manifest name different versions", place=str(path))
        ahead = [pack.name for pack in after.packs if pack.as_of > bundle.sealed.date()]
        if ahead or bundle.sealed > self._now + AHEAD:
            what = f"{ahead[0]}.toml says it was checked" if ahead else "the manifest says it was sealed"
            raise InputError(f"{what} on a day to come", place=str(path))
        update = self._update(after)
        _check(update)
        older = _older(bundle, update, self.versions.journal())
        return Update(update.before, after, update.changes, update.campaigns, older), bundle

    def of_version(self, version: str) -> Update:
        """What going to a version that is kept here would change."""
        return self._update(load_packs(texts=self.versions.texts(version)))

    def _update(self, after: RulePacks) -> Update:
        before = load_packs(texts=self.versions.texts(self.versions.current()))
        changes = compare(before, after, self._now.date())
        return Update(before, after, changes, touched(self._home, changed_rules(changes)))

    def take(self, update: Update, bundle: Bundle) -> None:
        """The bundle's version is in use; the one before stays where it is."""
        line = Installed(
            version=update.after.version, at=self._now, act="update", sealed=bundle.sealed, key=bundle.key
        )  # fmt: skip
        self.versions.install(bundle.texts, line)

    def use(self, version: str, *, act: str) -> None:
        """The version is in use again."""
        self.versions.use(version, at=self._now, act=act)

    def trust(self, text: str, *, withdraw: bool) -> list[str]:
        """The keys that are trusted from now on."""
        key = VerifierKey.parse(text)
        others = [known for known in self.versions.trusted() if known != key]
        if withdraw and len(others) == len(self.versions.trusted()):
            raise InputError(f"{key.name} was not trusted", remedy="`aboveboard packs list` names the keys")
        keys = others if withdraw else [*others, key]
        self.versions.set_trusted(keys)
        return [str(known) for known in keys]

    def lines(self) -> list[dict[str, object]]:
        """The version in use, the journal of all changes, and the trusted keys."""
        journal: list[dict[str, object]] = [
            {"at": line.at.isoformat(), "act": line.act, "version": line.version, "key": line.key}
            for line in self.versions.journal()
        ]
        keys: list[dict[str, object]] = [{"trusted": str(key)} for key in self.versions.trusted()]
        return [{"in_use": self.versions.current()}, *journal, *keys]


def _stated(packs: RulePacks) -> str:
    return packs.version.partition("+")[0]


def _day(packs: RulePacks) -> date:
    return max(pack.as_of for pack in packs.packs)


def _older(bundle: Bundle, update: Update, journal: Sequence[Installed]) -> str:
    """Why the bundle is no step forward; empty if it is one."""
    newest = max((line.sealed for line in journal if line.sealed), default=None)
    if newest is not None and bundle.sealed <= newest:
        return f"it was sealed at {bundle.sealed.isoformat()}, and one of {newest.isoformat()} came here before"
    ours, theirs = _day(update.before), _day(update.after)
    return f"it was last checked on {theirs}, and the version in use on {ours}" if theirs < ours else ""


def _check(update: Update) -> None:
    """Raises InputError for a changed rule that fails the kit, and for one that would lift a rule of the house."""
    changed = {change.rule for change in update.changes}
    for rule in update.after.rules:
        house = [name for name in rule.lifts if update.after.by_id[name].layer == "house"]
        if house:
            raise InputError(f"{rule.id} would lift {house[0]}, a rule of the house", place=rule.place)
        if rule.id in changed:
            check_rule(rule, update.after, evaluate_row)


def lint(path: Path) -> list[InputError]:
    """What is wrong with an organisation's own pack, at most one thing a rule; none if a campaign may name it."""
    return problems_of_pack(path) or list(rule_pack_problems(path, load=load_packs, evaluate=evaluate_row))


def seal(folder: Path, out: Path, *, key_file: Path, name: str | None, now: datetime) -> tuple[str, str]:
    """The folder's packs are sealed into one file; the version, and the key by which others check it.

    The key is made where its file is missing and `name` says whose it is.
    """
    files = sorted(folder.glob("*.toml"))
    texts = {path.name: path.read_bytes().decode() for path in files if path.name not in OF_THE_PROGRAM}
    if "meta.toml" not in texts:
        raise InputError("there is no meta.toml", place=str(folder), remedy="a version of all packs, as in src")
    packs = load_packs(texts=merged(texts))
    for rule in packs.rules:
        for example in rule.examples:
            check_example(rule, example, packs, evaluate_row)
    if not key_file.exists():
        if name is None:
            raise InputError("there is no such key", place=str(key_file), remedy="--name, such as shop.example/rules")
        make_key(key_file, name)
    key = read_key(key_file)
    seal_bundle(texts, _stated(packs), out, key=key, now=now)
    return packs.version, str(key.verifier)
