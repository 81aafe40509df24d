"""A campaign over real small-business pages and real register rows: every row accounted for, nobody named."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.report import deciding_rules, render_report
from aboveboard.campaign.run import RunResult, run_campaign
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.reasons import REASONS
from aboveboard.observe.page import read_page
from aboveboard.observe.sources import Found, Page, Refusal
from aboveboard.store.entries import RegisterRow

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COUNTRIES = {
    "usa": "US", "united states": "US", "u.s.a.": "US", "us": "US", "united states of america": "US", "uk": "GB",
    "united kingdom": "GB", "england": "GB", "canada": "CA", "australia": "AU", "deutschland": "DE", "germany": "DE",
    "ireland": "IE", "netherlands": "NL", "nederland": "NL", "france": "FR", "austria": "AT", "italy": "IT",
}  # fmt: skip
pytestmark = pytest.mark.shared


@dataclass(frozen=True)
class RealPages:
    """A page source over pages in memory, one a website."""

    by_website: dict[str, Page]

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        """The page of each website, or that there is none."""
        for website in websites:
            yield [self.by_website[website]] if website in self.by_website else Refusal("page_missing")


@dataclass(frozen=True)
class RealRun:
    """A run over the real pages, and what it printed and logged."""

    result: RunResult
    report: str
    log: str
    persons: list[str]


def country_of(labels: dict[str, list[str]]) -> str:
    """The country of a page by its labels: as labelled, else US where a state and a ZIP code are, else unknown."""
    for label in labels.get("COUNTRY", []):
        if label.strip().lower() in COUNTRIES:
            return COUNTRIES[label.strip().lower()]
    return "US" if labels.get("STATE") and labels.get("ZIPCODE") else "ZZ"


def by_type(entities: list[dict[str, str]]) -> dict[str, list[str]]:
    """The labelled texts by their type."""
    found: dict[str, list[str]] = {}
    for entity in entities:
        found.setdefault(entity["type"], []).append(entity["text"])
    return found


def half(text: str) -> bool:
    """True for half of all texts, by hash."""
    return hashlib.sha256(text.encode()).digest()[0] < 128


def real_material(folder: Path, example: Material) -> tuple[Material, RealPages, list[str]]:
    """The register of the real pages, their source, and the names of persons that people labelled on them."""
    rows, pages, persons = [], {}, set()
    for number, line in enumerate((folder / "pages.jsonl").read_text("utf-8").splitlines()):
        record = json.loads(line)
        labels = by_type(record.get("human_entities") or [])
        persons |= {" ".join(name.split()) for name in labels.get("PER", []) if len(name.split()) >= 2}
        domain = record.get("domain") or f"page-{number}.example"
        website = f"{'https' if record.get('https') else 'http'}://{domain}/"
        if website in pages:
            domain = f"page-{number}.example"
            website = f"http://{domain}/"
        html, country = (folder / record["file"]).read_bytes(), country_of(labels)
        pages[website] = Page(url=website, html=html, status=200, headers={}, read_on=date(2026, 11, 20))
        seen = read_page(html, url=website, country=None if country == "ZZ" else country)
        observed = any(fact.attribute == "business.legal_form" for fact in seen.facts)
        form = "corporate" if not observed and half(domain) else "unknown"
        fields = {"id": f"page-{number}", "name": domain, "country": country, "legal_form": form, "website": website}
        rows.append(RegisterRow(**fields, email=f"info@{domain}"))
    empty = replace(example, register=tuple(rows), bases=(), suppressions=(), preferences=(), groups={})
    return empty, RealPages(pages), sorted(persons)


@pytest.fixture(scope="module")
def real(
    shared: Path, example: Path, tmp_path_factory: pytest.TempPathFactory, signed: Callable[[Home], Home]
) -> RealRun:
    """One run over all public pages."""
    folder = shared / "data" / "small_business_webpages" / "public"
    material, source, persons = real_material(folder, read_material(example))
    home = signed(Home(tmp_path_factory.mktemp("real") / "home"))
    log = home.folder.parent / "log.txt"
    handler = logging.FileHandler(log)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        result = run_campaign(material, home, now=NOW, source=source)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
        logging.getLogger().setLevel(logging.WARNING)
    return RealRun(result, render_report(result), log.read_text("utf-8"), persons)


def test_messages_are_written(real: RealRun) -> None:
    """At least sixty of the pages lead to a message."""
    assert real.result.frame.height == 255
    assert (real.result.frame["state"] == "queued").sum() >= 60


def test_every_real_page_ends_in_one_receipt(real: RealRun) -> None:
    """There are as many receipts as rows, each with the row's own pseudonym and state."""
    bodies = [json.loads(body) for body in real.result.frame["receipt"]]

    assert 255 == len(bodies) == len({body["who"] for body in bodies}) == len(set(real.result.receipts.values()))
    assert real.result.frame["state"].to_list() == [body["state"] for body in bodies]


def test_every_row_left_alone_has_its_reason(real: RealRun) -> None:
    """Each row without a message has a listed reason with a sentence, and where the rules decided, their ids."""
    for row in real.result.frame.filter(real.result.frame["state"] != "queued").iter_rows(named=True):
        assert REASONS[row["state_reason"]]
        if row["state_reason"] in ("no_rule_allows", "needs_review", "final_verdict"):
            rules = deciding_rules(row)
            assert rules
            assert all(real.result.packs.by_id[rule].plain for rule in rules)


def test_no_labelled_person_appears_anywhere(real: RealRun) -> None:
    """No message, fact, report or log has the name of a person whom people labelled on the pages."""
    columns = ["facts", "observed", "draft", "brief", "decision"]
    texts = [text for name in columns for text in real.result.frame[name] if text] + [real.report, real.log]
    found = [person for person in real.persons if any(person in text for text in texts)]

    assert len(real.persons) > 100
    assert 0 == len(found), f"{len(found)} of {len(real.persons)} labelled names appear"


def test_no_mailbox_of_a_page_is_in_a_message(real: RealRun) -> None:
    """No message has an address but the sender's."""
    for text in real.result.frame["draft"].drop_nulls():
        assert "@" not in decode_draft(text).text.replace(real.result.settings.sender.email, "")


def test_real_register_rows_end_in_one_receipt_each(shared: Path, example: Path, tmp_path: Path) -> None:
    """Two thousand rows of a real register, whose sites do not answer, end in two thousand receipts."""
    records = []
    for name in ("us_places_open_closed.jsonl", "place_pairs.jsonl"):
        for line in (shared / "data" / "overture_places" / "public" / name).read_text("utf-8").splitlines():
            record = json.loads(line)
            records.append(record.get("a", record))
    rows = [_register_row(number, record) for number, record in enumerate(records[:1000] + records[-1000:])]
    empty = replace(read_material(example), register=tuple(rows), bases=(), suppressions=(), preferences=(), groups={})
    result = run_campaign(empty, Home(tmp_path / "home"), now=NOW, source=RealPages({}))

    assert 2000 == result.frame.height == len(set(result.receipts.values()))
    assert set(result.frame["state"]) <= {"withheld", "review"}
    assert all(REASONS[reason] for reason in result.frame["state_reason"])


def _register_row(number: int, record: dict[str, object]) -> RegisterRow:
    def first(key: str) -> str | None:
        value = record.get(key)
        found = value[0] if isinstance(value, list) and value else value
        return str(found) if found else None

    return msgspec.convert(
        {
            "id": f"place-{number}",
            "name": first("name") or f"place {number}",
            "country": (first("country") or "ZZ").upper()[:2],
            "trade": first("category"),
            "street": first("street"),
            "locality": first("city"),
            "postcode": first("postcode"),
            "website": first("websites"),
            "telephone": first("phones"),
        },
        RegisterRow,
    )
