"""Sign-off: who of the organisation answers for which rule packs, and how what is missing is said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from aboveboard.campaign.home import Home
from aboveboard.campaign.rule_versions import RuleVersions, own_packs
from aboveboard.campaign.run import open_store
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.sign_off import SignOff
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.rule import Pack
from aboveboard.guard.sign_off import NO_PACK, is_outdated

MOST_OF_A_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Signing:
    """What somebody signs, or withdraws where there is no `until`: packs by name, and all that name some countries."""

    packs: tuple[str, ...]
    countries: tuple[str, ...]
    by: str
    until: date | None


def sign(campaign: Path | None, home: Path | None, signing: Signing, *, today: date) -> list[SignOff]:
    """The sign-offs that are on record now, one for each pack; nothing is recorded unless all can be."""
    place = Home.of(campaign or Path("campaign.toml"), home)
    rules = RuleVersions.of(place).in_use(own_packs(campaign)).packs
    by = " ".join(signing.by.split())
    if not by or len(by) > MOST_OF_A_NAME or not by.isprintable():
        raise InputError("who signs has to be named", place="--by", remedy="the name of the person who answers for it")
    if signing.until is not None and signing.until < today:
        raise InputError(f"{signing.until} is past", place="--until", remedy="a day to come")
    chosen = _chosen(rules, signing)
    events = [SignOff(pack=p.name, digest=p.digest, by=by, on=today, until=signing.until) for p in chosen]
    with open_store(place) as store:
        store.rulebook.sign(events)
    return events


def _chosen(rules: RulePacks, signing: Signing) -> list[Pack]:
    by_name = {pack.name: pack for pack in rules.packs}
    found: dict[str, Pack] = {}
    for given in signing.packs:
        name = given.removesuffix(".toml")
        if name not in by_name:
            raise InputError(f"there is no pack {name!r}", remedy=did_you_mean(name, by_name))
        found[name] = by_name[name]
    for country in signing.countries:
        if country not in rules.by_country:
            remedy = did_you_mean(country, rules.by_country)
            raise InputError(f"no pack of law or guidance names {country!r}", place="--country", remedy=remedy)
        found |= {pack.name: pack for pack in rules.by_country[country]}
    if not found:
        raise InputError("nothing is named to sign", remedy="name packs, or a country with --country")
    return [found[name] for name in sorted(found)]


def lacking(unsigned: Collection[str], outdated: Collection[str], *, countries: Sequence[str] = ()) -> str:
    """What is missing before the rules let a text go, and what to do; by countries where they are known."""
    if NO_PACK in unsigned:
        return "for review: no rules of law or guidance are known for its country"
    named = f"of {', '.join(countries)}" if countries else ", ".join(sorted(unsigned))
    target = " ".join(f"--country {code}" for code in countries) or " ".join(sorted(unsigned))
    parts = []
    if unsigned:
        parts.append(
            f"the rules {named} are not signed by anybody; `aboveboard guard sign {target} --by NAME --until DATE`"
        )
    if outdated:
        parts.append(
            f"{', '.join(sorted(outdated))}: last checked more than 180 days ago; `aboveboard packs update FILE`"
        )
    return "for review: " + "; ".join(parts)


def pack_states(rules: RulePacks, stands: Iterable[SignOff], day: date) -> dict[str, dict[str, str | None]]:
    """For each pack whether somebody answers for it on that day, who, and until when."""
    signed = {(one.pack, one.digest): one for one in stands}
    found: dict[str, dict[str, str | None]] = {}
    for pack in rules.packs:
        one = signed.get((pack.name, pack.digest))
        until = one.until if one else None
        valid = until is not None and day <= until
        needed = bool(pack.countries())
        state = "outdated" if needed and is_outdated(pack, day) else "signed" if valid else "unsigned"
        found[pack.name] = {
            "state": state if needed or valid else "needs no signature",
            "signed_by": one.by if one and valid else None,
            "until": until.isoformat() if until and valid else None,
        }
    return found
