"""Off-policy evaluation: what another policy would have earned on logged rounds."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from aboveboard.domain.errors import InputError
from aboveboard.kernel.intervals import mean_interval
from aboveboard.learn.policy import Floats, Policy, inverse_gap
from aboveboard.learn.rows import Round


class Value(msgspec.Struct, frozen=True):
    """Estimates of a policy's mean reward; `low` and `high` are the 95 % interval of the doubly robust one."""

    ips: float
    snips: float
    dr: float
    low: float
    high: float


class Evaluation(msgspec.Struct, frozen=True):
    """A policy's value on logged rounds, beside what the logging policy earned; `effective_n` is Kish's."""

    value: Value
    logged_value: float
    effective_n: float


def evaluate(policy: Policy, rounds: Sequence[Round]) -> tuple[Evaluation, Floats]:
    """The value of the greedy policy on `rounds`, and its expected rewards (rows, actions).

    IPS (Horvitz and Thompson 1952), SNIPS (Swaminathan and Joachims 2015), doubly robust (Dudik et al. 2011).
    Raises InputError for an action the policy never saw.
    """
    places = {action: number for number, action in enumerate(policy.actions)}
    for entry in rounds:
        if entry.action not in places:
            raise InputError(f"row {entry.id!r}: the action {entry.action!r} was never logged in the training rows")
    expected = policy.expected_of(rounds)
    rows = np.arange(len(rounds))
    taken = np.array([places[entry.action] for entry in rounds])
    rewards = np.array([entry.reward for entry in rounds])
    greedy = expected.argmax(axis=1)
    weights = (greedy == taken) / np.array([entry.propensity for entry in rounds])
    robust = expected[rows, greedy] + weights * (rewards - expected[rows, taken])
    dr, low, high = mean_interval(robust.tolist())
    total = float(weights.sum())
    value = Value(
        ips=float((weights * rewards).mean()),
        snips=float((weights * rewards).sum() / total) if total else 0.0,
        dr=dr,
        low=low,
        high=high,
    )
    square = float((weights**2).sum())
    return Evaluation(value, float(rewards.mean()), total**2 / square if square else 0.0), expected


def predictions(policy: Policy, rounds: Sequence[Round], expected: Floats) -> list[dict[str, object]]:
    """For each round its greedy action, and the probabilities of inverse-gap weighting."""
    chances = inverse_gap(expected, gamma=float(np.sqrt(len(rounds))))
    best = expected.argmax(axis=1)
    return [
        {
            "id": entry.id,
            "action": policy.actions[best[number]],
            "probabilities": dict(zip(policy.actions, chances[number].tolist(), strict=True)),
        }
        for number, entry in enumerate(rounds)
    ]
