"""Without somebody who answers for the rules of a country, what they allow is for review; nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from aboveboard.domain.moment import Moment
from aboveboard.domain.sign_off import SignOff
from aboveboard.domain.verdict import Verdict, decode_verdict, encode_verdict
from aboveboard.guard.columns import Outcomes, evaluate_outcomes
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.sign_off import NO_PACK, OLDEST, SURVEY, Answerable, signatures, standing
from aboveboard.guard.stages import CellSpec, MayWrite

DAY = date(2026, 11, 23)
STRICTNESS = {"allow": 0, "review": 1, "withhold": 2}


def events(packs: RulePacks, *, but: str = "", until: date = date(2099, 1, 1)) -> list[SignOff]:
    """Somebody answers for every pack but one."""
    return [SignOff(pack=p.name, digest=p.digest, by="A", on=DAY, until=until) for p in packs.packs if p.name != but]


def told(packs: RulePacks, survey: pl.DataFrame | None, frame: pl.DataFrame, day: date = DAY) -> list[Verdict]:
    """The verdicts on a frame of contexts, with whoever answers for the rules."""
    answerable = Answerable(packs, survey, day)
    outcomes = answerable.over(evaluate_outcomes(frame, packs, day), frame["recipient_country"])
    return [decode_verdict(outcomes.texts[code]) for code in outcomes.codes]


def test_unsigned_rules_allow_nothing_and_change_nothing_else(
    packs: RulePacks, frames: Callable[[int, int], pl.DataFrame]
) -> None:
    """Of 3,000 random contexts, each allow becomes a review that names packs; all else stays, and nothing is laxer."""
    frame = frames(3_000, 7)
    outcomes = evaluate_outcomes(frame, packs, DAY)
    plain = [decode_verdict(outcomes.texts[code]) for code in outcomes.codes]
    held = told(packs, None, frame)

    assert {"allow", "review", "withhold"} == {verdict.verdict for verdict in plain}
    assert "allow" not in {verdict.verdict for verdict in held}
    for before, after in zip(plain, held, strict=True):
        assert STRICTNESS[before.verdict] <= STRICTNESS[after.verdict]
        assert after.waits_for_signature is (before.verdict == "allow")
        assert after.rules_allow is (before.verdict == "allow")
        assert (after.rules, after.must_include, after.must_do) == (before.rules, before.must_include, before.must_do)
        if before.verdict == "withhold":
            assert before == after


def test_signed_rules_say_what_they_say(packs: RulePacks, frames: Callable[[int, int], pl.DataFrame]) -> None:
    """With every pack signed, the text of each verdict is to the letter the one of the rules alone."""
    frame = frames(2_000, 8).filter(pl.col("recipient_country").is_in(sorted(packs.countries)))
    outcomes = evaluate_outcomes(frame, packs, DAY)
    signed = Answerable(packs, signatures(events(packs)), DAY).over(outcomes, frame["recipient_country"])

    assert [outcomes.texts[n] for n in outcomes.codes] == [signed.texts[n] for n in signed.codes]
    assert "unsigned" not in "".join(signed.texts)


def test_every_pack_that_names_a_country_is_needed(packs: RulePacks) -> None:
    """Take one signature away, and just the countries that this pack or a region of it names lack it, by its name."""
    for pack in packs.packs:
        answerable = Answerable(packs, signatures(events(packs, but=pack.name)), DAY)
        lacking = {country for country in packs.by_country if answerable.lack(country).unsigned}
        assert pack.countries() == lacking
        assert {(pack.name,)} >= {answerable.lack(country).unsigned for country in lacking}
    assert packs.by_country.keys() == packs.countries
    assert "us-ca-ccpa" in {pack.name for pack in packs.by_country["US"]}


@pytest.mark.parametrize(("country", "named"), [("GB", 4), ("TH", 0), (None, 0)])
def test_a_country_that_no_pack_names_has_no_signature(packs: RulePacks, country: str | None, named: int) -> None:
    """Where nothing is to be signed, nothing is signed."""
    nobody, all_of_them = Answerable(packs, None, DAY), Answerable(packs, signatures(events(packs)), DAY)

    assert named == len(packs.by_country.get(country or "", ()))
    assert named or (NO_PACK,) == nobody.lack(country).unsigned == all_of_them.lack(country).unsigned


def test_a_signature_ends_after_its_last_day(packs: RulePacks) -> None:
    """On the last day it holds, on the next it does not."""
    survey = signatures(events(packs, until=DAY))

    assert () == Answerable(packs, survey, DAY).lack("GB").unsigned
    assert 4 == len(Answerable(packs, survey, DAY + timedelta(days=1)).lack("GB").unsigned)


def test_a_pack_is_outdated_after_180_days(packs: RulePacks) -> None:
    """On the 180th day after it was last checked a signed pack may be used, on the next it is for review."""
    survey = signatures(events(packs))
    known = {"recipient_country": "GB", "recipient_kind": "corporate", "channel": "post", "data_level": "entity"}
    frame = pl.DataFrame([known | {"no_solicitation_notice": False, "objected": False}])
    last = DAY + OLDEST
    (before,), (after,) = (told(packs, survey, frame, day) for day in (last, last + timedelta(days=1)))

    assert ("allow", False) == (before.verdict, before.waits_for_signature)
    assert ("review", True) == (after.verdict, after.waits_for_signature)
    asked = [*(pack.name for pack in packs.by_country["GB"]), "mailbox-providers"]
    assert tuple(sorted(asked)) == after.outdated


def test_a_changed_text_is_signed_by_nobody(packs: RulePacks) -> None:
    """A signature is for one text; with another digest the same pack lacks it."""
    changed = replace(packs, packs=tuple(replace(pack, digest="0" * 64) for pack in packs.packs))

    assert 4 == len(Answerable(changed, signatures(events(packs)), DAY).lack("GB").unsigned)


def test_withdrawing_takes_back_every_text_of_a_pack(packs: RulePacks) -> None:
    """After a withdrawal no text of the pack is signed, until somebody signs again; other packs keep theirs."""
    pack = packs.packs[0]
    old = SignOff(pack=pack.name, digest="old", by="A", on=DAY, until=date(2099, 1, 1))
    back = SignOff(pack=pack.name, digest=pack.digest, by="B", on=DAY)
    again = SignOff(pack=pack.name, digest=pack.digest, by="C", on=DAY, until=DAY)
    signed = [old, *events(packs)]

    assert {pack.name} == {key[0] for key in standing(signed).keys() - standing([*signed, back]).keys()}
    assert 2 == len(standing(signed).keys() - standing([*signed, back]).keys())
    assert again == standing([*signed, back, again])[pack.name, pack.digest]


def test_a_stage_without_the_survey_allows_nothing(packs: RulePacks, all_signed: Mapping[str, pl.DataFrame]) -> None:
    """A pipeline whose Moment does not know the signatures has none; a country that is not given has none either."""
    schema = {"ctx.recipient_kind": pl.String(), "ctx.data_level": pl.String(), "ctx.recipient_country": pl.String()}
    rows = pl.DataFrame(
        {"ctx.recipient_kind": ["corporate"], "ctx.data_level": ["entity"], "ctx.recipient_country": ["GB"]},
        schema=schema,
    ).with_columns(reachable=pl.Series([["post"]], dtype=pl.List(pl.String)))
    stage = MayWrite(packs, [CellSpec("site", "post", {"no_solicitation_notice": False})], context=schema)
    bare = Moment(now=datetime(2026, 11, 23, tzinfo=UTC), seed="s", campaign="c", rules="r")
    answers = [stage(rows, moment)["cells"].item() for moment in (bare, replace(bare, surveys=all_signed))]

    assert ['"verdict":"review"' in answers[0], '"verdict":"allow"' in answers[1]] == [True, True]
    assert SURVEY in all_signed


def test_the_text_of_a_verdict_is_as_it_always_was() -> None:
    """Where nothing is lacking, the two fields are not in the text; where something is, they come back from it."""
    plain = Verdict(verdict="allow", rules=("a",))
    held = Verdict(verdict="review", unsigned=("gb",), outdated=("gb",))

    assert encode_verdict(plain).endswith('"deadlines":{}}')
    assert held == decode_verdict(encode_verdict(held))


def test_rows_of_one_outcome_part_by_country(packs: RulePacks) -> None:
    """The same text in two countries, of which one is signed, becomes two texts, in the order of the rows."""
    text = encode_verdict(Verdict(verdict="allow"))
    gb = [event for event in events(packs) if event.pack in {pack.name for pack in packs.by_country["GB"]}]
    outcomes = Outcomes(pl.Series([0, 0, 0], dtype=pl.UInt32), (text,))
    given = Answerable(packs, signatures(gb), DAY).over(outcomes, pl.Series(["DE", "GB", "DE"]))

    assert ["review", "allow", "review"] == [decode_verdict(given.texts[n]).verdict for n in given.codes]
