"""The policy that follows from a state: ridge weights per action, and inverse-gap weighting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from aboveboard.kernel.encoding import Encoder
from aboveboard.kernel.exact import Ints
from aboveboard.learn.rows import Round, columns
from aboveboard.learn.state import State

Floats = npt.NDArray[np.float64]
PRIOR: Final = 1.0
"""Ridge: as if one further row had been seen in which each weight was 0."""


class Policy:
    """Expected rewards per action: a ridge regression on codes scaled to 0..1, about the mean of all actions."""

    def __init__(self, state: State) -> None:
        self._encoder = Encoder(state.schema)
        self._reward = state.schema.reward
        self.actions = state.actions
        self._weights = np.stack([self._solve(state, action) for action in self.actions], axis=1)

    def _solve(self, state: State, action: str) -> Floats:
        width = self._encoder.width
        gram, cross = np.zeros((width, width)), np.zeros(width)
        for (name, _), sums in sorted(state.sums.items()):
            if name == action:
                gram, cross = gram + sums.gram, cross + sums.cross[:, 0]
        scale = 1.0 / self._encoder.tops
        penalty = np.full(width, PRIOR)
        penalty[0] = 1e-9
        scaled = gram * np.outer(scale, scale) + np.diag(penalty)
        weights: Floats = (np.linalg.solve(scaled, cross * scale) * scale).astype(np.float64)
        return weights

    def expected(self, matrix: Ints) -> Floats:
        """The expected reward (rows, actions) of encoded rows, in the reward's own unit."""
        codes: Floats = matrix.astype(np.float64) @ self._weights
        return codes * self._reward.step + self._reward.low

    def expected_of(self, rounds: Sequence[Round]) -> Floats:
        """The expected reward (rows, actions) of some rounds."""
        return self.expected(self._encoder.encode(columns(rounds, self._encoder.schema), len(rounds)))


def inverse_gap(expected: Floats, *, gamma: float) -> Floats:
    """Probabilities (rows, actions): 1 / (K + gamma x gap) for all but the best, which has the rest.

    Abe and Long (1999); Foster and Rakhlin, "Beyond UCB" (2020), section 2.
    """
    count = expected.shape[1]
    best = expected.argmax(axis=1)
    rows = np.arange(len(expected))
    chances: Floats = 1.0 / (count + gamma * (expected[rows, best][:, None] - expected))
    chances[rows, best] = 0.0
    chances[rows, best] = 1.0 - chances.sum(axis=1)
    return chances
