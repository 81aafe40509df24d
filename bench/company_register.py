"""A company register of a million lines: how fast it comes in, in how much memory, and how fast businesses are found.

    python bench/company_register.py [--lines 1000000] [--businesses 10000] [--json FILE]

The file has as many columns as the snapshot of Companies House. The rival is the plainest thing that could be written:
the csv module and sqlite3, into one table with indexes on number, name and postcode, without folding names, without
former names, safe replacement or meaning of words. Times are CPU seconds; memory is the peak of a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import platform
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from aboveboard.campaign.company_import import bring_companies_house
from aboveboard.campaign.company_survey import company_survey
from aboveboard.campaign.home import Home
from aboveboard.campaign.run import open_store

WORDS = ["copper", "lane", "bakery", "mill", "north", "green", "oak", "river", "stone", "garden", "care", "hill"]
CATEGORIES = ["Private Limited Company"] * 95 + ["Limited Partnership", "Limited Liability Partnership"] * 2 + ["?"]
STATUSES = ["Active"] * 95 + ["Liquidation"] * 5
UNREAD = 38  # columns that nobody reads
AS_OF, TODAY = date(2026, 11, 1), date(2026, 11, 23)


def line(number: int) -> list[str]:
    """A line of the snapshot, the same for the same number."""
    dice = random.Random(number)
    name = f"{' '.join(dice.choices(WORDS, k=3))} {number % 9973} limited".upper()
    postcode = (
        f"{dice.choice('ABCDEFG')}{dice.randrange(1, 99)} {dice.randrange(1, 9)}{''.join(dice.choices('ABDEF', k=2))}"
    )
    former = [" ".join(dice.choices(WORDS, k=3)).upper() + " LTD" if dice.random() < 0.15 else "", *[""] * 9]
    found = [name, f"{number:08}", "WICKTHORNE", postcode, dice.choice(CATEGORIES), dice.choice(STATUSES), *former]
    return found + ["some words of a column"] * UNREAD


def write_file(path: Path, lines: int) -> None:
    """A snapshot of so many lines."""
    header = ["CompanyName", " CompanyNumber", "RegAddress.PostTown", "RegAddress.PostCode", "CompanyCategory"]
    header += ["CompanyStatus", *(f" PreviousName_{n}.CompanyName" for n in range(1, 11))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(header + [f"Unread{n}" for n in range(UNREAD)])
        writer.writerows(line(number) for number in range(1, lines + 1))


def ours(file: Path, folder: Path) -> None:
    """The import."""
    bring_companies_house([file], Home(folder / "home"), as_of=AS_OF, days=62, today=TODAY)


def plainest(file: Path, folder: Path) -> None:
    """The rival."""
    connection = sqlite3.connect(folder / "rival.db")
    connection.execute("CREATE TABLE companies (name, number, town, postcode, category, status)")
    with file.open(encoding="utf-8", newline="") as source:
        reader = csv.reader(source)
        next(reader)
        connection.executemany("INSERT INTO companies VALUES (?, ?, ?, ?, ?, ?)", (row[:6] for row in reader))
    for column in ("number", "name", "postcode"):
        connection.execute(f"CREATE INDEX by_{column} ON companies ({column})")
    connection.commit()
    connection.close()


def measured(run: Callable[[Path, Path], None], file: Path, folder: Path) -> dict[str, float]:
    """CPU seconds and peak memory of a run in a process of its own."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=_child, args=(run, file, folder, answers))
    process.start()
    answer: dict[str, float] = answers.get()
    process.join()
    return answer


def _child(run: Callable[[Path, Path], None], file: Path, folder: Path, answers: multiprocessing.Queue) -> None:
    start = time.process_time()
    run(file, folder)
    answers.put(
        {
            "cpu_seconds": round(time.process_time() - start, 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )


def businesses(count: int, lines: int) -> pl.DataFrame:
    """Rows of a run: a third with the number, a third with name and place, a third that are in no register."""
    rows = []
    for place in range(count):
        found = line(1 + place * (lines // count))
        kind = place % 3
        rows.append(
            {
                "business": f"b-{place}",
                "name": found[0] if kind < 2 else f"Nobody's {place}",
                "postcode": found[3] if kind else None,
                "country": "GB",
                "register_number": found[1] if kind == 0 else None,
                "observed": "[]",
                "look": True,
                "look_reason": None,
                "observe_reason": None,
            }
        )
    return pl.DataFrame(rows, schema_overrides={"look_reason": pl.String, "observe_reason": pl.String})


def looked_up(folder: Path, rows: pl.DataFrame) -> dict[str, float]:
    """CPU seconds of the survey, and how many rows found an entry."""
    with open_store(Home(folder / "home")) as store:
        times = []
        for _ in range(3):
            start = time.process_time()
            survey = company_survey(rows, store, TODAY)
            times.append(time.process_time() - start)
    assert survey is not None
    return {"cpu_seconds": round(min(times), 3), "found": survey["business"].n_unique()}


def main() -> None:
    """Prints a line of JSON, and keeps it where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--businesses", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as name:
        folder = Path(name)
        file = folder / f"BasicCompanyDataAsOneFile-{AS_OF}.csv"
        write_file(file, given.lines)
        import_ours, import_rival = measured(ours, file, folder), measured(plainest, file, folder)
        record = {
            "lines": given.lines,
            "file_mb": file.stat().st_size >> 20,
            "store_mb": (folder / "home" / "store.sqlite").stat().st_size >> 20,
            "ours": import_ours,
            "ours_lines_per_cpu_second": round(given.lines / import_ours["cpu_seconds"]),
            "csv_and_sqlite3": import_rival,
            "ratio": round(import_ours["cpu_seconds"] / import_rival["cpu_seconds"], 2),
            "businesses": given.businesses,
            "look_up": looked_up(folder, businesses(given.businesses, given.lines)),
            "machine": platform.processor() or platform.machine(),
        }
    print(json.dumps(record, indent=2))
    if given.json:
        given.json.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
