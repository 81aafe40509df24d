"""What stands in for a model, and briefs for it to write from."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from aboveboard.campaign.run import RunResult
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft, decode_draft

Record = dict[str, Any]


def _good(record: Record) -> Record:
    """An answer that says nothing but what the items of the record say, as a careful model would."""
    items = record["items"]
    fact = next((item for item in items if item["kind"] == "fact" and "{seen.as_of}" in item["blanks"]), None)
    reasons = [item for item in items if item["kind"] == "reason"]
    summary = next(item for item in items if item["kind"] == "offer" and item["name"] == "summary")
    said: dict[str, tuple[str, list[int]]] = {
        "offer": (summary["value"], [summary["number"]]),
        "question": ("Would help with it be welcome?", []),
    }
    if reasons:
        said["why"] = (reasons[0]["statement"], [reasons[0]["number"]])
    if fact:
        said["seen"] = (f"We read {{seen.path|page}} on {{seen.as_of}}, and {_saw(fact)}.", [fact["number"]])
        said["mend"] = ("You can mend it yourself in the editor of the site.", [fact["number"]])
    return {
        "subject": "Something that we saw on your website" if fact else "An offer for your website",
        "subject_items": [fact["number"]] if fact else [],
        "sentences": [{"part": part, "text": said[part][0], "items": said[part][1]} for part in record["parts"]],
    }


def _saw(fact: Record) -> str:
    values = fact["values"]
    if values.get("page") == "closed":
        return "the page says closed on {seen.day}, while its markup says {seen.markup}"
    if values.get("markup") == "closed":
        return "the page says {seen.page} on {seen.day}, while its markup says closed"
    if "search results" in fact["says"]:
        return "it has no description for search results"
    if "kilobytes" in values:
        return f"the page has {values['kilobytes']} kilobytes"
    return str(fact["says"])


@pytest.fixture(scope="session")
def good() -> Callable[[Record], Record]:
    """Answers a record without inventing anything."""
    return _good


@pytest.fixture(scope="session")
def written(example_run: RunResult) -> list[tuple[Brief, Draft]]:
    """The briefs of the example that a model may write, with the grammar's drafts."""
    rows = zip(example_run.frame["brief"], example_run.frame["draft"], strict=True)
    pairs = [(msgspec.json.decode(brief, type=Brief), decode_draft(draft)) for brief, draft in rows if brief and draft]
    return [(brief, draft) for brief, draft in pairs if brief.channel in ("email", "post")]
