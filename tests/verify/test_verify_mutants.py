"""Good letters with one thing changed: what is no longer true has to be found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft
from aboveboard.verify.claims import check_draft

Letters = tuple[tuple[Brief, Draft], ...]
Voice = dict[str, Any]
ELEMENTS = {"refuse": "refuse", "who": "who", "source": "source", "advert": "advert greeting"}


def numbers(text: str) -> Iterator[str]:
    """The text with one number one greater."""
    for match in re.finditer(r"\d+", text):
        greater = str(int(match.group()) + 1).zfill(len(match.group()))
        yield text[: match.start()] + greater + text[match.end() :]


def mutants(text: str, part: str, voice: Voice) -> Iterator[tuple[str, str]]:
    """Kind and text of each change of one sentence."""
    words = voice["mutants"]
    names = (*voice["names"], voice["sender"]["name"], voice["sender"]["person"], voice["register"])
    yield from (("number", mutant) for mutant in numbers(text))
    yield from (("name", text.replace(name, "Glenmore Foods", 1)) for name in names if name in text)
    yield from (("swap", text.replace(a, b, 1)) for a, b in words["swaps"] if a in text)
    if part in ("seen", "why", "terms", "advert", "refuse"):
        yield from (("negation", text.replace(a, b, 1)) for a, b in words["negations"] if a in text)
    yield from (("addition", f"{text} {more}") for more in words["added"])


def changed(draft: Draft, voice: Voice) -> Iterator[tuple[str, Draft]]:
    """Every mutant of a draft."""
    for at, sentence in enumerate(draft.sentences):
        for kind, text in mutants(sentence.text, sentence.part, voice):
            sentences = list(draft.sentences)
            sentences[at] = msgspec.structs.replace(sentence, text=text)
            yield kind, msgspec.structs.replace(draft, sentences=tuple(sentences))
    for dropped in ELEMENTS.values():
        kept = tuple(s for s in draft.sentences if s.part not in dropped.split())
        yield "dropped element", msgspec.structs.replace(draft, sentences=kept)


def test_mutants_are_caught(spoken: Letters, voice: Voice) -> None:
    """At least 99 in 100 changes are found in each language; of negations, of which some change nothing, 95."""
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for brief, draft in spoken[:32]:
        if not check_draft(brief, draft).passed:
            continue
        for kind, mutant in changed(draft, voice):
            made[kind] += 1
            caught[kind] += not check_draft(brief, mutant).passed
    assert made.total() > 2000
    assert caught.total() >= 0.99 * made.total(), {kind: made[kind] - caught[kind] for kind in made}
    least = {kind: 0.95 if kind == "negation" else 0.99 for kind in made}
    assert all(caught[kind] >= least[kind] * made[kind] for kind in made), {k: (caught[k], made[k]) for k in made}


def test_good_letters_are_not_flagged(spoken: Letters) -> None:
    """In each language at most one in a hundred letters of the grammar is found to say what it may not."""
    flagged = [draft.subject for brief, draft in spoken if not check_draft(brief, draft).passed]
    assert len(flagged) <= 0.01 * len(spoken), flagged


def test_pages_and_markup_are_not_taken_for_each_other() -> None:
    """Hours said of the wrong one of the two are found."""
    from aboveboard.verify.ground import ground_of
    from aboveboard.verify.statement import check

    value = b'{"day":"we","page":"closed","markup":"09:00-17:00","path":"/","as_of":"2026-11-20"}'
    ground = (ground_of("fact", "seen.hours_conflict", value),)
    right = "On Wednesday the page says closed, while the data behind it say 9 am to 5 pm."
    wrong = "On Wednesday the page says 9 am to 5 pm, while the data behind it say closed."
    assert () == check(right, "seen", ground, language="en").findings
    assert ["9 am", "5 pm", "closed"] == [f.text for f in check(wrong, "seen", ground, language="en").findings]
