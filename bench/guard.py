"""The guard on a million contexts, on one, and beside Cedar.

    python bench/guard.py [--rows 1000000] [--json FILE]

**The million** is drawn with fixed seeds from the shares written in `COUNTRIES` to `HOURS`: rows of eight countries and
23 facts that vary from row to row, nulls among them. Each fact is drawn for itself, but a region goes with its
country, and what presupposes a sale is true of customers only. Of the rows 86 in 100 are distinct contexts. Measured
is `evaluate_frame`, from columns of words, as a campaign has them, to the whole text of every row's verdict; packs are
loaded before. *Cold* is the first call of a fresh process, *warm* the calls after it, each on other rows; nothing is
remembered from call to call but the rules of the day. Memory is the peak of that process, its rows and texts included.

**Uniform** contexts have all facts, each drawn evenly from its values, null among them, and numbers at and beside the
rules' thresholds. **One** is a context of the million, through `evaluate_row` and through the door of `guard check`,
from the bytes of a JSON line to the bytes of its answer.

**Cedar** (cedarpy, `is_authorized_batch`, policies and entities parsed before) gets the first 20 rules that withhold
from one of the eight countries, translated by `cedar_policy`, and contexts as dictionaries with defaults filled in;
null is an attribute that is not there. Ours gets the very same rules and rows, as columns without the defaults. That
both refuse the same rows is checked before anything is timed. The ratio is one of CPU seconds.

Wall time is what a user waits for, on a machine that others may use; CPU time counts both cores.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import cedarpy
import msgspec
import numpy as np
import polars as pl

from aboveboard.domain.verdict import decode_verdict
from aboveboard.guard.acting import acting
from aboveboard.guard.columns import evaluate_frame
from aboveboard.guard.door import check
from aboveboard.guard.fact_table import RuleFact
from aboveboard.guard.packs import RulePacks, load_packs
from aboveboard.guard.row import evaluate_row
from aboveboard.kernel.condition import Always, Joined, Leaf, Node, Opposite

Dice = np.random.Generator
Shares = dict[str | None, float]
Figures = dict[str, float]

DAY = date(2026, 11, 23)
CALLS = 4  # the first is cold
UNIFORM = 250_000
SINGLE = 5_000
BESIDE_CEDAR = 20_000
CEDAR_RULES = 20

COUNTRIES: Shares = {"GB": 24, "US": 24, "DE": 14, "FR": 12, "CA": 8, "NL": 7, "AU": 6, "KR": 5}
REGIONS: dict[str, Shares] = {
    "GB": {"GB-ENG": 80, "GB-SCT": 10, "GB-WLS": 6, "GB-NIR": 4},
    "US": {"US-CA": 14, "US-TX": 10, "US-NY": 7, "US-FL": 7, "US-CO": 3, "US-WA": 3, "US-VA": 3, "US-UT": 1, None: 52},
    "CA": {"CA-ON": 40, "CA-QC": 23, "CA-BC": 14, None: 23},
}
WORDS: dict[str, Shares] = {
    "sender_country": {"GB": 60, "US": 25, "DE": 15},
    "channel": {"email": 70, "post": 18, "voice_live": 12},
    "purpose": {"marketing": 95, "consent_request": 3, "reply": 1, "transactional": 1},
    "recipient_kind": {"corporate": 46, "unknown": 28, "sole_trader": 16, "partnership": 6, "public_body": 2, None: 2},
    "recipient_capacity": {"business": 97, "consumer": 1, None: 2},
    "address_kind": {"role": 62, "named": 24, "unknown": 14},
    "data_level": {"entity": 85, "individual": 15},
    "relationship": {"none": 84, "customer": 9, "inquiry": 4, "contract": 1, "referral": 1, "member": 1},
    "consent": {"none": 93, "express": 6, "express_written": 1},
    "address_source": {
        "published_by_recipient": 55,
        "published_by_third_party": 18,
        "given_by_recipient": 9,
        "purchased_list": 8,
        "unknown": 6,
        None: 4,
    },
    "mailbox_provider": {"other": 48, "gmail": 22, "outlook_consumer": 20, "yahoo": 6, None: 4},
}
YES: dict[str, tuple[float, float]] = {  # per cent of yes and of null
    "no_solicitation_notice": (4, 16),
    "role_relevant": (72, 0),
    "objected": (1.5, 0.5),
    "on_dnc_register": (5, 30),
    "first_message": (88, 0),
}
OF_CUSTOMERS: dict[str, tuple[float, float]] = {
    "collected_in_sale": (85, 0),
    "similar_products": (80, 0),
    "optout_offered_at_collection": (60, 0),
}
MONTHS: dict[str, tuple[float, float]] = {  # per cent of null, and the mean of the exponential law that the rest follow
    "days_since_purchase": (88, 300),
    "months_since_last_contact": (80, 14),
}
HOURS = range(8, 21)  # the recipient's local hour, evenly


def contexts(n: int, seed: int) -> pl.DataFrame:
    """So many contexts of the campaign that the tables above describe."""
    dice = np.random.default_rng(seed)
    country = _words(COUNTRIES, n, dice)
    region = pl.repeat(None, n, dtype=pl.String, eager=True)
    for code, shares in REGIONS.items():
        region = _words(shares, n, dice).zip_with(country == code, region)
    columns = {name: _words(shares, n, dice) for name, shares in WORDS.items()}
    columns |= {name: _answers(shares, n, dice) for name, shares in YES.items()}
    is_customer = columns["relationship"] == "customer"
    columns |= {name: _answers(shares, n, dice) & is_customer for name, shares in OF_CUSTOMERS.items()}
    columns |= {name: _numbers(law, n, dice) for name, law in MONTHS.items()}
    hours = pl.Series(dice.integers(HOURS.start, HOURS.stop, n))
    return pl.DataFrame(
        {"recipient_country": country, "recipient_region": region, **columns, "recipient_local_hour": hours}
    )


def _words(shares: Shares, n: int, dice: Dice) -> pl.Series:
    weights = np.array(list(shares.values()))
    return pl.Series(list(shares), dtype=pl.String).gather(dice.choice(len(shares), n, p=weights / weights.sum()))


def _answers(shares: tuple[float, float], n: int, dice: Dice) -> pl.Series:
    yes, null = shares
    answers = pl.Series([True, None, False], dtype=pl.Boolean)
    return answers.gather(dice.choice(3, n, p=[yes / 100, null / 100, 1 - (yes + null) / 100]))


def _numbers(law: tuple[float, float], n: int, dice: Dice) -> pl.Series:
    null, mean = law
    numbers = pl.Series(dice.exponential(mean, n).astype(np.int64))
    return numbers.set(pl.Series(dice.random(n) < null / 100), None)


def uniform(n: int, seed: int, packs: RulePacks) -> pl.DataFrame:
    """So many contexts in which every fact is drawn evenly from its values."""
    dice = np.random.default_rng(seed)
    limits: dict[str, set[float]] = {}
    for rule in packs.rules:
        for leaf in rule.when.leaves():
            if isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool):
                limits.setdefault(leaf.name, set()).add(leaf.value)
    facts = [fact for fact in packs.facts.facts.values() if fact.name != "as_of"]
    values = [_values(fact, limits.get(fact.name, {0}), packs, dice) for fact in facts]
    return pl.DataFrame([column.gather(dice.integers(0, len(column), n)) for column in values])


def _values(fact: RuleFact, limits: set[float], packs: RulePacks, dice: Dice) -> pl.Series:
    elements, step = sorted(packs.elements), 1 if fact.type == "int" else 0.001
    codes = sorted({code for rule in packs.rules for code in rule.jurisdiction} - {"*"})
    values: dict[str, tuple[list[object], pl.DataType]] = {
        "bool": ([True, False], pl.Boolean()),
        "int": ([max(0, limit + beside) for limit in limits for beside in (-step, 0, step)], pl.Int64()),
        "float": ([max(0.0, limit + beside) for limit in limits for beside in (-step, 0, step)], pl.Float64()),
        "date": ([DAY - timedelta(days=30 * n) for n in range(4)], pl.Date()),
        "elements": ([[], elements, *(dice.choice(elements, 15).tolist() for _ in range(5))], pl.List(pl.String())),
        "enum": (list(fact.values), pl.String()),
        "country": (["TH", *(code for code in codes if len(code) == 2)], pl.String()),
        "region": (["US-NY", *(code for code in codes if len(code) > 2)], pl.String()),
    }
    known, dtype = values[fact.type]
    return pl.Series(fact.name, [None, *known], dtype)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def calls(make: Callable[[int, int], pl.DataFrame], n: int, packs: RulePacks) -> Iterator[tuple[float, float]]:
    """The times of calls in this process, each on other rows."""
    for seed in range(1, CALLS + 1):
        frame = make(n, seed)
        yield timed(partial(evaluate_frame, frame, packs, DAY))


def million(rows: int) -> Figures:
    """Cold, warm and peak memory of this process, which has to be fresh."""
    (cold, cold_cpu), *warm = calls(contexts, rows, load_packs())
    return {
        "cold_per_second": rows / cold,
        "cold_per_cpu_second": rows / cold_cpu,
        "warm_per_second": rows / min(wall for wall, _ in warm),
        "warm_per_cpu_second": rows / min(cpu for _, cpu in warm),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def even() -> Figures:
    """Uniform contexts, in a fresh process."""
    packs = load_packs()
    _, *warm = calls(lambda n, seed: uniform(n, seed, packs), UNIFORM, packs)
    return {
        "uniform_per_second": UNIFORM / min(wall for wall, _ in warm),
        "uniform_per_cpu_second": UNIFORM / min(cpu for _, cpu in warm),
    }


def single() -> Figures:
    """One context at a time, through the function and through the door."""
    packs = load_packs()
    rows = contexts(SINGLE, 1).to_dicts()
    lines = [msgspec.json.encode({"id": str(n), "inputs": row}) for n, row in enumerate(rows)]
    ways: dict[str, Callable[[int], object]] = {
        "row": lambda n: evaluate_row(rows[n], packs, DAY),
        "door": lambda n: msgspec.json.encode(check(msgspec.json.decode(lines[n]), packs, DAY)),
    }
    found: Figures = {}
    for name, way in ways.items():
        way(0)
        times = np.array([timed(partial(way, n)) for n in range(SINGLE)]) * 1000
        found[f"{name}_median_ms"], found[f"{name}_median_cpu_ms"] = np.median(times, axis=0).tolist()
        found[f"{name}_p99_ms"], found[f"{name}_p99_cpu_ms"] = np.quantile(times, 0.99, axis=0).tolist()
    return found


def cedar_policy(rule: str, condition: Node) -> str:
    """The rule as a Cedar policy that forbids where the condition holds."""
    return f"@id({json.dumps(rule)})\nforbid(principal, action, resource) when {{ {_cedar(condition)} }};\n"


def _cedar(node: Node) -> str:
    if isinstance(node, Always):
        return str(node.value).lower()
    if isinstance(node, Opposite):
        return f"!({_cedar(node.part)})"
    if isinstance(node, Joined):
        return "(" + (" && " if node.every else " || ").join(map(_cedar, node.parts)) + ")"
    return _comparison(node)


def _comparison(leaf: Leaf) -> str:
    """A comparison; null, which is an attribute that is not there, meets only `!=` and `not in`."""
    name, literal = f"context.{leaf.name}", json.dumps(leaf.value)  # no date and no fraction: see `expressible`
    if isinstance(leaf.value, tuple):
        holds = f"{literal}.contains({name})"
    else:
        holds = f"{name} {'==' if leaf.op == '!=' else leaf.op} {literal}"
    known = f"(context has {leaf.name} && {holds})"
    return f"!{known}" if leaf.op in ("!=", "not in") else known


def expressible(condition: Node) -> bool:
    """Whether Cedar has the types that the condition compares: it knows no dates and no plain fractions."""
    return all(leaf.kind.name not in ("date", "float") for leaf in condition.leaves())


def beside_cedar() -> Figures:
    """Cedar and ours on the same rules and rows, after a check that both refuse the same rows."""
    packs = load_packs()
    chosen = [
        (rule, condition.tree)
        for rule, condition in acting(packs, DAY)
        if rule.kind == "withhold"
        and not rule.jurisdiction.isdisjoint(map(str, COUNTRIES))
        and expressible(condition.tree)
    ][:CEDAR_RULES]
    ours = replace(packs, rules=tuple(rule for rule, _ in chosen))
    allow = "permit(principal, action, resource);\n"
    policies = cedarpy.PolicySet.from_str(allow + "".join(cedar_policy(rule.id, tree) for rule, tree in chosen))
    entities = cedarpy.Entities.from_json_str("[]")
    frame = contexts(BESIDE_CEDAR, 5)
    read = {leaf.name for _, tree in chosen for leaf in tree.leaves()}
    requests = []
    for row in frame.iter_rows(named=True):
        filled = {name: value for name, value in packs.facts.fill(row).items() if value is not None and name in read}
        requests.append({"principal": 'P::"p"', "action": 'A::"a"', "resource": 'R::"r"', "context": filled})
    answers = cedarpy.is_authorized_batch(requests, policies, entities)
    refused = [decode_verdict(text).verdict == "withhold" for text in evaluate_frame(frame, ours, DAY)]
    if any(answer.diagnostics.errors for answer in answers) or refused != [not answer.allowed for answer in answers]:
        raise SystemExit("Cedar and the guard disagree on the same rules and rows")
    theirs = min(timed(lambda: cedarpy.is_authorized_batch(requests, policies, entities))[1] for _ in range(3))
    mine = min(timed(lambda: evaluate_frame(frame, ours, DAY))[1] for _ in range(5))
    many = contexts(50 * BESIDE_CEDAR, 6)
    mine_many = min(timed(lambda: evaluate_frame(many, ours, DAY))[1] for _ in range(3))
    return {
        "cedar_rules": len(chosen),
        "cedar_refused_share": sum(refused) / BESIDE_CEDAR,
        "cedar_per_cpu_second": BESIDE_CEDAR / theirs,
        "ours_per_cpu_second": BESIDE_CEDAR / mine,
        "cedar_ratio": theirs / mine,
        "cedar_ratio_of_a_million": 50 * theirs / mine_many,
    }


def main() -> None:
    """Runs each part in a process of its own and prints its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    print(f"Python {platform.python_version()}, Polars {pl.__version__}, cedarpy, {multiprocessing.cpu_count()} cores")
    for name, shares in {"recipient_country": COUNTRIES, **WORDS}.items():
        print(f"  {name}: " + ", ".join(f"{word} {share:g} %" for word, share in shares.items()))
    figures: Figures = {}
    for part, arguments in ((million, (args.rows,)), (even, ()), (single, ()), (beside_cedar, ())):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found: Figures = pool.apply(part, arguments)
        for name, figure in found.items():
            print(f"{name} {figure:,.3g}" if figure < 1000 else f"{name} {figure:,.0f}", flush=True)
        figures |= found
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
