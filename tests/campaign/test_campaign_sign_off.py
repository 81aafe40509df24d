"""A text to a country for whose rules nobody answers is written, shown, and waits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import msgspec
import polars as pl
import pytest

from aboveboard.campaign.errands import decide_review, explain, review_lines, summary_text
from aboveboard.campaign.explanation import review_view
from aboveboard.campaign.home import Home
from aboveboard.campaign.letter_view import LetterDesk
from aboveboard.campaign.material import read_material
from aboveboard.campaign.report import render_report, rule_label
from aboveboard.campaign.rule_text import pack_lines, rule_text
from aboveboard.campaign.rule_versions import RuleVersions
from aboveboard.campaign.run import RunResult, open_store, run_campaign
from aboveboard.campaign.signatures import Signing, sign
from aboveboard.domain.errors import InputError
from aboveboard.domain.verdict import decode_verdict, encode_verdict
from aboveboard.guard.packs import RulePacks, load_packs
from aboveboard.guard.rule import WEAK

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
FAR = date(2099, 1, 1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which nobody has signed anything."""
    return Home(tmp_path_factory.mktemp("unsigned") / "home")


@pytest.fixture(scope="module")
def unsigned(example: Path, place: Home) -> RunResult:
    """A dry run of the example there."""
    return run_campaign(read_material(example), place, now=NOW)


def run(example: Path, home: Home, *, now: datetime = NOW, send: bool = False) -> pl.DataFrame:
    """The rows of a run."""
    return run_campaign(read_material(example), home, now=now, send=send).frame


def test_what_waits_is_what_would_go(unsigned: RunResult, example_run: RunResult) -> None:
    """The same rows with the same texts that go out under signed rules wait; every other row ends as it did."""
    pairs = zip(unsigned.frame.iter_rows(named=True), example_run.frame.iter_rows(named=True), strict=True)
    for held, free in pairs:
        if free["state"] == "queued":
            assert ("review", "rules_unsigned") == (held["state"], held["state_reason"])
            assert [held[name] for name in ("offer", "angle", "channel", "draft", "message")] == [
                free[name] for name in ("offer", "angle", "channel", "draft", "message")
            ]
        else:
            assert (free["state"], free["state_reason"]) == (held["state"], held["state_reason"])
    assert 44 == (unsigned.frame["state_reason"] == "rules_unsigned").sum()
    assert {} == unsigned.messages


def test_a_dry_run_says_what_to_do_and_shows_the_texts(unsigned: RunResult, example_run: RunResult) -> None:
    """Summary and report name the countries and the command; the report has each text, and signed ones name nothing."""
    line = "for review: the rules of AU, CA, DE, FR, GB, IE, NL, US are not signed by anybody; `aboveboard guard sign "
    page = unescape(render_report(unsigned))

    assert line in summary_text(unsigned)
    assert line.replace("`", "<code>") in page
    assert 44 == page.count('class="card message"')
    assert "23 e-mails, 21 letters, which wait until somebody signs for the rules; 3 wait for a person" in page
    assert "guard sign" not in summary_text(example_run) + render_report(example_run)


def test_the_receipt_names_the_packs(unsigned: RunResult) -> None:
    """The verdict in each receipt of a row that waits names the packs of its country, and no verdict is an allow."""
    rows = unsigned.frame.filter(pl.col("state_reason") == "rules_unsigned")
    for country, receipt in rows.select("country", "receipt").iter_rows():
        body = json.loads(receipt)
        named = sorted(pack.name for pack in unsigned.packs.by_country[country])
        assert ("review", named) == (body["verdict"]["verdict"], body["verdict"]["unsigned"])
        assert "allow" not in {cell["verdict"] for cell in body["cells"]}


def test_sending_without_a_signature_puts_nothing_out(example: Path, tmp_path: Path) -> None:
    """With --send and nobody's signature the outbox stays empty; one country signed, its rows alone go out."""
    home = Home(tmp_path / "home")
    assert "queued" not in run(example, home, send=True)["state"].to_list()
    assert not list(home.outbox.rglob("*.*"))
    sign(None, home.folder, Signing((), ("GB",), "A. Lawyer", FAR), today=TODAY)
    frame = run(example, home, send=True)
    assert {"GB"} == set(frame.filter(pl.col("state") == "queued")["country"])
    assert "GB" not in set(frame.filter(pl.col("state_reason") == "rules_unsigned")["country"])
    assert list((home.outbox / "sent").iterdir())


def test_a_signature_ends_and_is_withdrawn(example: Path, tmp_path: Path) -> None:
    """On its last day a signature counts, the day after not; a pack that was withdrawn is missing alone."""
    home = Home(tmp_path / "home")
    sign(None, home.folder, Signing((), ("GB",), "A. Lawyer", TODAY), today=TODAY)
    assert "GB" in set(run(example, home).filter(pl.col("state") == "queued")["country"])
    (until,) = {event.until for event in store_events(home)}
    assert TODAY == until
    sign(None, home.folder, Signing((), ("GB",), "A. Lawyer", FAR), today=TODAY)
    sign(None, home.folder, Signing(("eu-gdpr.toml",), (), "B. Lawyer", None), today=TODAY)
    held = run(example, home).filter(pl.col("country") == "GB", pl.col("state_reason") == "rules_unsigned")
    assert {("eu-gdpr",)} == {decode_verdict(text).unsigned for text in held["final"]}
    assert 9 == len(store_events(home))


def store_events(home: Home) -> list[object]:
    """The sign-offs on record."""
    with open_store(home, existing=True) as store:
        return list(store.rulebook.sign_offs())


def test_old_rules_are_for_review_though_signed(
    example_of_today: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """181 days after the packs were last checked, what they allow waits, and the line says how to update."""
    home = signed(Home(tmp_path / "home"))
    text = example_of_today.read_text("utf-8")
    campaign = example_of_today.with_name("late.toml")
    campaign.write_text(re.sub(r"(?m)^as_of = .*$", "as_of = 2027-05-23", text), "utf-8")
    result = run_campaign(read_material(campaign), home, now=NOW)
    reasons = set(result.frame.filter(pl.col("state") == "review")["state_reason"])

    assert reasons == {"rules_outdated", "needs_review"}
    assert "last checked more than 180 days ago; `aboveboard packs update FILE`" in summary_text(result)


def test_a_person_may_approve_the_very_text(example: Path, tmp_path: Path) -> None:
    """The list says what is missing; a text that was approved by name goes out, refused stays, others still wait."""
    home = Home(tmp_path / "home")
    run(example, home)
    listed = "\n".join(review_lines(example, home.folder))
    assert "for review: the rules eu-gdpr, gb-pecr-gdpr, misleading-advertising, tracking-pixels are not" in listed
    decide_review(example, home.folder, "high-street:hs-001:1", by="owner", approved=True)
    decide_review(example, home.folder, "high-street:hs-002:1", by="owner", approved=False)
    result = run_campaign(read_material(example), home, now=NOW)
    states = {row["business"]: (row["state"], row["state_reason"]) for row in result.frame.iter_rows(named=True)}

    assert ("queued", None) == states["hs-001"]
    assert ("withheld", "refused_in_review") == states["hs-002"]
    assert ("review", "rules_unsigned") == states["hs-003"]
    assert ["high-street:hs-001:1"] == list(result.messages)


REFUSED = [
    (Signing((), (), "A", FAR), "nothing is named to sign"),
    (Signing(("gb-pecr",), (), "A", FAR), "there is no pack 'gb-pecr'"),
    (Signing((), ("UK",), "A", FAR), "no pack of law or guidance names 'UK'"),
    (Signing(("eu-gdpr",), (), " \n", FAR), "who signs has to be named"),
    (Signing(("eu-gdpr",), (), "A\x1b[2J", FAR), "who signs has to be named"),
    (Signing(("eu-gdpr",), (), "A", date(2026, 11, 22)), "2026-11-22 is past"),
    (Signing(("eu-gdpr", "no"), (), "A", FAR), "there is no pack 'no'"),
]


@pytest.mark.parametrize(("signing", "problem"), REFUSED)
def test_what_cannot_be_signed_is_refused_whole(tmp_path: Path, signing: Signing, problem: str) -> None:
    """A misspelt pack or country, nobody's name, or a past day: nothing is recorded, and no home is made."""
    with pytest.raises(InputError, match=problem):
        sign(None, tmp_path / "home", signing, today=TODAY)
    assert not (tmp_path / "home").exists()


def test_packs_are_listed_with_who_answers(tmp_path: Path) -> None:
    """Each pack has its rules, places, day and what was read; a signed one who and until when; a home is not made."""
    home = tmp_path / "home"
    lines = {str(line["pack"]): line for line in pack_lines(None, home, TODAY)}
    assert not home.exists()
    assert {"unsigned", "needs no signature"} == {line["state"] for line in lines.values()}
    assert {"house", "mailbox-providers", "rfc-8058"} == {n for n, x in lines.items() if x["state"] != "unsigned"}
    sign(None, home, Signing((), ("GB",), "A. Lawyer", FAR), today=TODAY)
    lines = {str(line["pack"]): line for line in pack_lines(None, home, TODAY)}
    gb = lines["gb-pecr-gdpr"]
    assert ("signed", "A. Lawyer", "2099-01-01", 17) == (gb["state"], gb["signed_by"], gb["until"], gb["rules"])
    assert (["GB"], "2026-11-23") == (gb["jurisdictions"], gb["as_of"])
    assert 185 == sum(sum(line["read"].values()) for line in lines.values() if isinstance(line["read"], dict))
    assert "outdated" == pack_lines(None, home, date(2027, 6, 1))[0]["state"]


# An organisation's own packs


OWN = Path(__file__).parents[1] / "rules" / "test_rules_kit.py"


def own_pack() -> str:
    """A pack that withholds letters to lines that may be somebody's home."""
    return OWN.read_text("utf-8").partition('GOOD = """')[2].partition('"""')[0]


@pytest.fixture
def campaign(example_of_today: Path, tmp_path: Path) -> Path:
    """The example with a pack of its own."""
    folder = tmp_path / "own"
    folder.mkdir()
    for path in [*example_of_today.parent.glob("*.csv"), *example_of_today.parent.glob("*.toml")]:
        (folder / path.name).write_bytes(path.read_bytes())
    text = example_of_today.read_text("utf-8")
    text = text.replace('pages = "pages"', f'pages = "{(example_of_today.parent / "pages").as_posix()}"')
    (folder / "campaign.toml").write_text(text + '\n[rules]\npacks = ["own.toml"]\n', "utf-8")
    (folder / "own.toml").write_text(own_pack(), "utf-8")
    return folder / "campaign.toml"


def test_an_own_pack_only_tightens_a_run(
    example_of_today: Path, campaign: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """No cell is allowed with it that was not without; its version covers it, and it can be read back by it."""
    without = run_campaign(read_material(example_of_today), signed(Home(tmp_path / "a")), now=NOW)
    home = signed(Home(tmp_path / "b"))
    result = run_campaign(read_material(campaign), home, now=NOW)

    def allowed(frame: pl.DataFrame) -> set[tuple[str, str, str]]:
        cells = msgspec.json.Decoder(list[dict[str, object]])
        return {
            (business, str(cell["offer"]), str(cell["channel"]))
            for business, text in frame.select("business", "cells").iter_rows()
            for cell in cells.decode(text or "[]")
            if isinstance(cell["verdict"], dict) and cell["verdict"]["verdict"] == "allow"
        }

    assert allowed(result.frame) < allowed(without.frame)
    assert {"post"} == {channel for *_, channel in allowed(without.frame) - allowed(result.frame)}
    assert without.moment.rules != result.moment.rules
    kept = RuleVersions.of(home).of_version(result.moment.rules)
    assert kept is not None
    assert result.moment.rules == kept.version
    withheld = next(row for row in result.frame.iter_rows(named=True) if "own-no-letters" in (row["cells"] or ""))
    assert "own-no-letters-to-tenants" in explain(withheld["row"], campaign, home.folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("residential_line'", "residental_line'", ":10: unknown name 'residental_line'"),
        ('"withhold"', '"permit"', "a rule of kind 'permit' would loosen"),
        ('layer = "house"', 'layer = "law"', "would count as a country's own law"),
    ],
)
def test_a_bad_own_pack_stops_the_run(campaign: Path, tmp_path: Path, old: str, new: str, problem: str) -> None:
    """File and line are named, and nothing is kept."""
    own = campaign.with_name("own.toml")
    own.write_text(own_pack().replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as caught:
        run_campaign(read_material(campaign), Home(tmp_path / "home"), now=NOW)
    assert problem in str(caught.value)
    assert str(own) in str(caught.value)
    assert not (tmp_path / "home").exists()


def test_a_pack_of_a_taken_name_is_refused(campaign: Path, tmp_path: Path) -> None:
    """An own pack cannot be taken for one of the house, so that no signature is ambiguous."""
    campaign.with_name("own.toml").rename(campaign.with_name("eu-gdpr.toml"))
    campaign.write_text(campaign.read_text("utf-8").replace("own.toml", "eu-gdpr.toml"), "utf-8")
    with pytest.raises(InputError, match="two packs have the name 'eu-gdpr'"):
        run_campaign(read_material(campaign), Home(tmp_path / "home"), now=NOW)


# A rule that rests on no primary text says so wherever it is shown


def weak_rules(packs: RulePacks) -> set[str]:
    """The rules for which only secondary reading was done, or none."""
    return {rule.id for rule in packs.rules if rule.verification.level in ("secondary", "memory")}


def test_a_rule_on_no_primary_text_says_so(unsigned: RunResult, example: Path, place: Home) -> None:
    """In `guard rule`, `why`, the report and wherever only its id stands; others say nothing of the kind."""
    packs = load_packs()
    weak = weak_rules(packs)
    page = unescape(render_report(unsigned))
    told = explain("high-street:hs-001:1", example, place.folder)

    assert 69 == len(weak)
    for rule in packs.rules:
        mark = WEAK.get(rule.verification.level)
        assert ((mark or "no primary text") in rule_text(rule.id, packs)) is (rule.id in weak)
        assert rule_label(rule.id, packs) == (f"{rule.id} ({mark})" if mark else rule.id)
        for shown in re.findall(rf"(?m)^  {rule.id}: .*$", told):
            assert ("no primary text" in shown) is (rule.id in weak)
        for shown in re.findall(rf"<code>{rule.id}</code>(.*?)(?=<code>|</p>)", page, re.DOTALL):
            assert ("no primary text" in shown) is (rule.id in weak)
    shown_in = [set(re.findall(r"(?m)^  ([a-z0-9-]+): ", told)), set(re.findall(r"<code>([a-z0-9-]+)</code>", page))]
    assert all(found & weak and found - weak for found in shown_in)


def test_a_weak_rule_says_so_to_reviewer_and_recipient(unsigned: RunResult, place: Home) -> None:
    """Who is asked to decide, and who got the message, read the same mark at the rule."""
    packs = load_packs()
    with open_store(place, existing=True) as store:
        kept = store.message("high-street:hs-001:1")
    assert kept is not None
    asking = min(name for name in weak_rules(packs) if packs.by_id[name].kind == "review")
    verdict = msgspec.structs.replace(decode_verdict(str(kept.columns["final"])), deciding=(asking,), rules=(asking,))
    final = encode_verdict(verdict)
    listed = review_view(msgspec.structs.replace(kept, columns=kept.columns | {"final": final}), packs)
    (shown,) = [line for line in listed if asking in line]
    (_, rule), *_ = LetterDesk(offers={}, packs=packs, ledger=place.ledger)._rules(final, packs)

    assert packs.by_id[asking].weak
    assert packs.by_id[asking].weak in shown
    assert packs.by_id[asking].weak == rule.weak
