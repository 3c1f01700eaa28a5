"""Ranks with ties, and the prizes they earn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PARTS_PER_CENT = 10_000
Integers = NDArray[np.int64]
# Counting is quicker than sorting while few entries are asked about.
_COUNTED_SHARE = 8


@dataclass(frozen=True, slots=True)
class Standings:
    """Shape (scored entries, simulations): rank is 1 + the number strictly greater, `tied` counts itself."""

    rank: Integers
    tied: Integers


def standings(scores: Integers, scored: Sequence[int]) -> Standings:
    """Where the scored entries stand among all entries; `scores` has shape (entries, simulations)."""
    if len(scored) * _COUNTED_SHARE <= len(scores):
        return counted_standings(scores, scored)
    return sorted_standings(scores, scored)


def counted_standings(scores: Integers, scored: Sequence[int]) -> Standings:
    """By comparing each scored entry with all."""
    rank = np.empty((len(scored), scores.shape[1]), dtype=np.int64)
    tied = np.empty_like(rank)
    for at, entry in enumerate(scored):
        np.sum(scores > scores[entry], axis=0, out=rank[at])
        np.sum(scores == scores[entry], axis=0, out=tied[at])
    rank += 1
    return Standings(rank, tied)


def sorted_standings(scores: Integers, scored: Sequence[int]) -> Standings:
    """By sorting every simulation once: the entry rides in the low bits of its negated score."""
    entries, count = scores.shape
    bits = np.int64(max(1, (entries - 1).bit_length()))
    keys = (-scores.T << bits) | np.arange(entries)
    keys.sort(axis=1)
    entry = keys & ((np.int64(1) << bits) - 1)
    keys >>= bits
    first = np.ones((count, entries), dtype=np.bool_)
    np.not_equal(keys[:, 1:], keys[:, :-1], out=first[:, 1:])
    start, length = _groups(first)
    rank, tied = np.empty_like(entry), np.empty_like(entry)
    np.put_along_axis(rank, entry, start + 1, axis=1)
    np.put_along_axis(tied, entry, length, axis=1)
    chosen = list(scored)
    return Standings(np.ascontiguousarray(rank[:, chosen].T), np.ascontiguousarray(tied[:, chosen].T))


def _groups(first: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """For every place in rows of sorted entries: where its group of equals starts, and how long it is.

    The first place of a row is always the first of a group, so the rows can be read as one.
    """
    starts = np.flatnonzero(first)
    lengths = np.diff(starts, append=first.size)
    group = np.cumsum(first.ravel()) - 1
    row_start = (starts // first.shape[1]) * first.shape[1]
    return (starts - row_start)[group].reshape(first.shape), lengths[group].reshape(first.shape)


class PrizeTable:
    """What k entries at rank r get each, and what is left of their prizes, in 1/10,000 cent.

    They share the prizes of the ranks r to r + k - 1 equally, rounded down.
    """

    def __init__(self, payouts: Sequence[int], entries: int) -> None:
        prizes = np.zeros(entries + 1, dtype=np.int64)
        paid = min(len(payouts), entries)
        prizes[1 : paid + 1] = np.array(payouts[:paid], dtype=np.int64) * PARTS_PER_CENT
        until = np.cumsum(prizes)
        rank, tied = np.meshgrid(np.arange(entries + 1), np.arange(entries + 1), indexing="ij")
        last = np.minimum(rank + tied - 1, entries)
        shared = np.where((rank > 0) & (tied > 0), until[last] - until[np.maximum(rank - 1, 0)], 0)
        self.in_money = paid
        self._width = entries + 1
        self._each = (shared // np.maximum(tied, 1)).ravel()
        self._left = (shared % np.maximum(tied, 1)).ravel()

    def pay(self, at: Standings) -> Integers:
        return self._each.take(at.rank * self._width + at.tied)

    def residue(self, at: Standings) -> Integers:
        """What the group of a scored entry could not share, once for each simulation and entry."""
        return self._left.take(at.rank * self._width + at.tied)
