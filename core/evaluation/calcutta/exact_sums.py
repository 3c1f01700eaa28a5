"""Sums of products of large integers, exact in machine words."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_LIMB_BITS = np.int64(24)
_LIMB_MASK = np.int64(2**24 - 1)
_WORD = 2**64
MOST_COLUMNS = 1000


def product_sums(one: Integers, other: Integers) -> list[int]:
    """The sum over each row of one * other, for integers in [0, 2^48) and at most 1000 columns.

    A machine word holds such a sum modulo 2^64. In floats its error is below 1000 * 2^-53 of it, and it is
    below 1000 * 2^96: less than half a word, so that both together say which integer it is.
    """
    low = np.einsum("ij,ij->i", one, other)
    about = np.einsum("ij,ij->i", one, other, dtype=np.float64, casting="unsafe")
    return [_nearest(rest, int(near)) for rest, near in zip(low.tolist(), about.tolist(), strict=True)]


def _nearest(rest: int, near: int) -> int:
    """The integer closest to `near` that leaves this rest when divided by 2^64."""
    return near + (rest - near + _WORD // 2) % _WORD - _WORD // 2


def row_sums(values: NDArray[np.int64] | NDArray[np.bool_]) -> list[int]:
    """The sum of each row, for integers in [0, 2^48) and at most 1000 columns."""
    sums: list[int] = values.sum(axis=1).tolist()
    return sums


class Cells:
    """Cells of a sparse array, at most 1000 in a row, with ascending row numbers; to be summed by row."""

    def __init__(self, row: Integers, rows: int) -> None:
        self._bounds = np.searchsorted(row, np.arange(rows + 1))

    def sums(self, values: Integers) -> list[int]:
        """The sum of the values in each row, for integers in [0, 2^48)."""
        sums: list[int] = self._sums(values).tolist()
        return sums

    def product_sums(self, one: Integers, other: Integers) -> list[int]:
        """The sum of one * other in each row, for integers in [0, 2^48)."""
        high, low = one >> _LIMB_BITS, one & _LIMB_MASK
        other_high, other_low = other >> _LIMB_BITS, other & _LIMB_MASK
        mixed = self._sums(high * other_low) + self._sums(low * other_high)
        return _joined(self._sums(high * other_high), mixed, self._sums(low * other_low))

    def _sums(self, values: Integers) -> Integers:
        # Running sums may wrap around; their differences are right as long as a row's own sum fits.
        running = np.concatenate(([np.int64(0)], np.cumsum(values)))
        sums: Integers = running[self._bounds[1:]] - running[self._bounds[:-1]]
        return sums


def _joined(high: Integers, middle: Integers, low: Integers) -> list[int]:
    return [
        (top << 48) + (mixed << 24) + bottom
        for top, mixed, bottom in zip(high.tolist(), middle.tolist(), low.tolist(), strict=True)
    ]
