"""One campaign from rows to receipts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Final

import polars as pl

from aboveboard import __version__
from aboveboard.audit.assessment import assess, vault
from aboveboard.audit.groups import Bounds, GroupLine
from aboveboard.campaign.carried import provided_elements
from aboveboard.campaign.changes import Opening, ladders, openings
from aboveboard.campaign.company_survey import company_survey
from aboveboard.campaign.context import JoinContext, context_schema
from aboveboard.campaign.dispatch import put_out
from aboveboard.campaign.freshness import fact_changed, grounded
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, bring_in, day_of, rows_in
from aboveboard.campaign.model_report import ModelRun
from aboveboard.campaign.model_writer import open_endpoint, writer_of
from aboveboard.campaign.rule_versions import RuleVersions
from aboveboard.campaign.settings import Settings
from aboveboard.campaign.settle import Settle, is_written, reviews_of
from aboveboard.campaign.standing import basis_states, consented, with_standing
from aboveboard.campaign.timing import HOURS, VOLUME, caps_of, hours_survey, volume_survey, without_closed
from aboveboard.compose.grammar import Grammar
from aboveboard.compose.stage import Compose
from aboveboard.decide.stage import Decide
from aboveboard.deliver.elements import MARKED_ELEMENTS
from aboveboard.domain.columns import ROWS
from aboveboard.domain.company import COMPANY_REGISTER
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message
from aboveboard.domain.moment import Moment
from aboveboard.domain.offer import Offer
from aboveboard.domain.sockets import Stage, Writer, check_wiring
from aboveboard.facts.stage import AgreeFacts
from aboveboard.facts.survey import neighbours
from aboveboard.guard.call_registers import needed_registers
from aboveboard.guard.packs import RulePacks
from aboveboard.guard.sign_off import SURVEY, signatures
from aboveboard.guard.stages import CellSpec, FinalVerdict, Look, MayWrite
from aboveboard.observe.live import LivePages
from aboveboard.observe.sources import PageSource, SavedPages
from aboveboard.observe.stage import ObservePages
from aboveboard.receipts.keys import open_log
from aboveboard.receipts.leaf import SALT_BYTES, commit
from aboveboard.receipts.stage import ReceiptBodies
from aboveboard.runners.local import run_stages
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store
from aboveboard.verify.seal import seal
from aboveboard.verify.stage import Verify

LOOK_BATCH: Final = 50
WRITE_BATCH: Final = 10_000
"""Rows a batch: looking waits for pages, so it tells of progress often; writing is twice as fast in large batches."""
Tell = Callable[[str, int, int], None]
"""Told of progress: what is being done, how many rows are done, of how many."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages of one campaign, in two parts: up to the pages, and from the facts on, with the surveys between."""

    before: tuple[Stage, ...]
    after: tuple[Stage, ...]

    @classmethod
    def of(cls, material: Material, packs: RulePacks, source: PageSource, writer: Writer | None = None) -> Pipeline:
        """The pipeline of a campaign, written by the grammar unless by another; WiringError where stages do not fit."""
        settings = material.settings
        offers = material.offers_by_id
        context = context_schema(settings.channels, list(offers))
        cells = [CellSpec(offer=name, channel=channel, inputs={}) for name in offers for channel in settings.channels]
        pipeline = cls(
            before=(Look(), ObservePages(source)),
            after=(
                AgreeFacts(),
                JoinContext(settings, list(offers)),
                MayWrite(packs, cells, context=context),
                Decide(material.desk),
                Compose(writer or Grammar(), offers, settings.sender.sender(), keep_days=settings.limits.keep_days),
                Verify(provided=provided_elements(settings), marked=MARKED_ELEMENTS),
                FinalVerdict(packs, context=context, by_offer={name: {} for name in offers}),
                Settle(settings.channels),
                ReceiptBodies(),
            ),
        )
        check_wiring(ROWS, [*pipeline.before, *pipeline.after])
        return pipeline

    def __call__(self, rows: pl.DataFrame, moment: Moment, *, tell: Tell) -> pl.DataFrame:
        """The rows with the columns of every stage, at a Moment that has its surveys: a run, replayed."""
        return self.write(self.look(rows, moment, tell=tell), moment, tell=tell)

    def look(self, rows: pl.DataFrame, moment: Moment, *, tell: Tell) -> pl.DataFrame:
        """The rows with the columns up to what their pages say."""
        return self.run(self.before, rows, moment, size=LOOK_BATCH, what="looking", tell=tell)

    def write(self, seen: pl.DataFrame, moment: Moment, *, tell: Tell) -> pl.DataFrame:
        """The rows with the columns from the facts on."""
        return self.run(self.after, seen, moment, size=WRITE_BATCH, what="writing", tell=tell)

    def run(
        self,
        stages: Sequence[Stage],
        rows: pl.DataFrame,
        moment: Moment,
        *,
        size: int = WRITE_BATCH,
        what: str = "",
        tell: Tell | None = None,
    ) -> pl.DataFrame:
        """The rows with the columns of some of the stages, batch by batch."""
        parts: list[pl.DataFrame] = []
        if tell is not None:
            tell(what, 0, rows.height)
        for start in range(0, max(1, rows.height), size):
            parts.append(run_stages(rows.slice(start, size), stages, moment))
            if tell is not None:
                tell(what, min(start + size, rows.height), rows.height)
        return pl.concat(parts)


@dataclass(frozen=True, slots=True)
class RunResult:
    """All that a run left, for the report and for whoever asks why."""

    run_id: str
    dry: bool
    settings: Settings
    moment: Moment
    packs: RulePacks
    offers: Mapping[str, Offer]
    frame: pl.DataFrame
    messages: Mapping[str, Message]
    receipts: Mapping[str, int]
    checkpoint: str
    vkey: str
    ledger: str
    group_lines: Sequence[GroupLine]
    bounds: Bounds
    openings: Mapping[str, Opening] = field(default_factory=dict)
    unprintable: Mapping[str, str] = field(default_factory=dict)
    model: ModelRun | None = None


def quiet(what: str, done: int, total: int) -> None:
    """Tells nobody."""


def run_campaign(
    material: Material,
    home: Home,
    *,
    now: datetime,
    send: bool = False,
    source: PageSource | None = None,
    again: LivePages | None = None,
    store_url: str | None = None,
    tell: Tell = quiet,
) -> RunResult:
    """One run: every row of the register ends in one receipt; with `send`, what is queued lies in the outbox.

    With `again`, the pages that the messages rest on are read again where that was too long ago, and a message whose
    facts changed is withheld. Where the campaign names a model, it is asked, dry run or not.

    `now` is the true time; a dry run may be pinned to another day by the campaign. Nothing is written before all files
    were read and checked.
    """
    settings = material.settings
    versions = RuleVersions.of(home)
    rules = versions.in_use(material.own_packs)
    packs = rules.packs
    day, bounds = day_of(settings, now.date(), send=send), Bounds()
    with open_endpoint(settings.llm) as endpoint, open_store(home, url=store_url) as store:
        writer = writer_of(settings, endpoint, store, now=now, tell=tell)
        pipeline = Pipeline.of(material, packs, source or SavedPages(material.pages), writer)
        bring_in(material, store, today=now.date())
        versions.keep(rules)
        moment = begun(settings, packs, store, now if day == now.date() else noon_of(day))
        seen = pipeline.look(rows_of(material, store, day, packs), moment, tell=tell)
        moment = surveyed(moment, seen, store, settings)
        frame = pipeline.write(seen, moment, tell=tell)
        if again is not None:
            moment = asked_again(moment, frame, again, now)
            frame = pipeline.write(seen, moment, tell=tell)
        frame = frame.with_columns(ladders(frame, settings.channels, packs, day))
        messages = dict(sealed(frame, moment))
        run_id = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        receipts, checkpoint = record(store, home, settings.name, frame, run_id=run_id, dry=not send, now=now)
        unprintable = put_out(store, home, settings, frame, messages, run_id=run_id, now=now) if send else {}
    return RunResult(
        run_id=run_id,
        dry=not send,
        settings=settings,
        moment=moment,
        packs=packs,
        offers=material.offers_by_id,
        frame=frame,
        messages=messages,
        receipts=receipts,
        checkpoint=checkpoint,
        vkey=(home.ledger / "VKEY.txt").read_text().strip(),
        ledger=str(home.ledger),
        group_lines=audited(material, frame, bounds),
        bounds=bounds,
        openings=openings(frame),
        unprintable=unprintable,
        model=ModelRun.of(writer, endpoint.budget, frame, material.groups, bounds) if writer and endpoint else None,
    )


def noon_of(day: date) -> datetime:
    """Twelve o'clock UTC: the instant of a dry run that is pinned to another day."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def begun(settings: Settings, packs: RulePacks, store: Store, now: datetime) -> Moment:
    """The Moment in which a run begins, with the surveys of what persons decided and of who signed for the rules."""
    return Moment(
        now=now,
        seed=settings.seed,
        campaign=settings.name,
        rules=packs.version,
        code=__version__,
        surveys=MappingProxyType({"reviews": reviewed(store), SURVEY: signatures(store.rulebook.sign_offs())}),
    )


def surveyed(moment: Moment, seen: pl.DataFrame, store: Store, settings: Settings) -> Moment:
    """The Moment with the surveys of the whole run: hours and volumes, company registers, neighbours where wanted."""
    day = moment.now.date()
    found = {
        HOURS: hours_survey(seen, settings, moment.now),
        VOLUME: volume_survey(seen, store.volumes(day)),
        "neighbours": neighbours(seen, day) if settings.limits.neighbours else None,
        COMPANY_REGISTER: company_survey(seen, store, day),
    }
    tables = {name: table for name, table in found.items() if table is not None}
    return replace(moment, surveys=MappingProxyType({**moment.surveys, **tables}))


def asked_again(moment: Moment, frame: pl.DataFrame, reader: LivePages, now: datetime) -> Moment:
    """The Moment with the survey of the rows whose messages rest on facts that are not the same any more."""
    changed = pl.DataFrame({"row": sorted(fact_changed(grounded(frame), reader, now=now))}, {"row": pl.String})
    return replace(moment, surveys=MappingProxyType({**moment.surveys, "changed": changed}))


def rows_of(material: Material, store: Store, day: date, packs: RulePacks) -> pl.DataFrame:
    """The rows of the campaign's own register that are kept, with the store's answers on that day."""
    settings = material.settings
    members = rows_in(material, store)
    held = basis_states(store.bases(day), on=day, purpose=settings.purpose)
    rows = store.rows(
        settings.name,
        settings.step,
        on=day,
        consents=consented(held),
        call_registers=needed_registers(packs.rules),
        caps=caps_of(settings),
    )
    rows = with_standing(rows.filter(pl.col("business").is_in(sorted(members))), store, held, on=day)
    return without_closed(rows, settings, day)


def record(
    store: Store, home: Home, campaign: str, frame: pl.DataFrame, *, run_id: str, dry: bool, now: datetime
) -> tuple[dict[str, int], str]:
    """The index of each row's receipt, and the checkpoint that covers them.

    Leaves are durable before the store keeps their salts, and both before the checkpoint: a crash in between leaves
    leaves that nobody can open, and no row without its receipt.
    """
    bodies = frame["receipt"].to_list()
    salts = [secrets.token_bytes(SALT_BYTES) for _ in bodies]
    with open_log(home.ledger, key_file=home.ledger_key, origin=home.origin) as log:
        with store.transaction():
            store.save_run(run_id, campaign, frame, dry=dry, now=now)
            indexes = log.append([commit(body, salt) for body, salt in zip(bodies, salts, strict=True)])
            store.append_receipts(run_id, indexes, bodies, salts, rows=frame["row"].to_list())
        return dict(zip(frame["row"], indexes, strict=True)), log.checkpoint()


def reviewed(store: Store) -> pl.DataFrame:
    """What persons decided: row, message and whether it was approved."""
    found = [(review.row, review.message, review.approved) for review in store.reviews()]
    return pl.DataFrame(found, schema={"row": pl.String, "message": pl.String, "approved": pl.Boolean}, orient="row")


def open_store(home: Home, *, existing: bool = False, url: str | None = None) -> Store:
    """The store of a home; its keys are made with it, and never after. InputError if an existing one is asked for."""
    fresh = not home.keys.exists() and not home.ledger.exists()
    if existing and fresh:
        raise InputError("nothing is kept here yet", place=str(home.folder), remedy="`aboveboard run CAMPAIGN` first")
    return Store.open(url or home.store_url, Keyring.open(home.keys, create=fresh))


def sealed(frame: pl.DataFrame, moment: Moment) -> Iterator[tuple[str, Message]]:
    """The messages of the rows that are queued, by row; nothing else is ever sealed."""
    answers = reviews_of(moment)
    columns = ["row", "channel", "draft", "findings", "final", "message"]
    for row, channel, draft, findings, final, name in (
        frame.filter(pl.col("state") == "queued").select(columns).iter_rows()
    ):
        message = seal(
            row,
            channel,
            draft=decode_draft(draft),
            findings=findings,
            verdict=final,
            approved=answers.get((row, name), False),
        )
        yield row, message


def audited(material: Material, frame: pl.DataFrame, bounds: Bounds) -> list[GroupLine]:
    """How often each group gets a message, or would with signed rules; nothing here was open to the stages."""
    rows = frame.select("business", "legal_form", is_written()).iter_rows()
    return assess(vault(material.groups), rows, bounds)
