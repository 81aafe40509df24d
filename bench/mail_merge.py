"""Headline: our governed run against an ungoverned mail merge of the same offers to the same businesses.

Both sides start from rows in memory and end with the bytes of a mail in memory. Ours guards, agrees facts, decides,
composes, verifies, seals, writes MIME and a salted leaf for every row; the merge fills one Jinja2 template and builds
an `EmailMessage` or a `MIMEText`. Each side runs in a process of its own, alternating, on the same rows; the figure is
microseconds a message written, and the ratio of the medians.

    python bench/mail_merge.py [--rows 20000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import polars as pl

if TYPE_CHECKING:
    from aboveboard.campaign.material import Material
    from aboveboard.campaign.run import Pipeline
    from aboveboard.domain.moment import Moment

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


def governed(rows: pl.DataFrame, report: bool) -> tuple[int, float]:
    """Messages written and seconds, from guard to salted leaf and mail bytes."""
    import secrets

    from aboveboard.campaign.material import read_material
    from aboveboard.campaign.run import sealed
    from aboveboard.deliver.envelope import Envelope
    from aboveboard.deliver.mime import write
    from aboveboard.receipts.leaf import SALT_BYTES, commit

    material = read_material(EXAMPLE)
    pipeline, moment = prepared(rows, material)
    start = time.perf_counter()
    frame = pipeline.run(pipeline.after, rows, moment)
    mails = []
    recipients = dict(zip(rows["row"], rows["business"], strict=True))
    for row, message in sealed(frame, moment):
        link = f"https://say.studio.example/r/{recipients[row]}"
        envelope = Envelope(
            sender_name=material.settings.sender.name,
            sender_address=material.settings.sender.email,
            recipient=f"info@{recipients[row]}.example",
            date=NOW,
            message_id=f"{recipients[row]}@studio.example",
            unsubscribe_url=link,
            why_link=link,
            stop_link=link,
        )
        mails.append(write(message, envelope, text_only=True))
    leaves = [commit(body, secrets.token_bytes(SALT_BYTES)) for body in frame["receipt"]]
    seconds = time.perf_counter() - start
    if report:
        counts = frame.group_by("state", "state_reason").len().sort("len", descending=True)
        print(counts.to_dicts(), len(leaves), "leaves", file=sys.stderr)
    return len(mails), seconds


def merged(rows: pl.DataFrame, kind: str) -> tuple[int, float]:
    """Messages written and seconds, for a merge of the same offers to the same rows that our run would write to."""
    from email.message import EmailMessage
    from email.mime.text import MIMEText
    from email.policy import SMTP

    import jinja2

    from aboveboard.campaign.material import read_material

    material = read_material(EXAMPLE)
    template = jinja2.Environment(autoescape=False).from_string(TEMPLATE)
    offers, sender = [c.offer for c in material.offers], material.settings.sender.sender()
    chosen = rows.filter(pl.col("look")).select("name", "website", "business", "register").rows()
    start = time.perf_counter()
    mails = []
    for number, (name, url, business, register) in enumerate(chosen):
        link = f"https://say.studio.example/r/{business}"
        text = template.render(
            name=name, url=url, day="20 November 2026", finding="something to mend", offer=offers[number % len(offers)],
            sender=sender, register=register, link=link,
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
    return len(mails), time.perf_counter() - start


def child(side: str, path: Path) -> None:
    """Runs one side in this process and prints its figures."""
    rows = pl.read_ipc(path)
    written, seconds = governed(rows, report=False) if side == "ours" else merged(rows, side)
    print(json.dumps({"written": written, "us": 1e6 * seconds / max(1, written)}))


def main() -> None:
    """Runs the sides in turn and prints microseconds a message, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", choices=["ours", "EmailMessage", "MIMEText"])
    parser.add_argument("--file", type=Path)
    chosen = parser.parse_args()
    if chosen.side:
        child(chosen.side, chosen.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.arrow"
        make_rows(chosen.rows).write_ipc(path)
        found: dict[str, list[float]] = {"ours": [], "EmailMessage": [], "MIMEText": []}
        for _ in range(chosen.rounds):
            for side, times in found.items():
                command = [sys.executable, __file__, "--side", side, "--file", str(path)]
                answer = msgspec.json.decode(subprocess.run(command, check=True, capture_output=True).stdout)
                times.append(answer["us"])
                print(
                    f"{side:>13}: {answer['us']:8.1f} us a message, {answer['written']} messages of {chosen.rows} rows"
                )
    ours = statistics.median(found["ours"])
    for rival in ("EmailMessage", "MIMEText"):
        them = statistics.median(found[rival])
        print(f"Jinja2 + {rival}: {them:.0f} us; ours {ours:.0f} us: {them / ours:.1f} x")


if __name__ == "__main__":
    main()
