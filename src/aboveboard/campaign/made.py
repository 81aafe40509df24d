"""How a text came about, in words: for the operator's report, for `why`, and for the page of its recipient."""

from __future__ import annotations

from aboveboard.domain.draft import Draft

PROMPT_SHOWN = 12
"""So much of a prompt's hash is shown; the receipt has all of it."""


def made_line(draft: Draft) -> str:
    """Who wrote what a model wrote, and how it was asked; "" for a text of the grammar alone."""
    made = draft.made
    if made is None:
        return ""
    own = sum(not sentence.pattern for sentence in draft.sentences)
    served = f", which calls itself {made.served}" if made.served and made.served != made.model else ""
    seed = "" if made.seed is None else f", seed {made.seed}"
    return (
        f"{own} of {len(draft.sentences)} sentences were written by the language model {made.model}{served} "
        f"(temperature {made.temperature_thousandths / 1000:g}{seed}, attempt {made.attempt}, "
        f"prompt {made.prompt[:PROMPT_SHOWN]}); all others come from sentences that people wrote."
    )
