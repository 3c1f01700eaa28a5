"""Sums of products of large integers, exact in machine words."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_LIMB_BITS = np.int64(24)
_LIMB_MASK = np.int64(2**24 - 1)
MOST_COLUMNS = 2**14


def product_sums(one: Integers, other: Integers) -> list[int]:
    """The sum over each row of one * other, for integers in [0, 2^48) and at most 2^14 columns.

    In limbs of 24 bits every product is below 2^48, and a row of them below 2^62.
    """
    high, low = one >> _LIMB_BITS, one & _LIMB_MASK
    if other is one:
        return _joined(_row_sums(high, high), 2 * _row_sums(high, low), _row_sums(low, low))
    other_high, other_low = other >> _LIMB_BITS, other & _LIMB_MASK
    mixed = _row_sums(high, other_low) + _row_sums(low, other_high)
    return _joined(_row_sums(high, other_high), mixed, _row_sums(low, other_low))


def row_sums(values: NDArray[np.int64] | NDArray[np.bool_]) -> list[int]:
    """The sum of each row, for integers in [0, 2^48) and at most 2^14 columns."""
    return [int(total) for total in values.sum(axis=1)]


class Cells:
    """Cells of a sparse array, at most 2^14 in a row, with ascending row numbers; to be summed by row."""

    def __init__(self, row: Integers, rows: int) -> None:
        self._bounds = np.searchsorted(row, np.arange(rows + 1))

    def sums(self, values: Integers) -> list[int]:
        """The sum of the values in each row, for integers in [0, 2^48)."""
        return [int(total) for total in self._sums(values)]

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


def _row_sums(one: Integers, other: Integers) -> Integers:
    sums: Integers = np.einsum("ij,ij->i", one, other)
    return sums


def _joined(high: Integers, middle: Integers, low: Integers) -> list[int]:
    return [
        (int(top) << 48) + (int(mixed) << 24) + int(bottom)
        for top, mixed, bottom in zip(high, middle, low, strict=True)
    ]
