"""Arrays that are written again for every block of simulations."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Scratch:
    """Keeps one array for each name: what is in it is lost when the name is asked for again.

    A fresh array of a megabyte is given back to the system when it is dropped, and every page of the next
    one is a fault: that took as long as the sorting of the scores.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, NDArray[Any]] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        """With whatever was left in it; a new one when the shape or type is another than the last time."""
        known = self._arrays.get(name)
        if known is None or known.shape != shape or known.dtype != np.dtype(dtype):
            known = self._arrays[name] = np.empty(shape, dtype)
        return known
