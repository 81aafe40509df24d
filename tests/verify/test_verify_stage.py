"""The stage gives its columns for any rows."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import polars as pl

from aboveboard.domain.brief import Brief
from aboveboard.domain.columns import DRAFTED, VERIFIED
from aboveboard.domain.draft import Draft, encode_draft
from aboveboard.domain.findings import encode_findings
from aboveboard.domain.message import draft_hash
from aboveboard.domain.moment import Moment
from aboveboard.verify.claims import check_draft
from aboveboard.verify.stage import Verify

Letters = list[tuple[Brief, Draft]]
MOMENT = Moment(now=datetime(2026, 11, 23, tzinfo=UTC), seed="s", campaign="c", rules="r")


def frame(letters: Letters) -> pl.DataFrame:
    """The drafted columns of some letters, with a row that has no draft."""
    rows = [(msgspec.json.encode(b).decode(), encode_draft(d), "grammar", None, None) for b, d in letters]
    return pl.DataFrame([*rows, (None, None, None, None, "nothing_worth_a_letter")], schema=DRAFTED, orient="row")


def test_columns_of_letters(letters: Letters) -> None:
    """Each row says what `check_draft` says, and a passed draft has its hash; no draft has not passed."""
    out = Verify({"email": ["spf_pass"]})(frame(letters[:30]), MOMENT)
    assert dict(VERIFIED) == dict(out.schema)
    for (brief, draft), row in zip(letters[:30], out.iter_rows(named=True), strict=False):
        assert encode_findings(check_draft(brief, draft)) == row["findings"]
        assert row["message"] == (draft_hash(draft) if row["passed"] else None)
        assert ("spf_pass" in row["message_has"]) == (brief.channel == "email")
    assert (None, False, None, None) == out.row(30)


def test_no_rows_keep_the_types() -> None:
    """An empty frame gives an empty frame of the same types."""
    out = Verify()(pl.DataFrame(schema=DRAFTED), MOMENT)
    assert dict(VERIFIED) == dict(out.schema)
    assert 0 == out.height


def test_order_and_batches_do_not_matter(letters: Letters) -> None:
    """Rows turned round, or one by one, give the same answers."""
    rows = frame(letters[:20])
    whole = Verify()(rows, MOMENT)
    assert whole.reverse().equals(Verify()(rows.reverse(), MOMENT))
    single = pl.concat([Verify()(rows.slice(at, 1), MOMENT) for at in range(rows.height)])
    assert whole.equals(single)
