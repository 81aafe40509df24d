"""The verify stage: every draft of a run is checked, and only what passed gets the hash of a message."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from aboveboard.domain.columns import DRAFTED, VERIFIED, only
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.findings import encode_findings
from aboveboard.verify.claims import Terms, check_grounded
from aboveboard.verify.ground import Ground, ground_of

if TYPE_CHECKING:
    import polars as pl

    from aboveboard.domain.moment import Moment
    from aboveboard.domain.sockets import Schema


class _Item(msgspec.Struct, frozen=True, gc=False):
    number: int
    kind: str
    name: str
    value: msgspec.Raw
    ref: str

    def ground(self, language: str) -> Ground:
        """The item's ground; its value stays as it was written until it is asked for."""
        return ground_of(self.kind, self.name, bytes(self.value), language=language)


class _Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A brief without its row, and without its facts where they were cut out."""

    language: str
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
            language=self.language,
            general=self.general,
            must_include=self.must_include,
            word_limit=self.word_limit,
            subject_limit=self.subject_limit,
            two_parties="on_behalf_of" in [item.name for item in self.items if item.kind == "sender"],
        )


class _Asked(msgspec.Struct, frozen=True):
    """A brief ready to be checked against."""

    channel: str
    terms: Terms
    grounds: dict[int, Ground]


_BRIEF: Final = msgspec.json.Decoder(_Brief)
_ITEMS: Final = msgspec.json.Decoder(tuple[_Item, ...])


def _asked(brief: str) -> _Asked:
    """The brief, of which all but row and facts is remembered: many share it.

    Its text is cut where the facts begin and end. Inside JSON strings quotation marks are escaped, so a cut can fall
    into none; and as each part is read as JSON of its own, a cut elsewhere than between items is an error, not a guess.
    """
    end = brief.rfind('],"must_include":')
    fact = brief.find(',"kind":"fact"')
    cut = brief.rfind(',{"number":', 0, fact) if fact >= 0 else end
    shared = _shared("{" + brief[brief.find('"language":') : cut] + brief[end:])
    if cut == end:
        return shared
    own = {item.number: item.ground(shared.terms.language) for item in _ITEMS.decode(f"[{brief[cut + 1 : end]}]")}
    return _Asked(shared.channel, shared.terms, shared.grounds | own)


@lru_cache(maxsize=4096)
def _shared(text: str) -> _Asked:
    brief = _BRIEF.decode(text)
    return _Asked(brief.channel, brief.terms, {item.number: item.ground(brief.language) for item in brief.items})


_Row: TypeAlias = "tuple[str | None, bool, tuple[str, ...] | None, str | None]"


class Verify:
    """Checks the columns `brief` and `draft`; `provided` are the elements that headers and set-up carry, by channel.

    `marked` are those that deliver gives, by channel, to what a model wrote.
    """

    name = "verify"

    def __init__(
        self,
        provided: Mapping[str, Sequence[str]] | None = None,
        *,
        marked: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.provided = {channel: tuple(sorted(elements)) for channel, elements in (provided or {}).items()}
        self.marked = {channel: tuple(sorted(elements)) for channel, elements in (marked or {}).items()}
        self.takes: Schema = only(DRAFTED, ["brief", "draft"])
        self.gives: Schema = VERIFIED

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The findings, the elements and, for a draft that passed, its hash; a row without a draft did not pass."""
        import polars as pl

        drafts = zip(rows["brief"].to_list(), rows["draft"].to_list(), strict=True)
        checked = [self._row(brief, draft) for brief, draft in drafts]
        kinds = {has: number for number, has in enumerate(dict.fromkeys(one[2] for one in checked))}
        lists = pl.Series([None if has is None else list(has) for has in kinds], dtype=pl.List(pl.String))
        return pl.DataFrame(
            {
                "findings": [one[0] for one in checked],
                "passed": [one[1] for one in checked],
                "message_has": lists.gather(pl.Series([kinds[one[2]] for one in checked], dtype=pl.UInt32)),
                "message": [one[3] for one in checked],
            },
            schema=dict(self.gives),
        )

    def _row(self, brief: str | None, draft: str | None) -> _Row:
        if brief is None or draft is None:
            return None, False, None, None
        asked, unverified = _asked(brief), decode_draft(draft)
        provided = self.provided.get(asked.channel, ())
        if unverified.made is not None:
            provided = (*provided, *self.marked.get(asked.channel, ()))
        findings = check_grounded(asked.terms, asked.grounds, unverified, provided=provided)
        message = hashlib.sha256(draft.encode()).hexdigest() if findings.passed else None
        return encode_findings(findings), findings.passed, _united(findings.elements, provided), message


@lru_cache(maxsize=4096)
def _united(seen: tuple[str, ...], provided: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*seen, *provided}))
