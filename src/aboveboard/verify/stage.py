"""The verify stage: every draft of a run is checked, and only what passed gets the hash of a message."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from aboveboard.domain.columns import DRAFTED, VERIFIED, only
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.findings import encode_findings
from aboveboard.verify.claims import Terms, check_grounded, cited_by
from aboveboard.verify.ground import Ground, ground_of

if TYPE_CHECKING:
    import polars as pl

    from aboveboard.domain.moment import Moment
    from aboveboard.domain.sockets import Schema


class _Item(msgspec.Struct, frozen=True):
    number: int
    kind: str
    name: str
    value: msgspec.Raw
    ref: str


class _Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A brief whose values stay as they were written: the same bytes give the same remembered ground."""

    channel: str
    general: bool
    items: tuple[_Item, ...]
    must_include: tuple[str, ...]
    word_limit: int = 130
    subject_limit: int = 55

    @property
    def terms(self) -> Terms:
        """What is no item; whether there are two parties is asked of the items' names."""
        return Terms(
            general=self.general,
            must_include=self.must_include,
            word_limit=self.word_limit,
            subject_limit=self.subject_limit,
            two_parties="on_behalf_of" in [item.name for item in self.items if item.kind == "sender"],
        )

    def grounds(self, cited: set[int]) -> dict[int, Ground]:
        """The grounds of the cited items; nothing else of the brief bears on the draft."""
        return {i.number: ground_of(i.kind, i.name, bytes(i.value)) for i in self.items if i.number in cited}


_DECODER = msgspec.json.Decoder(_Brief)


class Verify:
    """Checks the columns `brief` and `draft`; `provided` are the elements that headers and set-up carry, by channel."""

    name = "verify"

    def __init__(self, provided: Mapping[str, Sequence[str]] | None = None) -> None:
        self.provided = {channel: tuple(sorted(elements)) for channel, elements in (provided or {}).items()}
        self.takes: Schema = only(DRAFTED, ["brief", "draft"])
        self.gives: Schema = VERIFIED

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The findings, the elements and, for a draft that passed, its hash; a row without a draft did not pass."""
        import polars as pl

        drafts = zip(rows["brief"].to_list(), rows["draft"].to_list(), strict=True)
        checked = [self._row(brief, draft) for brief, draft in drafts]
        return pl.DataFrame(checked, schema=dict(self.gives), orient="row")

    def _row(self, brief: str | None, draft: str | None) -> tuple[str | None, bool, list[str] | None, str | None]:
        if brief is None or draft is None:
            return None, False, None, None
        asked, unverified = _DECODER.decode(brief), decode_draft(draft)
        provided = self.provided.get(asked.channel, ())
        findings = check_grounded(asked.terms, asked.grounds(cited_by(unverified)), unverified, provided=provided)
        message = hashlib.sha256(draft.encode()).hexdigest() if findings.passed else None
        has = sorted({*findings.elements, *provided})
        return encode_findings(findings), findings.passed, has, message
