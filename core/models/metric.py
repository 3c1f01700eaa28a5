"""Metrics: numbers by key, where NaN and the infinities survive as themselves."""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from provenlab.core.models.instant import Instant
from provenlab.core.models.number import Count, Whole
from provenlab.core.models.text import storable_text
from provenlab.core.models.value import Value

_TAGGED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def parse_number(value: Any) -> float:
    """A number, or the text `NaN`, `Infinity` or `-Infinity`, since JSON has no such numbers."""
    if type(value) is float:
        return value
    if isinstance(value, str) and value in _TAGGED:
        return _TAGGED[value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise ValueError("a number beyond the range of a double") from None
    raise ValueError('expected a number, "NaN", "Infinity" or "-Infinity"')


def number_on_the_wire(value: float) -> float | str:
    """Finite numbers as they are, the others by their tag."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def metrics_document(metrics: Mapping[str, float]) -> dict[str, Any]:
    """Metrics as a JSON object; non-finite numbers by their tag."""
    return {key: number_on_the_wire(value) for key, value in metrics.items()}


MetricValue = Annotated[
    float,
    BeforeValidator(parse_number),
    PlainSerializer(number_on_the_wire, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"enum": list(_TAGGED), "type": "string"}]}),
]


# The same few keys come again with every point.
_storable_key = lru_cache(maxsize=1_024)(storable_text)


MetricKey = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_storable_key)]


class MetricPoint(Value):
    """One value of a series. `seq` orders all points of a run and makes repeating harmless."""

    seq: Count
    key: MetricKey
    value: MetricValue
    step: Whole | None = None
    at: Instant


class MetricBounds(Value):
    """Records whose final metric lies in a range, both ends included; NaN lies in none that has an end."""

    key: MetricKey
    at_least: float | None = None
    at_most: float | None = None


class MetricOrder(Value):
    """By a final metric; records without it come last. Without an order: newest first."""

    metric: MetricKey
    descending: bool = True
