"""What observe reads of a page beside Lighthouse: agreement, speed, human labels, and memory for a gigabyte of pages.

    npm install --prefix bench/lighthouse
    python bench/observe.py [--pages 60] [--answers FILE] [--stream MEGABYTES] [--json FILE]
    python bench/observe.py --record tests/observe/lighthouse_vectors.json

Every fourth of the public pages is served on loopback, and Lighthouse audits it in headless Chromium, which can reach
no other address. An audit agrees where both find failing elements, or neither does; each disagreement is looked up in
`bench/lighthouse/disagreements.toml`, and what is not explained there is shown as such. `--answers` keeps Lighthouse's
answers, or takes them from there. `--record` asks Lighthouse about the pages of the test's vectors again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aboveboard.observe.page import read_page
from aboveboard.observe.seen import Reading
from lighthouse.rival import AUDITS, LIGHTHOUSE, Page, answers, failed, missing, record

HERE = Path(__file__).resolve().parent
PUBLIC = HERE.parents[1] / "shared" / "data" / "small_business_webpages" / "public"
REPEATS = 3


def public_pages() -> list[Page]:
    """All public pages, sorted by name."""
    rows = [json.loads(line) for line in (PUBLIC / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = [Page(row["file"].removeprefix("html/"), (PUBLIC / row["file"]).read_bytes(), row=row) for row in rows]
    return sorted(pages, key=lambda page: page.name)


# ---- ours ----


def failing(reading: Reading) -> dict[str, int]:
    """How many elements fail each audit by what we read; an audit that does not apply has none."""
    found: dict[str, Any] = {}
    for fact in reading.facts:
        found.setdefault(fact.attribute, fact.value)
    return {
        "document-title": int("page.title" not in found),
        "meta-description": int("page.meta_description" not in found),
        "viewport": int(not found["page.viewport_valid"]),
        "html-has-lang": int("page.lang" not in found),
        "html-lang-valid": int("page.lang" in found and not found["page.lang_valid"]),
        "image-alt": found["page.images_without_alt"],
        "link-name": found["page.links_without_text"],
        "link-text": found["page.generic_link_texts"],
        "crawlable-anchors": found["page.uncrawlable_links"],
        "is-crawlable": int(found["page.noindex"]),
        "hreflang": found["page.hreflang_invalid"],
        "canonical": int("page.canonical" in found and not found["page.canonical_valid"]),
        "doctype": int(not found["page.doctype_valid"]),
        "charset": int("page.charset" not in found),
        "http-status-code": int(found["page.status"] >= 400),
    }


def seconds_a_page(pages: list[Page]) -> float:
    """Processor seconds of reading one page, the best of a few runs over all."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        for page in pages:
            read_page(page.html, url=page.url, headers=page.headers)
        times.append(time.process_time() - start)
    return min(times) / len(pages)


@dataclass
class Agreement:
    """How often both say the same of an audit, and where they do not."""

    same: Counter[str] = field(default_factory=Counter)
    same_count: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    differing: list[tuple[str, str, int, int]] = field(default_factory=list)


def compare(pages: list[Page], told: list[dict[str, Any]]) -> Agreement:
    """Both answers to every audit of every page that Lighthouse could read."""
    found = Agreement()
    by_name = {page.name: page for page in pages}
    for answer in told:
        page = by_name[answer["page"]]
        ours = failing(read_page(page.html, url=answer["url"], status=page.status, headers=page.headers))
        for name in AUDITS:
            theirs = failed(answer["audits"][name], name) if name in answer["audits"] else None
            if theirs is None:
                continue
            found.asked[name] += 1
            found.same[name] += (ours[name] > 0) == (theirs > 0)
            found.same_count[name] += ours[name] == theirs
            if ours[name] != theirs:
                found.differing.append((page.name, name, ours[name], theirs))
    return found


def report(found: Agreement) -> dict[str, Any]:
    """Prints agreement and disagreements, and gives the figures."""
    explained = {
        (entry["page"], audit): entry
        for entry in tomllib.loads((LIGHTHOUSE / "disagreements.toml").read_text(encoding="utf-8"))["disagreement"]
        for audit in entry["audits"]
    }
    for name in AUDITS:
        asked = found.asked[name]
        print(f"  {name:20} {found.same[name]:4} of {asked:4}   same number of elements {found.same_count[name]:4}")
    total, same = sum(found.asked.values()), sum(found.same.values())
    print(f"  {'all':20} {same:4} of {total:4}   {same / max(1, total):.4f}")
    unexplained = 0
    for page, audit, ours, theirs in found.differing:
        entry = explained.get((page, audit))
        unexplained += entry is None
        why = f"{entry['right']} right: {entry['why']}" if entry else "UNEXPLAINED"
        kind = "differ" if (ours > 0) != (theirs > 0) else "number"
        print(f"  {kind} {page} {audit}: ours {ours}, Lighthouse {theirs}; {why}")
    exact = sum(found.same_count.values()) / max(1, total)
    return {"answers": total, "agreement": same / max(1, total), "same_number": exact, "unexplained": unexplained}


# ---- the labels that people gave ----


def squeezed(text: object) -> str:
    """The text on one line."""
    return " ".join(str(text).split())


def plain(text: str) -> str:
    """Letters and digits in lower case."""
    return re.sub(r"\W", "", text.lower())


def labels(page: Page, *kinds: str) -> set[str]:
    """What people marked on the page as one of these."""
    return {squeezed(entity["text"]) for entity in page.row.get("human_entities", []) if entity["type"] in kinds}


def tail(number: str) -> str:
    """The last seven digits, which tell the numbers of one page apart whatever prefix is printed."""
    return re.sub(r"\D", "", number)[-7:]


def printed(reading: Reading, attribute: str, key: str = "") -> set[str]:
    """The values of an attribute that stand in the text of the page."""
    facts = (fact for fact in reading.facts if fact.attribute == attribute and fact.source == "page")
    return {squeezed(fact.value[key] if isinstance(fact.value, dict) else fact.value) for fact in facts}


def ratios(hits: int, missed: int, wrong: int) -> dict[str, float]:
    """Precision, recall and their harmonic mean."""
    precision, recall = hits / max(1, hits + wrong), hits / max(1, hits + missed)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def met(wanted: set[str], found: set[str]) -> tuple[int, int, int]:
    """How many were found, missed, and found though nobody wants them; one may be a part of the other."""
    hits = {want for want in wanted if any(want in each or each in want for each in found)}
    wrong = {each for each in found if not any(want in each or each in want for want in wanted)}
    return len(hits), len(wanted) - len(hits), len(wrong)


def measured_labels(pages: list[Page]) -> dict[str, Any]:
    """What people marked on the pages, against what we read in their text."""
    sums: dict[str, Counter[int]] = defaultdict(Counter)
    hours = Counter[str]()
    leaks = 0
    for page in (page for page in pages if page.row.get("annotated")):
        reading = read_page(page.html, url=page.url, headers=page.headers)
        names = [name for name in labels(page, "PER") if len(name.split()) >= 2]
        stored = " ".join(squeezed(f"{f.value} {f.excerpt}") for f in reading.facts if f.attribute != "business.name")
        leaks += sum(name in stored for name in names)
        if page.row["corpus"] == "nl":
            continue
        addresses = {
            text.lower() for text in labels(page, "EMAIL") if re.fullmatch(r"[^\s@]+@[^\s@]+\.[a-zA-Z]+", text)
        }
        sides = {
            "telephone": (
                {tail(t) for t in labels(page, "TEL")},
                set(map(tail, printed(reading, "business.telephone", "printed"))),
            ),
            "email": (
                addresses,
                {
                    str(f.value["value"])
                    for f in reading.facts
                    if f.attribute == "business.email" and isinstance(f.value, dict)
                },
            ),
            "postcode": (
                set(map(plain, labels(page, "ZIPCODE"))),
                set(map(plain, printed(reading, "business.postcode"))),
            ),
            "street": (set(map(plain, labels(page, "STREET"))), set(map(plain, printed(reading, "business.street")))),
        }
        sides["telephone"] = ({each for each in sides["telephone"][0] if len(each) == 7}, sides["telephone"][1])
        for name, (wanted, found) in sides.items():
            sums[name].update(dict(enumerate(met(wanted, found))))
        if labels(page, "HOURS"):
            hours["pages"] += 1
            hours["found"] += any(fact.attribute == "business.opening_hours" for fact in reading.facts)
    figures: dict[str, Any] = {name: ratios(counts[0], counts[1], counts[2]) for name, counts in sums.items()}
    return figures | {"hours_found": hours["found"] / max(1, hours["pages"]), "persons_in_values": leaks}


# ---- a gigabyte through the door ----


def streamed(pages: list[Page], megabytes: int) -> dict[str, float]:
    """Memory and speed of the door `observe pages` for this much of the pages again and again."""
    lines = [
        json.dumps({"id": page.name, "url": page.url, "html": page.html.decode("utf-8", "replace")}).encode() + b"\n"
        for page in pages
    ]
    command = [sys.executable, "-c", "from aboveboard.cli.main import main; main()", "observe", "pages"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    if child.stdin is None:
        raise OSError("no pipe to the door")
    sent = count = 0
    while sent < megabytes << 20:
        line = lines[count % len(lines)]
        child.stdin.write(line)
        sent, count = sent + len(line), count + 1
    child.stdin.close()
    _, status, used = os.wait4(child.pid, 0)
    peak = used.ru_maxrss / 1024
    return {
        "megabytes": sent / 2**20,
        "pages": count,
        "peak_megabytes": peak,
        "cpu_seconds": used.ru_utime,
        "status": status,
    }


def main() -> None:
    """Prints the figures, and writes them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--every", type=int, default=4, help="audit every fourth page, or every nth")
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--stream", type=int, metavar="MEGABYTES")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    if asked.record:
        sys.exit(missing() or record(asked.record))
    if not PUBLIC.is_dir():
        print("needs the shared data sets beside the checkout")
        return
    pages = public_pages()
    figures: dict[str, Any] = {"seconds_a_page": seconds_a_page(pages)}
    print(f"ours: {1 / figures['seconds_a_page']:.0f} pages/s on one core")
    figures["labels"] = measured_labels(pages)
    for name, value in figures["labels"].items():
        print(f"  {name:20} {json.dumps(value)}")
    lacks = missing()
    print(f"Lighthouse: {lacks or 'audits, ours beside it'}")
    if not lacks:
        chosen = pages[:: asked.every][: asked.pages]
        told = answers(chosen, asked.answers)
        figures["lighthouse"] = report(compare(chosen, told))
        theirs = sum(answer["seconds"] for answer in told) / len(told)
        figures["lighthouse"] |= {"seconds_a_page": theirs, "ratio": theirs / figures["seconds_a_page"]}
        print(f"  Lighthouse {theirs:.1f} s a page, {figures['lighthouse']['ratio']:.0f} times ours")
    if asked.stream:
        figures["stream"] = streamed(pages, asked.stream)
        print(f"stream: {json.dumps(figures['stream'])}")
    if asked.json:
        machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
        asked.json.write_text(json.dumps({"machine": machine, "figures": figures}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
