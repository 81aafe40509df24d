"""The writer of a campaign: the grammar, or where `[llm]` names one, a model with all that keeps it in bounds."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from aboveboard.campaign.carried import provided_elements
from aboveboard.campaign.rewrite import Asking, Heard, Rewriter, Tell
from aboveboard.campaign.settings import LlmTable, Settings
from aboveboard.compose.model import Parameters
from aboveboard.domain.errors import InputError
from aboveboard.store.store import Store

if TYPE_CHECKING:
    from aboveboard.campaign.endpoint import Endpoint

_KEY: Final = re.compile(r"[!-~]{1,1000}")


class KeptAnswers:
    """The answers of a campaign's rows in the store."""

    def __init__(self, store: Store, campaign: str, now: datetime) -> None:
        self._answers, self._campaign, self._now = store.model_answers, campaign, now

    def get(self, row: str, prompt: str) -> Heard | None:
        """The answer that was kept."""
        kept = self._answers.get(row, prompt)
        return None if kept is None else msgspec.json.decode(kept, type=Heard)

    def keep(self, row: str, prompt: str, heard: Heard) -> None:
        """The answer is kept at once."""
        business = row.removeprefix(f"{self._campaign}:").rpartition(":")[0]
        self._answers.keep(business, row, prompt, msgspec.json.encode(heard).decode(), at=self._now)


def parameters_of(llm: LlmTable) -> Parameters:
    """What a campaign asks of its model."""
    return Parameters(
        model=llm.model,
        temperature_thousandths=round(llm.temperature * 1000),
        seed=llm.seed,
        answer_tokens=llm.answer_tokens,
    )


def writer_of(settings: Settings, ask: Asking | None, store: Store, *, now: datetime, tell: Tell) -> Rewriter | None:
    """The writer that asks a campaign's model, its answers kept in the store; None where the grammar writes alone."""
    if settings.llm is None or ask is None:
        return None
    return Rewriter(
        parameters_of(settings.llm),
        ask,
        KeptAnswers(store, settings.name, now),
        provided=provided_elements(settings),
        at_once=settings.llm.at_once,
        tell=tell,
    )


@contextmanager
def open_endpoint(llm: LlmTable | None) -> Iterator[Endpoint | None]:
    """The endpoint that a campaign names, with the key from the environment; None without `[llm]`.

    Raises InputError where the package or the key is missing.
    """
    if llm is None:
        yield None
        return
    try:
        from aboveboard.campaign.endpoint import Endpoint, Place
    except ImportError as error:
        remedy = "install aboveboard[llm], or leave [llm] out: then the grammar writes"
        raise InputError("the package for language models is not installed", place="[llm]", remedy=remedy) from error
    place = Place(
        base_url=llm.base_url,
        timeout=llm.timeout,
        per_minute=llm.requests_per_minute,
        most_requests=llm.most_requests,
        most_tokens=llm.most_tokens,
    )
    endpoint = Endpoint(place, _key(llm), clock=time.monotonic, sleep=time.sleep)
    try:
        yield endpoint
    finally:
        endpoint.close()


def _key(llm: LlmTable) -> str | None:
    """The key, which no error shows."""
    if llm.key_env is None:
        return None
    key = os.environ.get(llm.key_env, "").strip()
    if not key:
        remedy = "set it to the key of the endpoint, or leave llm.key_env out where none is needed"
        raise InputError(f"the environment has no variable {llm.key_env}", place="llm.key_env", remedy=remedy)
    if not _KEY.fullmatch(key):
        raise InputError(f"the variable {llm.key_env} has letters that no key has", place="llm.key_env")
    return key
