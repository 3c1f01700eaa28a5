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
    if counting_pays(len(scored), len(scores)):
        return counted_standings(scores, scored)
    return sorted_standings(scores, scored)


def counting_pays(scored: int, entries: int) -> bool:
    """Whether comparing the scored entries one by one is less work than sorting all."""
    return scored * _COUNTED_SHARE <= entries


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
    keys = np.negative(scores.T, order="C")
    keys <<= bits
    keys |= np.arange(entries)
    keys.sort(axis=1)
    # Where a place of a sorted simulation belongs in arrays of shape (entries, simulations).
    home = (keys & ((np.int64(1) << bits) - 1)) * count + np.arange(count)[:, None]
    keys >>= bits
    alike = np.zeros((count, entries + 1), dtype=np.bool_)
    np.equal(keys[:, 1:], keys[:, :-1], out=alike[:, 1:-1])
    rank, tied = np.empty(scores.shape, dtype=np.int64), np.ones(scores.shape, dtype=np.int64)
    rank.put(home, np.arange(1, entries + 1))
    _tie(rank, tied, home, alike)
    chosen = list(scored)
    return Standings(rank[chosen], tied[chosen]) if len(chosen) < entries else Standings(rank, tied)


def _tie(rank: Integers, tied: Integers, home: Integers, alike: NDArray[np.bool_]) -> None:
    """Gives the members of each group of equals the rank of its first, and the size of the group.

    `alike[sim, place]` says whether a place equals the one before it; groups are few as a rule.
    """
    members = np.flatnonzero(alike[:, :-1] | alike[:, 1:])
    if not members.size:
        return
    first = ~alike[:, :-1].ravel()[members]
    begins = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    places = home.ravel()[members]
    rank.put(places, (members[begins] % home.shape[1] + 1)[group])
    tied.put(places, np.diff(begins, append=members.size)[group])


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

    def pay(self, rank: Integers, tied: Integers) -> Integers:
        return self._each.take(rank * self._width + tied)

    def residue(self, rank: Integers, tied: Integers) -> Integers:
        """What the group of an entry could not share."""
        return self._left.take(rank * self._width + tied)
