"""Sums of trees of integers: the exact merge that most kinds want."""

import operator
from typing import Any


def tree_sum(one: Any, other: Any) -> Any:
    """Leaf by leaf; a key that only one side has is taken as it is. Python integers never overflow.

    A list is of integers when its first item is one: histograms are most of what is added.
    """
    if type(one) is int:
        return one + other
    if isinstance(one, dict):
        both = {key: tree_sum(one[key], other[key]) for key in one if key in other}
        return {**one, **other, **both}
    if isinstance(one, list):
        if len(one) == len(other) and one and type(one[0]) is int:
            return list(map(operator.add, one, other))
        return [tree_sum(left, right) for left, right in zip(one, other, strict=True)]
    return one + other
