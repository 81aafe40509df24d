"""The promises of the design, held on a run of the example: default deny, ground, names, receipts, replay."""

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from aboveboard.campaign.changes import inputs_of
from aboveboard.campaign.context import ASKED_ELSEWHERE, CONTEXT, JoinContext
from aboveboard.campaign.files import read_register
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.run import Pipeline, RunResult, sealed
from aboveboard.checks.stage import check_stage
from aboveboard.domain.brief import Brief
from aboveboard.domain.columns import ROWS
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.errors import EvidenceError, WiringError
from aboveboard.domain.findings import Finding, Findings, encode_findings
from aboveboard.domain.message import Message, Seal
from aboveboard.domain.sockets import check_wiring
from aboveboard.domain.verdict import Verdict, decode_cells, decode_verdict, encode_verdict
from aboveboard.guard.packs import load_packs
from aboveboard.guard.row import evaluate_row
from aboveboard.guard.stages import MayWrite
from aboveboard.observe.sources import SavedPages
from aboveboard.verify.claims import check_draft
from aboveboard.verify.seal import seal

ALLOW = encode_verdict(Verdict(verdict="allow"))
NEVER_NULL = {"row", "business", "subject", "step"}
# A null in one of these can never be answered in the sender's favour: nobody is written to.
REFUSING = ["erased", "objected", "objected_channels", "written_before", "reachable", "pause"]


@pytest.fixture(scope="module")
def material(example: Path) -> Material:
    """What the example brings."""
    return read_material(example)


@pytest.fixture(scope="module")
def pipeline(material: Material) -> Pipeline:
    """The example's pipeline."""
    return Pipeline.of(material, load_packs(), SavedPages(material.pages))


def rows_of(run: RunResult) -> pl.DataFrame:
    """The rows as the run was handed them."""
    return run.frame.select(list(ROWS))


def again(pipeline: Pipeline, rows: pl.DataFrame, run: RunResult) -> pl.DataFrame:
    """A run of the pipeline over these rows at the same Moment."""
    return pipeline(rows, run.moment, tell=lambda *_: None)


# Promise 1: default deny


def test_no_message_without_an_allowing_verdict(example_run: RunResult) -> None:
    """Each queued row has a final verdict that the plain evaluator, asked independently, also gives: allow."""
    packs, day = load_packs(), example_run.moment.now.date()
    queued = list(example_run.frame.filter(pl.col("state") == "queued").iter_rows(named=True))
    answers = [
        evaluate_row(inputs_of(row, row["channel"]) | {"message_has": row["message_has"]}, packs, day) for row in queued
    ]

    assert queued
    assert {"allow"} == {answer.verdict for answer in answers}
    assert [decode_verdict(row["final"]).rules for row in queued] == [answer.rules for answer in answers]


@pytest.mark.parametrize("column", REFUSING)
def test_what_is_not_known_about_a_refusal_counts_as_one(
    pipeline: Pipeline, example_run: RunResult, column: str
) -> None:
    """With the answer of the store missing in every row, nobody is written to."""
    rows = rows_of(example_run).with_columns(pl.lit(None, ROWS[column]).alias(column))

    assert "queued" not in again(pipeline, rows, example_run)["state"].to_list()


@pytest.mark.parametrize("column", sorted(set(ROWS) - NEVER_NULL - {"personalisation", "consented_channels"}))
def test_a_null_never_opens_a_channel(pipeline: Pipeline, example_run: RunResult, column: str) -> None:
    """Whatever column of the rows is missing, no row is queued that was withheld or under review for want of a rule."""
    rows = rows_of(example_run).with_columns(pl.lit(None, ROWS[column]).alias(column))
    before = example_run.frame.filter(pl.col("state_reason").is_in(["no_rule_allows", "needs_review", "objected"]))
    after = again(pipeline, rows, example_run).filter(pl.col("state") == "queued")

    assert set() == set(before["business"]) & set(after["business"])


def test_a_pipeline_without_a_guard_cannot_be_built(pipeline: Pipeline) -> None:
    """Leaving out the stage that gives the verdicts is an error before anything runs."""
    for name in ("guard.may_write", "guard.final_verdict", "guard.look"):
        stages = [stage for stage in [*pipeline.before, *pipeline.after] if stage.name != name]
        with pytest.raises(WiringError, match="no stage gives it"):
            check_wiring(ROWS, stages)


# Promise 2: no claim without a ground


def test_a_changed_figure_does_not_leave(example_run: RunResult) -> None:
    """Each figure of each message, when it is changed, is found, and the changed draft cannot be sealed."""
    tried = missed = 0
    for row in example_run.frame.filter(pl.col("state") == "queued").head(12).iter_rows(named=True):
        draft, brief = decode_draft(row["draft"]), json.loads(row["brief"])
        for place, sentence in enumerate(draft.sentences):
            for match in re.finditer(r"\d+", sentence.text):
                other = str(int(match[0]) + 3)
                text = sentence.text[: match.start()] + other + sentence.text[match.end() :]
                sentences = list(draft.sentences)
                sentences[place] = type(sentence)(text=text, part=sentence.part, items=sentence.items)
                changed = type(draft)(
                    subject=draft.subject,
                    subject_items=draft.subject_items,
                    sentences=tuple(sentences),
                    language=draft.language,
                    writer=draft.writer,
                )
                findings = check_draft(_brief(brief), changed)
                tried += 1
                missed += findings.passed
                if not findings.passed:
                    with pytest.raises(EvidenceError):
                        seal(row["row"], "email", draft=changed, findings=encode_findings(findings), verdict=ALLOW)

    assert tried > 100
    assert 0 == missed


def _brief(record: dict[str, object]) -> Brief:
    import msgspec

    return msgspec.convert(record, Brief)


def test_only_a_seal_makes_a_message(example_run: RunResult) -> None:
    """A Message cannot be made by hand, nor sealed from failed checks or from any verdict but allow."""
    row = example_run.frame.filter(pl.col("state") == "queued").row(0, named=True)
    draft, findings = decode_draft(row["draft"]), row["findings"]
    bad = Findings(findings=(Finding("claims", "unsupported", 0, 1, "9", "made up"),))

    with pytest.raises(EvidenceError):
        Message(row["row"], "email", draft, None)  # type: ignore[arg-type]
    with pytest.raises(EvidenceError):
        seal(row["row"], "email", draft=draft, findings=encode_findings(bad), verdict=ALLOW)
    for verdict in (Verdict(verdict="review"), Verdict(verdict="withhold")):
        with pytest.raises(EvidenceError):
            seal(row["row"], "email", draft=draft, findings=findings, verdict=encode_verdict(verdict))
    assert Seal


def test_what_is_sealed_is_exactly_what_is_queued(example_run: RunResult) -> None:
    """Every queued row has a sealed message under its hash, and no other row has one."""
    queued = example_run.frame.filter(pl.col("state") == "queued")

    assert dict(zip(queued["row"], queued["message"], strict=True)) == {
        row: message.hash for row, message in sealed(example_run.frame, example_run.moment)
    }


# Promise 3: the rooms that think never see a mailbox or a person's name


def test_no_column_of_a_run_has_a_mailbox_or_a_name(material: Material, example_run: RunResult) -> None:
    """No text of any row, but the sender's own, has an address or a contact's name of the register."""
    register = read_register(material.path.parent / material.settings.data.register_file)
    secrets = {str(row[key]).lower() for row in register for key in ("email", "contact_name") if row[key]}
    sender = material.settings.sender
    texts = [
        str(value).lower().replace(sender.email, "").replace(sender.person.lower(), "")
        for row in example_run.frame.iter_rows()
        for value in row
        if isinstance(value, (str, bytes))
    ]

    assert len(secrets) > 40
    assert [] == [secret for secret in sorted(secrets) if any(secret in text for text in texts)]
    assert [] == [text for text in texts if re.search(r"[\w.+-]+@[\w-]+\.\w", text)]


# Promise 4: every row ends in exactly one receipt


def test_every_row_ends_in_one_receipt(material: Material, example_run: RunResult) -> None:
    """Rows, states and receipts are as many as the register has lines, and each receipt says how its row ended."""
    bodies = [json.loads(body) for body in example_run.frame["receipt"]]

    assert len(material.register) == example_run.frame.height == len(bodies) == len(set(example_run.receipts.values()))
    assert example_run.frame["state"].to_list() == [body["state"] for body in bodies]
    assert example_run.frame["state_reason"].to_list() == [body["reason"] for body in bodies]
    assert {"queued", "withheld"} <= set(example_run.frame["state"])


# Promise 5: replay


def test_order_and_batches_change_nothing(pipeline: Pipeline, example_run: RunResult) -> None:
    """The same rows in another order, one at a time or in sevens, give the same columns and the same receipt bodies."""
    rows = rows_of(example_run)
    expected = dict(zip(rows["row"], example_run.frame["receipt"], strict=True))
    shuffled = rows.sample(fraction=1, shuffle=True, seed=5)
    for size in (1, 7):
        parts = [again(pipeline, shuffled.slice(at, size), example_run) for at in range(0, shuffled.height, size)]
        found = pl.concat(parts)

        assert expected == dict(zip(found["row"], found["receipt"], strict=True))


def test_another_seed_is_another_run(pipeline: Pipeline, example_run: RunResult) -> None:
    """The choice is chance: with another seed some rows get another offer, angle or hold-out."""
    moment = dataclasses.replace(example_run.moment, seed="another")
    other = pipeline(rows_of(example_run), moment, tell=lambda *_: None)

    assert other["decision"].to_list() != example_run.frame["decision"].to_list()


def test_every_stage_keeps_the_promises_of_its_socket(pipeline: Pipeline, example_run: RunResult) -> None:
    """Each stage of the run survives nulls, shuffling and batches, and gives exactly what it says."""
    for stage in [*pipeline.before, *pipeline.after]:
        check_stage(stage, example_run.frame.select(list(stage.takes)), example_run.moment)


def test_a_second_home_gives_the_same_bodies(
    example: Path, example_run: RunResult, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """Two organisations with other keys decide alike: all but the pseudonyms of the receipts is the same."""
    from aboveboard.campaign.run import run_campaign

    other = run_campaign(read_material(example), signed(Home(tmp_path / "home")), now=example_run.moment.now)

    def without_who(body: bytes) -> dict[str, object]:
        return {key: value for key, value in json.loads(body).items() if key != "who"}

    assert list(map(without_who, example_run.frame["receipt"])) == list(map(without_who, other.frame["receipt"]))


def test_every_refusal_of_the_example_is_heeded(material: Material, example_run: RunResult) -> None:
    """Whoever a line of the suppressions names, at whatever scope, gets nothing over what the line covers."""
    register = {row.id: row for row in material.register}
    states = {row["business"]: row for row in example_run.frame.iter_rows(named=True)}
    for entry in material.suppressions:
        for name, row in register.items():
            covered = entry.value in (name, row.email, (row.website or "").partition("//")[2])
            if covered and states[name]["state"] == "queued":
                assert entry.channel not in (None, states[name]["channel"]), f"{entry.scope} {name}"
    covered_ids = {"hs-020", "hs-021", "hs-033", "hs-055"}

    assert "objected" in example_run.frame["state_reason"].to_list()
    assert covered_ids.isdisjoint(example_run.frame.filter(pl.col("state") == "queued")["business"])


# The context table: every fact is given by its owner, and not knowing opens nothing

MAY_OPEN = {"consent", "purpose", "recipient_country", "sender_country", "months_since_last_contact"}
"""The exceptions that `meta.evaluation` names; the channel is the cell's own."""
NEVER_UNKNOWN = {"address_kind"}
"""Null passes by a French rule that speaks of a person's address alone, so the context never has one."""


def allowed_cells(stage: MayWrite, rows: pl.DataFrame, run: RunResult) -> list[set[tuple[str, str]]]:
    """For each row the offers and channels that the rules allow."""
    texts = stage(rows, run.moment)["cells"]
    return [{(c.offer, c.channel) for c in decode_cells(text) if c.verdict.verdict == "allow"} for text in texts]


@pytest.fixture(scope="module")
def may_write(pipeline: Pipeline) -> MayWrite:
    """The guard's stage of the example."""
    return next(stage for stage in pipeline.after if isinstance(stage, MayWrite))


@pytest.mark.parametrize("fact", sorted({entry.fact for entry in CONTEXT} - MAY_OPEN - NEVER_UNKNOWN))
def test_an_owner_that_cannot_answer_opens_nothing(may_write: MayWrite, example_run: RunResult, fact: str) -> None:
    """With any fact unknown in every row, here or elsewhere, no offer and channel is allowed that was not."""
    columns = [name for name in may_write.context.schema if name.split(".")[1] == fact]
    assert columns
    here = example_run.frame.select(list(may_write.takes))
    moved = [
        here.with_columns(
            pl.lit(country).alias("ctx.recipient_country"), pl.lit(None, pl.String).alias("ctx.recipient_region")
        )
        for country in sorted(load_packs().countries)
    ]
    rows = pl.concat([here, *moved])
    unknown = rows.with_columns(pl.lit(None, rows.schema[name]).alias(name) for name in columns)
    before, after = (allowed_cells(may_write, table, example_run) for table in (rows, unknown))
    assert [] == [new - old for old, new in zip(before, after, strict=True) if new - old]


def test_every_fact_has_an_owner_who_answers_or_says_that_nobody_does(example_run: RunResult) -> None:
    """The table has each fact of the rules once; what nobody is asked is null in every row, and says so."""
    assert set(load_packs().facts.facts) == {entry.fact for entry in CONTEXT} | ASKED_ELSEWHERE
    assert len(CONTEXT) == len({entry.fact for entry in CONTEXT})
    for entry in CONTEXT:
        columns = [name for name in example_run.frame.columns if name.split(".")[:2] == ["ctx", entry.fact]]
        nulls = [example_run.frame[name].null_count() == example_run.frame.height for name in columns]
        assert columns
        assert entry.owner != "nobody yet" or all(nulls)


def test_an_address_of_which_nothing_is_known_is_a_persons(pipeline: Pipeline, example_run: RunResult) -> None:
    """Where the store cannot tell whose address it is, the rules are asked as if it were a person's."""
    join = next(stage for stage in pipeline.after if isinstance(stage, JoinContext))
    rows = example_run.frame.select(list(join.takes)).with_columns(pl.lit(None, pl.String).alias("address_kind"))
    assert {"named"} == set(join(rows, example_run.moment)["ctx.address_kind"])


# What cannot be so


@pytest.mark.parametrize(
    ("column", "value", "fact"),
    [
        ("country", "XX", "recipient_country:unknown_country"),
        ("region", "Highlands", "recipient_region:unknown_country"),
        ("region", "US-CA", "recipient_region:region_elsewhere"),
        ("months_since_last_contact", -1, "months_since_last_contact:out_of_range"),
    ],
)
def test_a_fact_that_cannot_be_so_costs_its_own_row(
    pipeline: Pipeline, example_run: RunResult, column: str, value: object, fact: str
) -> None:
    """The row is withheld, its receipt says why, and every other row is as it was."""
    here = pl.col("business") == "hs-001"
    changed = pl.when(here).then(pl.lit(value, ROWS[column])).otherwise(column).alias(column)
    after = again(pipeline, rows_of(example_run).with_columns(changed), example_run)
    row = after.row(by_predicate=here, named=True)

    assert ("withheld", "unreadable_fact", fact) == (row["state"], row["state_reason"], row["unreadable"])
    assert "unreadable_fact" == json.loads(row["receipt"])["reason"]
    assert "queued" == example_run.frame.row(by_predicate=here, named=True)["state"]
    assert after.filter(~here)["receipt"].equals(example_run.frame.filter(~here)["receipt"])
