"""Your own list first: who may get an e-mail, a letter, a call or nothing, and the one thing worth saying to each."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final

import msgspec

from aboveboard.campaign.changes import Opening
from aboveboard.campaign.files import read_offers
from aboveboard.campaign.headers import country_of, read_list, with_scheme
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material
from aboveboard.campaign.report import CHANNEL_WORDS, deciding_rules, render_page, rule_view
from aboveboard.campaign.run import RunResult, Tell, quiet, run_campaign
from aboveboard.campaign.settings import Settings
from aboveboard.campaign.starter import starter_text
from aboveboard.campaign.worth import worth_saying
from aboveboard.decide.suitability import SuitableOffer
from aboveboard.domain.reasons import REASONS
from aboveboard.domain.verdict import decode_cells
from aboveboard.observe.sources import Found, PageSource, Refusal
from aboveboard.store.entries import RegisterRow

MOST_SITES: Final = 50
SIGNING: Final = (
    "Before any of it goes out, somebody has to answer for the rules of its country: `aboveboard guard sign`."
)
CHANNELS: Final = ("email", "post", "voice_live")
_SAYS_NO: Final = frozenset({"refusal_file", "asks_first", "robots_refused"})


@dataclass(frozen=True, slots=True)
class Answers:
    """The three things a trial cannot find out by itself."""

    name: str
    country: str
    sells: str


class FirstSites:
    """A page source that reads the first fifty sites it is asked for, and says so of the others."""

    def __init__(self, source: PageSource, most: int = MOST_SITES) -> None:
        self._source, self._left = source, most

    def read(self, websites: Iterable[str]) -> Iterator[Found]:
        """For each website its pages, or why there are none."""
        all_websites = list(websites)
        first = all_websites[: self._left]
        self._left -= len(first)
        return chain(self._source.read(first), repeat(Refusal("beyond_trial"), len(all_websites) - len(first)))


def try_list(path: Path, answers: Answers, source: PageSource, *, now: datetime, tell: Tell = quiet) -> tuple[str, str]:
    """The report as HTML, and its summary; what the run kept is gone when this returns, and nothing was sent."""
    rows, columns = read_list(path)
    with tempfile.TemporaryDirectory(prefix="aboveboard-") as folder:
        material = _material(path, rows, answers, now.date(), Path(folder))
        home = Home(Path(folder) / "home")
        result = run_campaign(material, home, now=now, source=FirstSites(source), tell=tell, store_url=home.own_store)
    view = _view(result, columns, answers, path)
    return render_page("trial.html.j2", view), f"{view['summary']}\n{SIGNING}"


def _material(path: Path, rows: Sequence[Mapping[str, str]], answers: Answers, today: date, folder: Path) -> Material:
    offers = folder / "offers.toml"
    offers.write_text(starter_text("offers.toml"), encoding="utf-8")
    offer = msgspec.structs.replace(read_offers(offers)[0], name=answers.sells)
    return Material(
        path=path,
        settings=_settings(answers, today),
        offers=(SuitableOffer.of(offer, "the offer of a trial"),),
        register=tuple(_register_row(number, row) for number, row in enumerate(rows, 1)),
        bases=(),
        suppressions=(),
        preferences=(),
        groups={},
    )


def _register_row(number: int, row: Mapping[str, str]) -> RegisterRow:
    known = {name: row.get(name) for name in RegisterRow.__struct_fields__}
    form = known["legal_form"]
    return msgspec.convert(
        known
        | {
            "id": f"row-{number:06}",
            "name": row.get("name") or f"row {number}",
            "country": country_of(row),
            "website": with_scheme(row.get("website", "")) or None,
            "legal_form": form if form in ("corporate", "sole_trader", "partnership", "public_body") else "unknown",
            "region": None,
        },
        RegisterRow,
    )


def _settings(answers: Answers, today: date) -> Settings:
    unknown = "not asked in a trial"
    return Settings.model_validate(
        {
            "name": "trial",
            "channels": CHANNELS,
            "seed": "trial",
            "sender": {
                "name": answers.name,
                "person": answers.name,
                "email": "nobody@trial.invalid",
                "phone": unknown,
                "street": unknown,
                "locality": unknown,
                "postcode": unknown,
                "country": answers.country,
                "website": "https://trial.invalid",
            },
            "links": {"base": "https://trial.invalid"},
            "data": {
                "register": "list",
                "pages": "pages",
                "offers": "offers",
                "register_name": "your own list",
                "register_as_of": today,
                "acquisition": "unknown",
            },
            "sending": {"spf": True, "dkim": True, "dmarc": True, "tls": True, "ptr": True},
        }
    )


def _view(result: RunResult, columns: Mapping[str, str], answers: Answers, path: Path) -> dict[str, object]:
    rows = [_row(row, result) for row in result.frame.drop("receipt").iter_rows(named=True)]
    counts = Counter(row["best"] for row in rows)
    words = {"email": "may get an e-mail", "post": "a letter", "voice_live": "a call", "nothing": "nothing"}
    summary = ", ".join(f"{counts[key]} {word}" for key, word in words.items() if counts[key]) or "nobody"
    return {
        "title": path.name,
        "summary": f"{len(rows)} businesses: {summary}.",
        "sells": answers.sells,
        "day": result.moment.now.date().isoformat(),
        "rules": result.moment.rules,
        "disclaimer": result.packs.disclaimer,
        "signing": SIGNING,
        "columns": sorted(columns.items()),
        "counts": [(word, counts[key]) for key, word in words.items()],
        "worth": sum(bool(row["worth"]) for row in rows),
        "openings": _openings(result.openings),
        "rows": rows,
    }


def _openings(found: Mapping[str, Opening]) -> list[dict[str, object]]:
    counts = Counter(found.values())
    return [
        {"sentence": opening.sentence, "channel": CHANNEL_WORDS[opening.channel], "count": count}
        for opening, count in counts.most_common(6)
    ]


def _row(row: dict[str, Any], result: RunResult) -> dict[str, object]:
    allowed = {cell.channel for cell in decode_cells(row["cells"]) if cell.verdict.rules_allow}
    stopped = row["observe_reason"] in _SAYS_NO
    open_channels = [channel for channel in CHANNELS if channel in allowed and not stopped]
    opening = result.openings.get(row["business"])
    offer = next(iter(result.offers.values()))
    rules = [rule_view(name, result.packs) for name in sorted(deciding_rules(row))]
    return {
        "name": row["name"],
        "country": row["country"] if row["country"] != "ZZ" else "unknown",
        "legal_form": row["legal_form"].replace("_", " "),
        "channels": [CHANNEL_WORDS[channel] for channel in open_channels],
        "best": open_channels[0] if open_channels else "nothing",
        "why": _why(row, open_channels, rules),
        "change": f"{opening.sentence}: {CHANNEL_WORDS[opening.channel]} allowed" if opening else "",
        "worth": worth_saying(row, offer, result.settings.sender.sender(), today=result.moment.now.date()),
    }


def _why(row: dict[str, Any], open_channels: Sequence[str], rules: Sequence[dict[str, object]]) -> str:
    if row["observe_reason"] in _SAYS_NO:
        return REASONS[row["observe_reason"]]
    if row["unreadable"] is not None:
        return REASONS["unreadable_fact"]
    if open_channels and open_channels[0] == "email":
        return ""
    if not decode_cells(row["cells"]):
        return REASONS["no_channel"]
    unread = row["observe_reason"]
    before = f"{REASONS[unread]} What is not known counts against writing. " if unread else ""
    return before + " ".join(f"{rule['plain']}" + (f" ({rule['weak']})" if rule["weak"] else "") for rule in rules[:2])
