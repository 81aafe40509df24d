"""What taking a fact away does to a verdict: not knowing allows nothing and relieves of nothing, known gaps apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import polars as pl
import pytest

from aboveboard.checks.rule_pack import MAY_BE_NULL
from aboveboard.domain.verdict import Verdict, decode_verdict
from aboveboard.guard.columns import evaluate_outcomes
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row
from aboveboard.guard.rule import Rule

DAY, LATER = date(2026, 11, 23), date(2027, 6, 1)
NO_DRAFT = pl.lit(None, pl.List(pl.String))
NEAR = 400  # contexts near an example
Frames = Callable[[int, int], pl.DataFrame]
Gap = tuple[str, str]
Context = dict[str, object]

# `meta.evaluation` of the researched rules says that no null allows, `MAY_BE_NULL` apart, which it names. Nine times
# its conditions are laxer on what is unknown than on what is known. The data stay as given; here is the evidence: the
# fact made null, the rule that refuses while it is known, and the least context in which nothing refuses then.
BOUGHT = {"collected_in_sale": True, "similar_products": True, "optout_offered_at_collection": True}
ALLOWING: dict[Gap, Context] = {
    # An address of unknown kind is not taken for a person's.
    ("address_kind", "fr-cnil-b2b-irrelevant"): {
        "recipient_country": "FR",
        "recipient_kind": "public_body",
        "address_kind": "named",
    },
    ("address_kind", "fr-cnil-prospect-3-years"): {
        "recipient_country": "FR",
        "recipient_kind": "public_body",
        "address_kind": "named",
        "data_level": "entity",
        "months_since_last_contact": 36,
    },
    ("address_kind", "in-dpdp-consent"): {
        "as_of": LATER,
        "recipient_country": "IN",
        "channel": "sms",
        "address_kind": "named",
        "data_level": "entity",
    },
    # A recipient of unknown form is not taken for a natural person.
    ("recipient_kind", "fr-cnil-prospect-3-years"): {
        "recipient_country": "FR",
        "channel": "voice_live",
        "recipient_kind": "sole_trader",
        "data_level": "entity",
        "months_since_last_contact": 36,
    },
    ("recipient_kind", "in-dpdp-consent"): {
        "as_of": LATER,
        "recipient_country": "IN",
        "channel": "sms",
        "recipient_kind": "individual",
        "data_level": "entity",
    },
    # A buyer of unknown capacity counts as a consumer, to whom the soft opt-in is open; one in business is not.
    ("recipient_capacity", "fr-sole-trader-review"): {
        "recipient_country": "FR",
        "recipient_capacity": "business",
        **BOUGHT,
    },
    ("recipient_capacity", "fr-cnil-b2b-irrelevant"): {
        "recipient_country": "FR",
        "recipient_kind": "public_body",
        "recipient_capacity": "business",
        "address_kind": "named",
        **BOUGHT,
    },
    # A referral excuses the first message only; a message of which nobody knows whether it is the first counts as it.
    ("first_message", "ca-casl-6-consent"): {
        "recipient_country": "CA",
        "relationship": "referral",
        "names_referrer": True,
        "first_message": False,
    },
    # Who made an inquiry did not disclose the address for more; with no relationship known the disclosure counts.
    ("relationship", "ca-casl-6-consent"): {
        "recipient_country": "CA",
        "relationship": "inquiry",
        "address_source": "given_by_recipient",
        "role_relevant": True,
    },
}
# It also says that no null relieves of an element or a duty, `mailbox_provider` apart. These do; most are facts of the
# sender's own, which fall back to a default that raises no duty.
ENTITY = {"recipient_kind": "corporate", "address_kind": "named", "data_level": "entity"}
CALIFORNIA = {"recipient_region": "US-CA"}
BULK = {"daily_volume_to_provider": 5000}
SOLD = {"gpc": True, "sells_or_shares": True}
RELIEVING: dict[Gap, Context] = {
    ("address_kind", "br-lgpd-legitimate-interest"): {"recipient_country": "BR", **ENTITY},
    ("address_kind", "eu-gdpr-14-3-b"): {"recipient_country": "IE", **ENTITY},
    ("address_kind", "eu-gdpr-21-4"): {"recipient_country": "IE", **ENTITY},
    ("address_kind", "eu-gdpr-5-1-e-retention"): {"recipient_country": "IE", **ENTITY},
    ("address_kind", "eu-gdpr-6-1-f"): {"recipient_country": "IE", **ENTITY},
    ("address_kind", "gb-gdpr-14-3-b"): {"recipient_country": "GB", **ENTITY},
    ("address_kind", "gb-gdpr-21-4-notice"): {"recipient_country": "GB", **ENTITY},
    ("address_kind", "gb-gdpr-6-legitimate-interest"): {"recipient_country": "GB", **ENTITY},
    ("asked_if_ai", "us-ut-13-77-103"): {
        "recipient_region": "US-UT",
        "recipient_capacity": "consumer",
        "generated_by_ai": "generative",
        "ai_interactive": True,
        "asked_if_ai": True,
    },
    ("ccpa_business", "us-ca-admt"): {
        **CALIFORNIA,
        "as_of": LATER,
        "decision_kind": "consequential",
        "ccpa_business": True,
    },
    ("ccpa_business", "us-ca-ccpa-b2b-covered"): {**CALIFORNIA, "ccpa_business": True},
    ("ccpa_business", "us-ca-ccpa-gpc"): {**CALIFORNIA, **SOLD, "ccpa_business": True},
    ("data_broker", "us-ca-delete-act-drop"): {**CALIFORNIA, "data_broker": True},
    ("event", "us-tcpa-revoke-all"): {
        "as_of": LATER,
        "recipient_country": "US",
        "channel": "sms",
        "event": "unsubscribe",
    },
    ("large_genai_provider", "us-ca-sb942"): {**CALIFORNIA, "media": "audio", "large_genai_provider": True},
    ("mailbox_provider", "mb-gmail-bulk"): {**BULK, "mailbox_provider": "gmail"},
    ("mailbox_provider", "mb-outlook-bulk"): {**BULK, "purpose": "reply", "mailbox_provider": "outlook_consumer"},
    ("media", "us-ca-sb942"): {**CALIFORNIA, "media": "audio", "large_genai_provider": True},
    ("recipient_capacity", "us-tsr-b2b-misrepresentation"): {
        "recipient_country": "US",
        "channel": "voice_live",
        "purpose": "reply",
        "recipient_capacity": "business",
    },
    ("sells_or_shares", "us-ca-ccpa-gpc"): {**CALIFORNIA, **SOLD, "ccpa_business": True},
    ("sells_or_shares", "us-states-uoom-consumer"): {
        **SOLD,
        "recipient_region": "US-CO",
        "recipient_capacity": "consumer",
    },
}


def without(
    frame: pl.DataFrame, facts: list[str], packs: RulePacks, day: date
) -> Iterator[tuple[str, Verdict, Verdict]]:
    """For each fact and context the verdict as it is and with that fact null, where they differ; each pair once."""
    nulls = [frame.with_columns(pl.lit(None, frame.schema[fact]).alias(fact)) for fact in facts]
    told = evaluate_outcomes(pl.concat([frame, *nulls]), packs, day)
    codes = told.codes.to_numpy().reshape(len(facts) + 1, -1)
    for fact, after in zip(facts, codes[1:], strict=True):
        for before, now in np.unique(np.stack([codes[0], after])[:, codes[0] != after], axis=1).T:
            yield fact, decode_verdict(told.texts[before]), decode_verdict(told.texts[now])


def gaps(frame: pl.DataFrame, facts: list[str], packs: RulePacks, day: date) -> tuple[set[Gap], set[Gap]]:
    """The facts that allow or relieve when they are null, each with the rule that no longer speaks."""
    allowing, relieving = set(), set()
    for fact, before, now in without(frame, facts, packs, day):
        if before.verdict != "allow" == now.verdict:
            allowing |= {(fact, rule) for rule in before.deciding}
        lost = {*before.must_include, *before.must_do} - {*now.must_include, *now.must_do}
        silent = [packs.by_id[rule] for rule in set(before.rules) - set(now.rules)]
        relieving |= {(fact, rule.id) for rule in silent if lost & {*rule.must_include, *rule.must_do}}
    return allowing, relieving


def near(rule: Rule, packs: RulePacks, frames: Frames) -> Iterator[tuple[date, pl.DataFrame]]:
    """Contexts near each example of the rule: half of the facts that it reads, and of channels, are drawn by lot."""
    for n, example in enumerate(rule.examples):
        filled = {**packs.facts.fill(example.inputs), "message_has": None}
        drawn = frames(NEAR, 10 * packs.rules.index(rule) + n)
        dice = np.random.default_rng(n)
        columns = []
        for column in drawn:
            plain = pl.Series(column.name, [filled[column.name]], column.dtype).new_from_index(0, NEAR)
            redrawn = column.name in {*rule.when.names, "channel"}
            columns.append(column.zip_with(pl.Series(dice.random(NEAR) < 0.5), plain) if redrawn else plain)
        yield example.as_of, pl.DataFrame(columns)


def neighbours(rule: Rule, packs: RulePacks) -> set[str]:
    """The facts that the rules of the same places read."""
    return {name for other in packs.rules if other.jurisdiction & rule.jurisdiction for name in other.when.names}


@pytest.fixture(scope="module")
def found(packs: RulePacks, frames: Frames) -> tuple[set[Gap], set[Gap]]:
    """The gaps of random contexts, and those near the examples of all rules."""
    facts = set(packs.facts.facts) - MAY_BE_NULL
    allowing, relieving = gaps(frames(3_000, 11).with_columns(message_has=NO_DRAFT), sorted(facts), packs, DAY)
    for rule in packs.rules:
        for day, frame in near(rule, packs, frames):
            more_allowing, more_relieving = gaps(frame, sorted(facts & neighbours(rule, packs)), packs, day)
            allowing |= more_allowing
            relieving |= more_relieving
    return allowing, relieving


def test_not_knowing_allows_in_known_places_only(found: tuple[set[Gap], set[Gap]]) -> None:
    """Any fact made null leaves what is refused refused, but for the nine gaps that are named above."""
    assert set() == found[0] - set(ALLOWING)


def test_not_knowing_relieves_in_known_places_only(found: tuple[set[Gap], set[Gap]]) -> None:
    """Any fact made null leaves every element and duty asked for, but for the gaps that are named above."""
    assert set() == found[1] - set(RELIEVING)


def test_the_search_finds_gaps(found: tuple[set[Gap], set[Gap]]) -> None:
    """The search would find another gap: it finds most of those that are known."""
    assert len(found[0] & set(ALLOWING)) > 5
    assert len(found[1] & set(RELIEVING)) > 15


@pytest.mark.parametrize("gap", ALLOWING)
def test_what_is_known_to_allow_still_does(packs: RulePacks, gap: Gap) -> None:
    """The context beside a gap is refused by its rule, and allowed with its fact unknown; strike out what is mended."""
    fact, rule = gap
    known = evaluate_row(ALLOWING[gap], packs, DAY)
    assert rule in known.deciding
    assert "allow" == evaluate_row({**ALLOWING[gap], fact: None}, packs, DAY).verdict


@pytest.mark.parametrize("gap", RELIEVING)
def test_what_is_known_to_relieve_still_does(packs: RulePacks, gap: Gap) -> None:
    """The context beside a gap has an element or duty of its rule, which is gone with its fact unknown."""
    fact, rule = gap
    known, unknown = (evaluate_row({**RELIEVING[gap], **null}, packs, DAY) for null in ({}, {fact: None}))
    lost = {*known.must_include, *known.must_do} - {*unknown.must_include, *unknown.must_do}
    assert rule in known.rules
    assert lost & {*packs.by_id[rule].must_include, *packs.by_id[rule].must_do}
