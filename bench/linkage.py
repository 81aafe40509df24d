"""How well listings of one place are told from others, on labelled pairs of Overture Maps; fits the weights.

    python bench/linkage.py PAIRS [--write] [--rows 100000]

PAIRS is `place_pairs.jsonl`. F1 is given for the weights of the package, for each half of the pairs by weights fitted
on the other half, by groups of countries, and for the rival that most lists are joined by: equal names in lower case
and equal postcodes. `--write` fits the weights on all pairs and writes `facts/weights.py`. `--rows` measures the
search for doubles in a list of that length, made of the listings with changed numbers and towns.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from aboveboard.facts import weights
from aboveboard.facts.blocking import candidates, doubles
from aboveboard.facts.evidence import evidence
from aboveboard.facts.linkage import same_place
from aboveboard.facts.place import Listing, Place, read_place

Pair = tuple[Listing, Listing]
RIDGE = 1.0
GROUPS = {
    "US": "US", "CA": "other English", "GB": "other English", "IE": "other English", "AU": "other English",
    "NZ": "other English", "DE": "German", "AT": "German", "CH": "German", "FR": "Romance Europe",
    "IT": "Romance Europe", "ES": "Romance Europe", "PT": "Romance Europe", "BE": "Romance Europe",
    "BR": "Latin America", "MX": "Latin America", "AR": "Latin America", "CO": "Latin America", "PE": "Latin America",
    "JP": "East Asia", "TH": "East Asia", "KR": "East Asia", "TW": "East Asia", "CN": "East Asia", "HK": "East Asia",
}  # fmt: skip


def f1(same: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Twice the right ones over all that are or were said to be the same."""
    return float(2 * (same & said).sum() / (same.sum() + said.sum()))


def columns(found: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    """Every kind of evidence with each level that occurs, kinds in their own order."""
    seen = Counter((kind, level) for levels in found for kind, level in levels.items())
    order = list(found[0])
    return sorted(seen, key=lambda column: (order.index(column[0]), column[1]))


def table(found: Sequence[dict[str, str]], names: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """A row of zeros and ones for each pair, the last column all ones."""
    places = {name: place for place, name in enumerate(names)}
    rows = np.zeros((len(found), len(names) + 1))
    rows[:, -1] = 1
    for number, levels in enumerate(found):
        rows[number, [places[column] for column in levels.items() if column in places]] = 1
    return rows


def fit(rows: NDArray[np.float64], same: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The weights of logistic regression with a ridge on all but the start, by Newton's steps."""
    penalty = np.full(rows.shape[1], RIDGE)
    penalty[-1] = 1e-6
    found = np.zeros(rows.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (likely - same) + penalty * found
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(penalty)
        found -= np.linalg.solve(curve, slope)
    return found


def half_of(key: object) -> int:
    """Which half a pair falls into, by a hash of its id."""
    return hashlib.sha256(str(key).encode()).digest()[0] % 2


NEUTRAL = {
    "name": "close", "rest of the name": "none", "words more": "not counted", "numbers in the name": "same or none",
    "words in common": "1", "street": "missing", "telephone": "missing", "website": "missing",
    "moved": "there, no line kept, name kept", "machine": "staffed, there", "town": "missing",
}  # fmt: skip


def shifted(names: Sequence[tuple[str, str]], found: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same weights with 0 for the level of each kind that says nothing; no answer changes."""
    moved = found.copy()
    for kind, level in NEUTRAL.items():
        base = found[names.index((kind, level))]
        moved[[place for place, (k, _) in enumerate(names) if k == kind]] -= base
        moved[-1] += base
    return moved


def write(names: Sequence[tuple[str, str]], found: NDArray[np.float64]) -> None:
    """The fitted weights are the package's."""
    lines = [
        '"""The weights of evidence, in hundredths of a logarithm of odds, as `bench/linkage.py` fits them."""',
        "",
        "from collections.abc import Mapping",
        "from typing import Final",
        "",
        f"START: Final = {round(100 * found[-1])}",
        "WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {",
    ]
    for kind in dict.fromkeys(kind for kind, _ in names):
        levels = [(round(100 * w), level) for (k, level), w in zip(names, found, strict=False) if k == kind]
        lines += [
            f'    "{kind}": {{',
            *(f'        "{level}": {w},' for w, level in sorted(levels, reverse=True)),
            "    },",
        ]
    Path(weights.__file__).write_text("\n".join([*lines, "}", ""]), "utf-8")


def long_list(places: Sequence[dict[str, object]], size: int) -> list[Listing]:
    """A list of that length, without more doubles than the listings have."""
    made = []
    for number in range(size):
        place, block = places[number % len(places)], number // len(places)
        moved = {"city": f"{place['city']}{block}", "postcode": f"{block:03}{place['postcode']}"}
        phones = [f"{phone}"[:-4] + f"{(block * 7919 + int(str(phone)[-4:] or 0)) % 10_000:04}"
                  for phone in place["phones"] or [] if str(phone)[-4:].isdigit()]  # fmt: skip
        made.append(read_place(msgspec.convert(place | moved | {"phones": phones, "websites": []}, Place)))
    return made


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--rows", type=int, default=0)
    given = parser.parse_args()
    records = [json.loads(line) for line in given.pairs.read_text("utf-8").splitlines()]
    pairs: list[Pair] = [
        (read_place(msgspec.convert(r["a"], Place)), read_place(msgspec.convert(r["b"], Place))) for r in records
    ]
    same = np.array([r["same_place"] == 1 for r in records])
    start = time.process_time()
    found = [evidence(one, other) for one, other in pairs]
    print(f"evidence: {1e6 * (time.process_time() - start) / len(pairs):.0f} microseconds a pair")
    names = columns(found)
    rows = table(found, names)
    if given.write:
        write(names, shifted(names, fit(rows, same)))
        return
    half = np.array([half_of(r["pair_id"]) for r in records])
    for one in (0, 1):
        said = rows[half != one] @ fit(rows[half == one], same[half == one]) >= 0
        print(f"half {1 - one}, fitted on the other: F1 {f1(same[half != one], said):.3f} of {said.size} pairs")
    said = np.array([same_place(one, other).same for one, other in pairs])
    print(f"weights of the package, all pairs: F1 {f1(same, said):.3f}")
    group = np.array([GROUPS.get(r["a"]["country"], "others") for r in records])
    for name in sorted(set(group)):
        print(f"  {name}: F1 {f1(same[group == name], said[group == name]):.3f} of {(group == name).sum()} pairs")
    plain = np.array([_plain(r["a"]) == _plain(r["b"]) for r in records])
    print(f"rival, equal names and postcodes: F1 {f1(same, plain):.3f}")
    if given.rows:
        measure_list([r[side] for r in records for side in "ab"], given.rows)


def _plain(place: dict[str, str | None]) -> tuple[str, str]:
    return (place["name"] or "").lower(), (place["postcode"] or "").lower()


def measure_list(places: Sequence[dict[str, object]], size: int) -> None:
    """Prints how long the search for doubles takes in a long list, and how many pairs it compares."""
    listings = long_list(places, size)
    start = time.process_time()
    compared = sum(1 for _ in candidates(listings))
    blocked = time.process_time() - start
    found = sum(1 for _ in doubles(listings))
    seconds = time.process_time() - start - blocked
    print(
        f"{size} listings: {compared} pairs compared, {found} doubles, {seconds:.1f} s ({blocked:.1f} s to find pairs)"
    )


if __name__ == "__main__":
    main()
