"""Tournaments played out: integers from the draw to the last winner."""

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.bracket import Bracket
from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec
from provenlab.core.evaluation.streams import WORDS_PER_BLOCK, Stream

Draws = NDArray[np.uint64]
Progress = NDArray[np.uint8]
_UNUSED_BITS = np.uint64(11)
_LARGEST = np.uint64(2**53 - 1)


def blocks_per_unit(bracket: Bracket) -> int:
    """One word for every game, in whole blocks."""
    return -(-bracket.n_games // WORDS_PER_BLOCK)


def draws(spec: CalcuttaSpec, stream: Stream, lo: int, hi: int, scratch: Scratch) -> Draws:
    """53-bit draws of the simulations [lo, hi), shape (games, hi - lo).

    Antithetic simulations come in pairs (2k, 2k + 1) that share block k, mirrored in the second.
    """
    blocks, games = blocks_per_unit(spec.bracket), spec.bracket.n_games
    found = scratch.array("draws", (games, hi - lo), np.uint64)
    once = found[:, ::2] if spec.antithetic else found
    first, count = (lo // 2, (hi - lo) // 2) if spec.antithetic else (lo, hi - lo)
    np.right_shift(stream.words(first, count, blocks)[:, :games].T, _UNUSED_BITS, out=once)
    if spec.antithetic:
        np.subtract(_LARGEST, once, out=found[:, 1::2])
    return found


class Tournament:
    """A bracket with its thresholds, ready to be played many times."""

    def __init__(self, spec: CalcuttaSpec) -> None:
        self._bracket, self._locked = spec.bracket, spec.locked
        self._teams = len(spec.bracket.teams)
        self._thresholds = spec.thresholds().ravel()

    def progress(self, drawn: Draws) -> Progress:
        """Wins and byes of every team, shape (teams, simulations); the champion has R + 1."""
        count = drawn.shape[1]
        progress = np.ones((self._teams, count), dtype=np.uint8)
        columns, flat = np.arange(count), progress.ravel()
        standing = self._after_play_ins(drawn, progress, columns)
        game, reached = len(self._bracket.play_ins), 2
        while len(standing) > 1:
            half = len(standing) // 2
            standing = self._winners(standing[::2], standing[1::2], drawn[game : game + half], game)
            flat[standing * count + columns] = reached
            game, reached = game + half, reached + 1
        return progress

    def _after_play_ins(
        self, drawn: Draws, progress: Progress, columns: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        standing = np.empty((len(self._bracket.slots), drawn.shape[1]), dtype=np.int64)
        for slot, teams in enumerate(self._bracket.slot_teams):
            standing[slot] = teams[0]
        for game, (slot, first, second) in enumerate(self._bracket.play_ins):
            one, other = standing[slot : slot + 1], np.full((1, drawn.shape[1]), second)
            standing[slot] = self._winners(one, other, drawn[game : game + 1], game)[0]
            progress[first], progress[second] = 0, 0
            progress[standing[slot], columns] = 1
        return standing

    def _winners(
        self, first: NDArray[np.int64], second: NDArray[np.int64], drawn: Draws, game: int
    ) -> NDArray[np.int64]:
        """Of games that are played side by side, the first of them numbered `game`."""
        bound = self._thresholds.take(first * self._teams + second)
        # By arithmetic: half of the branches of a choice would be foreseen wrongly.
        winners = (drawn < bound).astype(np.int64)
        winners *= first - second
        winners += second
        for each in range(len(winners)):
            if game + each in self._locked:
                winners[each] = self._locked[game + each]
        return winners


def points_of(progress: Progress, by_progress: NDArray[np.int64], scratch: Scratch) -> NDArray[np.float64]:
    """Points of every team, in the shape of `progress`; whole numbers, exact as floats."""
    points = scratch.array("points", progress.shape, np.float64)
    return by_progress.astype(np.float64).take(progress, out=points, mode="clip")
