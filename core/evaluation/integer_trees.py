"""Sums of trees of integers: the exact merge that most kinds want."""

from typing import Any


def tree_sum(one: Any, other: Any) -> Any:
    """Leaf by leaf; a key that only one side has is taken as it is. Python integers never overflow."""
    if isinstance(one, dict):
        both = {key: tree_sum(one[key], other[key]) for key in one if key in other}
        return {**one, **other, **both}
    if isinstance(one, list):
        return [tree_sum(left, right) for left, right in zip(one, other, strict=True)]
    return one + other
