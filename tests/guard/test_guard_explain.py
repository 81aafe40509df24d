"""The smallest honest change: the fewest things to establish, or nothing."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from aboveboard.guard.explain import CHANNELS, ESTABLISHABLE, WITHOUT_CONSENT, Candidate, is_open, smallest_change
from aboveboard.guard.ladder import LADDER, first_allowed, ladder, rung
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.row import evaluate_row

DAY = date(2026, 11, 23)
ENTITY = {"address_kind": "role", "data_level": "entity"}
CALL = {"channel": "voice_live", "recipient_local_hour": 11}
Context = dict[str, object]

# What is known of a prospect, more or less: None is not known.
PROSPECT: dict[str, list[object]] = {
    "recipient_country": ["GB", "GB", "DE", "FR", "US", "CA", "AU", "NL", "KR", "IE", "NZ", "JP", "NO", "IT", "AT"],
    "channel": [*LADDER, "sms", "voice_artificial"],
    "recipient_kind": [None, "corporate", "sole_trader", "unknown"],
    "address_kind": ["role", "named", "unknown"],
    "data_level": ["entity", "individual"],
    "consent": ["none", None],
    "address_source": [None, "published_by_recipient", "published_by_third_party"],
    "no_solicitation_notice": [None, False, True],
    "role_relevant": [None, True, False],
    "on_dnc_register": [None, False, True],
    "recipient_local_hour": [None, 10, 22],
    "relationship": ["none", "customer", None],
    "months_since_last_contact": [None, 40],
    "tracking": ["none", "open_individual"],
    "manipulative": [False, None],
    "names_competitor": [False, None],
    "recipient_capacity": ["business", None],
    "message_has": [None, None, None, ["sender_identity", "unsubscribe"]],
}


@pytest.fixture(scope="module")
def prospects() -> list[Context]:
    """Contexts such as a campaign has."""
    dice = random.Random(4)
    return [{fact: dice.choice(values) for fact, values in PROSPECT.items()} for _ in range(150)]


def with_all(context: Context, chosen: Sequence[Candidate]) -> Context:
    return context | {candidate.fact: candidate.value for candidate in chosen}


def by_hand(context: Context, packs: RulePacks, candidates: Sequence[Candidate], most: int) -> list[str] | None:
    """Every set of candidates of every size up to `most`, tried one after the other, the cheapest that allows first."""
    free = [candidate for candidate in candidates if is_open(candidate, context)]
    for size in range(most + 1):
        sets = [
            chosen
            for chosen in itertools.combinations(range(len(free)), size)
            if len({free[n].fact for n in chosen}) == size
        ]
        for chosen in sorted(sets, key=lambda ns: sorted(ns, reverse=True)):
            made = [free[n] for n in chosen]
            if evaluate_row(with_all(context, made), packs, DAY).verdict == "allow":
                return [f"{candidate.fact}={candidate.value}" for candidate in made]
    return None


def found(context: Context, packs: RulePacks, candidates: Sequence[Candidate], most: int) -> list[str] | None:
    change = smallest_change(context, packs, DAY, candidates=candidates, most=most)
    return None if change is None else [f"{step.fact}={step.value}" for step in change]


def test_the_change_is_the_one_that_trying_all_sets_finds(packs: RulePacks, prospects: list[Context]) -> None:
    """For prospects of many countries the search finds what trying every set of up to three finds, in size and cost."""
    sizes: set[int | None] = set()
    for context in prospects:
        for candidates in (ESTABLISHABLE, WITHOUT_CONSENT):
            expected = by_hand(context, packs, candidates, 3)
            assert expected == found(context, packs, candidates, 3)
            sizes.add(None if expected is None else len(expected))
    assert {None, 0, 1, 2, 3} == sizes


def test_it_is_so_for_any_context(packs: RulePacks, contexts: Callable[[int, int], list[Context]]) -> None:
    """For random contexts of all facts, odd ones too, the search agrees with trying every set of up to two."""
    for context in contexts(200, 23):
        assert by_hand(context, packs, ESTABLISHABLE, 2) == found(context, packs, ESTABLISHABLE, 2)


def test_a_change_allows_and_no_part_of_it_does(packs: RulePacks, prospects: list[Context]) -> None:
    """Whatever is proposed, of up to four facts, turns the verdict into allow, and needs every one of its facts."""
    lengths = []
    for context in prospects:
        change = smallest_change(context, packs, DAY, candidates=WITHOUT_CONSENT) or ()
        lengths.append(len(change))
        made = {step.fact: step.value for step in change}
        for fact in made:
            less = {name: value for name, value in made.items() if name != fact}
            assert "allow" != evaluate_row(context | less, packs, DAY).verdict
        if change:
            assert "allow" == evaluate_row(context | made, packs, DAY).verdict
    assert 4 == max(lengths)


def test_the_order_of_the_facts_changes_nothing(packs: RulePacks, prospects: list[Context]) -> None:
    """The same facts in another order, asked again, get the same change."""
    for context in prospects[:20]:
        turned = dict(reversed(context.items()))
        assert smallest_change(context, packs, DAY) == smallest_change(turned, packs, DAY)


@pytest.mark.parametrize(
    ("context", "facts", "sentence"),
    [
        (
            {"recipient_country": "GB", **ENTITY},
            ["recipient_kind"],
            "a register number that shows a limited company",
        ),
        (
            {"recipient_country": "GB", "recipient_kind": "sole_trader", **ENTITY},
            ["consent"],
            "consent to e-mail, with its proof",
        ),
        (
            {"recipient_country": "GB", "recipient_kind": "corporate", **CALL, **ENTITY},
            ["on_dnc_register"],
            "a fresh answer of the do-not-call register that the number is not on it",
        ),
        (
            {"recipient_country": "GB", "recipient_kind": "corporate", "channel": "voice_live", **ENTITY}
            | {"recipient_local_hour": None},
            ["recipient_local_hour", "on_dnc_register"],
            "a time between 8 and 21 o'clock where the business is",
        ),
    ],
)
def test_what_is_missing_is_said_plainly(packs: RulePacks, context: Context, facts: list[str], sentence: str) -> None:
    """An unknown form asks for a register number, a sole trader for consent, a call for hour and register."""
    change = smallest_change(context, packs, DAY)
    assert change is not None
    assert (facts, sentence) == ([step.fact for step in change], change[0].sentence)


def test_what_is_known_is_not_wished_away(packs: RulePacks) -> None:
    """A sole trader is not told to become a company, a listed number not to be unlisted, a no not to be forgotten."""
    listed = {"recipient_country": "GB", "recipient_kind": "corporate", "on_dnc_register": True, **CALL, **ENTITY}
    change = smallest_change(listed, packs, DAY)
    assert ["consent"] == [step.fact for step in change or ()]
    assert smallest_change({"recipient_country": "GB", "objected": True}, packs, DAY) is None
    assert smallest_change({"recipient_country": "GB", "objected": None}, packs, DAY) is None
    noticed = {"recipient_country": "DE", "channel": "post", "no_solicitation_notice": True}
    assert smallest_change(noticed, packs, DAY) is None


def test_no_candidate_undoes_a_refusal() -> None:
    """An objection is no candidate, do-not-call and notice are none where they are a yes, and consent comes last."""
    assert {"objected", "event", "as_of", "channel", "purpose"}.isdisjoint(c.fact for c in ESTABLISHABLE)
    for fact in ("on_dnc_register", "no_solicitation_notice", "residential_line", "mobile_line"):
        candidate = next(candidate for candidate in ESTABLISHABLE if candidate.fact == fact)
        assert [False, False, True] == [is_open(candidate, {fact: value}) for value in (True, False, None)]
    assert ["consent", "consent"] == [candidate.fact for candidate in ESTABLISHABLE[-2:]]


def test_a_sale_is_looked_for_only_among_customers(packs: RulePacks) -> None:
    """The way that is open to customers alone is shown to a customer's row, and not to a stranger's."""
    stranger: Mapping[str, object] = {"recipient_country": "GB", "recipient_kind": "sole_trader", **ENTITY}
    sale = ["collected_in_sale", "similar_products", "optout_offered_at_collection"]
    of = [rung({**stranger, "relationship": word}, packs, DAY).without_consent for word in ("none", "customer")]
    assert [None, sale] == [way and [step.fact for step in way] for way in of]


def test_what_is_allowed_needs_nothing(packs: RulePacks) -> None:
    """There is nothing to change about an allowed message."""
    assert () == smallest_change({"recipient_country": "GB", "recipient_kind": "corporate", **ENTITY}, packs, DAY)


def test_every_channel_has_a_name(packs: RulePacks) -> None:
    """A sentence about consent can name any channel that the rules know."""
    assert set(packs.facts.facts["channel"].values) == set(CHANNELS)


def test_the_ladder_asks_each_channel_by_itself(packs: RulePacks) -> None:
    """A sole trader in Britain: e-mail needs consent, a letter may go, a call needs the register's answer."""
    known = {"recipient_country": "GB", "recipient_kind": "sole_trader", "no_solicitation_notice": False, **ENTITY}
    rungs = ladder(known, packs, DAY)
    assert ["withhold", "allow", "withhold"] == [step.verdict.verdict for step in rungs]
    assert [["consent"], [], ["on_dnc_register"]] == [[c.fact for c in step.change or ()] for step in rungs]
    assert [None, (), rungs[2].change] == [step.without_consent for step in rungs]
    assert "post" == first_allowed(rungs)
    assert first_allowed(ladder({**known, "objected": True}, packs, DAY)) is None


def test_a_way_without_consent_is_told_beside_the_shortest(packs: RulePacks) -> None:
    """Where consent is the shortest way, the facts that would do without it are told as well."""
    known = {"recipient_country": "AU", "recipient_kind": "corporate", **ENTITY}
    step = rung(known, packs, DAY)
    assert ["consent"] == [change.fact for change in step.change or ()]
    assert ["no_solicitation_notice", "address_source", "role_relevant"] == [
        change.fact for change in step.without_consent or ()
    ]
