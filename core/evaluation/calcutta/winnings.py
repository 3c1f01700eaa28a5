"""Who was ranked where, and which ranks were paid: what a tally needs of a block, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from provenlab.core.evaluation.calcutta.ranking import Integers, Standings
from provenlab.core.evaluation.calcutta.scratch import Scratch


@dataclass(frozen=True, slots=True)
class Winnings:
    """`histogram[entry, rank - 1]` counts simulations; the rest has one item for each paid place.

    `entry` ascends, `rank` is within the prizes, `tied` counts the entry itself, `score` is in
    millionths.
    """

    histogram: Integers
    entry: Integers
    rank: Integers
    tied: Integers
    score: Integers


def winnings_of(at: Standings, own: Integers, entries: int, in_money: int) -> Winnings:
    """From standings; `own` are the scores of the same entries."""
    rows = len(at.rank)
    codes = at.rank + (entries * np.arange(rows) - 1)[:, None]
    histogram = np.bincount(codes.ravel(), minlength=rows * entries).reshape(rows, entries)
    index = np.flatnonzero(at.rank <= in_money)
    rank, tied, score = at.rank.ravel()[index], at.tied.ravel()[index], own.ravel()[index]
    return Winnings(histogram, index // at.rank.shape[1], rank, tied, score)


def sorted_winnings(scores: Integers, scored: Sequence[int], in_money: int, scratch: Scratch) -> Winnings:
    """From scores of shape (entries, simulations), by sorting every simulation once.

    The entry rides in the low bits of its negated score. Ranks are places but for equals, so only those
    are looked at twice.
    """
    entries, count = scores.shape
    bits = max(1, (entries - 1).bit_length())
    keys = scratch.array("keys", (count, entries), np.int64)
    np.negative(scores.T, out=keys)
    keys <<= np.int64(bits)
    keys |= np.arange(entries)
    keys.sort(axis=1)
    entry = scratch.array("entry", keys.shape, np.int64)
    np.bitwise_and(keys, np.int64(2**bits - 1), out=entry)
    keys >>= np.int64(bits)
    ties = _ties(keys)
    codes = scratch.array("codes", keys.shape, np.int64)
    np.multiply(entry, np.int64(entries), out=codes)
    codes += np.arange(entries)
    counts = np.bincount(codes.ravel(), minlength=entries**2)
    equals = entry.ravel()[ties.index] * entries
    np.add.at(counts, equals + ties.place, -1)
    np.add.at(counts, equals + ties.rank - 1, 1)
    index, rank, tied = _paid(count, entries, in_money, ties)
    # In few bits: numpy sorts those by radix.
    owner = entry.ravel()[index].astype(np.min_scalar_type(entries))
    order, first = np.argsort(owner, kind="stable"), scored[0]
    order = order[np.searchsorted(owner[order], first) :]
    chosen = index[order]
    histogram = counts.reshape(entries, entries)[first:]
    return Winnings(histogram, entry.ravel()[chosen] - first, rank[order], tied[order], -keys.ravel()[chosen])


@dataclass(frozen=True, slots=True)
class _Ties:
    """Flat index and place of every member of a group of equals, its rank, and the size of its group."""

    index: Integers
    place: Integers
    rank: Integers
    tied: Integers


def _ties(keys: Integers) -> _Ties:
    entries, flat = keys.shape[1], keys.ravel()
    # Whether a key is as the one before it, in the same simulation.
    alike = np.zeros(flat.size + 1, dtype=np.bool_)
    np.equal(flat[1:], flat[:-1], out=alike[1:-1])
    alike[::entries] = False
    index = np.flatnonzero(alike[:-1] | alike[1:])
    place = index % entries
    first = ~alike[index]
    begins, group = np.flatnonzero(first), np.cumsum(first) - 1
    sizes = np.diff(begins, append=index.size)
    return _Ties(index, place, place[begins][group] + 1, sizes[group])


def _paid(count: int, entries: int, in_money: int, ties: _Ties) -> tuple[Integers, Integers, Integers]:
    """Flat index, rank and ties of the paid places: the first ones, and their equals below them."""
    rank = np.tile(np.arange(1, in_money + 1), (count, 1))
    tied = np.ones_like(rank)
    above, paid = ties.place < in_money, ties.rank <= in_money
    row, place = ties.index[above] // entries, ties.place[above]
    rank[row, place], tied[row, place] = ties.rank[above], ties.tied[above]
    below = paid & ~above
    index = np.arange(count)[:, None] * entries + np.arange(in_money)
    return (
        np.concatenate((index.ravel(), ties.index[below])),
        np.concatenate((rank.ravel(), ties.rank[below])),
        np.concatenate((tied.ravel(), ties.tied[below])),
    )
