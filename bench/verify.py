"""Headline: the verifier on texts of strangers, beside its rivals: a judge model, rules, patterns, a classifier.

    python bench/verify.py --data FOLDER [llm_texts restaurants personal dark_patterns speed]

FOLDER holds the data sets, each in its own folder with a README that says where it is from. A line a figure, with its
target or its rival; where rows are halved, both halves and the whole.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

PARTS = ("llm_texts", "restaurants", "personal", "dark_patterns", "speed")


def main() -> None:
    """Prints the figures of the parts that are named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all of them without")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    chosen = parser.parse_args()
    for part in chosen.parts or PARTS:
        if part not in PARTS:
            parser.error(f"there is no part {part!r}, only {', '.join(PARTS)}")
        print(f"--- {part}")
        for line in import_module(f"verification.{part}").measure(chosen.data):
            print(line)


if __name__ == "__main__":
    main()
