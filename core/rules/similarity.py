"""Gower distance between configs: the mean, over all their parameters, of differences from 0 to 1.

J. C. Gower, A general coefficient of similarity and some of its properties, Biometrics 27 (1971).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Any, NamedTuple

Feature = float | str | None


class Near(NamedTuple):
    """A config by its hash, and how far it is: 0 for the same, 1 for nothing in common."""

    distance: float
    config_hash: str


class Scale(NamedTuple):
    """How two numbers of a parameter are compared: by what, and over which range."""

    logarithmic: bool
    width: float


class _Seen(NamedTuple):
    config_hash: str
    values: tuple[Feature, ...]
    n_others: int


def flattened(config: Mapping[str, Any]) -> dict[str, float | str]:
    """Parameters by their path: numbers as such, everything else as text that tells its type."""
    features: dict[str, float | str] = {}
    for key, item in config.items():
        _flatten(features, f"/{_escaped(key)}", item)
    return features


def _flatten(features: dict[str, float | str], path: str, value: Any) -> None:
    kind = type(value)
    if kind is float or kind is int:
        features[path] = float(value)
    elif kind is str:
        features[path] = f'"{value}'
    elif kind is dict and value:
        for key, item in value.items():
            _flatten(features, f"{path}/{_escaped(key)}", item)
    elif kind in (list, tuple) and value:
        for index, item in enumerate(value):
            _flatten(features, f"{path}/{index}", item)
    else:
        # None, True, False, and containers without anything in them.
        features[path] = "[]" if kind is tuple else repr(value)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def nearest(
    config: Mapping[str, Any], tried: Iterable[tuple[int, str, Mapping[str, Any]]], k: int
) -> list[Near]:
    """The `k` configs nearest to one, nearest first, ties by hash.

    A number is scaled by its range over everything tried, on a logarithmic scale where all are
    positive; other values differ by 0 or 1; a parameter that only one of both has counts 1.
    """
    wanted = flattened(config)
    seen = [_projected(config_hash, flattened(each), wanted) for _, config_hash, each in tried]
    values = tuple(wanted.values())
    scales = [scale_of([value, *(each.values[index] for each in seen)]) for index, value in enumerate(values)]
    return nsmallest(k, (Near(_distance(values, each, scales), each.config_hash) for each in seen))


def _projected(config_hash: str, features: Mapping[str, float | str], wanted: Mapping[str, object]) -> _Seen:
    values = tuple([features.get(path) for path in wanted])
    n_shared = len(values) - values.count(None)
    return _Seen(config_hash, values, len(features) - n_shared)


def scale_of(values: Sequence[Feature]) -> Scale:
    """The scale of everything tried, the asked value included; whatever is no number is passed over."""
    numbers = [value for value in values if isinstance(value, float)]
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    if low > 0:
        return Scale(True, math.log(high) - math.log(low))
    # Half of each, because the difference of two finite numbers may be infinite.
    return Scale(False, high / 2 - low / 2)


def _distance(values: Sequence[Feature], other: _Seen, scales: Sequence[Scale]) -> float:
    n_all = len(values) + other.n_others
    if n_all == 0:
        return 0.0
    apart = float(other.n_others)
    for mine, yours, scale in zip(values, other.values, scales, strict=True):
        if mine == yours:
            continue
        if isinstance(mine, float) and isinstance(yours, float):
            apart += _difference(mine, yours, scale)
        else:
            apart += 1.0
    return apart / n_all


def _difference(mine: float, yours: float, scale: Scale) -> float:
    if scale.width == 0:
        return 0.0
    difference = math.log(mine) - math.log(yours) if scale.logarithmic else mine / 2 - yours / 2
    return min(1.0, abs(difference) / scale.width)
