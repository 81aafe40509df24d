"""Headline: do two businesses get the same letter? Ours beside a mail merge of the same offers to the same businesses.

Over the messages to N businesses of one place, printed for each side: distinct-2 (distinct pairs of words in a row, a
share of all such pairs; Li et al. 2016, arXiv 1510.03055), self-BLEU (the mean BLEU-4 of a message against 100 others;
Zhu et al. 2018, arXiv 1802.01886; lower is more varied), the share of sentences that state a fact of this very
business, how many messages equal another one, and LIX, a measure of reading level
(Björnsson 1968; below 40 is plain). Names and web addresses differ in every merge without a word being written for
anybody, so the first two are given with them and without, and equal letters are counted without. Footers, which the
law words, are left out on both sides.

    python bench/variety.py [--messages 1000]
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jinja2
import polars as pl

import mail_merge
from aboveboard.campaign.material import Material, read_material
from aboveboard.domain.draft import FOOTER, decode_draft
from aboveboard.text.readability import lix

WORD = re.compile(r"\w+|[^\w\s]")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
OTHERS = 100
MERGED = """Hello {{ name }},
When we read {{ url }} on {{ day }}, we found {{ finding }}.
{{ offer.summary }} It costs {{ offer.price.currency }} {{ offer.price.amount }} {{ offer.price.per }},
{{ offer.first_year_total }} in the first year, tax included.{% for line in offer.does_not %} {{ line }}{% endfor %}
Would that help you?"""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one business reads above the footer, and which of its sentences state something of it alone."""

    name: str
    sentences: tuple[str, ...]
    own: tuple[bool, ...]

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)


def governed(count: int, material: Material) -> tuple[list[Letter], pl.DataFrame]:
    """Our letters to the first `count` businesses that get one, and their rows."""
    rows = mail_merge.make_rows(2 * count)
    pipeline, moment = mail_merge.prepared(rows, material)
    frame = pipeline.run(pipeline.after, rows, moment)
    written = frame.filter(pl.col("draft").is_not_null() & pl.col("personalisation")).head(count)
    letters = []
    for name, text, brief in written.select("name", "draft", "brief").iter_rows():
        draft = decode_draft(text)
        facts = {int(n) for n in re.findall(r'"number":(\d+),"kind":"fact"', brief)}
        above = [s for s in draft.sentences if s.part not in FOOTER]
        own = tuple(any(n in facts for n in s.items) for s in above)
        letters.append(Letter(name, tuple(s.text for s in above), own))
    return letters, written


def merged(rows: pl.DataFrame, material: Material) -> list[Letter]:
    """The mail merge to the same businesses: the finding is what a merge can fill in, the name of what was found."""
    template = jinja2.Environment(autoescape=False).from_string(MERGED)
    offers = material.offers_by_id
    letters = []
    for name, website, offer, angle in rows.select("name", "website", "offer", "angle").iter_rows():
        filled = {"name": name, "url": website, "day": "20 November 2026", "finding": angle.replace("_", " ")}
        text = template.render(**filled, offer=offers[offer])
        sentences = tuple(SENTENCE.split(" ".join(text.split())))
        letters.append(Letter(name, sentences, tuple(name in s or website in s for s in sentences)))
    return letters


def bare(letter: Letter) -> Letter:
    """The letter without the name and the web addresses of its business."""
    texts = (re.sub(r"\S*shop-\d+\S*", "", s.replace(letter.name, "")) for s in letter.sentences)
    return Letter("", tuple(texts), letter.own)


def distinct(letters: Sequence[Letter], size: int = 2) -> float:
    """The distinct runs of `size` words as a share of all of them."""
    runs = Counter(run for letter in letters for run in _runs(_words(letter.text), size))
    return len(runs) / max(1, runs.total())


def self_bleu(letters: Sequence[Letter], *, seed: int = 7) -> float:
    """The mean BLEU-4 of each of 200 letters against 100 others, both drawn by the seed."""
    dice = random.Random(seed)
    chosen = dice.sample(range(len(letters)), min(200, len(letters)))
    words = [_words(letter.text) for letter in letters]
    scores = []
    for one in chosen:
        others = [n for n in dice.sample(range(len(letters)), min(OTHERS + 1, len(letters))) if n != one][:OTHERS]
        scores.append(_bleu(words[one], [words[n] for n in others]))
    return sum(scores) / len(scores)


def repeated(letters: Sequence[Letter]) -> float:
    """The share of letters that equal another one."""
    counts = Counter(letter.text for letter in letters)
    return sum(count for count in counts.values() if count > 1) / len(letters)


def own_share(letters: Sequence[Letter]) -> float:
    """The share of sentences that state a fact of this very business."""
    return sum(sum(letter.own) for letter in letters) / sum(len(letter.own) for letter in letters)


def reading_level(letters: Sequence[Letter]) -> float:
    """The mean LIX of the letters."""
    return sum(lix(letter.text) for letter in letters) / len(letters)


MEASURES: dict[str, Callable[[Sequence[Letter]], float]] = {
    "distinct-2": distinct,
    "distinct-2, names left out": lambda letters: distinct([bare(letter) for letter in letters]),
    "self-BLEU": self_bleu,
    "self-BLEU, names left out": lambda letters: self_bleu([bare(letter) for letter in letters]),
    "sentences with a fact of this business": own_share,
    "letters that another business gets too": lambda letters: repeated([bare(letter) for letter in letters]),
    "LIX": reading_level,
}


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def _runs(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[n:] for n in range(size)), strict=False))


def _bleu(words: Sequence[str], others: Sequence[Sequence[str]]) -> float:
    logs = 0.0
    for size in range(1, 5):
        said = Counter(_runs(words, size))
        most: Counter[tuple[str, ...]] = Counter()
        for other in others:
            most |= Counter(_runs(other, size))
        matched = sum(min(count, most[run]) for run, count in said.items())
        logs += math.log(max(matched, 1e-9) / max(1, said.total())) / 4
    nearest = min((abs(len(other) - len(words)), len(other)) for other in others)[1]
    return math.exp(logs) * min(1.0, math.exp(1 - nearest / len(words)))


def main() -> None:
    """Prints each measure for both sides."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1000)
    material = read_material(mail_merge.EXAMPLE)
    ours, rows = governed(parser.parse_args().messages, material)
    theirs = merged(rows, material)
    print(f"{len(ours)} messages{'':28} ours   mail merge")
    for name, measure in MEASURES.items():
        print(f"{name:<40} {measure(ours):6.3f}   {measure(theirs):6.3f}")


if __name__ == "__main__":
    main()
