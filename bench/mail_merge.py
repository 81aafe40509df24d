"""Headline: our governed run against an ungoverned mail merge of the same offers to the same businesses.

Both sides start from rows in memory and end with the bytes of a mail in memory. Counted on our side is all from the
guard to the receipt: context, verdicts, decision, text, checks, final verdict, seal, MIME and a salted leaf for every
row, also for those that get no message. The facts stage, which agrees what pages and list say and gives each fact its
id, is printed beside it: a merge knows nothing of its kind. A merge fills one Jinja2 template and builds an
`EmailMessage` or a `MIMEText`.

Each side runs in a process of its own, alternating, on the same rows. A figure is microseconds a message written; the
ratio is that of the best rounds, by CPU time (both cores) and by wall time, which is noise on a shared machine.

    python bench/mail_merge.py [--rows 20000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec
import polars as pl

if TYPE_CHECKING:
    from aboveboard.campaign.material import Material
    from aboveboard.campaign.run import Pipeline
    from aboveboard.domain.message import Message
    from aboveboard.domain.moment import Moment

Spent: TypeAlias = "dict[str, tuple[float, float]]"  # CPU and wall by what was done
FACTS: Final = "facts"
TARGETS: Final = {"EmailMessage": 15, "MIMEText": 3}
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "high-street" / "campaign.toml"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEEN_ON = date(2026, 11, 20)
TRADES = ["bakery", "dentist", "plumber", "florist", "garage", "optician", "cafe", "butcher"]
PLACES = ["Wickthorne", "Great Ambling", "Netherby", "Saltmarsh", "Holm End", "Marlow Cross"]
TEMPLATE = """Hello {{ name }},

When we read {{ url }} on {{ day }}, we found {{ finding }}.

{{ offer.summary }} It costs {{ offer.price.currency }} {{ offer.price.amount }} {{ offer.price.per }},
{{ offer.first_year_total }} in the first year, tax included.{% for line in offer.does_not %} {{ line }}{% endfor %}

Would that help you?

{{ sender.person }}, {{ sender.name }}, {{ sender.postal_address }}. {{ sender.phone }}, {{ sender.email }}
We found you in {{ register }}. This is advertising. Why, and how to stop: {{ link }}
"""


def observed(number: int) -> str:
    """The facts of one invented site, varied by its number: some lack nothing, most two or three things."""
    from aboveboard.domain.fact import Fact, encode_facts

    url = f"https://shop-{number}.example/"
    images = number % 9
    values: dict[str, object] = {
        "page.title": f"Shop number {number}",
        "page.https": number % 5 != 0,
        "page.images": images,
        "page.images_without_alt": max(0, images - 4),
        "page.links": 12,
        "page.links_without_text": number % 4,
        "page.tel_links": number % 2,
        "page.bytes": 20_000 + number,
        "page.status": 200,
        "page.noindex": False,
        "page.flash": False,
        "page.booking": False,
        "page.no_solicitation": number % 37 == 0,
        "page.copyright_year": 2014 + number % 13,
    }
    if number % 3:
        values["page.viewport"] = "width=device-width"
    if number % 4:
        values["page.meta_description"] = "Fresh every day"
    facts = [
        Fact(attribute=name, value=value, url=url, where="html", as_of=SEEN_ON, expires=SEEN_ON + timedelta(days=90))
        for name, value in values.items()
    ]
    return encode_facts(facts)


def make_rows(count: int) -> pl.DataFrame:
    """Rows as the observe stage leaves them: four fifths limited companies, the rest of other or unknown form."""
    from aboveboard.domain.columns import LOOK, OBSERVED, ROWS

    numbers = range(count)
    form = [*["corporate"] * 12, "sole_trader", "unknown", "partnership"]
    columns = {
        "row": [f"bench:b{n}:1" for n in numbers],
        "business": [f"b{n}" for n in numbers],
        "subject": [f"{n:032x}" for n in numbers],
        "name": [f"{PLACES[n % 6]} {TRADES[n % 8].title()} {n}" for n in numbers],
        "trade": [TRADES[n % 8] for n in numbers],
        "locality": [PLACES[n % 6] for n in numbers],
        "country": [["GB", "GB", "IE", "US"][n % 4] for n in numbers],
        "website": [f"https://shop-{n}.example/" for n in numbers],
        "register": ["Directory"] * count,
        "register_as_of": [date(2026, 11, 18)] * count,
        "register_form": [form[n % 15] for n in numbers],
        "acquisition": ["own_website"] * count,
        "address_kind": ["role"] * count,
        "reachable": [["email"]] * count,
        "step": [1] * count,
        "erased": [False] * count,
        "objected": [n % 50 == 0 for n in numbers],
        "objected_channels": [[]] * count,
        "personalisation": [n % 40 != 0 for n in numbers],
        "pause": ["none"] * count,
        "rest": [""] * count,
        "wishes": ["{}"] * count,
        "gpc": [False] * count,
        "written_before": [False] * count,
        "first_message": [True] * count,
        "consented_channels": [[]] * count,
        "written_consent_channels": [[]] * count,
    }
    rows = pl.DataFrame(
        {name: pl.Series(name, columns.get(name, [None] * count), dtype) for name, dtype in ROWS.items()}
    )
    look = [not (n % 50 == 0 or n % 40 == 0) for n in numbers]
    reason = ["objected" if n % 50 == 0 else "personalisation_off" if n % 40 == 0 else None for n in numbers]
    seen = [observed(n) if look[n] else None for n in numbers]
    return rows.with_columns(
        pl.Series("look", look, LOOK["look"]),
        pl.Series("look_reason", reason, LOOK["look_reason"]),
        pl.Series("observed", seen, OBSERVED["observed"]),
        pl.Series("observe_reason", [None] * count, OBSERVED["observe_reason"]),
        pl.Series("persons_seen", [0] * count, OBSERVED["persons_seen"]),
    )


def prepared(rows: pl.DataFrame, material: Material) -> tuple[Pipeline, Moment]:
    """The campaign's pipeline, warm, and a moment with its surveys at which every pack is signed."""
    from aboveboard.campaign.run import Pipeline
    from aboveboard.campaign.timing import HOURS, VOLUME, hours_survey, volume_survey
    from aboveboard.domain.moment import Moment
    from aboveboard.domain.sign_off import SignOff
    from aboveboard.guard.packs import load_packs
    from aboveboard.guard.sign_off import SURVEY, signatures
    from aboveboard.observe.sources import SavedPages

    packs = load_packs()
    pipeline = Pipeline.of(material, packs, SavedPages(material.pages))
    signed = [SignOff(pack=p.name, digest=p.digest, by="bench", on=NOW.date(), until=NOW.date()) for p in packs.packs]
    surveys = {
        VOLUME: volume_survey(rows, {}),
        HOURS: hours_survey(rows, material.settings, NOW),
        SURVEY: signatures(signed),
    }
    moment = Moment(now=NOW, seed="bench", campaign="bench", rules=packs.version, surveys=surveys)
    pipeline.run(pipeline.after, rows.head(50), moment)  # warm: patterns and rules are compiled once in any run
    return pipeline, moment


class Clock:
    """CPU and wall seconds by what was done."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        """Counts the time spent within."""
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        spent = self.spent.setdefault(name, [0.0, 0.0])
        spent[0] += time.process_time() - cpu
        spent[1] += time.perf_counter() - wall


def governed(rows: pl.DataFrame, clock: Clock) -> int:
    """Messages written from rows, by the stages in order, up to mail bytes and salted leaves."""
    from aboveboard.campaign.material import read_material
    from aboveboard.campaign.run import WRITE_BATCH, sealed
    from aboveboard.deliver.envelope import Envelope
    from aboveboard.deliver.mime import write
    from aboveboard.receipts.leaf import SALT_BYTES, commit
    from aboveboard.runners.local import run_stages

    def mail(row: str, message: Message) -> bytes:
        business = row.split(":")[1]
        link = f"https://say.studio.example/r/{business}"
        envelope = Envelope(
            sender_name=sender.name,
            sender_address=sender.email,
            recipient=f"info@{business}.example",
            date=NOW,
            message_id=f"{business}@studio.example",
            unsubscribe_url=link,
            why_link=link,
            stop_link=link,
        )
        return write(message, envelope, text_only=True)  # as the merges do

    material = read_material(EXAMPLE)
    pipeline, moment = prepared(rows, material)
    sender, mails, leaves = material.settings.sender, [], []
    for start in range(0, rows.height, WRITE_BATCH):
        frame = rows.slice(start, WRITE_BATCH)
        for stage in pipeline.after:
            with clock.on(stage.name):
                frame = run_stages(frame, [stage], moment)
        with clock.on("seal"):
            messages = list(sealed(frame, moment))
        with clock.on("mail"):
            mails += [mail(row, message) for row, message in messages]
        with clock.on("leaf"):
            leaves += [commit(body, secrets.token_bytes(SALT_BYTES)) for body in frame["receipt"]]
    return len(mails)


def merged(rows: pl.DataFrame, kind: str, clock: Clock) -> int:
    """Messages written by a merge of the same offers to the same rows that our run would write to."""
    from email.message import EmailMessage
    from email.mime.text import MIMEText
    from email.policy import SMTP

    import jinja2

    from aboveboard.campaign.material import read_material

    material = read_material(EXAMPLE)
    template = jinja2.Environment(autoescape=False).from_string(TEMPLATE)
    offers, sender = [c.offer for c in material.offers], material.settings.sender.sender()
    chosen = rows.filter(pl.col("look")).select("name", "website", "business", "register").rows()
    mails = []
    with clock.on(kind):
        for number, (name, url, business, register) in enumerate(chosen):
            link = f"https://say.studio.example/r/{business}"
            text = template.render(
                name=name, url=url, day="20 November 2026", finding="something to mend",
                offer=offers[number % len(offers)], sender=sender, register=register, link=link,
            )  # fmt: skip
            headers = {
                "From": f"{sender.name} <{sender.email}>",
                "To": f"info@{business}.example",
                "Subject": f"Your website, {name}",
                "Date": "Mon, 23 Nov 2026 12:00:00 +0000",
                "Message-ID": f"<{business}@studio.example>",
                "List-Unsubscribe": f"<{link}>",
            }
            if kind == "EmailMessage":
                message = EmailMessage(policy=SMTP)
                for key, value in headers.items():
                    message[key] = value
                message.set_content(text)
                mails.append(message.as_bytes())
            else:
                plain = MIMEText(text, "plain", "utf-8")
                for key, value in headers.items():
                    plain[key] = value
                mails.append(plain.as_bytes())
    return len(mails)


def child(side: str, path: Path) -> None:
    """Runs one side in this process and prints its figures: CPU and wall microseconds a message."""
    rows, clock = pl.read_ipc(path), Clock()
    written = governed(rows, clock) if side == "ours" else merged(rows, side, clock)
    spent = {name: [1e6 * seconds / max(1, written) for seconds in both] for name, both in clock.spent.items()}
    print(json.dumps({"written": written, "spent": spent}))


def best_of(rounds: list[Spent]) -> Spent:
    """The best round of each stage, CPU and wall apart."""
    return {name: (min(r[name][0] for r in rounds), min(r[name][1] for r in rounds)) for name in rounds[0]}


def report(found: dict[str, list[Spent]]) -> Iterator[str]:
    """The table by stage, and the ratios with their targets."""
    ours = best_of(found["ours"])
    yield f"{'us a message':>22}     CPU    wall"
    for name, (cpu, wall) in ours.items():
        yield f"{name:>22} {cpu:7.1f} {wall:7.1f}"
    counted = [both for name, both in ours.items() if name != FACTS]
    cpu, wall = sum(both[0] for both in counted), sum(both[1] for both in counted)
    yield f"{'guard to receipt':>22} {cpu:7.1f} {wall:7.1f}"
    yield f"{'with facts':>22} {cpu + ours[FACTS][0]:7.1f} {wall + ours[FACTS][1]:7.1f}"
    for rival, target in TARGETS.items():
        them = best_of(found[rival])[rival]
        yield f"{'Jinja2 + ' + rival:>22} {them[0]:7.1f} {them[1]:7.1f}"
        yield (
            f"{rival}: {them[0] / cpu:.1f} x by CPU, {them[1] / wall:.1f} x by wall (target {target} x); "
            f"with facts {them[0] / (cpu + ours[FACTS][0]):.1f} x by CPU"
        )


def main() -> None:
    """Runs the sides in turn and prints microseconds a message, by stage, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", choices=["ours", *TARGETS])
    parser.add_argument("--file", type=Path)
    chosen = parser.parse_args()
    if chosen.side:
        child(chosen.side, chosen.file)
        return
    found: dict[str, list[Spent]] = {side: [] for side in ("ours", *TARGETS)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.arrow"
        make_rows(chosen.rows).write_ipc(path)
        for side, rounds in [*found.items()] * chosen.rounds:
            command = [sys.executable, __file__, "--side", side, "--file", str(path)]
            answer = msgspec.json.decode(subprocess.run(command, check=True, capture_output=True).stdout)
            rounds.append(answer["spent"])
            print(f"{side}: {answer['written']} messages of {chosen.rows} rows", file=sys.stderr)
    print(*report(found), sep="\n")


if __name__ == "__main__":
    main()
