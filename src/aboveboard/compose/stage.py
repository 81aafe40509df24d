"""The stage that writes: for each row with an offer its brief and a draft, or the reason why none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec
import polars as pl

from aboveboard.compose.brief import AGREED, Ground, Notice, Source, build_brief, lay_ground
from aboveboard.compose.phrasebook import Phrasebook, load_phrasebook
from aboveboard.compose.selection import facts_of, is_named
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.columns import CELLS, DECIDED, DRAFTED, FACTS, ROWS, only
from aboveboard.domain.draft import encode_draft, encode_made
from aboveboard.domain.legal_form import is_subject
from aboveboard.domain.moment import Moment
from aboveboard.domain.offer import Offer
from aboveboard.domain.preference import WRITTEN
from aboveboard.domain.reason import Reason
from aboveboard.domain.sender import Sender
from aboveboard.domain.sockets import Writer
from aboveboard.domain.verdict import decode_cells

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_ROW: Final = [
    "row", "name", "register", "register_as_of", "acquisition", "personalisation", "consented_channels",
    "agreed_on",
]  # fmt: skip
_COLUMNS: Final = [*_ROW, "facts", "legal_form", "cells", "offer", "angle", "channel", "language"]
_REMEMBERED: Final = 4096


class _Row(msgspec.Struct, frozen=True, array_like=True):
    row: str
    name: str | None
    register: str | None
    register_as_of: date | None
    acquisition: str | None
    personalisation: bool | None
    consented_channels: list[str] | None
    agreed_on: date | None
    facts: str | None
    legal_form: str | None
    cells: str | None
    offer: str | None
    angle: str | None
    channel: str | None
    language: str | None


class Compose:
    """Brief and draft of every row for which something was decided.

    With personalisation off, or unknown, the message is general: no fact about the business is in its brief.
    `keep_days` is the period that privacy notices state, and MUST be the one that retention enforces.
    """

    name = "compose"
    takes = only(ROWS, _ROW) | FACTS | only(CELLS, ["cells"]) | only(DECIDED, ["offer", "angle", "channel", "language"])
    gives = DRAFTED

    def __init__(
        self,
        writer: Writer,
        offers: Mapping[str, Offer],
        sender: Sender,
        *,
        keep_days: int,
    ) -> None:
        self._writer, self._offers, self._sender, self._keep_days = writer, offers, sender, keep_days
        self._grounds: dict[tuple[object, ...], Ground] = {}
        self._texts: dict[tuple[object, ...], tuple[tuple[Item, ...], str, str]] = {}

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns of `gives`."""
        today = moment.now.date()
        asked = [self._brief(row, today) for row in rows.select(_COLUMNS).iter_rows()]
        briefs = [brief for brief, _ in asked if brief is not None]
        written = iter(self._writer.write(briefs, [None] * len(briefs)))
        drafts = [next(written) if brief is not None else None for brief, _ in asked]
        return pl.DataFrame(
            {
                "brief": [self._encoded(brief) if brief is not None else None for brief, _ in asked],
                "draft": [encode_draft(draft) if draft is not None else None for draft in drafts],
                "writer": [draft.writer if draft is not None else None for draft in drafts],
                "made": [encode_made(draft) if draft is not None else None for draft in drafts],
                "compose_reason": [
                    "nothing_worth_a_letter" if brief is not None and draft is None else reason
                    for (brief, reason), draft in zip(asked, drafts, strict=True)
                ],
            },
            schema=self.gives,
        )

    def _brief(self, values: tuple[object, ...], today: date) -> tuple[Brief | None, str | None]:
        row = msgspec.convert(values, _Row)
        if row.offer is None:
            return None, None
        if row.channel is None or row.angle is None or row.offer not in self._offers:
            return None, "unreadable_row"
        if row.language not in WRITTEN:
            return None, "language_not_written"
        general = row.personalisation is not True
        facts = [] if general else facts_of(row.facts, row.angle, today)
        if not general and not facts:
            return None, "nothing_worth_a_letter"
        if not general and not (row.name and is_named(row.facts, row.name, today)):
            return None, "unreadable_row"
        return build_brief(row.row, self._ground(row, today, general), name=row.name, facts=facts), None

    def _encoded(self, brief: Brief) -> str:
        """The brief as JSON; the part that it shares with others is encoded once and compared each time."""
        end = len(brief.items)
        while end and brief.items[end - 1].kind == "fact":
            end -= 1
        shared, own = brief.items[:end], brief.items[end:]
        key = (
            brief.offer,
            brief.angle,
            brief.channel,
            brief.language,
            brief.general,
            brief.must_include,
            brief.word_limit,
        )
        known = self._texts.get(key)
        if known is None or known[0] != shared:
            whole = _ENCODER.encode(msgspec.structs.replace(brief, row="", items=shared)).decode()
            cut = whole.rindex('],"must_include":')
            known = self._texts[key] = shared, whole[len('{"row":""') : cut], whole[cut:]
        row, items = _ENCODER.encode(brief.row).decode(), _ENCODER.encode(own).decode()[1:-1]
        comma = "," if shared and own else ""
        return f'{{"row":{row}{known[1]}{comma}{items}{known[2]}'

    def _ground(self, row: _Row, today: date, general: bool) -> Ground:
        angle, channel, offer, language = str(row.angle), str(row.channel), str(row.offer), str(row.language)
        must_include, consented = _must_include(row.cells, offer, channel), channel in (row.consented_channels or ())
        person = is_subject(row.legal_form) or "privacy_notice" in must_include
        source = _source(row, channel)
        key = (
            offer,
            angle,
            channel,
            language,
            general,
            person,
            consented,
            source.register,
            source.as_of,
            source.acquisition,
        )
        known = self._grounds.get((*key, row.cells, today))
        if known is not None:
            return known
        book = load_phrasebook(language)
        plan = book.plans.get((channel, general))
        ground = lay_ground(
            self._offers[offer].said_in(language),
            self._sender,
            angle=angle,
            channel=channel,
            general=general,
            reasons=in_force(book, angle, today),
            source=source,
            notice=Notice(
                person=person, basis="consent" if consented else "legitimate_interest", keep_days=self._keep_days
            ),
            must_include=must_include,
            word_limit=plan.words if plan else 0,
            language=language,
        )
        if len(self._grounds) >= _REMEMBERED:
            self._grounds.clear()
        self._grounds[(*key, row.cells, today)] = ground
        return ground


def in_force(book: Phrasebook, angle: str, today: date) -> list[Reason]:
    """The reasons why an angle matters, and how it is mended, that may be given on that day."""
    wanted = dict.fromkeys([*book.angle_reasons.get(angle, ()), *book.mend_reasons.get(angle, ())])
    return [reason for name in wanted if (reason := book.reasons[name]).as_of <= today < reason.expires]


def _source(row: _Row, channel: str) -> Source:
    """Where the address came from; an e-mail address that was confirmed came from the business, on that day."""
    if channel == "email" and row.agreed_on is not None:
        return Source(register=row.register, as_of=row.agreed_on, acquisition=AGREED)
    return Source(register=row.register, as_of=row.register_as_of, acquisition=row.acquisition)


def _must_include(cells: str | None, offer: str, channel: str) -> tuple[str, ...]:
    for cell in decode_cells(cells):
        if cell.offer == offer and cell.channel == channel:
            return cell.verdict.must_include
    return ()
